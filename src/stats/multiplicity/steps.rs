//! What adjustments of p-values share: sorting, and keeping the order of the p-values.

use crate::result::PValue;
use crate::stats::StatsError;

/// Applies a rule for ascending p-values to p-values in any order; missing ones stay missing and are not counted.
///
/// # Errors
/// [`StatsError::Numerical`] when the rule gives something that is no probability.
pub fn adjust_p_values(
    rule: fn(&[f64]) -> Vec<f64>,
    raw: &[Option<PValue>],
) -> Result<Vec<Option<PValue>>, StatsError> {
    let mut present: Vec<(usize, f64)> =
        raw.iter().enumerate().filter_map(|(at, p)| Some((at, p.as_ref()?.value()))).collect();
    present.sort_by(|left, right| left.1.total_cmp(&right.1));
    let sorted: Vec<f64> = present.iter().map(|(_, p)| *p).collect();
    let mut adjusted = vec![None; raw.len()];
    for ((at, _), p) in present.iter().zip(rule(&sorted)) {
        let p = PValue::try_new(p.min(1.0)).map_err(|cause| StatsError::numerical("adjustment", cause))?;
        adjusted[*at] = Some(p);
    }
    Ok(adjusted)
}

/// From the smallest p upwards, none below the one before it.
pub(super) fn step_down(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let running = values.scan(0.0_f64, |largest, value| {
        *largest = largest.max(value.min(1.0));
        Some(*largest)
    });
    running.collect()
}

/// From the largest p downwards, none above the one after it.
pub(super) fn step_up(values: impl DoubleEndedIterator<Item = f64>) -> Vec<f64> {
    let running = values.rev().scan(1.0_f64, |smallest, value| {
        *smallest = smallest.min(value);
        Some(*smallest)
    });
    let mut values: Vec<f64> = running.collect();
    values.reverse();
    values
}

/// 1 - (1 - p)^count, without the cancellation at small p.
pub(super) fn sidak(p: f64, count: usize) -> f64 {
    -libm::expm1(count as f64 * libm::log1p(-p))
}
