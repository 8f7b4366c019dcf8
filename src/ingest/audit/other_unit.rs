use super::check::Check;
use super::context::{Context, Value};
use super::finding::{Finding, Severity};
use super::spread::Spread;
use crate::data::{Dimension, OutcomeKind, Unit};

pub(super) const CHECK: Check = Check {
    id: "other-unit",
    looks_for: "a reading that fits the others once it is converted: inches among centimetres, pounds among kilograms",
    about_reading: true,
    run,
};

fn run(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for group in &context.groups {
        let Some(spread) = group.logs else { continue };
        for value in &group.values {
            let Some(factor) =
                factors(group.outcome.kind).iter().find(|factor| fits(value, spread, group.values.len(), factor.size))
            else {
                continue;
            };
            let name = &group.outcome.name;
            let who = context.name(value.participant);
            let beside = value.other.map_or(String::new(), |other| format!(" beside {other}"));
            let words = format!("{name} of {who}: {}{beside}; {}", value.decimal, factor.words(group.outcome.unit));
            let advice = "look up in which unit the reading was taken";
            let mut finding =
                Finding::new(Severity::Warning, CHECK.id, words, advice).of(name).about(who, [value.line]);
            finding.column = context.column(group.outcome_index, value.visit);
            found.push(finding);
        }
    }
    found
}

/// A reading times `size` is in the unit of the others: (unit of the reading, unit of the others).
struct Factor {
    size: f64,
    from: Unit,
    to: Unit,
}

impl Factor {
    fn words(&self, stated: Unit) -> String {
        if stated == self.to || stated.dimension() == Dimension::Other {
            format!("unit {} instead of {}?", self.from, self.to)
        } else {
            format!("a factor of {} from the others: in another unit than {stated}?", self.size)
        }
    }
}

const fn factor(size: f64, from: Unit, to: Unit) -> Factor {
    Factor { size, from, to }
}

// Factors of ten (mm among cm) are decimal slips.
const LENGTHS: [Factor; 4] = [
    factor(2.54, Unit::In, Unit::Cm),
    factor(1.0 / 2.54, Unit::Cm, Unit::In),
    factor(100.0, Unit::M, Unit::Cm),
    factor(0.01, Unit::Cm, Unit::M),
];
const MASSES: [Factor; 4] = [
    factor(2.204_622_6, Unit::Kg, Unit::Lb),
    factor(0.453_592_37, Unit::Lb, Unit::Kg),
    factor(0.001, Unit::G, Unit::Kg),
    factor(1000.0, Unit::Kg, Unit::G),
];

fn factors(kind: OutcomeKind) -> &'static [Factor] {
    match kind {
        OutcomeKind::Girth | OutcomeKind::Height => &LENGTHS,
        OutcomeKind::Weight => &MASSES,
        OutcomeKind::Grade | OutcomeKind::Events | OutcomeKind::Other => &[],
    }
}

fn fits(value: &Value, spread: Spread, n: usize, size: f64) -> bool {
    if value.value <= 0.0 {
        return false;
    }
    let off = |value: f64| (value.ln() - spread.center).abs();
    let converted = value.value * size;
    let farther = off(value.value) > off(converted);
    // Either the participant's other readings say so, or the reading lies far outside all others.
    let by_other = value.other.is_some_and(|other| (converted / other - 1.0).abs() < 0.08);
    // The largest of n normal values lies about sqrt(2 ln n) standard deviations out.
    let farthest = 2.0 + (2.0 * (n as f64).ln()).sqrt();
    let by_others = off(value.value) > (farthest * spread.scale).max(0.5);
    let ordinary = off(converted) <= (2.0 * spread.scale).max(0.1);
    let contradicted = value.other.is_some_and(|other| (value.value / other - 1.0).abs() > 0.25 && !by_other);
    farther && ordinary && (by_other && off(value.value) > 0.4 || by_others && !contradicted)
}
