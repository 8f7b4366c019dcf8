//! The change of the mean relative to the mean before, with Fieller's limits.

use crate::data::{PairedSample, Sample};
use crate::num::compensated_sum;
use crate::result::Side;

/// mean(d) / mean(before), and what its limits are made of.
pub(super) struct RelativeChange {
    /// The ratio of the means.
    pub(super) value: f64,
    mean_before: f64,
    /// Squared standard errors, and the covariance, of the means of r = d - value * before and of before.
    residual: f64,
    cross: f64,
    before: f64,
}

impl RelativeChange {
    /// For at least two pairs and a mean before other than zero.
    pub(super) fn of(sample: &PairedSample) -> RelativeChange {
        let n = sample.n() as f64;
        let total = |sample: &Sample| sample.ticks().iter().sum::<i128>();
        let value = total(sample.change()) as f64 / total(sample.before()) as f64;
        let before = deviations(sample.before());
        let residual: Vec<f64> =
            deviations(sample.change()).iter().zip(&before).map(|(change, before)| change - value * before).collect();
        let scale = n * (n - 1.0) * n * n;
        let product = |x: &[f64], y: &[f64]| compensated_sum(x.iter().zip(y).map(|(x, y)| x * y)) / scale;
        RelativeChange {
            value,
            mean_before: total(sample.before()) as f64 / n,
            residual: product(&residual, &residual),
            cross: product(&residual, &before),
            before: product(&before, &before),
        }
    }

    /// The limit at which the t of d - limit * before is the quantile (Fieller 1954): with limit = value + x the root of
    /// (m^2 - q^2 b) x^2 + 2 q^2 c x - q^2 r = 0 on its side. `None` where the mean before is itself not above zero by that t.
    pub(super) fn limit(&self, side: Side, quantile: f64) -> Option<f64> {
        let square = quantile * quantile;
        let lead = self.mean_before * self.mean_before - square * self.before;
        if lead <= 0.0 {
            return None;
        }
        let root = ((square * self.cross).powi(2) + lead * square * self.residual).sqrt();
        let signed = if (side == Side::Upper) == (quantile >= 0.0) { root } else { -root };
        Some(self.value + (signed - square * self.cross) / lead)
    }
}

/// n times each deviation from the mean, in ticks: exact before rounding to doubles.
fn deviations(sample: &Sample) -> Vec<f64> {
    let (n, total) = (sample.n() as i128, sample.ticks().iter().sum::<i128>());
    sample.ticks().iter().map(|&ticks| (ticks * n - total) as f64).collect()
}
