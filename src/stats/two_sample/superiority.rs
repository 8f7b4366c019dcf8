//! The probability that a treated change is larger than a control's, with the score interval of Newcombe.

use crate::dist::normal;
use crate::num::bracketed_root;
use crate::result::{Alternative, Citation, Interval, Quantity, Side};
use crate::stats::{StatsError, TestOptions};

/// P(treated > control) + P(equal) / 2.
pub const PROBABILITY_OF_SUPERIORITY: Quantity =
    Quantity { id: "probability_of_superiority", label: "probability of superiority", symbol: "P(treated > control)" };

pub(super) const NEWCOMBE: Citation = Citation {
    key: "Newcombe 2006",
    reference: "Newcombe RG (2006). Confidence intervals for an effect size measure based on the Mann-Whitney statistic. Part 2: asymptotic methods and evaluation. Stat Med 25:559-573.",
};

/// The method as a result names it.
pub(super) const METHOD: &str = "Newcombe's score";

/// Newcombe's (2006) method 5: the theta for which (estimate - theta)^2 = z^2 V(theta), V(theta) = theta (1 - theta) (1 + a ((1 - theta)
/// / (2 - theta) + theta / (1 + theta))) / (m n), a = (m + n) / 2 - 1: Hanley and McNeil's variance, as if both groups were exponential.
/// It stays within 0 and 1, and has a width when all of one group are above all of the other.
pub(super) fn newcombe_interval(
    procedure: &'static str,
    estimate: f64,
    sizes: [usize; 2],
    alternative: Alternative,
    options: &TestOptions,
) -> Result<Interval, StatsError> {
    let [m, n] = sizes.map(|size| size as f64);
    let more = (m + n) / 2.0 - 1.0;
    let spread = |theta: f64| {
        let pairs = 1.0 + more * ((1.0 - theta) / (2.0 - theta) + theta / (1.0 + theta));
        (theta * (1.0 - theta) * pairs / (m * n)).max(0.0).sqrt()
    };
    let (lower, upper) = alternative.interval(options.level.alpha(), |side, tail| {
        let numerical = |cause: &dyn ToString| StatsError::numerical(procedure, cause.to_string());
        let z = normal::upper_quantile(tail).map_err(|cause| numerical(&cause))?;
        let (from, to, sign) = match side {
            Side::Lower => (0.0, estimate, 1.0),
            Side::Upper => (estimate, 1.0, -1.0),
        };
        let at_end = estimate == if side == Side::Lower { 0.0 } else { 1.0 };
        // Below a level of one half a one-sided limit lies beyond the estimate; it is kept at it.
        if at_end || z <= 0.0 {
            return Ok(estimate);
        }
        let inside = |theta: f64| sign * (estimate - theta) - z * spread(theta);
        // At the estimate the spread alone is left, unless that is 0 too: at 0 and 1 the root is the far one.
        match (side, estimate) {
            (Side::Lower, 1.0) => {
                bracketed_root(inside, 0.0, 1.0 - f64::EPSILON, 0.0).map_err(|cause| numerical(&cause))
            }
            (Side::Upper, 0.0) => {
                bracketed_root(inside, f64::MIN_POSITIVE, 1.0, 0.0).map_err(|cause| numerical(&cause))
            }
            _ => bracketed_root(inside, from, to, 0.0).map_err(|cause| numerical(&cause)),
        }
    })?;
    Ok(Interval::new(lower, upper, options.level, METHOD))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separated_groups_have_an_interval_with_a_width() {
        let options = TestOptions::default();
        let of =
            |estimate| newcombe_interval("test", estimate, [5, 6], Alternative::TwoSided, &options).expect("interval");
        let (low, middle, high) = (of(0.0), of(0.5), of(1.0));
        assert_eq!((low.lower, high.upper), (0.0, 1.0));
        assert!(low.upper > 0.2 && (low.upper + high.lower - 1.0).abs() < 1e-12, "{low:?} {high:?}");
        assert!((middle.lower + middle.upper - 1.0).abs() < 1e-12 && middle.lower > 0.1, "{middle:?}");
    }
}
