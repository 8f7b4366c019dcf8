use super::mean_change::corrected;
use super::mean_difference::{pooled_sd, reciprocal_sizes};
use super::{GroupSummary, Measure, StudyMeasure};
use crate::stats::StatsError;

/// SMD (Hedges' g): J(n_t + n_c - 2) times the difference of the means over the pooled SD; variance 1 / n_t + 1 / n_c + y^2 / (2 (n_t +
/// n_c)) (Hedges 1982, eq. 8; Hedges and Olkin 1985, ch. 5, eq. 15). Of changes: in SDs of the changes.
///
/// # Errors
/// [`StatsError::Undefined`] when neither group varies.
pub fn standardised_mean_difference(
    treated: &GroupSummary,
    control: &GroupSummary,
) -> Result<StudyMeasure, StatsError> {
    let degrees = treated.degrees() + control.degrees();
    let difference = treated.mean() - control.mean();
    let estimate = corrected(Measure::Smd, degrees, difference, pooled_sd(treated, control))?;
    let people = treated.size() + control.size();
    let variance = reciprocal_sizes(treated, control) + estimate * estimate / (2.0 * people);
    StudyMeasure::try_new(Measure::Smd, estimate, variance)
}

/// SMDH: J(n_t + n_c - 2) times the difference of the means over s = sqrt((s_t^2 + s_c^2) / 2); variance y^2 (s_t^4 / (n_t - 1) + s_c^4 /
/// (n_c - 1)) / (8 s^4) + (s_t^2 / (n_t - 1) + s_c^2 / (n_c - 1)) / s^2 (Bonett 2008, eq. 8, with the corrected y as in metafor).
///
/// # Errors
/// [`StatsError::Undefined`] when neither group varies.
pub fn standardised_mean_difference_heteroscedastic(
    treated: &GroupSummary,
    control: &GroupSummary,
) -> Result<StudyMeasure, StatsError> {
    let degrees = treated.degrees() + control.degrees();
    let sd = treated.sd().hypot(control.sd()) / std::f64::consts::SQRT_2;
    let estimate = corrected(Measure::Smdh, degrees, treated.mean() - control.mean(), sd)?;
    let [own, other] = [treated, control].map(|group| ((group.sd() / sd).powi(2), group.degrees()));
    let of_means = own.0 / own.1 + other.0 / other.1;
    let of_sds = own.0 * own.0 / own.1 + other.0 * other.0 / other.1;
    StudyMeasure::try_new(Measure::Smdh, estimate, of_means + estimate * estimate * of_sds / 8.0)
}
