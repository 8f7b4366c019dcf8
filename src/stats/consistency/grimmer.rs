use super::Consistency;
use super::grim::totals;
use super::multiples::{Multiples, ceiling};
use crate::data::{Decimal, power_of_ten};
use crate::stats::StatsError;
use schemars::JsonSchema;
use serde::Serialize;

const GRIMMER: &str = "the check of a mean and an SD by the grid of their readings (GRIMMER)";

/// So many totals are tried.
const MOST_TOTALS: i128 = 100_000;

/// Whether n readings on a grid can have a printed mean and SD.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct GrimmerCheck {
    /// Whether some total and some sum of squares round to both; not told where every printed SD has one.
    pub verdict: Consistency,
    /// Whether the mean alone is possible.
    pub mean_possible: bool,
}

/// GRIMMER (Anaya 2016; Allard 2018): in steps of the grid the total T and the sum of squares Q are whole numbers, Q is even where T is,
/// and n Q - T^2 = n (n - 1) (SD / step)^2. The SD is that with n - 1. What fails is impossible; what passes may be.
///
/// # Errors
/// [`StatsError::Undefined`] for fewer than two people, a step of 0 or below, an SD below 0, and more digits than 128 bits hold.
pub fn grimmer(mean: Decimal, sd: Decimal, n: u64, step: Decimal) -> Result<GrimmerCheck, StatsError> {
    let undefined = |why: &str| StatsError::Undefined { procedure: GRIMMER, why: why.to_owned() };
    if n < 2 || sd.ticks() < 0 {
        return Err(undefined("it needs two people at least, and an SD of 0 or above"));
    }
    let totals = totals(GRIMMER, mean, n, step)?;
    let spread = Spread::of(sd, n, step).ok_or_else(|| undefined("the figures have too many digits"))?;
    let verdict = if !totals.any() {
        Consistency::Inconsistent
    } else if spread.always || totals.last - totals.first > MOST_TOTALS {
        Consistency::CannotTell
    } else {
        let possible = spread.possible_with(totals).ok_or_else(|| undefined("the figures have too many digits"))?;
        Consistency::of(possible)
    };
    Ok(GrimmerCheck { verdict, mean_possible: totals.any() })
}

/// Ends of n Q - T^2 that a printed SD allows.
struct Spread {
    n: i128,
    low: i128,
    high: i128,
    /// Whether two sums of squares in a row are always among them.
    always: bool,
}

impl Spread {
    fn of(sd: Decimal, n: u64, step: Decimal) -> Option<Spread> {
        let n = i128::from(n);
        let (of_sd, of_step) = (power_of_ten(sd.decimals()), power_of_ten(step.decimals()));
        let scale = step.ticks().checked_mul(of_sd)?.checked_mul(2)?;
        let divisor = scale.checked_mul(scale)?;
        let pairs = n.checked_mul(n - 1)?;
        let end = |doubled: i128| {
            let size = doubled.checked_mul(of_step)?;
            pairs.checked_mul(size.checked_mul(size)?)
        };
        let doubled = sd.ticks().checked_mul(2)?;
        let (low, high) = (end((doubled - 1).max(0))?, end(doubled.checked_add(1)?)?);
        let (low, high) = (ceiling(low, divisor), high.div_euclid(divisor));
        Some(Spread { n, low, high, always: high - low >= 2 * n })
    }

    /// Whether a total has a sum of squares of its own parity; `None` beyond 128 bits.
    fn possible_with(&self, totals: Multiples) -> Option<bool> {
        for total in totals.first..=totals.last {
            let square = total.checked_mul(total)?;
            let first = ceiling(self.low.checked_add(square)?, self.n);
            let last = self.high.checked_add(square)?.div_euclid(self.n);
            if first + (first - total).rem_euclid(2) <= last {
                return Some(true);
            }
        }
        Some(false)
    }
}
