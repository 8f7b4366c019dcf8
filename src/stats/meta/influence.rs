use super::fit::Mean;
use super::inference::Inference;
use super::leave_one_out::LeaveOneOut;
use super::model::most_precise;
use super::{MetaOptions, TauMethod};
use crate::data::StudyEffects;
use crate::dist::ChiSquared;
use crate::result::{BaujatPoint, StudyInfluence};
use crate::stats::{Explained, StatsError};

/// The analysis of all studies, and that without each, by its label.
struct Deletions<'a> {
    all: Mean,
    without: Vec<(&'a str, Mean)>,
}

fn deletions(effects: &StudyEffects, method: TauMethod) -> Result<Deletions<'_>, StatsError> {
    if effects.len() < 3 {
        return Err(StatsError::Undefined {
            procedure: LeaveOneOut.title(),
            why: format!(
                "influence needs three studies or more; there {} {}",
                if effects.len() == 1 { "is" } else { "are" },
                effects.len()
            ),
        });
    }
    let procedure = LeaveOneOut.title();
    let origin = effects.studies()[most_precise(effects)].estimate;
    let all = Mean::of(procedure, effects, method, origin)?;
    let mut without = Vec::with_capacity(effects.len());
    for (at, study) in effects.studies().iter().enumerate() {
        if let Some(rest) = effects.without(at) {
            without.push((study.label.as_str(), Mean::of(procedure, &rest, method, origin)?));
        }
    }
    Ok(Deletions { all, without })
}

/// Question: which studies move the combined estimate, its precision and the variance between studies?
///
/// See [`LeaveOneOut`] for the formulas, which are those of Viechtbauer and Cheung (2010).
///
/// # Errors
/// [`StatsError::Undefined`] for fewer than three studies; those of [`super::random_effects()`].
pub fn influence(effects: &StudyEffects, options: &MetaOptions) -> Result<Vec<StudyInfluence>, StatsError> {
    let procedure = LeaveOneOut.title();
    let Deletions { all, without } = deletions(effects, options.method)?;
    let factor = Inference::of(&all.fit, options)?.factor;
    let k = effects.len() as f64;
    let median = ChiSquared::try_new(1.0)
        .and_then(|chi| chi.quantile(0.5))
        .map_err(|cause| StatsError::numerical(procedure, cause))?;
    let model = &all.fit.model;
    let study = |(at, (label, rest)): (usize, (&str, Mean))| {
        let factor_without = Inference::of(&rest.fit, options)?.factor;
        let (y, v, tau2) = (model.y()[at], model.variances()[at], rest.fit.tau2.value);
        let shift = all.value - rest.value;
        let hat = all.fit.weighted.weights[at] * all.variance;
        let spread = factor_without * rest.variance;
        let (_, variance_at_deleted) = model.at(tau2)?.coefficient(0);
        let dffits = shift / (factor_without * hat * (tau2 + v)).sqrt();
        let cook_distance = shift * shift / (factor * all.variance);
        let dfbetas = shift / (factor_without * variance_at_deleted).sqrt();
        Ok(StudyInfluence {
            study: label.to_owned(),
            studentized_residual: (y - rest.value) / (v + tau2 + spread).sqrt(),
            dffits,
            cook_distance,
            covariance_ratio: spread / (factor * all.variance),
            tau2_deleted: tau2,
            q_deleted: rest.fit.common.q(),
            hat,
            dfbetas,
            influential: dffits.abs() > 3.0 / (k - 1.0).sqrt()
                || hat > 3.0 / k
                || dfbetas.abs() > 1.0
                || cook_distance > median,
        })
    };
    without.into_iter().enumerate().map(study).collect()
}

/// Question: which studies make up Q, and which move the common effect?
///
/// The coordinates of Baujat and others (2002), by the common-effect model.
///
/// # Errors
/// [`StatsError::Undefined`] for fewer than three studies.
pub fn baujat(effects: &StudyEffects) -> Result<Vec<BaujatPoint>, StatsError> {
    let Deletions { all, without } = deletions(effects, TauMethod::CommonEffect)?;
    let residuals = all.fit.weighted.residuals();
    let point = |(at, (label, rest)): (usize, (&str, Mean))| BaujatPoint {
        study: label.to_owned(),
        contribution: residuals[at].powi(2),
        influence: (all.value - rest.value).powi(2) / rest.variance,
    };
    Ok(without.into_iter().enumerate().map(point).collect())
}
