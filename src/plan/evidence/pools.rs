//! What may be combined, combined.

use super::further::further;
use super::{CombinedScale, EvidenceAnalysis, EvidencePlan, EvidenceResult, Pool, ResultKind};
use crate::data::{PublishedRow, StudyEffect, StudyEffects, Unit};
use crate::result::{Estimate, Interval};
use crate::stats::StatsError;
use crate::stats::measures::{Measure, Scale};
use crate::stats::meta::{MetaOptions, MetaTest, TauMethod, random_effects};
use crate::stats::risk::TwoByTwo;
use std::collections::BTreeSet;

/// Why nothing can be combined.
pub(super) enum PoolError {
    /// The plan asks for what the table does not have.
    Plan(String),
    /// A computation failed.
    Stats(StatsError),
}

impl From<StatsError> for PoolError {
    fn from(cause: StatsError) -> PoolError {
        PoolError::Stats(cause)
    }
}

/// What rows of one pool share.
#[derive(PartialEq)]
struct Key {
    kind: ResultKind,
    unit: Unit,
    measure: Measure,
    shared: Vec<Option<String>>,
}

/// Two or more results of one kind that agree in what the plan names.
pub(super) fn pools(analysis: &EvidenceAnalysis, plan: &EvidencePlan) -> Result<Vec<Pool>, PoolError> {
    let by = &analysis.combine_by;
    let columns = columns(analysis);
    let known = |name: &str, also: &[&str], what: &str| {
        let all: Vec<&str> = FIELDS.iter().chain(also).chain(&columns).copied().collect();
        if all.contains(&name) || analysis.rows.is_empty() {
            return Ok(());
        }
        Err(PoolError::Plan(format!("{what} `{name}`: there is no such column; there are {}", all.join(", "))))
    };
    for name in by {
        known(name, &[], "rows cannot be combined by")?;
    }
    if let Some(name) = &plan.subgroup {
        known(name, &[], "studies cannot be grouped by")?;
    }
    if let Some(name) = &plan.moderator {
        known(name, &["weeks", "sessions"], "studies cannot be related to")?;
    }
    let mut groups: Vec<(Key, Vec<usize>)> = Vec::new();
    for (at, result) in analysis.results.iter().enumerate() {
        let Some((key, _)) = key(result, analysis, by).filter(|_| result.apart.is_none()) else { continue };
        match groups.iter_mut().find(|(other, _)| *other == key) {
            Some((_, members)) => members.push(at),
            None => groups.push((key, vec![at])),
        }
    }
    groups
        .into_iter()
        .filter(|(_, members)| members.len() > 1)
        .map(|(key, members)| pool(key, members, analysis, plan))
        .collect()
}

/// Columns of the model by which rows may be combined.
const FIELDS: [&str; 5] = ["outcome", "site", "intervention", "group", "design"];

/// Columns without a role in which any row has something.
fn columns(analysis: &EvidenceAnalysis) -> BTreeSet<&str> {
    analysis.rows.iter().flat_map(|row| row.covariates.keys()).map(String::as_str).collect()
}

/// What a row has in a column.
pub(super) fn value_of(row: &PublishedRow, name: &str) -> Option<String> {
    match name {
        "outcome" => Some(row.outcome.clone()),
        "site" => row.site.clone(),
        "intervention" => row.intervention.clone(),
        "group" => row.group.clone(),
        "design" => Some(row.design.words.clone()),
        other => row.covariates.get(other).cloned(),
    }
}

/// What a row has in the columns that must agree; `None` where it has nothing in a column in which other rows have something, because
/// what is not stated is not known to be the same.
pub(super) fn shared(row: &PublishedRow, analysis: &EvidenceAnalysis, by: &[String]) -> Option<Vec<Option<String>>> {
    let stated = |name: &str| analysis.rows.iter().any(|other| value_of(other, name).is_some());
    by.iter()
        .map(|name| match value_of(row, name) {
            None if stated(name) => None,
            value => Some(value),
        })
        .collect()
}

fn key(result: &EvidenceResult, analysis: &EvidenceAnalysis, by: &[String]) -> Option<(Key, CombinedScale)> {
    let effect = result.effect?;
    let row = analysis.row_of(result)?;
    let shared = shared(row, analysis, by)?;
    let key = Key { kind: result.kind, unit: result.unit, measure: effect.measure, shared };
    Some((key, effect))
}

fn pool(key: Key, members: Vec<usize>, analysis: &EvidenceAnalysis, plan: &EvidencePlan) -> Result<Pool, PoolError> {
    let found: Vec<(&EvidenceResult, &PublishedRow, CombinedScale)> = members
        .iter()
        .filter_map(|at| {
            let result = analysis.results.get(*at)?;
            Some((result, analysis.row_of(result)?, result.effect?))
        })
        .collect();
    let studies = found.iter().map(|(result, row, effect)| StudyEffect {
        label: analysis.label_of(result),
        trial: row.trial.clone(),
        estimate: effect.estimate,
        variance: effect.variance,
    });
    let numbers: Option<Vec<f64>> = found.iter().map(|(result, ..)| result.n.first().map(|n| *n as f64)).collect();
    let people = numbers.map(|all| all.len() as f64 / all.iter().map(|n| 1.0 / n).sum::<f64>());
    let effects = StudyEffects::try_new(key.unit, studies.collect()).map_err(StatsError::from)?;
    let default = MetaOptions::default();
    let options = MetaOptions {
        method: plan.method.unwrap_or(default.method),
        test: plan.test.unwrap_or(default.test),
        level: analysis.level,
        ..default
    };
    let combined = random_effects(&effects, &options)?;
    let common =
        random_effects(&effects, &MetaOptions { method: TauMethod::CommonEffect, test: MetaTest::Z, ..options })?;
    let rows: Vec<&PublishedRow> = found.iter().map(|(_, row, _)| *row).collect();
    let table = |(result, ..): &(&EvidenceResult, &PublishedRow, CombinedScale)| {
        let [events, n, control_events, control_n] = result.cells?;
        TwoByTwo::try_new(events, n, control_events, control_n)
    };
    let tables: Option<Vec<TwoByTwo>> = found.iter().map(table).collect();
    let (further, not_computed) = further(&effects, &rows, tables.as_deref(), &options, plan, analysis.level)?;
    Ok(Pool {
        label: label(&key),
        kind: key.kind,
        outcome: found.first().map_or_else(String::new, |(_, row, _)| row.outcome.clone()),
        measure: key.measure,
        people,
        members,
        combined,
        common,
        further,
        not_computed,
    })
}

/// `Held against a control: girth, abdomen`.
fn label(key: &Key) -> String {
    // An outcome without a name says nothing.
    let shared: Vec<String> = key.shared.iter().flatten().filter(|name| *name != "other").cloned().collect();
    let heading = key.kind.heading();
    if shared.is_empty() { heading.to_owned() } else { format!("{heading}: {}", shared.join(", ")) }
}

impl Pool {
    /// Whether studies were combined on another scale than that of their results.
    pub fn is_transformed(&self) -> bool {
        self.measure.scale() != Scale::Natural
    }

    /// A value on the scale of the studies' results: ratios rather than their logarithms.
    pub fn natural_value(&self, value: f64) -> f64 {
        self.measure.scale().natural(value, self.people).unwrap_or(value)
    }

    /// An estimate of the pool on the scale of the studies' results.
    pub fn natural(&self, estimate: &Estimate) -> Estimate {
        if !self.is_transformed() {
            return estimate.clone();
        }
        let interval = estimate.interval.as_ref().map(|interval| Interval {
            lower: self.natural_value(interval.lower),
            upper: self.natural_value(interval.upper),
            ..interval.clone()
        });
        Estimate { value: self.natural_value(estimate.value), standard_error: None, interval, ..estimate.clone() }
    }
}
