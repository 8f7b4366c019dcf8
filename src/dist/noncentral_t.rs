//! The noncentral t distribution and the confidence limits of its noncentrality.

use cdflib::special::internal::rcomp;

use super::error::{positive, probability};
use super::{ChiSquared, DistError, normal};
use crate::num::{NumError, bracketed_root, expand_bracket, integrate, trapezoid};

/// Above this the spread of the estimated standard deviation is below rounding.
const LARGE: f64 = 1e15;
/// Integrands are dropped where they are below exp(-42) = 6e-19 of their peak.
const CUT: f64 = 42.0;
/// Above this times sqrt(df) the noncentrality is far out: Φ(ncp - t S) falls in a step too steep to integrate over.
const FAR: f64 = 500.0;

/// Noncentral t: the law of (Z + ncp) / S with Z standard normal and df S² chi-squared with df degrees of freedom.
///
/// The t statistic of n pairs with true standardised change d has df = n - 1 and ncp = d sqrt(n).
///
/// Formula: P(T > t) = E Φ(ncp - t S), an integral over ln S whose terms are all positive, so that neither tail cancels,
/// however small; by the trapezoidal rule, which converges geometrically here. (The series of Lenth 1989, AS 243, agrees
/// and is the test; it loses the tail on the side away from the noncentrality.)
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NoncentralT {
    df: f64,
    ncp: f64,
}

impl NoncentralT {
    /// # Errors
    /// `Parameter` unless df >= 0.05 (infinity is fine) and the noncentrality is finite.
    pub fn try_new(df: f64, ncp: f64) -> Result<Self, DistError> {
        let distribution = "noncentral t";
        positive(distribution, "df", df, true)?;
        if df < 0.05 {
            return Err(DistError::Parameter { distribution, parameter: "df", found: df, expected: "0.05 or more" });
        }
        if !ncp.is_finite() {
            let parameter = "noncentrality";
            return Err(DistError::Parameter { distribution, parameter, found: ncp, expected: "a finite number" });
        }
        Ok(Self { df, ncp })
    }

    /// P(T <= t).
    ///
    /// # Errors
    /// `Numeric` if the integral does not converge.
    pub fn cdf(&self, t: f64) -> Result<f64, DistError> {
        // -T is noncentral t with -ncp.
        upper_tail(-t, self.df, -self.ncp)
    }

    /// P(T > t).
    ///
    /// # Errors
    /// `Numeric` if the integral does not converge.
    pub fn sf(&self, t: f64) -> Result<f64, DistError> {
        upper_tail(t, self.df, self.ncp)
    }

    /// The t with P(T <= t) = p; infinite at 0 and 1.
    ///
    /// # Errors
    /// `Probability` unless 0 <= p <= 1; `Numeric` if the search does not converge.
    pub fn quantile(&self, p: f64) -> Result<f64, DistError> {
        if probability(p)? > 0.5 {
            return self.upper_quantile(1.0 - p);
        }
        Ok(-Self { ncp: -self.ncp, ..*self }.upper_quantile(p)?)
    }

    /// The t with P(T > t) = q; infinite at 0 and 1.
    ///
    /// # Errors
    /// `Probability` unless 0 <= q <= 1; `Numeric` if the search does not converge.
    pub fn upper_quantile(&self, q: f64) -> Result<f64, DistError> {
        if probability(q)? > 0.5 {
            return Ok(-Self { ncp: -self.ncp, ..*self }.upper_quantile(1.0 - q)?);
        }
        if q == 0.0 {
            return Ok(f64::INFINITY);
        }
        // In arsinh t, so that tails of small df, at t of 1e100, are within reach.
        let excess = |s: f64| self.sf(s.sinh()).map_or(f64::NAN, |tail| (tail / q).ln());
        let (lo, hi) = expand_bracket(excess, self.ncp.asinh(), 0.5)?;
        Ok(bracketed_root(excess, lo, hi, 1e-16)?.sinh())
    }
}

/// The noncentrality for which P(T > t) = p: the lower confidence limit of level 1 - p after observing t.
///
/// # Errors
/// `Parameter` for an impossible df, `Probability` unless 0 < p < 1, `Numeric` if the search does not converge.
pub fn ncp_for_sf(t: f64, df: f64, p: f64) -> Result<f64, DistError> {
    positive("noncentral t", "df", df, true)?;
    if !(probability(p)? > 0.0 && p < 1.0) {
        return Err(DistError::Probability { found: p });
    }
    if p > 0.5 {
        // P(T > t; ncp) = p is P(T' > -t; -ncp) = 1 - p.
        return Ok(-ncp_for_sf(-t, df, 1.0 - p)?);
    }
    let excess =
        |ncp: f64| NoncentralT::try_new(df, ncp).and_then(|law| law.sf(t)).map_or(f64::NAN, |tail| (tail / p).ln());
    // Johnson and Welch (1940): T is about normal with variance 1 + t² / (2 df).
    let spread = (1.0 + 0.5 * t * t / df).sqrt();
    let guess = t + normal::quantile(p)? * spread;
    let (lo, hi) = expand_bracket(excess, guess, 0.1 * spread)?;
    Ok(bracketed_root(excess, lo, hi, 1e-15)?)
}

/// The noncentrality for which P(T <= t) = p: the upper confidence limit of level 1 - p after observing t.
///
/// # Errors
/// As [`ncp_for_sf`].
pub fn ncp_for_cdf(t: f64, df: f64, p: f64) -> Result<f64, DistError> {
    Ok(-ncp_for_sf(-t, df, p)?)
}

/// Question: which noncentralities are compatible with an observed t?
///
/// The limits (lower, upper) of the two-sided interval of confidence `level`, with (1 - level) / 2 in each tail (Steiger
/// and Fouladi 1997, in What If There Were No Significance Tests?, ch. 9). Divided by sqrt(n) they are the limits of d_z.
///
/// # Errors
/// As [`ncp_for_sf`]; `Probability` unless 0 < level < 1.
pub fn ncp_limits(t: f64, df: f64, level: f64) -> Result<(f64, f64), DistError> {
    if !(level > 0.0 && level < 1.0) {
        return Err(DistError::Probability { found: level });
    }
    let tail = 0.5 * (1.0 - level);
    Ok((ncp_for_sf(t, df, tail)?, ncp_for_cdf(t, df, tail)?))
}

/// P(T > t) = integral over w = ln S of the density of ln S times Φ(ncp - t e^w).
fn upper_tail(t: f64, df: f64, ncp: f64) -> Result<f64, DistError> {
    if t.is_nan() {
        return Err(NumError::NotFinite { technique: "noncentral t", at: t }.into());
    }
    if df > LARGE || t == 0.0 {
        return Ok(normal::sf(t - ncp));
    }
    if t.is_infinite() {
        return Ok(if t > 0.0 { 0.0 } else { 1.0 });
    }
    if ncp.abs() > FAR * df.sqrt().max(1.0) && (ncp > 0.0) == (t > 0.0) {
        return far_upper_tail(t, df, ncp);
    }
    let a = 0.5 * df;
    let slope = |w: f64| -df * (2.0 * w).exp_m1() - t * w.exp() * hazard(ncp - t * w.exp());
    let log_term = |w: f64| -a * exp_minus_tangent(2.0 * w) + log_cdf(ncp - t * w.exp());
    // Beyond these the density of ln S alone is below exp(-2000).
    let (far_left, far_right) = (-1000.0 / a - 2.0, 0.5 * (3000.0 / a + 3.0).ln() + 1.0);
    let (left, right) = if t > 0.0 {
        // Log-concave, with its peak at or left of 0.
        let peak = near_maximum(slope, far_left, 0.0);
        let bottom = log_term(peak) - CUT;
        (crossing(|w| log_term(w) - bottom, far_left, peak), crossing(|w| log_term(w) - bottom, far_right, peak))
    } else {
        // Rising up to 0; beyond, two peaks are possible, but Φ <= 1 bounds the terms.
        let peak = near_maximum(slope, 0.0, far_right);
        let bottom = log_term(peak).max(log_term(0.0)) - CUT;
        let bound = |w: f64| -a * exp_minus_tangent(2.0 * w) - bottom;
        (crossing(|w| log_term(w) - bottom, far_left, 0.0), crossing(bound, far_right, 0.0))
    };
    // The density of w = ln S: 2 a^a e^-a / Γ(a) exp(-a (e^2w - 1 - 2w)).
    let term = |w: f64| (-a * exp_minus_tangent(2.0 * w)).exp() * normal::cdf(ncp - t * w.exp());
    // A small df with a large noncentrality makes a step on a long slope, which takes panels of unequal width.
    let integral = trapezoid(term, left, right).or_else(|_| integrate(term, left, right, 1e-14))?;
    Ok((2.0 * rcomp(a, a) * integral).min(1.0))
}

/// P(T > t) for a large noncentrality of the sign of t, as an integral over Z instead: E F((ncp + Z) / t), F the distribution
/// function of S for t > 0 and its upper tail for t < 0. Where F does not underflow, ln F changes by less than a few tenths over
/// one unit of Z, so that the normal density bounds the range.
fn far_upper_tail(t: f64, df: f64, ncp: f64) -> Result<f64, DistError> {
    let square = ChiSquared::try_new(df)?;
    let term = |z: f64| {
        let s = (ncp.abs() + z) / t.abs();
        let x = (df * s * s).min(f64::MAX);
        normal::pdf(z) * if t > 0.0 { square.cdf(x) } else { square.sf(x) }
    };
    Ok(trapezoid(term, -12.0, 12.0)?.min(1.0))
}

/// e^v - 1 - v without cancellation near 0.
pub(super) fn exp_minus_tangent(v: f64) -> f64 {
    if v.abs() > 0.5 {
        return v.exp_m1() - v;
    }
    // v²/2 (1 + v/3 (1 + v/4 (1 + ...)))
    0.5 * v * v * (3..=16).rev().fold(1.0, |inner, k| 1.0 + v / f64::from(k) * inner)
}

/// ln Φ(z), by its leading terms where Φ itself underflows; used only to find the range.
pub(super) fn log_cdf(z: f64) -> f64 {
    if z > -37.0 { normal::cdf(z).ln() } else { -0.5 * z * z - (-z).ln() - 0.919 }
}

/// φ(z) / Φ(z), the derivative of ln Φ; by its asymptote where Φ underflows.
pub(super) fn hazard(z: f64) -> f64 {
    if z > -37.0 { normal::pdf(z) / normal::cdf(z) } else { -z }
}

/// A point where a concave function is within 1/2 of its maximum, by halving on the sign of its slope: the maximum cannot
/// be more than slope times half the bracket away. (Of a function with several peaks it finds one.)
pub(super) fn near_maximum(slope: impl Fn(f64) -> f64, lo: f64, hi: f64) -> f64 {
    let (mut lo, mut hi) = (lo, hi);
    for _ in 0..80 {
        let middle = 0.5 * (lo + hi);
        let rise = slope(middle);
        if rise.abs() * (hi - lo) < 1.0 {
            return middle;
        }
        if rise > 0.0 {
            lo = middle;
        } else {
            hi = middle;
        }
    }
    0.5 * (lo + hi)
}

/// A point between `inside` (f > 0) and `outside` (f < 0), beyond the zero of f by a few percent of the distance.
pub(super) fn crossing(f: impl Fn(f64) -> f64, outside: f64, inside: f64) -> f64 {
    let (mut outside, mut bound) = (outside, inside);
    for _ in 0..80 {
        if (outside - bound).abs() <= 0.05 * (outside - inside).abs() {
            break;
        }
        let middle = 0.5 * (outside + bound);
        if f(middle) > 0.0 {
            bound = middle;
        } else {
            outside = middle;
        }
    }
    outside
}

#[cfg(test)]
mod tests {
    use super::super::StudentT;
    use super::super::golden::{check, relative_error};
    use super::*;

    fn law(df: f64, ncp: f64) -> NoncentralT {
        NoncentralT::try_new(df, ncp).unwrap()
    }

    #[test]
    fn golden() {
        check(
            include_str!("../../tests/golden_distributions/noncentral_t.json"),
            1e-12,
            |function, x| match function {
                "cdf" => law(x[0], x[1]).cdf(x[2]).unwrap(),
                "sf" => law(x[0], x[1]).sf(x[2]).unwrap(),
                _ => f64::NAN,
            },
        );
    }

    #[test]
    fn central_and_normal_limits() {
        for t in [-30.0, -1.0, 0.0, 1e-9, 0.4, 3.0, 1e3, 1e80] {
            for df in [0.1, 1.0, 59.0, 1e6, 1e12] {
                let central = StudentT::try_new(df).unwrap();
                let truth = central.sf(t);
                if truth > 1e-290 {
                    assert!(relative_error(law(df, 0.0).sf(t).unwrap(), truth) < 1e-12, "{df} {t}");
                }
                assert!((law(df, 0.0).sf(t).unwrap() + law(df, 0.0).cdf(t).unwrap() - 1.0).abs() < 1e-14);
            }
            assert!(relative_error(law(f64::INFINITY, 2.0).sf(t).unwrap(), normal::sf(t - 2.0)) == 0.0);
        }
    }

    #[test]
    fn quantiles_invert() {
        for df in [0.5, 3.0, 59.0, 1e5] {
            for ncp in [-20.0, -1.0, 0.0, 0.5, 6.0, 40.0] {
                for q in [1e-100, 1e-9, 0.025, 0.5, 0.9] {
                    let t = law(df, ncp).upper_quantile(q).unwrap();
                    let found = law(df, ncp).sf(t).unwrap();
                    // Near t = 0, where the quantile crosses, one rounding of arsinh t is absolute.
                    assert!(relative_error(found, q) < 1e-11, "{df} {ncp} {q}: {t} {found}");
                    assert_eq!(law(df, -ncp).quantile(q).unwrap(), -t);
                }
            }
        }
        assert_eq!(law(3.0, 1.0).quantile(0.0).unwrap(), f64::NEG_INFINITY);
        assert_eq!(law(3.0, 1.0).quantile(1.0).unwrap(), f64::INFINITY);
    }

    #[test]
    fn limits_invert_the_tails() {
        for df in [1.0, 9.0, 59.0, 400.0] {
            for t in [-25.0, -2.0, 0.0, 0.3, 4.06, 40.0] {
                for level in [0.5, 0.9, 0.95, 0.999] {
                    let tail = 0.5 * (1.0 - level);
                    let (lower, upper) = ncp_limits(t, df, level).unwrap();
                    assert!(lower < upper);
                    assert!(relative_error(law(df, lower).sf(t).unwrap(), tail) < 1e-12, "{df} {t} {level}");
                    assert!(relative_error(law(df, upper).cdf(t).unwrap(), tail) < 1e-12, "{df} {t} {level}");
                }
            }
        }
        // p > 1/2 is the other side.
        let ncp = ncp_for_sf(2.0, 20.0, 0.975).unwrap();
        assert!(relative_error(law(20.0, ncp).cdf(2.0).unwrap(), 0.025) < 1e-12);
    }

    /// A change of thousands of SDs, as from a wrong unit: mpmath 1.4.1, 40 digits, roots of the integral over Z.
    #[test]
    fn limits_far_out() {
        for (t, df, p, lower, upper) in [
            (2e4, 1.0, 0.025, 626.759_641_211_981_3, 44_828.054_608_133_98),
            (2e6, 1.0, 0.025, 62_675.964_042_861_01, 4_482_805.455_210_451),
            (1e9, 3.0, 0.025, 268_200_971.054_604_17, 1_765_257_639.788_608_8),
            (5e4, 9.0, 0.025, 27_388.103_058_433_56, 72_691.830_196_467_82),
            (5e4, 9.0, 0.005, 21_952.808_491_818_3, 80_948.115_820_119_71),
            (2e5, 59.0, 0.025, 163_979.865_081_603_7, 235_950.879_656_592_18),
            (1e12, 400.0, 0.1, 954_210_963_617.806, 1_044_807_380_638.385_1),
        ] {
            let found = (ncp_for_sf(t, df, p).unwrap(), ncp_for_cdf(t, df, p).unwrap());
            assert!(relative_error(found.0, lower) < 1e-12, "{t} {df} {p}: {} {lower}", found.0);
            assert!(relative_error(found.1, upper) < 1e-12, "{t} {df} {p}: {} {upper}", found.1);
            assert_eq!(ncp_for_cdf(-t, df, p).unwrap(), -found.0);
        }
    }

    #[test]
    fn refusals() {
        assert!(NoncentralT::try_new(0.01, 1.0).is_err() && NoncentralT::try_new(f64::NAN, 1.0).is_err());
        assert!(NoncentralT::try_new(3.0, f64::INFINITY).is_err());
        assert!(law(3.0, 1.0).sf(f64::NAN).is_err());
        assert!(ncp_limits(1.0, 3.0, 1.0).is_err() && ncp_for_sf(1.0, 3.0, 0.0).is_err());
        assert_eq!(law(3.0, 1.0).sf(f64::INFINITY).unwrap(), 0.0);
        assert_eq!(law(3.0, 1.0).cdf(f64::INFINITY).unwrap(), 1.0);
    }
}
