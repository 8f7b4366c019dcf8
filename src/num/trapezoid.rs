//! The trapezoidal rule for integrands that vanish at both ends.

use super::{NumError, compensated_sum};

const TECHNIQUE: &str = "trapezoidal rule";
const FIRST_INTERVALS: usize = 32;
const MAX_DOUBLINGS: usize = 9;

/// Question: what is the integral of a smooth `f` that is negligible at `lo` and at `hi`?
///
/// For an analytic integrand that dies off at both ends the trapezoidal rule converges geometrically (Trefethen and
/// Weideman 2014, SIAM Review 56:385-458): halving the step squares the relative error. The step is halved until two
/// values differ by less than 1e-8 relative, twice running; the last one is then good to rounding. All terms of a
/// positive integrand are positive, so nothing cancels however small the result.
///
/// # Errors
/// `NotFinite` if `f` is not finite at a node; `NotConverged` after 9 doublings (16384 nodes); adaptive quadrature is better there.
pub fn trapezoid(mut f: impl FnMut(f64) -> f64, lo: f64, hi: f64) -> Result<f64, NumError> {
    let width = hi - lo;
    if !width.is_finite() {
        return Err(NumError::Argument { what: "width of the range", found: width, expected: "a finite number" });
    }
    let mut intervals = FIRST_INTERVALS;
    let ends = 0.5 * (f(lo) + f(hi));
    let mut sum = ends + compensated_sum((1..intervals).map(|i| f(lo + width * (i as f64 / intervals as f64))));
    let mut value = sum * width / intervals as f64;
    let mut agreed = false;
    for _ in 0..MAX_DOUBLINGS {
        sum += compensated_sum((0..intervals).map(|i| f(lo + width * ((i as f64 + 0.5) / intervals as f64))));
        intervals *= 2;
        let refined = sum * width / intervals as f64;
        if !refined.is_finite() {
            return Err(NumError::NotFinite { technique: TECHNIQUE, at: 0.5 * (lo + hi) });
        }
        let agrees = (refined - value).abs() <= 1e-8 * refined.abs();
        value = refined;
        if agrees && agreed {
            return Ok(value);
        }
        agreed = agrees;
    }
    Err(NumError::NotConverged { technique: TECHNIQUE, iterations: intervals, best: value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaussian_and_sech() {
        let gauss = trapezoid(|x| (-0.5 * x * x).exp(), -12.0, 9.0).unwrap();
        assert!((gauss / (2.0 * std::f64::consts::PI).sqrt() - 1.0).abs() < 1e-15);
        let sech = trapezoid(|x: f64| 1.0 / x.cosh(), -40.0, 40.0).unwrap();
        assert!((sech / std::f64::consts::PI - 1.0).abs() < 1e-15);
        let narrow = trapezoid(|x| (-1e6 * (x - 0.3) * (x - 0.3)).exp(), -1.0, 1.0).unwrap();
        assert!((narrow / (std::f64::consts::PI / 1e6).sqrt() - 1.0).abs() < 1e-14);
        let small = trapezoid(|x| 1e-290 * (-0.5 * x * x).exp(), -9.0, 9.0).unwrap();
        assert!((small / (1e-290 * (2.0 * std::f64::consts::PI).sqrt()) - 1.0).abs() < 1e-15);
        assert_eq!(trapezoid(|_| 0.0, 0.0, 1.0).unwrap(), 0.0);
    }

    #[test]
    fn refuses_what_is_no_number() {
        assert!(trapezoid(|_| f64::NAN, 0.0, 1.0).is_err());
        assert!(trapezoid(|_| 1.0, 0.0, f64::INFINITY).is_err());
    }
}
