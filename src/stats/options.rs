//! What the user may choose.

use super::Margin;
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
    /// Ranked with the others, half of their ranks to each sign.
    Split,
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
    /// As SAS: exact up to [`SignedRankMethod::SAS_EXACT_LIMIT`] non-zero changes, above that Student's t approximation.
    Sas,
}

impl SignedRankMethod {
    /// The most non-zero changes for which `Auto` is exact.
    pub const EXACT_LIMIT: usize = 500;
    /// The most non-zero changes for which `Sas` is exact.
    pub const SAS_EXACT_LIMIT: usize = 20;
}

/// The share of readings that a trimmed mean leaves out at each end.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Trim(f64);

impl Trim {
    /// The usual fifth.
    pub const DEFAULT: Trim = Trim(0.2);

    /// A share from 0 to less than one half; `None` otherwise.
    pub fn try_new(share: f64) -> Option<Trim> {
        (0.0..0.5).contains(&share).then_some(Trim(share))
    }

    /// The share.
    pub fn value(self) -> f64 {
        self.0
    }

    /// How many of `n` readings go at each end: the whole part of n times the share, which a hair of rounding must not lower.
    pub fn count(self, n: usize) -> usize {
        (n as f64 * self.0 + 1e-9) as usize
    }
}

/// Which interval is made from bootstrap resamples.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BootstrapMethod {
    /// Between quantiles of the resampled estimates.
    Percentile,
    /// The same, corrected for bias and acceleration (Efron 1987).
    Bca,
    /// From quantiles of the resampled t, for an estimate with a standard error.
    Studentized,
}

impl BootstrapMethod {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            BootstrapMethod::Percentile => "percentile",
            BootstrapMethod::Bca => "BCa",
            BootstrapMethod::Studentized => "studentized",
        }
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
    /// What trimmed means leave out.
    pub trim: Trim,
    /// Scale of the Cauchy prior on the standardised change in Bayes factors.
    pub prior_scale: f64,
    /// Seed of all resampling.
    pub seed: u64,
    /// Number of resamples, and of sign flips where they cannot all be counted.
    pub resamples: usize,
}

impl TestOptions {
    /// The scale of the prior unless another is given: half of all prior changes are within 0.71 SDs.
    pub const PRIOR_SCALE: f64 = std::f64::consts::FRAC_1_SQRT_2;
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
            trim: Trim::DEFAULT,
            prior_scale: TestOptions::PRIOR_SCALE,
            seed: TestOptions::SEED,
            resamples: TestOptions::RESAMPLES,
        }
    }
}
