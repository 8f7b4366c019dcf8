//! The largest of several t statistics that share a control and an estimate of the spread.

use cdflib::special::internal::rcomp;

use super::error::{positive, probability};
use super::noncentral_t::{crossing, exp_minus_tangent, hazard, log_cdf, near_maximum};
use super::{DistError, StudentT, normal};
use crate::num::{bracketed_root, trapezoid};

/// Above this the spread of the estimated standard deviation is below rounding.
const LARGE: f64 = 1e15;
/// Integrands are dropped where they are below exp(-42) = 6e-19 of their peak.
const CUT: f64 = 42.0;

/// Whether large values of either sign count, or of one only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sides {
    /// max |T_i|.
    Both,
    /// max T_i.
    Upper,
}

/// Dunnett's distribution: the law of max T_i, or max |T_i|, with T_i = X_i / S, X_i standard normal with correlations
/// lambda_i lambda_j, df S² chi-squared with df degrees of freedom and independent of them.
///
/// Formula (Dunnett 1955, J Am Stat Assoc 50:1096-1121): X_i = sqrt(1 - lambda_i²) Z_i + lambda_i Y with independent Z_i and Y, so that
/// P(max > d) = E_S E_Y (1 - product of P(X_i within d S given Y)). The tails of the factors are added, not taken from 1, so that all
/// terms are positive however small; both integrals, over ln S and Y, by the trapezoidal rule.
#[derive(Clone, Debug)]
pub struct Dunnett {
    lambdas: Vec<f64>,
    df: f64,
    sides: Sides,
}

impl Dunnett {
    /// Correlations lambda_i lambda_j; for groups of n_i held against a control of n_0, lambda_i = sqrt(n_i / (n_i + n_0)).
    ///
    /// # Errors
    /// `Parameter` unless there are 1 to 1000 lambdas within (-1, 1), and df >= 1 (infinity is fine).
    pub fn try_new(lambdas: &[f64], df: f64, sides: Sides) -> Result<Self, DistError> {
        let distribution = "Dunnett";
        positive(distribution, "df", df, true)?;
        if df < 1.0 {
            return Err(DistError::Parameter { distribution, parameter: "df", found: df, expected: "1 or more" });
        }
        if let Some(&found) = lambdas.iter().find(|lambda| lambda.is_nan() || lambda.abs() >= 1.0) {
            let expected = "a number between -1 and 1";
            return Err(DistError::Parameter { distribution, parameter: "lambda", found, expected });
        }
        if !(1..=1000).contains(&lambdas.len()) {
            let found = lambdas.len() as f64;
            return Err(DistError::Parameter { distribution, parameter: "comparisons", found, expected: "1 to 1000" });
        }
        Ok(Self { lambdas: lambdas.to_vec(), df, sides })
    }

    /// P(max > d), the p-value of one comparison adjusted for all.
    ///
    /// # Errors
    /// `Numeric` if an integral does not converge.
    pub fn sf(&self, d: f64) -> Result<f64, DistError> {
        if d == f64::INFINITY {
            return Ok(0.0);
        }
        if d == f64::NEG_INFINITY || (self.sides == Sides::Both && d <= 0.0) {
            return Ok(1.0);
        }
        if let [_] = self.lambdas[..] {
            let t = StudentT::try_new(self.df.min(LARGE))?;
            return Ok(if self.sides == Sides::Both { t.two_sided(d) } else { t.sf(d) });
        }
        if self.df > LARGE {
            return self.normal_sf(d);
        }
        // The tail of one statistic bounds that of all from below, and k times it from above. It is log-concave in ln S.
        let (a, t) = (0.5 * self.df, d.max(0.0));
        let slope = |u: f64| -self.df * (2.0 * u).exp_m1() - t * u.exp() * hazard(-t * u.exp());
        let log_one = |u: f64| -a * exp_minus_tangent(2.0 * u) + log_cdf(-t * u.exp());
        let far_left = -1000.0 / a - 2.0;
        let far_right = 0.5 * (6000.0 / self.df + 3.0).ln() + 1.0;
        let peak = near_maximum(slope, far_left, 0.0);
        let bottom = log_one(peak) - CUT - (2.0 * self.lambdas.len() as f64).ln();
        let left = crossing(|u| log_one(u) - bottom, far_left, peak);
        let right = crossing(|u| log_one(u) - bottom, far_right, peak);
        let term = |u: f64| (-a * exp_minus_tangent(2.0 * u)).exp() * self.normal_sf(d * u.exp()).unwrap_or(f64::NAN);
        Ok((2.0 * rcomp(a, a) * trapezoid(term, left, right)?).min(1.0))
    }

    /// P(max <= d), to an absolute 1e-14: what no p-value of a test needs more exactly.
    ///
    /// # Errors
    /// `Numeric` if an integral does not converge.
    pub fn cdf(&self, d: f64) -> Result<f64, DistError> {
        Ok(1.0 - self.sf(d)?)
    }

    /// The d with P(max > d) = p, the critical value of simultaneous intervals.
    ///
    /// # Errors
    /// `Probability` unless 0 <= p <= 1; `Numeric` if the search does not converge.
    pub fn upper_quantile(&self, p: f64) -> Result<f64, DistError> {
        let lowest = if self.sides == Sides::Both { 0.0 } else { f64::NEG_INFINITY };
        if probability(p)? <= 0.0 {
            return Ok(f64::INFINITY);
        }
        if p >= 1.0 {
            return Ok(lowest);
        }
        let t = StudentT::try_new(self.df.min(LARGE))?;
        let tail = if self.sides == Sides::Both { 0.5 * p } else { p };
        let single = t.upper_quantile(tail)?;
        if self.lambdas.len() == 1 {
            return Ok(single);
        }
        // One comparison alone needs less, Bonferroni's bound gives more.
        let bonferroni = t.upper_quantile(tail / self.lambdas.len() as f64)?;
        let hair = 1e-6 * (1.0 + bonferroni.abs());
        let excess = |d: f64| self.sf(d).map_or(f64::NAN, |tail| (tail.max(f64::MIN_POSITIVE) / p).ln());
        Ok(bracketed_root(excess, single - hair, bonferroni + hair, 1e-15)?.max(lowest))
    }

    /// P(max X_i > w), S known: an integral over Y of the standard normal density times the tail of all given Y.
    fn normal_sf(&self, w: f64) -> Result<f64, DistError> {
        let term = |y: f64| normal::pdf(y) * self.tail_given(w, y);
        // Beyond, the density alone is below the tail of one statistic.
        let reach = (w * w + 2.0 * CUT).sqrt() + 1.0;
        Ok(trapezoid(term, -reach, reach)?.min(1.0))
    }

    /// 1 - product of (1 - tail of X_i given Y = y).
    fn tail_given(&self, w: f64, y: f64) -> f64 {
        let logs: f64 = self
            .lambdas
            .iter()
            .map(|lambda| {
                let rest = ((1.0 - lambda) * (1.0 + lambda)).sqrt();
                let above = normal::sf((w - lambda * y) / rest);
                let below = if self.sides == Sides::Both { normal::cdf((-w - lambda * y) / rest) } else { 0.0 };
                (-(above + below).min(1.0)).ln_1p()
            })
            .sum();
        -logs.exp_m1()
    }
}

#[cfg(test)]
mod tests {
    use super::super::golden::{check, relative_error};
    use super::*;

    fn law(lambdas: &[f64], df: f64, sides: Sides) -> Dunnett {
        Dunnett::try_new(lambdas, df, sides).unwrap()
    }

    /// Arguments: degrees of freedom, d, then the lambdas.
    #[test]
    fn golden() {
        check(include_str!("../../tests/golden_distributions/dunnett.json"), 1e-12, |function, x| {
            let sides = if function == "two_sided_sf" { Sides::Both } else { Sides::Upper };
            law(&x[2..], x[0], sides).sf(x[1]).unwrap()
        });
    }

    /// Critical values for equal groups: Dunnett 1964 (Biometrics 20:482-491), two-sided; Dunnett 1955, one-sided.
    #[test]
    fn published_critical_values() {
        let half = std::f64::consts::FRAC_1_SQRT_2;
        for (sides, df, critical) in [
            (Sides::Both, 5.0, [2.57, 3.03, 3.29]),
            (Sides::Both, 10.0, [2.23, 2.57, 2.76]),
            (Sides::Both, 20.0, [2.09, 2.38, 2.54]),
            (Sides::Both, f64::INFINITY, [1.96, 2.21, 2.35]),
            (Sides::Upper, 5.0, [2.02, 2.44, 2.68]),
            (Sides::Upper, 10.0, [1.81, 2.15, 2.34]),
            (Sides::Upper, f64::INFINITY, [1.64, 1.92, 2.06]),
        ] {
            for (k, critical) in (1..).zip(critical) {
                let found = law(&vec![half; k], df, sides).upper_quantile(0.05).unwrap();
                assert!((found - critical).abs() <= 0.0051, "{sides:?} {df} {k}: {found}");
            }
        }
    }

    /// Without a common part the normal statistics are independent.
    #[test]
    fn independent_statistics_multiply() {
        for w in [-1.0, 0.3, 2.0, 6.0, 15.0] {
            let one: f64 = normal::sf(w);
            let truth = -(3.0 * (-one).ln_1p()).exp_m1();
            let found = law(&[0.0; 3], f64::INFINITY, Sides::Upper).sf(w).unwrap();
            assert!(relative_error(found, truth) < 1e-13, "{w}: {found} {truth}");
        }
    }

    #[test]
    fn quantiles_invert() {
        for (lambdas, df) in [(vec![0.7, 0.7], 1.0), (vec![0.5, 0.9, 0.99], 8.0), (vec![-0.4, 0.6], f64::INFINITY)] {
            for sides in [Sides::Both, Sides::Upper] {
                for p in [1e-30, 1e-6, 0.05, 0.5, 0.97] {
                    let law = law(&lambdas, df, sides);
                    let d = law.upper_quantile(p).unwrap();
                    assert!(relative_error(law.sf(d).unwrap(), p) < 1e-10, "{lambdas:?} {df} {sides:?} {p}: {d}");
                }
            }
        }
        let law = law(&[0.5, 0.5], 9.0, Sides::Both);
        assert_eq!((law.upper_quantile(0.0).unwrap(), law.upper_quantile(1.0).unwrap()), (f64::INFINITY, 0.0));
        assert_eq!((law.sf(0.0).unwrap(), law.sf(f64::INFINITY).unwrap()), (1.0, 0.0));
        assert!(Dunnett::try_new(&[1.0], 9.0, Sides::Both).is_err());
        assert!(
            Dunnett::try_new(&[], 9.0, Sides::Both).is_err() && Dunnett::try_new(&[0.5], 0.5, Sides::Both).is_err()
        );
    }
}
