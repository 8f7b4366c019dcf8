//! Power and sample size of McNemar's test of yes and no before and after.

use super::paired_t::{SampleSize, check_power};
use crate::dist::{Binomial, ChiSquared, DistError, normal};
use crate::result::Level;
use crate::stats::StatsError;
use schemars::JsonSchema;
use serde::Serialize;

/// Power of the two-sided test in its forms.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct McNemarPower {
    /// By Connor's normal formula.
    pub normal: f64,
    /// Of the exact conditional test.
    pub exact: f64,
    /// Of the mid-p test.
    pub mid_p: f64,
    /// Of the test by chi-squared without a continuity correction.
    pub asymptotic: f64,
}

const TITLE: &str = "the power of McNemar's test";

fn check(lost: f64, gained: f64) -> Result<(), StatsError> {
    if lost >= 0.0 && gained >= 0.0 && lost + gained > 0.0 && lost + gained <= 1.0 {
        return Ok(());
    }
    Err(StatsError::Missing {
        procedure: TITLE,
        what: "two shares of people whose answer changes, with a sum in (0, 1]",
    })
}

fn numerical(cause: DistError) -> StatsError {
    StatsError::numerical(TITLE, cause)
}

/// Power with `n` people of whom the share `lost` goes from yes to no and `gained` from no to yes. The number of people who change is
/// binomial, and given that number m so is the number who gain; a test rejects where the smaller of the two is at most a number that
/// depends on m. Connor's formula: Phi((|d| sqrt(n) - z sqrt(s)) / sqrt(s - d^2)), s the sum and d the difference of the shares (Connor 1987,
/// Biometrics 43:207-211).
///
/// # Errors
/// [`StatsError::Missing`] for shares that are none.
pub fn mcnemar_power(n: u64, lost: f64, gained: f64, level: Level) -> Result<McNemarPower, StatsError> {
    check(lost, gained)?;
    let (sum, difference, alpha) = (lost + gained, (gained - lost).abs(), level.alpha());
    let z = normal::upper_quantile(alpha / 2.0).map_err(numerical)?;
    let normal =
        normal::cdf((difference * (n as f64).sqrt() - z * sum.sqrt()) / (sum - difference * difference).sqrt());
    let critical = ChiSquared::try_new(1.0).and_then(|law| law.upper_quantile(alpha)).map_err(numerical)?;
    let half = |m: u64| Binomial::try_new(m, 0.5).map_err(numerical);
    let power = |rejects: &dyn Fn(u64, u64) -> Result<bool, StatsError>| power_of(n, sum, gained / sum, rejects);
    Ok(McNemarPower {
        normal,
        exact: power(&|m, k| Ok(2.0 * half(m)?.at_most(k) <= alpha))?,
        mid_p: power(&|m, k| half(m).map(|law| 2.0 * law.at_most(k) - law.pmf(k) <= alpha))?,
        asymptotic: power(&|m, k| Ok(((m - 2 * k) as f64).powi(2) >= critical * m as f64))?,
    })
}

/// The probability of rejection: `rejects(m, k)` says whether k of one sort among m changes do, k being less than half of m, and goes from
/// yes to no as k grows.
fn power_of(
    n: u64,
    sum: f64,
    share: f64,
    rejects: &dyn Fn(u64, u64) -> Result<bool, StatsError>,
) -> Result<f64, StatsError> {
    let changing = Binomial::try_new(n, sum).map_err(numerical)?;
    let mut power = 0.0;
    for m in 1..=n {
        // How many k, from 0 on, reject.
        let (mut some, mut all) = (0, m.div_ceil(2));
        while some < all {
            let middle = some + (all - some) / 2;
            if rejects(m, middle)? { some = middle + 1 } else { all = middle }
        }
        if some > 0 {
            let gains = Binomial::try_new(m, share).map_err(numerical)?;
            power += changing.pmf(m) * (gains.at_most(some - 1) + gains.at_least(m + 1 - some));
        }
    }
    Ok(power)
}

/// The people needed by Connor's formula: ((z(1 - alpha/2) sqrt(s) + z(power) sqrt(s - d^2)) / d)^2; `None` for equal shares.
///
/// # Errors
/// [`StatsError::Missing`] for shares that are none, or a power that is not between 0 and 1.
pub fn mcnemar_participants(
    lost: f64,
    gained: f64,
    level: Level,
    power: f64,
) -> Result<Option<SampleSize>, StatsError> {
    check(lost, gained)?;
    check_power(TITLE, power)?;
    let (sum, difference) = (lost + gained, gained - lost);
    if difference == 0.0 {
        return Ok(None);
    }
    let of_test = normal::upper_quantile(level.alpha() / 2.0).map_err(numerical)? * sum.sqrt();
    let of_power = normal::quantile(power).map_err(numerical)? * (sum - difference * difference).sqrt();
    let continuous = ((of_test + of_power) / difference).powi(2);
    let participants = continuous.ceil() as u64;
    let power = mcnemar_power(participants, lost, gained, level)?.normal;
    Ok(Some(SampleSize { participants, power, continuous: Some(continuous) }))
}
