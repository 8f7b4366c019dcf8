//! The change of the mean relative to the mean before, with Fieller's limits.

use crate::data::{PairedSample, Sample};
use crate::num::compensated_sum;
use crate::stats::fieller::Fieller;

/// mean(d) / mean(before) of at least two pairs and a mean before other than zero, in ticks.
pub(super) fn relative_change(sample: &PairedSample) -> Fieller {
    let n = sample.n() as f64;
    let total = |sample: &Sample| sample.ticks().iter().sum::<i128>();
    let value = total(sample.change()) as f64 / total(sample.before()) as f64;
    let before = deviations(sample.before());
    let residual: Vec<f64> =
        deviations(sample.change()).iter().zip(&before).map(|(change, before)| change - value * before).collect();
    let scale = n * (n - 1.0) * n * n;
    let product = |x: &[f64], y: &[f64]| compensated_sum(x.iter().zip(y).map(|(x, y)| x * y)) / scale;
    Fieller {
        value,
        denominator: total(sample.before()) as f64 / n,
        residual: product(&residual, &residual),
        cross: product(&residual, &before),
        spread: product(&before, &before),
    }
}

/// n times each deviation from the mean, in ticks: exact before rounding to doubles.
fn deviations(sample: &Sample) -> Vec<f64> {
    let (n, total) = (sample.n() as i128, sample.ticks().iter().sum::<i128>());
    sample.ticks().iter().map(|&ticks| (ticks * n - total) as f64).collect()
}
