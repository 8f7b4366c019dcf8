use crate::dist::StudentT;
use crate::result::Level;
use crate::stats::StatsError;

const ERROR: &str = "a standard error from printed figures";

/// The standard error that an interval rests on: its length over twice the quantile of t, or of the normal distribution without degrees of
/// freedom (Cochrane Handbook 6.3.1 and 6.5.2.2). Intervals of ratios are given by their logarithms.
///
/// # Errors
/// [`StatsError::Undefined`] unless low < high and the degrees of freedom are above 0.
pub fn se_from_ci(low: f64, high: f64, level: Level, degrees: Option<f64>) -> Result<f64, StatsError> {
    require(low < high && (high - low).is_finite(), "an interval's lower end lies below its upper one")?;
    Ok((high - low) / (2.0 * critical(level.alpha() / 2.0, degrees)?))
}

/// How far a value lies from the middle of its interval, in halves of its length: 0 in the middle, 1 at the upper end.
///
/// # Errors
/// [`StatsError::Undefined`] unless low < high.
pub fn off_centre(value: f64, low: f64, high: f64) -> Result<f64, StatsError> {
    require(low < high && (high - low).is_finite(), "an interval's lower end lies below its upper one")?;
    Ok(((value - low) - (high - value)) / (high - low))
}

/// The standard error that a value and its exact two-sided p-value against zero imply: |value| over the quantile of t, or of the normal
/// distribution without degrees of freedom (Cochrane Handbook 6.3.2 and 6.5.2.3).
///
/// # Errors
/// [`StatsError::Undefined`] for a value of 0, and unless 0 < p < 1 and the degrees of freedom are above 0.
pub fn se_from_p(value: f64, p: f64, degrees: Option<f64>) -> Result<f64, StatsError> {
    require(value != 0.0 && value.is_finite(), "a value of 0 has p = 1 whatever its standard error")?;
    require(p > 0.0 && p < 1.0, "an exact p lies between 0 and 1")?;
    Ok(value.abs() / critical(p / 2.0, degrees)?)
}

/// SD / sqrt(n).
///
/// # Errors
/// [`StatsError::Undefined`] without people, or with an SD below 0.
pub fn se_from_sd(sd: f64, n: u64) -> Result<f64, StatsError> {
    require(n > 0 && sd >= 0.0 && sd.is_finite(), "an SD is 0 or above, and somebody has one")?;
    Ok(sd / (n as f64).sqrt())
}

/// SE sqrt(n) (Cochrane Handbook 6.5.2.2).
///
/// # Errors
/// [`StatsError::Undefined`] without people, or with a standard error below 0.
pub fn sd_from_se(se: f64, n: u64) -> Result<f64, StatsError> {
    require(n > 0 && se >= 0.0 && se.is_finite(), "a standard error is 0 or above, and somebody has one")?;
    Ok(se * (n as f64).sqrt())
}

/// The upper quantile of t, or of the normal distribution without degrees of freedom.
fn critical(tail: f64, degrees: Option<f64>) -> Result<f64, StatsError> {
    let degrees = degrees.unwrap_or(f64::INFINITY);
    require(degrees > 0.0, "degrees of freedom are above 0")?;
    let quantile = StudentT::try_new(degrees).and_then(|t| t.upper_quantile(tail));
    quantile.map_err(|cause| StatsError::numerical(ERROR, cause))
}

fn require(holds: bool, what: &str) -> Result<(), StatsError> {
    if holds { Ok(()) } else { Err(StatsError::Undefined { procedure: ERROR, why: what.to_owned() }) }
}
