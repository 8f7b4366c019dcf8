//! Which site first: relative changes of two sites of the same people.

use crate::claims::contrast::Contrast;
use crate::claims::found::{Found, Measured, Stop};
use crate::claims::{Basis, Claim, Direction, Records, Region, Which};
use crate::data::{Decimal, PairedSample, Unit};
use crate::num::compensated_sum;
use crate::result::Quantity;
use std::borrow::Cow;

const RELATIVE: Quantity = Quantity {
    id: "difference_of_relative_changes",
    label: "mean difference between the relative changes of the two sites",
    symbol: "difference of relative changes",
};
const PROCEDURE: &str = "the comparison of relative changes";

pub(super) fn find(claim: &Claim, sites: [&str; 2], records: &dyn Records) -> Result<Found, Stop> {
    let which = Which::of(claim);
    let at = |site: &str| {
        let pairs = records.pairs(&Which { site: Some(site), ..which }).map(Cow::into_owned);
        pairs.ok_or_else(|| Stop::lacks(format!("pairs of {}", Which { site: Some(site), ..which }.words())))
    };
    let [first, second] = PairedSample::joined([at(sites[0])?, at(sites[1])?])?;
    let (one, other) = (percent(&first)?, percent(&second)?);
    let differences: Vec<f64> = one.into_iter().zip(other).map(|(one, other)| compensated_sum([one, -other])).collect();
    let contrast = Contrast::of_values(RELATIVE, &differences, Unit::Percent, PROCEDURE)?;
    let zero = Some(Decimal::ZERO);
    let region = match claim.direction {
        Some(Direction::Decrease) => Region { lower: None, upper: zero, unit: Unit::Percent },
        _ => Region { lower: zero, upper: None, unit: Unit::Percent },
    };
    let n = differences.len();
    let measured =
        Measured::of(Basis::TwoSites, region, n, records.level(), |level| contrast.estimate(level, PROCEDURE))?;
    measured
        .settled_by("people with both sites")
        .remark("Changes are in percent of each site's own first reading, since centimetres of an arm and of a hip are not alike.")
        .found()
}

/// Changes in percent of the reading before.
fn percent(sample: &PairedSample) -> Result<Vec<f64>, Stop> {
    if sample.before().ticks().iter().any(|&ticks| ticks <= 0) {
        return Err(Stop::lacks("first readings above 0, of which a percentage has a meaning"));
    }
    let changes = sample.change().ticks().iter().zip(sample.before().ticks());
    Ok(changes.map(|(&change, &before)| 100.0 * change as f64 / before as f64).collect())
}
