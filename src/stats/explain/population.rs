//! A population whose readings vary from person to person, from day to day and from reading to reading.

use crate::stats::StatsError;
use schemars::JsonSchema;
use serde::Serialize;

/// Rounding of stated standard deviations that may not count as a contradiction.
const ROUNDING: f64 = 1e-9;

/// Normal readings: each is a person's level, plus what the day does to the person, plus the error of the reading. All in one unit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Population {
    mean: f64,
    sd: f64,
    occasion_sd: f64,
    error_sd: f64,
}

impl Population {
    /// The mean and SD of single readings of different people; the SD of one person from day to day (0 if it is not known apart), and that
    /// of readings of one person on one day. All are of readings as they are written down, so that rounding is part of the error.
    ///
    /// # Errors
    /// `Undefined` unless all are finite, the SD of readings is positive, the others are not negative, and their variances together do not
    /// exceed that of readings.
    pub fn try_new(mean: f64, sd: f64, occasion_sd: f64, error_sd: f64) -> Result<Population, StatsError> {
        let undefined = |why: String| Err(StatsError::Undefined { procedure: super::regression_to_mean::TITLE, why });
        if !(mean.is_finite() && sd.is_finite() && sd > 0.0) {
            return undefined(format!("a population has a finite mean and a positive SD, not {mean} and {sd}"));
        }
        if !(occasion_sd >= 0.0 && error_sd >= 0.0) {
            return undefined(format!(
                "an SD within people is not negative, as one of {occasion_sd} and {error_sd} is"
            ));
        }
        let within = occasion_sd.hypot(error_sd);
        if within > sd * (1.0 + ROUNDING) {
            return undefined(format!(
                "readings differ more within people (SD {within}) than they do at all (SD {sd})"
            ));
        }
        Ok(Population { mean, sd, occasion_sd, error_sd })
    }

    /// With one SD within people, for two readings of a person at two visits; readings that are averaged count as taken at so many visits.
    ///
    /// # Errors
    /// As [`Population::try_new`].
    pub fn of_within(mean: f64, sd: f64, within_sd: f64) -> Result<Population, StatsError> {
        Population::try_new(mean, sd, 0.0, within_sd)
    }

    /// With the correlation of two readings of a person at two visits, which is 1 - (SD within people)² / SD².
    ///
    /// # Errors
    /// As [`Population::try_new`], and for a correlation outside 0 to 1.
    pub fn of_correlation(mean: f64, sd: f64, correlation: f64) -> Result<Population, StatsError> {
        if !(0.0..=1.0).contains(&correlation) {
            return Err(StatsError::Undefined {
                procedure: super::regression_to_mean::TITLE,
                why: format!("two readings of the same people correlate between 0 and 1, not by {correlation}"),
            });
        }
        Population::of_within(mean, sd, sd * (1.0 - correlation).sqrt())
    }

    /// Mean of single readings.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// SD of single readings.
    pub fn sd(&self) -> f64 {
        self.sd
    }

    /// Variance of the levels of people.
    pub(super) fn level_variance(&self) -> f64 {
        (self.sd * self.sd - self.occasion_sd * self.occasion_sd - self.error_sd * self.error_sd).max(0.0)
    }

    /// SD of what the day does to a person.
    pub(super) fn occasion_sd(&self) -> f64 {
        self.occasion_sd
    }

    /// Variance of the error of the mean of so many readings of a person on one day.
    pub(super) fn error_variance(&self, readings: u32) -> f64 {
        self.error_sd * self.error_sd / f64::from(readings.max(1))
    }
}
