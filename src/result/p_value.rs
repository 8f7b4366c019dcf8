use super::ResultError;
use schemars::JsonSchema;
use serde::Serialize;

/// A probability under the null hypothesis, in [0, 1].
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct PValue(f64);

impl PValue {
    /// A p-value; sums that rounding has carried a hair above 1 are 1.
    ///
    /// # Errors
    /// [`ResultError::PValue`] outside [0, 1].
    pub fn try_new(p: f64) -> Result<PValue, ResultError> {
        if (0.0..=1.0 + 1e-9).contains(&p) { Ok(PValue(p.min(1.0))) } else { Err(ResultError::PValue(p)) }
    }

    /// The probability.
    pub fn value(self) -> f64 {
        self.0
    }
}
