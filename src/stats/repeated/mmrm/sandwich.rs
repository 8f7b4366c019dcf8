//! Standard errors from the residuals of people.

use super::{MmrmFit, Observations, StandardErrors};
use crate::num::{NumError, bilinear, product, symmetric_eigen, trace_of_product};

/// Eigenvalues below this share of the largest are zero: people who alone determine a coefficient.
const FULL_LEVERAGE: f64 = 1e-10;

/// The covariance of the coefficients from residuals, people being independent of each other, whatever the covariance of one person's
/// readings is (Liang and Zeger 1986), with the fitted V as working covariance:
///
/// S = M (Σ Xᵢ'Wᵢ Aᵢ eᵢ eᵢ' Aᵢ'Wᵢ Xᵢ) M, where M = (Σ Xᵢ'WᵢXᵢ)⁻¹, Wᵢ = Vᵢ⁻¹, eᵢ the residuals of a person, and Hᵢᵢ = Xᵢ M Xᵢ'Wᵢ.
/// - CR0: Aᵢ = 1.
/// - CR2: Aᵢ = Lᵢ Bᵢ^(-1/2) Lᵢ' with Vᵢ = Lᵢ Lᵢ' (Cholesky) and Bᵢ = Lᵢ'(Vᵢ - Xᵢ M Xᵢ')Lᵢ: S is unbiased where V is right (Bell and
///   McCaffrey 2002; Pustejovsky and Tipton 2018, equations 7 and 8; R's `clubSandwich`). Eigenvalues of zero are inverted to zero.
/// - CR3: Aᵢ = (1 - Hᵢᵢ)⁻¹, nearly the jackknife over people (Mancl and DeRouen 2001).
///
/// Here the algebra of patterns ends: residuals differ from person to person, so that every row is needed again (people of one pattern with
/// the same columns share Aᵢ, but not eᵢ). One pass gives S, and one more each combination's degrees of freedom.
#[derive(Clone, Debug)]
pub(super) struct Sandwich {
    /// The columns that are not aliased, row by row.
    x: Vec<f64>,
    /// Aᵢ'Wᵢ Xᵢ, row by row.
    adjusted: Vec<f64>,
    /// Rows of each person, and the covariance of their readings.
    people: Vec<(usize, Vec<f64>)>,
    /// Places of the columns that are not aliased among all.
    kept: Vec<usize>,
    /// M.
    model: Vec<f64>,
    /// S.
    covariance: Vec<f64>,
}

impl Sandwich {
    /// # Errors
    /// [`NumError`] when a covariance has no Cholesky factor or an eigenvalue is not found.
    pub fn of(fit: &MmrmFit, observations: &Observations, errors: StandardErrors) -> Result<Sandwich, NumError> {
        let width = observations.names.len();
        let kept: Vec<usize> = (0..width).filter(|at| !fit.aliased().contains(at)).collect();
        let model = fit.coefficient_covariance();
        let coefficients: Vec<f64> = fit.coefficients().into_iter().flatten().collect();
        let p = kept.len();
        let x: Vec<f64> =
            observations.x.chunks_exact(width).flat_map(|row| kept.iter().map(|&column| row[column])).collect();
        let mut sandwich =
            Sandwich { x, adjusted: Vec::new(), people: Vec::new(), kept, model, covariance: Vec::new() };
        let mut meat = vec![0.0; p * p];
        let mut start = 0;
        for rows in observations.person.chunk_by(|one, next| one == next) {
            let span = start..start + rows.len();
            let x = &sandwich.x[span.start * p..span.end * p];
            let v = covariance_of(fit, observations, span.clone());
            let adjusted = product(&adjustment(errors, &v, x, &sandwich.model, p)?, x, span.len(), span.len(), p);
            let residuals = observations.y[span.clone()].iter().zip(x.chunks_exact(p));
            let residuals: Vec<f64> = residuals.map(|(y, x)| y - dot(x, &coefficients)).collect();
            let score = product(&residuals, &adjusted, 1, span.len(), p);
            for (row, one) in score.iter().enumerate() {
                meat[row * p..(row + 1) * p].iter_mut().zip(&score).for_each(|(cell, other)| *cell += one * other);
            }
            sandwich.adjusted.extend(adjusted);
            sandwich.people.push((span.len(), v));
            start = span.end;
        }
        sandwich.covariance = product(&product(&sandwich.model, &meat, p, p, p), &sandwich.model, p, p, p);
        Ok(sandwich)
    }

    /// The covariance of two combinations of the coefficients.
    pub fn covariance(&self, first: &[f64], second: &[f64]) -> f64 {
        bilinear(&self.of_kept(first), &self.covariance, &self.of_kept(second))
    }

    /// Satterthwaite's degrees of freedom of a combination, with V for the truth: 2 E(S)² / Var(S) (Bell and McCaffrey 2002; Pustejovsky and
    /// Tipton 2018, equation 12). With gᵢ = Aᵢ'WᵢXᵢ M c and uᵢ = Xᵢ'gᵢ, S is the sum of (gᵢ'eᵢ)², and the gᵢ'eᵢ have the covariances
    /// gᵢ'Vᵢgᵢ [i = j] - uᵢ'M uⱼ, whose squares sum up to those of matrices as large as M.
    pub fn degrees(&self, c: &[f64]) -> f64 {
        let p = self.kept.len();
        let m = product(&self.model, &self.of_kept(c), p, p, 1);
        let (mut mean, mut squares) = (0.0, 0.0);
        let mut outer = vec![0.0; p * p];
        let mut start = 0;
        for (n, v) in &self.people {
            let (x, adjusted) = (&self.x[start * p..(start + n) * p], &self.adjusted[start * p..(start + n) * p]);
            start += n;
            let g = product(adjusted, &m, *n, p, 1);
            let u = product(&g, x, 1, *n, p);
            let own = bilinear(&g, v, &g);
            let through = bilinear(&u, &self.model, &u);
            mean += own - through;
            squares += (own - through).powi(2) - through.powi(2);
            for (row, one) in u.iter().enumerate() {
                outer[row * p..(row + 1) * p].iter_mut().zip(&u).for_each(|(cell, other)| *cell += one * other);
            }
        }
        let through = product(&self.model, &outer, p, p, p);
        mean * mean / (squares + trace_of_product(&through, &through, p))
    }

    fn of_kept(&self, c: &[f64]) -> Vec<f64> {
        self.kept.iter().map(|&column| c[column]).collect()
    }
}

/// V of one person's readings.
fn covariance_of(fit: &MmrmFit, observations: &Observations, rows: std::ops::Range<usize>) -> Vec<f64> {
    let visits = observations.visits;
    let all = fit.covariance(observations.group[observations.person[rows.start]]);
    let scale = |row: usize| observations.weight.as_ref().map_or(1.0, |weight| weight[row].sqrt());
    let cell = |one: usize, other: usize| {
        all[observations.visit[one] * visits + observations.visit[other]] / (scale(one) * scale(other))
    };
    rows.clone().flat_map(|one| rows.clone().map(move |other| cell(one, other))).collect()
}

/// A'W.
fn adjustment(errors: StandardErrors, v: &[f64], x: &[f64], m: &[f64], p: usize) -> Result<Vec<f64>, NumError> {
    let n = x.len() / p;
    let (factor, inverse) = factors(v, n)?;
    let upper = transposed(&inverse, n, n);
    let explained = product(&product(x, m, n, p, p), &transposed(x, n, p), n, p, n);
    let left: Vec<f64> = v.iter().zip(explained).map(|(v, explained)| v - explained).collect();
    Ok(match errors {
        StandardErrors::Model | StandardErrors::Cr0 => product(&upper, &inverse, n, n, n),
        StandardErrors::Cr2 => {
            let inner = product(&product(&transposed(&factor, n, n), &left, n, n, n), &factor, n, n, n);
            let root = powered(&inner, n, |value| value.sqrt().recip())?;
            product(&product(&factor, &root, n, n, n), &inverse, n, n, n)
        }
        StandardErrors::Cr3 => {
            let inner = product(&product(&inverse, &left, n, n, n), &upper, n, n, n);
            let inner = powered(&inner, n, f64::recip)?;
            product(&product(&upper, &inner, n, n, n), &inverse, n, n, n)
        }
    })
}

/// The symmetric matrix with a function of each eigenvalue in its place; zeros stay zero.
fn powered(matrix: &[f64], n: usize, function: impl Fn(f64) -> f64) -> Result<Vec<f64>, NumError> {
    let (values, vectors) = symmetric_eigen(matrix, n)?;
    let largest = values.iter().fold(0.0_f64, |most, value| most.max(*value));
    let mut sum = vec![0.0; n * n];
    for (value, vector) in values.iter().zip(&vectors).filter(|(value, _)| **value > FULL_LEVERAGE * largest) {
        let weight = function(*value);
        for (row, one) in vector.iter().enumerate() {
            sum[row * n..(row + 1) * n].iter_mut().zip(vector).for_each(|(cell, other)| *cell += weight * one * other);
        }
    }
    Ok(sum)
}

/// The lower triangle L of V = L L', and its inverse.
fn factors(v: &[f64], n: usize) -> Result<(Vec<f64>, Vec<f64>), NumError> {
    let (mut lower, mut inverse) = (vec![0.0; n * n], vec![0.0; n * n]);
    for row in 0..n {
        for column in 0..=row {
            let known: f64 = (0..column).map(|k| lower[row * n + k] * lower[column * n + k]).sum();
            let rest = v[row * n + column] - known;
            lower[row * n + column] = if column < row {
                rest / lower[column * n + column]
            } else if rest > 0.0 {
                rest.sqrt()
            } else {
                return Err(NumError::Argument { what: "pivot", found: rest, expected: "a positive definite matrix" });
            };
        }
        for column in 0..=row {
            let known: f64 = (column..row).map(|k| lower[row * n + k] * inverse[k * n + column]).sum();
            let unit = if row == column { 1.0 } else { 0.0 };
            inverse[row * n + column] = (unit - known) / lower[row * n + row];
        }
    }
    Ok((lower, inverse))
}

fn transposed(matrix: &[f64], rows: usize, columns: usize) -> Vec<f64> {
    (0..columns).flat_map(|column| (0..rows).map(move |row| matrix[row * columns + column])).collect()
}

fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(left, right)| left * right).sum()
}
