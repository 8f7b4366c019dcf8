//! What a human body measures, children and adults.

use crate::data::{Outcome, OutcomeKind, Unit};

/// Limits of plausible readings, in centimetres or kilograms.
fn limits(outcome: &Outcome) -> Option<(f64, f64, Unit)> {
    let name = format!("{} {}", outcome.name, outcome.label).to_lowercase();
    let named = |words: &[&str]| words.iter().any(|word| name.contains(word));
    Some(match outcome.kind {
        OutcomeKind::Weight => (2.0, 400.0, Unit::Kg),
        OutcomeKind::Height => (40.0, 230.0, Unit::Cm),
        OutcomeKind::Girth if named(&["muac", "arm", "bicep"]) => (5.0, 80.0, Unit::Cm),
        OutcomeKind::Girth if named(&["thigh"]) => (10.0, 130.0, Unit::Cm),
        OutcomeKind::Girth if named(&["calf", "knee", "neck", "leg"]) => (8.0, 100.0, Unit::Cm),
        OutcomeKind::Girth if named(&["wrist", "ankle"]) => (5.0, 60.0, Unit::Cm),
        OutcomeKind::Girth if named(&["waist", "hip", "abdom", "belly", "chest", "bust", "buttock", "navel"]) => {
            (30.0, 250.0, Unit::Cm)
        }
        OutcomeKind::Girth => (5.0, 250.0, Unit::Cm),
        OutcomeKind::Grade | OutcomeKind::Events | OutcomeKind::Other => return None,
    })
}

/// Limits in one unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Limits {
    pub low: f64,
    pub high: f64,
    pub unit: Unit,
    /// Whether the unit was not stated but taken from the middle of the readings.
    pub assumed: bool,
}

/// The limits for an outcome, in its unit, or in the unit in which its typical reading is plausible when none is stated.
pub(crate) fn plausible_limits(outcome: &Outcome, typical: f64) -> Option<Limits> {
    let (low, high, base) = limits(outcome)?;
    let in_unit = |unit: Unit, assumed: bool| {
        let (low, high) = (base.convert(low, unit).ok()?, base.convert(high, unit).ok()?);
        Some(Limits { low, high, unit, assumed })
    };
    if outcome.unit != Unit::None {
        return in_unit(outcome.unit, false);
    }
    let units: &[Unit] =
        if base == Unit::Kg { &[Unit::Kg, Unit::Lb] } else { &[Unit::Cm, Unit::In, Unit::Mm, Unit::M] };
    units.iter().filter_map(|&unit| in_unit(unit, true)).find(|limits| limits.low <= typical && typical <= limits.high)
}
