//! The standard deviation that a sum of mean squares gives.

use crate::data::Unit;
use crate::result::{Estimate, Interval, Level, Quantity};
use crate::stats::StatsError;
use crate::stats::spread::sd_interval;

/// How the interval of a sum of several mean squares is made.
pub(super) const SATTERTHWAITE: &str = "chi-squared with Satterthwaite's degrees of freedom, approximate";
/// How that of a single one is made.
pub(super) const CHI_SQUARED: &str = "chi-squared";

/// The root of a variance with its interval; a variance of 0 has none, because one without width would be a certainty.
pub(super) fn sd_estimate(
    quantity: Quantity,
    (variance, degrees): (f64, Option<f64>),
    unit: Unit,
    level: Level,
    method: &'static str,
) -> Result<Estimate, StatsError> {
    let sd = variance.sqrt();
    let interval: Option<Interval> = degrees
        .filter(|_| sd > 0.0)
        .map(|degrees| sd_interval(sd, degrees, level, method))
        .transpose()
        .map_err(|cause| StatsError::numerical(quantity.label, cause))?;
    Ok(Estimate::new(quantity, sd, unit, None, interval))
}

/// A multiple of an error, with its limits.
pub(super) fn scaled(error: &Estimate, quantity: Quantity, by: f64) -> Estimate {
    let limits =
        |interval: &Interval| Interval { lower: by * interval.lower, upper: by * interval.upper, ..interval.clone() };
    Estimate::new(quantity, by * error.value, error.unit, None, error.interval.as_ref().map(limits))
}
