//! The smallest sample size that is enough.

use crate::stats::StatsError;

/// Sample sizes above this are not worth a number.
pub const LIMIT: u64 = 10_000_000;

/// The smallest n from 2 on that is enough, by doubling and bisection: what is enough must stay enough as n grows. `None` beyond
/// [`LIMIT`].
pub(super) fn smallest(mut enough: impl FnMut(u64) -> Result<bool, StatsError>) -> Result<Option<u64>, StatsError> {
    let (mut low, mut high) = (1, 2);
    while !enough(high)? {
        (low, high) = (high, 2 * high);
        if high > LIMIT {
            return Ok(None);
        }
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if enough(middle)? {
            high = middle;
        } else {
            low = middle;
        }
    }
    Ok(Some(high))
}
