use super::rounded::Rounded;
use super::{Consistency, PrintedP};
use crate::data::Decimal;
use crate::dist::StudentT;
use crate::stats::StatsError;
use schemars::JsonSchema;
use serde::Serialize;

const CHECK: &str = "the check of an SD or a standard error by its p-value";

/// What a number behind a plus-minus sign can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Spread {
    /// The SD over people.
    Sd,
    /// The standard error of the mean.
    StandardError,
}

/// A mean of one group's changes, or of differences between two sides of the same people, as `2.03 +/- 1.36`, with its p-value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlusMinus {
    /// The mean.
    pub value: Decimal,
    /// What stands behind the sign.
    pub plus_minus: Decimal,
    /// What the paper says it is.
    pub labelled: Option<Spread>,
    /// People, where the paper says how many.
    pub n: Option<u64>,
    /// Two-sided p of the mean against 0.
    pub p: PrintedP,
}

/// Whether the p-value goes with the number as one of the two.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SpreadReading {
    /// Whether it goes with the number of people, or with any where none is given.
    pub fits: bool,
    /// |value| / standard error by the figures as they are printed; absent where it depends on an unknown number of people or divides by 0.
    pub t: Option<f64>,
    /// The smallest p that the figures can have.
    pub smallest_p: f64,
    /// The largest p that the figures can have.
    pub largest_p: f64,
    /// The fewest people with whom it fits; absent where no number of people is enough.
    pub fewest: Option<u64>,
    /// The most people with whom it fits; absent where there is no upper limit, and where it never fits.
    pub most: Option<u64>,
}

/// What a number behind a plus-minus sign can be.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SpreadCheck {
    /// With a label: whether the number is what it is called. Without: inconsistent where it is neither, not told where it may be both.
    pub verdict: Consistency,
    /// What the paper says it is.
    pub labelled: Option<Spread>,
    /// Read as an SD.
    pub as_sd: SpreadReading,
    /// Read as a standard error.
    pub as_se: SpreadReading,
}

impl PlusMinus {
    /// Whether p goes with t = value / SE and n - 1 degrees of freedom, SE being the number itself or the number over sqrt(n), for some
    /// numbers that round to those printed. With n unknown, for some n of two or more: p falls with n either way, but as a standard error
    /// never below that of a normal distribution.
    ///
    /// # Errors
    /// [`StatsError::Undefined`] for fewer than two people and for a number below 0.
    pub fn check(&self) -> Result<SpreadCheck, StatsError> {
        let undefined = |why: &str| Err(StatsError::Undefined { procedure: CHECK, why: why.to_owned() });
        if self.n.is_some_and(|n| !(2..=MOST_PEOPLE).contains(&n)) {
            return undefined("it needs two people at least");
        }
        if self.plus_minus < Decimal::ZERO {
            return undefined("a number behind a plus-minus sign is not below 0");
        }
        let [as_sd, as_se] = [self.read(Spread::Sd)?, self.read(Spread::StandardError)?];
        let verdict = match (self.labelled, as_sd.fits, as_se.fits) {
            (Some(Spread::Sd), fits, _) | (Some(Spread::StandardError), _, fits) => Consistency::of(fits),
            (None, true, true) => Consistency::CannotTell,
            (None, sd, se) => Consistency::of(sd || se),
        };
        Ok(SpreadCheck { verdict, labelled: self.labelled, as_sd, as_se })
    }

    fn read(&self, spread: Spread) -> Result<SpreadReading, StatsError> {
        let ratio = Rounded::of(self.value).absolute().over(Rounded::of_size(self.plus_minus));
        let p = |ratio: f64, n: f64| {
            let t = if spread == Spread::Sd && ratio > 0.0 { ratio * n.sqrt() } else { ratio };
            let distribution = StudentT::try_new(n - 1.0).map_err(|cause| StatsError::numerical(CHECK, cause))?;
            Ok::<f64, StatsError>(distribution.two_sided(t))
        };
        let printed = self.p.range();
        let fewest = first_where(|n| Ok(p(ratio.high, n)? <= printed.high))?;
        let too_many = first_where(|n| Ok(p(ratio.low, n)? < printed.low))?;
        let most = too_many.map(|n| n - 1);
        let range = fewest.filter(|&fewest| most.is_none_or(|most| fewest <= most));
        let fits = range.is_some_and(|fewest| self.n.is_none_or(|n| fewest <= n && most.is_none_or(|most| n <= most)));
        let [fewest_people, most_people] = match self.n {
            Some(n) => [n as f64, n as f64],
            None => [2.0, f64::INFINITY],
        };
        let (value, size) = (self.value.to_f64().abs(), self.plus_minus.to_f64());
        let people = match spread {
            Spread::Sd => self.n.map(|n| n as f64),
            Spread::StandardError => Some(1.0),
        };
        Ok(SpreadReading {
            fits,
            t: people.filter(|_| size > 0.0).map(|people| value / size * people.sqrt()),
            smallest_p: p(ratio.high, most_people)?,
            largest_p: p(ratio.low, fewest_people)?,
            fewest: range,
            most: range.and(most),
        })
    }
}

/// Numbers of people beyond this are not searched.
const MOST_PEOPLE: u64 = 1 << 40;

/// The least n from 2 on where a condition holds that stays true once it is.
fn first_where(holds: impl Fn(f64) -> Result<bool, StatsError>) -> Result<Option<u64>, StatsError> {
    let mut high = 2;
    while !holds(high as f64)? {
        if high >= MOST_PEOPLE {
            return Ok(None);
        }
        high *= 2;
    }
    let mut low = high / 2;
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if holds(middle as f64)? {
            high = middle;
        } else {
            low = middle;
        }
    }
    Ok(Some(high))
}
