//! Pairs for tests.

use crate::data::{Decimal, Outcome, OutcomeKind, PairedSample, ParticipantId, Unit};

pub fn dec(text: &str) -> Decimal {
    Decimal::parse(text, '.').expect("number")
}

pub fn pairs(readings: &[(&str, &str)]) -> PairedSample {
    let outcome = Outcome { name: "waist".into(), label: "Waist".into(), kind: OutcomeKind::Girth, unit: Unit::Cm };
    let ids = (0..readings.len()).map(|row| ParticipantId::new(format!("P{row}"))).collect();
    let (before, after): (Vec<Decimal>, Vec<Decimal>) =
        readings.iter().map(|(before, after)| (dec(before), dec(after))).unzip();
    PairedSample::try_new(outcome, None, ids, &before, &after, Vec::new()).expect("sample")
}

/// People who all began at 0.
pub fn changes(changes: &[&str]) -> PairedSample {
    pairs(&changes.iter().map(|change| ("0", *change)).collect::<Vec<_>>())
}
