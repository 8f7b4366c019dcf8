//! Counted events of one group: a share of people, or a rate over treatments.

use super::{ErrorSource, EvidenceResult, ResultKind};
use crate::claims::PublishedEvents;
use crate::data::{ArmFigures, PublishedRow, RowStatus, Unit};
use crate::result::{Alternative, Estimate, Level, Quantity};
use crate::stats::StatsError;
use crate::stats::risk::{Exposure, event_rate, risk};

const SHARE: Quantity =
    Quantity { id: "share_with_event", label: "share of people with the event", symbol: "p(event)" };
const RATE: Quantity = Quantity { id: "events_per_treatment", label: "events per treatment", symbol: "rate" };

/// What the counts of each group of a row say by themselves.
pub(super) fn results_of(at: usize, row: &PublishedRow, level: Level) -> Result<Vec<EvidenceResult>, StatsError> {
    let unconfirmed = (row.status == RowStatus::Unconfirmed).then(|| "its figures could not be confirmed".to_owned());
    let mut all = Vec::new();
    for (arm, kind) in [(Some(&row.active), ResultKind::Uncontrolled), (row.control.as_ref(), ResultKind::Untreated)] {
        let counted = arm.into_iter().flat_map(|arm| [of_people(arm), of_treatments(arm)]).flatten();
        for events in counted {
            all.push(EvidenceResult {
                row: at,
                kind,
                outcome: row.outcome.clone(),
                unit: Unit::None,
                estimate: alone(events, level)?,
                events: Some(events),
                cells: None,
                error_from: Some(ErrorSource::Counts),
                degrees_of_freedom: None,
                n: vec![events.of],
                effect: None,
                apart: unconfirmed.clone(),
                cautions: Vec::new(),
            });
        }
    }
    Ok(all)
}

/// People with an event; as many as there are events, where these are counted over treatments too.
fn of_people(arm: &ArmFigures) -> Option<PublishedEvents> {
    let (events, of) = arm.events.zip(arm.n).filter(|(events, n)| *n > 0 && events <= n)?;
    Some(PublishedEvents { events, of, of_treatments: false })
}

/// Events over treatments.
fn of_treatments(arm: &ArmFigures) -> Option<PublishedEvents> {
    let exposure = arm.exposure.filter(|exposure| exposure.fract() == 0.0 && *exposure > 0.0)?;
    Some(PublishedEvents { events: arm.events?, of: exposure as u64, of_treatments: true })
}

fn alone(events: PublishedEvents, level: Level) -> Result<Option<Estimate>, StatsError> {
    if events.of_treatments {
        let exposure = Exposure::try_new(events.events, events.of as f64);
        let found = exposure.map(|exposure| event_rate(&exposure, Alternative::TwoSided, level)).transpose()?;
        return Ok(found.map(|found| Estimate { quantity: RATE, ..found }));
    }
    let found = risk(events.events, events.of, Alternative::TwoSided, level)?;
    Ok(found.map(|found| Estimate { quantity: SHARE, ..found }))
}
