//! Moments of resampled pairs.

use crate::num::compensated_sum;

/// The mean; `None` of nothing.
pub(crate) fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| compensated_sum(values.iter().copied()) / values.len() as f64)
}

/// The SD with n - 1 around the mean; `None` where it is 0 or does not exist.
pub(crate) fn spread(values: &[f64]) -> Option<f64> {
    let mean = mean(values)?;
    let squares = compensated_sum(values.iter().map(|value| (value - mean).powi(2)));
    let varies = values.iter().any(|value| *value != values[0]);
    varies.then(|| (squares / (values.len() - 1) as f64).sqrt())
}
