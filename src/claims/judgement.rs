use super::{Basis, Claim, Conflict};
use crate::data::Unit;
use crate::result::number::{Number, number};
use crate::result::{Estimate, Interval};
use schemars::JsonSchema;
use serde::Serialize;

/// What the data say of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The data rule out that the claim is false.
    Supported,
    /// The change is as claimed, but this design cannot say that the treatment made it.
    ObservedNotAttributable,
    /// The data rule out that the claim is true.
    Refuted,
    /// The data rule out neither.
    Inconclusive,
    /// The design or the data lack an ingredient.
    NotTestable,
}

impl Verdict {
    /// Every verdict, in the order in which they are counted.
    pub const ALL: [Verdict; 5] = [
        Verdict::Supported,
        Verdict::ObservedNotAttributable,
        Verdict::Refuted,
        Verdict::Inconclusive,
        Verdict::NotTestable,
    ];

    /// As printed.
    pub fn words(self) -> &'static str {
        match self {
            Verdict::Supported => "supported",
            Verdict::ObservedNotAttributable => "observed, not attributable",
            Verdict::Refuted => "refuted",
            Verdict::Inconclusive => "inconclusive",
            Verdict::NotTestable => "not testable",
        }
    }
}

/// Where a claim holds, for tables and charts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct JudgedRegion {
    /// Lower end, possibly -Inf.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub lower: f64,
    /// Upper end, possibly Inf.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub upper: f64,
    /// The unit of both.
    pub unit: Unit,
}

/// A claim with its verdict and everything that the verdict rests on.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Judgement {
    /// The claim.
    pub claim: Claim,
    /// The verdict.
    pub verdict: Verdict,
    /// What was compared; absent where nothing was.
    pub basis: Option<Basis>,
    /// Why, one sentence each, the deciding one first.
    pub reasons: Vec<String>,
    /// Ingredients that are missing, in words.
    pub missing: Vec<String>,
    /// Where the claim holds, on the axis of the estimate.
    pub region: Option<JudgedRegion>,
    /// The estimate with its 1 - alpha interval.
    pub estimate: Option<Estimate>,
    /// The 1 - 2 alpha interval of two one-sided tests, where the region has two ends.
    pub inner_interval: Option<Interval>,
    /// Participants analysed.
    pub n: Option<usize>,
    /// Participants that would settle an inconclusive claim.
    pub participants_to_settle: Option<u64>,
    /// The claims that it is said to contradict, with what their regions say of that.
    pub contradicts: Vec<Conflict>,
}

impl Judgement {
    /// Nothing judged yet: not testable, without a reason.
    pub(super) fn blank(claim: &Claim, contradicts: Vec<Conflict>) -> Judgement {
        Judgement {
            claim: claim.clone(),
            verdict: Verdict::NotTestable,
            basis: None,
            reasons: Vec::new(),
            missing: Vec::new(),
            region: None,
            estimate: None,
            inner_interval: None,
            n: None,
            participants_to_settle: None,
            contradicts,
        }
    }
}
