//! The odds ratio and its intervals.

use super::TwoByTwo;
use super::conditional::Margins;
use super::ratio::log_limit;
use crate::data::Unit;
use crate::dist::{DistError, normal};
use crate::num::{NumError, bracketed_root, expand_bracket};
use crate::result::{Alternative, Estimate, Interval, Level, Quantity, Side};
use crate::stats::StatsError;

/// The odds of an event of the treated over those of the control, as in the sample.
pub const SAMPLE_ODDS_RATIO: Quantity =
    Quantity { id: "odds_ratio", label: "odds ratio, treated / control", symbol: "OR" };

/// The odds ratio of greatest likelihood where both margins are known.
pub const CONDITIONAL_ODDS_RATIO: Quantity = Quantity {
    id: "conditional_odds_ratio",
    label: "conditional odds ratio, treated / control",
    symbol: "OR (conditional)",
};

const NAME: &str = "interval of the odds ratio";

/// The sample's odds ratio with Woolf's interval (1955), normal on the log scale: 0 to infinity where a cell is 0. `None` where nobody
/// or everybody has an event.
///
/// # Errors
/// [`StatsError::Numerical`] when a quantile cannot be found.
pub fn odds_ratio(table: &TwoByTwo, alternative: Alternative, level: Level) -> Result<Option<Estimate>, StatsError> {
    if !table.varies() {
        return Ok(None);
    }
    let cells = [
        table.treated_events(),
        table.treated_n() - table.treated_events(),
        table.control_events(),
        table.control_n() - table.control_events(),
    ]
    .map(|count| count as f64);
    let value = cells[0] * cells[3] / (cells[1] * cells[2]);
    // 1 / 0 is an infinite SE, and excludes nothing.
    let error = cells.iter().map(|count| 1.0 / count).sum::<f64>().sqrt();
    let limits = alternative.interval(level.alpha(), |side, tail| {
        Ok::<f64, DistError>(log_limit(value, error, side, normal::upper_quantile(tail)?))
    });
    let (lower, upper) = limits.map_err(|cause| StatsError::numerical(NAME, cause))?;
    let interval = Interval::new(lower.max(0.0), upper, level, "Woolf (log)");
    Ok(Some(Estimate::new(SAMPLE_ODDS_RATIO, value, Unit::None, None, Some(interval))))
}

/// The conditional maximum-likelihood odds ratio with its exact interval, each tail of the noncentral hypergeometric distribution at
/// most alpha / 2 (Cornfield 1956; Fisher 1962). `None` where nobody or everybody has an event.
///
/// # Errors
/// [`StatsError::Numerical`] beyond a milliard people, or when a limit cannot be found.
pub fn conditional_odds_ratio(
    table: &TwoByTwo,
    alternative: Alternative,
    level: Level,
) -> Result<Option<Estimate>, StatsError> {
    if !table.varies() {
        return Ok(None);
    }
    let numerical = |cause: NumError| StatsError::numerical(NAME, cause);
    let margins = Margins::of(table).map_err(numerical)?;
    let (x, guess) = (table.treated_events(), first_guess(table));
    // The root of a function that grows with the odds ratio.
    let solve = |grows: &dyn Fn(f64) -> f64| -> Result<f64, NumError> {
        let on_log = |log: f64| grows(libm::exp(log));
        let (low, high) = expand_bracket(on_log, guess, 1.0)?;
        Ok(libm::exp(bracketed_root(on_log, low, high, 0.0)?))
    };
    let value = if x == margins.lowest() {
        0.0
    } else if x == margins.highest() {
        f64::INFINITY
    } else {
        solve(&|odds| margins.at(odds).mean() - x as f64).map_err(numerical)?
    };
    let limits = alternative.interval(level.alpha(), |side, tail| match side {
        Side::Lower if value == 0.0 => Ok(0.0),
        Side::Upper if value == f64::INFINITY => Ok(f64::INFINITY),
        Side::Lower => solve(&|odds| margins.at(odds).at_least(x) - tail),
        Side::Upper => solve(&|odds| tail - margins.at(odds).at_most(x)),
    });
    let (lower, upper) = limits.map_err(numerical)?;
    let interval = Interval::new(lower.max(0.0), upper, level, "exact conditional");
    Ok(Some(Estimate::new(CONDITIONAL_ODDS_RATIO, value, Unit::None, None, Some(interval))))
}

/// ln of the odds ratio with half a person more in each cell: only where the search begins.
fn first_guess(table: &TwoByTwo) -> f64 {
    let odds = |events: u64, n: u64| (events as f64 + 0.5) / ((n - events) as f64 + 0.5);
    libm::log(odds(table.treated_events(), table.treated_n()) / odds(table.control_events(), table.control_n()))
}
