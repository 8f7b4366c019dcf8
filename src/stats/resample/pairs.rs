//! Statistics of pairs drawn anew.

use super::sums::fill_blocks;
use crate::data::{PairedSample, Sample};
use crate::num::{Stream, compensated_sum};
use crate::stats::PairedValues;

/// Resamples drawn from one stream.
const BLOCK: usize = 64;

/// The most groups that the jackknife leaves out in turn; up to here a group is one pair.
const GROUPS: usize = 1_000;

/// Something computed from pairs.
pub trait Statistic: Sync {
    /// Its value; `None` where the pairs do not define it.
    fn point(&self, pairs: &PairedValues<'_>) -> Option<f64>;

    /// Its standard error by a formula, if there is one.
    fn formula_error(&self, pairs: &PairedValues<'_>) -> Option<f64> {
        let _ = pairs;
        None
    }

    /// Its standard error: by the formula, or by the jackknife.
    fn standard_error(&self, pairs: &PairedValues<'_>) -> Option<f64> {
        self.formula_error(pairs).or_else(|| jackknife_error(&jackknife(pairs, self)?))
    }
}

impl<F: Fn(&PairedValues<'_>) -> Option<f64> + Sync> Statistic for F {
    fn point(&self, pairs: &PairedValues<'_>) -> Option<f64> {
        self(pairs)
    }
}

/// Pairs as values, to be gathered into.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    before: Vec<f64>,
    after: Vec<f64>,
    change: Vec<f64>,
}

impl Columns {
    /// The pairs of a sample.
    pub fn of(sample: &PairedSample) -> Columns {
        let [before, after, change] = [sample.before(), sample.after(), sample.change()].map(Sample::values);
        Columns { before, after, change }
    }

    /// As statistics take them.
    pub fn pairs(&self) -> PairedValues<'_> {
        PairedValues { before: &self.before, after: &self.after, change: &self.change }
    }

    /// Replaces all by the given rows of other pairs: a row brings both its readings.
    pub fn gather(&mut self, pairs: &PairedValues<'_>, rows: impl Iterator<Item = usize> + Clone) {
        let columns =
            [(&mut self.before, pairs.before), (&mut self.after, pairs.after), (&mut self.change, pairs.change)];
        for (column, values) in columns {
            column.clear();
            column.extend(rows.clone().map(|row| values[row]));
        }
    }
}

/// What is kept of each resample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Keep {
    /// The statistic.
    Value,
    /// (statistic - its value in the data) / standard error in the resample.
    Studentized,
}

/// The statistic of one resample; NaN where it is not defined.
pub fn replicate(resample: &PairedValues<'_>, statistic: &dyn Statistic, estimate: f64, keep: Keep) -> f64 {
    let Some(value) = statistic.point(resample) else { return f64::NAN };
    let kept = match keep {
        Keep::Value => value,
        Keep::Studentized => match statistic.standard_error(resample) {
            Some(error) if error > 0.0 => (value - estimate) / error,
            _ => f64::NAN,
        },
    };
    if kept.is_finite() { kept } else { f64::NAN }
}

/// Replicates of each statistic, with its value in the data: every resample of pairs is drawn once and serves all of them. Block k
/// draws from the stream (seed, "bootstrap-pairs", k), whatever the number of threads.
pub fn replicates(
    pairs: &PairedValues<'_>,
    statistics: &[(&dyn Statistic, f64)],
    keep: Keep,
    resamples: usize,
    seed: u64,
) -> Vec<Vec<f64>> {
    let n = pairs.change.len();
    let mut rows = vec![Vec::new(); resamples];
    fill_blocks(&mut rows, BLOCK, |block, rows| {
        let mut stream = Stream::new(seed, "bootstrap-pairs", block);
        let (mut drawn, mut resample) = (vec![0; n], Columns::default());
        for row in rows {
            drawn.fill_with(|| stream.below(n as u32) as usize);
            resample.gather(pairs, drawn.iter().copied());
            let values = statistics.iter();
            *row = values.map(|(statistic, value)| replicate(&resample.pairs(), *statistic, *value, keep)).collect();
        }
    });
    (0..statistics.len()).map(|at| rows.iter().map(|row| row[at]).collect()).collect()
}

/// The statistic without each pair in turn; beyond 1,000 pairs without each of 1,000 groups of pairs (row i in group i mod 1,000).
/// `None` where one of these is not defined.
pub fn jackknife<S: Statistic + ?Sized>(pairs: &PairedValues<'_>, statistic: &S) -> Option<Vec<f64>> {
    let n = pairs.change.len();
    let groups = n.min(GROUPS);
    let mut rest = Columns::default();
    let without = |group: usize| {
        rest.gather(pairs, (0..n).filter(|row| row % groups != group));
        statistic.point(&rest.pairs())
    };
    (0..groups).map(without).collect()
}

/// Deviations of the jackknife's values from their mean, with the sign of an influence.
fn influences(left_out: &[f64]) -> Vec<f64> {
    let mean = compensated_sum(left_out.iter().copied()) / left_out.len() as f64;
    let influences: Vec<f64> = left_out.iter().map(|value| mean - value).collect();
    let size = |values: &[f64]| values.iter().fold(0.0, |most: f64, value| most.max(value.abs()));
    // Deviations of the size of rounding are none.
    if size(&influences) <= 1e-13 * size(left_out) { vec![0.0; left_out.len()] } else { influences }
}

/// sqrt((n - 1) / n sum (t_(i) - mean)²) (Efron and Tibshirani 1993, eq. 11.5).
fn jackknife_error(left_out: &[f64]) -> Option<f64> {
    let n = left_out.len() as f64;
    (n > 1.0).then(|| ((n - 1.0) / n * compensated_sum(influences(left_out).iter().map(|x| x * x))).sqrt())
}

/// The acceleration sum L³ / (6 (sum L²)^(3/2)), L the mean of the jackknife's values less each (Efron and Tibshirani 1993, eq.
/// 14.15); `None` when all are equal.
pub fn acceleration(left_out: &[f64]) -> Option<f64> {
    let influences = influences(left_out);
    let power = |k: i32| compensated_sum(influences.iter().map(|x| x.powi(k)));
    let squares = power(2);
    (squares > 0.0).then(|| power(3) / (6.0 * squares.powf(1.5)))
}
