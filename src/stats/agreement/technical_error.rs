use super::error_estimate::{CHI_SQUARED, scaled, sd_estimate};
use super::error_scope::{ErrorGroup, ErrorScope};
use crate::data::{RepeatReadings, Sample, Unit};
use crate::num::compensated_sum;
use crate::result::number::{Number, number, optional};
use crate::result::{Estimate, Level, Note, Quantity};
use crate::stats::documented::documented;
use crate::stats::{Explained, Moments, StatsError};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::HashMap;

/// The standard deviation of a single reading's error.
pub const TECHNICAL_ERROR: Quantity =
    Quantity { id: "technical_error", label: "technical error of measurement", symbol: "TEM" };

/// The same in percent of the mean reading.
pub const RELATIVE_TECHNICAL_ERROR: Quantity =
    Quantity { id: "relative_technical_error", label: "relative technical error of measurement", symbol: "TEM %" };

documented! {
    /// # Question
    /// How far is a single reading from what the same person would read on average? Within an observer: measured again at once by the
    /// same hands. Between observers: measured by somebody else. Between sessions: measured on another occasion by the same observer.
    ///
    /// # Assumptions
    /// The error has the same size for everybody. The interval also assumes normal errors, independent from reading to reading. The
    /// first of two readings must not be known at the second: copied readings make the error look small. The error between observers
    /// contains by definition what one observer reads more than another throughout; between sessions it contains what people truly
    /// changed. Where these differences are the same for everybody, the readings of a person do not vary independently, and the
    /// interval is for these observers (or sessions), too narrow for others of their kind.
    ///
    /// # Formula
    /// TEM^2 = sum over groups of sum (x - mean of the group)^2 / sum (m - 1), the pooled variance within groups of m readings that
    /// would be equal without error: the readings of a person by one observer in one session; the first readings of a person's
    /// observers in one session; the first readings of a person by one observer in several sessions. For pairs it is
    /// sum d^2 / 2N, for K observers of everybody Ulijaszek and Kerr's sum [sum x^2 - (sum x)^2 / K] / (N (K - 1)). Interval:
    /// TEM sqrt(df / q), q the quantiles of chi-squared with df = sum (m - 1). Relative: 100 TEM / mean of the readings used, its
    /// interval with the mean taken as known. Coefficient of reliability: R = 1 - TEM^2 / SD^2, SD (n - 1) of all readings used.
    /// Within-subject CV: the root of the mean of (SD / mean)^2 of the groups, weighted as in TEM^2.
    ///
    /// # Arguments
    /// Repeated readings with who was measured, by whom, and on which occasion. People without two readings to compare are left out and
    /// counted.
    ///
    /// # Errors
    /// Nobody has two readings to compare. If all compared readings are equal, the error is 0 without an interval.
    ///
    /// # References
    /// Dahlberg (1940), Statistical Methods for Medical and Biological Students; Ulijaszek and Kerr (1999), Anthropometric measurement
    /// error and the assessment of nutritional status, British Journal of Nutrition 82:165-177; Bland and Altman (1996), Measurement
    /// error, BMJ 312:1654.
    ///
    /// # Example
    /// `girth reliability @thigh-trial`
    TechnicalErrorOfMeasurement
}

impl Explained for TechnicalErrorOfMeasurement {
    fn id(&self) -> &'static str {
        "technical-error"
    }

    fn title(&self) -> &'static str {
        NAME
    }

    fn documentation(&self) -> &'static str {
        TechnicalErrorOfMeasurement::DOCUMENTATION
    }
}

const NAME: &str = "technical error of measurement";

/// An error of measuring and what it is compared with.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TechnicalError {
    /// Between which readings.
    pub scope: ErrorScope,
    /// Whose error, where it is one observer's.
    pub observer: Option<String>,
    /// The error in the unit of the readings: the standard error of measurement, the within-subject SD.
    pub absolute: Estimate,
    /// Of the error's square.
    pub degrees_of_freedom: usize,
    /// The error in percent of the mean reading; absent unless that is positive.
    pub relative: Option<Estimate>,
    /// The root mean square of the groups' coefficients of variation in percent; absent unless every group has a positive mean.
    #[serde(serialize_with = "optional")]
    #[schemars(with = "Option<Number>")]
    pub within_cv: Option<f64>,
    /// The coefficient of reliability; absent where all readings are equal.
    #[serde(serialize_with = "optional")]
    #[schemars(with = "Option<Number>")]
    pub reliability: Option<f64>,
    /// Mean of the readings used.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub mean: f64,
    /// People used.
    pub persons: usize,
    /// Readings used.
    pub readings: usize,
    /// People with a reading in question, but none to compare it with.
    pub left_out: usize,
    /// What the reader must know.
    pub notes: Vec<Note>,
}

/// The error of measuring in one scope, of one observer's readings (by index) or of all.
///
/// # Errors
/// [`StatsError::Undefined`] when nobody has two readings to compare, [`StatsError::Data`] for readings beyond the range of a sample.
pub fn technical_error(
    readings: &RepeatReadings,
    scope: ErrorScope,
    observer: Option<usize>,
    level: Level,
) -> Result<TechnicalError, StatsError> {
    let mut persons: HashMap<usize, usize> = HashMap::new();
    let groups = scope.groups(readings, observer);
    for group in &groups {
        let compared = persons.entry(group.participant).or_default();
        *compared += usize::from(group.readings.len() > 1);
    }
    let groups: Vec<ErrorGroup> = groups.into_iter().filter(|group| group.readings.len() > 1).collect();
    let used: Vec<usize> = groups.iter().flat_map(|group| group.readings.iter().copied()).collect();
    if used.is_empty() {
        return Err(StatsError::Undefined { procedure: NAME, why: scope.nobody().to_owned() });
    }
    let all = moments(readings, &used)?;
    let parts = groups.iter().map(|group| moments(readings, &group.readings)).collect::<Result<Vec<_>, _>>()?;
    let degrees = used.len() - groups.len();
    // The pooled square of the groups' SDs, each over a number of its own.
    let pooled = |over: fn(&Moments) -> f64| {
        let terms = parts.iter().filter_map(|part| Some((part.sd? / over(part)).powi(2) * (part.n - 1) as f64));
        compensated_sum(terms) / degrees as f64
    };
    let variance = pooled(|_| 1.0);
    let absolute =
        sd_estimate(TECHNICAL_ERROR, (variance, Some(degrees as f64)), readings.outcome().unit, level, CHI_SQUARED)?;
    let relative = (all.mean > 0.0)
        .then(|| Estimate { unit: Unit::Percent, ..scaled(&absolute, RELATIVE_TECHNICAL_ERROR, 100.0 / all.mean) });
    Ok(TechnicalError {
        scope,
        observer: observer.and_then(|at| readings.observers().get(at).cloned()),
        absolute,
        degrees_of_freedom: degrees,
        relative,
        within_cv: parts.iter().all(|part| part.mean > 0.0).then(|| 100.0 * pooled(|part| part.mean).sqrt()),
        reliability: all.sd.filter(|&sd| sd > 0.0).map(|sd| 1.0 - variance / (sd * sd)),
        mean: all.mean,
        persons: persons.values().filter(|&&compared| compared > 0).count(),
        readings: used.len(),
        left_out: persons.values().filter(|&&compared| compared == 0).count(),
        notes: notes(scope, variance, persons.values().any(|&compared| compared > 1)),
    })
}

fn moments(readings: &RepeatReadings, indices: &[usize]) -> Result<Moments, StatsError> {
    let ticks = indices.iter().map(|&at| readings.readings()[at].ticks).collect();
    Ok(Moments::of(&Sample::from_ticks(ticks, readings.decimals(), readings.outcome().unit)?))
}

fn notes(scope: ErrorScope, variance: f64, several_groups: bool) -> Vec<Note> {
    let mut notes = Vec::new();
    if variance == 0.0 {
        notes.push(Note::new("no-error", "All compared readings are equal, which gives no interval for their error."));
    } else if scope == ErrorScope::BetweenObservers {
        let text = "The error between observers contains their biases against each other; its interval is for these \
                    observers, not for others.";
        notes.push(Note::new("observer-bias", text));
    } else if scope == ErrorScope::BetweenSessions && several_groups {
        let text = "Observers of the same person share what the person changed between sessions; the interval takes \
                    their readings as independent and is too narrow for that.";
        notes.push(Note::new("shared-sessions", text));
    }
    notes
}
