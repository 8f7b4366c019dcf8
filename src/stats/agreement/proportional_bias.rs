//! Whether the difference of two readings depends on their size.

use super::limits_of_agreement::TITLE;
use crate::data::{PairedSample, Sample, Unit};
use crate::dist::StudentT;
use crate::result::{Estimate, Interval, Level, PValue, Quantity};
use crate::stats::{Moments, StatsError};
use schemars::JsonSchema;
use serde::Serialize;

/// The slope of second - first on the mean of the two.
pub const PROPORTIONAL_BIAS: Quantity =
    Quantity { id: "proportional_bias", label: "change of the difference per unit of the mean", symbol: "slope" };

/// Below this, 1 - r^2 is rounding.
const ON_A_LINE: f64 = 1e-26;

/// The least-squares slope of the difference on the mean of the two readings. It is not 0 either when the two have different variances,
/// for instance because one has the larger error, even where neither is biased.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ProportionalBias {
    /// The slope, with its t interval unless all points lie on one line.
    pub slope: Estimate,
    /// Of the test that the slope is 0, by t with n - 2 degrees of freedom; absent where all points lie on one line.
    pub p_value: Option<PValue>,
}

/// `None` for fewer than three pairs, or where all differences or all means are equal.
pub(super) fn proportional_bias(pair: &PairedSample, level: Level) -> Result<Option<ProportionalBias>, StatsError> {
    let both = pair.before().ticks().iter().zip(pair.after().ticks());
    let sums = Sample::from_ticks(
        both.map(|(first, second)| first + second).collect(),
        pair.before().decimals(),
        pair.outcome().unit,
    )?;
    let (difference, sum) = (Moments::of(pair.change()), Moments::of(&sums));
    let correlation = difference.correlation(&sum).zip(difference.one_minus_correlation(&sum));
    let (Some((r, one_minus)), Some(sd), Some(sd_of_sum)) = (correlation, difference.sd, sum.sd) else {
        return Ok(None);
    };
    if pair.n() < 3 {
        return Ok(None);
    }
    let ratio = sd / (sd_of_sum / 2.0);
    let residual = one_minus * (1.0 + r);
    let estimate =
        |standard_error, interval| Estimate::new(PROPORTIONAL_BIAS, r * ratio, Unit::None, standard_error, interval);
    if residual < ON_A_LINE {
        return Ok(Some(ProportionalBias { slope: estimate(None, None), p_value: None }));
    }
    let degrees = (pair.n() - 2) as f64;
    let standard_error = ratio * (residual / degrees).sqrt();
    let law = StudentT::try_new(degrees).map_err(|cause| StatsError::numerical(TITLE, cause))?;
    let quantile = law.upper_quantile(level.alpha() / 2.0).map_err(|cause| StatsError::numerical(TITLE, cause))?;
    let (slope, reach) = (r * ratio, quantile * standard_error);
    let p =
        PValue::try_new(law.two_sided(slope / standard_error)).map_err(|cause| StatsError::numerical(TITLE, cause))?;
    let interval = Interval::new(slope - reach, slope + reach, level, "t");
    Ok(Some(ProportionalBias { slope: estimate(Some(standard_error), Some(interval)), p_value: Some(p) }))
}
