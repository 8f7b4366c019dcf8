use super::{Analysed, Citation, Detail, Estimate, Note, PValue, Statistic, TestResult};
use schemars::JsonSchema;
use serde::Serialize;

/// A coefficient of a model.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Term {
    /// Which: `baseline weight`, `arm CBT`.
    pub name: String,
    /// Its estimate, standard error and interval.
    pub estimate: Estimate,
    /// Its statistic against zero.
    pub statistic: Option<Statistic>,
    /// The p-value of the statistic.
    pub p_value: Option<PValue>,
}

/// The mean of a group as a model gives it, all groups at the same covariates.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct GroupMean {
    /// The arm, site or visit.
    pub group: String,
    /// Participants in it.
    pub n: usize,
    /// The mean.
    pub estimate: Estimate,
}

/// One comparison that a model answers: `CBT - control`.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Contrast {
    /// Which minus which, in the names of the data.
    pub label: String,
    /// The answer.
    pub test: TestResult,
}

/// What every model returns, from an analysis of covariance to a mixed model.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ModelResult {
    /// Stable name of the procedure: `ancova`.
    pub procedure: &'static str,
    /// In words: `analysis of covariance on baseline`.
    pub title: &'static str,
    /// The model as a formula: `after ~ before + arm`.
    pub formula: String,
    /// Who entered.
    pub analysed: Analysed,
    /// The test of all groups at once, where there are more than two.
    pub overall: Option<TestResult>,
    /// Coefficients.
    pub terms: Vec<Term>,
    /// Adjusted means.
    pub means: Vec<GroupMean>,
    /// Comparisons, treated - control.
    pub contrasts: Vec<Contrast>,
    /// Numbers beside these.
    pub details: Vec<Detail>,
    /// What the reader must know.
    pub notes: Vec<Note>,
    /// What the model rests on.
    pub citations: Vec<Citation>,
}
