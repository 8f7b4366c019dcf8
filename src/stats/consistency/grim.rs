use super::Consistency;
use super::multiples::Multiples;
use crate::data::Decimal;
use crate::stats::StatsError;
use schemars::JsonSchema;
use serde::Serialize;

const GRIM: &str = "the check of a mean by the grid of its readings (GRIM)";

/// Whether n readings on a grid can have a printed mean.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct GrimCheck {
    /// Whether some total rounds to the mean; not told where every printed mean has one.
    pub verdict: Consistency,
    /// The nearest means that are possible, below and above.
    pub nearest: [f64; 2],
}

/// GRIM (Brown and Heathers 2017): a mean of n readings in steps of a tape (or of a whole number) is a multiple of step / n. For a mean
/// of several items, n is people times items; the mean change of readings on a grid has the grid of the readings.
///
/// # Errors
/// [`StatsError::Undefined`] without people, for a step of 0 or below, and for more digits than 128 bits hold.
pub fn grim(mean: Decimal, n: u64, step: Decimal) -> Result<GrimCheck, StatsError> {
    let totals = totals(GRIM, mean, n, step)?;
    let verdict = if totals.always { Consistency::CannotTell } else { Consistency::of(totals.any()) };
    let at = |total: i128| total as f64 * step.to_f64() / n as f64;
    Ok(GrimCheck { verdict, nearest: [at(totals.below), at(totals.below + 1)] })
}

pub(super) fn totals(procedure: &'static str, mean: Decimal, n: u64, step: Decimal) -> Result<Multiples, StatsError> {
    let undefined = |why: &str| StatsError::Undefined { procedure, why: why.to_owned() };
    if n == 0 || step.ticks() <= 0 {
        return Err(undefined("it needs somebody, and a step above 0"));
    }
    Multiples::of(mean, n, step).ok_or_else(|| undefined("the figures have too many digits"))
}
