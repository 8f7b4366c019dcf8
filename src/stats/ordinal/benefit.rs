use super::graded_arms::GradedArms;
use super::wilcoxon_grades::{SHARE_HIGHER, SHARE_LOWER, WilcoxonGrades};
use crate::data::{OutcomeKind, TwoArms};
use crate::result::{Analysed, ExcludedCount, Interval, Level};
use crate::stats::{ComparisonProcedure, StatsError, TestOptions, Usage};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// Who of a treated and an untreated participant is better off.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Benefit {
    /// P(treated better) + P(same) / 2.
    pub probability: f64,
    /// Its two-sided interval; absent where the arms do not overlap.
    pub interval: Option<Interval>,
    /// P(treated better).
    pub better: f64,
    /// P(treated worse).
    pub worse: f64,
}

/// Question: how probable is it that treatment leaves a participant better off than no treatment leaves another?
///
/// The estimates of `wilcoxon-grades`, turned to the better direction.
///
/// # Errors
/// Those of `wilcoxon-grades`.
pub fn grade_benefit(arms: &TwoArms, better_is_lower: bool, level: Level) -> Result<Benefit, StatsError> {
    let result = WilcoxonGrades.run(arms, &TestOptions { level, ..TestOptions::default() })?;
    let value =
        |id: &str| result.estimates.iter().find(|estimate| estimate.quantity.id == id).map(|estimate| estimate.value);
    let (higher, lower) = (value(SHARE_HIGHER.id).unwrap_or(0.0), value(SHARE_LOWER.id).unwrap_or(0.0));
    let interval = result.primary().and_then(|estimate| estimate.interval.clone());
    let (better, worse) = if better_is_lower { (lower, higher) } else { (higher, lower) };
    let turned = |interval: Interval| {
        let (lower, upper) = (1.0 - interval.upper, 1.0 - interval.lower);
        Interval { lower, upper, ..interval }
    };
    let interval = if better_is_lower { interval.map(turned) } else { interval };
    Ok(Benefit { probability: (1.0 + better - worse) / 2.0, interval, better, worse })
}

/// Run unasked for outcomes of kind grade; on request for what else looks like grades.
pub(super) fn usage_of(arms: &TwoArms) -> Usage {
    match (GradedArms::of(arms).is_some(), arms.outcome().kind) {
        (false, _) => Usage::Unsuited,
        (true, OutcomeKind::Grade) => Usage::ByDefault,
        (true, _) => Usage::OnRequest,
    }
}

/// Who entered from both arms.
pub(super) fn analysed_of_arms(arms: [Analysed; 2]) -> Analysed {
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for excluded in arms.iter().flat_map(|arm| &arm.excluded) {
        *counts.entry(excluded.reason).or_default() += excluded.n;
    }
    let excluded = counts.into_iter().map(|(reason, n)| ExcludedCount { reason, n }).collect();
    Analysed { n: arms.iter().map(|arm| arm.n).sum(), excluded }
}
