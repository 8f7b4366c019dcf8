//! Claims held against what has been published: figures of whole groups, each with the design that it came from.

mod beside;
mod judge;
mod offers;
mod settling;

use super::{Basis, Claim, Judgement, Verdict};
use crate::data::Design;
use crate::result::{Estimate, Level};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use judge::judge_published;
pub use settling::{SettlingTrial, Spread, TrialShape, settling_trial};

/// How close a study's treatment is to the one that the claims are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Directness {
    /// The treatment itself.
    Same,
    /// The same way with other drugs. A verdict may rest on it, and says so.
    Near,
    /// Another treatment of the same thing. Shown beside; no verdict rests on it.
    Far,
}

impl Directness {
    /// By its name in a table.
    pub fn parse(name: &str) -> Option<Directness> {
        match name {
            "same" => Some(Directness::Same),
            "near" => Some(Directness::Near),
            "far" => Some(Directness::Far),
            _ => None,
        }
    }
}

/// Events of a published series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PublishedEvents {
    /// People with an event, or, where `per` is treatments, events.
    pub events: u64,
    /// Of how many.
    pub of: u64,
    /// Whether `of` counts treatments rather than people.
    pub of_treatments: bool,
}

/// One published result on the axis of claims.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedResult {
    /// Who found it, where and when: `LIPO-102, abdomen, 8 weeks`.
    pub label: String,
    /// The trial; results of one trial count once.
    pub trial: String,
    /// What was done, in words.
    pub treatment: String,
    /// What sort of treatment.
    pub group: Option<String>,
    /// How close it is to what the claims are about.
    pub directness: Directness,
    /// `girth`, `weight`, `events`.
    pub outcome: String,
    /// The place on the body, or the sort of event.
    pub site: Option<String>,
    /// Sessions until the second reading.
    pub sessions: Option<u32>,
    /// How the study came about.
    pub design: Design,
    /// What was compared.
    pub basis: Basis,
    /// The estimate; without an interval where the source gives none.
    pub estimate: Option<Estimate>,
    /// The same at 1 - 2 alpha, for claims whose region has two ends.
    pub inner: Option<Estimate>,
    /// Counted events.
    pub events: Option<PublishedEvents>,
    /// People analysed.
    pub n: Option<usize>,
    /// What no verdict may rest on it without: `figures that could be confirmed`.
    pub unusable: Option<String>,
    /// What must be known to read it.
    pub cautions: Vec<String>,
    /// What the source says without figures, in a few words.
    pub said: Option<String>,
}

/// What narrows the results that a claim may rest on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OnlyResults {
    /// The claim.
    pub claim: String,
    /// Only treatments of this sort.
    pub group: Option<String>,
    /// Only these places on the body, or sorts of events.
    #[serde(default)]
    pub sites: Vec<String>,
    /// Why.
    pub why: String,
    /// Why the claim is not supported even where the figures would support it.
    pub withheld: Option<String>,
}

/// A table of published results, as claims see it.
#[derive(Clone, Copy, Debug)]
pub struct PublishedEvidence<'a> {
    /// The results.
    pub results: &'a [PublishedResult],
    /// All claims, for those that speak of each other.
    pub claims: &'a [Claim],
    /// What narrows the results of single claims.
    pub only: &'a [OnlyResults],
    /// 1 - alpha.
    pub level: Level,
}

/// A result that no verdict rests on, held against the claim all the same.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Beside {
    /// Who found it.
    pub label: String,
    /// What was done.
    pub treatment: String,
    /// How close that is to what the claim is about.
    pub directness: Directness,
    /// What was compared.
    pub basis: Basis,
    /// The estimate.
    pub estimate: Estimate,
    /// What the figures would come to if the claim were about that treatment.
    pub reading: Verdict,
    /// Sessions until the second reading.
    pub sessions: Option<u32>,
}

/// A claim judged by published results.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PublishedJudgement {
    /// The claim and the verdict.
    #[serde(flatten)]
    pub judgement: Judgement,
    /// The results that it rests on.
    pub rests_on: Vec<String>,
    /// Results of other treatments, and what they would come to.
    pub beside: Vec<Beside>,
}
