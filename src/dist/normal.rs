//! The standard normal distribution.

use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI, PI};

use statrs::function::erf::erfc_inv;

use super::DistError;
use super::error::probability;

/// 1 / sqrt(2) minus its double.
const FRAC_1_SQRT_2_LOW: f64 = -4.833_646_656_726_457e-17;

/// The density exp(-z²/2) / sqrt(2 pi).
pub fn pdf(z: f64) -> f64 {
    // exp(-z²/2) with the rounding error of the square put back.
    let square = z * z;
    let lost = if square.is_finite() { z.mul_add(z, -square) } else { 0.0 };
    (-0.5 * square).exp() * (1.0 - 0.5 * lost) / (2.0 * PI).sqrt()
}

/// P(Z <= z); full relative accuracy in the lower tail.
pub fn cdf(z: f64) -> f64 {
    sf(-z)
}

/// P(Z > z) = erfc(z / sqrt 2) / 2; full relative accuracy in the upper tail, to 1e-308 at z = 37.5.
pub fn sf(z: f64) -> f64 {
    let x = z * FRAC_1_SQRT_2;
    let tail = libm::erfc(x);
    if x.is_nan() || x.abs() > 30.0 {
        return 0.5 * tail;
    }
    // The rounding of z / sqrt 2 costs z² eps in the tail: put it back to first order.
    let lost = z.mul_add(FRAC_1_SQRT_2, -x) + z * FRAC_1_SQRT_2_LOW;
    0.5 * (tail - lost * FRAC_2_SQRT_PI * (-x * x).exp())
}

/// The z with P(Z <= z) = p; infinite at 0 and 1.
///
/// # Errors
/// `Probability` unless 0 <= p <= 1.
pub fn quantile(p: f64) -> Result<f64, DistError> {
    Ok(if probability(p)? <= 0.5 { -upper(p) } else { upper(1.0 - p) })
}

/// The z with P(Z > z) = q; infinite at 0 and 1.
///
/// # Errors
/// `Probability` unless 0 <= q <= 1.
pub fn upper_quantile(q: f64) -> Result<f64, DistError> {
    Ok(-quantile(q)?)
}

/// The z >= 0 with upper tail q <= 1/2.
fn upper(q: f64) -> f64 {
    if q == 0.5 { 0.0 } else { std::f64::consts::SQRT_2 * erfc_inv(2.0 * q) }
}

#[cfg(test)]
mod tests {
    use super::super::golden::{check, relative_error};
    use super::*;

    #[test]
    fn golden() {
        check(include_str!("../../tests/golden_distributions/normal.json"), 1e-15, |function, x| match function {
            "sf" => sf(x[0]),
            "pdf" => pdf(x[0]),
            "quantile" => quantile(x[0]).unwrap(),
            _ => f64::NAN,
        });
    }

    #[test]
    fn symmetry_and_ends() {
        for z in [0.0, 0.3, 1.7, 9.0, 38.0, f64::INFINITY] {
            assert_eq!(cdf(-z), sf(z));
            assert!((cdf(z) + sf(z) - 1.0).abs() <= f64::EPSILON);
        }
        assert_eq!(quantile(0.0).unwrap(), f64::NEG_INFINITY);
        assert_eq!(upper_quantile(0.0).unwrap(), f64::INFINITY);
        assert_eq!(quantile(0.5).unwrap(), 0.0);
        for p in [-0.1, 1.1, f64::NAN] {
            assert!(matches!(quantile(p), Err(DistError::Probability { .. })));
        }
        for q in [1e-300, 1e-30, 0.01, 0.3] {
            assert!(relative_error(sf(upper_quantile(q).unwrap()), q) < 1e-15 * (2.0 - 2.0 * f64::ln(q)));
        }
    }
}
