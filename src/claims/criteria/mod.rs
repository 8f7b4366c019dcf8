//! One family of criteria per file: each asks the study for what it needs and hands an estimate with its region on.

mod amount;
mod co_intervention;
mod contradiction;
mod dose;
mod durable;
mod events;
mod every_person;
mod evidence;
mod grades;
mod interaction;
mod locality;
mod onset;
mod order_of_sites;
mod regain;
mod responders;
mod selection;
mod sessions;

pub(super) use contradiction::sides;

use super::found::{Found, Stop};
use super::{Claim, Criterion, Records};

/// What a criterion finds in a study.
pub(super) fn find(claim: &Claim, records: &dyn Records) -> Result<Found, Stop> {
    match &claim.criterion {
        Criterion::AtLeast { .. }
        | Criterion::AtMost { .. }
        | Criterion::WithinRange { .. }
        | Criterion::NoMeaningfulChange { .. } => amount::find(claim, records),
        Criterion::WithinRangePerSession { .. } | Criterion::Additive { .. } => sessions::find(claim, records),
        Criterion::Locality { .. } => locality::find(claim, records),
        Criterion::OrderOfSites { first, second } => order_of_sites::find(claim, [first, second], records),
        Criterion::EventRateAtMost { rate, per } => events::rate_at_most(claim, *rate, *per, records),
        Criterion::NoEvents {} => events::none(claim, records),
        Criterion::GradeImproves {} => grades::improves(claim, records),
        Criterion::GradeEliminated { share } => grades::eliminated(claim, *share, records),
        Criterion::RespondersBeyondNoise { value } => responders::find(claim, *value, records),
        Criterion::ExplainedBySelection {} => selection::find(claim, records),
        Criterion::EveryPerson { value } => every_person::find(claim, *value, records),
        Criterion::BeyondCoIntervention { .. } => co_intervention::find(claim, records),
        Criterion::Interaction { .. } => interaction::find(claim, records),
        Criterion::Onset { value, session, not_at } => onset::find(claim, *value, *session, *not_at, records),
        Criterion::DoseTrend { .. } => dose::trend(claim, records),
        Criterion::Gain { from_session, to_session, .. } => dose::gain(claim, [*from_session, *to_session], records),
        Criterion::Durable { value, margin, share, weeks } => {
            let lasts = durable::Lasts { value: *value, margin: *margin, share: *share };
            durable::find(claim, lasts, *weeks, records)
        }
        Criterion::Regain { weeks, .. } => regain::find(claim, *weeks, records),
        Criterion::Contradiction { with, of, .. } => contradiction::find(claim, with, of.as_deref(), records),
        Criterion::EvidenceExists { trials, absent } => evidence::find(*trials, *absent, records),
        Criterion::NotMeasurable { .. } => Err(Stop::lacks("an outcome that can be measured")),
        Criterion::NeedsAnalysis { analysis } => Err(Stop::lacks(format!("an analysis ({analysis})"))),
    }
}
