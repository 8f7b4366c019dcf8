use crate::data::{Decimal, PairedSample};
use crate::dist::Binomial;
use crate::result::{Alternative, Interval, Level, PValue};
use crate::stats::StatsError;
use crate::stats::proportion::{Proportion, ProportionMethod};
use schemars::JsonSchema;
use serde::Serialize;

/// A count of participants, the share that it is, and its exact interval (Clopper and Pearson).
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Share {
    /// How many.
    pub count: usize,
    /// Of how many.
    pub of: usize,
    /// count / of.
    pub share: f64,
    /// Its two-sided interval.
    pub interval: Interval,
}

/// How many participants' grade improved.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct GradeImprovement {
    /// Those whose grade is better after, of all.
    pub improved: Share,
    /// Those whose grade is the same, of all.
    pub unchanged: Share,
    /// Those whose grade is worse, of all.
    pub worsened: Share,
    /// Those whose grade is better, of those whose grade changed; absent where nobody's did.
    pub improved_of_changed: Option<Share>,
    /// Two-sided p of the sign test: better and worse equally likely among those who changed; 1 where nobody did.
    pub p_value: PValue,
}

const IMPROVEMENT: &str = "improvement of the grade";
const ELIMINATION: &str = "elimination of the grade";

/// Question: how many improved by any grade?
///
/// Only the order of before and after is used. `better_is_lower` says which way is better.
///
/// # Errors
/// [`StatsError::Numerical`] when a quantile cannot be found.
pub fn grade_improvement(
    sample: &PairedSample,
    better_is_lower: bool,
    level: Level,
) -> Result<GradeImprovement, StatsError> {
    let count = |wanted: i128| sample.change().ticks().iter().filter(|ticks| ticks.signum() == wanted).count();
    let better = if better_is_lower { -1 } else { 1 };
    let (improved, worsened) = (count(better), count(-better));
    let (changed, n) = (improved + worsened, sample.n());
    let numerical = |cause: &dyn ToString| StatsError::numerical(IMPROVEMENT, cause.to_string());
    let null = Binomial::try_new(changed as u64, 0.5).map_err(|cause| numerical(&cause))?;
    let (at_most, at_least) = (null.at_most(improved as u64), null.at_least(improved as u64));
    let p = PValue::try_new(Alternative::TwoSided.p_value(at_most, at_least)).map_err(|cause| numerical(&cause))?;
    let of_changed = if changed == 0 { None } else { Some(share(IMPROVEMENT, improved, changed, level)?) };
    Ok(GradeImprovement {
        improved: share(IMPROVEMENT, improved, n, level)?,
        unchanged: share(IMPROVEMENT, n - changed, n, level)?,
        worsened: share(IMPROVEMENT, worsened, n, level)?,
        improved_of_changed: of_changed,
        p_value: p,
    })
}

/// Question: in how many of those who had the condition before is it gone after?
///
/// Those whose reading before is not `zero` had it; it is gone where the reading after is `zero`.
///
/// # Errors
/// [`StatsError::Undefined`] when nobody had it before; [`StatsError::Data`] when `zero` does not fit the grid of the readings.
pub fn grade_eliminated(sample: &PairedSample, zero: Decimal, level: Level) -> Result<Share, StatsError> {
    let (before, after) = (sample.before().minus(zero)?, sample.after().minus(zero)?);
    let had = before.ticks().iter().zip(after.ticks()).filter(|(before, _)| **before != 0);
    let (mut count, mut of) = (0, 0);
    for (_, after) in had {
        of += 1;
        count += usize::from(*after == 0);
    }
    share(ELIMINATION, count, of, level)
}

fn share(procedure: &'static str, count: usize, of: usize, level: Level) -> Result<Share, StatsError> {
    let why = "nobody had it before".to_owned();
    let proportion = Proportion::try_new(count as u64, of as u64).ok_or(StatsError::Undefined { procedure, why })?;
    let interval = proportion
        .interval(ProportionMethod::ClopperPearson, Alternative::TwoSided, level)
        .map_err(|cause| StatsError::numerical(procedure, cause))?;
    Ok(Share { count, of, share: proportion.value(), interval })
}
