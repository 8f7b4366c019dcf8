//! Walsh averages: the Hodges-Lehmann estimate and its interval by selection, without forming n(n+1)/2 numbers.

use super::kth_sum::kth_sum;
use super::order_interval::{OrderInterval, tails};
use crate::data::Sample;
use crate::dist::{normal, untied_order};
use crate::num::doubled_midranks;
use crate::result::{Alternative, Level};
use crate::stats::StatsError;

/// Ticks below this have sums, and differences of sums, that fit 64 bits.
const NARROW: u128 = 1 << 61;

/// The Hodges-Lehmann estimate, the median of the Walsh averages (d_i + d_j) / 2, i <= j, of all changes, with limits from the
/// exact signed-rank distribution (without ties; with ties the coverage is at least the one stated).
///
/// k is the largest with P(T+ <= k - 1) <= alpha / 2 (Hollander, Wolfe and Chicken 2014, eq. 3.20). The order statistics are
/// found by bisection over integer sums of ticks, O(n log n) in all.
///
/// # Errors
/// [`StatsError::Numerical`] when the null distribution cannot be computed.
pub fn hodges_lehmann(changes: &Sample, level: Level, alternative: Alternative) -> Result<OrderInterval, StatsError> {
    let walsh = WalshAverages::of(changes);
    let (tail, sides) = tails(level, alternative);
    let (order, outside) = untied_order(changes.n() as u64, tail)
        .map_err(|cause| StatsError::numerical("Hodges-Lehmann interval", cause))?;
    Ok(walsh.limited(order, Some(1.0 - sides * outside), alternative))
}

/// The Hodges-Lehmann estimate with limits from the normal approximation: k is n (n + 1) / 4 - z sqrt(V), rounded, V the
/// variance of T+ with the mid-ranks of the sizes of the changes about the estimate, n (n + 1) (2 n + 1) / 24 less (t^3 - t) /
/// 48 for each t of them that are tied.
///
/// # Errors
/// [`StatsError::Numerical`] when there is no normal quantile for the level.
pub fn hodges_lehmann_asymptotic(
    changes: &Sample,
    level: Level,
    alternative: Alternative,
) -> Result<OrderInterval, StatsError> {
    let walsh = WalshAverages::of(changes);
    let sizes: Vec<u128> =
        changes.ticks().iter().map(|ticks| (4 * ticks - walsh.four_medians).unsigned_abs()).collect();
    let squares: u128 = doubled_midranks(&sizes).iter().map(|&rank| u128::from(rank) * u128::from(rank)).sum();
    let z = normal::upper_quantile(tails(level, alternative).0)
        .map_err(|cause| StatsError::numerical("Hodges-Lehmann interval", cause))?;
    // Ranks are doubled: the sum of their squares over 4 is a sixteenth of this sum. Rounding is the continuity correction.
    let order = (walsh.count as f64 / 2.0 - z * (squares as f64 / 16.0).sqrt()).round().max(0.0) as u64;
    Ok(walsh.limited(order.min(walsh.count), None, alternative))
}

/// The median of the Walsh averages of doubles.
pub(super) fn median_walsh_average(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let count = sorted.len() as u64 * (sorted.len() as u64 + 1) / 2;
    let middle = |rank| kth_sum(&sorted, rank);
    (count > 0).then(|| (middle(count.div_ceil(2)) + middle(count / 2 + 1)) / 4.0)
}

/// The Walsh averages of changes, by their order.
pub(crate) struct WalshAverages<'a> {
    changes: &'a Sample,
    sorted: Sorted,
    /// n (n + 1) / 2.
    count: u64,
    /// Four times their median, in ticks.
    four_medians: i128,
}

/// Ticks in rising order, in 64 bits where they fit.
enum Sorted {
    Narrow(Vec<i64>),
    Wide(Vec<i128>),
}

impl Sorted {
    fn of(ticks: &[i128]) -> Sorted {
        let narrow =
            |&ticks: &i128| i64::try_from(ticks).ok().filter(|ticks| u128::from(ticks.unsigned_abs()) < NARROW);
        match ticks.iter().map(narrow).collect::<Option<Vec<i64>>>() {
            Some(mut narrow) => {
                narrow.sort_unstable();
                Sorted::Narrow(narrow)
            }
            None => {
                let mut wide = ticks.to_vec();
                wide.sort_unstable();
                Sorted::Wide(wide)
            }
        }
    }

    /// The `rank`-th smallest sum of two, in ticks.
    fn sum(&self, rank: u64) -> i128 {
        match self {
            Sorted::Narrow(sorted) => i128::from(kth_sum(sorted, rank)),
            Sorted::Wide(sorted) => kth_sum(sorted, rank),
        }
    }
}

impl WalshAverages<'_> {
    pub(crate) fn of(changes: &Sample) -> WalshAverages<'_> {
        let sorted = Sorted::of(changes.ticks());
        let n = changes.n() as u64;
        let count = n * (n + 1) / 2;
        let four_medians = sorted.sum(count.div_ceil(2)) + sorted.sum(count / 2 + 1);
        WalshAverages { changes, sorted, count, four_medians }
    }

    /// n (n + 1) / 2.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// Half way between the two averages of these ranks, counted from 1 upwards.
    pub(crate) fn between(&self, ranks: [u64; 2]) -> f64 {
        self.changes.value_of(self.sorted.sum(ranks[0]) + self.sorted.sum(ranks[1])) / 4.0
    }

    /// The median with limits of order `order`.
    fn limited(&self, order: u64, achieved_level: Option<f64>, alternative: Alternative) -> OrderInterval {
        let average = |rank| self.changes.value_of(self.sorted.sum(rank)) / 2.0;
        let estimate = self.changes.value_of(self.four_medians) / 4.0;
        OrderInterval::of(estimate, (order, self.count), achieved_level, alternative, average)
    }
}
