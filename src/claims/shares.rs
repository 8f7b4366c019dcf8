//! Shares of people and rates of events as claims are judged by them: the intervals of [`crate::stats::risk`], with the standard errors
//! that say how many people would settle a claim.

use crate::result::{Alternative, Estimate, Level, Quantity};
use crate::stats::StatsError;
use crate::stats::risk::{Exposure, RiskDifferenceMethod, TwoByTwo, event_rate, risk, risk_difference};

/// A share with the interval of Clopper and Pearson; the standard error is sqrt(p (1 - p) / n).
pub(super) fn share(
    quantity: Quantity,
    successes: usize,
    trials: usize,
    level: Level,
    procedure: &'static str,
) -> Result<Estimate, StatsError> {
    let found = risk(successes as u64, trials as u64, Alternative::TwoSided, level)?;
    let estimate = found.ok_or(StatsError::TooFew { procedure, needed: 1, found: trials })?;
    let error = variance(successes, trials).sqrt();
    Ok(Estimate { quantity, standard_error: (error > 0.0).then_some(error), ..estimate })
}

/// The first share less the second, with Newcombe's hybrid score interval (1998, Stat Med 17:873-890, method 10).
pub(super) fn difference(
    quantity: Quantity,
    first: (usize, usize),
    second: (usize, usize),
    level: Level,
    procedure: &'static str,
) -> Result<Estimate, StatsError> {
    let table = TwoByTwo::try_new(first.0 as u64, first.1 as u64, second.0 as u64, second.1 as u64);
    let table = table.ok_or(StatsError::TooFew { procedure, needed: 1, found: first.1.min(second.1) })?;
    let estimate = risk_difference(&table, RiskDifferenceMethod::Newcombe, Alternative::TwoSided, level)?;
    let error = (variance(first.0, first.1) + variance(second.0, second.1)).sqrt();
    Ok(Estimate { quantity, standard_error: (error > 0.0).then_some(error), ..estimate })
}

/// Events over sessions with the exact limits of a Poisson mean (Garwood 1936).
pub(super) fn rate(
    quantity: Quantity,
    events: u64,
    exposure: u64,
    level: Level,
    procedure: &'static str,
) -> Result<Estimate, StatsError> {
    let sessions = Exposure::try_new(events, exposure as f64);
    let sessions = sessions.ok_or(StatsError::TooFew { procedure, needed: 1, found: 0 })?;
    let estimate = event_rate(&sessions, Alternative::TwoSided, level)?;
    let error = (events as f64).sqrt() / exposure as f64;
    Ok(Estimate { quantity, standard_error: (error > 0.0).then_some(error), ..estimate })
}

/// p (1 - p) / n.
fn variance(successes: usize, trials: usize) -> f64 {
    let (n, p) = (trials as f64, successes as f64 / trials as f64);
    p * (1.0 - p) / n
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
