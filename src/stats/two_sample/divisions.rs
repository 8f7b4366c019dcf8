//! All divisions of the changes at hand into two groups: tails of the difference of means, and the exchanges that limit its interval.

use crate::data::Sample;
use crate::num::{SizedSums, Stream, lowest_exchanged_mean, sized_subset_counts};
use crate::result::{Interval, Side};
use crate::stats::TestOptions;
use rayon::prelude::*;

/// Random divisions drawn from one stream. Fixed, so that the draws do not depend on the number of threads.
const BLOCK: usize = 512;

/// All changes, in steps above the smallest, and the sum of those of the treated.
pub(super) struct Divisions {
    scores: Vec<u128>,
    treated: usize,
    observed: u128,
}

/// The probability of a difference at most, and at least, as large as the observed one.
pub(super) struct Tails {
    pub(super) lower: f64,
    pub(super) upper: f64,
    pub(super) random: bool,
}

impl Divisions {
    /// Of two samples on one grid.
    pub(super) fn of([treated, control]: &[Sample; 2]) -> Divisions {
        let all = || treated.ticks().iter().chain(control.ticks());
        let least = all().copied().min().unwrap_or(0);
        let scores: Vec<u128> = all().map(|&ticks| (ticks - least).unsigned_abs()).collect();
        let observed = scores[..treated.n()].iter().sum();
        Divisions { scores, treated: treated.n(), observed }
    }

    /// How many there are, where a double holds it.
    pub(super) fn count(&self) -> Option<f64> {
        let (all, few) = (self.scores.len(), self.treated.min(self.scores.len() - self.treated));
        let count = (0..few).fold(1.0, |product, taken| product * (all - taken) as f64 / (taken + 1) as f64);
        Some(count.round()).filter(|count| count.is_finite())
    }

    /// Exact while the sums can be tabulated or the divisions counted, random beyond.
    pub(super) fn tails(&self, options: &TestOptions) -> Tails {
        let narrow = self.scores.iter().map(|&score| u64::try_from(score).ok()).collect::<Option<Vec<u64>>>();
        let table = narrow.and_then(|scores| SizedSums::try_new(&scores, self.treated).ok());
        if let Some((sums, observed)) = table.zip(u64::try_from(self.observed).ok()) {
            return Tails { lower: sums.at_most(observed), upper: sums.at_least(observed), random: false };
        }
        let count = |bound| sized_subset_counts(&self.scores, self.treated, bound);
        if let Some((counts, all)) = count(self.observed).zip(count(u128::MAX)) {
            let share = |count: u64| count as f64 / all.at_most as f64;
            return Tails { lower: share(counts.at_most), upper: share(counts.at_least), random: false };
        }
        let [at_most, at_least] = self.random_counts(options);
        let share = |count: usize| (count + 1) as f64 / (options.resamples + 1) as f64;
        Tails { lower: share(at_most), upper: share(at_least), random: true }
    }

    /// Of `resamples` random divisions, how many have a sum of the treated at most, and at least, the observed one.
    fn random_counts(&self, options: &TestOptions) -> [usize; 2] {
        let block_counts = |block: usize| {
            let mut stream = Stream::new(options.seed, "permutation", block as u64);
            let mut scores = self.scores.clone();
            let mut counts = [0, 0];
            for _ in 0..BLOCK.min(options.resamples - block * BLOCK) {
                let sum = self.random_sum(&mut scores, &mut stream);
                counts[0] += usize::from(sum <= self.observed);
                counts[1] += usize::from(sum >= self.observed);
            }
            counts
        };
        let blocks = (0..options.resamples.div_ceil(BLOCK)).into_par_iter().map(block_counts);
        blocks.reduce(|| [0, 0], |left, right| [left[0] + right[0], left[1] + right[1]])
    }

    /// The sum of a random group of the size of the treated, by the first steps of a shuffle (Fisher and Yates).
    fn random_sum(&self, scores: &mut [u128], stream: &mut Stream) -> u128 {
        let all = scores.len();
        for place in 0..self.treated {
            let left = u32::try_from(all - place).unwrap_or(u32::MAX);
            scores.swap(place, place + stream.below(left) as usize);
        }
        scores[..self.treated].iter().sum()
    }
}

/// The null values that the test does not reject; `None` where the tables of subsets would be too large. Limits that the groups are
/// too small for are infinite.
pub(super) fn exchange_interval([treated, control]: &[Sample; 2], options: &TestOptions) -> Option<Interval> {
    let ends = |sample: &Sample| sample.ticks().iter().copied().min().zip(sample.ticks().iter().copied().max());
    let ((least, most), (others_least, others_most)) = (ends(treated)?, ends(control)?);
    let excess = |sample: &Sample, from: i128| {
        let above = sample.ticks().iter().map(|ticks| u64::try_from((ticks - from).unsigned_abs()).ok());
        above.collect::<Option<Vec<u64>>>()
    };
    let mut outside = Some(0.0);
    // mean(A) - mean(B), measured from its smallest possible value upwards or from its largest downwards.
    let mut limit = |side: Side, tail: f64| {
        let (from, others_from) = if side == Side::Lower { (least, others_most) } else { (most, others_least) };
        let found = excess(treated, from)
            .zip(excess(control, others_from))
            .and_then(|(first, second)| lowest_exchanged_mean(&first, &second, tail).ok())
            .ok_or(())?;
        outside = outside.zip(found.as_ref()).map(|(outside, found)| outside + found.below);
        Ok::<f64, ()>(match (side, found) {
            (Side::Lower, None) => f64::NEG_INFINITY,
            (Side::Upper, None) => f64::INFINITY,
            (_, Some(found)) => {
                let (size, sum) = (i128::from(found.size), i128::from(found.sum));
                let base = (from - others_from) * size;
                let total = if side == Side::Lower { base + sum } else { base - sum };
                treated.value_of(total) / size as f64
            }
        })
    };
    let (lower, upper) = options.alternative.interval(options.level.alpha(), &mut limit).ok()?;
    let achieved_level = outside.map(|outside| 1.0 - outside);
    let method = "exchanges between the groups";
    Some(Interval { lower, upper, level: options.level, achieved_level, method, monte_carlo_errors: None })
}
