//! Whether picking people by their readings makes the change by itself.

use crate::claims::compared::Compared;
use crate::claims::found::{Found, Stop};
use crate::claims::{Claim, Records, Region, Which};
use crate::data::Decimal;

/// The change is no larger than what is expected of people who were picked like that when nothing is done.
pub(super) fn find(claim: &Claim, records: &dyn Records) -> Result<Found, Stop> {
    let which = Which::of(claim);
    let compared = Compared::pairs(&which, records)?;
    let lacking = "how people came in, the population from which they came, and how far readings of one person vary";
    let expected = records.expected_from_selection(&which).ok_or_else(|| Stop::lacks(lacking))?;
    let change = expected.unit.convert(expected.change, compared.outcome().unit)?;
    // Towards zero, to a thousandth: nobody is credited with a change that rounding made.
    let bound = Decimal::from_f64((change * 1e3).trunc() / 1e3).ok_or_else(|| Stop::lacks(lacking))?;
    let unit = compared.outcome().unit;
    let region = match bound > Decimal::ZERO {
        true => Region { lower: None, upper: Some(bound), unit },
        false => Region { lower: Some(bound), upper: None, unit },
    };
    compared.measured(region, records.level())?.remark(expected.words).found()
}
