use super::MEAN_CHANGE;
use crate::data::{PairedSample, Sample};
use crate::num::{Stream, SubsetSums, lowest_subset_mean, subset_counts};
use crate::result::{Citation, Detail, Estimate, Hypothesis, Interval, Note, PValue, Side, Statistic, TestResult};
use crate::stats::analysed::analysed;
use crate::stats::documented::documented;
use crate::stats::values::mean;
use crate::stats::{Moments, PairedProcedure, PairedValues, StatsError, TestOptions, Usage};
use rayon::prelude::*;

documented! {
    /// # Question
    /// Is the mean change the stated value (0 unless another is given), judged by the changes themselves rather than by a normal
    /// distribution?
    ///
    /// # Assumptions
    /// Pairs are independent; under the null hypothesis a change is as likely to lie above the null value as equally far below it.
    ///
    /// # Formula
    /// Every d - null, d = after - before, may have either sign: 2^n equally likely arrangements. p is the share of them whose
    /// mean is at least as extreme as the observed one, itself among them; the two-sided p is twice the smaller tail. Sums are
    /// sums of whole steps of the readings' grid, so that equal sums are equal, and their distribution is exact by convolution
    /// at any n, as long as the sizes of all changes add up to at most 2^26 steps and the table takes at most 2^33 additions.
    /// Beyond that it is exact by counting pairs of half sums, for up to 40 changes other than zero; and beyond that by random
    /// signs (as many as `--resamples`), with p = (b + 1)/(m + 1), which the result then says. The interval holds the null
    /// values that the test does not reject. Its limits are order statistics of the means of all 2^n - 1 subsets of the
    /// changes, found exactly from the numbers of subsets by size and sum: the lower limit is the first of these means that
    /// more than alpha/2 of all subsets, the empty one among them, do not exceed. The table of these
    /// numbers has n times the range of the sums in steps; beyond 2^23 cells or 2^27 additions (some 150 pairs on a grid of 0.1 cm)
    /// there is no interval.
    ///
    /// # Arguments
    /// Pairs in any unit; `--null`, `--alternative`, `--level`, and for random signs `--resamples`, `--seed`.
    ///
    /// # Errors
    /// When every change equals the null value there is nothing to flip, and p is 1.
    ///
    /// # Calibration
    /// The test is exact for changes that are symmetric about the null. As a test of the mean of skewed changes (skewness 2) it
    /// rejects 7.9, 7.4 and 6.3 % for 10, 20 and 50 pairs, at 5 %, and the interval covers 92.1 to 93.7 %; five pairs cannot
    /// reject. From reports/calibration.md.
    ///
    /// # References
    /// Fisher (1935), The Design of Experiments, section 21. Hartigan (1969), Using subsample values as typical values, JASA
    /// 64:1303-1317. Phipson and Smyth (2010), Permutation p-values should never be zero, Stat Appl Genet Mol Biol 9:39.
    ///
    /// # Example
    /// `girth test @sleep --method sign-flip`
    SignFlip
}

const CITATIONS: [Citation; 3] = [
    Citation {
        key: "Fisher 1935",
        reference: "Fisher RA (1935). The Design of Experiments. Edinburgh: Oliver and Boyd.",
    },
    Citation {
        key: "Hartigan 1969",
        reference: "Hartigan JA (1969). Using subsample values as typical values. J Am Stat Assoc 64:1303-1317.",
    },
    Citation {
        key: "Phipson and Smyth 2010",
        reference: "Phipson B, Smyth GK (2010). Permutation p-values should never be zero: calculating exact p-values when permutations are randomly drawn. Stat Appl Genet Mol Biol 9:39.",
    },
];

/// Random arrangements drawn from one stream. Fixed, so that the draws do not depend on the number of threads.
const BLOCK: usize = 512;

impl PairedProcedure for SignFlip {
    fn id(&self) -> &'static str {
        "sign-flip"
    }

    fn title(&self) -> &'static str {
        "sign-flip test of the mean change"
    }

    fn documentation(&self) -> &'static str {
        SignFlip::DOCUMENTATION
    }

    fn usage(&self, _: &PairedSample, _: &TestOptions) -> Usage {
        Usage::OnRequest
    }

    fn point(&self, pairs: &PairedValues<'_>, _: &TestOptions) -> Option<f64> {
        mean(pairs.change)
    }

    fn run(&self, sample: &PairedSample, options: &TestOptions) -> Result<TestResult, StatsError> {
        let unit = sample.outcome().unit;
        let shifted = sample.change().minus(options.null_value)?;
        let flips = Flips::of(&shifted);
        let tails = flips.tails(options);
        let mut notes = Vec::new();
        if flips.sizes.is_empty() {
            notes.push(Note::new(
                "no-change",
                "Every change equals the null value: there is nothing to flip, and p is 1.",
            ));
        }
        if tails.random {
            let text = format!(
                "{} random sign patterns (seed {}) with p = (b + 1)/(m + 1), because the sums take too many values to count them all.",
                options.resamples, options.seed
            );
            notes.push(Note::new("monte-carlo", text));
        }
        let interval = limits(sample.change(), options);
        match &interval {
            None => notes.push(Note::new(
                "no-interval",
                "The means of all subsets, which limit the interval, take too many values to count them all.",
            )),
            Some(interval) if interval.achieved_level.is_none() => notes.push(Note::new(
                "interval-unbounded",
                format!("Too few pairs ({}) for an interval at {}.", sample.n(), options.level.percent()),
            )),
            Some(_) => {}
        }
        let p = options.alternative.p_value(tails.lower, tails.upper);
        let mut details = vec![Detail::count("zeros", "changes of zero", sample.n() - flips.sizes.len())];
        let arrangements = 2f64.powi(sample.n() as i32);
        if arrangements.is_finite() {
            details.push(Detail::number("arrangements", "arrangements of the signs", arrangements));
        }
        Ok(TestResult {
            procedure: self.id(),
            title: self.title(),
            hypothesis: Hypothesis {
                quantity: MEAN_CHANGE,
                null_value: options.null_value.to_f64(),
                unit,
                alternative: options.alternative,
            },
            statistic: Some(Statistic {
                symbol: "mean(d) - null",
                value: Moments::of(&shifted).mean,
                distribution: if tails.random { "random sign patterns" } else { "exact over all sign patterns" }
                    .to_owned(),
            }),
            p_value: Some(PValue::try_new(p).map_err(|cause| StatsError::numerical(self.title(), cause))?),
            estimates: vec![Estimate::new(MEAN_CHANGE, Moments::of(sample.change()).mean, unit, None, interval)],
            analysed: analysed(sample),
            details,
            notes,
            citations: CITATIONS.to_vec(),
        })
    }
}

/// The sizes of the changes that are not zero, in steps of their grid and falling, and the sum of those that are positive.
struct Flips {
    sizes: Vec<u128>,
    positive: u128,
}

/// The probability of a sum at most, and at least, as large as the observed one.
struct Tails {
    lower: f64,
    upper: f64,
    random: bool,
}

impl Flips {
    fn of(changes: &Sample) -> Flips {
        let step = changes.step().max(1);
        let steps = || changes.ticks().iter().map(|&ticks| (ticks > 0, ticks.unsigned_abs() / step));
        let mut sizes: Vec<u128> = steps().map(|(_, size)| size).filter(|&size| size > 0).collect();
        sizes.sort_unstable_by(|left, right| right.cmp(left));
        Flips { sizes, positive: steps().filter(|(above, _)| *above).map(|(_, size)| size).sum() }
    }

    /// Exact while the sums can be tabulated or the patterns counted, random beyond.
    fn tails(&self, options: &TestOptions) -> Tails {
        let narrow = self.sizes.iter().map(|&size| u64::try_from(size).ok()).collect::<Option<Vec<u64>>>();
        let tabulated =
            narrow.and_then(|sizes| SubsetSums::try_new(&sizes).ok()).zip(u64::try_from(self.positive).ok());
        if let Some((sums, observed)) = tabulated {
            return Tails { lower: sums.at_most(observed), upper: sums.at_least(observed), random: false };
        }
        if let Some(counts) = subset_counts(&self.sizes, self.positive) {
            let patterns = 2f64.powi(self.sizes.len() as i32);
            let (lower, upper) = (counts.at_most as f64 / patterns, counts.at_least as f64 / patterns);
            return Tails { lower, upper, random: false };
        }
        let [at_most, at_least] = self.random_counts(options);
        let share = |count: usize| (count + 1) as f64 / (options.resamples + 1) as f64;
        Tails { lower: share(at_most), upper: share(at_least), random: true }
    }

    /// Of `resamples` random patterns, how many have a sum at most, and at least, the observed one.
    fn random_counts(&self, options: &TestOptions) -> [usize; 2] {
        let block_counts = |block: usize| {
            let mut stream = Stream::new(options.seed, "sign-flip", block as u64);
            let mut counts = [0, 0];
            for _ in 0..BLOCK.min(options.resamples - block * BLOCK) {
                let sum = self.random_sum(&mut stream);
                counts[0] += usize::from(sum <= self.positive);
                counts[1] += usize::from(sum >= self.positive);
            }
            counts
        };
        let blocks = (0..options.resamples.div_ceil(BLOCK)).into_par_iter().map(block_counts);
        blocks.reduce(|| [0, 0], |left, right| [left[0] + right[0], left[1] + right[1]])
    }

    /// The sum of the sizes that get a plus, 64 of them per draw.
    fn random_sum(&self, stream: &mut Stream) -> u128 {
        let signed = self.sizes.chunks(64).map(|sizes| {
            let signs = stream.next_u64();
            sizes.iter().enumerate().map(|(bit, &size)| if signs >> bit & 1 == 1 { size } else { 0 }).sum::<u128>()
        });
        signed.sum()
    }
}

/// The null values that the test does not reject; `None` where the table of subsets would be too large. Limits that the number
/// of pairs does not allow are infinite.
fn limits(changes: &Sample, options: &TestOptions) -> Option<Interval> {
    let ticks = changes.ticks();
    let (&least, &most) = ticks.iter().min().zip(ticks.iter().max())?;
    let mut outside = Some(0.0);
    // The mean of the subset at a limit, measured from the smallest change upwards or from the largest downwards.
    let mut limit = |side: Side, tail: f64| {
        let excess =
            ticks.iter().map(|&ticks| u64::try_from(if side == Side::Lower { ticks - least } else { most - ticks }));
        let excess = excess.collect::<Result<Vec<u64>, _>>().map_err(|_| ())?;
        let found = lowest_subset_mean(&excess, tail).map_err(|_| ())?;
        outside = outside.zip(found.as_ref()).map(|(outside, found)| outside + found.below);
        Ok::<f64, ()>(match (side, found) {
            (Side::Lower, None) => f64::NEG_INFINITY,
            (Side::Upper, None) => f64::INFINITY,
            (_, Some(found)) => {
                let (size, sum) = (i128::from(found.size), i128::from(found.sum));
                let total = if side == Side::Lower { least * size + sum } else { most * size - sum };
                changes.value_of(total) / size as f64
            }
        })
    };
    let (lower, upper) = options.alternative.interval(options.level.alpha(), &mut limit).ok()?;
    let achieved_level = outside.map(|outside| 1.0 - outside);
    Some(Interval {
        lower,
        upper,
        level: options.level,
        achieved_level,
        method: "sign flips",
        monte_carlo_errors: None,
    })
}
