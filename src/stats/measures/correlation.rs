use super::{Measure, StudyMeasure};
use crate::stats::StatsError;

/// ZCOR: atanh(r) of a correlation of n pairs; variance 1 / (n - 3) (Fisher 1921).
///
/// # Errors
/// [`StatsError::Undefined`] with three pairs or fewer, or unless -1 < r < 1.
pub fn fisher_z(correlation: f64, n: u64) -> Result<StudyMeasure, StatsError> {
    if n < 4 || correlation.is_nan() || correlation.abs() >= 1.0 {
        let why = "it needs four pairs at least and a correlation between -1 and 1".to_owned();
        return Err(StatsError::Undefined { procedure: Measure::Zcor.label(), why });
    }
    StudyMeasure::try_new(Measure::Zcor, correlation.atanh(), 1.0 / (n as f64 - 3.0))
}
