//! The linear model of the studies: y = X b + u + e, with the sampling variances of e known and one variance of u, tau².

use crate::data::StudyEffects;
use crate::num::{Orthonormal, compensated_sum};
use crate::stats::StatsError;

/// What does not depend on tau².
#[derive(Clone, Debug)]
pub(super) struct Model {
    /// In words, for errors.
    pub(super) procedure: &'static str,
    /// The estimate of the most precise study, which all others are taken from: what they have in common costs no digits.
    pub(super) origin: f64,
    y: Vec<f64>,
    variances: Vec<f64>,
    columns: Vec<Vec<f64>>,
}

/// The weighted least-squares fit at one set of weights.
#[derive(Clone, Debug)]
pub(super) struct Weighted {
    pub(super) weights: Vec<f64>,
    basis: Orthonormal,
    coordinates: Vec<f64>,
    /// (y - X b) sqrt(w).
    residuals: Vec<f64>,
    /// 1 - h, the share of a study's own estimate that is left in its residual.
    spare: Vec<f64>,
}

impl Model {
    /// The studies with the columns of X; a column of ones makes the model one of their mean.
    pub(super) fn new(procedure: &'static str, effects: &StudyEffects, columns: Vec<Vec<f64>>) -> Model {
        let studies = effects.studies();
        let origin = studies[most_precise(effects)].estimate;
        Model {
            procedure,
            origin,
            y: studies.iter().map(|study| study.estimate - origin).collect(),
            variances: studies.iter().map(|study| study.variance).collect(),
            columns,
        }
    }

    /// The model of one mean.
    pub(super) fn of_mean(procedure: &'static str, effects: &StudyEffects) -> Model {
        Model::new(procedure, effects, vec![vec![1.0; effects.len()]])
    }

    /// k.
    pub(super) fn studies(&self) -> usize {
        self.y.len()
    }

    /// k - p.
    pub(super) fn degrees(&self) -> usize {
        self.y.len() - self.columns.len()
    }

    pub(super) fn y(&self) -> &[f64] {
        &self.y
    }

    pub(super) fn variances(&self) -> &[f64] {
        &self.variances
    }

    pub(super) fn columns(&self) -> usize {
        self.columns.len()
    }

    /// The fit with weights 1 / (v + tau²).
    pub(super) fn at(&self, tau2: f64) -> Result<Weighted, StatsError> {
        self.weighted(self.variances.iter().map(|variance| 1.0 / (variance + tau2)).collect())
    }

    /// The fit with all weights 1.
    pub(super) fn unweighted(&self) -> Result<Weighted, StatsError> {
        self.weighted(vec![1.0; self.y.len()])
    }

    fn weighted(&self, weights: Vec<f64>) -> Result<Weighted, StatsError> {
        let roots: Vec<f64> = weights.iter().map(|weight| weight.sqrt()).collect();
        let times_root =
            |cells: &[f64]| -> Vec<f64> { cells.iter().zip(&roots).map(|(cell, root)| cell * root).collect() };
        let columns: Vec<Vec<f64>> = self.columns.iter().map(|column| times_root(column)).collect();
        let y = times_root(&self.y);
        let basis = Orthonormal::of(&columns).map_err(|at| StatsError::Numerical {
            procedure: self.procedure,
            why: format!("coefficient {} cannot be told from those before it at these weights", at + 1),
        })?;
        let mut residuals = basis.residuals(&y);
        let mut spare: Vec<f64> =
            (0..y.len()).map(|at| 1.0 - basis.columns.iter().map(|column| column[at].powi(2)).sum::<f64>()).collect();
        // A study that nearly decides a coefficient by itself: 1 - h and its residual from the fit without it, where nothing cancels.
        for at in 0..y.len() {
            if spare[at] < 0.5 {
                (spare[at], residuals[at]) = held_out(&columns, &y, at);
            }
        }
        let coordinates = basis.coordinates(&y);
        Ok(Weighted { weights, basis, coordinates, residuals, spare })
    }
}

/// 1 - h of a row and its residual, by the fit without it: 1 - h = 1 / (1 + x' (X'X)^-1 x), the residual that share of the one deleted.
fn held_out(columns: &[Vec<f64>], y: &[f64], at: usize) -> (f64, f64) {
    let without = |cells: &[f64]| -> Vec<f64> { [&cells[..at], &cells[at + 1..]].concat() };
    let rest: Vec<Vec<f64>> = columns.iter().map(|column| without(column)).collect();
    let Ok(basis) = Orthonormal::of(&rest) else { return (0.0, 0.0) };
    let row: Vec<f64> = columns.iter().map(|column| column[at]).collect();
    let z = basis.combination(&row);
    let spare = 1.0 / (1.0 + z.iter().map(|z| z * z).sum::<f64>());
    let expected: f64 = z.iter().zip(basis.coordinates(&without(y))).map(|(z, c)| z * c).sum();
    (spare, spare * (y[at] - expected))
}

/// The place of the study with the least variance.
pub(super) fn most_precise(effects: &StudyEffects) -> usize {
    let studies = effects.studies();
    (0..studies.len()).min_by(|&one, &other| studies[one].variance.total_cmp(&studies[other].variance)).unwrap_or(0)
}

impl Weighted {
    /// A combination c of the coefficients, and its variance.
    pub(super) fn combination(&self, c: &[f64]) -> (f64, f64) {
        let z = self.basis.combination(c);
        let value = compensated_sum(z.iter().zip(&self.coordinates).map(|(z, c)| z * c));
        (value, compensated_sum(z.iter().map(|z| z * z)))
    }

    /// Coefficient number `at`, and its variance.
    pub(super) fn coefficient(&self, at: usize) -> (f64, f64) {
        let mut unit = vec![0.0; self.coordinates.len()];
        unit[at] = 1.0;
        self.combination(&unit)
    }

    /// y' P y: the weighted sum of squared residuals.
    pub(super) fn q(&self) -> f64 {
        compensated_sum(self.residuals.iter().map(|rest| rest * rest))
    }

    /// (y - X b) sqrt(w).
    pub(super) fn residuals(&self) -> &[f64] {
        &self.residuals
    }

    /// 1 - h.
    pub(super) fn spare(&self) -> &[f64] {
        &self.spare
    }

    /// tr P.
    pub(super) fn trace(&self) -> f64 {
        compensated_sum(self.weights.iter().zip(&self.spare).map(|(weight, spare)| weight * spare))
    }

    /// tr P P.
    pub(super) fn trace_of_square(&self) -> f64 {
        let columns = &self.basis.columns;
        let shared = |one: usize, other: usize| columns.iter().map(|column| column[one] * column[other]).sum::<f64>();
        compensated_sum((0..self.weights.len()).flat_map(|row| {
            (0..=row).map(move |column| {
                let both = self.weights[row] * self.weights[column];
                if row == column { both * self.spare[row].powi(2) } else { 2.0 * both * shared(row, column).powi(2) }
            })
        }))
    }

    /// y' P P y.
    pub(super) fn quadratic(&self) -> f64 {
        compensated_sum(self.weights.iter().zip(&self.residuals).map(|(weight, rest)| weight * rest * rest))
    }

    /// The log-likelihood without its constant.
    pub(super) fn log_likelihood(&self) -> f64 {
        0.5 * (compensated_sum(self.weights.iter().map(|weight| weight.ln())) - self.q())
    }

    /// ln det X'W X.
    pub(super) fn log_determinant(&self) -> f64 {
        2.0 * self.basis.log_determinant()
    }
}
