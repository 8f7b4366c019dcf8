//! The regularised incomplete gamma function and its inverse: the core of chi-squared.

use cdflib::special::{internal::rcomp, try_gamma_inc};

use super::{DistError, normal};
use crate::num::{Direction, invert_tail};

/// P(a, x) and Q(a, x) with x^a e^-x / Gamma(a), the derivative of P by ln x. TOMS 654 (Didonato and Morris 1987).
pub(super) fn gamma_tails(a: f64, x: f64) -> (f64, f64, f64) {
    if x == f64::INFINITY {
        return (1.0, 0.0, 0.0);
    }
    let (lower, upper) = try_gamma_inc(a, x).unwrap_or((f64::NAN, f64::NAN));
    (lower, upper, rcomp(a, x))
}

/// The x with P(a, x) = p and Q(a, x) = q, found on the smaller of the two.
pub(super) fn gamma_quantile(a: f64, p: f64, q: f64) -> Result<f64, DistError> {
    if p <= 0.0 {
        return Ok(0.0);
    }
    if q <= 0.0 {
        return Ok(f64::INFINITY);
    }
    // Start: the leading power P = x^a / Gamma(a + 1) near 0, else Wilson and Hilferty's cube (1931).
    let power = ((p.ln() + libm::lgamma(a + 1.0)) / a).exp();
    let z = if p <= q { normal::quantile(p)? } else { normal::upper_quantile(q)? };
    let root = 1.0 - 1.0 / (9.0 * a) + z / (3.0 * a.sqrt());
    let start = if power < 0.2 * (a + 1.0) && p <= q || root <= 0.0 { power } else { a * root * root * root };
    let found = if p <= q {
        let tail = |x: f64| {
            let (lower, _, density) = gamma_tails(a, x);
            (lower, density)
        };
        invert_tail(tail, p, start, Direction::Rising)
    } else {
        let tail = |x: f64| {
            let (_, upper, density) = gamma_tails(a, x);
            (upper, -density)
        };
        invert_tail(tail, q, start, Direction::Falling)
    };
    Ok(found?)
}
