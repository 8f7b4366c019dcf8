use super::error_estimate::scaled;
use crate::dist::normal;
use crate::result::number::{Number, number};
use crate::result::{Estimate, Level, Quantity};
use crate::stats::documented::documented;
use crate::stats::{Explained, StatsError};
use schemars::JsonSchema;
use serde::Serialize;
use std::f64::consts::SQRT_2;

/// The standard error of measurement.
pub const STANDARD_ERROR_OF_MEASUREMENT: Quantity =
    Quantity { id: "standard_error_of_measurement", label: "standard error of measurement", symbol: "SEM" };

/// What two single readings of an unchanged person differ by at most, 95 times in 100.
pub const REPEATABILITY: Quantity =
    Quantity { id: "repeatability_coefficient", label: "repeatability coefficient", symbol: "RC" };

/// The minimal detectable change with 90 % confidence.
pub const MDC90: Quantity = Quantity { id: "mdc90", label: "minimal detectable change (90 %)", symbol: "MDC90" };

/// The minimal detectable change with 95 % confidence.
pub const MDC95: Quantity = Quantity { id: "mdc95", label: "minimal detectable change (95 %)", symbol: "MDC95" };

documented! {
    /// # Question
    /// How much must the reading of one person change before it is more than the error of two readings?
    ///
    /// # Assumptions
    /// Errors are normal, independent between before and after, and of the same size for everybody. Averaging k readings divides the
    /// variance of only that part of the error which is new at each of them: with the error of one observer's readings in turn it
    /// does not lessen what differs between observers or days.
    ///
    /// # Formula
    /// Standard error of measurement of a mean of k readings: SEM = sd / sqrt(k). Minimal detectable change: MDC = z sqrt(2) SEM with z
    /// the two-sided normal quantile, 1.645 for MDC90 and 1.960 for MDC95. Repeatability coefficient: 1.960 sqrt(2) sd, of single
    /// readings; it is also given with the rounded 1.96 of print. All grow with sd, so that the limits of sd give theirs.
    ///
    /// # Arguments
    /// The standard deviation of a single reading's error (a technical error, or the SEM beside an intraclass correlation), and how many
    /// readings are averaged before and after.
    ///
    /// # Errors
    /// No readings averaged.
    ///
    /// # References
    /// Bland and Altman (1999), Measuring agreement in method comparison studies, Statistical Methods in Medical Research 8:135-160;
    /// Weir (2005), Quantifying test-retest reliability using the intraclass correlation coefficient and the SEM, Journal of Strength
    /// and Conditioning Research 19:231-240; de Vet et al. (2006), When to use agreement versus reliability measures, Journal of
    /// Clinical Epidemiology 59:1033-1039.
    ///
    /// # Example
    /// `girth reliability @thigh-trial`
    MinimalDetectableChange
}

impl Explained for MinimalDetectableChange {
    fn id(&self) -> &'static str {
        "detectable-change"
    }

    fn title(&self) -> &'static str {
        NAME
    }

    fn documentation(&self) -> &'static str {
        MinimalDetectableChange::DOCUMENTATION
    }
}

const NAME: &str = "minimal detectable change";

/// What an error of measuring means for the change of one person, in the unit of the readings.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct DetectableChange {
    /// How many readings are averaged, before and after.
    pub readings_averaged: usize,
    /// Standard error of measurement of their mean.
    pub standard_error: Estimate,
    /// Repeatability coefficient of single readings.
    pub repeatability: Estimate,
    /// The same with 1.96 in place of the exact quantile.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub repeatability_printed: f64,
    /// Minimal detectable change of the mean with 90 % confidence.
    pub mdc90: Estimate,
    /// Minimal detectable change of the mean with 95 % confidence.
    pub mdc95: Estimate,
}

/// z sqrt(2) sd / sqrt(k): the change of a mean of `readings_averaged` readings that error alone exceeds in 1 - `confidence` of people.
///
/// # Errors
/// [`StatsError::Missing`] when no reading is averaged.
pub fn smallest_detectable_change(
    error_sd: f64,
    confidence: Level,
    readings_averaged: usize,
) -> Result<f64, StatsError> {
    Ok(factor(confidence, readings_averaged)? * error_sd)
}

/// The standard error of measurement, the repeatability coefficient and the minimal detectable changes of an error, each with the limits
/// of the error.
///
/// # Errors
/// As [`smallest_detectable_change`].
pub fn detectable_change(error: &Estimate, readings_averaged: usize) -> Result<DetectableChange, StatsError> {
    let ninety = Level::try_new(0.90).map_err(|cause| StatsError::numerical(NAME, cause))?;
    let of_mean = 1.0 / count(readings_averaged)?.sqrt();
    Ok(DetectableChange {
        readings_averaged,
        standard_error: scaled(error, STANDARD_ERROR_OF_MEASUREMENT, of_mean),
        repeatability: scaled(error, REPEATABILITY, factor(Level::DEFAULT, 1)?),
        repeatability_printed: 1.96 * SQRT_2 * error.value,
        mdc90: scaled(error, MDC90, factor(ninety, readings_averaged)?),
        mdc95: scaled(error, MDC95, factor(Level::DEFAULT, readings_averaged)?),
    })
}

fn count(readings_averaged: usize) -> Result<f64, StatsError> {
    let missing = StatsError::Missing { procedure: NAME, what: "at least one reading to average" };
    if readings_averaged == 0 { Err(missing) } else { Ok(readings_averaged as f64) }
}

fn factor(confidence: Level, readings_averaged: usize) -> Result<f64, StatsError> {
    let z = normal::upper_quantile(confidence.alpha() / 2.0).map_err(|cause| StatsError::numerical(NAME, cause))?;
    Ok(z * SQRT_2 / count(readings_averaged)?.sqrt())
}
