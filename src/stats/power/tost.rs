//! Power and sample size of equivalence of a mean change by two one-sided t tests.

use super::paired_t::{SampleSize, TITLE, check, numerical};
use super::search::smallest;
use crate::dist::{ChiSquared, StudentT, normal};
use crate::num::integrate;
use crate::result::Level;
use crate::stats::StatsError;

/// Beyond so many standard errors of the mean nothing is left of 1.
const FAR: f64 = 9.0;

/// The probability that both one-sided t tests at alpha reject, with `n` pairs, for a true mean `change` and the bounds of what counts as no
/// change: with Z the standardised mean, a and b the standardised distances of the bounds from the true mean, and t the critical value,
/// E P(S / SD <= min(Z - a, b - Z) / t), the integral over Z of a chi-squared distribution; the same as Owen's Q.
///
/// # Errors
/// [`StatsError::Missing`] for an SD that is not above 0 or bounds without room between them, [`StatsError::TooFew`] for fewer than two
/// pairs.
pub fn tost_power(n: u64, change: f64, sd: f64, bounds: (f64, f64), level: Level) -> Result<f64, StatsError> {
    check(sd, 0.5)?;
    StatsError::require(TITLE, 2, usize::try_from(n).unwrap_or(usize::MAX))?;
    if !(bounds.0 < bounds.1 && bounds.0.is_finite() && bounds.1.is_finite()) {
        return Err(StatsError::Missing { procedure: TITLE, what: "two finite bounds, the lower one first" });
    }
    let degrees = (n - 1) as f64;
    let critical = StudentT::try_new(degrees).and_then(|t| t.upper_quantile(level.alpha())).map_err(numerical)?;
    let spread = ChiSquared::try_new(degrees).map_err(numerical)?;
    let standardised = |bound: f64| (bound - change) / sd * (n as f64).sqrt();
    let (a, b) = (standardised(bounds.0), standardised(bounds.1));
    let middle = f64::midpoint(a, b).clamp(-FAR, FAR);
    let chance = |room: f64| spread.cdf(degrees * (room.max(0.0) / critical).powi(2));
    let part = |from: f64, to: f64| {
        let both = |z: f64| normal::pdf(z) * chance((z - a).min(b - z));
        if from < to { integrate(both, from, to, 1e-12).map_err(numerical) } else { Ok(0.0) }
    };
    Ok(part(a.max(-FAR), middle)? + part(middle, b.min(FAR))?)
}

/// The fewest pairs with which both tests reject with the power; `None` where more than ten million, or any number, would not do.
///
/// # Errors
/// As [`tost_power`], and [`StatsError::Missing`] for a power that is not between alpha, up to which it need not grow with n, and 1.
pub fn tost_participants(
    change: f64,
    sd: f64,
    bounds: (f64, f64),
    level: Level,
    power: f64,
) -> Result<Option<SampleSize>, StatsError> {
    check(sd, power)?;
    if power <= level.alpha() {
        return Err(StatsError::Missing { procedure: TITLE, what: "a power above alpha" });
    }
    let at = |n: u64| tost_power(n, change, sd, bounds, level);
    at(2)?;
    if change <= bounds.0 || bounds.1 <= change {
        return Ok(None);
    }
    let Some(participants) = smallest(|n| Ok(at(n)? >= power))? else { return Ok(None) };
    Ok(Some(SampleSize { participants, power: at(participants)?, continuous: None }))
}
