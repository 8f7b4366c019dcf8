//! Power and sample size of the paired t test.

use super::search::smallest;
use crate::dist::{NoncentralT, StudentT};
use crate::num::bracketed_root;
use crate::result::{Alternative, Level};
use crate::stats::documented::documented;
use crate::stats::{Explained, StatsError};
use schemars::JsonSchema;
use serde::Serialize;

documented! {
    /// # Question
    /// How likely does a paired t test find a mean change of a stated size? How many people must be read before and after?
    ///
    /// # Assumptions
    /// Normal changes of a known SD. A guess of that SD that is too small by a fifth makes a study too small by a third: take it from people
    /// like those to come, over as many weeks.
    ///
    /// # Formula
    /// With n pairs t is noncentral with n - 1 degrees of freedom and noncentrality sqrt(n) change / SD. Power is its probability beyond
    /// t(1 - alpha/2; n - 1) on both sides, or beyond t(1 - alpha; n - 1) on the side of a one-sided alternative. The size is the smallest n
    /// whose power is enough.
    ///
    /// Of readings averaged, k before and k after: SD(change)^2 = SD(true change)^2 + 2 SD(error)^2 / k. Readings repeated at once lessen the
    /// error of the tape alone; what a person swings from day to day is in SD(true change) and stays. Equivalence by two one-sided tests:
    /// the probability that both reject, over the joint distribution of mean and SD (Owen).
    ///
    /// # Arguments
    /// The change to be found and the SD of the changes in one unit; alpha; the alternative; the power aimed at.
    ///
    /// # Errors
    /// An SD that is not above 0, a power that is not between 0 and 1. A change of 0, or against the alternative, has no sample size.
    ///
    /// # References
    /// Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, 2nd ed., section 2.3. Owen (1965), A special case of a
    /// bivariate non-central t-distribution, Biometrika 52:437-446. Julious (2004), Sample sizes for clinical trials with normal data, Stat
    /// Med 23:1921-1986.
    ///
    /// # Example
    /// `girth test @spa-series --responder=-1.5cm`
    PowerPairedT
}

impl Explained for PowerPairedT {
    fn id(&self) -> &'static str {
        "power-paired-t"
    }

    fn title(&self) -> &'static str {
        "power and sample size of the paired t test"
    }

    fn documentation(&self) -> &'static str {
        PowerPairedT::DOCUMENTATION
    }
}

/// A number of participants with its power.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SampleSize {
    /// Complete pairs.
    pub participants: u64,
    /// The power with that many.
    pub power: f64,
    /// The root of the power as a function of n, where it lies above 2.
    pub continuous: Option<f64>,
}

pub(super) const TITLE: &str = "the power of a paired test";

pub(super) fn check(sd: f64, power: f64) -> Result<(), StatsError> {
    let missing = |what| Err(StatsError::Missing { procedure: TITLE, what });
    if !(sd > 0.0 && sd.is_finite()) {
        return missing("a standard deviation of the changes above 0");
    }
    check_power(TITLE, power)
}

pub(super) fn check_power(procedure: &'static str, power: f64) -> Result<(), StatsError> {
    if power > 0.0 && power < 1.0 {
        return Ok(());
    }
    Err(StatsError::Missing { procedure, what: "a power between 0 and 1" })
}

pub(super) fn numerical(cause: impl ToString) -> StatsError {
    StatsError::numerical(TITLE, cause)
}

/// The probability that the paired t test of no change rejects, with `n` pairs (not necessarily whole), for a true mean `change`; both
/// tails count for a two-sided one.
///
/// # Errors
/// [`StatsError::Missing`] for an SD that is not above 0, [`StatsError::TooFew`] for fewer than two pairs.
pub fn paired_t_power(n: f64, change: f64, sd: f64, level: Level, alternative: Alternative) -> Result<f64, StatsError> {
    check(sd, 0.5)?;
    StatsError::require(TITLE, 2, n as usize)?;
    let law = NoncentralT::try_new(n - 1.0, change / sd * n.sqrt()).map_err(numerical)?;
    let central = StudentT::try_new(n - 1.0).map_err(numerical)?;
    let critical = |tail: f64| central.upper_quantile(tail).map_err(numerical);
    let alpha = level.alpha();
    match alternative {
        Alternative::Greater => law.sf(critical(alpha)?).map_err(numerical),
        Alternative::Less => law.cdf(-critical(alpha)?).map_err(numerical),
        Alternative::TwoSided => {
            let critical = critical(alpha / 2.0)?;
            Ok(law.sf(critical).map_err(numerical)? + law.cdf(-critical).map_err(numerical)?)
        }
    }
}

/// The fewest pairs with which the test has the power; `None` where more than ten million, or any number, would not do.
///
/// # Errors
/// [`StatsError::Missing`] for an SD that is not above 0, or a power that is not between 0 and 1.
pub fn paired_t_participants(
    change: f64,
    sd: f64,
    level: Level,
    alternative: Alternative,
    power: f64,
) -> Result<Option<SampleSize>, StatsError> {
    check(sd, power)?;
    let against = match alternative {
        Alternative::TwoSided => change == 0.0,
        Alternative::Greater => change <= 0.0,
        Alternative::Less => change >= 0.0,
    };
    if against {
        return Ok(None);
    }
    let at = |n: f64| paired_t_power(n, change, sd, level, alternative);
    let Some(participants) = smallest(|n| Ok(at(n as f64)? >= power))? else { return Ok(None) };
    let n = participants as f64;
    let root = || bracketed_root(|n| at(n).map_or(f64::NAN, |found| found - power), n - 1.0, n, 1e-10);
    let continuous = (participants > 2).then(root).transpose().map_err(numerical)?;
    Ok(Some(SampleSize { participants, power: at(n)?, continuous }))
}
