use super::mean_change::corrected;
use super::{Measure, PairedSummary, StudyMeasure};
use crate::stats::StatsError;

/// SMCR: J(n - 1) times the mean change over the SD before; variance 2 (1 - r) / n + y^2 / (2 n) (Becker 1988, eq. 13, for equal SDs before
/// and after).
///
/// # Errors
/// [`StatsError::Undefined`] when the readings before do not vary, or with two people.
pub fn raw_score_change(pairs: &PairedSummary) -> Result<StudyMeasure, StatsError> {
    let (n, estimate) = (pairs.before().size(), by_sd_before(Measure::Smcr, pairs)?);
    let variance = 2.0 * (1.0 - pairs.correlation()) / n + estimate * estimate / (2.0 * n);
    StudyMeasure::try_new(Measure::Smcr, estimate, variance)
}

/// SMCRH: as SMCR; variance SD_d^2 / (s_b^2 (n - 1)) + y^2 / (2 (n - 1)), which does not take the SDs as equal (Bonett 2008, eq. 13, with
/// the corrected y as in metafor).
///
/// # Errors
/// [`StatsError::Undefined`] when the readings before do not vary, or with two people.
pub fn raw_score_change_heteroscedastic(pairs: &PairedSummary) -> Result<StudyMeasure, StatsError> {
    let estimate = by_sd_before(Measure::Smcrh, pairs)?;
    let ratio = pairs.change().sd() / pairs.before().sd();
    let variance = (ratio * ratio + estimate * estimate / 2.0) / pairs.before().degrees();
    StudyMeasure::try_new(Measure::Smcrh, estimate, variance)
}

/// SMCRP: J(2 (n - 1) / (1 + r^2)) times the mean change over sqrt((s_b^2 + s_a^2) / 2); variance 2 (1 - r) / n + y^2 (1 + r^2) / (4 n)
/// (Cousineau 2020, eq. 2, for equal SDs before and after).
///
/// # Errors
/// [`StatsError::Undefined`] when neither reading varies.
pub fn raw_score_change_averaged(pairs: &PairedSummary) -> Result<StudyMeasure, StatsError> {
    let [before, after] = [pairs.before(), pairs.after()];
    let (n, r) = (before.size(), pairs.correlation());
    let doubled = 1.0 + r * r;
    let sd = before.sd().hypot(after.sd()) / std::f64::consts::SQRT_2;
    let estimate = corrected(Measure::Smcrp, 2.0 * before.degrees() / doubled, pairs.change().mean(), sd)?;
    let variance = 2.0 * (1.0 - r) / n + estimate * estimate * doubled / (4.0 * n);
    StudyMeasure::try_new(Measure::Smcrp, estimate, variance)
}

/// J(n - 1) (mean after - mean before) / SD before.
pub(super) fn by_sd_before(kind: Measure, pairs: &PairedSummary) -> Result<f64, StatsError> {
    let before = pairs.before();
    corrected(kind, before.degrees(), pairs.change().mean(), before.sd())
}
