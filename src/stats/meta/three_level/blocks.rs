//! The restricted likelihood of two variances, trial by trial.

use crate::data::StudyEffects;
use crate::num::compensated_sum;
use std::collections::BTreeMap;

/// The rows of one trial: estimates, counted from the first row of all, and sampling variances.
type Rows = Vec<(f64, f64)>;

/// All trials.
#[derive(Clone, Debug)]
pub(super) struct Blocks {
    /// What the estimates are counted from.
    pub origin: f64,
    trials: Vec<Rows>,
    /// The correlation of sampling errors in a trial.
    rho: f64,
}

/// The fit at two variances.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Evaluation {
    /// The restricted log likelihood.
    pub log: f64,
    /// The generalised least-squares mean, counted from the origin.
    pub mean: f64,
    /// 1' V^-1 1, one over the variance of the mean.
    pub weight: f64,
    /// (y - mean)' V^-1 (y - mean).
    pub q: f64,
    /// tr P.
    pub trace: f64,
    /// Slopes of the log likelihood by the variance between and within trials.
    pub scores: [f64; 2],
}

/// One trial's covariance D + U U', U = (sqrt(between) 1, sqrt(rho) s), solved by Woodbury's identity.
struct Solver {
    diagonal: Vec<f64>,
    columns: [Vec<f64>; 2],
    /// (I + U' D^-1 U)^-1: both diagonal cells and the one beside them.
    inner: [f64; 3],
    log_determinant: f64,
}

impl Solver {
    fn new(rows: &[(f64, f64)], rho: f64, [between, within]: [f64; 2]) -> Solver {
        let diagonal: Vec<f64> = rows.iter().map(|row| within + (1.0 - rho) * row.1).collect();
        let columns = [vec![between.sqrt(); rows.len()], rows.iter().map(|row| (rho * row.1).sqrt()).collect()];
        let cell = |left: &Vec<f64>, right: &Vec<f64>| {
            compensated_sum(left.iter().zip(right).zip(&diagonal).map(|((left, right), d)| left * right / d))
        };
        let (a, b) = (1.0 + cell(&columns[0], &columns[0]), 1.0 + cell(&columns[1], &columns[1]));
        let beside = cell(&columns[0], &columns[1]);
        let determinant = a * b - beside * beside;
        let log_determinant = compensated_sum(diagonal.iter().map(|d| d.ln())) + determinant.ln();
        Solver { diagonal, columns, inner: [b / determinant, a / determinant, -beside / determinant], log_determinant }
    }

    /// V^-1 x.
    fn solve(&self, x: &[f64]) -> Vec<f64> {
        let along = |column: &Vec<f64>| {
            compensated_sum(column.iter().zip(x).zip(&self.diagonal).map(|((column, x), d)| column * x / d))
        };
        let (u, v) = (along(&self.columns[0]), along(&self.columns[1]));
        let (u, v) = (self.inner[0] * u + self.inner[2] * v, self.inner[2] * u + self.inner[1] * v);
        let cell = |at: usize| (x[at] - self.columns[0][at] * u - self.columns[1][at] * v) / self.diagonal[at];
        (0..x.len()).map(cell).collect()
    }

    /// tr V^-1.
    fn trace(&self) -> f64 {
        let cell = |at: usize| {
            let (d, u, v) = (self.diagonal[at], self.columns[0][at], self.columns[1][at]);
            let taken = self.inner[0] * u * u + 2.0 * self.inner[2] * u * v + self.inner[1] * v * v;
            1.0 / d - taken / (d * d)
        };
        compensated_sum((0..self.diagonal.len()).map(cell))
    }
}

impl Blocks {
    pub(super) fn of(effects: &StudyEffects, rho: f64) -> Blocks {
        let origin = effects.studies()[0].estimate;
        let mut trials: BTreeMap<&str, Rows> = BTreeMap::new();
        for study in effects.studies() {
            trials.entry(&study.trial).or_default().push((study.estimate - origin, study.variance));
        }
        Blocks { origin, trials: trials.into_values().collect(), rho }
    }

    pub(super) fn trials(&self) -> usize {
        self.trials.len()
    }

    fn rows(&self) -> impl Iterator<Item = &(f64, f64)> {
        self.trials.iter().flatten()
    }

    /// The smallest sampling variance, and a variance that none of the two can well exceed.
    pub(super) fn range(&self) -> (f64, f64) {
        let size = self.rows().count() as f64;
        let mean = compensated_sum(self.rows().map(|row| row.0)) / size;
        let spread = compensated_sum(self.rows().map(|row| (row.0 - mean).powi(2))) / (size - 1.0);
        let least = self.rows().map(|row| row.1).fold(f64::INFINITY, f64::min);
        let largest = self.rows().map(|row| row.1).fold(0.0, f64::max);
        (least, 100.0 * largest.max(spread))
    }

    /// Searle, Casella and McCulloch (1992), section 6.6, with the constants of the contrasts y - mean(y).
    pub(super) fn at(&self, variances: [f64; 2]) -> Evaluation {
        let solvers: Vec<Solver> = self.trials.iter().map(|rows| Solver::new(rows, self.rho, variances)).collect();
        let ones: Vec<Vec<f64>> =
            solvers.iter().map(|solver| solver.solve(&vec![1.0; solver.diagonal.len()])).collect();
        let own: Vec<f64> = ones.iter().map(|ones| compensated_sum(ones.iter().copied())).collect();
        let weight = compensated_sum(own.iter().copied());
        let times = |(rows, ones): (&Rows, &Vec<f64>)| -> Vec<f64> {
            rows.iter().zip(ones).map(|(row, one)| row.0 * one).collect()
        };
        let mean = compensated_sum(self.trials.iter().zip(&ones).flat_map(times)) / weight;
        let (mut q, mut of_between, mut of_within) = (0.0, 0.0, 0.0);
        for (rows, solver) in self.trials.iter().zip(&solvers) {
            let rest: Vec<f64> = rows.iter().map(|row| row.0 - mean).collect();
            let solved = solver.solve(&rest);
            q += compensated_sum(rest.iter().zip(&solved).map(|(rest, solved)| rest * solved));
            of_between += compensated_sum(solved.iter().copied()).powi(2);
            of_within += compensated_sum(solved.iter().map(|solved| solved * solved));
        }
        let squares = compensated_sum(ones.iter().flatten().map(|one| one * one));
        let trace = compensated_sum(solvers.iter().map(Solver::trace)) - squares / weight;
        let blocks = weight - compensated_sum(own.iter().map(|own| own * own)) / weight;
        let size = self.rows().count() as f64;
        let constant = (size - 1.0) * (2.0 * std::f64::consts::PI).ln() - size.ln();
        let determinants = compensated_sum(solvers.iter().map(|solver| solver.log_determinant));
        Evaluation {
            log: -0.5 * (constant + determinants + weight.ln() + q),
            mean,
            weight,
            q,
            trace,
            scores: [0.5 * (of_between - blocks), 0.5 * (of_within - trace)],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{StudyEffect, Unit};

    #[test]
    fn scores_are_slopes() {
        let rows =
            [("a", 0.1, 0.2), ("b", 0.9, 0.05), ("a", -0.3, 0.3), ("c", 1.4, 0.1), ("b", 0.2, 0.4), ("b", 0.4, 0.1)];
        let study = |&(trial, estimate, variance): &(&str, f64, f64)| StudyEffect {
            label: String::new(),
            trial: trial.to_owned(),
            estimate,
            variance,
        };
        let effects = StudyEffects::try_new(Unit::None, rows.iter().map(study).collect()).expect("studies");
        let blocks = Blocks::of(&effects, 0.4);
        let h = 1e-5;
        let here = blocks.at([0.2, 0.1]);
        let between = (blocks.at([0.2 + h, 0.1]).log - blocks.at([0.2 - h, 0.1]).log) / (2.0 * h);
        let within = (blocks.at([0.2, 0.1 + h]).log - blocks.at([0.2, 0.1 - h]).log) / (2.0 * h);
        assert!((here.scores[0] - between).abs() < 1e-8 && (here.scores[1] - within).abs() < 1e-8, "{here:?}");
    }
}
