//! Egger's regression of the estimates on their standard errors.

use super::small_study_effects::NAME;
use crate::data::{StudyEffects, Unit};
use crate::result::number::{Number, optional};
use crate::result::{Estimate, Level, PValue, Quantity, Statistic};
use crate::stats::StatsError;
use crate::stats::meta::fit::Fit;
use crate::stats::meta::inference::Inference;
use crate::stats::meta::model::Model;
use crate::stats::meta::{MetaOptions, MetaTest, TauMethod};
use schemars::JsonSchema;
use serde::Serialize;

/// By how many standard errors the estimates of small studies stand out.
pub const ASYMMETRY: Quantity =
    Quantity { id: "asymmetry", label: "asymmetry (rise of the estimates with their standard errors)", symbol: "b" };

/// What a study without sampling error would be expected to find.
pub const LIMIT_ESTIMATE: Quantity =
    Quantity { id: "limit_estimate", label: "estimate at a standard error of 0", symbol: "limit" };

/// One form of the regression.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct AsymmetryRegression {
    /// The rise of the estimates with their standard errors, a bare number; above 0 where smaller studies found more positive values. In the
    /// regression of estimate / standard error on 1 / standard error it is the intercept.
    pub asymmetry: Estimate,
    /// The estimate at a standard error of 0.
    pub limit: Estimate,
    /// t or z of no asymmetry.
    pub statistic: Statistic,
    /// Degrees of freedom of t; absent for z.
    pub degrees_of_freedom: Option<usize>,
    /// Two-sided.
    pub p_value: PValue,
    /// The SD between studies about the line, in the form that has one.
    #[serde(serialize_with = "optional")]
    #[schemars(with = "Option<Number>")]
    pub tau: Option<f64>,
}

/// A share of the squares, and of a standard error, that is rounding.
const ROUNDING: f64 = 1e-12;

/// The classical form: weights 1 / variance, and a dispersion that multiplies the variances.
pub(super) fn classical(effects: &StudyEffects, level: Level) -> Result<AsymmetryRegression, StatsError> {
    let fit = line(effects, TauMethod::CommonEffect)?;
    let mean = Model::of_mean(NAME, effects).at(0.0)?;
    if fit.weighted.q() <= ROUNDING * ROUNDING * mean.q() {
        let why = "the estimates lie exactly on a line over their standard errors".to_owned();
        return Err(StatsError::Undefined { procedure: NAME, why });
    }
    regression(effects, &fit, MetaTest::KnappHartung, level)
}

/// The mixed-effects form: studies also differ by a variance between them that adds to the variances, by restricted maximum likelihood.
pub(super) fn mixed(effects: &StudyEffects, level: Level) -> Result<AsymmetryRegression, StatsError> {
    let fit = line(effects, TauMethod::RestrictedMaximumLikelihood)?;
    let tau = fit.tau2.value.sqrt();
    Ok(AsymmetryRegression { tau: Some(tau), ..regression(effects, &fit, MetaTest::Z, level)? })
}

/// The line of estimates over standard errors.
pub(super) fn line(effects: &StudyEffects, method: TauMethod) -> Result<Fit, StatsError> {
    let errors: Vec<f64> = effects.studies().iter().map(|study| study.variance.sqrt()).collect();
    if errors.iter().all(|error| (error - errors[0]).abs() <= ROUNDING * errors[0]) {
        let why = "all studies have the same standard error".to_owned();
        return Err(StatsError::Undefined { procedure: NAME, why });
    }
    Fit::of(Model::new(NAME, effects, vec![vec![1.0; errors.len()], errors]), method)
}

fn regression(
    effects: &StudyEffects,
    fit: &Fit,
    test: MetaTest,
    level: Level,
) -> Result<AsymmetryRegression, StatsError> {
    let inference = Inference::of(fit, &MetaOptions { test, level, ..MetaOptions::default() })?;
    let ((limit, limit_variance), (slope, slope_variance)) = (fit.weighted.coefficient(0), fit.weighted.coefficient(1));
    let slope = inference.of_coefficient(ASYMMETRY, Unit::None, slope, slope_variance)?;
    let limit = inference.of_coefficient(LIMIT_ESTIMATE, effects.unit(), fit.model.origin + limit, limit_variance)?;
    Ok(AsymmetryRegression {
        asymmetry: slope.estimate,
        limit: limit.estimate,
        statistic: slope.statistic,
        degrees_of_freedom: (test == MetaTest::KnappHartung).then(|| fit.model.degrees()),
        p_value: slope.p_value,
        tau: None,
    })
}
