//! The regularised incomplete beta function and its inverse: the core of t, F, beta and binomial.

use cdflib::special::{beta_log, internal::beta_rcomp, try_beta_inc};

use super::{DistError, normal};
use crate::num::{Direction, invert_tail};

/// Beyond this a tail is its leading term to the last bit (b <= 1e15), and the squares would leave the doubles.
const FAR: f64 = 1e20;

/// Both tails of the beta distribution at a point, with x^a y^b / B(a, b), the derivative of the lower one by ln(x / y).
#[derive(Clone, Copy, Debug)]
pub(super) struct BetaTails {
    pub lower: f64,
    pub upper: f64,
    pub density: f64,
}

/// Tails at `x` with `y = 1 - x`, both given so that neither end loses digits. TOMS 708 (Didonato and Morris 1992).
pub(super) fn beta_tails(a: f64, b: f64, x: f64, y: f64) -> BetaTails {
    // The error cases of the routine are excluded by the callers' domains; NaN passes through.
    let (lower, upper) = try_beta_inc(a, b, x, y).unwrap_or((f64::NAN, f64::NAN));
    BetaTails { lower, upper, density: beta_rcomp(a, b, x, y) }
}

/// Tails at the point with x / y = u²: for t, u = |t| / sqrt(df), whose square may be too large for a double.
pub(super) fn beta_tails_at_root_odds(a: f64, b: f64, u: f64) -> BetaTails {
    if u > FAR {
        let swapped = beta_tails_at_root_odds(b, a, 1.0 / u);
        return BetaTails { lower: swapped.upper, upper: swapped.lower, ..swapped };
    }
    if u < 1.0 / FAR {
        // I_x(a, b) = x^a / (a B(a, b)) (1 + O(b x)), DLMF 8.17.7.
        let power = u.powf(2.0 * a);
        // Where the power vanishes 1 / B(a, b) may be infinite.
        let lower = if power > 0.0 { power * (-beta_log(a, b)).exp() / a } else { 0.0 };
        return BetaTails { lower, upper: 1.0 - lower, density: a * lower };
    }
    let odds = u * u;
    beta_tails(a, b, odds / (1.0 + odds), 1.0 / (1.0 + odds))
}

/// The root odds u at which the lower tail equals `p`; 0 for p = 0, infinity for p = 1.
pub(super) fn root_odds_for_lower(a: f64, b: f64, p: f64) -> Result<f64, DistError> {
    if p <= 0.0 {
        return Ok(0.0);
    }
    if p >= 1.0 {
        return Ok(f64::INFINITY);
    }
    // Start: the leading power where it holds, else ln(x / y) as if normal.
    let log_power = (p.ln() + a.ln() + beta_log(a, b)) / a;
    let start = if log_power < -2.0 - b.max(1.0).ln() {
        (0.5 * log_power).exp()
    } else {
        let spread = (1.0 / a + 1.0 / b).sqrt();
        (0.5 * ((a / b).ln() + normal::quantile(p)? * spread)).exp()
    };
    let tail = |u: f64| {
        let tails = beta_tails_at_root_odds(a, b, u);
        (tails.lower, 2.0 * tails.density)
    };
    Ok(invert_tail(tail, p, start, Direction::Rising)?)
}

/// The root odds u at which the lower tail equals `p` and the upper one `q`, found on the smaller of the two.
pub(super) fn root_odds(a: f64, b: f64, p: f64, q: f64) -> Result<f64, DistError> {
    if p <= q { root_odds_for_lower(a, b, p) } else { Ok(1.0 / root_odds_for_lower(b, a, q)?) }
}
