//! A simple check of the mixed model: each cluster counted once.

use super::rated_pairs::{SHARE_RIGHT, failed, share_interval};
use crate::data::Unit;
use crate::dist::StudentT;
use crate::num::compensated_sum;
use crate::result::number::{Number, number};
use crate::result::{Alternative, Estimate, Level, PValue, Side};
use crate::stats::StatsError;
use schemars::JsonSchema;
use serde::Serialize;

/// Student's t on the clusters' own shares, each counted once: a simple check.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MeanOfShares {
    /// The mean of the shares.
    pub share: Estimate,
    /// Against one half; infinite where all clusters have the same share.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub t: f64,
    /// Clusters less one.
    pub degrees_of_freedom: usize,
    /// The two-sided p-value; absent where all clusters have the same share.
    pub p_value: Option<PValue>,
}

/// From right answers and answers of each cluster; `None` with one cluster.
pub(super) fn mean_of_shares(counts: &[(u64, u64)], level: Level) -> Result<Option<MeanOfShares>, StatsError> {
    let clusters = counts.len();
    if clusters < 2 {
        return Ok(None);
    }
    let shares: Vec<f64> = counts.iter().map(|&(right, answers)| right as f64 / answers as f64).collect();
    let first = shares[0];
    let mean = first + compensated_sum(shares.iter().map(|share| share - first)) / clusters as f64;
    let squares = compensated_sum(shares.iter().map(|share| (share - mean).powi(2)));
    let degrees = clusters - 1;
    let error = (squares / degrees as f64 / clusters as f64).sqrt();
    if shares.iter().all(|&share| share == first) {
        let share = Estimate::new(SHARE_RIGHT, first, Unit::None, Some(0.0), None);
        let t = if first == 0.5 { 0.0 } else { f64::INFINITY.copysign(first - 0.5) };
        return Ok(Some(MeanOfShares { share, t, degrees_of_freedom: degrees, p_value: None }));
    }
    let law = StudentT::try_new(degrees as f64).map_err(failed)?;
    let interval = share_interval(level, "t on shares", |side, tail| {
        let reach = law.upper_quantile(tail)? * error;
        Ok(if side == Side::Lower { mean - reach } else { mean + reach })
    })?;
    let t = (mean - 0.5) / error;
    let p = PValue::try_new(Alternative::TwoSided.p_value(law.cdf(t), law.sf(t))).map_err(failed)?;
    let share = Estimate::new(SHARE_RIGHT, mean, Unit::None, Some(error), Some(interval));
    Ok(Some(MeanOfShares { share, t, degrees_of_freedom: degrees, p_value: Some(p) }))
}
