//! The Hodges-Lehmann shift between two groups: the median of all differences of a treated and a control, by selection.

use super::arms::changes_less;
use super::kth_difference::kth_difference;
use super::ranks::Ranks;
use crate::data::{Decimal, Sample, TwoArms};
use crate::dist::{DistError, RankSum, normal};
use crate::result::{Alternative, Interval, Level, Note};
use crate::stats::StatsError;
use crate::stats::paired::{OrderInterval, tails};

/// Pairs of one treated and one control up to which ranks are counted exactly: 100 against 100.
pub const EXACT_PAIRS: u64 = 10_000;

const WHAT: &str = "Hodges-Lehmann shift";

/// The median of all m n differences of a treated and a control change, with the k-th smallest and largest as its limits.
///
/// Up to [`EXACT_PAIRS`] differences k is the largest with P(U <= k - 1) <= alpha / 2 under the distribution of U without ties
/// (Hollander, Wolfe and Chicken 2014, eq. 4.18); with ties the coverage is at least the one stated. Beyond, k is m n / 2 - z sqrt(V),
/// rounded, V the variance of U corrected for the ties of the changes once the estimate is taken off the treated.
///
/// # Errors
/// [`StatsError::Numerical`] when the distribution or its quantile cannot be computed.
pub fn hodges_lehmann_shift(
    arms: &TwoArms,
    level: Level,
    alternative: Alternative,
) -> Result<OrderInterval, StatsError> {
    let [treated, control] = changes_less(arms, Decimal::ZERO)?;
    let differences = Differences::of(&treated, &control);
    let (tail, sides) = tails(level, alternative);
    let numerical = |cause: DistError| StatsError::numerical(WHAT, cause);
    let (order, outside) = if differences.count <= EXACT_PAIRS {
        let (order, outside) = untied_order(treated.n(), control.n(), tail).map_err(numerical)?;
        (order, Some(outside))
    } else {
        let z = normal::upper_quantile(tail).map_err(numerical)?;
        let spread = differences.centred_variance()?.sqrt();
        let order = (differences.count as f64 / 2.0 - z * spread).round().max(0.0) as u64;
        (order.min(differences.count), None)
    };
    let value = |rank| treated.value_of(differences.kth(rank));
    let estimate = treated.value_of(differences.two_medians) / 2.0;
    let reached = outside.map(|outside| 1.0 - sides * outside);
    Ok(OrderInterval::of(estimate, (order, differences.count), reached, alternative, value))
}

/// The largest k with P(U <= k - 1) <= tail without ties, and that probability; k = 0 when even P(U = 0) is more.
fn untied_order(treated: usize, control: usize, tail: f64) -> Result<(u64, f64), DistError> {
    let ranks: Vec<u64> = (1..=(treated + control) as u64).map(|rank| 2 * rank).collect();
    let law = RankSum::try_new(&ranks, treated)?;
    let up_to = |u: u64| law.at_most(law.lowest() + 2 * u);
    let (mut low, mut high) = (0, treated as u64 * control as u64);
    // P(U <= u - 1) <= tail holds for low, which for 0 is the empty event, and not beyond high.
    while low < high {
        let middle = high - (high - low) / 2;
        if up_to(middle - 1) <= tail { low = middle } else { high = middle - 1 }
    }
    Ok((low, if low > 0 { up_to(low - 1) } else { 0.0 }))
}

/// The differences of two samples on one grid, by their order.
struct Differences<'a> {
    samples: [&'a Sample; 2],
    sorted: [Vec<i128>; 2],
    /// m n.
    count: u64,
    /// Twice their median, in ticks.
    two_medians: i128,
}

impl Differences<'_> {
    fn of<'a>(treated: &'a Sample, control: &'a Sample) -> Differences<'a> {
        let samples = [treated, control];
        let sorted = samples.map(|sample| {
            let mut ticks = sample.ticks().to_vec();
            ticks.sort_unstable();
            ticks
        });
        let count = treated.n() as u64 * control.n() as u64;
        let middle = |rank| kth_difference(&sorted[0], &sorted[1], rank);
        let two_medians = middle(count.div_ceil(2)) + middle(count / 2 + 1);
        Differences { samples, sorted, count, two_medians }
    }

    /// The `rank`-th smallest, in ticks.
    fn kth(&self, rank: u64) -> i128 {
        kth_difference(&self.sorted[0], &self.sorted[1], rank)
    }

    /// The variance of U with the median taken off the treated, in half ticks.
    fn centred_variance(&self) -> Result<f64, StatsError> {
        let halves = |sample: &Sample, shift: i128| {
            let ticks = sample.ticks().iter().map(|ticks| 2 * ticks - shift).collect();
            Sample::from_ticks(ticks, sample.decimals(), sample.unit())
        };
        let [treated, control] = self.samples;
        Ok(Ranks::of(&[halves(treated, self.two_medians)?, halves(control, 0)?]).null_variance())
    }
}

/// As an interval of a result.
pub(super) fn interval_of(shift: &OrderInterval, level: Level) -> Interval {
    Interval {
        lower: shift.lower,
        upper: shift.upper,
        level,
        achieved_level: shift.achieved_level.filter(|_| shift.order > 0),
        method: if shift.achieved_level.is_some() {
            "rank-sum order statistics"
        } else {
            "rank-sum order statistics, normal approximation"
        },
        monte_carlo_errors: None,
    }
}

/// Says so when the groups are too small for any limit at the level.
pub(super) fn too_few(shift: &OrderInterval, arms: &TwoArms, level: Level) -> Option<Note> {
    let [m, n] = [arms.treated().n(), arms.control().n()];
    let text = format!("{m} against {n} are too few for a rank interval at {}.", level.percent());
    (shift.order == 0).then(|| Note::new("interval-unbounded", text))
}
