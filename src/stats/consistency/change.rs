use super::Consistency;
use super::rounded::{Rounded, half_unit};
use crate::data::Decimal;
use crate::stats::StatsError;
use crate::stats::measures::correlation_from_sds;
use schemars::JsonSchema;
use serde::Serialize;

/// Whether a printed mean change is the difference of the printed means.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MeanChangeCheck {
    /// Inconsistent only where the same people were measured twice: the means of other people may differ by anything.
    pub verdict: Consistency,
    /// Mean after - mean before.
    pub difference: f64,
    /// How far the printed change is from it.
    pub gap: f64,
    /// How far rounding alone can take it.
    pub rounding: f64,
}

/// Whether mean after - mean before is the mean change, all three as printed. `same_people` says whether all three are of the same people.
///
/// # Errors
/// [`StatsError::Undefined`] for more digits than 128 bits hold.
pub fn check_mean_change(
    before: Decimal,
    after: Decimal,
    change: Decimal,
    same_people: bool,
) -> Result<MeanChangeCheck, StatsError> {
    let figures = [before, after, change];
    let decimals = figures.iter().map(|figure| figure.decimals()).max().unwrap_or(0);
    let ticks = figures.map(|figure| figure.ticks_at(decimals));
    let units = figures.map(|figure| Decimal::new(1, figure.decimals()).and_then(|unit| unit.ticks_at(decimals)));
    let ([Some(first), Some(second), Some(third)], [Some(u), Some(v), Some(w)]) = (ticks, units) else {
        let why = "the figures have too many digits".to_owned();
        return Err(StatsError::Undefined { procedure: "the check of a mean change by the means", why });
    };
    let difference = second - first;
    let fits = 2 * (third - difference).abs() <= u + v + w;
    let verdict = if fits || same_people { Consistency::of(fits) } else { Consistency::CannotTell };
    let scale = libm::exp10(f64::from(decimals));
    Ok(MeanChangeCheck {
        verdict,
        difference: difference as f64 / scale,
        gap: (third - difference) as f64 / scale,
        rounding: figures.map(half_unit).iter().sum(),
    })
}

/// Whether a printed SD of the changes goes with the printed SDs of the readings.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SdOfChangeCheck {
    /// Inconsistent only where the same people were measured twice.
    pub verdict: Consistency,
    /// The correlations of before and after that the three SDs imply, lowest and highest; outside -1 to 1 no readings have them. Absent
    /// where a reading may not vary.
    pub correlation: Option<[f64; 2]>,
    /// The SDs of the changes that the readings allow: |SD after - SD before| to SD before + SD after.
    pub bounds: [f64; 2],
}

/// Whether the SD of the changes lies between |SD after - SD before| and their sum, that is, whether the correlation it implies lies
/// between -1 and 1.
pub fn check_sd_of_change(
    sd_before: Decimal,
    sd_after: Decimal,
    sd_change: Decimal,
    same_people: bool,
) -> SdOfChangeCheck {
    let [before, after, change] = [sd_before, sd_after, sd_change].map(Rounded::of_size);
    let apart = Rounded { low: after.low - before.high, high: after.high - before.low }.absolute();
    let bounds = Rounded { low: apart.low, high: before.high + after.high };
    let fits = change.meets(bounds);
    let verdict = if fits || same_people { Consistency::of(fits) } else { Consistency::CannotTell };
    SdOfChangeCheck { verdict, correlation: correlations(before, after, change), bounds: [bounds.low, bounds.high] }
}

/// (b^2 + a^2 - c^2) / (2 a b) over the box of what the SDs can be. It falls with c; in a and in b it has its maximum at an end and its
/// minimum at an end or where a^2 = b^2 - c^2, b^2 = a^2 - c^2.
fn correlations(before: Rounded, after: Rounded, change: Rounded) -> Option<[f64; 2]> {
    let mut lowest = f64::INFINITY;
    let mut highest = f64::NEG_INFINITY;
    let within = |range: Rounded, value: f64| (range.low < value && value < range.high).then_some(value);
    let mut take = |before: f64, after: f64| -> Option<()> {
        lowest = lowest.min(correlation_from_sds(before, after, change.high)?);
        highest = highest.max(correlation_from_sds(before, after, change.low)?);
        Some(())
    };
    for first in [before.low, before.high] {
        for second in [after.low, after.high] {
            take(first, second)?;
        }
        let lowest_at = (first * first - change.high * change.high).max(0.0).sqrt();
        if let Some(second) = within(after, lowest_at) {
            take(first, second)?;
        }
    }
    for second in [after.low, after.high] {
        let lowest_at = (second * second - change.high * change.high).max(0.0).sqrt();
        if let Some(first) = within(before, lowest_at) {
            take(first, second)?;
        }
    }
    Some([lowest, highest])
}
