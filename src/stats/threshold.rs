//! How much somebody must change to count as a responder.

use super::{PairedValues, StatsError};
use crate::data::{DataError, Decimal, Measure, PairedSample, Unit};

/// The least change that counts as a response; its sign is the direction: -1.5 is a fall of at least 1.5.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Threshold {
    /// In the unit of the outcome.
    Amount(Decimal),
    /// In percent of the reading before.
    PercentOfBefore(Decimal),
}

impl Threshold {
    /// A stated threshold for an outcome in `unit`: percent is of the reading before, unless the outcome itself is in percent.
    ///
    /// # Errors
    /// [`DataError::Unit`] when the units measure different things.
    pub fn of(stated: Measure, unit: Unit) -> Result<Threshold, DataError> {
        Ok(match (stated.unit, unit) {
            (Unit::Percent, unit) if unit != Unit::Percent => Threshold::PercentOfBefore(stated.amount),
            _ => Threshold::Amount(stated.amount_in(unit)?),
        })
    }

    fn size(self) -> Decimal {
        match self {
            Threshold::Amount(size) | Threshold::PercentOfBefore(size) => size,
        }
    }

    /// `a change of at least -1.5 cm`, in words.
    pub(crate) fn words(self, unit: Unit) -> String {
        let size = self.size();
        let (direction, size) = if size < Decimal::ZERO { ("fall", size.negated()) } else { ("rise", size) };
        match self {
            Threshold::Amount(_) => format!("a {direction} of at least {size} {}", unit.symbol()).trim_end().to_owned(),
            Threshold::PercentOfBefore(_) => format!("a {direction} of at least {size} % of the reading before"),
        }
    }

    /// How many responded, decided on integers: at the threshold is a response.
    ///
    /// # Errors
    /// [`StatsError::Missing`] for a threshold of 0, [`StatsError::Undefined`] for percents of readings that are not above 0,
    /// [`StatsError::Data`] when no common grid fits.
    pub(crate) fn responders(self, procedure: &'static str, sample: &PairedSample) -> Result<u64, StatsError> {
        let falls = match self.size().cmp(&Decimal::ZERO) {
            std::cmp::Ordering::Equal => {
                let what = "a threshold other than 0; its sign is the direction";
                return Err(StatsError::Missing { procedure, what });
            }
            order => order.is_lt(),
        };
        let beyond = |excess: &i128| if falls { *excess <= 0 } else { *excess >= 0 };
        let n = match self {
            Threshold::Amount(amount) => {
                sample.change().minus(amount)?.ticks().iter().filter(|excess| beyond(excess)).count()
            }
            Threshold::PercentOfBefore(percent) => {
                if sample.before().ticks().iter().any(|&ticks| ticks <= 0) {
                    let why = "a percentage of a reading that is not above 0 has no meaning".to_owned();
                    return Err(StatsError::Undefined { procedure, why });
                }
                // 100 change - percent x before, in ticks of the percentage's own grid.
                let decimals = percent.needed_decimals();
                let scale = Decimal::new(100, 0).and_then(|hundred| hundred.ticks_at(decimals));
                let part = percent.ticks_at(decimals);
                let excess = |(&change, &before): (&i128, &i128)| {
                    scale?.checked_mul(change)?.checked_sub(part?.checked_mul(before)?)
                };
                let excesses: Option<Vec<i128>> =
                    sample.change().ticks().iter().zip(sample.before().ticks()).map(excess).collect();
                excesses.ok_or(DataError::Grid)?.iter().filter(|excess| beyond(excess)).count()
            }
        };
        Ok(n as u64)
    }

    /// The share of responders among pairs drawn anew.
    pub(crate) fn share(self, pairs: &PairedValues<'_>) -> Option<f64> {
        let size = self.size().to_f64();
        let responded = |(&before, &change): (&f64, &f64)| {
            let (excess, slack) = match self {
                Threshold::Amount(_) => (change - size, 0.0),
                // The product is rounded; the decimals of readings are coarser than that by far.
                Threshold::PercentOfBefore(_) => (change - size / 100.0 * before, 1e-12 * before.abs()),
            };
            if size < 0.0 { excess <= slack } else { excess >= -slack }
        };
        let n = pairs.change.len();
        let responders =
            pairs.before.iter().zip(pairs.change).filter(|&(before, change)| responded((before, change))).count();
        (n > 0 && size != 0.0).then(|| responders as f64 / n as f64)
    }
}
