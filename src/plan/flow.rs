//! Who came, who was left out and why, who was analysed: what a flow diagram shows.

use super::{ComparisonAnalysis, Plan, SampleAnalysis};
use crate::data::{Controlled, Exclusion, PairedSample};
use crate::ingest::Ingested;
use crate::ingest::count_reasons;
use schemars::JsonSchema;
use serde::Serialize;

/// The way of the participants through the study, of the primary outcome.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Flow {
    /// The outcome whose pairs are counted.
    pub outcome: String,
    /// Participants in the file.
    pub enrolled: usize,
    /// Participants whose arm is not recorded.
    pub without_arm: usize,
    /// The arms; one group without arms.
    pub groups: Vec<FlowGroup>,
}

/// One arm, or everybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FlowGroup {
    /// Its name; absent without arms.
    pub name: Option<String>,
    /// Split body: the two sites that everybody has, the treated one first.
    pub sites: Option<[String; 2]>,
    /// Participants in it.
    pub allocated: usize,
    /// Participants left out of the analysis, by reason.
    pub left_out: Vec<LeftOut>,
    /// Participants analysed.
    pub analysed: usize,
}

/// A reason, and how many it left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LeftOut {
    /// In words.
    pub reason: &'static str,
    /// How many.
    pub n: usize,
}

/// The flow of the primary outcome: of its first split-body comparison, or else arm by arm.
pub(super) fn flow(
    plan: &Plan,
    data: &Ingested,
    samples: &[SampleAnalysis],
    comparisons: &[ComparisonAnalysis],
) -> Flow {
    let people = &data.trial.participants;
    let enrolled = people.len();
    let split = comparisons.iter().filter(|comparison| comparison.primary).find_map(|comparison| {
        let Controlled::Sites(split) = &comparison.controlled else { return None };
        Some(split)
    });
    if let Some(split) = split {
        let name = |sample: &PairedSample| sample.group().unwrap_or_default().to_owned();
        let sites = Some([name(split.treated()), name(split.control())]);
        let mut left_out: Vec<Exclusion> = Vec::new();
        // Whoever lacks both sites is left out once.
        for exclusion in split.treated().excluded().iter().chain(split.control().excluded()) {
            if !left_out.iter().any(|other| other.participant == exclusion.participant) {
                left_out.push(exclusion.clone());
            }
        }
        let analysed = split.difference().n();
        let group = FlowGroup { name: None, sites, allocated: enrolled, left_out: reasons(&left_out), analysed };
        let outcome = split.treated().outcome().label.clone();
        return Flow { outcome, enrolled, without_arm: 0, groups: vec![group] };
    }
    let Some(first) = samples.iter().find(|sample| sample.primary) else {
        return Flow { enrolled, ..Flow::default() };
    };
    let of_first = samples
        .iter()
        .filter(|sample| sample.sample.outcome().name == first.sample.outcome().name && sample.site == first.site);
    let groups = of_first.map(|sample| {
        let code = sample.arm.as_deref();
        FlowGroup {
            name: code.map(|code| plan.arms.get(code).map_or(code, String::as_str).to_owned()),
            sites: None,
            allocated: sample.sample.n() + sample.sample.excluded().len(),
            left_out: reasons(sample.sample.excluded()),
            analysed: sample.sample.n(),
        }
    });
    let has_arms = !data.trial.arms.is_empty();
    Flow {
        outcome: first.sample.outcome().label.clone(),
        enrolled,
        without_arm: people.iter().filter(|person| has_arms && person.arm.is_none()).count(),
        groups: groups.collect(),
    }
}

fn reasons(excluded: &[Exclusion]) -> Vec<LeftOut> {
    count_reasons(excluded).into_iter().map(|(reason, n)| LeftOut { reason: reason.words(), n }).collect()
}
