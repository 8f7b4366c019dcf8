//! One correlation for all.

use super::correlation::{Correlated, Correlation, inner_mean};
use super::link::Link;

/// Compound symmetry: positive definite between -1 / (visits - 1) and 1.
#[derive(Clone, Copy, Debug)]
pub struct Exchangeable {
    /// How many visits.
    pub visits: usize,
}

impl Correlation for Exchangeable {
    fn links(&self) -> Vec<Link> {
        vec![Link::Between(-1.0 / (self.visits as f64 - 1.0), 1.0)]
    }

    fn start(&self, shown: &dyn Fn(usize, usize) -> f64) -> Vec<f64> {
        let pairs = (1..self.visits).flat_map(|row| (0..row).map(move |column| (row, column)));
        vec![inner_mean(pairs.map(|(row, column)| shown(row, column)))]
    }

    fn cell(&self, _row: usize, _column: usize, parameters: &[f64]) -> Correlated {
        Correlated { value: parameters[0], first: vec![(0, 1.0)], second: Vec::new() }
    }
}
