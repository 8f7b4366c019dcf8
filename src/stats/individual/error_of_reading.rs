//! How much one reading varies in somebody who does not change.

use crate::dist::{ChiSquared, normal};
use crate::num::integrate;
use crate::result::{Level, Side};
use crate::stats::StatsError;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::SQRT_2;

/// When the readings were repeated that the error was found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Occasions {
    /// On one occasion: the error lacks what a person swings from day to day.
    #[default]
    Same,
    /// On two or more occasions, without treatment in between: that is in it.
    Different,
}

/// The error of one reading as it enters a study: of the mean, where a study takes the mean of several.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ErrorOfReading {
    /// Its standard deviation.
    pub sd: f64,
    /// The degrees of freedom by which that was estimated; absent for one taken as known.
    pub degrees_of_freedom: Option<f64>,
    /// What is in it.
    pub occasions: Occasions,
}

/// What is read of somebody who does not change.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Unchanged {
    /// The error of one reading.
    pub error: ErrorOfReading,
    /// The change, after - before, that is expected although nothing happens, because people were picked by their first reading; 0 for people
    /// who were not.
    pub expected_change: f64,
}

impl From<&ErrorOfReading> for Unchanged {
    fn from(error: &ErrorOfReading) -> Unchanged {
        Unchanged { error: *error, expected_change: 0.0 }
    }
}

/// Beyond so many standard deviations a normal tail is 0 to all digits of a double.
const NOWHERE: f64 = 40.0;

impl ErrorOfReading {
    /// Refuses what is no standard deviation, and what are no degrees of freedom.
    pub(in crate::stats) fn check(&self, procedure: &'static str) -> Result<(), StatsError> {
        let positive = |value: f64| value > 0.0 && value.is_finite();
        if positive(self.sd) && self.degrees_of_freedom.is_none_or(positive) {
            return Ok(());
        }
        let what = "an error of reading above 0, with degrees of freedom above 0 where it was estimated";
        Err(StatsError::Missing { procedure, what })
    }

    /// The smallest detectable change (MDC) at a level: z(1 - alpha/2) sqrt(2) SD, which the difference of two readings of somebody who
    /// does not change passes in a share alpha of all people. For an estimated SD it is the estimate of that.
    ///
    /// # Errors
    /// [`StatsError::Missing`] for an SD that is not positive and finite.
    pub fn detectable_change(&self, level: Level) -> Result<f64, StatsError> {
        const PROCEDURE: &str = "the smallest detectable change";
        self.check(PROCEDURE)?;
        let z = normal::upper_quantile(level.alpha() / 2.0).map_err(|cause| StatsError::numerical(PROCEDURE, cause))?;
        Ok(z * SQRT_2 * self.sd)
    }

    /// The limit of the SD that leaves `tail` outside on its side, by chi-squared; the SD itself where it is known.
    pub(super) fn limit(&self, side: Side, tail: f64, procedure: &'static str) -> Result<f64, StatsError> {
        let Some(degrees) = self.degrees_of_freedom else { return Ok(self.sd) };
        let quantile = ChiSquared::try_new(degrees).and_then(|law| match side {
            Side::Lower => law.upper_quantile(tail),
            Side::Upper => law.quantile(tail),
        });
        Ok(self.sd * (degrees / quantile.map_err(|cause| StatsError::numerical(procedure, cause))?).sqrt())
    }
}

/// The chance that two readings of somebody who does not change differ by `least` or more in one direction, for readings on a grid of
/// this `step` and an error of this SD: the mean of the normal tail over the step before `least`, because two readings that are rounded
/// differ by one or the other neighbour of their true difference, in the mean by the difference itself.
pub(super) fn chance_of(least: f64, step: f64, sd: f64, procedure: &'static str) -> Result<f64, StatsError> {
    let (sd, start) = (SQRT_2 * sd, least - step);
    let area = integrate(|past| normal::sf((start + past) / sd), 0.0, step.min(NOWHERE * sd), 1e-12);
    Ok(area.map_err(|cause| StatsError::numerical(procedure, cause))? / step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chance_on_a_grid_is_that_of_rounded_readings() {
        // Fine steps: the tail half a step before. A step far beyond the error: E|D| / 2 over it, sd / sqrt(pi) / step.
        let fine = chance_of(1.5, 1e-6, 1.0, "test").expect("chance");
        assert!((fine / normal::sf((1.5 - 5e-7) / SQRT_2) - 1.0).abs() < 1e-11, "{fine}");
        let coarse = chance_of(1e6, 1e6, 1.0, "test").expect("chance");
        assert!((coarse * 1e6 * std::f64::consts::PI.sqrt() - 1.0).abs() < 1e-9, "{coarse}");
    }

    #[test]
    fn the_detectable_change_is_277_sd() {
        let error = ErrorOfReading { sd: 1.2, degrees_of_freedom: Some(15.0), occasions: Occasions::Same };
        let change = error.detectable_change(Level::DEFAULT).expect("change");
        assert!((change / 1.2 - 2.771_807_648_699_454).abs() < 1e-12, "{change}");
        for sd in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(ErrorOfReading { sd, ..error }.detectable_change(Level::DEFAULT).is_err(), "{sd}");
        }
        assert!(ErrorOfReading { degrees_of_freedom: Some(0.0), ..error }.detectable_change(Level::DEFAULT).is_err());
    }
}
