use super::TauMethod;
use super::model::{Model, Weighted};
use super::tau2::Tau2;
use crate::data::StudyEffects;
use crate::stats::StatsError;

/// A model with its tau², and its weighted fits at 0 and there.
#[derive(Clone, Debug)]
pub(super) struct Fit {
    pub(super) model: Model,
    pub(super) tau2: Tau2,
    /// At tau² = 0.
    pub(super) common: Weighted,
    /// At the estimated tau².
    pub(super) weighted: Weighted,
}

impl Fit {
    /// A single study has tau² = 0.
    pub(super) fn of(model: Model, method: TauMethod) -> Result<Fit, StatsError> {
        let method = if model.degrees() == 0 { TauMethod::CommonEffect } else { method };
        let tau2 = Tau2::estimate(&model, method)?;
        let (common, weighted) = (model.at(0.0)?, model.at(tau2.value)?);
        Ok(Fit { model, tau2, common, weighted })
    }
}

/// A fit of one mean.
pub(super) struct Mean {
    pub(super) fit: Fit,
    /// The mean, counted from an origin that several fits share: what they have in common costs no digits of their differences.
    pub(super) value: f64,
    /// Its variance with tau² taken for known.
    pub(super) variance: f64,
}

impl Mean {
    pub(super) fn of(
        procedure: &'static str,
        effects: &StudyEffects,
        method: TauMethod,
        origin: f64,
    ) -> Result<Mean, StatsError> {
        let fit = Fit::of(Model::of_mean(procedure, effects), method)?;
        let (value, variance) = fit.weighted.coefficient(0);
        Ok(Mean { value: fit.model.origin - origin + value, variance, fit })
    }
}
