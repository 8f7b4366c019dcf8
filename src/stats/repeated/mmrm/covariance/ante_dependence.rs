//! A correlation for each step from one visit to the next.

use super::correlation::{Correlated, Correlation};
use super::link::Link;

/// Each visit depends on those before it through the last of them: correlations multiply along the steps (Gabriel 1962).
#[derive(Clone, Copy, Debug)]
pub struct AnteDependence {
    /// How many visits.
    pub visits: usize,
}

impl Correlation for AnteDependence {
    fn links(&self) -> Vec<Link> {
        vec![Link::Between(-1.0, 1.0); self.visits - 1]
    }

    fn start(&self, shown: &dyn Fn(usize, usize) -> f64) -> Vec<f64> {
        (1..self.visits).map(|row| shown(row, row - 1).clamp(-0.95, 0.95)).collect()
    }

    fn cell(&self, row: usize, column: usize, parameters: &[f64]) -> Correlated {
        // The product over the steps but those left out.
        let without = |left: &[usize]| -> f64 {
            (column..row).filter(|step| !left.contains(step)).map(|step| parameters[step]).product()
        };
        Correlated {
            value: without(&[]),
            first: (column..row).map(|step| (step, without(&[step]))).collect(),
            second: (column..row)
                .flat_map(|step| (column..step).map(move |other| (step, other)))
                .map(|(step, other)| (step, other, without(&[step, other])))
                .collect(),
        }
    }
}
