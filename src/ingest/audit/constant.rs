use super::check::Check;
use super::context::Context;
use super::finding::{Finding, Severity};
use crate::data::Sample;

pub(super) const CHECK: Check =
    Check { id: "constant", looks_for: "a visit at which everybody has the same reading", about_reading: false, run };

fn run(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for sampled in context.samples.iter() {
        let Ok(pairs) = &sampled.pairs else { continue };
        let sample = &pairs.sample;
        let visits = [(sample.before(), sampled.request.baseline), (sample.after(), sampled.request.followup)];
        for (readings, visit) in visits.into_iter().filter(|(readings, _)| is_constant(readings)) {
            let name = &sampled.outcome.name;
            let visit_name = context.ingested.trial.visits.get(visit).map_or("", |visit| visit.as_str());
            let value = readings.values().first().copied().unwrap_or(0.0);
            let words = format!("{name}: all {} readings {visit_name} are {value}", sample.n());
            let advice = "check that this is the column of the readings";
            let mut finding = Finding::new(Severity::Warning, CHECK.id, words, advice).of(name);
            finding.column = context.column(sampled.request.outcome, visit);
            found.push(finding);
        }
    }
    found
}

fn is_constant(sample: &Sample) -> bool {
    sample.n() >= 3 && sample.ticks().windows(2).all(|pair| matches!(pair, [left, right] if left == right))
}
