use super::{Measure, Scale};
use crate::result::Note;
use crate::stats::StatsError;
use schemars::JsonSchema;
use serde::Serialize;

/// One study's estimate with its sampling variance, on the scale on which studies are combined.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct StudyMeasure {
    /// What it is.
    pub kind: Measure,
    /// The estimate.
    pub estimate: f64,
    /// Its sampling variance, above zero.
    pub variance: f64,
    /// Conventions used.
    pub notes: Vec<Note>,
}

impl StudyMeasure {
    /// Refuses what cannot be weighed.
    pub(super) fn try_new(kind: Measure, estimate: f64, variance: f64) -> Result<StudyMeasure, StatsError> {
        let undefined = |why: &str| Err(StatsError::Undefined { procedure: kind.label(), why: why.to_owned() });
        if !estimate.is_finite() || !variance.is_finite() {
            return undefined("the figures are too large or too small for a number");
        }
        if variance <= 0.0 {
            return undefined("its sampling variance would be 0, and the study would have all the weight");
        }
        Ok(StudyMeasure { kind, estimate, variance, notes: Vec::new() })
    }

    /// The same with a note.
    pub(super) fn noted(mut self, note: Option<Note>) -> StudyMeasure {
        self.notes.extend(note);
        self
    }

    /// The root of the variance.
    pub fn standard_error(&self) -> f64 {
        self.variance.sqrt()
    }

    /// The scale of the estimate.
    pub fn scale(&self) -> Scale {
        self.kind.scale()
    }
}
