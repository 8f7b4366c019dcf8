//! Estimators of tau², the variance between studies.

use super::TauMethod;
use super::likelihood::{Likelihood, Scale};
use super::model::Model;
use crate::num::bracketed_root;
use crate::stats::StatsError;

/// An estimate of tau².
#[derive(Clone, Copy, Debug)]
pub(super) struct Tau2 {
    pub(super) value: f64,
    /// By the expected information, for the likelihoods.
    pub(super) standard_error: Option<f64>,
    /// How many maxima the likelihood has; 1 for the other estimators.
    pub(super) maxima: usize,
}

impl Tau2 {
    /// tau² of a model with more studies than coefficients.
    pub(super) fn estimate(model: &Model, method: TauMethod) -> Result<Tau2, StatsError> {
        let plain = |value: f64| Tau2 { value: value.max(0.0), standard_error: None, maxima: 1 };
        let degrees = model.degrees() as f64;
        match method {
            TauMethod::CommonEffect => Ok(plain(0.0)),
            TauMethod::DerSimonianLaird => {
                let common = model.at(0.0)?;
                Ok(plain((common.q() - degrees) / common.trace()))
            }
            TauMethod::HedgesOlkin => {
                let even = model.unweighted()?;
                let sampling: f64 = model.variances().iter().zip(even.spare()).map(|(v, spare)| v * spare).sum();
                Ok(plain((even.q() - sampling) / degrees))
            }
            TauMethod::SidikJonkman => sidik_jonkman(model).map(plain),
            TauMethod::PauleMandel | TauMethod::EmpiricalBayes => Ok(plain(generalised_q_root(model, degrees)?)),
            TauMethod::MaximumLikelihood => by_likelihood(model, Likelihood::Full),
            TauMethod::RestrictedMaximumLikelihood => by_likelihood(model, Likelihood::Restricted),
        }
    }
}

fn by_likelihood(model: &Model, likelihood: Likelihood) -> Result<Tau2, StatsError> {
    let maximum = likelihood.maximise(model)?;
    let variance = likelihood.variance(&model.at(maximum.tau2)?);
    Ok(Tau2 { value: maximum.tau2, standard_error: Some(variance.sqrt()), maxima: maximum.maxima })
}

/// Sidik and Jonkman's two steps: the variance of the estimates with divisor k as a start, then its product with Q there by k - 1.
fn sidik_jonkman(model: &Model) -> Result<f64, StatsError> {
    if model.columns() > 1 {
        return Err(StatsError::Undefined {
            procedure: model.procedure,
            why: "Sidik and Jonkman's estimator starts from the spread about one mean, and there are moderators or groups"
                .to_owned(),
        });
    }
    let start = model.unweighted()?.q() / model.studies() as f64;
    Ok(start * model.at(start)?.q() / model.degrees() as f64)
}

/// The tau² at which y' P y = `target`, 0 where it is less everywhere: the generalised Q falls with tau², below RSS / tau².
pub(super) fn generalised_q_root(model: &Model, target: f64) -> Result<f64, StatsError> {
    if model.at(0.0)?.q() <= target {
        return Ok(0.0);
    }
    let scale = Scale::of(model);
    let end = scale.of_tau2(2.0 * model.unweighted()?.q() / target);
    let excess = |at: f64| model.at(scale.tau2(at)).map_or(f64::NAN, |fit| fit.q() - target);
    let root = bracketed_root(excess, 0.0, end, 0.0).map_err(|cause| StatsError::numerical(model.procedure, cause))?;
    Ok(scale.tau2(root))
}
