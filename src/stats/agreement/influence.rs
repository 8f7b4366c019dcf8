//! What flagged readings do to a statistic. They are left out of a copy; the data keep them.

use crate::data::RepeatReadings;
use crate::result::number::{Number, number, optional};
use crate::stats::StatsError;
use schemars::JsonSchema;
use serde::Serialize;

/// A statistic without one flagged reading.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct WithoutOne {
    /// Index of the reading.
    pub index: usize,
    /// The statistic of all others; `None` where they do not define it.
    #[serde(serialize_with = "optional")]
    #[schemars(with = "Option<Number>")]
    pub value: Option<f64>,
}

/// A statistic with and without flagged readings.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Influence {
    /// Of all readings.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub everything: f64,
    /// Without each flagged reading alone, in the order given.
    pub without_one: Vec<WithoutOne>,
    /// Without all of them; `None` where the rest does not define the statistic.
    #[serde(serialize_with = "optional")]
    #[schemars(with = "Option<Number>")]
    pub without_all: Option<f64>,
}

/// The statistic of all readings, without each flagged one (an index into the readings) alone, and without all of them.
///
/// # Errors
/// Those of the statistic for all readings, and any numerical failure.
pub fn influence(
    readings: &RepeatReadings,
    flagged: &[usize],
    statistic: &dyn Fn(&RepeatReadings) -> Result<f64, StatsError>,
) -> Result<Influence, StatsError> {
    let without = |left_out: &[usize]| {
        let rest = readings.without(left_out).map_err(StatsError::from);
        match rest.and_then(|rest| statistic(&rest)) {
            Ok(value) => Ok(Some(value)),
            Err(failure @ StatsError::Numerical { .. }) => Err(failure),
            Err(_) => Ok(None),
        }
    };
    let one = |&index: &usize| Ok::<WithoutOne, StatsError>(WithoutOne { index, value: without(&[index])? });
    Ok(Influence {
        everything: statistic(readings)?,
        without_one: flagged.iter().map(one).collect::<Result<_, _>>()?,
        without_all: without(flagged)?,
    })
}
