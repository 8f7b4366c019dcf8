//! Tables of published results: what each row says, what may be combined, and what claims come to by them.

mod analysis;
mod checks;
mod estimates;
mod event_pools;
mod events;
mod further;
mod judged;
mod measured;
mod pools;
mod section;

use super::{Input, PlanError, Progress, Study, StudyHeader};
use crate::claims::{Articles, Claim, PublishedJudgement};
use crate::ingest::{PublishedFile, PublishedRoles, ingest_published, sha256};
use crate::result::Level;
use crate::stats::measures::Measure;

pub use analysis::{
    CombinedScale, ErrorSource, EventPool, EvidenceAnalysis, EvidenceResult, Pool, ResultKind, RowCheck,
};
pub use further::Further;
pub use judged::FINDING;
pub use section::{ClaimedRange, ContrastPair, EvidencePlan};

/// What rows must share to be combined, unless the plan says otherwise: nothing is taken for the same because it lies in one table.
const COMBINE_BY: [&str; 3] = ["outcome", "site", "intervention"];

/// Reads, combines and judges a study whose data are a table of published results.
///
/// # Errors
/// [`PlanError`] when the table or the plan cannot be used, or a number cannot be computed.
pub fn evidence(study: &Study, progress: &dyn Progress) -> Result<EvidenceAnalysis, PlanError> {
    let plan = study.plan.evidence.clone().unwrap_or_default();
    let problem = |what: String| PlanError::Plan { file: plan_name(study), what };
    let level = Level::try_new(study.plan.analysis.level).map_err(|cause| problem(cause.to_string()))?;
    progress.step("reading published results");
    let file = ingest_published(&study.data, &PublishedRoles { map: plan.map.clone() })?;
    let measure = match &plan.measure {
        Some(code) => Some(measure_of(code).map_err(problem)?),
        None => None,
    };
    let mut results = Vec::new();
    for (at, row) in file.rows.iter().enumerate() {
        results.extend(estimates::results_of(at, row, measure, level)?);
    }
    let checks = file.rows.iter().enumerate().flat_map(|(at, row)| checks::of_row(at, row)).collect();
    let combine_by = plan.combine_by.clone().unwrap_or_else(|| COMBINE_BY.map(str::to_owned).to_vec());
    let mut analysis = EvidenceAnalysis {
        study: header(study),
        inputs: inputs(study, &file),
        mapping: file.mapping,
        level,
        combine_by,
        claimed: plan.claimed.clone(),
        rows: file.rows,
        results,
        checks,
        pools: Vec::new(),
        event_pools: Vec::new(),
        contrasts: plan.contrast.clone(),
        claims: Vec::new(),
        article_claims: Vec::new(),
        settling: Vec::new(),
        not_found: plan.not_found.clone(),
        notes: file.notes,
    };
    for pair in &plan.contrast {
        for id in [&pair.uncontrolled, &pair.controlled] {
            if !analysis.rows.iter().any(|row| row.id == *id) {
                return Err(problem(format!("contrast `{}`: the table has no row `{id}`", pair.label)));
            }
        }
    }
    progress.step("combining studies");
    analysis.pools = pools::pools(&analysis, &plan).map_err(|cause| match cause {
        pools::PoolError::Plan(what) => problem(what),
        pools::PoolError::Stats(cause) => PlanError::Stats(cause),
    })?;
    analysis.event_pools = event_pools::event_pools(&analysis)?;
    progress.step("judging claims");
    let articles = if plan.articles { Articles::bundled()?.claim } else { Vec::new() };
    let all: Vec<Claim> = study.claims.iter().chain(&articles).cloned().collect();
    analysis.claims = judged::judge_all(&study.claims, &all, &analysis, &plan)?;
    analysis.article_claims = judged::judge_all(&articles, &all, &analysis, &plan)?;
    let judged: Vec<PublishedJudgement> = analysis.claims.iter().chain(&analysis.article_claims).cloned().collect();
    analysis.settling = judged::settling(&judged, &plan, level)?;
    Ok(analysis)
}

/// A measure by its name.
///
/// # Errors
/// The names that there are.
pub fn measure_of(code: &str) -> Result<Measure, String> {
    let named = |measure: &Measure| measure.code().eq_ignore_ascii_case(code) && *measure != Measure::Zcor;
    Measure::ALL.into_iter().find(named).ok_or_else(|| {
        let all: Vec<&str> = Measure::ALL.iter().filter(|one| **one != Measure::Zcor).map(|one| one.code()).collect();
        format!("there is no measure {code}; there are {}", all.join(", "))
    })
}

fn plan_name(study: &Study) -> String {
    study.plan_file.as_ref().map_or_else(|| "the plan".to_owned(), |(file, _)| file.clone())
}

fn header(study: &Study) -> StudyHeader {
    let plan = &study.plan;
    StudyHeader {
        name: study.name.clone(),
        title: if plan.title.is_empty() { study.data.name.clone() } else { plan.title.clone() },
        question: plan.question.clone(),
        intervention: plan.intervention.clone(),
        source: plan.source.clone(),
        design: plan.design.clone(),
        simulated: plan.simulated,
    }
}

fn inputs(study: &Study, file: &PublishedFile) -> Vec<Input> {
    let table = Input { path: file.source.clone(), sha256: file.sha256.clone(), rows: Some(file.rows.len()) };
    let texts = [&study.plan_file, &study.claims_file].into_iter().flatten();
    let others = texts.map(|(path, text)| Input { path: path.clone(), sha256: sha256(text.as_bytes()), rows: None });
    std::iter::once(table).chain(others).collect()
}

impl EvidenceAnalysis {
    /// A result as it is named: `LIPO-102 phase IIa, abdomen, 8 weeks`.
    pub fn label_of(&self, result: &EvidenceResult) -> String {
        self.row_of(result).map_or_else(String::new, |row| judged::label(result, row))
    }
}
