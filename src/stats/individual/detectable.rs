//! Who changed by more than two readings of one person can be wrong.

use super::share_beyond_noise::{Start, counted};
use super::{ErrorOfReading, ShareBeyondNoise};
use crate::data::{PairedSample, Unit};
use crate::result::Level;
use crate::result::number::{Number, number};
use crate::stats::StatsError;
use crate::stats::risk::Toward;
use schemars::JsonSchema;
use serde::Serialize;

/// People by whether their change passes the smallest detectable change (MDC).
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct BeyondDetectable {
    /// The MDC at `level`, in `unit`.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub detectable_change: f64,
    /// The level of the MDC and of the intervals.
    pub level: Level,
    /// The unit of the changes.
    pub unit: Unit,
    /// Those who fell by more.
    pub fell: ShareBeyondNoise,
    /// Those who rose by more.
    pub rose: ShareBeyondNoise,
    /// How many changed by no more: of each of them nothing can be said.
    pub within: usize,
}

/// Question: who changed, beyond what the error of reading can feign of one person? Of people who do not change, half of 1 - level are
/// expected to fall beyond the MDC, and as many to rise beyond it; the expected shares allow for the grid of the readings.
///
/// # Errors
/// [`StatsError::Missing`] for an error that is not above 0; [`StatsError::Data`] for one beyond the range of readings.
pub fn beyond_detectable(
    sample: &PairedSample,
    error: &ErrorOfReading,
    level: Level,
) -> Result<BeyondDetectable, StatsError> {
    const PROCEDURE: &str = "people beyond the smallest detectable change";
    let detectable_change = error.detectable_change(level)?;
    let side = |toward| counted(PROCEDURE, sample, Start::Beyond(detectable_change), toward, error.into(), level);
    let (fell, rose) = (side(Toward::Fall)?, side(Toward::Rise)?);
    let within = sample.n() - fell.who.len() - rose.who.len();
    Ok(BeyondDetectable { detectable_change, level, unit: sample.outcome().unit, fell, rose, within })
}
