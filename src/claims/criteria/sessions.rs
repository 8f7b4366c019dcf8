//! How much by session: the whole change against the amount of one session times the number of sessions.

use crate::claims::compared::Compared;
use crate::claims::found::{Found, Stop, region_in};
use crate::claims::{Claim, Records, Which};

pub(super) fn find(claim: &Claim, records: &dyn Records) -> Result<Found, Stop> {
    let compared = Compared::of(claim, records)?;
    let of_one = region_in(claim, compared.outcome().unit)?;
    let sessions = records.sessions(&Which::of(claim)).or(claim.sessions).filter(|sessions| *sessions > 0);
    let sessions = sessions.ok_or_else(|| Stop::lacks("the number of sessions between the two readings"))?;
    // The region is scaled, in whole ticks, rather than the estimate divided: a half-line of sums has no rounding at its edge.
    let region = of_one.times(sessions).ok_or_else(|| Stop::lacks("amounts that a tape could measure"))?;
    let measured = compared.measured(region, records.level())?;
    let one = if sessions == 1 { "1 session".to_owned() } else { format!("{sessions} sessions") };
    measured.remark(format!("Between the readings lay {one}; claimed is, of each, {}.", of_one.words())).found()
}
