//! The beta distribution.

use super::DistError;
use super::error::{positive, probability};
use super::incomplete_beta::{beta_tails, root_odds};

/// The beta distribution on (0, 1) with density x^(a - 1) (1 - x)^(b - 1) / B(a, b). Its quantiles are, among others,
/// the limits of Clopper and Pearson for a proportion.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beta {
    a: f64,
    b: f64,
}

impl Beta {
    /// # Errors
    /// `Parameter` unless a and b are positive and finite.
    pub fn try_new(a: f64, b: f64) -> Result<Self, DistError> {
        Ok(Self { a: positive("beta", "a", a, false)?, b: positive("beta", "b", b, false)? })
    }

    /// P(X <= x); 0 below the support, 1 above it.
    pub fn cdf(&self, x: f64) -> f64 {
        let x = x.clamp(0.0, 1.0);
        beta_tails(self.a, self.b, x, 1.0 - x).lower
    }

    /// P(X > x).
    pub fn sf(&self, x: f64) -> f64 {
        let x = x.clamp(0.0, 1.0);
        beta_tails(self.a, self.b, x, 1.0 - x).upper
    }

    /// The x with P(X <= x) = p.
    ///
    /// # Errors
    /// `Probability` unless 0 <= p <= 1.
    pub fn quantile(&self, p: f64) -> Result<f64, DistError> {
        self.at(probability(p)?, 1.0 - p)
    }

    /// The x with P(X > x) = q. Its distance from 1 is limited by the spacing of doubles there; for more, take
    /// `quantile(q)` of the mirrored Beta(b, a).
    ///
    /// # Errors
    /// `Probability` unless 0 <= q <= 1.
    pub fn upper_quantile(&self, q: f64) -> Result<f64, DistError> {
        self.at(1.0 - probability(q)?, q)
    }

    fn at(&self, p: f64, q: f64) -> Result<f64, DistError> {
        let u = root_odds(self.a, self.b, p, q)?;
        Ok(if u < 1.0 { u * u / (1.0 + u * u) } else { 1.0 / (1.0 + (1.0 / u) * (1.0 / u)) })
    }
}

#[cfg(test)]
mod tests {
    use super::super::golden::{check, relative_error};
    use super::*;

    fn beta(a: f64, b: f64) -> Beta {
        Beta::try_new(a, b).unwrap()
    }

    #[test]
    fn golden() {
        check(include_str!("../../tests/golden_distributions/beta.json"), 1e-12, |function, x| match function {
            "cdf" => beta(x[0], x[1]).cdf(x[2]),
            "sf" => beta(x[0], x[1]).sf(x[2]),
            "quantile" => beta(x[0], x[1]).quantile(x[2]).unwrap(),
            _ => f64::NAN,
        });
    }

    #[test]
    fn quantiles_invert() {
        for (a, b) in
            [(0.01, 0.01), (0.5, 0.5), (1.0, 1.0), (1.0, 31.0), (30.0, 1.0), (3.0, 900.0), (1e5, 1e5), (1e-3, 1e4)]
        {
            let mut before = 0.0;
            for p in [1e-300, 1e-50, 1e-9, 0.025, 0.5, 0.8, 0.975] {
                let x = beta(a, b).quantile(p).unwrap();
                assert!(x >= before, "{a} {b} {p}: {x}");
                before = x;
                if x > 0.0 && x < 0.999 {
                    // A relative change of x by one rounding changes ln P by at most max(a, b/(1-x)).
                    let condition = 10.0 + a + b / (1.0 - x);
                    assert!(relative_error(beta(a, b).cdf(x), p) < 1e-14 * condition, "{a} {b} {p}: {x}");
                }
            }
        }
    }

    /// Clopper-Pearson for 0 of 30: 1 - 0.025^(1/30).
    #[test]
    fn no_events_in_thirty() {
        let upper = beta(1.0, 30.0).upper_quantile(0.025).unwrap();
        assert!(relative_error(upper, -f64::exp_m1(0.025_f64.ln() / 30.0)) < 1e-15);
        assert_eq!(beta(2.0, 3.0).cdf(-1.0), 0.0);
        assert_eq!(beta(2.0, 3.0).sf(2.0), 0.0);
        assert!(Beta::try_new(0.0, 1.0).is_err() && Beta::try_new(1.0, f64::INFINITY).is_err());
    }
}
