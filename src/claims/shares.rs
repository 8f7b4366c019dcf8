//! Shares of people and rates of events, with exact intervals.

use crate::data::Unit;
use crate::dist::ChiSquared;
use crate::result::{Alternative, Estimate, Interval, Level, Quantity, Side};
use crate::stats::StatsError;
use crate::stats::proportion::{Proportion, ProportionMethod};

/// A share with the interval of Clopper and Pearson; the standard error is sqrt(p (1 - p) / n).
pub(super) fn share(
    quantity: Quantity,
    successes: usize,
    trials: usize,
    level: Level,
    procedure: &'static str,
) -> Result<Estimate, StatsError> {
    let proportion = proportion(successes, trials, procedure)?;
    let interval = proportion
        .interval(ProportionMethod::ClopperPearson, Alternative::TwoSided, level)
        .map_err(|cause| StatsError::numerical(procedure, cause))?;
    let value = proportion.value();
    let error = (value * (1.0 - value) / trials as f64).sqrt();
    Ok(Estimate::new(quantity, value, Unit::None, (error > 0.0).then_some(error), Some(interval)))
}

/// The first share less the second, with Newcombe's hybrid score interval (1998, Stat Med 17:873-890, method 10).
pub(super) fn difference(
    quantity: Quantity,
    first: (usize, usize),
    second: (usize, usize),
    level: Level,
    procedure: &'static str,
) -> Result<Estimate, StatsError> {
    let [one, other] = [proportion(first.0, first.1, procedure)?, proportion(second.0, second.1, procedure)?];
    let limits = |share: Proportion| {
        share
            .interval(ProportionMethod::Wilson, Alternative::TwoSided, level)
            .map_err(|cause| StatsError::numerical(procedure, cause))
    };
    let ([p, q], [of_one, of_other]) = ([one.value(), other.value()], [limits(one)?, limits(other)?]);
    let value = p - q;
    let lower = value - (p - of_one.lower).hypot(of_other.upper - q);
    let upper = value + (of_one.upper - p).hypot(q - of_other.lower);
    let error = (p * (1.0 - p) / first.1 as f64 + q * (1.0 - q) / second.1 as f64).sqrt();
    let interval = Interval::new(lower, upper, level, "Newcombe hybrid score");
    Ok(Estimate::new(quantity, value, Unit::None, (error > 0.0).then_some(error), Some(interval)))
}

/// Events over sessions with the exact limits of a Poisson mean (Garwood 1936): chi-squared quantiles over twice the exposure.
pub(super) fn rate(
    quantity: Quantity,
    events: u64,
    exposure: u64,
    level: Level,
    procedure: &'static str,
) -> Result<Estimate, StatsError> {
    let (x, time) = (events as f64, exposure as f64);
    let numerical = |cause| StatsError::numerical(procedure, cause);
    let (lower, upper) = Alternative::TwoSided.interval(level.alpha(), |side, tail| match side {
        Side::Lower if events == 0 => Ok(0.0),
        Side::Lower => {
            Ok(ChiSquared::try_new(2.0 * x).and_then(|law| law.quantile(tail)).map_err(numerical)? / 2.0 / time)
        }
        Side::Upper => {
            let law = ChiSquared::try_new(2.0 * x + 2.0);
            Ok::<f64, StatsError>(law.and_then(|law| law.upper_quantile(tail)).map_err(numerical)? / 2.0 / time)
        }
    })?;
    let interval = Interval::new(lower, upper, level, "Poisson (exact)");
    let error = x.sqrt() / time;
    Ok(Estimate::new(quantity, x / time, Unit::None, (error > 0.0).then_some(error), Some(interval)))
}

fn proportion(successes: usize, trials: usize, procedure: &'static str) -> Result<Proportion, StatsError> {
    Proportion::try_new(successes as u64, trials as u64).ok_or(StatsError::TooFew {
        procedure,
        needed: 1,
        found: trials,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const P: Quantity = Quantity { id: "p", label: "p", symbol: "p" };

    /// Newcombe 1998, Stat Med 17:873-890, table II, method 10: 56/70 - 48/80, 9/10 - 3/10, 10/10 - 0/20.
    #[test]
    fn published_differences_of_shares() {
        for (first, second, lower, upper) in
            [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090), ((10, 10), (0, 20), 0.6791, 1.0)]
        {
            let estimate = difference(P, first, second, Level::DEFAULT, "test").expect("difference");
            let interval = estimate.interval.expect("interval");
            assert!((interval.lower - lower).abs() < 6e-5 && (interval.upper - upper).abs() < 6e-5, "{interval:?}");
        }
    }

    /// Garwood 1936: 3 events, 95 %: 0.6187 to 8.7673.
    #[test]
    fn published_limits_of_a_poisson_mean() {
        let interval = rate(P, 3, 1, Level::DEFAULT, "test").expect("rate").interval.expect("interval");
        assert!((interval.lower - 0.6187).abs() < 5e-5 && (interval.upper - 8.7673).abs() < 5e-5, "{interval:?}");
        let none = rate(P, 0, 1, Level::DEFAULT, "test").expect("rate").interval.expect("interval");
        assert!(none.lower == 0.0 && (none.upper - 3.6889).abs() < 5e-5, "{none:?}");
    }
}
