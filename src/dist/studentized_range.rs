//! The studentized range.

use cdflib::special::internal::rcomp;

use super::error::{positive, probability};
use super::noncentral_t::{crossing, exp_minus_tangent, hazard, log_cdf, near_maximum};
use super::normal_range::NormalRange;
use super::{DistError, normal};
use crate::num::{bracketed_root, expand_bracket, trapezoid};

/// Above this the spread of the estimated standard deviation is below rounding.
const LARGE: f64 = 1e15;
/// Integrands are dropped where they are below exp(-42) = 6e-19 of their peak.
const CUT: f64 = 42.0;

/// The studentized range: the law of R / S with R the range of k standard normal values and df S² chi-squared with df degrees of freedom,
/// independent of them. Tukey's comparisons of k means rest on it.
///
/// Formula: P(Q > q) = E P(R > q S), an integral over ln S of terms that are all positive, each itself one over the largest value
/// (Copenhaver and Holland 1988, J Stat Comput Simul 30:1-15), both by the trapezoidal rule; neither tail is one minus the other where
/// that would cancel.
#[derive(Clone, Debug)]
pub struct StudentizedRange {
    k: f64,
    df: f64,
    range: NormalRange,
}

impl StudentizedRange {
    /// # Errors
    /// `Parameter` unless k is 2 to 1000 and df >= 1 (infinity is fine).
    pub fn try_new(k: u32, df: f64) -> Result<Self, DistError> {
        let distribution = "studentized range";
        positive(distribution, "df", df, true)?;
        if df < 1.0 {
            return Err(DistError::Parameter { distribution, parameter: "df", found: df, expected: "1 or more" });
        }
        if !(2..=1000).contains(&k) {
            let found = f64::from(k);
            return Err(DistError::Parameter { distribution, parameter: "k", found, expected: "2 to 1000" });
        }
        Ok(Self { k: f64::from(k), df, range: NormalRange::try_new(k)? })
    }

    /// P(Q > q), the p-value of the largest difference of k means.
    ///
    /// # Errors
    /// `Numeric` if an integral does not converge.
    pub fn sf(&self, q: f64) -> Result<f64, DistError> {
        if q <= 0.0 {
            return Ok(1.0);
        }
        if q.is_infinite() {
            return Ok(0.0);
        }
        if self.df > LARGE {
            return Ok(self.range.sf(q)?);
        }
        // The tail of one pair bounds that of all from below, and k² / 2 times it from above. It is log-concave in ln S.
        let (a, t) = (0.5 * self.df, q * std::f64::consts::FRAC_1_SQRT_2);
        let slope = |u: f64| -self.df * (2.0 * u).exp_m1() - t * u.exp() * hazard(-t * u.exp());
        let log_pair = |u: f64| -a * exp_minus_tangent(2.0 * u) + log_cdf(-t * u.exp());
        let far_left = -1000.0 / a - 2.0;
        let peak = near_maximum(slope, far_left, 0.0);
        let bottom = log_pair(peak) - CUT - 2.0 * self.k.ln();
        let left = crossing(|u| log_pair(u) - bottom, far_left, peak);
        let right = crossing(|u| log_pair(u) - bottom, self.far_right(), peak);
        self.over_scale(|w| self.range.sf(w).unwrap_or(f64::NAN), q, left, right)
    }

    /// P(Q <= q).
    ///
    /// # Errors
    /// `Numeric` if an integral does not converge.
    pub fn cdf(&self, q: f64) -> Result<f64, DistError> {
        let above = self.sf(q)?;
        if above < 0.5 {
            return Ok(1.0 - above);
        }
        if q <= 0.0 {
            return Ok(0.0);
        }
        if self.df > LARGE {
            return Ok(self.range.cdf(q)?);
        }
        let a = 0.5 * self.df;
        let below = |w: f64| self.range.cdf(w).unwrap_or(f64::NAN);
        // The terms rise up to ln S = 0. Beyond, P(R <= w) grows no faster than w^(k-1), which bounds them.
        let at_zero = below(q).ln();
        let rising = |u: f64| -a * exp_minus_tangent(2.0 * u) + below(q * u.exp()).ln() - at_zero + CUT;
        let bound = |u: f64| -a * exp_minus_tangent(2.0 * u) + (self.k - 1.0) * u + CUT;
        let left = crossing(rising, -1000.0 / a - 2.0, 0.0);
        self.over_scale(below, q, left, crossing(bound, self.far_right(), 0.0))
    }

    /// The q with P(Q <= q) = p.
    ///
    /// # Errors
    /// `Probability` unless 0 <= p <= 1; `Numeric` if the search does not converge.
    pub fn quantile(&self, p: f64) -> Result<f64, DistError> {
        self.at(probability(p)?, 1.0 - p)
    }

    /// The q with P(Q > q) = p, the critical value of Tukey's comparisons.
    ///
    /// # Errors
    /// `Probability` unless 0 <= p <= 1; `Numeric` if the search does not converge.
    pub fn upper_quantile(&self, p: f64) -> Result<f64, DistError> {
        self.at(1.0 - probability(p)?, p)
    }

    /// In ln q, on the smaller side.
    fn at(&self, below: f64, above: f64) -> Result<f64, DistError> {
        if below <= 0.0 {
            return Ok(0.0);
        }
        if above <= 0.0 {
            return Ok(f64::INFINITY);
        }
        let excess = |s: f64| {
            let (tail, target) = if above <= below { (self.sf(s.exp()), above) } else { (self.cdf(s.exp()), below) };
            tail.map_or(f64::NAN, |tail| (tail.max(f64::MIN_POSITIVE) / target).ln())
        };
        // Bonferroni's bound without the estimation of S, as a start.
        let guess = std::f64::consts::SQRT_2 * normal::upper_quantile((above / (self.k * (self.k - 1.0))).min(0.4))?;
        let (lo, hi) = expand_bracket(excess, guess.ln(), 0.1)?;
        Ok(bracketed_root(excess, lo, hi, 1e-15)?.exp())
    }

    /// The density of ln S times `tail(q S)`, integrated: 2 a^a e^-a / Γ(a) exp(-a (e^2u - 1 - 2u)).
    fn over_scale(&self, tail: impl Fn(f64) -> f64, q: f64, left: f64, right: f64) -> Result<f64, DistError> {
        let a = 0.5 * self.df;
        let term = |u: f64| (-a * exp_minus_tangent(2.0 * u)).exp() * tail(q * u.exp());
        Ok((2.0 * rcomp(a, a) * trapezoid(term, left, right)?).min(1.0))
    }

    /// Beyond this ln S the density alone is below exp(-2000).
    fn far_right(&self) -> f64 {
        0.5 * (6000.0 / self.df + 3.0).ln() + 1.0
    }
}

#[cfg(test)]
mod tests {
    use super::super::StudentT;
    use super::super::golden::{check, relative_error};
    use super::*;

    fn law(k: u32, df: f64) -> StudentizedRange {
        StudentizedRange::try_new(k, df).unwrap()
    }

    #[test]
    fn golden() {
        check(include_str!("../../tests/golden_distributions/studentized_range.json"), 1e-12, |function, x| {
            match function {
                "cdf" => law(x[0] as u32, x[1]).cdf(x[2]).unwrap(),
                "sf" => law(x[0] as u32, x[1]).sf(x[2]).unwrap(),
                _ => f64::NAN,
            }
        });
    }

    /// Two values: Q = sqrt(2) |t|.
    #[test]
    fn two_values_make_a_t() {
        let mut worst: (f64, f64, f64) = (0.0, 0.0, 0.0);
        for df in [1.0, 2.0, 3.0, 7.5, 20.0, 100.0, 1000.0, 1e6, 1e12, f64::INFINITY] {
            let t = StudentT::try_new(df.min(1e16)).unwrap();
            for q in [1e-6, 1e-3, 0.1, 1.0, 3.0, 7.0, 20.0, 45.0, 300.0, 1e5, 1e20, 1e100] {
                let truth = 2.0 * t.sf(q / std::f64::consts::SQRT_2);
                if truth < 1e-300 {
                    continue;
                }
                let error = relative_error(law(2, df).sf(q).unwrap(), truth);
                if error > worst.0 {
                    worst = (error, df, q);
                }
            }
        }
        println!("worst {worst:?}");
        assert!(worst.0 < 1e-12, "{worst:?}");
    }

    /// Critical values of Harter 1960 (Ann Math Stat 31:1122-1147).
    #[test]
    fn published_critical_values() {
        for (k, df, p, critical) in [
            (3, 10.0, 0.05, 3.877),
            (3, 10.0, 0.01, 5.270),
            (10, 20.0, 0.05, 5.008),
            (20, 60.0, 0.05, 5.241),
            (4, f64::INFINITY, 0.05, 3.633),
            (2, 1.0, 0.05, 17.97),
        ] {
            let found = law(k, df).upper_quantile(p).unwrap();
            assert!((found - critical).abs() < 0.0006 * critical, "{k} {df} {p}: {found}");
        }
    }

    #[test]
    fn quantiles_invert() {
        for (k, df) in [(2, 1.0), (3, 4.0), (10, 30.0), (50, 1000.0), (5, f64::INFINITY)] {
            for p in [1e-50, 1e-9, 0.05, 0.5, 0.9] {
                let law = law(k, df);
                let q = law.upper_quantile(p).unwrap();
                assert!(relative_error(law.sf(q).unwrap(), p) < 1e-10, "{k} {df} {p}: {q}");
                let q = law.quantile(p).unwrap();
                assert!(relative_error(law.cdf(q).unwrap(), p) < 1e-10, "{k} {df} {p}: {q}");
            }
        }
        assert_eq!(
            (law(3, 9.0).quantile(0.0).unwrap(), law(3, 9.0).upper_quantile(0.0).unwrap()),
            (0.0, f64::INFINITY)
        );
        assert_eq!((law(3, 9.0).cdf(0.0).unwrap(), law(3, 9.0).sf(-1.0).unwrap()), (0.0, 1.0));
        assert!(StudentizedRange::try_new(1, 9.0).is_err() && StudentizedRange::try_new(3, 0.5).is_err());
    }
}
