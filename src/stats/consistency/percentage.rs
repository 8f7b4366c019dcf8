use super::Consistency;
use super::grim::totals;
use crate::data::Decimal;
use crate::stats::StatsError;
use schemars::JsonSchema;
use serde::Serialize;

const PERCENTAGE: &str = "the check of a percentage by its number of people";

/// Whether a whole number of n people is a printed percentage.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PercentageCheck {
    /// Whether some count rounds to the percentage; not told where every printed percentage has one.
    pub verdict: Consistency,
    /// The smallest and the largest count that round to it.
    pub counts: Option<[u64; 2]>,
    /// The nearest percentages that are possible, below and above; beyond 0 and 100 the end itself.
    pub nearest: [f64; 2],
}

/// A share of n people is a multiple of 100 / n percent: GRIM for yes and no.
///
/// # Errors
/// [`StatsError::Undefined`] without people, and for more digits than 128 bits hold.
pub fn check_percentage(percent: Decimal, n: u64) -> Result<PercentageCheck, StatsError> {
    let undefined =
        || StatsError::Undefined { procedure: PERCENTAGE, why: "the figures have too many digits".to_owned() };
    let totals = totals(PERCENTAGE, percent, n, Decimal::new(100, 0).ok_or_else(undefined)?)?;
    let people = i128::from(n);
    let (first, last) = (totals.first.max(0), totals.last.min(people));
    let counts = (first <= last).then_some([first as u64, last as u64]);
    let verdict =
        if totals.always && counts.is_some() { Consistency::CannotTell } else { Consistency::of(counts.is_some()) };
    let at = |count: i128| 100.0 * count.clamp(0, people) as f64 / n as f64;
    Ok(PercentageCheck { verdict, counts, nearest: [at(totals.below), at(totals.below + 1)] })
}
