use crate::dist::{ChiSquared, DistError};
use crate::result::{Alternative, Interval, Level, Side};

/// The two-sided interval sd sqrt(df / q) of a standard deviation whose square has `degrees` degrees of freedom, q the 1 - alpha/2 and
/// the alpha/2 quantile of chi-squared.
pub(crate) fn sd_interval(sd: f64, degrees: f64, level: Level, method: &'static str) -> Result<Interval, DistError> {
    let distribution = ChiSquared::try_new(degrees)?;
    let (lower, upper) = Alternative::TwoSided.interval(level.alpha(), |side, tail| {
        let quantile = match side {
            Side::Lower => distribution.upper_quantile(tail),
            Side::Upper => distribution.quantile(tail),
        };
        Ok::<f64, DistError>(sd * (degrees / quantile?).sqrt())
    })?;
    Ok(Interval::new(lower, upper, level, method))
}
