//! How much: the mean change, or its difference from the control, against an amount.

use crate::claims::compared::Compared;
use crate::claims::found::{Found, Measured, Stop, region_in};
use crate::claims::{Claim, Records};

pub(super) fn find(claim: &Claim, records: &dyn Records) -> Result<Found, Stop> {
    let compared = Compared::of(claim, records)?;
    let region = region_in(claim, compared.outcome().unit)?;
    let measured = Measured::of(compared.basis(), region, compared.n(), records.level(), |level| compared.mean(level))?;
    measured.settled_by(compared.counted()).found()
}
