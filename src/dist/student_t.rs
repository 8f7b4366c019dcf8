//! Student's t distribution.

use cdflib::special::beta_log;

use super::error::{positive, probability};
use super::incomplete_beta::{beta_tails_at_root_odds, root_odds, root_odds_for_lower};
use super::{DistError, normal};

/// Above this the t distribution is taken as normal with the first terms of its expansion.
const LARGE: f64 = 1e15;

/// Student's t with `df` degrees of freedom, not necessarily whole; infinite df is the normal distribution.
///
/// Formula: P(|T| > t) = I_x(df / 2, 1 / 2) with x = df / (df + t²) (Abramowitz and Stegun 26.7.1), each tail and the
/// centre by their own incomplete beta function.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StudentT {
    df: f64,
}

impl StudentT {
    /// # Errors
    /// `Parameter` unless df > 0 (infinity is fine).
    pub fn try_new(df: f64) -> Result<Self, DistError> {
        Ok(Self { df: positive("Student's t", "df", df, true)? })
    }

    /// Degrees of freedom.
    pub fn df(&self) -> f64 {
        self.df
    }

    /// P(T <= t).
    pub fn cdf(&self, t: f64) -> f64 {
        self.sf(-t)
    }

    /// P(T > t).
    pub fn sf(&self, t: f64) -> f64 {
        if self.df > LARGE {
            return normal::sf(t);
        }
        let half = 0.5 * self.two_sided(t);
        if t > 0.0 { half } else { 1.0 - half }
    }

    /// P(|T| > |t|), the two-sided p-value.
    pub fn two_sided(&self, t: f64) -> f64 {
        if self.df > LARGE {
            return 2.0 * normal::sf(t.abs());
        }
        if t.is_infinite() {
            return 0.0;
        }
        beta_tails_at_root_odds(0.5, 0.5 * self.df, t.abs() / self.df.sqrt()).upper
    }

    /// The density.
    pub fn pdf(&self, t: f64) -> f64 {
        if self.df > LARGE {
            return normal::pdf(t);
        }
        let u = t.abs() / self.df.sqrt();
        if u < 1e-10 {
            // 1 / (sqrt(df) B(df / 2, 1 / 2)); the factor (1 + u²)^-(df + 1)/2 only where df is huge.
            return (-beta_log(0.5, 0.5 * self.df) - 0.5 * (self.df + 1.0) * u * u).exp() / self.df.sqrt();
        }
        if t.is_infinite() {
            return 0.0;
        }
        beta_tails_at_root_odds(0.5, 0.5 * self.df, u).density / t.abs()
    }

    /// The t with P(T <= t) = p; infinite at 0 and 1 and where it exceeds the largest double.
    ///
    /// # Errors
    /// `Probability` unless 0 <= p <= 1.
    pub fn quantile(&self, p: f64) -> Result<f64, DistError> {
        // 1 - p is exact for p >= 1/2.
        if probability(p)? <= 0.5 { Ok(-self.upper(p)?) } else { self.upper(1.0 - p) }
    }

    /// The t with P(T > t) = q; infinite at 0 and 1 and where it exceeds the largest double.
    ///
    /// # Errors
    /// `Probability` unless 0 <= q <= 1.
    pub fn upper_quantile(&self, q: f64) -> Result<f64, DistError> {
        Ok(-self.quantile(q)?)
    }

    /// The t >= 0 with upper tail q <= 1/2: by the tail, or near the median by the central area.
    fn upper(&self, q: f64) -> Result<f64, DistError> {
        if self.df > LARGE {
            return normal::upper_quantile(q);
        }
        if q == 0.5 {
            return Ok(0.0);
        }
        let root_df = self.df.sqrt();
        if q < 0.25 {
            // 2q may not be rounded: doubling is exact.
            Ok(root_df / root_odds_for_lower(0.5 * self.df, 0.5, 2.0 * q)?)
        } else {
            Ok(root_df * root_odds(0.5, 0.5 * self.df, 1.0 - 2.0 * q, 2.0 * q)?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::golden::{check, relative_error};
    use super::*;

    fn t(df: f64) -> StudentT {
        StudentT::try_new(df).unwrap()
    }

    #[test]
    fn golden() {
        check(include_str!("../../tests/golden_distributions/t.json"), 1e-12, |function, x| match function {
            "sf" => t(x[0]).sf(x[1]),
            "pdf" => t(x[0]).pdf(x[1]),
            "quantile" => t(x[0]).quantile(x[1]).unwrap(),
            _ => f64::NAN,
        });
    }

    #[test]
    fn closed_forms() {
        // df = 1 is Cauchy, df = 2 has P(T > t) = (1 - t / sqrt(t² + 2)) / 2 = 1 / (s (s + t)), s² = t² + 2.
        for x in [1e-3_f64, 0.5, 1.0, 7.0, 1e6, 1e150] {
            assert!(relative_error(t(1.0).sf(x), (1.0 / x).atan() / std::f64::consts::PI) < 1e-14, "{x}");
            let s = x.hypot(2_f64.sqrt());
            assert!(relative_error(t(2.0).sf(x), (1.0 / s) / (s + x)) < 1e-14, "{x}");
        }
    }

    #[test]
    fn quantiles_invert_both_tails() {
        for df in [0.1, 0.5, 1.0, 2.0, 3.7, 30.0, 1e3, 1e8, 1e10, f64::INFINITY] {
            let law = t(df);
            let mut before = f64::INFINITY;
            for q in [1e-300, 1e-100, 1e-16, 1e-6, 0.025, 0.2, 0.25, 0.4, 0.4999, 0.5, 0.7, 0.99] {
                let x = law.upper_quantile(q).unwrap();
                assert!(x < before || x.is_infinite(), "df {df}, q {q}: {x}");
                before = x;
                assert_eq!(law.quantile(q).unwrap(), -x);
                // 1e-300 at df = 0.1 lies beyond the doubles.
                if x.is_finite() {
                    let condition = 1.0 + law.pdf(x) * x.abs() / q;
                    assert!(relative_error(law.sf(x), q) < 1e-14 * condition, "df {df}, q {q}: {x}");
                    assert!((law.cdf(x) + law.sf(x) - 1.0).abs() < 1e-15);
                }
            }
        }
        assert_eq!(t(0.1).upper_quantile(1e-300).unwrap(), f64::INFINITY);
        assert_eq!(t(4.0).quantile(1.0).unwrap(), f64::INFINITY);
    }

    #[test]
    fn large_df_joins_the_normal() {
        for x in [0.1, 2.0, 8.0] {
            for df in [1e12, 1e14, 0.9e15, 1.1e15, 1e300] {
                assert!(relative_error(t(df).sf(x), normal::sf(x)) < 1e-13 + (1.0 + x.powi(4)) / df, "df {df}, t {x}");
                assert!(
                    relative_error(t(df).pdf(x), normal::pdf(x)) < 1e-13 + (1.0 + x.powi(4)) / df,
                    "df {df}, t {x}"
                );
                let q = normal::sf(x);
                assert!(
                    relative_error(t(df).upper_quantile(q).unwrap(), x) < 1e-13 + (1.0 + x * x) / df,
                    "df {df}, t {x}"
                );
            }
        }
    }

    #[test]
    fn refusals() {
        for df in [0.0, -1.0, f64::NAN] {
            assert!(matches!(StudentT::try_new(df), Err(DistError::Parameter { .. })));
        }
        assert!(t(3.0).quantile(f64::NAN).is_err());
        assert!(t(3.0).sf(f64::NAN).is_nan());
        assert_eq!(t(3.0).two_sided(f64::NEG_INFINITY), 0.0);
        assert_eq!(t(3.0).two_sided(0.0), 1.0);
    }
}
