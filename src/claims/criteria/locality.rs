//! Where: the treated site against an untreated site of the same person.

use crate::claims::compared::Compared;
use crate::claims::found::{Found, Stop, region_in};
use crate::claims::{Basis, Claim, Records, Which};
use crate::data::Controlled;

pub(super) fn find(claim: &Claim, records: &dyn Records) -> Result<Found, Stop> {
    let which = Which::of(claim);
    // Pairs that are themselves the treated and the untreated side carry the difference already.
    let compared = match records.controlled(&which) {
        Some(Controlled::Sites(sites)) => Compared::Sites(sites),
        _ => match Compared::pairs(&which, records) {
            Ok(compared) if compared.basis() == Basis::Conditions => compared,
            _ => return Err(Stop::lacks("a treated and an untreated site of the same people")),
        },
    };
    let region = region_in(claim, compared.outcome().unit)?;
    let measured = compared.measured(region, records.level())?;
    measured.settled_by("people with both sites").found()
}
