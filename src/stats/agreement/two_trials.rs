//! The error of measuring from two readings of each person.

use crate::data::{PairedSample, Sample};
use crate::dist::normal;
use crate::num::compensated_sum;
use crate::stats::{Moments, StatsError};

/// What two readings of each person say of the error of one. In the unit of the readings, but for what is named otherwise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TwoTrials {
    /// Technical error of measurement, sqrt(sum d^2 / (2 n)).
    pub tem: f64,
    /// The same in percent of the mean of all readings; `None` where that is 0.
    pub relative_tem: Option<f64>,
    /// 1 - TEM^2 / SD^2, with the SD of all 2 n readings; `None` where all are equal.
    pub reliability: Option<f64>,
    /// SD(d) / sqrt(2), from which a shift between the trials is taken out.
    pub typical_error: f64,
    /// The smallest change that 95 % of unchanged people do not reach, 1.96 sqrt(2) TEM.
    pub detectable_from_tem: f64,
    /// The same from the typical error, 1.96 SD(d).
    pub detectable_from_typical_error: f64,
    /// In percent: the root mean square of each person's SD over the person's mean; `None` where a mean is 0.
    pub coefficient_of_variation: Option<f64>,
}

/// The error of measuring from two readings of each person.
///
/// # Errors
/// [`StatsError::TooFew`] for fewer than two people.
pub fn two_trials(pair: &PairedSample) -> Result<TwoTrials, StatsError> {
    const NAME: &str = "error of two trials";
    StatsError::require(NAME, 2, pair.n())?;
    let n = pair.n() as f64;
    let changes = pair.change().values();
    let squares = compensated_sum(changes.iter().map(|change| change * change));
    let tem = (squares / (2.0 * n)).sqrt();
    let both = pair.before().ticks().iter().chain(pair.after().ticks()).copied().collect();
    let both = Moments::of(&Sample::from_ticks(both, pair.before().decimals(), pair.outcome().unit)?);
    let spread = both.sd.filter(|&sd| sd > 0.0);
    let means = pair.midpoints();
    let ratios = || changes.iter().zip(&means).map(|(change, mean)| (change / mean).powi(2) / 2.0);
    let defined = means.iter().all(|&mean| mean != 0.0);
    let typical_error = Moments::of(pair.change()).sd.unwrap_or(0.0) / std::f64::consts::SQRT_2;
    let z = normal::upper_quantile(0.025).map_err(|cause| StatsError::numerical(NAME, cause))?;
    Ok(TwoTrials {
        tem,
        relative_tem: (both.mean != 0.0).then(|| 100.0 * tem / both.mean),
        reliability: spread.map(|sd| 1.0 - (tem / sd).powi(2)),
        typical_error,
        detectable_from_tem: z * std::f64::consts::SQRT_2 * tem,
        detectable_from_typical_error: z * std::f64::consts::SQRT_2 * typical_error,
        coefficient_of_variation: defined.then(|| 100.0 * (compensated_sum(ratios()) / n).sqrt()),
    })
}
