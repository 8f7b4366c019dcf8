//! The noncentral F distribution and the confidence limits of its noncentrality.

use cdflib::special::internal::rcomp;

use super::DistError;
use super::error::{positive, probability};
use super::incomplete_beta::beta_tails;
use crate::num::{CompensatedSum, NumError, bracketed_root, expand_bracket};

const DISTRIBUTION: &str = "noncentral F";
/// Above this the sums of terms become long.
const LARGEST: f64 = 1e7;
/// Terms on each side of the largest one: at a noncentrality of 1e7 those within 12 SDs of it are 27000.
const MAX_TERMS: u32 = 100_000;
/// A term below this part of the sum ends it; the terms fall off faster than geometrically.
const NEGLIGIBLE: f64 = 1e-18;

/// Noncentral F: the law of the ratio of two mean squares when the one above has the given noncentrality (the sum of squared means over
/// the variance). With one numerator degree of freedom it is the square of a noncentral t.
///
/// Formula: P(F <= f) = sum over j of Poisson(j; noncentrality / 2) I_x(d1 / 2 + j, d2 / 2), x / (1 - x) = d1 f / d2, and the upper tail
/// alike (Johnson, Kotz and Balakrishnan 1995, Continuous Univariate Distributions 2, ch. 30). All terms are positive, so that
/// neither tail cancels; they are log-concave in j and are summed from the largest outwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NoncentralF {
    numerator_df: f64,
    denominator_df: f64,
    noncentrality: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tail {
    Lower,
    Upper,
}

impl NoncentralF {
    /// # Errors
    /// `Parameter` unless both degrees of freedom are positive and finite, and the noncentrality is from 0 to 1e7.
    pub fn try_new(numerator_df: f64, denominator_df: f64, noncentrality: f64) -> Result<Self, DistError> {
        positive(DISTRIBUTION, "numerator df", numerator_df, false)?;
        positive(DISTRIBUTION, "denominator df", denominator_df, false)?;
        if !(0.0..=LARGEST).contains(&noncentrality) {
            return Err(DistError::Parameter {
                distribution: DISTRIBUTION,
                parameter: "noncentrality",
                found: noncentrality,
                expected: "a number from 0 to 1e7",
            });
        }
        Ok(Self { numerator_df, denominator_df, noncentrality })
    }

    /// P(F <= f); 0 for negative f.
    ///
    /// # Errors
    /// `Numeric` if f is not a number.
    pub fn cdf(&self, f: f64) -> Result<f64, DistError> {
        self.tail(f, Tail::Lower)
    }

    /// P(F > f).
    ///
    /// # Errors
    /// `Numeric` if f is not a number.
    pub fn sf(&self, f: f64) -> Result<f64, DistError> {
        self.tail(f, Tail::Upper)
    }

    /// The f with P(F <= f) = p.
    ///
    /// # Errors
    /// `Probability` unless 0 < p < 1; `Numeric` if the search does not converge.
    pub fn quantile(&self, p: f64) -> Result<f64, DistError> {
        inside(p)?;
        self.solve(p, Tail::Lower)
    }

    /// The f with P(F > f) = q.
    ///
    /// # Errors
    /// `Probability` unless 0 < q < 1; `Numeric` if the search does not converge.
    pub fn upper_quantile(&self, q: f64) -> Result<f64, DistError> {
        inside(q)?;
        self.solve(q, Tail::Upper)
    }

    /// In ln f, on the smaller of the two tails.
    fn solve(&self, p: f64, tail: Tail) -> Result<f64, DistError> {
        let (p, tail) = match tail {
            Tail::Lower if p > 0.5 => (1.0 - p, Tail::Upper),
            Tail::Upper if p > 0.5 => (1.0 - p, Tail::Lower),
            _ => (p, tail),
        };
        let excess = |w: f64| self.tail(w.exp(), tail).map_or(f64::NAN, |found| (found / p).ln());
        let (lo, hi) = expand_bracket(excess, (self.noncentrality / self.numerator_df).ln_1p(), 0.5)?;
        Ok(bracketed_root(excess, lo, hi, 1e-16)?.exp())
    }

    fn tail(&self, f: f64, tail: Tail) -> Result<f64, DistError> {
        if f.is_nan() {
            return Err(NumError::NotFinite { technique: DISTRIBUTION, at: f }.into());
        }
        if f <= 0.0 || f == f64::INFINITY {
            return Ok(f64::from((f > 0.0) == (tail == Tail::Lower)));
        }
        let odds = self.numerator_df * f / self.denominator_df;
        let (x, y) = (1.0 / (1.0 + 1.0 / odds), 1.0 / (1.0 + odds));
        let half = 0.5 * self.noncentrality;
        // Poisson: e^-h h^j / j!
        let weight = |j: u32| if half == 0.0 { f64::from(j == 0) } else { rcomp(f64::from(j) + 1.0, half) / half };
        let term = |j: u32| {
            let tails = beta_tails(0.5 * self.numerator_df + f64::from(j), 0.5 * self.denominator_df, x, y);
            weight(j) * if tail == Tail::Lower { tails.lower } else { tails.upper }
        };
        // Halving on whether the next term is larger. Terms that underflow lie below the largest where it is the weight that does, or the
        // upper tail, which rises with j; the lower tail falls with j.
        let (mut largest, mut beyond) = (0, (2.0 * half) as u32 + 1000);
        while largest < beyond {
            let middle = largest + (beyond - largest) / 2;
            let (here, next) = (term(middle), term(middle + 1));
            let vanishing = next == 0.0 && f64::from(middle) < half;
            if next > here || (vanishing && (tail == Tail::Upper || weight(middle) == 0.0)) {
                largest = middle + 1;
            } else {
                beyond = middle;
            }
        }
        let mut sum = CompensatedSum::new();
        for indices in [&mut (largest..largest + MAX_TERMS) as &mut dyn Iterator<Item = u32>, &mut (0..largest).rev()] {
            for j in indices {
                let next = term(j);
                sum.add(next);
                if next <= NEGLIGIBLE * sum.value() {
                    break;
                }
            }
        }
        Ok(sum.value().min(1.0))
    }
}

/// Question: which noncentralities are compatible with an observed F?
///
/// The limits (lower, upper) of the two-sided interval of confidence `level`, with (1 - level) / 2 in each tail (Steiger and Fouladi
/// 1997); 0 where even no noncentrality leaves less than that.
///
/// # Errors
/// `Parameter` for impossible degrees of freedom, `Probability` unless 0 < level < 1, `Numeric` if the search does not converge, or the
/// limit is beyond 1e7.
pub fn f_noncentrality_limits(
    f: f64,
    numerator_df: f64,
    denominator_df: f64,
    level: f64,
) -> Result<(f64, f64), DistError> {
    inside(level)?;
    let p = 0.5 * (1.0 - level);
    let limit = |tail: Tail| {
        // ln(tail / p) as the noncentrality rises: the upper tail grows from below p, the lower one falls from above it.
        let excess = |root: f64| {
            let law = NoncentralF::try_new(numerator_df, denominator_df, root * root);
            law.and_then(|law| law.tail(f, tail)).map(|found| (found / p).ln())
        };
        let at_zero = excess(0.0)?;
        if (at_zero >= 0.0) == (tail == Tail::Upper) {
            return Ok(0.0);
        }
        let found = |root: f64| excess(root).unwrap_or(f64::NAN);
        let mut beyond = 1.0 + (numerator_df * f).max(0.0).sqrt();
        while (found(beyond) < 0.0) == (at_zero < 0.0) && beyond < LARGEST.sqrt() {
            beyond = (2.0 * beyond).min(LARGEST.sqrt());
        }
        Ok::<f64, DistError>(bracketed_root(found, 0.0, beyond, 1e-15)?.powi(2))
    };
    Ok((limit(Tail::Upper)?, limit(Tail::Lower)?))
}

fn inside(p: f64) -> Result<(), DistError> {
    if probability(p)? > 0.0 && p < 1.0 { Ok(()) } else { Err(DistError::Probability { found: p }) }
}

#[cfg(test)]
mod tests {
    use super::super::golden::{check, relative_error};
    use super::super::{FisherF, NoncentralT};
    use super::*;

    fn law(d1: f64, d2: f64, noncentrality: f64) -> NoncentralF {
        NoncentralF::try_new(d1, d2, noncentrality).unwrap()
    }

    #[test]
    fn golden() {
        check(
            include_str!("../../tests/golden_distributions/noncentral_f.json"),
            1e-12,
            |function, x| match function {
                "cdf" => law(x[0], x[1], x[2]).cdf(x[3]).unwrap(),
                "sf" => law(x[0], x[1], x[2]).sf(x[3]).unwrap(),
                _ => f64::NAN,
            },
        );
    }

    /// Halving in mpmath at 60 digits on the series of tests/golden_distributions/make.py.
    #[test]
    fn limits_of_the_noncentrality() {
        for (f, d1, d2, level, lower, upper) in [
            (4.2, 3.0, 17.0, 0.95, 0.143_415_086_164_419_2, 31.266_325_589_514_9),
            (9.5, 2.0, 40.0, 0.95, 3.909_118_396_664_792, 41.279_156_062_054_63),
            (2.1, 5.0, 100.0, 0.8, 0.517_836_181_906_475_8, 15.906_910_490_859_6),
        ] {
            let found = f_noncentrality_limits(f, d1, d2, level).unwrap();
            assert!(relative_error(found.0, lower) < 1e-10 && relative_error(found.1, upper) < 1e-10, "{found:?}");
        }
        let small = f_noncentrality_limits(0.01, 3.0, 17.0, 0.95).unwrap();
        assert_eq!(small, (0.0, 0.0));
        assert!(f_noncentrality_limits(1.0, 3.0, 17.0, 1.0).is_err());
    }

    #[test]
    fn central_and_squared_t() {
        for f in [1e-3, 0.5, 2.0, 30.0] {
            let (central, found) = (FisherF::try_new(3.0, 17.0).unwrap(), law(3.0, 17.0, 0.0));
            assert!(relative_error(found.sf(f).unwrap(), central.sf(f)) < 1e-13);
            assert!(relative_error(found.cdf(f).unwrap(), central.cdf(f)) < 1e-13);
            for ncp in [0.4, 3.0, 12.0] {
                let t = NoncentralT::try_new(23.0, ncp).unwrap();
                let expected = t.sf(f.sqrt()).unwrap() + t.cdf(-f.sqrt()).unwrap();
                assert!(relative_error(law(1.0, 23.0, ncp * ncp).sf(f).unwrap(), expected) < 1e-12, "{f} {ncp}");
            }
        }
    }

    #[test]
    fn quantiles_invert() {
        for (d1, d2, noncentrality) in [(1.0, 5.0, 0.0), (3.0, 20.0, 7.5), (12.0, 4.0, 300.0), (2.0, 500.0, 2e4)] {
            let law = law(d1, d2, noncentrality);
            for q in [1e-20, 0.025, 0.5, 0.9] {
                assert!(relative_error(law.sf(law.upper_quantile(q).unwrap()).unwrap(), q) < 1e-10, "{law:?} {q}");
                assert!(relative_error(law.cdf(law.quantile(q).unwrap()).unwrap(), q) < 1e-10, "{law:?} {q}");
            }
        }
    }

    #[test]
    fn edges_and_refusals() {
        let law = law(2.0, 3.0, 4.0);
        assert_eq!((law.cdf(-1.0).unwrap(), law.sf(0.0).unwrap()), (0.0, 1.0));
        assert_eq!((law.cdf(f64::INFINITY).unwrap(), law.sf(f64::INFINITY).unwrap()), (1.0, 0.0));
        assert!(law.cdf(f64::NAN).is_err() && law.quantile(0.0).is_err() && law.upper_quantile(1.5).is_err());
        for (d1, d2, noncentrality) in [(0.0, 1.0, 1.0), (1.0, f64::NAN, 1.0), (1.0, 1.0, -1.0), (1.0, 1.0, 1e9)] {
            assert!(NoncentralF::try_new(d1, d2, noncentrality).is_err());
        }
    }
}
