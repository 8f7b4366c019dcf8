//! What averaging repeated readings saves in participants.

use super::paired_t::{SampleSize, TITLE, paired_t_participants};
use crate::result::{Alternative, Level};
use crate::stats::StatsError;
use crate::stats::individual::ErrorOfReading;
use schemars::JsonSchema;
use serde::Serialize;

/// The sample size with so many readings.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ByReadings {
    /// How many readings are averaged, before and after.
    pub readings: u32,
    /// The SD of the change of such averages.
    pub sd_change: f64,
    /// The pairs needed; absent where no number would do.
    pub size: Option<SampleSize>,
}

/// The pairs that a paired t test needs to find a mean `change`, where each person is read once, or the mean of two, three or four readings
/// is taken, before and after: SD(change)^2 = `sd_true`^2 + 2 SD(error)^2 / k. `sd_true` is the SD of the true change between people, with
/// what they swing from day to day, which further readings on one occasion do not lessen.
///
/// # Errors
/// [`StatsError::Missing`] for an SD below 0, an error that is not above 0, or a power that is not between 0 and 1.
pub fn sample_size_by_readings(
    change: f64,
    sd_true: f64,
    error: &ErrorOfReading,
    level: Level,
    alternative: Alternative,
    power: f64,
) -> Result<[ByReadings; 4], StatsError> {
    error.check(TITLE)?;
    if !(sd_true >= 0.0 && sd_true.is_finite()) {
        return Err(StatsError::Missing {
            procedure: TITLE,
            what: "a standard deviation of the true change, 0 or more",
        });
    }
    let with = |readings: u32| {
        let sd_change = sd_true.hypot(error.sd * (2.0 / f64::from(readings)).sqrt());
        let size = paired_t_participants(change, sd_change, level, alternative, power)?;
        Ok::<_, StatsError>(ByReadings { readings, sd_change, size })
    };
    Ok([with(1)?, with(2)?, with(3)?, with(4)?])
}
