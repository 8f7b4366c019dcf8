//! What the user may choose.

use super::Threshold;
use crate::data::Decimal;
use crate::result::{Alternative, Level};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the signed-rank test does with changes of exactly zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ZeroHandling {
    /// Dropped before ranking (Wilcoxon 1945).
    #[default]
    Wilcoxon,
    /// Ranked with the others, then dropped (Pratt 1959).
    Pratt,
}

/// How the signed-rank p-value is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SignedRankMethod {
    /// Exact up to [`SignedRankMethod::EXACT_LIMIT`] non-zero changes, normal approximation above; the result says which.
    #[default]
    Auto,
    /// Exact at any size.
    Exact,
    /// Normal approximation with the variance corrected for ties.
    Asymptotic,
    /// The same with a continuity correction of one half.
    AsymptoticContinuity,
}

impl SignedRankMethod {
    /// The most non-zero changes for which `Auto` is exact.
    pub const EXACT_LIMIT: usize = 500;
}

/// A region of no importance around zero, or any other pair of bounds, in the unit of the outcome.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Margin {
    /// Lower bound of the change.
    pub lower: Decimal,
    /// Upper bound of the change.
    pub upper: Decimal,
}

impl Margin {
    /// Bounds with lower < upper; `None` otherwise.
    pub fn try_new(lower: Decimal, upper: Decimal) -> Option<Margin> {
        (lower < upper).then_some(Margin { lower, upper })
    }

    /// -size to +size; `None` unless the size is positive.
    pub fn symmetric(size: Decimal) -> Option<Margin> {
        Margin::try_new(size.negated(), size)
    }
}

/// Settings shared by all paired procedures. Amounts are in the unit of the outcome.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TestOptions {
    /// The change under the null hypothesis.
    pub null_value: Decimal,
    /// The alternative.
    pub alternative: Alternative,
    /// Confidence level.
    pub level: Level,
    /// Bounds for equivalence.
    pub margin: Option<Margin>,
    /// The least change that counts as a response.
    pub responder: Option<Threshold>,
    /// Zeros in the signed-rank test.
    pub zeros: ZeroHandling,
    /// Distribution of the signed-rank test.
    pub signed_rank: SignedRankMethod,
    /// Seed of all resampling.
    pub seed: u64,
    /// Number of resamples, and of sign flips where they cannot all be counted.
    pub resamples: usize,
}

impl TestOptions {
    /// The seed unless another is given.
    pub const SEED: u64 = 20_261_122;
    /// The resamples unless another number is given.
    pub const RESAMPLES: usize = 5_000;
}

impl Default for TestOptions {
    fn default() -> Self {
        TestOptions {
            null_value: Decimal::ZERO,
            alternative: Alternative::TwoSided,
            level: Level::DEFAULT,
            margin: None,
            responder: None,
            zeros: ZeroHandling::default(),
            signed_rank: SignedRankMethod::default(),
            seed: TestOptions::SEED,
            resamples: TestOptions::RESAMPLES,
        }
    }
}
