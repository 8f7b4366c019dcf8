//! Means, changes and differences as combinations of the coefficients.

use super::design::{Design, Moment, Response};

impl Design {
    /// The mean change from the baseline of an arm at a visit; `None` without baseline, or where nobody of the arm was read.
    pub fn change(&self, arm: usize, visit: usize) -> Option<Vec<f64>> {
        let mean = self.mean(arm, Moment::Visit(visit))?;
        match self.response {
            Response::Change => Some(mean),
            Response::WithBaseline => Some(less(&mean, &self.mean(arm, Moment::Baseline)?)),
            Response::Reading => None,
        }
    }

    /// What an arm has beyond the reference at a visit: the difference of the changes, which at the same baseline is that of the readings;
    /// of the readings where there is no baseline.
    pub fn difference(&self, arm: usize, reference: usize, visit: usize) -> Option<Vec<f64>> {
        let of = |arm| match self.response {
            Response::Reading => self.mean(arm, Moment::Visit(visit)),
            _ => self.change(arm, visit),
        };
        Some(less(&of(arm)?, &of(reference)?))
    }
}

/// First less second.
pub(super) fn less(first: &[f64], second: &[f64]) -> Vec<f64> {
    first.iter().zip(second).map(|(first, second)| first - second).collect()
}

/// The sum of the combinations, each times its weight.
pub(super) fn weighted(combinations: &[(f64, Vec<f64>)]) -> Vec<f64> {
    let width = combinations.first().map_or(0, |(_, c)| c.len());
    (0..width).map(|at| combinations.iter().map(|(weight, c)| weight * c[at]).sum()).collect()
}
