//! Fisher's F distribution.

use super::DistError;
use super::error::{positive, probability};
use super::incomplete_beta::{beta_tails_at_root_odds, root_odds};

/// Fisher's F, the ratio of two mean squares with `numerator_df` and `denominator_df` degrees of freedom.
///
/// Formula: P(F <= f) = I_x(d1 / 2, d2 / 2) with x / (1 - x) = d1 f / d2 (Abramowitz and Stegun 26.6.2).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FisherF {
    numerator_df: f64,
    denominator_df: f64,
}

impl FisherF {
    /// # Errors
    /// `Parameter` unless both degrees of freedom are positive and finite (they need not be whole).
    pub fn try_new(numerator_df: f64, denominator_df: f64) -> Result<Self, DistError> {
        Ok(Self {
            numerator_df: positive("F", "numerator df", numerator_df, false)?,
            denominator_df: positive("F", "denominator df", denominator_df, false)?,
        })
    }

    /// P(F <= f); 0 for negative f.
    pub fn cdf(&self, f: f64) -> f64 {
        beta_tails_at_root_odds(0.5 * self.numerator_df, 0.5 * self.denominator_df, self.root_odds_of(f)).lower
    }

    /// P(F > f), the p-value of an F test.
    pub fn sf(&self, f: f64) -> f64 {
        beta_tails_at_root_odds(0.5 * self.numerator_df, 0.5 * self.denominator_df, self.root_odds_of(f)).upper
    }

    /// The f with P(F <= f) = p.
    ///
    /// # Errors
    /// `Probability` unless 0 <= p <= 1.
    pub fn quantile(&self, p: f64) -> Result<f64, DistError> {
        self.at(probability(p)?, 1.0 - p)
    }

    /// The f with P(F > f) = q.
    ///
    /// # Errors
    /// `Probability` unless 0 <= q <= 1.
    pub fn upper_quantile(&self, q: f64) -> Result<f64, DistError> {
        self.at(1.0 - probability(q)?, q)
    }

    fn root_odds_of(&self, f: f64) -> f64 {
        (f.max(0.0) * self.numerator_df / self.denominator_df).sqrt()
    }

    fn at(&self, p: f64, q: f64) -> Result<f64, DistError> {
        let u = root_odds(0.5 * self.numerator_df, 0.5 * self.denominator_df, p, q)?;
        Ok(u * u * self.denominator_df / self.numerator_df)
    }
}

#[cfg(test)]
mod tests {
    use super::super::StudentT;
    use super::super::golden::{check, relative_error};
    use super::*;

    fn law(d1: f64, d2: f64) -> FisherF {
        FisherF::try_new(d1, d2).unwrap()
    }

    #[test]
    fn golden() {
        check(include_str!("../../tests/golden_distributions/f.json"), 1e-12, |function, x| match function {
            "cdf" => law(x[0], x[1]).cdf(x[2]),
            "sf" => law(x[0], x[1]).sf(x[2]),
            "upper_quantile" => law(x[0], x[1]).upper_quantile(x[2]).unwrap(),
            _ => f64::NAN,
        });
    }

    #[test]
    fn one_numerator_df_is_t_squared() {
        for df in [1.0, 3.3, 58.0, 1e6] {
            for t in [1e-4, 0.5, 2.0, 30.0] {
                let p = StudentT::try_new(df).unwrap().two_sided(t);
                assert!(relative_error(law(1.0, df).sf(t * t), p) < 2e-13, "{df} {t}");
            }
        }
    }

    #[test]
    fn quantiles_invert_and_swap() {
        for (d1, d2) in [(1.0, 1.0), (0.3, 5.0), (4.0, 1e8), (60.0, 59.5), (1e4, 3.0)] {
            for q in [1e-200, 1e-20, 0.05, 0.5, 0.95] {
                let f = law(d1, d2).upper_quantile(q).unwrap();
                let condition = 10.0 + 2.0 * (1.0 - q.ln()) + d1.min(d2);
                if f.is_finite() && f > 0.0 {
                    assert!(relative_error(law(d1, d2).sf(f), q) < 1e-14 * condition, "{d1} {d2} {q}: {f}");
                    // At q = 1/2 the two are solved on opposite sides, each with the core's own error (up to 6e-14).
                    assert!(relative_error(1.0 / f, law(d2, d1).quantile(q).unwrap()) < 1e-13, "{d1} {d2} {q}: {f}");
                }
            }
        }
        assert_eq!(law(2.0, 3.0).quantile(0.0).unwrap(), 0.0);
        assert_eq!(law(2.0, 3.0).quantile(1.0).unwrap(), f64::INFINITY);
        assert_eq!(law(2.0, 3.0).sf(f64::INFINITY), 0.0);
        assert_eq!(law(2.0, 3.0).cdf(-1.0), 0.0);
        assert!(FisherF::try_new(1.0, 0.0).is_err());
    }
}
