use super::check::Check;
use super::context::Context;
use super::finding::{Finding, Severity};
use super::plausible::plausible_limits;
use super::spread::median;

pub(super) const CHECK: Check = Check {
    id: "implausible",
    looks_for: "readings that no human body gives, child or adult, in the stated unit",
    about_reading: true,
    run,
};

fn run(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for group in &context.groups {
        let name = &group.outcome.name;
        let Some(typical) = median(group.values.iter().map(|value| value.value).collect()) else { continue };
        let Some(limits) = plausible_limits(group.outcome, typical) else { continue };
        let (low, high, unit) = (rounded(limits.low), rounded(limits.high), limits.unit);
        let kind = group.outcome.kind.name();
        if typical < limits.low || typical > limits.high {
            let words =
                format!("{name}: the typical reading is {typical}, but a {kind} lies between {low} and {high} {unit}");
            let advice = "check the unit (--unit) and the column";
            found.push(Finding::new(Severity::Warning, CHECK.id, words, advice).of(name));
            continue;
        }
        let outside: Vec<_> =
            group.values.iter().filter(|value| value.value < limits.low || value.value > limits.high).collect();
        let assumed = if limits.assumed { " (the unit is a guess)" } else { "" };
        for value in outside {
            let who = context.name(value.participant);
            let beside = value.other.map_or(String::new(), |other| format!(" beside {other}"));
            let words = format!(
                "{name} of {who}: {}{beside}, but a {kind} lies between {low} and {high} {unit}{assumed}",
                value.decimal
            );
            let advice = "look the reading up in the source record";
            let mut finding =
                Finding::new(Severity::Warning, CHECK.id, words, advice).of(name).about(who, [value.line]);
            finding.column = context.column(group.outcome_index, value.visit);
            found.push(finding);
        }
    }
    found
}

fn rounded(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
