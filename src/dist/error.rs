//! What a distribution refuses.

use crate::num::NumError;

/// Why a distribution or one of its quantiles does not exist.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DistError {
    /// A parameter outside its domain.
    #[error("{distribution}: {parameter} is {found}; {expected} is needed")]
    Parameter {
        /// Which distribution.
        distribution: &'static str,
        /// Which parameter.
        parameter: &'static str,
        /// Its value.
        found: f64,
        /// What would be right.
        expected: &'static str,
    },
    /// A probability outside 0 to 1.
    #[error("{found} is not a probability; a number from 0 to 1 is needed")]
    Probability {
        /// The value given.
        found: f64,
    },
    /// The numerics gave up.
    #[error(transparent)]
    Numeric(#[from] NumError),
}

/// `p` if it is a probability.
pub(super) fn probability(p: f64) -> Result<f64, DistError> {
    if (0.0..=1.0).contains(&p) { Ok(p) } else { Err(DistError::Probability { found: p }) }
}

/// `value` if it is positive and, unless `infinite`, finite.
pub(super) fn positive(
    distribution: &'static str,
    parameter: &'static str,
    value: f64,
    infinite: bool,
) -> Result<f64, DistError> {
    if value > 0.0 && (infinite || value.is_finite()) {
        return Ok(value);
    }
    let expected = if infinite { "a positive number or infinity" } else { "a positive number" };
    Err(DistError::Parameter { distribution, parameter, found: value, expected })
}
