use super::{GroupSummary, Measure, PairedSummary, StudyMeasure};
use crate::stats::StatsError;
use crate::stats::effect::hedges_correction;

/// MC: the mean change, with variance SD_d^2 / n. From means, SDs and a correlation by [`PairedSummary::change`].
///
/// # Errors
/// [`StatsError::Undefined`] when the changes do not vary.
pub fn mean_change(change: &GroupSummary) -> Result<StudyMeasure, StatsError> {
    StudyMeasure::try_new(Measure::Mc, change.mean(), change.mean_variance())
}

/// SMCC: J(n - 1) times the mean change over the SD of the changes; variance 1 / n + y^2 / (2 n) (Gibbons, Hedeker and Davis 1993, eq. 21,
/// with n for n - 1).
///
/// # Errors
/// [`StatsError::Undefined`] when the changes do not vary, or with two people.
pub fn standardised_mean_change(change: &GroupSummary) -> Result<StudyMeasure, StatsError> {
    let n = change.size();
    let estimate = corrected(Measure::Smcc, change.degrees(), change.mean(), change.sd())?;
    StudyMeasure::try_new(Measure::Smcc, estimate, (1.0 + estimate * estimate / 2.0) / n)
}

/// ROMC: ln(mean after / mean before); variance (cv_b^2 + cv_a^2 - 2 r cv_b cv_a) / n with cv = SD / mean (Lajeunesse 2011, eq. 6).
///
/// # Errors
/// [`StatsError::Undefined`] unless both means are above 0.
pub fn ratio_of_means_change(pairs: &PairedSummary) -> Result<StudyMeasure, StatsError> {
    let [before, after] = [pairs.before(), pairs.after()];
    let ratio = log_ratio_of_means(Measure::Romc, after.mean(), before.mean())?;
    let [first, second] = [before, after].map(|group| group.sd() / group.mean());
    let gap = first - second;
    let spread = gap * gap + 2.0 * (1.0 - pairs.correlation()) * first * second;
    StudyMeasure::try_new(Measure::Romc, ratio, spread / before.size())
}

/// J(degrees) mean / SD.
pub(super) fn corrected(kind: Measure, degrees: f64, mean: f64, sd: f64) -> Result<f64, StatsError> {
    let undefined = |why: &str| StatsError::Undefined { procedure: kind.label(), why: why.to_owned() };
    if sd <= 0.0 {
        return Err(undefined("the SD to divide by is 0"));
    }
    let correction = hedges_correction(degrees);
    Ok(correction.ok_or_else(|| undefined("too few people for an SD to divide by"))? * mean / sd)
}

/// ln(numerator / denominator) of means above 0.
pub(super) fn log_ratio_of_means(kind: Measure, numerator: f64, denominator: f64) -> Result<f64, StatsError> {
    if numerator > 0.0 && denominator > 0.0 {
        return Ok((numerator / denominator).ln());
    }
    let why = "a mean is zero or below, which has no logarithm".to_owned();
    Err(StatsError::Undefined { procedure: kind.label(), why })
}
