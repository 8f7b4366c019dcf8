//! The share of people who changed by an amount, beside what the error of reading makes of people who do not change.

use super::Unchanged;
use super::error_of_reading::chance_of;
use crate::data::{DataError, Decimal, PairedSample, Unit};
use crate::result::{Alternative, Estimate, Interval, Level, PValue, Side};
use crate::stats::StatsError;
use crate::stats::proportion::{Proportion, ProportionMethod, RESPONDERS};
use crate::stats::risk::{Toward, chance_of_as_many};
use schemars::JsonSchema;
use serde::Serialize;

/// Of the level's alpha, the part by which an estimated error of reading may be wrong on one side (Berger and Boos 1994).
const BETA: f64 = 0.1;

/// Those who changed by an amount or more, beside those who would by the error of reading alone.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ShareBeyondNoise {
    /// The direction.
    pub toward: Toward,
    /// The least change that counts, as a size, in the unit of the outcome: the first step of the readings' grid that is enough.
    pub least_change: f64,
    /// People analysed.
    pub n: usize,
    /// Who changed by that much, as places in the sample.
    pub who: Vec<usize>,
    /// Their share, with an interval that the uncertainty of an estimated error widens: it lies above `expected` just where the test
    /// at half of 1 - level rejects.
    pub share: Estimate,
    /// The share expected if nobody had changed and the error of reading were as given.
    pub expected: f64,
    /// Exact binomial test that no more people changed by that much than errors of reading make, one-sided.
    pub p_value: PValue,
}

/// Start which change on people are counted.
#[derive(Clone, Copy)]
pub(super) enum Start {
    /// At this size, or beyond it.
    At(Decimal),
    /// Beyond this size.
    Beyond(f64),
}

/// How many people changed by at least `size`, and whether that is more than the error of reading makes of people who do not change.
/// People who do not change are read with the error, around the change that picking them makes. An error estimated with degrees of freedom
/// enters the test by the upper limit of its SD.
///
/// # Errors
/// [`StatsError::Missing`] for a size or an error that is not above 0, [`StatsError::Data`] when no common grid fits.
pub fn share_beyond_noise(
    sample: &PairedSample,
    size: Decimal,
    toward: Toward,
    unchanged: impl Into<Unchanged>,
    level: Level,
) -> Result<ShareBeyondNoise, StatsError> {
    counted("the share of people beyond the error of reading", sample, Start::At(size), toward, unchanged.into(), level)
}

pub(super) fn counted(
    procedure: &'static str,
    sample: &PairedSample,
    from: Start,
    toward: Toward,
    unchanged: Unchanged,
    level: Level,
) -> Result<ShareBeyondNoise, StatsError> {
    let error = &unchanged.error;
    error.check(procedure)?;
    // By how much the change of people who do not change lies in the direction already.
    let drift = match toward {
        Toward::Fall => 0.0 - unchanged.expected_change,
        Toward::Rise => unchanged.expected_change,
    };
    let numerical = |cause| StatsError::numerical(procedure, cause);
    let step = i128::try_from(sample.step()).map_err(|_| DataError::Grid)?;
    let least = match from {
        Start::At(size) if size > Decimal::ZERO => at(sample, size, step)?,
        Start::At(_) => return Err(StatsError::Missing { procedure, what: "an amount of change above 0" }),
        Start::Beyond(size) => beyond(sample, size + drift, step)?,
    };
    let change = sample.change();
    let reached = |ticks: i128| match toward {
        Toward::Fall => ticks <= -least,
        Toward::Rise => ticks >= least,
    };
    let who: Vec<usize> = (0..sample.n()).filter(|&at| reached(change.ticks()[at])).collect();
    let (least_change, width) = (change.value_of(least), change.value_of(step));
    let chance = |sd: f64| chance_of(least_change - drift, width, sd, procedure);
    let beta = if error.degrees_of_freedom.is_some() { BETA * level.alpha() } else { 0.0 };
    let expected = chance(error.sd)?;
    let [lowest, highest] = [Side::Lower, Side::Upper].map(|side| chance(error.limit(side, beta, procedure)?));
    let (lowest, highest) = (lowest?, highest?);
    let (n, x) = (sample.n() as u64, who.len() as u64);
    let share = Proportion::try_new(x, n).ok_or(StatsError::TooFew { procedure, needed: 1, found: 0 })?;
    let limit = |side, widening: f64| {
        let limit = share.limit(ProportionMethod::ClopperPearson, side, level.alpha() / 2.0 - beta);
        limit.map(|limit| (limit + widening).clamp(0.0, 1.0)).map_err(numerical)
    };
    let (lower, upper) = (limit(Side::Lower, expected - highest)?, limit(Side::Upper, expected - lowest)?);
    let method = match error.degrees_of_freedom {
        None => ProportionMethod::ClopperPearson.name(),
        Some(_) => "Clopper-Pearson (exact), widened by the uncertainty of the error of reading",
    };
    let as_many = chance_of_as_many(x, n, highest).map_err(numerical)?;
    let p = Alternative::Greater.p_value(1.0, (as_many + beta).min(1.0));
    Ok(ShareBeyondNoise {
        toward,
        least_change,
        n: sample.n(),
        who,
        share: Estimate::new(
            RESPONDERS,
            share.value(),
            Unit::None,
            None,
            Some(Interval::new(lower, upper, level, method)),
        ),
        expected,
        p_value: PValue::try_new(p).map_err(|cause| StatsError::numerical(procedure, cause))?,
    })
}

/// The least multiple of the step that is `size` or more, in ticks of the sample.
fn at(sample: &PairedSample, size: Decimal, step: i128) -> Result<i128, DataError> {
    let decimals = size.needed_decimals().max(sample.change().decimals());
    let finer = 10i128.checked_pow(u32::from(decimals - sample.change().decimals())).ok_or(DataError::Grid)?;
    let (size, wide) = (size.ticks_at(decimals), step.checked_mul(finer));
    let (size, wide) = size.zip(wide).ok_or(DataError::Grid)?;
    let steps = size / wide + i128::from(size % wide > 0);
    steps.checked_mul(step).ok_or(DataError::Grid)
}

/// The least multiple of the step that is more than `size`, in ticks of the sample.
fn beyond(sample: &PairedSample, size: f64, step: i128) -> Result<i128, DataError> {
    let steps = (sample.change().in_ticks(size) / step as f64).floor() + 1.0;
    // Amounts that no reading can have; far below the ends of i128.
    if steps * step as f64 > 1e27 { Err(DataError::Grid) } else { Ok(steps as i128 * step) }
}
