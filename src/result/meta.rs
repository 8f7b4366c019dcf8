//! What several studies of one quantity say together.

use super::number::{Number, number};
use super::{Citation, Estimate, Interval, Note, PValue, Statistic};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the variance between studies, tau², is estimated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TauMethod {
    /// No variance between studies: all estimate one and the same quantity.
    CommonEffect,
    /// DerSimonian and Laird (1986), by moments.
    #[serde(rename = "dl")]
    DerSimonianLaird,
    /// Hedges and Olkin (1985), by moments without weights.
    #[serde(rename = "he")]
    HedgesOlkin,
    /// Sidik and Jonkman (2005).
    #[serde(rename = "sj")]
    SidikJonkman,
    /// Paule and Mandel (1982): the generalised Q equals its degrees of freedom.
    #[serde(rename = "pm")]
    PauleMandel,
    /// Empirical Bayes (Morris 1983); the same number as Paule and Mandel's.
    #[serde(rename = "eb")]
    EmpiricalBayes,
    /// Maximum likelihood.
    #[serde(rename = "ml")]
    MaximumLikelihood,
    /// Restricted maximum likelihood.
    #[default]
    #[serde(rename = "reml")]
    RestrictedMaximumLikelihood,
}

impl TauMethod {
    /// Every method, in the order in which they are listed to users.
    pub const ALL: [TauMethod; 8] = [
        TauMethod::RestrictedMaximumLikelihood,
        TauMethod::PauleMandel,
        TauMethod::DerSimonianLaird,
        TauMethod::MaximumLikelihood,
        TauMethod::EmpiricalBayes,
        TauMethod::HedgesOlkin,
        TauMethod::SidikJonkman,
        TauMethod::CommonEffect,
    ];

    /// As on the command line and in JSON: `reml`.
    pub fn id(self) -> &'static str {
        match self {
            TauMethod::CommonEffect => "common-effect",
            TauMethod::DerSimonianLaird => "dl",
            TauMethod::HedgesOlkin => "he",
            TauMethod::SidikJonkman => "sj",
            TauMethod::PauleMandel => "pm",
            TauMethod::EmpiricalBayes => "eb",
            TauMethod::MaximumLikelihood => "ml",
            TauMethod::RestrictedMaximumLikelihood => "reml",
        }
    }

    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            TauMethod::CommonEffect => "common effect",
            TauMethod::DerSimonianLaird => "DerSimonian and Laird",
            TauMethod::HedgesOlkin => "Hedges and Olkin",
            TauMethod::SidikJonkman => "Sidik and Jonkman",
            TauMethod::PauleMandel => "Paule and Mandel",
            TauMethod::EmpiricalBayes => "empirical Bayes",
            TauMethod::MaximumLikelihood => "maximum likelihood",
            TauMethod::RestrictedMaximumLikelihood => "restricted maximum likelihood",
        }
    }
}

/// What the combined estimate is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MetaTest {
    /// The normal distribution, as though tau² were known.
    Z,
    /// Student's t with as many degrees of freedom as there are studies beyond coefficients.
    T,
    /// The same t, with the standard error of Hartung and Knapp and of Sidik and Jonkman.
    KnappHartung,
    /// The same, its standard error never below that of the normal test.
    #[default]
    KnappHartungAdHoc,
}

impl MetaTest {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            MetaTest::Z => "z",
            MetaTest::T => "t",
            MetaTest::KnappHartung => "Knapp-Hartung",
            MetaTest::KnappHartungAdHoc => "Knapp-Hartung, never below z",
        }
    }
}

/// How much the studies differ beyond chance.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Heterogeneity {
    /// Cochran's Q: the weighted sum of squares about the common effect, or about the line or the groups of a model.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub q: f64,
    /// Its degrees of freedom.
    pub degrees_of_freedom: usize,
    /// Its p-value, by chi-squared.
    pub p_value: PValue,
    /// The variance between studies in the squared unit of the estimates, with its Q-profile interval.
    pub tau2: Estimate,
    /// Its root, the SD of what the studies estimate.
    pub tau: Estimate,
    /// The percentage of the variance of a typical study's estimate that is tau².
    pub i2: Estimate,
    /// The variance of a typical study's estimate as a multiple of what it would be without tau².
    pub h2: Estimate,
}

/// The combined estimate of several studies.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MetaResult {
    /// How tau² was estimated.
    pub method: TauMethod,
    /// What the estimate was held against.
    pub test: MetaTest,
    /// Number of studies.
    pub k: usize,
    /// The combined estimate with the standard error and interval of the test.
    pub estimate: Estimate,
    /// The statistic against zero.
    pub statistic: Statistic,
    /// Degrees of freedom of the statistic, where it is a t.
    pub degrees_of_freedom: Option<usize>,
    /// The two-sided p-value of the statistic.
    pub p_value: PValue,
    /// Where the true effect of one more study like these would lie; from three studies with a variance between them on.
    pub prediction: Option<Interval>,
    /// How much the studies differ; absent for a single study.
    pub heterogeneity: Option<Heterogeneity>,
    /// Share of each study in the estimate, in the order given; they add up to 1.
    pub weights: Vec<f64>,
    /// What the reader must know.
    pub notes: Vec<Note>,
    /// What the analysis rests on.
    pub citations: Vec<Citation>,
}
