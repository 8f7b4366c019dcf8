use super::check::Check;
use super::context::{Context, Group, Value};
use super::finding::{Finding, Severity};
use super::spread::Spread;
use crate::data::OutcomeKind;
use std::collections::HashMap;

pub(super) const CHECK: Check = Check {
    id: "swapped",
    looks_for: "two readings of one participant that would both be ordinary if they changed places",
    about_reading: true,
    run,
};

fn run(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, left) in context.groups.iter().enumerate() {
        for right in context.groups.iter().skip(at + 1) {
            let comparable = left.outcome_index != right.outcome_index && left.site == right.site;
            if comparable && of_body(left) && of_body(right) {
                found.extend(swaps(context, left, right));
            }
        }
    }
    found
}

/// Other quantities have tails so long that ordinary readings look exchanged.
fn of_body(group: &Group<'_>) -> bool {
    matches!(group.outcome.kind, OutcomeKind::Girth | OutcomeKind::Weight | OutcomeKind::Height)
}

/// Least gain, in squared robust standard deviations summed over both readings.
const GAIN: f64 = 50.0;

fn swaps(context: &Context<'_>, left: &Group<'_>, right: &Group<'_>) -> Vec<Finding> {
    let (Some(left_spread), Some(right_spread)) = (left.logs, right.logs) else { return Vec::new() };
    let key = |value: &Value| (value.participant, value.visit);
    let partners: HashMap<_, _> = right.values.iter().map(|value| (key(value), value)).collect();
    let pairs = left.values.iter().filter_map(|value| partners.get(&key(value)).map(|other| (value, *other)));
    pairs
        .filter(|(value, other)| {
            let as_written = [distance(value, left_spread), distance(other, right_spread)];
            let exchanged = [distance(other, left_spread), distance(value, right_spread)];
            let squares = |distances: [f64; 2]| distances.iter().map(|distance| distance * distance).sum::<f64>();
            exchanged.iter().all(|distance| distance.abs() < 3.0) && squares(as_written) - squares(exchanged) > GAIN
        })
        .map(|(value, other)| {
            let (first, second) = (&left.outcome.name, &right.outcome.name);
            let who = context.name(value.participant);
            let words = format!(
                "{who}: {first} {} and {second} {}; columns swapped in this row?",
                value.decimal, other.decimal
            );
            let advice = "look both readings up in the source record";
            let finding = Finding::new(Severity::Warning, CHECK.id, words, advice).of(first);
            finding.about(who, [value.line, other.line])
        })
        .collect()
}

/// Robust standard deviations from the centre, on the scale of logarithms.
fn distance(value: &Value, spread: Spread) -> f64 {
    if value.value > 0.0 { (value.value.ln() - spread.center) / spread.scale.max(0.02) } else { f64::INFINITY }
}
