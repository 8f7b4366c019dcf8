//! A difference of two variances from their own limits.

use super::ErrorOfReading;
use crate::dist::{ChiSquared, DistError};
use crate::result::{Alternative, Side};

/// An estimated variance with its limits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Variance {
    pub(super) value: f64,
    lower: f64,
    upper: f64,
}

impl Variance {
    /// With limits by chi-squared, exact for normal values.
    pub(super) fn estimated(value: f64, degrees: f64, alpha: f64) -> Result<Variance, DistError> {
        let law = ChiSquared::try_new(degrees)?;
        let (lower, upper) = Alternative::TwoSided.interval(alpha, |side, tail| {
            let quantile = match side {
                Side::Lower => law.upper_quantile(tail),
                Side::Upper => law.quantile(tail),
            };
            Ok::<f64, DistError>(value * degrees / quantile?)
        })?;
        Ok(Variance { value, lower, upper })
    }

    /// Of the difference of two readings of somebody who does not change.
    pub(super) fn of_two_readings(error: &ErrorOfReading, alpha: f64) -> Result<Variance, DistError> {
        let value = 2.0 * error.sd * error.sd;
        match error.degrees_of_freedom {
            None => Ok(Variance { value, lower: value, upper: value }),
            Some(degrees) => Variance::estimated(value, degrees, alpha),
        }
    }

    /// The limits of self - other by the method of variance estimates recovery (Zou and Donner 2008, Stat Med 27:1693-1702, formula 2),
    /// for estimates of this correlation; exact where the other is known.
    pub(super) fn less(&self, other: &Variance, correlation: f64) -> (f64, f64) {
        let distance = |one: f64, two: f64| (one * one + two * two - 2.0 * correlation * one * two).max(0.0).sqrt();
        let difference = self.value - other.value;
        let below = distance(self.value - self.lower, other.upper - other.value);
        let above = distance(self.upper - self.value, other.value - other.lower);
        (difference - below, difference + above)
    }
}
