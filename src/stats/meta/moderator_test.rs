//! The test of all that a model of studies explains at once.

use super::MetaTest;
use crate::dist::{ChiSquared, DistError, FisherF};
use crate::result::{ModeratorTest, PValue, Statistic};
use crate::stats::StatsError;

/// QM against chi-squared with `degrees`, or where coefficients are held against t, F = QM / (factor degrees) with Knapp and Hartung's
/// factor.
pub(super) fn moderator_test(
    procedure: &'static str,
    test: MetaTest,
    qm: f64,
    degrees: usize,
    factor: f64,
    residual_degrees: usize,
) -> Result<ModeratorTest, StatsError> {
    let numerical = |cause: DistError| StatsError::numerical(procedure, cause);
    let (statistic, residual_degrees_of_freedom, tail) = if test == MetaTest::Z {
        let distribution = format!("chi-squared with {degrees} degrees of freedom");
        let chi = ChiSquared::try_new(degrees as f64).map_err(numerical)?;
        (Statistic { symbol: "QM", value: qm, distribution }, None, chi.sf(qm))
    } else {
        let f = qm / (factor * degrees as f64);
        let distribution = format!("F with {degrees} and {residual_degrees} degrees of freedom");
        let tail = FisherF::try_new(degrees as f64, residual_degrees as f64).map_err(numerical)?.sf(f);
        (Statistic { symbol: "F", value: f, distribution }, Some(residual_degrees), tail)
    };
    let p_value = PValue::try_new(tail).map_err(|cause| StatsError::numerical(procedure, cause))?;
    Ok(ModeratorTest { statistic, degrees_of_freedom: degrees, residual_degrees_of_freedom, p_value })
}

/// The percentage of the tau² of a model without moderators that is gone with them, never below 0; `None` without tau².
pub(super) fn explained(without: f64, with: f64) -> Option<f64> {
    (without > 0.0).then(|| (100.0 * (without - with) / without).max(0.0))
}
