//! Readings of several groups as columns of numbers near zero.

use crate::data::{DataError, Decimal, ExclusionReason, PairedSample, Sample};
use crate::result::{Analysed, ExcludedCount};
use std::collections::BTreeMap;

/// Samples one after the other, measured from a point in their middle: the origin is taken off in decimals, so that readings near 1e9
/// keep all their digits.
pub(crate) struct Shifted {
    pub(crate) values: Vec<f64>,
    pub(crate) origin: f64,
}

impl Shifted {
    /// The samples are on one grid.
    pub(crate) fn of(samples: &[&Sample]) -> Result<Shifted, DataError> {
        let count: i128 = samples.iter().map(|sample| sample.n() as i128).sum();
        let total: i128 = samples.iter().flat_map(|sample| sample.ticks()).sum();
        let decimals = samples.first().ok_or(DataError::Empty)?.decimals();
        let origin = Decimal::new(total / count.max(1), decimals).ok_or(DataError::Grid)?;
        let mut values = Vec::new();
        for sample in samples {
            values.extend(sample.minus(origin)?.values());
        }
        Ok(Shifted { values, origin: origin.to_f64() })
    }
}

/// For each row of the groups, one after the other: 1 in group `which`, 0 elsewhere.
pub(crate) fn indicator(sizes: &[usize], which: usize) -> Vec<f64> {
    sizes.iter().enumerate().flat_map(|(at, &n)| std::iter::repeat_n(f64::from(u8::from(at == which)), n)).collect()
}

/// Row by row.
pub(crate) fn product(left: &[f64], right: &[f64]) -> Vec<f64> {
    left.iter().zip(right).map(|(left, right)| left * right).collect()
}

/// Who entered an analysis of these groups, and who did not, by reason.
pub(crate) fn analysed_of(samples: &[&PairedSample]) -> Analysed {
    let mut counts: BTreeMap<ExclusionReason, usize> = BTreeMap::new();
    for exclusion in samples.iter().flat_map(|sample| sample.excluded()) {
        *counts.entry(exclusion.reason).or_default() += 1;
    }
    let excluded = counts.into_iter().map(|(reason, n)| ExcludedCount { reason: reason.words(), n }).collect();
    Analysed { n: samples.iter().map(|sample| sample.n()).sum(), excluded }
}
