use super::number::{Number, number};
use super::{Estimate, ModelResult, TestResult};
use schemars::JsonSchema;
use serde::Serialize;

/// A mean at a visit as a model gives it, all arms at the same covariates (a least-squares mean).
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct VisitMean {
    /// The visit.
    pub visit: String,
    /// The arm, if there are arms.
    pub arm: Option<String>,
    /// Participants with a reading there.
    pub n: usize,
    /// The mean.
    pub estimate: Estimate,
}

/// A change, or a difference between arms, at a visit, with its test.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct VisitTest {
    /// The visit.
    pub visit: String,
    /// The arm that changed, or the treated arm of a difference; absent in a single group.
    pub arm: Option<String>,
    /// Participants with a reading there.
    pub n: usize,
    /// The answer.
    pub test: TestResult,
}

/// The covariance of one person's readings over the visits.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CovarianceMatrix {
    /// The arm, where each has its own.
    pub arm: Option<String>,
    /// The rows and columns.
    pub visits: Vec<String>,
    /// Row by row, in squares of the outcome's unit.
    pub rows: Vec<Vec<f64>>,
}

/// One covariance structure that was tried.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FitAttempt {
    /// Its name: `unstructured`.
    pub structure: &'static str,
    /// Whether the search came to a maximum of the likelihood.
    pub converged: bool,
    /// Steps of the search.
    pub iterations: usize,
    /// Size of the gradient where it stopped, scaled so that the likelihood is known to about half its square.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub gradient: f64,
    /// Why it was not used.
    pub refused: Option<String>,
}

/// What a model of repeated measures returns.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct LongitudinalModel {
    /// Formula, coefficients, who entered, details, notes.
    pub model: ModelResult,
    /// Means of the readings, by visit and arm.
    pub means: Vec<VisitMean>,
    /// Changes from the baseline, by visit and arm.
    pub changes: Vec<VisitTest>,
    /// Differences of the changes, treated - control, by visit and treated arm.
    pub differences: Vec<VisitTest>,
    /// The covariance of the readings; one for each arm where they were told apart.
    pub covariance: Vec<CovarianceMatrix>,
    /// The structures tried, in order; the last was used.
    pub attempts: Vec<FitAttempt>,
}
