//! The bootstrap of the mean change, in exact integers.

use super::sums::resample_sums;
use crate::data::{DataError, Sample};
use std::ops::Add;

/// A sum and a sum of squares.
#[derive(Clone, Copy, Default)]
struct PowerSums<T> {
    sum: T,
    squares: T,
}

impl<T: Add<Output = T>> Add for PowerSums<T> {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        PowerSums { sum: self.sum + other.sum, squares: self.squares + other.squares }
    }
}

/// Largest total that leaves room for one more addition in 64 bits.
const ROOM: u128 = 1 << 62;

/// Means of `resamples` bootstrap samples of the changes: pairs are resampled, so the changes are. The same seed gives the same
/// numbers, in the same order, for any number of threads.
pub fn bootstrap_means(changes: &Sample, resamples: usize, seed: u64) -> Vec<f64> {
    let scale = changes.in_ticks(1.0) * changes.n() as f64;
    let ticks = changes.ticks();
    let largest = ticks.iter().map(|ticks| ticks.unsigned_abs()).max().unwrap_or(0);
    let name = "bootstrap-mean";
    if largest * (ticks.len() as u128) < ROOM {
        let ticks: Vec<i64> = ticks.iter().map(|&ticks| ticks as i64).collect();
        resample_sums(&ticks, resamples, seed, name).into_iter().map(|sum| sum as f64 / scale).collect()
    } else {
        resample_sums(ticks, resamples, seed, name).into_iter().map(|sum| sum as f64 / scale).collect()
    }
}

/// (mean* - mean) / SE* of `resamples` bootstrap samples of the changes, SE* = SD* / sqrt(n); NaN where all changes of the resample
/// are equal, decided exactly.
///
/// # Errors
/// [`DataError::Grid`] when squares of the changes do not fit 128 bits.
pub fn bootstrap_t(changes: &Sample, resamples: usize, seed: u64) -> Result<Vec<f64>, DataError> {
    let (ticks, n) = (changes.ticks(), changes.n() as i128);
    // From the first change on: a shift of all changes does not matter, and small integers are fast.
    let centred: Vec<i128> = ticks.iter().map(|tick| tick - ticks[0]).collect();
    let largest = centred.iter().map(|tick| tick.unsigned_abs()).max().unwrap_or(0);
    let squares = largest.checked_mul(largest).and_then(|square| square.checked_mul(n as u128));
    let squares = squares.filter(|&squares| squares.checked_mul(n as u128).is_some_and(|all| all < 1 << 126));
    let total: i128 = centred.iter().sum();
    let root = ((n - 1) as f64).sqrt();
    let studentized =
        |sum: i128, squares: i128| (sum - total) as f64 * root / ((n * squares - sum * sum) as f64).sqrt();
    let defined = |t: f64| if t.is_finite() { t } else { f64::NAN };
    let name = "bootstrap-t";
    match squares {
        Some(squares) if squares < ROOM => {
            let power = |&tick: &i128| PowerSums { sum: tick as i64, squares: (tick * tick) as i64 };
            let sums = resample_sums(&centred.iter().map(power).collect::<Vec<_>>(), resamples, seed, name);
            Ok(sums.into_iter().map(|sums| defined(studentized(sums.sum.into(), sums.squares.into()))).collect())
        }
        Some(_) => {
            let power = |&tick: &i128| PowerSums { sum: tick, squares: tick * tick };
            let sums = resample_sums(&centred.iter().map(power).collect::<Vec<_>>(), resamples, seed, name);
            Ok(sums.into_iter().map(|sums| defined(studentized(sums.sum, sums.squares))).collect())
        }
        None => Err(DataError::Grid),
    }
}
