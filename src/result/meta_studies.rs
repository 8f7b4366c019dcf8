//! How much a combined estimate hangs on single studies, and the likelihood of the variance between them.

use super::number::{Number, number};
use super::{Estimate, Heterogeneity, Interval, PValue, TauMethod};
use schemars::JsonSchema;
use serde::Serialize;

/// The combined estimate of some of the studies.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PooledSubset {
    /// The study left out, or added last.
    pub study: String,
    /// Number of studies combined.
    pub k: usize,
    /// Their combined estimate.
    pub estimate: Estimate,
    /// Its two-sided p-value.
    pub p_value: PValue,
    /// How much they differ; absent for a single study.
    pub heterogeneity: Option<Heterogeneity>,
}

/// What one study does to the combined estimate.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct StudyInfluence {
    /// The study.
    pub study: String,
    /// Its distance from the estimate of the others, in standard errors of that distance.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub studentized_residual: f64,
    /// The shift of its fitted value by leaving it out, in standard errors.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub dffits: f64,
    /// The squared shift of the combined estimate by leaving it out, over its variance.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub cook_distance: f64,
    /// The variance of the combined estimate without the study, over that with it.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub covariance_ratio: f64,
    /// tau² without the study.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub tau2_deleted: f64,
    /// Q without the study.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub q_deleted: f64,
    /// The share of the study in its own fitted value, which is its weight.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub hat: f64,
    /// The shift of the combined estimate by leaving the study out, in standard errors.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub dfbetas: f64,
    /// Whether a rule of thumb calls it influential: |DFFITS| > 3 sqrt(1 / (k - 1)), hat > 3 / k, |DFBETAS| > 1, or a Cook's distance
    /// beyond the median of chi-squared with 1 degree of freedom.
    pub influential: bool,
}

/// A study's place in the plot of Baujat and others, by the common-effect model.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct BaujatPoint {
    /// The study.
    pub study: String,
    /// Its part of Q.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub contribution: f64,
    /// The squared shift of the combined estimate by leaving the study out, over the variance without it.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub influence: f64,
}

/// The log-likelihood at one tau².
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ProfilePoint {
    /// tau².
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub tau2: f64,
    /// The log-likelihood less its maximum.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub log_likelihood: f64,
}

/// The (restricted) likelihood of tau², the mean at its best for each.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TauProfile {
    /// Which likelihood.
    pub method: TauMethod,
    /// tau² at the maximum.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub maximum: f64,
    /// The log-likelihood, less its maximum, above which the interval lies.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub cut: f64,
    /// The likelihood interval of tau².
    pub interval: Interval,
    /// From 0 to a little beyond the interval, at even steps of tau.
    pub points: Vec<ProfilePoint>,
}
