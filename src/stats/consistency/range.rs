use super::Consistency;
use super::rounded::Rounded;
use crate::data::Decimal;
use crate::stats::StatsError;
use schemars::JsonSchema;
use serde::Serialize;

/// What the ends of a range are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RangeKind {
    /// Nobody can be beyond them, and they are exact: a scale from 0 to 10.
    Possible,
    /// Somebody is at each: the smallest and the largest reading, as printed.
    Observed,
}

/// Whether a mean and an SD are possible within a range.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RangeCheck {
    /// Of the mean and the SD together.
    pub verdict: Consistency,
    /// Of the mean.
    pub mean: Consistency,
    /// Of the SD; not told where none is printed or the mean is impossible.
    pub sd: Consistency,
    /// The smallest and the largest mean that the range allows.
    pub mean_bounds: [f64; 2],
    /// The smallest and the largest SD that range and mean allow, where the mean is possible.
    pub sd_bounds: Option<[f64; 2]>,
}

/// Whether n readings from min to max can have the mean and the SD (n - 1). At a mean m the sum of squares is at most n (max - m)(m -
/// min) (Bhatia and Davis 2000); where min and max are somebody's, it is at least (max - min)^2 / 2.
///
/// # Errors
/// [`StatsError::Undefined`] for fewer than two people, a smallest reading above the largest, and an SD below 0.
pub fn check_range(
    mean: Decimal,
    sd: Option<Decimal>,
    n: u64,
    [min, max]: [Decimal; 2],
    kind: RangeKind,
) -> Result<RangeCheck, StatsError> {
    if n < 2 || min > max || sd.is_some_and(|sd| sd < Decimal::ZERO) {
        let why = "it needs two people, a smallest reading not above the largest, and an SD of 0 or above".to_owned();
        return Err(StatsError::Undefined { procedure: "the check of a mean and an SD by their range", why });
    }
    let people = n as f64;
    let mean = Rounded::of(mean);
    let [least, most] = [min, max].map(|end| match kind {
        RangeKind::Possible => Rounded::exactly(end),
        RangeKind::Observed => Rounded::of(end),
    });
    // Where somebody is at the other end, the mean is 1 / n of the way from this one.
    let inward = if kind == RangeKind::Observed { 1.0 / people } else { 0.0 };
    let mean_bounds = Rounded {
        low: least.low + inward * (most.low - least.low).max(0.0),
        high: most.high - inward * (most.high - least.high).max(0.0),
    };
    let of_mean = Consistency::of(mean.meets(mean_bounds));
    let sd_bounds = (of_mean == Consistency::Consistent).then(|| {
        let middle = (least.low + most.high) / 2.0;
        let at = middle.max(mean.low).min(mean.high).max(least.low).min(most.high);
        let largest = (people / (people - 1.0) * (most.high - at) * (at - least.low)).sqrt();
        let apart = if kind == RangeKind::Observed { (most.low - least.high).max(0.0) } else { 0.0 };
        Rounded { low: apart / (2.0 * (people - 1.0)).sqrt(), high: largest }
    });
    let of_sd = match (sd, sd_bounds) {
        (Some(sd), Some(bounds)) => Consistency::of(Rounded::of_size(sd).meets(bounds)),
        _ => Consistency::CannotTell,
    };
    Ok(RangeCheck {
        verdict: Consistency::of_parts(&[of_mean, of_sd]),
        mean: of_mean,
        sd: of_sd,
        mean_bounds: [mean_bounds.low, mean_bounds.high],
        sd_bounds: sd_bounds.map(|bounds| [bounds.low, bounds.high]),
    })
}
