use super::check::Check;
use super::context::Context;
use super::finding::{Finding, Severity};

pub(super) const CHECK: Check = Check {
    id: "identical",
    looks_for: "the same reading, or the same change, in every pair: a column copied or computed",
    about_reading: false,
    run,
};

fn run(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for sampled in &context.samples {
        let Ok(pairs) = &sampled.pairs else { continue };
        let change = pairs.sample.change();
        let Some(first) = change.ticks().first().copied().filter(|_| change.n() >= 2) else { continue };
        if change.ticks().iter().any(|ticks| *ticks != first) {
            continue;
        }
        let (name, n) = (&sampled.outcome.name, change.n());
        let words = if first == 0 {
            format!("{name}: both readings are identical in all {n} pairs")
        } else {
            format!("{name}: the change is {:+} in all {n} pairs", change.value_of(first))
        };
        let advice = "check that the second column was measured, not copied or computed from the first";
        found.push(Finding::new(Severity::Warning, CHECK.id, words, advice).of(name));
    }
    found
}
