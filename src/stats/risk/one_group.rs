//! Events in one group, and what the absence of events excludes.

use crate::data::Unit;
use crate::dist::DistError;
use crate::num::NumError;
use crate::result::{Alternative, Estimate, Level, Quantity, Side};
use crate::stats::StatsError;
use crate::stats::proportion::{Proportion, ProportionMethod};
use schemars::JsonSchema;
use serde::Serialize;

/// The share of people with an event.
pub const RISK: Quantity = Quantity { id: "risk", label: "share of people with an event", symbol: "risk" };

/// What no event among n people excludes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct EventFree {
    /// People, none of whom had an event.
    pub n: u64,
    /// The level of the bounds.
    pub level: Level,
    /// The exact one-sided upper bound, 1 - alpha^(1/n): with a higher risk, no event is less likely than alpha.
    pub one_sided: f64,
    /// The upper end of the exact two-sided interval of that level, 1 - (alpha/2)^(1/n).
    pub two_sided: f64,
    /// The rule of three, 3/n, close to the one-sided 95 % bound (Hanley and Lippman-Hand 1983); at most 1.
    pub rule_of_three: f64,
}

/// What no event among `n` people excludes; `None` without people.
pub fn event_free(n: u64, level: Level) -> Option<EventFree> {
    let bound = |tail: f64| -libm::expm1(libm::log(tail) / n as f64);
    (n > 0).then(|| EventFree {
        n,
        level,
        one_sided: bound(level.alpha()),
        two_sided: bound(level.alpha() / 2.0),
        rule_of_three: (3.0 / n as f64).min(1.0),
    })
}

/// The fewest people among whom no event excludes a risk of `rate`, by the exact one-sided bound: 299 for 1 %, 59 for 5 % at the 95 %
/// level.
///
/// # Errors
/// [`StatsError::Numerical`] for a rate that is not between 0 and 1, or that takes more people than 2^53.
pub fn participants_to_exclude(rate: f64, level: Level) -> Result<u64, StatsError> {
    let name = "number of participants to exclude a risk";
    if !(rate > 0.0 && rate < 1.0) {
        let cause = NumError::Argument { what: "the risk", found: rate, expected: "a number between 0 and 1" };
        return Err(StatsError::numerical(name, cause));
    }
    let alpha = level.alpha();
    // (1 - rate)^n <= alpha
    let n = (libm::log(alpha) / libm::log1p(-rate)).ceil();
    if n > LARGEST_WHOLE {
        return Err(StatsError::numerical(name, "the risk is too small"));
    }
    let n = (n as u64).max(1);
    // Rounding may have carried a whole number to its neighbour.
    let excludes = |n: u64| event_free(n, level).is_some_and(|bound| bound.one_sided <= rate * (1.0 + 1e-14));
    Ok(if n > 1 && excludes(n - 1) { n - 1 } else { n })
}

/// Up to here, 2^53, doubles count one by one.
const LARGEST_WHOLE: f64 = 9_007_199_254_740_992.0;

/// The risk with the exact interval of Clopper and Pearson: two-sided, or with one bound. `None` without people, or with more events
/// than people.
///
/// # Errors
/// [`StatsError::Numerical`] when a quantile cannot be found.
pub fn risk(events: u64, n: u64, alternative: Alternative, level: Level) -> Result<Option<Estimate>, StatsError> {
    let Some(share) = Proportion::try_new(events, n) else { return Ok(None) };
    let numerical = |cause: DistError| StatsError::numerical("risk", cause);
    let interval = share.interval(ProportionMethod::ClopperPearson, alternative, level).map_err(numerical)?;
    Ok(Some(Estimate::new(RISK, share.value(), Unit::None, None, Some(interval))))
}

/// The exact one-sided upper bound of the risk: at that risk, so few events have the probability alpha. 1 where everybody had one.
///
/// # Errors
/// [`StatsError::Numerical`] when a quantile cannot be found.
pub fn risk_at_most(events: u64, n: u64, level: Level) -> Result<Option<f64>, StatsError> {
    let Some(share) = Proportion::try_new(events, n) else { return Ok(None) };
    let bound = share.limit(ProportionMethod::ClopperPearson, Side::Upper, level.alpha());
    bound.map(Some).map_err(|cause| StatsError::numerical("risk", cause))
}
