use super::model::Model;
use super::random_effects::COMBINED_ESTIMATE;
use crate::data::StudyEffects;
use crate::dist::normal;
use crate::result::{Estimate, Interval, Level};
use crate::stats::StatsError;

const PROCEDURE: &str = "the combined estimate at a given heterogeneity";

/// Question: how does the combined estimate depend on the variance between studies?
///
/// mu = sum w y / sum w with w = 1 / (v + tau2), SE^2 = 1 / sum w, and the normal interval, at each tau2 given.
///
/// # Errors
/// [`StatsError::Numerical`] for a tau2 that is not 0 or above.
pub fn estimates_at(effects: &StudyEffects, tau2: &[f64], level: Level) -> Result<Vec<Estimate>, StatsError> {
    let z = normal::upper_quantile(level.alpha() / 2.0).map_err(|cause| StatsError::numerical(PROCEDURE, cause))?;
    let model = Model::of_mean(PROCEDURE, effects);
    let at = |tau2: &f64| {
        let (value, variance) = model.at(*tau2)?.coefficient(0);
        let (value, error) = (model.origin + value, variance.sqrt());
        let interval = Interval::new(value - z * error, value + z * error, level, "normal");
        Ok(Estimate::new(COMBINED_ESTIMATE, value, effects.unit(), Some(error), Some(interval)))
    };
    tau2.iter().map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{StudyEffect, Unit};

    /// Two studies by hand: y = 0 and 1, v = 1 and 3. At tau2 = 0 the weights are 1 and 1/3, at tau2 = 1 they are 1/2 and 1/4.
    #[test]
    fn agrees_with_weights_by_hand() {
        let study = |label: &str, estimate, variance| StudyEffect {
            label: label.to_owned(),
            trial: label.to_owned(),
            estimate,
            variance,
        };
        let effects =
            StudyEffects::try_new(Unit::Cm, vec![study("a", 0.0, 1.0), study("b", 1.0, 3.0)]).expect("studies");
        let found = estimates_at(&effects, &[0.0, 1.0], Level::DEFAULT).expect("estimates");
        let values: Vec<f64> = found.iter().map(|one| one.value).collect();
        assert!((values[0] - 0.25).abs() < 1e-14 && (values[1] - 1.0 / 3.0).abs() < 1e-14, "{values:?}");
        let errors: Vec<f64> = found.iter().filter_map(|one| one.standard_error).collect();
        assert!((errors[0] - 0.75_f64.sqrt()).abs() < 1e-14 && (errors[1] - (4.0_f64 / 3.0).sqrt()).abs() < 1e-14);
    }
}
