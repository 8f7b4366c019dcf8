//! Descriptive statistics of one sample and of pairs.

use super::Moments;
use crate::data::{PairedSample, Sample, Unit};
use crate::result::number::{Number, number, optional};
use schemars::JsonSchema;
use serde::Serialize;

/// Which of Hyndman and Fan's nine sample quantiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuantileType {
    /// Averaged at jumps (SAS's default).
    Two,
    /// (n + 1) p (SPSS, Minitab).
    Six,
    /// (n - 1) p + 1 (R, NumPy, Excel): what girth reports.
    Seven,
}

/// Location, spread and extremes of one column.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Description {
    /// Number of readings.
    pub n: usize,
    /// Arithmetic mean.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub mean: f64,
    /// Standard deviation (n - 1); absent for one reading.
    #[serde(serialize_with = "optional")]
    #[schemars(with = "Option<Number>")]
    pub sd: Option<f64>,
    /// Median.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub median: f64,
    /// First quartile (type 7).
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub first_quartile: f64,
    /// Third quartile (type 7).
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub third_quartile: f64,
    /// Smallest reading.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub minimum: f64,
    /// Largest reading.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub maximum: f64,
}

impl Description {
    /// Third less first quartile (type 7).
    pub fn interquartile_range(&self) -> f64 {
        self.third_quartile - self.first_quartile
    }
}

/// Before, after and change of the same participants.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PairedDescription {
    /// First readings.
    pub before: Description,
    /// Second readings.
    pub after: Description,
    /// after - before.
    pub change: Description,
    /// Pearson's correlation of before and after; absent when either is constant or n < 2.
    #[serde(serialize_with = "optional")]
    #[schemars(with = "Option<Number>")]
    pub correlation: Option<f64>,
    /// Pairs whose reading fell.
    pub fell: usize,
    /// Pairs whose reading did not change, decided on the grid.
    pub unchanged: usize,
    /// Pairs whose reading rose.
    pub rose: usize,
    /// The unit of all of it.
    pub unit: Unit,
}

/// Describes one column.
pub fn describe(sample: &Sample) -> Description {
    let moments = Moments::of(sample);
    let sorted = sorted(sample);
    let at = |p| quantile_of_sorted(sample, &sorted, p, QuantileType::Seven);
    Description {
        n: moments.n,
        mean: moments.mean,
        sd: moments.sd,
        median: at(0.5),
        first_quartile: at(0.25),
        third_quartile: at(0.75),
        minimum: sample.value_of(sorted[0]),
        maximum: sample.value_of(sorted[sorted.len() - 1]),
    }
}

/// Describes before, after and change of complete pairs.
pub fn describe_pairs(sample: &PairedSample) -> PairedDescription {
    let change = sample.change().ticks();
    let count = |wanted: std::cmp::Ordering| change.iter().filter(|ticks| (**ticks).cmp(&0) == wanted).count();
    PairedDescription {
        before: describe(sample.before()),
        after: describe(sample.after()),
        change: describe(sample.change()),
        correlation: Moments::of(sample.before()).correlation(&Moments::of(sample.after())),
        fell: count(std::cmp::Ordering::Less),
        unchanged: count(std::cmp::Ordering::Equal),
        rose: count(std::cmp::Ordering::Greater),
        unit: sample.outcome().unit,
    }
}

/// The sample quantile of order `p` in [0, 1] by the given type (Hyndman and Fan 1996).
pub fn quantile(sample: &Sample, p: f64, kind: QuantileType) -> f64 {
    quantile_of_sorted(sample, &sorted(sample), p, kind)
}

/// Median absolute deviation from the median, times 1.4826 so that it estimates the SD of a normal population.
pub fn median_absolute_deviation(sample: &Sample) -> f64 {
    let sorted = sorted(sample);
    let middle = sorted[(sorted.len() - 1) / 2] + sorted[sorted.len() / 2];
    let mut twice: Vec<i128> = sorted.iter().map(|ticks| (2 * ticks - middle).abs()).collect();
    twice.sort_unstable();
    let centre = twice[(twice.len() - 1) / 2] + twice[twice.len() / 2];
    1.4826 * sample.value_of(centre) / 4.0
}

fn sorted(sample: &Sample) -> Vec<i128> {
    let mut ticks = sample.ticks().to_vec();
    ticks.sort_unstable();
    ticks
}

fn quantile_of_sorted(sample: &Sample, sorted: &[i128], p: f64, kind: QuantileType) -> f64 {
    let n = sorted.len();
    // 1-based position; a hair of rounding in n * p must not move it across an order statistic.
    let position = match kind {
        QuantileType::Two => n as f64 * p,
        QuantileType::Six => (n + 1) as f64 * p,
        QuantileType::Seven => (n - 1) as f64 * p + 1.0,
    };
    let nearest = position.round();
    let position = if (position - nearest).abs() < 1e-9 { nearest } else { position };
    let whole = position.floor();
    let fraction = match kind {
        QuantileType::Two if position == whole => 0.5,
        QuantileType::Two => 1.0,
        QuantileType::Six | QuantileType::Seven => position - whole,
    };
    let order = |rank: f64| sorted[(rank.max(1.0) as usize).min(n) - 1];
    let (lower, upper) = (order(whole), order(whole + 1.0));
    if fraction == 0.5 {
        // The midpoint is exact in half ticks.
        return sample.value_of(lower + upper) / 2.0;
    }
    sample.value_of(lower) + fraction * (sample.value_of(upper) - sample.value_of(lower))
}
