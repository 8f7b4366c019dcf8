//! How much: the mean change, or its difference from the control, against an amount.

use crate::claims::compared::Compared;
use crate::claims::found::{Found, Stop, region_in};
use crate::claims::{Claim, Records};

pub(super) fn find(claim: &Claim, records: &dyn Records) -> Result<Found, Stop> {
    let compared = Compared::of(claim, records)?;
    let region = region_in(claim, compared.outcome().unit)?;
    let measured = compared.measured(region, records.level())?;
    measured.found()
}
