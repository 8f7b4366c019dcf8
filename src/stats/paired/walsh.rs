//! Walsh averages: the Hodges-Lehmann estimate and its interval by selection, without forming n(n+1)/2 numbers.

use crate::data::Sample;
use crate::dist::untied_order;
use crate::result::{Alternative, Level, Side};
use crate::stats::StatsError;

/// The estimate and its interval.
#[derive(Clone, Debug, PartialEq)]
pub struct HodgesLehmann {
    /// Median of the Walsh averages (d_i + d_j) / 2, i <= j, of all changes, zeros included.
    pub estimate: f64,
    /// Lower limit, possibly -Inf.
    pub lower: f64,
    /// Upper limit, possibly Inf.
    pub upper: f64,
    /// The limits are the k-th smallest and k-th largest Walsh average; 0 when n is too small for the level.
    pub order: u64,
    /// Coverage of the limits when no changes are tied.
    pub achieved_level: f64,
}

/// The Hodges-Lehmann estimate with limits from the exact signed-rank distribution (without ties; with ties the coverage is at
/// least the one stated).
///
/// k is the largest with P(T+ <= k - 1) <= alpha / 2 (Hollander, Wolfe and Chicken 2014, eq. 3.20). Each order statistic is found
/// by bisection over integer sums of ticks with a linear count, so the cost is n log n for sorting and n per bisection step.
///
/// # Errors
/// [`StatsError::Numerical`] when the null distribution cannot be computed.
pub fn hodges_lehmann(changes: &Sample, level: Level, alternative: Alternative) -> Result<HodgesLehmann, StatsError> {
    let mut sorted = changes.ticks().to_vec();
    sorted.sort_unstable();
    let n = sorted.len() as u64;
    let pairs = n * (n + 1) / 2;
    let average = |rank: u64| changes.value_of(kth_sum(&sorted, rank)) / 2.0;
    let estimate = {
        let (low, high) = (kth_sum(&sorted, pairs.div_ceil(2)), kth_sum(&sorted, pairs / 2 + 1));
        changes.value_of(low + high) / 4.0
    };
    let numerical = |cause| StatsError::numerical("Hodges-Lehmann interval", cause);
    let alpha = level.alpha();
    let (tail, sides) = match alternative {
        Alternative::TwoSided => (alpha / 2.0, 2.0),
        Alternative::Less | Alternative::Greater => (alpha, 1.0),
    };
    let (order, outside) = untied_order(n, tail).map_err(numerical)?;
    let (lower, upper) = alternative.interval(alpha, |side, _| {
        Ok::<f64, StatsError>(match (order, side) {
            (0, Side::Lower) => f64::NEG_INFINITY,
            (0, Side::Upper) => f64::INFINITY,
            (_, Side::Lower) => average(order),
            (_, Side::Upper) => average(pairs + 1 - order),
        })
    })?;
    Ok(HodgesLehmann { estimate, lower, upper, order, achieved_level: 1.0 - sides * outside })
}

/// The median of the Walsh averages of changes drawn anew: the estimate of [`hodges_lehmann`] on doubles.
pub(super) fn median_walsh_average(changes: &[f64]) -> f64 {
    // Doubles as integers in the same order, so that the bisection is over integers here too.
    let ordered = |value: f64| {
        let bits = value.to_bits() as i64;
        bits ^ (((bits >> 63) as u64) >> 1) as i64
    };
    let double = |ordered: i64| f64::from_bits((ordered ^ (((ordered >> 63) as u64) >> 1) as i64) as u64);
    let mut sorted = changes.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let pairs = (sorted.len() * (sorted.len() + 1) / 2) as u64;
    let (least, most) = (ordered(2.0 * sorted[0]), ordered(2.0 * sorted[sorted.len() - 1]));
    let kth = |rank: u64| {
        let sum = bisect(least.into(), most.into(), |bound| {
            let bound = double(bound as i64);
            count_at_most(sorted.len(), |i, j| sorted[i] + sorted[j] <= bound) >= rank
        });
        double(sum as i64)
    };
    (kth(pairs.div_ceil(2)) + kth(pairs / 2 + 1)) / 4.0
}

/// The `rank`-th smallest (from 1) of the sums d_i + d_j, i <= j, of sorted integers.
fn kth_sum(sorted: &[i128], rank: u64) -> i128 {
    bisect(2 * sorted[0], 2 * sorted[sorted.len() - 1], |bound| {
        count_at_most(sorted.len(), |i, j| sorted[i] + sorted[j] <= bound) >= rank
    })
}

/// The smallest integer from `low` to `high` that is large enough; `high` is.
fn bisect(mut low: i128, mut high: i128, enough: impl Fn(i128) -> bool) -> i128 {
    while low < high {
        let middle = low + (high - low) / 2;
        if enough(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// How many pairs i <= j of sorted numbers have a sum that is `within` the bound.
fn count_at_most(n: usize, within: impl Fn(usize, usize) -> bool) -> u64 {
    let mut count = 0;
    let mut end = n;
    for start in 0..n {
        while end > start && !within(start, end - 1) {
            end -= 1;
        }
        if end <= start {
            break;
        }
        count += (end - start) as u64;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn selection_equals_sorting(mut changes in prop::collection::vec(-20i128..20, 1..25)) {
            changes.sort_unstable();
            let mut sums: Vec<i128> = Vec::new();
            for (at, first) in changes.iter().enumerate() {
                sums.extend(changes[at..].iter().map(|second| first + second));
            }
            sums.sort_unstable();
            for (rank, &sum) in sums.iter().enumerate() {
                prop_assert_eq!(kth_sum(&changes, rank as u64 + 1), sum);
            }
            let doubles: Vec<f64> = changes.iter().map(|&change| change as f64).collect();
            let middle = sums[(sums.len() - 1) / 2] + sums[sums.len() / 2];
            prop_assert_eq!(median_walsh_average(&doubles), middle as f64 / 4.0);
        }
    }
}
