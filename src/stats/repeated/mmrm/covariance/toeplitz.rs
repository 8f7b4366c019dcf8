//! A correlation for each distance in visits.

use super::correlation::{Correlated, Correlation};
use super::link::Link;

/// Correlations by distance. Not all in (-1, 1) together are positive definite: the search keeps to those that are.
#[derive(Clone, Copy, Debug)]
pub struct Toeplitz {
    /// How many visits.
    pub visits: usize,
}

impl Correlation for Toeplitz {
    fn links(&self) -> Vec<Link> {
        vec![Link::Between(-1.0, 1.0); self.visits - 1]
    }

    /// Means of the diagonals, drawn to zero with the distance until they are positive definite (tapering by 1 - d / visits makes a
    /// sum of shifted products of them, as the estimate of a stationary series).
    fn start(&self, shown: &dyn Fn(usize, usize) -> f64) -> Vec<f64> {
        (1..self.visits)
            .map(|distance| {
                let sum: f64 = (distance..self.visits).map(|row| shown(row, row - distance)).sum();
                (sum / self.visits as f64).clamp(-0.95, 0.95)
            })
            .collect()
    }

    fn cell(&self, row: usize, column: usize, parameters: &[f64]) -> Correlated {
        let at = row - column - 1;
        Correlated { value: parameters[at], first: vec![(at, 1.0)], second: Vec::new() }
    }
}
