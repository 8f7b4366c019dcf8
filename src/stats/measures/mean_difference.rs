use super::mean_change::log_ratio_of_means;
use super::{GroupSummary, Measure, StudyMeasure};
use crate::stats::StatsError;

/// Whether two groups are taken to vary alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Variances {
    /// Each group has its own.
    #[default]
    Separate,
    /// Both have one, pooled with n - 1 as weights.
    Pooled,
}

/// MD: mean of the treated - mean of the controls, of readings or of changes; variance s_t^2 / n_t + s_c^2 / n_c, or s_p^2 (1 / n_t + 1 /
/// n_c) with the pooled SD.
///
/// # Errors
/// [`StatsError::Undefined`] when neither group varies.
pub fn mean_difference(
    treated: &GroupSummary,
    control: &GroupSummary,
    variances: Variances,
) -> Result<StudyMeasure, StatsError> {
    let variance = match variances {
        Variances::Separate => treated.mean_variance() + control.mean_variance(),
        Variances::Pooled => pooled_sd(treated, control).powi(2) * reciprocal_sizes(treated, control),
    };
    StudyMeasure::try_new(Measure::Md, treated.mean() - control.mean(), variance)
}

/// ROM: ln(mean of the treated / mean of the controls); variance s_t^2 / (n_t m_t^2) + s_c^2 / (n_c m_c^2) (Hedges, Gurevitch and Curtis
/// 1999).
///
/// # Errors
/// [`StatsError::Undefined`] unless both means are above 0.
pub fn ratio_of_means(treated: &GroupSummary, control: &GroupSummary) -> Result<StudyMeasure, StatsError> {
    let ratio = log_ratio_of_means(Measure::Rom, treated.mean(), control.mean())?;
    let part = |group: &GroupSummary| (group.sd() / group.mean()).powi(2) / group.size();
    StudyMeasure::try_new(Measure::Rom, ratio, part(treated) + part(control))
}

/// sqrt(((n_t - 1) s_t^2 + (n_c - 1) s_c^2) / (n_t + n_c - 2)).
pub(super) fn pooled_sd(treated: &GroupSummary, control: &GroupSummary) -> f64 {
    let share = treated.degrees() / (treated.degrees() + control.degrees());
    (share.sqrt() * treated.sd()).hypot((1.0 - share).sqrt() * control.sd())
}

/// 1 / n_t + 1 / n_c.
pub(super) fn reciprocal_sizes(treated: &GroupSummary, control: &GroupSummary) -> f64 {
    1.0 / treated.size() + 1.0 / control.size()
}
