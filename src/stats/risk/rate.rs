//! Events over exposure: per session, per person.

use super::exposure::Exposure;
use crate::data::Unit;
use crate::dist::{Binomial, ChiSquared, DistError};
use crate::num::compensated_sum;
use crate::result::{Alternative, Estimate, Interval, Level, Quantity, Side};
use crate::stats::StatsError;
use crate::stats::proportion::{Proportion, ProportionMethod};

/// Events per unit of exposure.
pub const EVENT_RATE: Quantity = Quantity { id: "event_rate", label: "events per unit of exposure", symbol: "rate" };

/// The rate of the treated over that of the control.
pub const RATE_RATIO: Quantity =
    Quantity { id: "rate_ratio", label: "ratio of event rates, treated / control", symbol: "rate ratio" };

/// The rate of the treated less that of the control.
pub const RATE_DIFFERENCE: Quantity = Quantity {
    id: "rate_difference",
    label: "difference of event rates, treated - control",
    symbol: "rate difference",
};

/// p-values of the exact conditional test that two rates are equal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateTest {
    /// From the binomial tails; two-sided twice the smaller, as in the interval of the rate ratio.
    pub p: f64,
    /// The same with half of the observed outcome.
    pub mid_p: f64,
    /// Two-sided as the sum of all probabilities not above the observed one.
    pub p_small_probabilities: f64,
}

const NAME: &str = "event rate";

fn numerical(cause: DistError) -> StatsError {
    StatsError::numerical(NAME, cause)
}

/// The rate with Garwood's exact Poisson interval (1936).
///
/// # Errors
/// [`StatsError::Numerical`] when a quantile cannot be found.
pub fn event_rate(group: &Exposure, alternative: Alternative, level: Level) -> Result<Estimate, StatsError> {
    let (lower, upper) =
        alternative.interval(level.alpha(), |side, tail| garwood(group, side, tail)).map_err(numerical)?;
    let interval = Interval::new(lower.max(0.0), upper, level, "Garwood (exact Poisson)");
    Ok(Estimate::new(EVENT_RATE, group.rate(), Unit::None, None, Some(interval)))
}

/// Half a chi-squared quantile with 2 x, or 2 x + 2, degrees of freedom, over the exposure.
fn garwood(group: &Exposure, side: Side, tail: f64) -> Result<f64, DistError> {
    let events = group.events() as f64;
    let expected = match side {
        Side::Lower if group.events() == 0 => 0.0,
        Side::Lower => ChiSquared::try_new(2.0 * events)?.quantile(tail)? / 2.0,
        Side::Upper => ChiSquared::try_new(2.0 * events + 2.0)?.upper_quantile(tail)? / 2.0,
    };
    Ok(expected / group.amount())
}

/// treated / control with the exact conditional interval: given all events, those of the treated are binomial, and the limits of Clopper
/// and Pearson for their share are turned into a ratio. 0 or infinity where only one group has events, `None` where neither has.
///
/// # Errors
/// [`StatsError::Numerical`] when a quantile cannot be found.
pub fn rate_ratio(
    treated: &Exposure,
    control: &Exposure,
    alternative: Alternative,
    level: Level,
) -> Result<Option<Estimate>, StatsError> {
    let all = treated.events() + control.events();
    let (Some(share), Some(rest)) =
        (Proportion::try_new(treated.events(), all), Proportion::try_new(control.events(), all))
    else {
        return Ok(None);
    };
    let exposures = control.amount() / treated.amount();
    let limits = alternative.interval(level.alpha(), |side, tail| {
        let opposite = if side == Side::Lower { Side::Upper } else { Side::Lower };
        let method = ProportionMethod::ClopperPearson;
        Ok::<f64, DistError>(share.limit(method, side, tail)? / rest.limit(method, opposite, tail)? * exposures)
    });
    let (lower, upper) = limits.map_err(numerical)?;
    let interval = Interval::new(lower.max(0.0), upper, level, "exact conditional (binomial)");
    let value = treated.events() as f64 / control.events() as f64 * exposures;
    Ok(Some(Estimate::new(RATE_RATIO, value, Unit::None, None, Some(interval))))
}

/// The exact conditional test of equal rates (Przyborowski and Wilenski 1940); every p is 1 where there is no event.
///
/// # Errors
/// [`StatsError::Numerical`] when the distribution cannot be made.
pub fn rate_test(treated: &Exposure, control: &Exposure, alternative: Alternative) -> Result<RateTest, StatsError> {
    let (x, all) = (treated.events(), treated.events() + control.events());
    let share = treated.amount() / (treated.amount() + control.amount());
    let law = Binomial::try_new(all, share).map_err(numerical)?;
    let (lower, upper, observed) = (law.at_most(x), law.at_least(x), law.pmf(x));
    let p = alternative.p_value(lower, upper);
    let mid_p = alternative.p_value(lower - observed / 2.0, upper - observed / 2.0);
    Ok(RateTest { p, mid_p, p_small_probabilities: small_probabilities(&law, share, x, all) })
}

/// The sum of the probabilities not above that of `x`, equal ones up to rounding as in R. The probabilities rise to the mode and then
/// fall, so those of the other tail begin where a bisection finds them.
fn small_probabilities(law: &Binomial, share: f64, x: u64, all: u64) -> f64 {
    let highest = law.pmf(x) * (1.0 + 1e-7);
    let mode = (((all + 1) as f64 * share) as u64).min(all);
    if law.pmf(mode) <= highest {
        return 1.0;
    }
    // First number above the mode, and last below it, with a probability that is not above.
    let (mut low, mut high) = (mode, all + 1);
    while low + 1 < high {
        let middle = low + (high - low) / 2;
        if law.pmf(middle) <= highest { high = middle } else { low = middle }
    }
    let above = high;
    let (mut low, mut high) = (0, mode);
    while low < high {
        let middle = low + (high - low) / 2;
        if law.pmf(middle) <= highest { low = middle + 1 } else { high = middle }
    }
    let below = if low == 0 { 0.0 } else { law.at_most(low - 1) };
    compensated_sum([below, law.at_least(above)]).min(1.0)
}

/// treated - control, with the exact intervals of the two rates joined as Newcombe joins those of two shares (the method of variance
/// estimates recovery; Zou and Donner 2008).
///
/// # Errors
/// [`StatsError::Numerical`] when a quantile cannot be found.
pub fn rate_difference(
    treated: &Exposure,
    control: &Exposure,
    alternative: Alternative,
    level: Level,
) -> Result<Estimate, StatsError> {
    let difference = treated.rate() - control.rate();
    let limits = alternative.interval(level.alpha(), |side, tail| {
        let tail = tail.min(0.5);
        let reach = |group: &Exposure, side| Ok::<f64, DistError>((group.rate() - garwood(group, side, tail)?).abs());
        Ok::<f64, DistError>(match side {
            Side::Lower => difference - libm::hypot(reach(treated, Side::Lower)?, reach(control, Side::Upper)?),
            Side::Upper => difference + libm::hypot(reach(treated, Side::Upper)?, reach(control, Side::Lower)?),
        })
    });
    let (lower, upper) = limits.map_err(numerical)?;
    let interval = Interval::new(lower, upper, level, "Garwood intervals joined (MOVER)");
    Ok(Estimate::new(RATE_DIFFERENCE, difference, Unit::None, None, Some(interval)))
}
