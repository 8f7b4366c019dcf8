use super::check::Check;
use super::context::{Context, Group, Value};
use super::finding::{Finding, Severity};
use super::spread::Spread;
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
            if left.outcome_index != right.outcome_index && left.site == right.site {
                found.extend(swaps(context, left, right));
            }
        }
    }
    found
}

fn swaps(context: &Context<'_>, left: &Group<'_>, right: &Group<'_>) -> Vec<Finding> {
    let (Some(left_spread), Some(right_spread)) = (left.logs, right.logs) else { return Vec::new() };
    let strange =
        |value: &&Value, own: Spread, other: Spread| !ordinary(value.value, own) && ordinary(value.value, other);
    let key = |value: &Value| (value.participant, value.visit);
    let candidates: HashMap<_, _> = right
        .values
        .iter()
        .filter(|value| strange(value, right_spread, left_spread))
        .map(|value| (key(value), value))
        .collect();
    let pairs = left.values.iter().filter(|value| strange(value, left_spread, right_spread));
    pairs
        .filter_map(|value| candidates.get(&key(value)).map(|other| (value, *other)))
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

fn ordinary(value: f64, spread: Spread) -> bool {
    value > 0.0 && (value.ln() - spread.center).abs() <= (5.0 * spread.scale).clamp(0.2, 1.0)
}
