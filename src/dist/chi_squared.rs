//! The chi-squared distribution.

use super::DistError;
use super::error::{positive, probability};
use super::incomplete_gamma::{gamma_quantile, gamma_tails};

/// Chi-squared with `df` degrees of freedom, not necessarily whole.
///
/// Formula: P(X <= x) = P(df / 2, x / 2), the regularised incomplete gamma function (Abramowitz and Stegun 26.4.19).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChiSquared {
    df: f64,
}

impl ChiSquared {
    /// # Errors
    /// `Parameter` unless df is positive and finite.
    pub fn try_new(df: f64) -> Result<Self, DistError> {
        Ok(Self { df: positive("chi-squared", "df", df, false)? })
    }

    /// P(X <= x); 0 for negative x.
    pub fn cdf(&self, x: f64) -> f64 {
        gamma_tails(0.5 * self.df, 0.5 * x.max(0.0)).0
    }

    /// P(X > x).
    pub fn sf(&self, x: f64) -> f64 {
        gamma_tails(0.5 * self.df, 0.5 * x.max(0.0)).1
    }

    /// The x with P(X <= x) = p.
    ///
    /// # Errors
    /// `Probability` unless 0 <= p <= 1.
    pub fn quantile(&self, p: f64) -> Result<f64, DistError> {
        Ok(2.0 * gamma_quantile(0.5 * self.df, probability(p)?, 1.0 - p)?)
    }

    /// The x with P(X > x) = q.
    ///
    /// # Errors
    /// `Probability` unless 0 <= q <= 1.
    pub fn upper_quantile(&self, q: f64) -> Result<f64, DistError> {
        Ok(2.0 * gamma_quantile(0.5 * self.df, 1.0 - probability(q)?, q)?)
    }
}

#[cfg(test)]
mod tests {
    use super::super::golden::{check, relative_error};
    use super::*;

    fn law(df: f64) -> ChiSquared {
        ChiSquared::try_new(df).unwrap()
    }

    #[test]
    fn golden() {
        check(include_str!("../../tests/golden_distributions/chi_squared.json"), 1e-12, |function, x| match function {
            "cdf" => law(x[0]).cdf(x[1]),
            "sf" => law(x[0]).sf(x[1]),
            "upper_quantile" => law(x[0]).upper_quantile(x[1]).unwrap(),
            _ => f64::NAN,
        });
    }

    #[test]
    fn quantiles_invert() {
        // df = 2 is exponential: sf = exp(-x / 2).
        for q in [1e-300, 1e-10, 0.4, 0.999] {
            assert!(relative_error(law(2.0).upper_quantile(q).unwrap(), -2.0 * f64::ln(q)) < 1e-13, "{q}");
        }
        for df in [0.01, 0.5, 1.0, 3.0, 40.0, 1e4, 1e6] {
            for p in [1e-300, 1e-20, 0.05, 0.5, 0.975] {
                let (low, high) = (law(df).quantile(p).unwrap(), law(df).upper_quantile(p).unwrap());
                let condition = 10.0 - 4.0 * p.ln() + 10.0 * df.sqrt();
                if low > 0.0 {
                    assert!(relative_error(law(df).cdf(low), p) < 1e-14 * condition, "{df} {p}: {low}");
                }
                if high > 0.0 {
                    assert!(relative_error(law(df).sf(high), p) < 1e-14 * condition, "{df} {p}: {high}");
                }
            }
        }
        assert_eq!(law(3.0).quantile(0.0).unwrap(), 0.0);
        assert_eq!(law(3.0).quantile(1.0).unwrap(), f64::INFINITY);
        assert_eq!(law(3.0).sf(f64::INFINITY), 0.0);
        assert_eq!(law(3.0).sf(-1.0), 1.0);
        assert!(ChiSquared::try_new(f64::NAN).is_err());
    }
}
