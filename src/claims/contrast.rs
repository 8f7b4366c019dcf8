//! Means, differences of means and regression coefficients whose error is judged by Student's t.

use crate::data::{PairedSample, Unit};
use crate::dist::StudentT;
use crate::num::compensated_sum;
use crate::result::{Alternative, Estimate, Interval, Level, Quantity, Side};
use crate::stats::{Moments, StatsError};

/// An estimate with its standard error and degrees of freedom.
#[derive(Clone, Copy, Debug)]
pub(super) struct Contrast {
    pub(super) quantity: Quantity,
    pub(super) value: f64,
    pub(super) error: f64,
    pub(super) degrees: f64,
    pub(super) unit: Unit,
    pub(super) method: &'static str,
}

/// The weighted sum of independent means: weights of the change of each sample.
pub(super) fn of_means(
    quantity: Quantity,
    samples: &[(&PairedSample, f64)],
    procedure: &'static str,
) -> Result<Contrast, StatsError> {
    let mut parts = Vec::with_capacity(samples.len());
    for (sample, weight) in samples {
        StatsError::require(procedure, 2, sample.n())?;
        let moments = Moments::of(sample.change());
        let variance = (weight * moments.standard_error().unwrap_or(0.0)).powi(2);
        parts.push((weight * moments.mean, variance, (sample.n() - 1) as f64));
    }
    let variance = compensated_sum(parts.iter().map(|part| part.1));
    // Welch (1947), Satterthwaite (1946): v^2 / sum(v_i^2 / (n_i - 1)).
    let squares = compensated_sum(parts.iter().map(|part| part.1 * part.1 / part.2));
    Ok(Contrast {
        quantity,
        value: compensated_sum(parts.iter().map(|part| part.0)),
        error: variance.sqrt(),
        degrees: if squares > 0.0 { variance * variance / squares } else { 1.0 },
        unit: samples.first().map_or(Unit::None, |(sample, _)| sample.outcome().unit),
        method: "Welch t",
    })
}

impl Contrast {
    /// The mean of values with n - 1 degrees of freedom.
    pub(super) fn of_values(
        quantity: Quantity,
        values: &[f64],
        unit: Unit,
        procedure: &'static str,
    ) -> Result<Contrast, StatsError> {
        StatsError::require(procedure, 2, values.len())?;
        let n = values.len() as f64;
        let mean = compensated_sum(values.iter().copied()) / n;
        let squares = compensated_sum(values.iter().map(|value| (value - mean).powi(2)));
        let error = (squares / (n - 1.0) / n).sqrt();
        Ok(Contrast { quantity, value: mean, error, degrees: n - 1.0, unit, method: "t" })
    }

    /// The estimate with its two-sided interval; without one when nothing varies.
    pub(super) fn estimate(&self, level: Level, procedure: &'static str) -> Result<Estimate, StatsError> {
        let interval = if self.error > 0.0 {
            let law = StudentT::try_new(self.degrees).map_err(|cause| StatsError::numerical(procedure, cause))?;
            let (lower, upper) = Alternative::TwoSided.interval(level.alpha(), |side, tail| {
                let reach =
                    law.upper_quantile(tail).map_err(|cause| StatsError::numerical(procedure, cause))? * self.error;
                Ok::<f64, StatsError>(if side == Side::Lower { self.value - reach } else { self.value + reach })
            })?;
            Some(Interval::new(lower, upper, level, self.method))
        } else {
            None
        };
        Ok(Estimate::new(self.quantity, self.value, self.unit, Some(self.error), interval))
    }
}
