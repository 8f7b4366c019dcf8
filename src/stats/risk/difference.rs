//! The difference of two risks and its intervals.

use super::TwoByTwo;
use super::score::difference_lower_limit;
use crate::data::Unit;
use crate::dist::{DistError, normal};
use crate::result::{Alternative, Estimate, Interval, Level, Quantity, Side};
use crate::stats::StatsError;
use crate::stats::proportion::ProportionMethod;

/// The risk of the treated less that of the control.
pub const RISK_DIFFERENCE: Quantity =
    Quantity { id: "risk_difference", label: "risk difference, treated - control", symbol: "RD" };

/// How an interval for a risk difference is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RiskDifferenceMethod {
    /// The score test inverted, with the factor N / (N - 1) (Miettinen and Nurminen 1985).
    MiettinenNurminen,
    /// Wilson's intervals of the two risks, joined (Newcombe 1998, Stat Med 17:873-890, method 10).
    Newcombe,
    /// Wald's after adding an event and a person without one to each group (Agresti and Caffo 2000). May leave -1 to 1.
    AgrestiCaffo,
    /// The textbook's estimate +- z SE. Covers too little, has no width where nobody or everybody has an event: for comparison only.
    Wald,
}

impl RiskDifferenceMethod {
    /// Every method, the recommended ones first.
    pub const ALL: [RiskDifferenceMethod; 4] = [
        RiskDifferenceMethod::MiettinenNurminen,
        RiskDifferenceMethod::Newcombe,
        RiskDifferenceMethod::AgrestiCaffo,
        RiskDifferenceMethod::Wald,
    ];

    /// As results name it.
    pub fn name(self) -> &'static str {
        match self {
            RiskDifferenceMethod::MiettinenNurminen => "Miettinen-Nurminen (score)",
            RiskDifferenceMethod::Newcombe => "Newcombe (hybrid score)",
            RiskDifferenceMethod::AgrestiCaffo => "Agresti-Caffo",
            RiskDifferenceMethod::Wald => "Wald",
        }
    }
}

/// treated - control with its interval.
///
/// # Errors
/// [`StatsError::Numerical`] when a quantile or a limit cannot be found.
pub fn risk_difference(
    table: &TwoByTwo,
    method: RiskDifferenceMethod,
    alternative: Alternative,
    level: Level,
) -> Result<Estimate, StatsError> {
    let limits = alternative.interval(level.alpha(), |side, tail| match side {
        Side::Lower => lower_limit(table, method, tail),
        // With the groups exchanged, every difference turns its sign.
        Side::Upper => lower_limit(&table.exchanged(), method, tail).map(|limit| -limit),
    });
    let (lower, upper) = limits.map_err(|cause| StatsError::numerical("interval of the risk difference", cause))?;
    let interval = Interval::new(lower, upper, level, method.name());
    let standard_error = (method == RiskDifferenceMethod::Wald).then(|| wald_error(table, 0.0));
    Ok(Estimate::new(RISK_DIFFERENCE, table.difference(), Unit::None, standard_error, Some(interval)))
}

fn lower_limit(table: &TwoByTwo, method: RiskDifferenceMethod, tail: f64) -> Result<f64, DistError> {
    match method {
        RiskDifferenceMethod::MiettinenNurminen => Ok(difference_lower_limit(table, normal::upper_quantile(tail)?)?),
        RiskDifferenceMethod::Newcombe => newcombe(table, tail),
        RiskDifferenceMethod::AgrestiCaffo => wald(table, 1.0, tail),
        RiskDifferenceMethod::Wald => wald(table, 0.0, tail),
    }
}

fn newcombe(table: &TwoByTwo, tail: f64) -> Result<f64, DistError> {
    let [Some(treated), Some(control)] = table.proportions() else { return Ok(table.difference()) };
    let tail = tail.min(0.5);
    let low = treated.value() - treated.limit(ProportionMethod::Wilson, Side::Lower, tail)?;
    let high = control.limit(ProportionMethod::Wilson, Side::Upper, tail)? - control.value();
    Ok((table.difference() - libm::hypot(low, high)).max(-1.0))
}

/// Wald's lower limit after adding `extra` people with and as many without an event to each group.
fn wald(table: &TwoByTwo, extra: f64, tail: f64) -> Result<f64, DistError> {
    let [treated, control] = shares(table, extra);
    Ok(treated - control - normal::upper_quantile(tail)? * wald_error(table, extra))
}

fn wald_error(table: &TwoByTwo, extra: f64) -> f64 {
    let [treated, control] = shares(table, extra);
    let part = |share: f64, n: u64| share * (1.0 - share) / (n as f64 + 2.0 * extra);
    (part(treated, table.treated_n()) + part(control, table.control_n())).sqrt()
}

fn shares(table: &TwoByTwo, extra: f64) -> [f64; 2] {
    let share = |events: u64, n: u64| (events as f64 + extra) / (n as f64 + 2.0 * extra);
    [share(table.treated_events(), table.treated_n()), share(table.control_events(), table.control_n())]
}
