//! Who is not analysed, and why.

use super::ParticipantId;
use schemars::JsonSchema;
use serde::Serialize;
use std::fmt;

/// Why a participant has no pair of readings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ExclusionReason {
    /// The cell of the first reading is empty or marked missing.
    MissingBefore,
    /// The cell of the second reading is empty or marked missing.
    MissingAfter,
    /// Both cells are empty or marked missing.
    MissingBoth,
    /// Long data: there is no row for the baseline visit.
    NoBaselineRecord,
    /// Long data: there is no row for the follow-up visit.
    NoFollowupRecord,
    /// There is no complete pair at the site that this one is held against.
    NoOtherSite,
}

impl ExclusionReason {
    /// The reason in words: "no reading after".
    pub fn words(self) -> &'static str {
        match self {
            ExclusionReason::MissingBefore => "reading before missing",
            ExclusionReason::MissingAfter => "reading after missing",
            ExclusionReason::MissingBoth => "both readings missing",
            ExclusionReason::NoBaselineRecord => "no record of the baseline visit",
            ExclusionReason::NoFollowupRecord => "no record of the follow-up visit",
            ExclusionReason::NoOtherSite => "no complete pair at the other site",
        }
    }
}

impl fmt::Display for ExclusionReason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.words())
    }
}

/// One participant left out of one paired sample.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Exclusion {
    /// Who.
    pub participant: ParticipantId,
    /// Why.
    pub reason: ExclusionReason,
    /// The line of the file where the record stands (its first one), counted from 1.
    pub line: Option<u64>,
}
