//! Tests and degrees of freedom of combinations of the coefficients.

use super::Adjustment;
use super::fit::MmrmFit;
use crate::num::{
    HouseholderQr, NumError, bilinear, inverse_and_log_determinant, product, symmetric_eigen, trace_of_product,
};
use crate::stats::StatsError;
use crate::stats::mixed::f_degrees;
use crate::stats::mixed::{Combination, WaldF};

/// A combination of which less than this share is left beside those before it says nothing of its own.
const REDUNDANT: f64 = 1e-8;

const PROCEDURE: &str = "mixed model for repeated measures";

impl MmrmFit {
    /// The combination `c` of the coefficients of all columns; `None` when the data cannot tell it (columns are aliased).
    ///
    /// Satterthwaite: df = 2 (c'Phi c)^2 / g'Wg, with g the derivatives of c'Phi c in the parameters of the covariance and W the inverse of
    /// their observed information. Kenward-Roger: the same df, with the adjusted standard error (see [`Adjustment`]). Residual: readings
    /// less independent columns. Between-within leaves the degrees to who knows between which people `c` compares.
    ///
    /// # Errors
    /// [`StatsError::Numerical`] where a matrix cannot be inverted.
    pub fn combination(&self, c: &[f64], adjustment: Adjustment) -> Result<Option<Combination>, StatsError> {
        let Some(z) = self.statistics.basis.combination(c) else { return Ok(None) };
        let plain = bilinear(&z, &self.evaluation.covariance, &z);
        let degrees = match adjustment {
            Adjustment::BetweenWithin => None,
            Adjustment::Residual => Some((self.readings() - self.rank()) as f64),
            _ => Some(self.satterthwaite(&z, plain)),
        };
        let variance = self.adjusted(adjustment).map_or(plain, |adjusted| bilinear(&z, adjusted, &z));
        if !(variance > 0.0 && degrees.is_none_or(|degrees| degrees > 0.0)) {
            return Err(StatsError::numerical(PROCEDURE, "the variance of a combination is not above zero"));
        }
        let estimate = z.iter().zip(self.coordinates()).map(|(z, b)| z * b).sum();
        Ok(Some(Combination { estimate, standard_error: self.scale * variance.sqrt(), degrees }))
    }

    /// Whether all combinations are zero, by F; `None` when the data cannot tell one of them, or all are nothing.
    ///
    /// Rows that depend on others say nothing: the answer is that of the space they span. Fai and Cornelius 1996 (J Stat Comput Simul
    /// 54:363-378) for Satterthwaite's degrees, which depend on the basis of the space chosen: it is the orthonormal one over the
    /// coefficients, so that for coefficients tested as they are it is theirs. Kenward and Roger 1997 (Biometrics 53:983-997, section
    /// 3) do not depend on it. Between-within is refused, for its degrees come from outside.
    ///
    /// # Errors
    /// As [`MmrmFit::combination`].
    pub fn combinations(&self, rows: &[Vec<f64>], adjustment: Adjustment) -> Result<Option<WaldF>, StatsError> {
        let failed = |cause: NumError| StatsError::numerical(PROCEDURE, cause);
        let basis = &self.statistics.basis;
        if rows.iter().any(|row| basis.combination(row).is_none()) {
            return Ok(None);
        }
        // An orthonormal basis of the rows over the coefficients that there are.
        let kept: Vec<Vec<f64>> = rows.iter().map(|row| basis.kept().iter().map(|&at| row[at]).collect()).collect();
        let space = HouseholderQr::of(basis.rank(), &kept, REDUNDANT).map_err(failed)?;
        let z: Vec<Vec<f64>> = space.basis().iter().map(|row| basis.of_kept(row)).collect();
        if z.is_empty() {
            return Ok(None);
        }
        let answer = match adjustment {
            Adjustment::BetweenWithin => {
                return Err(StatsError::Missing {
                    procedure: PROCEDURE,
                    what: "degrees of freedom between and within",
                });
            }
            Adjustment::Satterthwaite => self.fai_cornelius(&z),
            Adjustment::Residual => self.wald(&z, &self.evaluation.covariance).map(|statistic| WaldF {
                statistic,
                numerator: z.len() as f64,
                denominator: (self.readings() - self.rank()) as f64,
            }),
            Adjustment::KenwardRoger | Adjustment::KenwardRogerLinear => self.kenward_roger(&z, adjustment),
        };
        answer.map(Some).map_err(failed)
    }

    /// The derivatives of z'Phi z in the natural parameters.
    fn slopes_of(&self, z: &[f64]) -> Vec<f64> {
        let reduced = self.reduced(z);
        self.slopes.reduced.iter().map(|slope| bilinear(&reduced, slope, &reduced)).collect()
    }

    /// L'z, with Phi = L L'.
    fn reduced(&self, z: &[f64]) -> Vec<f64> {
        product(z, &self.slopes.root, 1, z.len(), z.len())
    }

    fn satterthwaite(&self, z: &[f64], variance: f64) -> f64 {
        let slopes = self.slopes_of(z);
        2.0 * variance * variance / bilinear(&slopes, &self.uncertainty, &slopes)
    }

    /// Kenward and Roger's covariance where it is asked for.
    fn adjusted(&self, adjustment: Adjustment) -> Option<&[f64]> {
        match adjustment {
            Adjustment::KenwardRogerLinear => {
                Some(self.adjusted[0].get_or_init(|| self.kenward_roger_covariance(false)))
            }
            Adjustment::KenwardRoger => {
                Some(self.adjusted[1].get_or_init(|| self.kenward_roger_covariance(!self.linear)))
            }
            _ => None,
        }
    }

    /// F without degrees: the estimates' mean square about their covariance.
    fn wald(&self, z: &[Vec<f64>], covariance: &[f64]) -> Result<f64, NumError> {
        let between: Vec<f64> =
            z.iter().flat_map(|one| z.iter().map(move |other| bilinear(one, covariance, other))).collect();
        let (inverse, _) = inverse_and_log_determinant(&between, z.len())?;
        let coordinates = self.coordinates();
        let values: Vec<f64> =
            z.iter().map(|z| z.iter().zip(&coordinates).map(|(z, b)| z * b / self.scale).sum()).collect();
        Ok(bilinear(&values, &inverse, &values) / z.len() as f64)
    }

    /// F as the mean of squared t of the principal combinations, the denominator from the mean of their F(1, df).
    fn fai_cornelius(&self, z: &[Vec<f64>]) -> Result<WaldF, NumError> {
        let q = z.len();
        let covariance = &self.evaluation.covariance;
        let between: Vec<f64> =
            z.iter().flat_map(|one| z.iter().map(move |other| bilinear(one, covariance, other))).collect();
        let (lengths, vectors) = symmetric_eigen(&between, q)?;
        let degrees = lengths.iter().zip(&vectors).map(|(&length, vector)| {
            let row: Vec<f64> =
                (0..z[0].len()).map(|at| vector.iter().zip(z).map(|(share, z)| share * z[at]).sum()).collect();
            self.satterthwaite(&row, length)
        });
        let degrees: Vec<f64> = degrees.collect();
        let denominator = f_degrees::denominator(&degrees);
        Ok(WaldF { statistic: self.wald(z, covariance)?, numerator: q as f64, denominator })
    }

    /// Kenward and Roger's scale and degrees.
    fn kenward_roger(&self, z: &[Vec<f64>], adjustment: Adjustment) -> Result<WaldF, NumError> {
        let q = z.len();
        let covariance = &self.evaluation.covariance;
        let between: Vec<f64> =
            z.iter().flat_map(|one| z.iter().map(move |other| bilinear(one, covariance, other))).collect();
        let (inverse, _) = inverse_and_log_determinant(&between, q)?;
        // tr Theta Phi A Phi = tr (L Phi L')^-1 (L Phi A Phi L'), Theta = L'(L Phi L')^-1 L.
        let solved: Vec<Vec<f64>> = z.iter().map(|z| self.reduced(z)).collect();
        let moved: Vec<Vec<f64>> = self
            .slopes
            .reduced
            .iter()
            .map(|slope| {
                let inner: Vec<f64> =
                    solved.iter().flat_map(|one| solved.iter().map(move |other| bilinear(one, slope, other))).collect();
                product(&inverse, &inner, q, q, q)
            })
            .collect();
        let traces: Vec<f64> = moved.iter().map(|moved| (0..q).map(|at| moved[at * q + at]).sum()).collect();
        let (mut a1, mut a2) = (0.0, 0.0);
        for (i, one) in moved.iter().enumerate() {
            for (j, other) in moved.iter().enumerate() {
                let weight = self.uncertainty[i * moved.len() + j];
                a1 += weight * traces[i] * traces[j];
                a2 += weight * trace_of_product(one, other, q);
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
        let adjusted = self.adjusted(adjustment).unwrap_or(covariance);
        Ok(WaldF { statistic: scale * self.wald(z, adjusted)?, numerator: l, denominator })
    }
}
