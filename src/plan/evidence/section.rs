//! What a plan says of a table of published results.

use crate::claims::{OnlyResults, Spread};
use crate::data::Measure;
use crate::result::{MetaTest, TauMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `[evidence]` of plan.toml: the study is a table of published results rather than people's readings.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct EvidencePlan {
    /// Columns by their roles, where their names do not tell.
    #[serde(default)]
    pub map: BTreeMap<String, String>,
    /// What rows must share to be combined: `outcome`, `site`, `intervention`, `group`, or any other column; outcome, site and
    /// intervention when left out.
    pub combine_by: Option<Vec<String>>,
    /// How the variance between studies is estimated.
    pub method: Option<TauMethod>,
    /// What the combined estimate is held against.
    pub test: Option<MetaTest>,
    /// What every row is turned into, by the names of `escalc`: `SMCR`, `RR`, `PFT`. When left out, differences and changes as they are, and
    /// risk ratios of events in two groups.
    pub measure: Option<String>,
    /// A column of groups of studies.
    pub subgroup: Option<String>,
    /// A column of numbers that may explain why studies differ.
    pub moderator: Option<String>,
    /// SD of a half-normal prior on the SD between studies, in the unit of the estimates; asks for a Bayesian analysis.
    pub prior: Option<Measure>,
    /// Correlation of sampling errors of rows of one trial, where there are several.
    pub rho: Option<f64>,
    /// A range that charts show as claimed, as changes.
    pub claimed: Option<ClaimedRange>,
    /// Whether the two articles' claims are judged.
    #[serde(default)]
    pub articles: bool,
    /// What narrows the results that a claim may rest on.
    #[serde(default)]
    pub only: Vec<OnlyResults>,
    /// How much people vary, for the size of trials that would settle a claim.
    #[serde(default)]
    pub spread: Vec<Spread>,
    /// An uncontrolled result beside a controlled one of the same thing.
    #[serde(default)]
    pub contrast: Vec<ContrastPair>,
    /// What was looked for and not found, a sentence each.
    #[serde(default)]
    pub not_found: Vec<String>,
}

/// A claimed range of change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ClaimedRange {
    /// Lower end: `-2 cm`.
    pub lower: Measure,
    /// Upper end: `-1.5 cm`.
    pub upper: Measure,
    /// What it is, in a few words.
    pub label: String,
    /// Of which outcome: `girth`.
    pub outcome: String,
}

/// Two results of the same thing, by the names of their rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ContrastPair {
    /// What both are about: `Cryolipolysis, abdomen`.
    pub label: String,
    /// The row of the change without a control.
    pub uncontrolled: String,
    /// The row of the difference from a control.
    pub controlled: String,
}
