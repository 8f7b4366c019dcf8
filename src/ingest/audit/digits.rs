use super::check::Check;
use super::context::{Context, Group};
use super::finding::{Finding, Severity};
use crate::data::{Decimal, Outcome, Sample};
use std::collections::BTreeMap;

pub(super) const CHECK: Check = Check {
    id: "digits",
    looks_for: "last digits that occur more often than they should: readings rounded to halves or wholes",
    about_reading: false,
    run,
};

/// Readings from which last digits are counted.
const ENOUGH: usize = 50;
/// Upper 0.001 point of chi-squared with 9 degrees of freedom.
const CRITICAL: f64 = 27.877;
/// Share of the two commonest digits (0.2 when all are equally common) from which it is told, and from which it is a warning.
const TOLD: f64 = 0.3;
const WARNED: f64 = 0.6;

fn run(context: &Context<'_>) -> Vec<Finding> {
    let of_group = |group: &Group<'_>| {
        // Each visit for itself: they may have been read to different steps.
        let mut by_visit: BTreeMap<usize, Vec<Decimal>> = BTreeMap::new();
        for value in &group.values {
            by_visit.entry(value.visit).or_default().push(value.decimal);
        }
        let found = by_visit.iter().filter_map(|(visit, decimals)| {
            let visit = context.ingested.trial.visits.get(*visit)?;
            of_visit(group.outcome, visit.as_str(), decimals)
        });
        found.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, finding)| finding)
    };
    context.groups.iter().filter_map(of_group).collect()
}

/// The share of the two commonest last digits, and what to say of it.
fn of_visit(outcome: &Outcome, visit: &str, decimals: &[Decimal]) -> Option<(f64, Finding)> {
    let sample = Sample::try_new(decimals, outcome.unit).ok()?;
    let mut sorted = sample.ticks().to_vec();
    sorted.sort_unstable();
    let at = |share: usize| sorted.get(sorted.len() * share / 100).copied();
    // Last digits are evenly spread only when the readings range over several tens of them.
    let wide = at(90)?.checked_sub(at(10)?)? >= 20;
    if sample.n() < ENOUGH || sample.step() != 1 || !wide {
        return None;
    }
    let mut counts = [0usize; 10];
    for ticks in sample.ticks() {
        if let Some(count) = counts.get_mut((ticks.unsigned_abs() % 10) as usize) {
            *count += 1;
        }
    }
    let expected = sample.n() as f64 / 10.0;
    let chi_squared: f64 = counts.iter().map(|&count| (count as f64 - expected).powi(2) / expected).sum();
    let mut order: Vec<(usize, usize)> = counts.iter().enumerate().map(|(digit, &count)| (count, digit)).collect();
    order.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let [(most, first), (next, second), ..] = order.as_slice() else { return None };
    let share = (most + next) as f64 / sample.n() as f64;
    // Rounding makes for noughts and fives; other digits are common by chance of who was measured.
    if chi_squared <= CRITICAL || share < TOLD || ![0, 5].contains(first) {
        return None;
    }
    let name = &outcome.name;
    let words = format!(
        "{name} {visit}: the last digit is {} or {} in {:.0} % of {} readings (20 % expected; chi-squared {chi_squared:.1} with 9 degrees of freedom, \
         p < 0.001)",
        first.min(second),
        first.max(second),
        100.0 * share,
        sample.n(),
    );
    let severity = if share >= WARNED { Severity::Warning } else { Severity::Info };
    let advice = "the readings were rounded by some observers; state the step and treat smaller changes with care";
    Some((share, Finding::new(severity, CHECK.id, words, advice).of(name)))
}
