use schemars::JsonSchema;
use serde::Serialize;

/// Whether median, quartiles and range lie too unevenly for normal readings (Shi et al. 2023, Stat Methods Med Res 32:1338-1360). Where
/// they do, a mean and an SD estimated from them mislead.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SkewnessCheck {
    /// The statistic, 0 for even figures.
    pub statistic: f64,
    /// What normal readings exceed in 5 % of samples.
    pub limit: f64,
    /// Whether the statistic exceeds the limit.
    pub skewed: bool,
}

/// Below this number of people the limits are not meant to hold.
const FEWEST: u64 = 5;

/// |q1 + q3 - 2 median| / (q3 - q1) against 2.65 / sqrt(n) - 6 / n^2; `None` for fewer than five people or equal quartiles.
pub(super) fn of_quartiles(n: u64, q1: f64, median: f64, q3: f64) -> Option<SkewnessCheck> {
    let people = people(n)?;
    Some(judged(uneven(q1, median, q3)?, 2.65 / people.sqrt() - 6.0 / (people * people)))
}

/// |min + max - 2 median| / (max - min) against 1.01 / ln(n + 9) + 2.43 / (n + 1); `None` for fewer than five people or equal ends.
pub(super) fn of_range(n: u64, min: f64, median: f64, max: f64) -> Option<SkewnessCheck> {
    let people = people(n)?;
    Some(judged(uneven(min, median, max)?, 1.01 / (people + 9.0).ln() + 2.43 / (people + 1.0)))
}

/// The larger of 2.65 ln(0.6 n) / sqrt(n) times the unevenness of the range and that of the quartiles, against 2.97 / sqrt(n) - 39.1 / n^3;
/// `None` for fewer than five people or equal ends or quartiles.
pub(super) fn of_five_numbers(n: u64, min: f64, quartiles: [f64; 2], median: f64, max: f64) -> Option<SkewnessCheck> {
    let people = people(n)?;
    let weight = 2.65 * (0.6 * people).ln() / people.sqrt();
    let [q1, q3] = quartiles;
    let statistic = (weight * uneven(min, median, max)?).max(uneven(q1, median, q3)?);
    Some(judged(statistic, 2.97 / people.sqrt() - 39.1 / people.powi(3)))
}

fn people(n: u64) -> Option<f64> {
    (n >= FEWEST).then_some(n as f64)
}

fn uneven(low: f64, median: f64, high: f64) -> Option<f64> {
    (high > low).then(|| ((high - median) - (median - low)).abs() / (high - low))
}

fn judged(statistic: f64, limit: f64) -> SkewnessCheck {
    SkewnessCheck { statistic, limit, skewed: statistic > limit }
}
