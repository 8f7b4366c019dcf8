//! The change in a control group that would take the effect away.

use crate::data::Unit;
use crate::dist::StudentT;
use crate::result::{Alternative, Estimate, Interval, Level, Side};
use crate::stats::documented::documented;
use crate::stats::paired::MEAN_CHANGE;
use crate::stats::{Explained, StatsError};
use schemars::JsonSchema;
use serde::Serialize;

documented! {
    /// # Question
    /// One group was treated and there is no control. How much would a control group have had to change for nothing to be left?
    ///
    /// # Assumptions
    /// Changes are independent, their mean is approximately normal. The control group is imagined: these data say nothing about it, but
    /// published changes of untreated or sham-treated people at the same site can be held against the answer.
    ///
    /// # Formula
    /// A control change equal to the mean change leaves a difference of 0. Taken as known, a control change equal to that end of
    /// mean -/+ t(1 - alpha/2; n - 1) s / sqrt(n) which is nearest to zero leaves a difference that is just not significant. Found in a control
    /// arm of the same size and SD, it needs less: mean -/+ t(1 - alpha/2; 2 n - 2) s sqrt(2 / n), the end nearest to zero. Where the
    /// interval contains zero already, nothing is needed.
    ///
    /// # Arguments
    /// n, mean and SD of the changes; `--level`. Always two-sided.
    ///
    /// # Errors
    /// Fewer than two people; changes that do not vary.
    ///
    /// # References
    /// Student (1908), The probable error of a mean, Biometrika 6:1-25, for the intervals.
    ///
    /// # Example
    /// `girth report @spa-series`
    TippingControl
}

const TITLE: &str = "control change that removes the effect";

impl Explained for TippingControl {
    fn id(&self) -> &'static str {
        "tipping-control"
    }

    fn title(&self) -> &'static str {
        TITLE
    }

    fn documentation(&self) -> &'static str {
        TippingControl::DOCUMENTATION
    }
}

/// Control changes, after - before, beyond which the effect is gone (see [`TippingControl`]).
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TippingChange {
    /// The mean change of the treated: the control change that leaves no difference at all.
    pub no_difference: Estimate,
    /// The control change, taken as known, that leaves a difference just not significant; absent where none is needed.
    pub known_control: Option<f64>,
    /// The same, found in a control arm of the same size and SD.
    pub control_arm: Option<f64>,
}

/// The tipping values of `n` changes with this mean and standard deviation.
///
/// # Errors
/// `TooFew` under two people; `Undefined` for an SD that is not positive, or a mean that is not finite.
pub fn tipping_control(n: usize, mean: f64, sd: f64, unit: Unit, level: Level) -> Result<TippingChange, StatsError> {
    StatsError::require(TITLE, 2, n)?;
    if !(mean.is_finite() && sd.is_finite() && sd > 0.0) {
        let why = format!("changes with mean {mean} and SD {sd} have no interval");
        return Err(StatsError::Undefined { procedure: TITLE, why });
    }
    let count = n as f64;
    let limits = |degrees: f64, error: f64| {
        let law = StudentT::try_new(degrees)?;
        Alternative::TwoSided.interval(level.alpha(), |side, tail| {
            let reach = law.upper_quantile(tail)? * error;
            Ok(if side == Side::Lower { mean - reach } else { mean + reach })
        })
    };
    let numerical = |cause: crate::dist::DistError| StatsError::numerical(TITLE, cause);
    let error = sd / count.sqrt();
    let (lower, upper) = limits(count - 1.0, error).map_err(numerical)?;
    let arm = limits(2.0 * count - 2.0, error * std::f64::consts::SQRT_2).map_err(numerical)?;
    let interval = Interval::new(lower, upper, level, "t");
    Ok(TippingChange {
        no_difference: Estimate::new(MEAN_CHANGE, mean, unit, Some(error), Some(interval)),
        known_control: nearest_to_zero((lower, upper)),
        control_arm: nearest_to_zero(arm),
    })
}

/// The end nearest to zero of an interval that does not contain it.
fn nearest_to_zero((lower, upper): (f64, f64)) -> Option<f64> {
    match (lower > 0.0, upper < 0.0) {
        (true, _) => Some(lower),
        (_, true) => Some(upper),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_end_or_nothing() {
        // t(0.975; 8) = 2.306004, t(0.975; 16) = 2.119905: 3 / sqrt(9) = 1, sqrt(2) for two arms.
        let tipping = |mean: f64| tipping_control(9, mean, 3.0, Unit::Cm, Level::DEFAULT).unwrap();
        let fall = tipping(-4.0);
        assert!((fall.known_control.unwrap() - (-4.0 + 2.306_004_135)).abs() < 1e-8);
        assert!((fall.control_arm.unwrap() - (-4.0 + 2.119_905_299 * 2f64.sqrt())).abs() < 1e-8);
        let rise = tipping(4.0);
        assert_eq!(rise.known_control, fall.known_control.map(|end| -end));
        assert_eq!((tipping(-2.5).control_arm, tipping(-2.0).known_control), (None, None));
        assert!(tipping(-2.5).known_control.is_some());
    }

    #[test]
    fn refusals() {
        let refused = |n, sd| tipping_control(n, -1.0, sd, Unit::Cm, Level::DEFAULT);
        assert!(matches!(refused(1, 1.0), Err(StatsError::TooFew { .. })));
        assert!(matches!(refused(5, 0.0), Err(StatsError::Undefined { .. })));
        assert!(matches!(refused(5, f64::NAN), Err(StatsError::Undefined { .. })));
    }
}
