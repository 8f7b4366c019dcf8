//! The large-sample tests of two risks.

use super::TwoByTwo;
use crate::dist::{ChiSquared, normal};
use crate::result::Alternative;
use crate::stats::StatsError;

/// A statistic with its p.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChiSquaredTest {
    /// Chi-squared, with one degree of freedom.
    pub statistic: f64,
    /// Its p; one-sided from its signed root.
    pub p: f64,
}

/// Pearson's chi-squared test, or with `corrected` Yates's: |observed - expected| lowered by one half, but not below 0. `None` where
/// nobody or everybody has an event.
///
/// # Errors
/// [`StatsError::Numerical`] when the distribution cannot be made.
pub fn chi_squared(
    table: &TwoByTwo,
    alternative: Alternative,
    corrected: bool,
) -> Result<Option<ChiSquaredTest>, StatsError> {
    if !table.varies() {
        return Ok(None);
    }
    let n = table.n() as f64;
    let margins = [table.treated_n(), table.control_n(), table.events(), table.n() - table.events()];
    let scale =
        (n / margins[0] as f64 / margins[1] as f64).sqrt() * (1.0 / margins[2] as f64 / margins[3] as f64).sqrt();
    // All four |observed - expected| are this over n.
    let difference = table.cross_difference() as f64;
    let correction = if corrected { n / 2.0 } else { 0.0 };
    let towards_zero = |sign: f64| match alternative {
        Alternative::TwoSided => sign * (difference.abs() - correction).max(0.0),
        Alternative::Less => difference + correction,
        Alternative::Greater => difference - correction,
    };
    let z = towards_zero(difference.signum()) * scale;
    let p = match alternative {
        Alternative::TwoSided => {
            let law = ChiSquared::try_new(1.0).map_err(|cause| StatsError::numerical("chi-squared test", cause))?;
            law.sf(z * z)
        }
        _ => alternative.p_value(normal::cdf(z), normal::sf(z)),
    };
    Ok(Some(ChiSquaredTest { statistic: z * z, p }))
}
