//! Power and sample size of two arms compared by the reading after, adjusted for the reading before.

use super::paired_t::check_power;
use super::search::smallest;
use crate::dist::{DistError, NoncentralT, StudentT, normal};
use crate::num::bracketed_root;
use crate::result::Level;
use crate::stats::StatsError;
use schemars::JsonSchema;
use serde::Serialize;

/// Power of two-sided tests of the difference between two arms of equal size.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct AncovaPower {
    /// SD of a reading after at a given reading before: SD sqrt(1 - r^2).
    pub residual_sd: f64,
    /// 1 - r^2: what adjusting saves of the people that a comparison of readings after needs.
    pub design_factor: f64,
    /// Of the analysis of covariance, by noncentral t with 2 n - 3 degrees of freedom.
    pub ancova: f64,
    /// The same by the normal distribution, the far tail left out.
    pub normal: f64,
    /// Of Welch's or Student's test of the changes, whose SD is SD sqrt(2 (1 - r)).
    pub change_score: f64,
}

/// People needed in each arm.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct AncovaSizes {
    /// By the normal distribution.
    pub normal: u64,
    /// By noncentral t.
    pub ancova: u64,
    /// The size of a t test of readings after times 1 - r^2, to be rounded up (Borm, Fransen and Lemmens 2007, J Clin Epidemiol 60:1234-1238).
    pub borm: f64,
}

const TITLE: &str = "the power of an analysis of covariance";

fn numerical(cause: DistError) -> StatsError {
    StatsError::numerical(TITLE, cause)
}

fn check(sd: f64, correlation: f64) -> Result<(), StatsError> {
    let missing = |what| Err(StatsError::Missing { procedure: TITLE, what });
    if !(sd > 0.0 && sd.is_finite()) {
        return missing("a standard deviation above 0");
    }
    if correlation.abs() < 1.0 { Ok(()) } else { missing("a correlation of before and after between -1 and 1") }
}

/// Both tails of a t test between two arms of `n`, whose model has `parameters`.
fn two_arms(n: f64, parameters: f64, standardised: f64, level: Level) -> Result<f64, DistError> {
    let degrees = 2.0 * n - parameters;
    let critical = StudentT::try_new(degrees)?.upper_quantile(level.alpha() / 2.0)?;
    let law = NoncentralT::try_new(degrees, standardised * (n / 2.0).sqrt())?;
    Ok(law.sf(critical)? + law.cdf(-critical)?)
}

/// Power with `per_arm` people in each of two arms, a true `difference`, readings of this SD and a `correlation` of before and after.
/// That chance leaves the arms a little apart before is not allowed for.
///
/// # Errors
/// [`StatsError::TooFew`] for fewer than two in an arm, [`StatsError::Missing`] for an SD that is not above 0 or a correlation of 1 or more.
pub fn ancova_power(
    per_arm: u64,
    difference: f64,
    sd: f64,
    correlation: f64,
    level: Level,
) -> Result<AncovaPower, StatsError> {
    check(sd, correlation)?;
    StatsError::require(TITLE, 2, usize::try_from(per_arm).unwrap_or(usize::MAX))?;
    let n = per_arm as f64;
    let design_factor = 1.0 - correlation * correlation;
    let residual_sd = sd * design_factor.sqrt();
    let sd_change = sd * (2.0 * (1.0 - correlation)).sqrt();
    let z = normal::upper_quantile(level.alpha() / 2.0).map_err(numerical)?;
    Ok(AncovaPower {
        residual_sd,
        design_factor,
        ancova: two_arms(n, 3.0, difference / residual_sd, level).map_err(numerical)?,
        normal: normal::cdf((difference / residual_sd).abs() * (n / 2.0).sqrt() - z),
        change_score: two_arms(n, 2.0, difference / sd_change, level).map_err(numerical)?,
    })
}

/// The people needed in each arm; `None` for a difference of 0, or more than ten million.
///
/// # Errors
/// As [`ancova_power`], and [`StatsError::Missing`] for a power that is not between 0 and 1.
pub fn ancova_participants(
    difference: f64,
    sd: f64,
    correlation: f64,
    level: Level,
    power: f64,
) -> Result<Option<AncovaSizes>, StatsError> {
    check(sd, correlation)?;
    check_power(TITLE, power)?;
    if difference == 0.0 {
        return Ok(None);
    }
    let least = |parameters: f64, standardised: f64| {
        smallest(|n| Ok(two_arms(n as f64, parameters, standardised, level).map_err(numerical)? >= power))
    };
    let design_factor = 1.0 - correlation * correlation;
    let (adjusted, plain) = (difference / sd / design_factor.sqrt(), difference / sd);
    let z = |tail| normal::upper_quantile(tail).map_err(numerical);
    let of_both = z(level.alpha() / 2.0)? - z(power)?;
    let (Some(ancova), Some(unadjusted)) = (least(3.0, adjusted)?, least(2.0, plain)?) else { return Ok(None) };
    let excess = |n: f64| two_arms(n, 2.0, plain, level).map_or(f64::NAN, |found| found - power);
    let upper = unadjusted as f64;
    let continuous = if unadjusted > 2 {
        bracketed_root(excess, upper - 1.0, upper, 1e-10).map_err(|cause| StatsError::numerical(TITLE, cause))?
    } else {
        upper
    };
    let normal = (2.0 * (of_both / adjusted).powi(2)).ceil() as u64;
    Ok(Some(AncovaSizes { normal, ancova, borm: continuous * design_factor }))
}
