//! A family of correlation matrices.

use super::link::Link;

/// One correlation and its derivatives.
#[derive(Clone, Debug, Default)]
pub struct Correlated {
    /// The correlation.
    pub value: f64,
    /// First derivatives that are not zero: parameter and derivative.
    pub first: Vec<(usize, f64)>,
    /// Second derivatives that are not zero, the higher parameter first.
    pub second: Vec<(usize, usize, f64)>,
}

/// Correlations of different visits as functions of parameters, themselves correlations.
pub trait Correlation: std::fmt::Debug + Send + Sync {
    /// How each parameter is kept in its range.
    fn links(&self) -> Vec<Link>;

    /// Parameters inside their range, from the correlations of visits that the data show.
    fn start(&self, shown: &dyn Fn(usize, usize) -> f64) -> Vec<f64>;

    /// The correlation of the visits `row` > `column`.
    fn cell(&self, row: usize, column: usize, parameters: &[f64]) -> Correlated;

    /// Whether a correlation has come to an end of its range other than those of the links.
    fn at_limit(&self, _parameters: &[f64]) -> bool {
        false
    }
}

/// The mean, kept away from 0 and 1 where a search would stand still.
pub fn inner_mean(values: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    values.for_each(|value| {
        sum += value;
        count += 1.0;
    });
    if count > 0.0 { (sum / count).clamp(0.05, 0.95) } else { 0.5 }
}
