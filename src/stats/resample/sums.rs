//! The fast kernel: sums over resamples.

use crate::num::{IndexDraws, Stream, draws_per_word};
use rayon::prelude::*;
use std::ops::Add;

/// Resamples drawn from one stream. Fixed, so that the draws do not depend on the number of threads.
const BLOCK: usize = 8_192;

/// The most values for which the sums of all ordered pairs are tabled: half a megabyte of 64-bit integers.
const PAIRED_UP_TO: usize = 256;

/// Fills `out` block by block, block k by `fill(k, ...)`: the same for any number of threads. One block is not worth a thread.
pub(super) fn fill_blocks<T: Send>(out: &mut [T], block: usize, fill: impl Fn(u64, &mut [T]) + Sync) {
    if out.len() <= block {
        fill(0, out);
    } else {
        out.par_chunks_mut(block).enumerate().for_each(|(index, chunk)| fill(index as u64, chunk));
    }
}

/// What a resample's sum is taken from: few values are drawn two at a time from the table of their sums.
struct Draws<'a, T> {
    values: &'a [T],
    table: Vec<T>,
    /// Draws from the table in one resample.
    draws: usize,
    /// Whether one more value is drawn by itself.
    odd: bool,
    seed: u64,
    analysis: &'a str,
}

/// The sum of each of `resamples` resamples of the values, as many as there are values, drawn with replacement: block k draws from
/// the stream (seed, analysis, k).
pub(super) fn resample_sums<T>(values: &[T], resamples: usize, seed: u64, analysis: &str) -> Vec<T>
where
    T: Copy + Default + Add<Output = T> + Send + Sync,
{
    let n = values.len();
    let draws = if n <= PAIRED_UP_TO {
        let table = values.iter().flat_map(|&first| values.iter().map(move |&second| first + second)).collect();
        Draws { values, table, draws: n / 2, odd: n % 2 == 1, seed, analysis }
    } else {
        Draws { values, table: values.to_vec(), draws: n, odd: false, seed, analysis }
    };
    let mut sums = vec![T::default(); resamples];
    match draws_per_word(draws.table.len() as u32) {
        8 => draws.fill::<8>(&mut sums),
        7 => draws.fill::<7>(&mut sums),
        6 => draws.fill::<6>(&mut sums),
        5 => draws.fill::<5>(&mut sums),
        4 => draws.fill::<4>(&mut sums),
        3 => draws.fill::<3>(&mut sums),
        2 => draws.fill::<2>(&mut sums),
        _ => draws.fill::<1>(&mut sums),
    }
    sums
}

impl<T> Draws<'_, T>
where
    T: Copy + Default + Add<Output = T> + Send + Sync,
{
    /// `K` draws from the table for each random word; of the last word what is needed.
    fn fill<const K: usize>(&self, sums: &mut [T]) {
        let Some(indices) = IndexDraws::<K>::try_new(self.table.len() as u32) else { return };
        let (words, rest) = (self.draws / K, self.draws % K);
        fill_blocks(sums, BLOCK, |block, sums| {
            let mut stream = Stream::new(self.seed, self.analysis, block);
            for sum in sums {
                let mut total = T::default();
                for _ in 0..words {
                    for index in indices.draw(&mut stream) {
                        total = total + self.table[index];
                    }
                }
                if rest > 0 {
                    for &index in &indices.draw(&mut stream)[..rest] {
                        total = total + self.table[index];
                    }
                }
                if self.odd {
                    total = total + self.values[stream.below(self.values.len() as u32) as usize];
                }
                *sum = total;
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Powers of a large base as values: a sum tells how often each value was drawn, and every composition has its multinomial share.
    #[test]
    fn each_resample_has_its_probability() {
        for n in [1usize, 2, 3, 4] {
            let values: Vec<i64> = (0..n).map(|index| 10i64.pow(index as u32)).collect();
            let resamples = 200_000;
            let sums = resample_sums(&values, resamples, 5, "test");
            let counts = |sum: i64| (0..n).map(move |digit| sum / 10i64.pow(digit as u32) % 10);
            let factorial = |k: i64| (1..=k).product::<i64>() as f64;
            let mut seen = std::collections::BTreeMap::<i64, f64>::new();
            for sum in sums {
                *seen.entry(sum).or_default() += 1.0;
            }
            let mut total = 0.0;
            for (sum, count) in seen {
                let ways = factorial(n as i64) / counts(sum).map(factorial).product::<f64>();
                let p = ways / (n as f64).powi(n as i32);
                let spread = (p * (1.0 - p) / resamples as f64).sqrt();
                assert!((count / resamples as f64 - p).abs() <= 5.0 * spread, "{n} {sum}: {count}");
                total += p;
            }
            assert!((total - 1.0).abs() < 1e-12, "{n}: a resample was never drawn");
        }
    }

    #[test]
    fn many_values_have_the_right_mean_and_variance_of_the_sum() {
        for n in [257i64, 1000] {
            let values: Vec<i64> = (0..n).collect();
            let sums = resample_sums(&values, 20_000, 1, "test");
            let mean = sums.iter().sum::<i64>() as f64 / 20_000.0;
            let variance = sums.iter().map(|&sum| (sum as f64 - mean).powi(2)).sum::<f64>() / 20_000.0;
            let expected = n as f64 * ((n * n - 1) as f64 / 12.0);
            assert!((mean - (n * (n - 1) / 2) as f64).abs() < 5.0 * (expected / 20_000.0).sqrt());
            assert!((variance / expected - 1.0).abs() < 0.05);
        }
    }
}
