//! The ratio of two risks and its intervals.

use super::TwoByTwo;
use super::score::{ratio_lower_limit, small_sample_factor};
use crate::data::Unit;
use crate::dist::{DistError, normal};
use crate::result::{Alternative, Estimate, Interval, Level, Quantity, Side};
use crate::stats::StatsError;

/// The risk of the treated over that of the control.
pub const RISK_RATIO: Quantity = Quantity { id: "risk_ratio", label: "risk ratio, treated / control", symbol: "RR" };

/// How an interval for a risk ratio is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RiskRatioMethod {
    /// The score test inverted, with the factor N / (N - 1) (Miettinen and Nurminen 1985).
    MiettinenNurminen,
    /// The score test inverted, without that factor (Koopman 1984).
    Koopman,
    /// Normal on the log scale (Katz et al. 1978). From 0 to infinity where a group has no event; none where everybody has one.
    Katz,
}

impl RiskRatioMethod {
    /// Every method, the recommended ones first.
    pub const ALL: [RiskRatioMethod; 3] =
        [RiskRatioMethod::MiettinenNurminen, RiskRatioMethod::Koopman, RiskRatioMethod::Katz];

    /// As results name it.
    pub fn name(self) -> &'static str {
        match self {
            RiskRatioMethod::MiettinenNurminen => "Miettinen-Nurminen (score)",
            RiskRatioMethod::Koopman => "Koopman (score)",
            RiskRatioMethod::Katz => "Katz (log)",
        }
    }
}

/// treated / control with its interval: 0 or infinite where only one group has events, `None` where neither has.
///
/// # Errors
/// [`StatsError::Numerical`] when a quantile or a limit cannot be found.
pub fn risk_ratio(
    table: &TwoByTwo,
    method: RiskRatioMethod,
    alternative: Alternative,
    level: Level,
) -> Result<Option<Estimate>, StatsError> {
    if table.events() == 0 {
        return Ok(None);
    }
    let value = table.treated_risk() / table.control_risk();
    let interval = if method == RiskRatioMethod::Katz && log_error(table) == 0.0 {
        None
    } else {
        let limits = alternative.interval(level.alpha(), |side, tail| limit(table, method, side, tail));
        let (lower, upper) = limits.map_err(|cause| StatsError::numerical("interval of the risk ratio", cause))?;
        // A ratio has no side below 0.
        Some(Interval::new(lower.max(0.0), upper, level, method.name()))
    };
    Ok(Some(Estimate::new(RISK_RATIO, value, Unit::None, None, interval)))
}

fn limit(table: &TwoByTwo, method: RiskRatioMethod, side: Side, tail: f64) -> Result<f64, DistError> {
    let z = normal::upper_quantile(tail)?;
    let factor = match method {
        RiskRatioMethod::MiettinenNurminen => small_sample_factor(table),
        RiskRatioMethod::Koopman => 1.0,
        RiskRatioMethod::Katz => {
            return Ok(log_limit(table.treated_risk() / table.control_risk(), log_error(table), side, z));
        }
    };
    Ok(match side {
        Side::Lower => ratio_lower_limit(table, z, factor)?,
        // With the groups exchanged, every ratio is turned over.
        Side::Upper => 1.0 / ratio_lower_limit(&table.exchanged(), z, factor)?,
    })
}

/// exp(ln(ratio) -/+ z SE); an infinite SE excludes nothing.
pub(super) fn log_limit(ratio: f64, error: f64, side: Side, z: f64) -> f64 {
    match side {
        Side::Lower if error.is_infinite() => 0.0,
        Side::Upper if error.is_infinite() => f64::INFINITY,
        Side::Lower => ratio * libm::exp(-z * error),
        Side::Upper => ratio * libm::exp(z * error),
    }
}

/// SE of ln(ratio): infinite where a group has no event.
fn log_error(table: &TwoByTwo) -> f64 {
    let part = |events: u64, n: u64| (n - events) as f64 / (events as f64 * n as f64);
    let groups = [(table.treated_events(), table.treated_n()), (table.control_events(), table.control_n())];
    if groups.iter().any(|&(events, _)| events == 0) {
        return f64::INFINITY;
    }
    groups.iter().map(|&(events, n)| part(events, n)).sum::<f64>().sqrt()
}
