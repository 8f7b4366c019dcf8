//! Begg and Mazumdar's rank correlation of estimates with their variances.

use super::kendall::Kendall;
use super::small_study_effects::{NAME, failed};
use crate::data::{StudyEffects, Unit};
use crate::num::compensated_sum;
use crate::result::{Estimate, PValue, Quantity};
use crate::stats::StatsError;
use schemars::JsonSchema;
use serde::Serialize;

/// Kendall's tau of standardised deviations and variances.
pub const KENDALLS_TAU: Quantity = Quantity { id: "kendalls_tau", label: "Kendall's tau", symbol: "tau" };

/// The rank correlation.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RankCorrelation {
    /// Kendall's tau-b; above 0 where smaller studies found more positive values.
    pub tau: Estimate,
    /// Two-sided.
    pub p_value: PValue,
    /// Whether all orders were counted; otherwise a normal approximation.
    pub exact: bool,
}

/// `None` where the standardised deviations, or the variances, are all equal.
pub(super) fn rank_correlation(effects: &StudyEffects) -> Result<Option<RankCorrelation>, StatsError> {
    let studies = effects.studies();
    let origin = studies[0].estimate;
    let weight = compensated_sum(studies.iter().map(|study| 1.0 / study.variance));
    let mean = compensated_sum(studies.iter().map(|study| (study.estimate - origin) / study.variance)) / weight;
    let variances: Vec<f64> = studies.iter().map(|study| study.variance).collect();
    let deviation = |estimate: f64, variance: f64| {
        // The mean holds part of the study itself; a study that holds nearly all the weight has nothing left to differ by.
        let rest = variance - 1.0 / weight;
        if rest > 0.0 { Ok((estimate - origin - mean) / rest.sqrt()) } else { Err(one_study()) }
    };
    let deviations = studies.iter().map(|study| deviation(study.estimate, study.variance));
    let deviations: Vec<f64> = deviations.collect::<Result<_, StatsError>>()?;
    let Some(found) = Kendall::of(&deviations, &variances) else { return Ok(None) };
    Ok(Some(RankCorrelation {
        tau: Estimate::new(KENDALLS_TAU, found.tau, Unit::None, None, None),
        p_value: PValue::try_new(found.p_value).map_err(failed)?,
        exact: found.exact,
    }))
}

fn one_study() -> StatsError {
    StatsError::Undefined { procedure: NAME, why: "one study has all the weight".to_owned() }
}
