//! How large a study would have settled the question.

use super::search::smallest;
use crate::dist::NoncentralT;
use crate::dist::StudentT;
use crate::stats::StatsError;

/// A sample size with what it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// So many complete pairs.
    Participants(u64),
    /// More than ten million, or none at all, because the mean sits on the edge of the region.
    Never,
}

/// The power aimed at.
pub const POWER: f64 = 0.8;

/// The number of pairs with which the interval of the mean change would, with probability 0.8, lie wholly inside the region or
/// wholly outside it, if the true mean and SD were those observed.
///
/// Inside a region with two bounds: power of two one-sided t tests at alpha, by the noncentral t of each, 1 - (1 - p1) - (1 - p2)
/// (a lower bound of the exact power, tight where it is large). Inside a half-line, and outside any region: power of a one-sided
/// t test at alpha / 2 against the nearest bound. Found by bisection on n.
///
/// # Errors
/// [`StatsError::Numerical`] when a noncentral t cannot be computed.
pub fn participants_to_settle(mean: f64, sd: f64, region: (f64, f64), alpha: f64) -> Result<Settled, StatsError> {
    let (lower, upper) = region;
    let inside = lower < mean && mean < upper;
    let (tail, distances) = if inside && lower.is_finite() && upper.is_finite() {
        (alpha, vec![mean - lower, upper - mean])
    } else if inside {
        (alpha / 2.0, vec![(mean - lower).min(upper - mean)])
    } else {
        (alpha / 2.0, vec![(lower - mean).max(mean - upper)])
    };
    if sd <= 0.0 || distances.iter().any(|&distance| distance <= 0.0 || !distance.is_finite()) {
        return Ok(Settled::Never);
    }
    let enough = |n: u64| -> Result<bool, StatsError> {
        let numerical = |cause| StatsError::numerical("sample size", cause);
        let degrees = (n - 1) as f64;
        let critical = StudentT::try_new(degrees).and_then(|t| t.upper_quantile(tail)).map_err(numerical)?;
        let mut missed = 0.0;
        for distance in &distances {
            let ncp = distance / sd * (n as f64).sqrt();
            // Far beyond the critical value the power is 1 to all digits.
            if ncp < critical + 12.0 {
                missed += NoncentralT::try_new(degrees, ncp).map_err(numerical)?.cdf(critical).map_err(numerical)?;
            }
        }
        Ok(1.0 - missed >= POWER)
    };
    Ok(smallest(enough)?.map_or(Settled::Never, Settled::Participants))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_published_sizes_of_paired_t_and_equivalence_tests() {
        // Two-sided 5 % paired t, SD 2.9, true -2.0 against -1.5: SciPy 1.17 nct gives power 0.79856 at 265 pairs and 0.80005 at 266.
        let size = participants_to_settle(-2.0, 2.9, (f64::NEG_INFINITY, -1.5), 0.05);
        assert_eq!(size, Ok(Settled::Participants(266)));
        // Equivalence within 1 kg, SD 1.58, true 0: SciPy 1.17 nct gives 0.7798 at 22 pairs and 0.8047 at 23.
        let Ok(Settled::Participants(pairs)) = participants_to_settle(0.0, 1.58, (-1.0, 1.0), 0.05) else {
            panic!("a size exists")
        };
        assert_eq!(pairs, 23);
        assert_eq!(participants_to_settle(1.0, 1.0, (-1.0, 1.0), 0.05), Ok(Settled::Never));
        assert_eq!(participants_to_settle(0.5, 0.0, (-1.0, 1.0), 0.05), Ok(Settled::Never));
    }
}
