//! Degrees of freedom of the coefficients.

use super::f_degrees;
use super::fit::{MixedFit, VarianceState};
use crate::num::{NumError, bilinear, inverse_and_log_determinant, product, symmetric_eigen, trace_of_product};

/// How the uncertainty of the variances enters the inference about the coefficients.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum DegreesOfFreedom {
    /// Satterthwaite's, from the observed information on the variances; several contrasts at once by Fai and Cornelius.
    #[default]
    Satterthwaite,
    /// Kenward and Roger's adjusted covariance and degrees, from the expected information.
    KenwardRoger,
}

impl DegreesOfFreedom {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            DegreesOfFreedom::Satterthwaite => "Satterthwaite",
            DegreesOfFreedom::KenwardRoger => "Kenward-Roger",
        }
    }
}

/// A combination of the coefficients.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Combination {
    /// Its estimate.
    pub estimate: f64,
    /// Its standard error; 0 without variance.
    pub standard_error: f64,
    /// The degrees of freedom of its t; `None` without variance.
    pub degrees: Option<f64>,
}

/// Several combinations tested at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WaldF {
    /// F.
    pub statistic: f64,
    /// Combinations.
    pub numerator: f64,
    /// Degrees of freedom of the denominator.
    pub denominator: f64,
}

impl MixedFit {
    /// The combination `c` of the coefficients, in the order of their names.
    ///
    /// With a variance estimated as zero the model without it is used, as SAS does; one that is left alone gives N - p degrees.
    ///
    /// # Errors
    /// [`NumError`] when the information on the variances cannot be inverted.
    pub fn combination(&self, c: &[f64], method: DegreesOfFreedom) -> Result<Combination, NumError> {
        let z = self.basis.combination(c);
        let estimate = self.value(&z);
        if self.state == VarianceState::NoVariation {
            return Ok(Combination { estimate, standard_error: 0.0, degrees: None });
        }
        let p = z.len();
        let plain = bilinear(&z, &self.evaluation.covariance, &z);
        let slopes = self.slopes(&z);
        let uncertainty = self.uncertainty(method)?;
        let spread = bilinear(&slopes, &uncertainty, &slopes);
        let variance = match method {
            DegreesOfFreedom::Satterthwaite => plain,
            DegreesOfFreedom::KenwardRoger => bilinear(&z, &self.adjusted(&uncertainty, p), &z),
        };
        Ok(Combination { estimate, standard_error: variance.sqrt(), degrees: Some(2.0 * plain * plain / spread) })
    }

    /// Whether all combinations are zero; `None` without variance.
    ///
    /// # Errors
    /// As [`MixedFit::combination`]; combinations that depend on each other.
    pub fn wald_f(&self, rows: &[Vec<f64>], method: DegreesOfFreedom) -> Result<Option<WaldF>, NumError> {
        if self.state == VarianceState::NoVariation || rows.is_empty() {
            return Ok(None);
        }
        let z: Vec<Vec<f64>> = rows.iter().map(|row| self.basis.combination(row)).collect();
        let uncertainty = self.uncertainty(method)?;
        match method {
            DegreesOfFreedom::Satterthwaite => self.fai_cornelius(&z, &uncertainty),
            DegreesOfFreedom::KenwardRoger => self.kenward_roger(&z, &uncertainty),
        }
        .map(Some)
    }

    /// Fai and Cornelius 1996: F as the mean of squared t of the principal combinations, the denominator from the mean of their F(1, df).
    fn fai_cornelius(&self, z: &[Vec<f64>], uncertainty: &[f64]) -> Result<WaldF, NumError> {
        let q = z.len();
        let (lengths, vectors) = symmetric_eigen(&self.between(z, &self.evaluation.covariance), q)?;
        let (mut statistic, mut degrees) = (0.0, Vec::with_capacity(q));
        for (length, vector) in lengths.iter().zip(&vectors) {
            positive(*length)?;
            let row: Vec<f64> =
                (0..z[0].len()).map(|at| vector.iter().zip(z).map(|(share, z)| share * z[at]).sum()).collect();
            statistic += self.value(&row).powi(2) / length / q as f64;
            let slopes = self.slopes(&row);
            degrees.push(2.0 * length * length / bilinear(&slopes, uncertainty, &slopes));
        }
        Ok(WaldF { statistic, numerator: q as f64, denominator: f_degrees::denominator(&degrees) })
    }

    /// Kenward and Roger 1997, section 3.
    fn kenward_roger(&self, z: &[Vec<f64>], uncertainty: &[f64]) -> Result<WaldF, NumError> {
        let (q, p) = (z.len(), z[0].len());
        let covariance = &self.evaluation.covariance;
        let (inverse, _) = inverse_and_log_determinant(&self.between(z, covariance), q)?;
        // Theta = L (L' Phi L)^-1 L'.
        let mut theta = vec![0.0; p * p];
        for (one, left) in z.iter().enumerate() {
            for (other, right) in z.iter().enumerate() {
                for row in 0..p {
                    for column in 0..p {
                        theta[row * p + column] += left[row] * inverse[one * q + other] * right[column];
                    }
                }
            }
        }
        let inner = |first: &Vec<f64>| product(&product(covariance, first, p, p, p), covariance, p, p, p);
        let moved: Vec<Vec<f64>> =
            self.evaluation.first.iter().map(|first| product(&theta, &inner(first), p, p, p)).collect();
        let trace = |matrix: &[f64]| (0..p).map(|at| matrix[at * p + at]).sum::<f64>();
        let (mut a1, mut a2) = (0.0, 0.0);
        for (k, one) in moved.iter().enumerate() {
            for (l, other) in moved.iter().enumerate() {
                let weight = uncertainty[k * moved.len() + l];
                a1 += weight * trace(one) * trace(other);
                a2 += weight * trace_of_product(one, other, p);
            }
        }
        let l = q as f64;
        let b = (a1 + 6.0 * a2) / (2.0 * l);
        let g = ((l + 1.0) * a1 - (l + 4.0) * a2) / ((l + 2.0) * a2);
        let below = 3.0 * l + 2.0 * (1.0 - g);
        let (c1, c2, c3) = (g / below, (l - g) / below, (l + 2.0 - g) / below);
        let mean = 1.0 / (1.0 - a2 / l);
        let variance = 2.0 / l * (1.0 + c1 * b) / ((1.0 - c2 * b).powi(2) * (1.0 - c3 * b));
        let rho = variance / (2.0 * mean * mean);
        let denominator = 4.0 + (l + 2.0) / (l * rho - 1.0);
        let scale = denominator / (mean * (denominator - 2.0));
        let (inverse, _) = inverse_and_log_determinant(&self.between(z, &self.adjusted(uncertainty, p)), q)?;
        let values: Vec<f64> = z.iter().map(|z| self.value(z)).collect();
        Ok(WaldF { statistic: scale * bilinear(&values, &inverse, &values) / l, numerator: l, denominator })
    }

    /// A combination of the coefficients in the basis.
    fn value(&self, z: &[f64]) -> f64 {
        let coefficients = self.least_squares.iter().zip(&self.evaluation.coefficients);
        z.iter().zip(coefficients).map(|(z, (least_squares, further))| z * (least_squares + further)).sum()
    }

    /// The derivative of the variance z' Phi z in each variance.
    fn slopes(&self, z: &[f64]) -> Vec<f64> {
        let p = z.len();
        let solved = product(&self.evaluation.covariance, z, p, p, 1);
        self.evaluation.first.iter().map(|first| bilinear(&solved, first, &solved)).collect()
    }

    /// The covariance of the estimated variances; 0 for one that is estimated as zero.
    pub(super) fn uncertainty(&self, method: DegreesOfFreedom) -> Result<Vec<f64>, NumError> {
        let (expected, average) = (&self.evaluation.expected, &self.evaluation.average);
        match method {
            DegreesOfFreedom::Satterthwaite => {
                let observed: Vec<f64> =
                    average.iter().zip(expected).map(|(average, expected)| average - 0.5 * expected).collect();
                self.directions.covariance_of_observed(&observed)
            }
            DegreesOfFreedom::KenwardRoger => {
                let expected: Vec<f64> = expected.iter().map(|expected| 0.5 * expected).collect();
                self.directions.covariance_of_expected(&expected)
            }
        }
    }

    /// Phi + 2 Phi {sum of W_kl (Q_kl - P_k Phi P_l)} Phi (Kenward and Roger 1997, equation 5 and below, variances being linear in V).
    fn adjusted(&self, uncertainty: &[f64], p: usize) -> Vec<f64> {
        let covariance = &self.evaluation.covariance;
        let mut sum = vec![0.0; p * p];
        for (k, one) in self.evaluation.first.iter().enumerate() {
            let half = product(one, covariance, p, p, p);
            for (l, other) in self.evaluation.first.iter().enumerate() {
                let weight = uncertainty[k * self.variances.len() + l];
                let both = product(&half, other, p, p, p);
                let cells = self.evaluation.second[k][l].iter().zip(both);
                sum.iter_mut().zip(cells).for_each(|(sum, (second, both))| *sum += weight * (second - both));
            }
        }
        let around = product(&product(covariance, &sum, p, p, p), covariance, p, p, p);
        covariance.iter().zip(around).map(|(cell, around)| cell + 2.0 * around).collect()
    }

    /// The matrix of z_i' M z_j.
    fn between(&self, z: &[Vec<f64>], matrix: &[f64]) -> Vec<f64> {
        z.iter().flat_map(|one| z.iter().map(move |other| bilinear(one, matrix, other))).collect()
    }
}

fn positive(found: f64) -> Result<(), NumError> {
    let error = NumError::Argument { what: "variance of a combination", found, expected: "combinations that differ" };
    if found > 0.0 { Ok(()) } else { Err(error) }
}
