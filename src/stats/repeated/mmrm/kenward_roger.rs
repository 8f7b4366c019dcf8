//! Kenward and Roger's covariance of the coefficients.

use super::fit::MmrmFit;
use super::patterns::Pattern;
use crate::num::product;

impl MmrmFit {
    /// Phi + 2 Phi {sum of W_ij (Q_ij - P_i Phi P_j - R_ij / 4)} Phi on the basis (Kenward and Roger 1997, Biometrics 53:983-997, section 2),
    /// with the observed information on natural parameters, and R_ij, of second derivatives, only if `full`.
    pub(super) fn kenward_roger_covariance(&self, full: bool) -> Vec<f64> {
        let rank = self.rank();
        let root = &self.slopes.root;
        let basis = &self.statistics.basis.span;
        let span = product(basis, root, basis.len() / rank, rank, rank);
        let kernels = self.statistics.sum(|at, pattern| Some(self.kernel(at, pattern, full)));
        // In the coordinates in which Phi is the identity.
        let mut sum = self.statistics.around(&kernels, &span);
        for (slope, row) in self.slopes.reduced.iter().zip(self.uncertainty.chunks_exact(self.slopes.reduced.len())) {
            let mut mixed = vec![0.0; rank * rank];
            for (weight, slope) in row.iter().zip(&self.slopes.reduced) {
                mixed.iter_mut().zip(slope).for_each(|(mixed, cell)| *mixed += weight * cell);
            }
            let both = product(slope, &mixed, rank, rank, rank);
            sum.iter_mut().zip(both).for_each(|(sum, both)| *sum -= both);
        }
        let half = product(root, &sum, rank, rank, rank);
        let around = half.chunks_exact(rank).flat_map(|left| {
            root.chunks_exact(rank).map(move |right| left.iter().zip(right).map(|(x, y)| x * y).sum::<f64>())
        });
        self.evaluation.covariance.iter().zip(around).map(|(cell, around)| cell + 2.0 * around).collect()
    }

    /// For a pattern, V^-1 {sum of W_ij (D_i V^-1 D_j - D_ij / 4)} V^-1.
    fn kernel(&self, at: usize, pattern: &Pattern, full: bool) -> Vec<f64> {
        let m = pattern.visits.len();
        let inverse = &self.evaluation.inverses[at];
        let cells = self.statistics.cells;
        let place = &self.places[pattern.group];
        let count = place.first.len();
        let from = pattern.group * count;
        let weight = |i: usize, j: usize| self.uncertainty[(from + i) * self.slopes.reduced.len() + from + j];
        let part = |all: &[f64]| -> Vec<f64> {
            let places = pattern.visits.iter().flat_map(|&row| pattern.visits.iter().map(move |&column| (row, column)));
            places.map(|(row, column)| all[cells.at(row, column)]).collect()
        };
        let mut inner = vec![0.0; m * m];
        for (i, first) in place.first.iter().enumerate() {
            let mut mixed = vec![0.0; first.len()];
            for (j, other) in place.first.iter().enumerate() {
                mixed.iter_mut().zip(other).for_each(|(mixed, cell)| *mixed += weight(i, j) * cell);
            }
            let both = product(&product(&part(first), inverse, m, m, m), &part(&mixed), m, m, m);
            inner.iter_mut().zip(both).for_each(|(inner, both)| *inner += both);
        }
        for (i, j, second) in place.second.iter().filter(|_| full) {
            let share = 0.25 * weight(*i, *j) * if i == j { 1.0 } else { 2.0 };
            inner.iter_mut().zip(part(second)).for_each(|(inner, cell)| *inner -= share * cell);
        }
        product(&product(inverse, &inner, m, m, m), inverse, m, m, m)
    }
}
