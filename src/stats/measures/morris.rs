//! Differences of standardised changes between two groups (Morris 2008, Organ Res Methods 11:364-386).

use super::mean_change::corrected;
use super::mean_difference::{pooled_sd, reciprocal_sizes};
use super::standardised_change::by_sd_before;
use super::{GroupSummary, Measure, PairedSummary, StudyMeasure};
use crate::stats::StatsError;
use crate::stats::effect::hedges_correction;

/// DPPC1: the changes of both groups, each over its own SD before with its own correction J(n - 1), subtracted. The variance is the sum of
/// both groups', each J^2 (2 (1 - r) / n + d^2) (n - 1) / (n - 3) - d^2 (Becker 1988; Morris 2008).
///
/// # Errors
/// [`StatsError::Undefined`] with fewer than four people in a group, or when a group's readings before do not vary.
pub fn d_ppc1(treated: &PairedSummary, control: &PairedSummary) -> Result<StudyMeasure, StatsError> {
    let kind = Measure::Dppc1;
    let mut estimate = 0.0;
    let mut variance = 0.0;
    for (sign, group) in [(1.0, treated), (-1.0, control)] {
        let own = by_sd_before(kind, group)?;
        let of_mean = 2.0 * (1.0 - group.correlation()) / group.before().size();
        estimate += sign * own;
        variance += exact_variance(kind, own, of_mean, group.before().degrees())?;
    }
    StudyMeasure::try_new(kind, estimate, variance)
}

/// DPPC2: J(m) times the difference of the changes over the SD before pooled over both groups, m = n_t + n_c - 2 (Morris 2008, eq. 8 to
/// 10); variance J^2 (2 (1 - r) (1 / n_t + 1 / n_c) + d^2) m / (m - 2) - d^2, r the mean of both groups' correlations weighted by n - 1.
///
/// # Errors
/// [`StatsError::Undefined`] with fewer than five people, or when neither group's readings before vary.
pub fn d_ppc2(treated: &PairedSummary, control: &PairedSummary) -> Result<StudyMeasure, StatsError> {
    let kind = Measure::Dppc2;
    let degrees = treated.before().degrees() + control.before().degrees();
    let sd = pooled_sd(&treated.before(), &control.before());
    let estimate = corrected(kind, degrees, difference(treated, control), sd)?;
    let variance = exact_variance(kind, estimate, variance_of_means(treated, control), degrees)?;
    StudyMeasure::try_new(kind, estimate, variance)
}

/// DPPC3: J(2 m) times the difference of the changes over the SD pooled over both groups before and after, m = n_t + n_c - 2 (Morris
/// 2008). The SDs before and after are correlated, so that J is not exact; the variance is that of the delta method for equal SDs, 2 (1 -
/// r) (1 / n_t + 1 / n_c) + d^2 (1 + r^2) / (4 m) (as Cousineau 2020, eq. 2, for one group), r weighted by n - 1.
///
/// # Errors
/// [`StatsError::Undefined`] when no readings vary.
pub fn d_ppc3(treated: &PairedSummary, control: &PairedSummary) -> Result<StudyMeasure, StatsError> {
    let kind = Measure::Dppc3;
    let degrees = treated.before().degrees() + control.before().degrees();
    let [before, after] =
        [PairedSummary::before, PairedSummary::after].map(|reading| pooled_sd(&reading(treated), &reading(control)));
    let sd = before.hypot(after) / std::f64::consts::SQRT_2;
    let estimate = corrected(kind, 2.0 * degrees, difference(treated, control), sd)?;
    let r = correlation(treated, control);
    let of_sd = estimate * estimate * (1.0 + r * r) / (4.0 * degrees);
    StudyMeasure::try_new(kind, estimate, variance_of_means(treated, control) + of_sd)
}

fn difference(treated: &PairedSummary, control: &PairedSummary) -> f64 {
    treated.change().mean() - control.change().mean()
}

fn correlation(treated: &PairedSummary, control: &PairedSummary) -> f64 {
    let [own, other] = [treated, control].map(|group| group.before().degrees());
    (own * treated.correlation() + other * control.correlation()) / (own + other)
}

/// Of the difference of the mean changes, in squares of the common SD.
fn variance_of_means(treated: &PairedSummary, control: &PairedSummary) -> f64 {
    let [own, other]: [GroupSummary; 2] = [treated.before(), control.before()];
    2.0 * (1.0 - correlation(treated, control)) * reciprocal_sizes(&own, &other)
}

/// The variance of a corrected noncentral t with `of_mean` as the square of the factor before it, at the estimated d.
fn exact_variance(kind: Measure, d: f64, of_mean: f64, degrees: f64) -> Result<f64, StatsError> {
    let correction = hedges_correction(degrees).filter(|_| degrees > 2.0).ok_or_else(|| StatsError::Undefined {
        procedure: kind.label(),
        why: "too few people for the variance of its SD".to_owned(),
    })?;
    let inflation = correction * correction * degrees / (degrees - 2.0);
    Ok(inflation * of_mean + (inflation - 1.0) * d * d)
}
