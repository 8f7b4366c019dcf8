use super::check::CHECKS;
use super::context::{Context, Sampled};
use super::finding::{Finding, Severity};
use super::grid::grids;
use crate::data::{Exclusion, Trial};
use crate::ingest::grid::Grid;
use crate::ingest::{Format, Ingested, Mapped, PairRequest, count_reasons};
use crate::result::{ExcludedCount, Note};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::HashSet;

/// What a file holds, what would be paired, and what looks wrong.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Audit {
    /// The source as the user named it.
    pub source: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// How the text is written.
    pub format: Format,
    /// Rows read.
    pub rows: usize,
    /// Rows that the filters kept.
    pub rows_kept: usize,
    /// Participants in them.
    pub participants: usize,
    /// Treatment groups with their participants.
    pub arms: Vec<ArmCount>,
    /// Which column was taken for what.
    pub mapping: Vec<Mapped>,
    /// What would be paired.
    pub samples: Vec<SampleAudit>,
    /// How finely each outcome was read.
    pub grids: Vec<Grid>,
    /// What was detected, left out or assumed on reading.
    pub notes: Vec<Note>,
    /// What the checks saw, the worst first.
    pub findings: Vec<Finding>,
}

/// A treatment group and its size.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ArmCount {
    /// Its name.
    pub arm: String,
    /// Participants in it.
    pub participants: usize,
}

/// One paired sample as it would be analysed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SampleAudit {
    /// Name of the outcome.
    pub outcome: String,
    /// Arm or site to which it is restricted.
    pub group: Option<String>,
    /// First visit.
    pub baseline: String,
    /// Second visit.
    pub followup: String,
    /// Complete pairs.
    pub pairs: usize,
    /// Participants without a pair, by reason.
    pub excluded: Vec<ExcludedCount>,
    /// Each of them.
    pub exclusions: Vec<Exclusion>,
    /// Why there is no sample, if there is none.
    pub problem: Option<String>,
}

impl Audit {
    /// How many findings are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

/// Looks a file over. Never fails: what keeps pairs from being made is a finding.
pub fn audit(ingested: &Ingested, requests: &[PairRequest<'_>]) -> Audit {
    let context = Context::new(ingested, requests);
    let mut findings: Vec<Finding> = Vec::new();
    let mut explained: HashSet<(Option<String>, Vec<String>)> = HashSet::new();
    for check in CHECKS {
        let mut seen = Vec::new();
        for finding in (check.run)(&context) {
            let key = (finding.outcome.clone(), finding.participants.clone());
            let of_one_reading = check.about_reading && finding.participants.len() == 1;
            if of_one_reading && explained.contains(&key) {
                continue;
            }
            if of_one_reading {
                seen.push(key);
            }
            findings.push(finding);
        }
        explained.extend(seen);
    }
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let trial = &ingested.trial;
    let arms = trial.arms.iter().enumerate().map(|(at, arm)| ArmCount {
        arm: arm.to_string(),
        participants: trial.participants.iter().filter(|person| person.arm == Some(at)).count(),
    });
    Audit {
        source: ingested.source.clone(),
        sha256: ingested.sha256.clone(),
        format: ingested.format,
        rows: ingested.rows,
        rows_kept: ingested.rows_kept,
        participants: trial.participants.len(),
        arms: arms.collect(),
        mapping: ingested.mapping.clone(),
        samples: context.samples.iter().map(|sampled| sample_audit(trial, sampled)).collect(),
        grids: grids(&context),
        notes: ingested.notes.clone(),
        findings,
    }
}

/// The pairs that a file offers by itself: every outcome, at every site, baseline against follow-up; none while the visits are open.
pub fn offered_pairs(ingested: &Ingested) -> Vec<PairRequest<'_>> {
    let Ok((baseline, followup)) = ingested.visits() else { return Vec::new() };
    let trial = &ingested.trial;
    let mut requests = Vec::new();
    for outcome in 0..trial.outcomes.len() {
        let sites: Vec<Option<&str>> = if trial.sites.len() < 2 {
            vec![None]
        } else {
            trial.sites.iter().map(|site| Some(site.as_str())).collect()
        };
        requests.extend(sites.into_iter().map(|site| PairRequest { outcome, site, arm: None, baseline, followup }));
    }
    requests
}

fn sample_audit(trial: &Trial, sampled: &Sampled<'_>) -> SampleAudit {
    let visit = |at: usize| trial.visits.get(at).map_or(String::new(), |visit| visit.to_string());
    let group: Vec<&str> = [sampled.request.arm, sampled.request.site].into_iter().flatten().collect();
    let (pairs, exclusions, problem) = match &sampled.pairs {
        Ok(pairs) => (pairs.sample.n(), pairs.sample.excluded().to_vec(), None),
        Err(error) => (0, Vec::new(), Some(error.to_string())),
    };
    let counted = count_reasons(&exclusions);
    SampleAudit {
        outcome: sampled.outcome.name.clone(),
        group: (!group.is_empty()).then(|| group.join(", ")),
        baseline: visit(sampled.request.baseline),
        followup: visit(sampled.request.followup),
        pairs,
        excluded: counted.into_iter().map(|(reason, n)| ExcludedCount { reason: reason.words(), n }).collect(),
        exclusions,
        problem,
    }
}
