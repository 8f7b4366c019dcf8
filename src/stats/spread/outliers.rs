//! Changes that lie far from the others. They are named, never removed.

use crate::data::PairedSample;

/// By which rule a change is far out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutlierRule {
    /// Modified z = 0.6745 |d - median| / MAD above 3.5 (Iglewicz and Hoaglin 1993).
    ModifiedZ,
    /// Beyond a quartile by more than 1.5 interquartile ranges (Tukey 1977), quartiles of type 7.
    Fence,
}

impl OutlierRule {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            OutlierRule::ModifiedZ => "modified z above 3.5",
            OutlierRule::Fence => "beyond a quartile by more than 1.5 interquartile ranges",
        }
    }
}

/// A participant whose change is far out.
#[derive(Clone, Debug, PartialEq)]
pub struct OutlierFlag {
    /// Position of the participant in the sample.
    pub row: usize,
    /// The change, in the unit of the readings.
    pub change: f64,
    /// Its modified z, with its sign; absent where more than half of the changes are equal, so that the MAD is 0.
    pub modified_z: Option<f64>,
    /// The rules that it breaks, at least one.
    pub rules: Vec<OutlierRule>,
}

/// Changes that lie far from the others, in the order of the sample. Where the MAD is 0 only the fences are used. Decided in integer
/// parts of a tick, so that a change on a fence is never outside by rounding.
pub fn outliers(sample: &PairedSample) -> Vec<OutlierFlag> {
    let change = sample.change();
    let mut sorted = change.ticks().to_vec();
    sorted.sort_unstable();
    let n = sorted.len();
    let middle_two = |sorted: &[i128]| sorted[(n - 1) / 2] + sorted[n / 2];
    // Twice the median, twice the distances from it, and four times their median.
    let median = middle_two(&sorted);
    let mut distances: Vec<i128> = sorted.iter().map(|ticks| (2 * ticks - median).abs()).collect();
    distances.sort_unstable();
    let deviation = middle_two(&distances);
    // Four times the quartile at position 1 + k (n - 1) / 4.
    let quartile = |k: usize| {
        let position = k * (n - 1);
        let (below, part) = (position / 4, (position % 4) as i128);
        4 * sorted[below] + part * (sorted[(below + 1).min(n - 1)] - sorted[below])
    };
    let (first, third) = (quartile(1), quartile(3));
    let reach = 3 * (third - first);
    let flag = |(row, &ticks): (usize, &i128)| {
        let modified_z = (deviation > 0).then(|| 0.6745 * 2.0 * (2 * ticks - median) as f64 / deviation as f64);
        let far = modified_z.is_some_and(|z| z.abs() > 3.5);
        let outside = 8 * ticks < 2 * first - reach || 8 * ticks > 2 * third + reach;
        let broken = [(far, OutlierRule::ModifiedZ), (outside, OutlierRule::Fence)];
        let rules: Vec<OutlierRule> = broken.into_iter().filter_map(|(broken, rule)| broken.then_some(rule)).collect();
        (!rules.is_empty()).then(|| OutlierFlag { row, change: change.value_of(ticks), modified_z, rules })
    };
    change.ticks().iter().enumerate().filter_map(flag).collect()
}
