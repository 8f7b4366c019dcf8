//! The results of a table as claims see them, and the claims judged by them.

use super::estimates::interval;
use super::{EvidenceAnalysis, EvidencePlan, EvidenceResult, ResultKind};
use crate::claims::{
    Basis, Claim, Criterion, Directness, PublishedEvidence, PublishedJudgement, PublishedResult, SettlingTrial,
    Verdict, judge_published, settling_trial,
};
use crate::data::{Design, DesignKind, PublishedRow, RowStatus};
use crate::result::{Estimate, Level};
use crate::stats::StatsError;

/// Judges claims by the results.
pub(super) fn judge_all(
    claims: &[Claim],
    all: &[Claim],
    analysis: &EvidenceAnalysis,
    plan: &EvidencePlan,
) -> Result<Vec<PublishedJudgement>, StatsError> {
    let results = published_results(analysis)?;
    let evidence = PublishedEvidence { results: &results, claims: all, only: &plan.only, level: analysis.level };
    claims.iter().map(|claim| judge_published(claim, &evidence)).collect()
}

/// For every claim that is neither supported nor refuted, the trial that would settle it.
pub(super) fn settling(
    judged: &[PublishedJudgement],
    plan: &EvidencePlan,
    level: Level,
) -> Result<Vec<SettlingTrial>, StatsError> {
    let is_open = |one: &&PublishedJudgement| {
        let logical = matches!(one.judgement.claim.criterion, Criterion::Contradiction { .. });
        !logical && matches!(one.judgement.verdict, Verdict::Inconclusive | Verdict::NotTestable)
    };
    let trials = judged.iter().filter(is_open).map(|one| settling_trial(&one.judgement.claim, &plan.spread, level));
    trials.filter_map(Result::transpose).collect()
}

fn published_results(analysis: &EvidenceAnalysis) -> Result<Vec<PublishedResult>, StatsError> {
    analysis
        .results
        .iter()
        .filter_map(|result| Some((result, analysis.row_of(result)?)))
        .map(|(result, row)| published(result, row, analysis.level))
        .collect()
}

/// The column of a few words that stand in for figures.
pub const FINDING: &str = "finding";

fn published(result: &EvidenceResult, row: &PublishedRow, level: Level) -> Result<PublishedResult, StatsError> {
    let design = Design {
        kind: row.design.kind,
        randomised: row.design.randomised,
        blinded: row.design.blinded,
        control: row.has_control().then(|| "control".to_owned()),
        records: Vec::new(),
    };
    let inner = match (&result.estimate, result.estimate.as_ref().and_then(|estimate| estimate.standard_error)) {
        (Some(estimate), Some(error)) => {
            let inner = interval(estimate.value, error, result.degrees_of_freedom, level.two_one_sided())?;
            Some(Estimate { interval: Some(inner), ..estimate.clone() })
        }
        _ => None,
    };
    let treatment = row.intervention.clone().or_else(|| row.group.clone());
    Ok(PublishedResult {
        label: label(result, row),
        trial: row.trial.clone(),
        treatment: treatment.unwrap_or_else(|| "not named".to_owned()),
        group: row.group.clone(),
        // Nobody's treatment is taken for the claimed one unless the table says so.
        directness: row.directness.as_deref().and_then(Directness::parse).unwrap_or(Directness::Far),
        outcome: row.outcome.clone(),
        site: row.site.clone(),
        sessions: row.sessions,
        basis: basis(result, design.kind),
        design,
        estimate: result.estimate.clone(),
        inner,
        events: result.events,
        n: Some(result.n.iter().sum::<u64>()).filter(|n| *n > 0).and_then(|n| usize::try_from(n).ok()),
        unusable: (row.status == RowStatus::Unconfirmed).then(|| "figures that could be confirmed".to_owned()),
        cautions: result.cautions.clone(),
        said: row.covariates.get(FINDING).cloned(),
    })
}

fn basis(result: &EvidenceResult, kind: DesignKind) -> Basis {
    match result.kind {
        _ if result.events.is_some() => Basis::Events,
        ResultKind::Uncontrolled | ResultKind::Untreated | ResultKind::AsGiven => Basis::Change,
        ResultKind::Controlled if kind == DesignKind::SplitBody => Basis::Sites,
        ResultKind::Controlled => Basis::Arms,
    }
}

/// `LIPO-102 phase IIa, abdomen, 8 weeks`.
pub(super) fn label(result: &EvidenceResult, row: &PublishedRow) -> String {
    let weeks = row.weeks.map(|weeks| format!("{weeks} weeks"));
    let without = (result.kind == ResultKind::Untreated).then(|| "the untreated".to_owned());
    let parts = [Some(row.study.clone()), row.site.clone(), weeks, without];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
