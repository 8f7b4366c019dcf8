//! How much the studies differ: Q, tau², I², H² and the Q-profile interval of the last three.

use super::TauMethod;
use super::fit::Fit;
use super::tau2::generalised_q_root;
use crate::data::Unit;
use crate::dist::{ChiSquared, DistError};
use crate::result::{Estimate, Heterogeneity, Interval, Level, Note, PValue, Quantity};
use crate::stats::StatsError;

/// tau².
const TAU2: Quantity = Quantity { id: "tau2", label: "variance between studies (squared unit)", symbol: "τ²" };
/// Its root.
const TAU: Quantity = Quantity { id: "tau", label: "SD between studies", symbol: "τ" };
/// I².
const I2: Quantity = Quantity { id: "i2", label: "share of the variance that is between studies", symbol: "I²" };
/// H².
const H2: Quantity = Quantity { id: "h2", label: "total variance by sampling variance", symbol: "H²" };

/// The Q-profile interval of tau² (Viechtbauer 2007): where the generalised Q equals the quantiles of chi-squared. `None` where Q is too
/// small for any tau² >= 0.
fn q_profile(fit: &Fit, chi: &ChiSquared, level: Level) -> Result<Option<(f64, f64)>, StatsError> {
    let numerical = |cause: DistError| StatsError::numerical(fit.model.procedure, cause);
    let tail = level.alpha() / 2.0;
    let (low, high) = (chi.quantile(tail).map_err(numerical)?, chi.upper_quantile(tail).map_err(numerical)?);
    if fit.common.q() < low {
        return Ok(None);
    }
    Ok(Some((generalised_q_root(&fit.model, high)?, generalised_q_root(&fit.model, low)?)))
}

/// The heterogeneity of a model with more studies than coefficients, and what must be known to read it.
///
/// I² and H² by the typical variance s² = (k - p) / tr P of Higgins and Thompson (2002): I² = tau² / (tau² + s²), H² = 1 + tau² / s². A
/// common effect has no tau²; there H² = Q / (k - p) and I² = 1 - 1 / H², or 0.
pub(super) fn heterogeneity(
    fit: &Fit,
    method: TauMethod,
    unit: Unit,
    level: Level,
) -> Result<(Heterogeneity, Vec<Note>), StatsError> {
    let procedure = fit.model.procedure;
    let (q, degrees) = (fit.common.q(), fit.model.degrees());
    let chi = ChiSquared::try_new(degrees as f64).map_err(|cause| StatsError::numerical(procedure, cause))?;
    let p_value = PValue::try_new(chi.sf(q)).map_err(|cause| StatsError::numerical(procedure, cause))?;
    let typical = degrees as f64 / fit.common.trace();
    let percent = |tau2: f64| 100.0 * tau2 / (tau2 + typical);
    let ratio = |tau2: f64| 1.0 + tau2 / typical;
    let (tau2, mut notes) = (fit.tau2.value, Vec::new());
    let by_q = q / degrees as f64;
    let (i2, h2, ends) = if method == TauMethod::CommonEffect {
        (100.0 * (1.0 - 1.0 / by_q.max(1.0)), by_q, None)
    } else {
        let ends = q_profile(fit, &chi, level)?;
        if ends.is_none() {
            notes.push(Note::new(
                "q-profile-empty",
                "The studies differ so little that no variance between them is in the Q-profile interval; it is given as 0 to 0.",
            ));
        }
        (percent(tau2), ratio(tau2), Some(ends.unwrap_or((0.0, 0.0))))
    };
    if fit.tau2.maxima > 1 {
        let text = format!(
            "The likelihood of the variance between studies has {} maxima; the greatest was taken.",
            fit.tau2.maxima
        );
        notes.push(Note::new("several-maxima", text));
    }
    let estimate = |quantity, value, unit, error, transform: &dyn Fn(f64) -> f64| {
        let interval = ends.map(|(low, high)| Interval::new(transform(low), transform(high), level, "Q-profile"));
        Estimate::new(quantity, value, unit, error, interval)
    };
    let heterogeneity = Heterogeneity {
        q,
        degrees_of_freedom: degrees,
        p_value,
        tau2: estimate(TAU2, tau2, Unit::None, fit.tau2.standard_error, &|tau2| tau2),
        tau: estimate(TAU, tau2.sqrt(), unit, None, &f64::sqrt),
        i2: estimate(I2, i2, Unit::Percent, None, &percent),
        h2: estimate(H2, h2, Unit::None, None, &ratio),
    };
    Ok((heterogeneity, notes))
}
