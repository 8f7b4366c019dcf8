//! More together: whether the effect is larger where another factor is present.

use crate::claims::contrast::of_means;
use crate::claims::found::{Found, Measured, Stop, region_in};
use crate::claims::{Basis, Claim, Records, Which};
use crate::data::{DataError, PairedSample};
use crate::result::Quantity;

const INTERACTION: Quantity = Quantity {
    id: "difference_of_differences",
    label: "difference between the effects with and without the factor",
    symbol: "difference of differences",
};
const PROCEDURE: &str = "the difference of differences";

pub(super) fn find(claim: &Claim, records: &dyn Records) -> Result<Found, Stop> {
    let factor = claim.factor.as_deref().ok_or_else(|| Stop::lacks("the factor that the claim is about"))?;
    let cells = records.factor_cells(&Which::of(claim), factor);
    let cells =
        cells.ok_or_else(|| Stop::lacks(format!("treated and untreated people, each with and without `{factor}`")))?;
    let [treated, control] = &cells.with;
    let [treated_without, control_without] = &cells.without;
    let all: [(&PairedSample, f64); 4] =
        [(treated, 1.0), (control, -1.0), (treated_without, -1.0), (control_without, 1.0)];
    let unit = treated.outcome().unit;
    if let Some((other, _)) = all.iter().find(|(sample, _)| sample.outcome().unit != unit) {
        return Err(DataError::Unit { from: unit, to: other.outcome().unit }.into());
    }
    let contrast = of_means(INTERACTION, &all, PROCEDURE)?;
    let region = region_in(claim, unit)?;
    let n = all.iter().map(|(sample, _)| sample.n()).sum();
    let measured = Measured::of(Basis::Cells, region, n, records.level(), |level| contrast.estimate(level, PROCEDURE))?;
    measured.settled_by("people in all, divided as they are here,").found()
}
