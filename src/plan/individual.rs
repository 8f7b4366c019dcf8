//! What can be said of single people in a sample, given the error of a reading.

use super::{KnownError, PlanError, SampleAnalysis, Settings};
use crate::data::{Controlled, Decimal};
use crate::result::Alternative;
use crate::result::number::{Number, number};
use crate::stats::individual::{
    BeyondDetectable, Gate, ResponseSd, ShareBeyondNoise, Unchanged, beyond_detectable, individual_responders,
    response_between_sites, response_beyond_control, response_beyond_error, share_beyond_noise,
};
use crate::stats::power::{ByReadings, POWER, sample_size_by_readings};
use crate::stats::risk::Toward;
use crate::stats::{Moments, StatsError};
use schemars::JsonSchema;
use serde::Serialize;

/// Single people of one sample.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct IndividualAnalysis {
    /// The error of a reading that it rests on.
    pub error: KnownError,
    /// Whether that is a published figure that the plan did not ask for: then no verdict rests on it.
    pub offered: bool,
    /// Who changed by more than two readings of one person can be wrong.
    pub beyond: BeyondDetectable,
    /// Whether it is known how people came in, or there is a control that came in likewise.
    pub selection_known: bool,
    /// Who changed by the study's response, beside those who would by the error of reading alone.
    pub at_threshold: Option<ShareBeyondNoise>,
    /// Whether people may be called responders, in the wanted direction and at the study's threshold where it has one.
    pub gate: Gate,
    /// Whether people differ in their response: beyond the error of a reading, and beyond a control.
    pub response: Vec<ResponseSd>,
    /// People needed to find a mean change as large as the study's response, or else its margin.
    pub sizes: Option<SizesByReadings>,
}

/// People needed with a power of 0.8, by how many readings are averaged before and after.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SizesByReadings {
    /// The mean change to be found, as a size.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub change: f64,
    /// For one reading like the study's, and for the mean of two, three and four.
    pub by_readings: Vec<ByReadings>,
}

/// What is known of how people came in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Selected {
    /// A control came in likewise.
    Controlled,
    /// What it makes of their change.
    Known(f64),
    /// Nothing.
    NotKnown,
}

impl Selected {
    fn expected_change(self) -> f64 {
        match self {
            Selected::Known(change) => change,
            Selected::Controlled | Selected::NotKnown => 0.0,
        }
    }
}

/// The wanted direction: that of the study's response, or else of the mean change.
pub(super) fn toward(sample: &SampleAnalysis, settings: &Settings) -> Toward {
    let unit = sample.sample.outcome().unit;
    let response = settings.responder.and_then(|stated| stated.amount_in(unit).ok()).map(Decimal::to_f64);
    let falls = response.unwrap_or_else(|| Moments::of(sample.sample.change()).mean) <= 0.0;
    if falls { Toward::Fall } else { Toward::Rise }
}

/// The single people of a sample; nothing without an error of a reading, stated, measured or offered, and for conditions of one person.
pub(super) fn individuals(
    sample: &SampleAnalysis,
    controlled: Option<&Controlled>,
    selection: Selected,
    settings: &Settings,
) -> Result<Option<IndividualAnalysis>, PlanError> {
    let pairs = &sample.sample;
    let Some(known) = sample.reading_errors.assumed().filter(|_| pairs.conditions().is_none()) else { return Ok(None) };
    let (error, level, unit) = (&known.error, settings.level, pairs.outcome().unit);
    let toward = toward(sample, settings);
    let response = settings.responder.and_then(|stated| stated.amount_in(unit).ok());
    let threshold = response.and_then(|amount| {
        let size = amount.ticks().unsigned_abs();
        Decimal::new(i128::try_from(size).ok()?, amount.decimals())
    });
    let Some(beyond) = computed(beyond_detectable(pairs, error, level))? else { return Ok(None) };
    let unchanged = Unchanged { error: *error, expected_change: selection.expected_change() };
    let Some(gate) = computed(individual_responders(pairs, threshold, toward, unchanged, level))? else {
        return Ok(None);
    };
    let at_threshold = match threshold {
        Some(size) => computed(share_beyond_noise(pairs, size, toward, unchanged, level))?,
        None => None,
    };
    let mut found = Vec::new();
    found.extend(computed(response_beyond_error(pairs, error, level))?);
    match controlled {
        Some(Controlled::Arms(two)) => found.extend(computed(response_beyond_control(two, level))?),
        Some(Controlled::Sites(sites)) => found.extend(computed(response_between_sites(sites, level))?),
        Some(Controlled::Sequences(_)) | None => {}
    }
    let margin = sample.margin.as_ref().and_then(|(stated, _)| {
        let [_, upper] = stated.in_unit(unit).ok()?.amounts()?;
        Some(upper.to_f64().abs())
    });
    let least = threshold.map(Decimal::to_f64).or(margin).filter(|&least| least > 0.0);
    let sd = Moments::of(pairs.change()).sd;
    // Averaging readings of one occasion lessens the error that is new at each of them, not what a person swings from day to day.
    let at_once = sample.reading_errors.at_once().map(|known| known.error);
    let sizes = match (least, sd, at_once) {
        (Some(change), Some(sd), Some(error)) => {
            let sd_true = (sd * sd - 2.0 * error.sd * error.sd).max(0.0).sqrt();
            computed(sample_size_by_readings(change, sd_true, &error, level, Alternative::TwoSided, POWER))?
                .map(|found| SizesByReadings { change, by_readings: found.to_vec() })
        }
        _ => None,
    };
    let offered = sample.reading_errors.of_change().is_none();
    let selection_known = selection != Selected::NotKnown;
    Ok(Some(IndividualAnalysis {
        error: known.clone(),
        offered,
        selection_known,
        beyond,
        at_threshold,
        gate,
        response: found,
        sizes,
    }))
}

/// What a computation gives; nothing where the data do not define it.
pub(super) fn computed<T>(result: Result<T, StatsError>) -> Result<Option<T>, PlanError> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(failure @ StatsError::Numerical { .. }) => Err(failure.into()),
        Err(_) => Ok(None),
    }
}
