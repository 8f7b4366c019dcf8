//! The equations solved, and their sandwich.

use super::choices::{RobustErrors, WorkingCorrelation};
use super::design::Design;
use crate::num::{NumError, Orthonormal, compensated_sum, symmetric_eigen};
use std::ops::Range;

/// Steps between coefficients and correlation; each leaves a small share of the error of the one before.
const MAX_STEPS: usize = 200;
/// The correlation has settled when it moves by less.
const SETTLED: f64 = 1e-13;
/// Sums of squares below this share of the readings' own are rounding.
const ROUNDING: f64 = 1e-26;
/// A direction in which one person has a leverage as close to 1 as this is that person's alone.
const ALONE: f64 = 1e-9;

/// The coefficients in an orthonormal basis, and each person's part of their uncertainty.
pub(super) struct GeeFit {
    basis: Orthonormal,
    coordinates: Vec<f64>,
    /// Each person's corrected residuals in the basis.
    scores: Vec<Vec<f64>>,
    /// Directions of the basis that one person alone determines.
    alone: Vec<Vec<f64>>,
    pub(super) state: CorrelationState,
    /// Sum of squared residuals by readings less coefficients; `None` where there are no more readings than coefficients.
    pub(super) residual_variance: Option<f64>,
    pub(super) steps: usize,
}

/// What became of the working correlation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum CorrelationState {
    /// None was asked for.
    Independence,
    /// Estimated.
    Estimated(f64),
    /// Asked for, and not to be had from these data: independence.
    NotEstimable,
    /// The coefficients fit every reading.
    NoVariation,
}

/// One combination of the coefficients.
pub(super) struct Line {
    pub(super) value: f64,
    /// `None` without variation, and where one person alone determines it.
    pub(super) standard_error: Option<f64>,
}

impl GeeFit {
    pub(super) fn of(
        design: &Design,
        correlation: WorkingCorrelation,
        errors: RobustErrors,
    ) -> Result<Option<GeeFit>, NumError> {
        let Some(plain) = Solved::of(design, 0.0) else { return Ok(None) };
        let total: f64 = compensated_sum(design.y.iter().map(|y| y * y));
        if plain.sum_of_squares() <= ROUNDING * total {
            return plain.finish(design, errors, CorrelationState::NoVariation, 0).map(Some);
        }
        if correlation == WorkingCorrelation::Independence {
            return plain.finish(design, errors, CorrelationState::Independence, 0).map(Some);
        }
        let mut rho = 0.0;
        let mut solved = plain;
        for step in 1..=MAX_STEPS {
            let Some(next) = solved.correlation(design).filter(|&next| admissible(next, design)) else { break };
            let Some(again) = Solved::of(design, next) else { break };
            let moved = (next - rho).abs();
            (rho, solved) = (next, again);
            if moved <= SETTLED {
                return solved.finish(design, errors, CorrelationState::Estimated(rho), step).map(Some);
            }
        }
        let Some(plain) = Solved::of(design, 0.0) else { return Ok(None) };
        plain.finish(design, errors, CorrelationState::NotEstimable, 0).map(Some)
    }

    /// A combination `c` of the coefficients.
    pub(super) fn combination(&self, c: &[f64]) -> Line {
        let z = self.basis.combination(c);
        let value = dot(&z, &self.coordinates);
        let variance = compensated_sum(self.scores.iter().map(|score| dot(&z, score).powi(2)));
        let length = dot(&z, &z).sqrt();
        let shared = self.alone.iter().all(|direction| dot(&z, direction).abs() <= ALONE.sqrt() * length);
        // Where the residuals behind it are all zero but for rounding, the combination has no error to be judged by.
        let least = ROUNDING.sqrt() * length * self.residual_variance.unwrap_or(0.0).sqrt();
        let varies = self.state != CorrelationState::NoVariation && variance.sqrt() > least;
        Line { value, standard_error: (varies && shared).then(|| variance.sqrt()) }
    }
}

/// The coefficients under one correlation.
struct Solved {
    basis: Orthonormal,
    coordinates: Vec<f64>,
    /// Residuals of the whitened readings.
    whitened: Vec<f64>,
    /// Residuals of the readings.
    residuals: Vec<f64>,
}

impl Solved {
    /// Least squares after V^(-1/2); `None` where the columns depend on each other.
    fn of(design: &Design, rho: f64) -> Option<Solved> {
        let scale = |values: &[f64], power: f64| scaled(values, &design.people, rho, power);
        let columns: Vec<Vec<f64>> = design.columns.iter().map(|column| scale(column, -0.5)).collect();
        let basis = Orthonormal::of(&columns).ok()?;
        let y = scale(&design.y, -0.5);
        let whitened = basis.residuals(&y);
        Some(Solved { coordinates: basis.coordinates(&y), residuals: scale(&whitened, 0.5), basis, whitened })
    }

    fn sum_of_squares(&self) -> f64 {
        compensated_sum(self.residuals.iter().map(|residual| residual * residual))
    }

    /// The moment estimate of the correlation, with the coefficients taken off both counts (Liang and Zeger 1986, sec. 4).
    fn correlation(&self, design: &Design) -> Option<f64> {
        let coefficients = design.columns.len() as f64;
        let products = design.people.iter().map(|rows| {
            let own = &self.residuals[rows.clone()];
            let (sum, squares) = (compensated_sum(own.iter().copied()), compensated_sum(own.iter().map(|r| r * r)));
            (sum * sum - squares) / 2.0
        });
        let pairs: usize = design.people.iter().map(|rows| rows.len() * (rows.len() - 1) / 2).sum();
        let (readings, pairs) = (design.y.len() as f64 - coefficients, pairs as f64 - coefficients);
        (readings > 0.0 && pairs > 0.0).then(|| compensated_sum(products) / pairs / (self.sum_of_squares() / readings))
    }

    /// Each person's D' V^(-1/2) (I - G)^-power r, G the person's part of the whitened hat matrix, through its eigenvectors.
    fn finish(
        self,
        design: &Design,
        errors: RobustErrors,
        state: CorrelationState,
        steps: usize,
    ) -> Result<GeeFit, NumError> {
        let (mut scores, mut alone) = (Vec::with_capacity(design.people.len()), Vec::new());
        for rows in &design.people {
            let (m, first) = (rows.len(), rows.start);
            let cell = |at: usize| -> f64 {
                self.basis.columns.iter().map(|column| column[first + at / m] * column[first + at % m]).sum()
            };
            let hat: Vec<f64> = (0..m * m).map(cell).collect();
            let (leverages, vectors) = symmetric_eigen(&hat, m)?;
            let mut corrected = vec![0.0; m];
            for (leverage, vector) in leverages.iter().zip(&vectors) {
                if 1.0 - leverage <= ALONE && errors.power() > 0.0 {
                    alone.push(self.basis.columns.iter().map(|column| dot(&column[rows.clone()], vector)).collect());
                    continue;
                }
                let share = dot(vector, &self.whitened[rows.clone()]) / (1.0 - leverage).powf(errors.power());
                corrected.iter_mut().zip(vector).for_each(|(cell, direction)| *cell += share * direction);
            }
            scores.push(self.basis.columns.iter().map(|column| dot(&column[rows.clone()], &corrected)).collect());
        }
        let degrees = design.y.len() as f64 - design.columns.len() as f64;
        let residual_variance = (degrees > 0.0).then(|| self.sum_of_squares() / degrees);
        let (basis, coordinates) = (self.basis, self.coordinates);
        Ok(GeeFit { basis, coordinates, scores, alone, state, residual_variance, steps })
    }
}

/// Whether the exchangeable correlation makes a positive definite matrix for everybody.
fn admissible(rho: f64, design: &Design) -> bool {
    let most = design.people.iter().map(Range::len).max().unwrap_or(1) as f64;
    rho < 1.0 - ALONE && 1.0 + (most - 1.0) * rho > ALONE
}

/// V^power of each person's values, V = (1 - rho) I + rho J: what is common to them and what is not are its eigenspaces.
fn scaled(values: &[f64], people: &[Range<usize>], rho: f64, power: f64) -> Vec<f64> {
    let mut scaled = values.to_vec();
    let apart = (1.0 - rho).powf(power);
    for rows in people {
        let m = rows.len() as f64;
        let mean = compensated_sum(values[rows.clone()].iter().copied()) / m;
        let common = mean * (1.0 + (m - 1.0) * rho).powf(power);
        scaled[rows.clone()].iter_mut().for_each(|value| *value = common + apart * (*value - mean));
    }
    scaled
}

fn dot(left: &[f64], right: &[f64]) -> f64 {
    compensated_sum(left.iter().zip(right).map(|(left, right)| left * right))
}
