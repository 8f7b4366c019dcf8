//! From the maximum of a likelihood with a random effect to what is reported of it.

use super::rare_events::{NAME, failed};
use crate::data::Unit;
use crate::dist::{ChiSquared, normal};
use crate::num::inverse_and_log_determinant;
use crate::result::{Alternative, Citation, Estimate, Interval, Level, Note, PValue, Quantity};
use crate::stats::StatsError;
use crate::stats::random_intercept::{Cluster, InterceptFit, fit, log_likelihood_without_spread};
use schemars::JsonSchema;
use serde::Serialize;

/// A generalised linear mixed model of the studies' counts.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RareEventsResult {
    /// Studies.
    pub studies: usize,
    /// Studies that say something of the effect.
    pub informative: usize,
    /// The effect of a study in the middle, on the scale of the model: log odds, log rate, or the log of a ratio.
    pub effect: Estimate,
    /// The same as a share, a rate or a ratio.
    pub natural: Estimate,
    /// Its mean over studies, which the skewness of the scale sets apart from the middle; absent for ratios.
    pub average: Option<f64>,
    /// The SD between studies on the scale of the model; 0 at the boundary.
    pub tau: f64,
    /// Where a new study's own share, rate or ratio would lie.
    pub prediction: Interval,
    /// Twice the log likelihood above that without differences between studies.
    pub heterogeneity: f64,
    /// Of that, half chi-squared with 1 degree of freedom.
    pub heterogeneity_p: PValue,
    /// The log likelihood but for constants.
    pub log_likelihood: f64,
    /// Tests of no difference between two groups.
    pub tests: Option<TwoGroupTests>,
    /// What the reader must know.
    pub notes: Vec<Note>,
    /// What it rests on.
    pub citations: Vec<Citation>,
}

/// Tests of a ratio of 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TwoGroupTests {
    /// Twice the log likelihood above that of a ratio of 1, with the SD between studies free in both.
    pub likelihood_ratio: f64,
    /// Of that, chi-squared with 1 degree of freedom.
    pub p_value: PValue,
    /// Wald's z of the log ratio.
    pub z: f64,
    /// Of that, two-sided.
    pub wald_p_value: PValue,
}

/// How the effect is named and carried back from the scale of the model.
pub(super) struct Scale {
    pub effect: Quantity,
    pub natural: Quantity,
    pub back: fn(f64) -> f64,
    /// The slope of `back` at an effect.
    pub slope: fn(f64) -> f64,
    /// Whether the effect compares two groups.
    pub compares: bool,
}

pub(super) struct Combined {
    pub result: RareEventsResult,
    pub fit: InterceptFit,
}

/// The model of those studies that say something; `studies` counts all.
pub(super) fn combined<C: Cluster>(
    clusters: &[C],
    studies: usize,
    scale: &Scale,
    level: Level,
) -> Result<Combined, StatsError> {
    let free = fit(clusters, None).map_err(failed)?.ok_or_else(|| StatsError::Undefined {
        procedure: NAME,
        why: "the likelihood grows with ever larger differences between studies".to_owned(),
    })?;
    let [middle, both, sd] = free.likelihood.information;
    // At the boundary only the effect is uncertain.
    let variance = if free.sd > 0.0 {
        inverse_and_log_determinant(&[middle, both, both, sd], 2).map_err(failed)?.0[0]
    } else {
        1.0 / middle
    };
    let (value, error) = (free.middle, variance.sqrt());
    let quantile = normal::upper_quantile(level.alpha() / 2.0).map_err(failed)?;
    let ends = |reach: f64, method| {
        let (lower, upper) = (value - quantile * reach, value + quantile * reach);
        [
            Interval::new(lower, upper, level, method),
            Interval::new((scale.back)(lower), (scale.back)(upper), level, method),
        ]
    };
    let [on_scale, back] = ends(error, "Wald on the scale of the model");
    let [_, prediction] = ends((variance + free.sd * free.sd).sqrt(), "normal on the scale of the model");
    let one = ChiSquared::try_new(1.0).map_err(failed)?;
    let without = log_likelihood_without_spread(clusters).map_err(failed)?;
    let heterogeneity = (2.0 * (free.likelihood.log - without)).max(0.0);
    let p = |p: f64| PValue::try_new(p).map_err(failed);
    let tests = if scale.compares {
        let even = fit(clusters, Some(0.0)).map_err(failed)?.ok_or_else(|| StatsError::Undefined {
            procedure: NAME,
            why: "under equal groups the likelihood grows with ever larger differences between studies".to_owned(),
        })?;
        let (ratio, z) = ((2.0 * (free.likelihood.log - even.likelihood.log)).max(0.0), value / error);
        let wald = Alternative::TwoSided.p_value(normal::cdf(z), normal::sf(z));
        Some(TwoGroupTests { likelihood_ratio: ratio, p_value: p(one.sf(ratio))?, z, wald_p_value: p(wald)? })
    } else {
        None
    };
    let mut notes = Vec::new();
    if clusters.len() == 1 {
        notes.push(Note::new(
            "one-study",
            "One study cannot tell how much studies differ: the model is that of the study alone.",
        ));
    } else if free.sd == 0.0 {
        notes.push(Note::new(
            "no-spread",
            "The likelihood is largest without differences between studies: the model is that of one common effect.",
        ));
    }
    let natural_error = (scale.slope)(value) * error;
    let result = RareEventsResult {
        studies,
        informative: clusters.len(),
        effect: Estimate::new(scale.effect, value, Unit::None, Some(error), Some(on_scale)),
        natural: Estimate::new(scale.natural, (scale.back)(value), Unit::None, Some(natural_error), Some(back)),
        average: None,
        tau: free.sd,
        prediction,
        heterogeneity,
        heterogeneity_p: p(if free.sd > 0.0 { 0.5 * one.sf(heterogeneity) } else { 1.0 })?,
        log_likelihood: free.likelihood.log,
        tests,
        notes,
        citations: Vec::new(),
    };
    Ok(Combined { result, fit: free })
}
