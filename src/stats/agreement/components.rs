use super::complete_grid::complete_grid;
use super::component_parts::{component_weights, notes};
use super::error_estimate::{CHI_SQUARED, SATTERTHWAITE, sd_estimate};
use super::error_scope::ErrorScope;
use super::mean_squares::{MeanSquare, Source, Weights};
use super::technical_error::{TechnicalError, technical_error};
use crate::data::RepeatReadings;
use crate::result::number::{Number, number};
use crate::result::{Estimate, Level, Note, Quantity};
use crate::stats::documented::documented;
use crate::stats::{Explained, Moments, StatsError};
use schemars::JsonSchema;
use serde::Serialize;

/// The standard deviation of one component.
pub const COMPONENT_SD: Quantity = Quantity { id: "component_sd", label: "SD of a component", symbol: "SD" };

/// What two readings of an unchanged person differ by.
pub const SD_OF_DIFFERENCE: Quantity =
    Quantity { id: "sd_of_difference", label: "SD of the difference of two readings", symbol: "SD(difference)" };

documented! {
    /// # Question
    /// Who makes the error of measuring: the reading itself, the day, or the observer? And what does one person's reading differ by when the
    /// same observer, or another, measures again in another session and nothing changed?
    ///
    /// # Assumptions
    /// x = mean + person + observer + person by observer + session within person + observer by session within person + residual; all
    /// effects random, independent, normal, each of the same size throughout. A drift common to all people from session to session
    /// counts as session within person.
    ///
    /// # Formula
    /// Analysis of variance of the complete grid of p people, o observers, s sessions of each person and r readings in turn. Expected mean
    /// squares, with the variances e (residual), os, s, po, o, p of the effects:
    ///
    /// residual e, df p o s (r - 1); observer by session e + r os, df p (o - 1)(s - 1); session within person e + r os + o r s,
    /// df p (s - 1); person by observer e + r os + s r po, df (p - 1)(o - 1); observer e + r os + s r po + p s r o, df o - 1;
    /// person e + r os + o r s + s r po + o s r p, df p - 1.
    ///
    /// Each variance is the sum of mean squares that has it as expectation: p from [MS(p) - MS(po) - MS(s) + MS(os)] / (o s r), o from
    /// [MS(o) - MS(po)] / (p s r), po from [MS(po) - MS(os)] / (s r), s from [MS(s) - MS(os)] / (o r), os from [MS(os) - MS(e)] / r. Without
    /// sessions, observers or readings in turn their lines drop out, and the last line left is the residual. A negative estimate counts
    /// as 0 and is said. Interval of the residual exact, from chi-squared; of the others by Satterthwaite's degrees of freedom, which is
    /// approximate and poor where a difference of mean squares is small.
    ///
    /// Difference of two readings in two sessions: SD^2 = 2 (s + os + e) by the same observer, 2 (s + os + e + o + po) by another.
    ///
    /// # Arguments
    /// Repeated readings with who was measured, by whom, and on which occasion. The grid is the one that keeps the most readings; people
    /// without all of its cells are left out and counted.
    ///
    /// # Errors
    /// Fewer than two people with repeated readings by every observer; all readings equal.
    ///
    /// # References
    /// Searle, Casella and McCulloch (1992), Variance Components, Wiley, chapter 4; Satterthwaite (1946), An approximate distribution of
    /// estimates of variance components, Biometrics Bulletin 2:110-114; Brennan (2001), Generalizability Theory, Springer.
    ///
    /// # Example
    /// `girth reliability @thigh-trial`
    VarianceComponentsOfReadings
}

impl Explained for VarianceComponentsOfReadings {
    fn id(&self) -> &'static str {
        "variance-components"
    }

    fn title(&self) -> &'static str {
        NAME
    }

    fn documentation(&self) -> &'static str {
        VarianceComponentsOfReadings::DOCUMENTATION
    }
}

const NAME: &str = "variance components";

/// One part of the variance of a reading.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct VarianceComponent {
    /// What differs.
    pub source: Source,
    /// The variance in squared units of the readings, at least 0.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub variance: f64,
    /// The estimate before a negative one was set to 0.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub uncut: f64,
    /// Its part of the sum of all variances.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub share: f64,
    /// The root of the variance; without an interval where that is 0.
    pub sd: Estimate,
}

/// What the variance of a reading is made of.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct VarianceComponents {
    /// People in the grid.
    pub persons: usize,
    /// Observers, 1 where they are not told apart.
    pub observers: usize,
    /// Sessions of each person in the grid.
    pub sessions: usize,
    /// Readings in turn in the grid.
    pub replicates: usize,
    /// People left out, without all cells of the grid.
    pub left_out: usize,
    /// Mean of the readings in the grid.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub mean: f64,
    /// The analysis of variance.
    pub mean_squares: Vec<MeanSquare>,
    /// The components that the grid tells apart.
    pub components: Vec<VarianceComponent>,
    /// The SD of the difference of two readings of an unchanged person by the same observer in two sessions.
    pub sd_of_difference_same_observer: Estimate,
    /// The same by two observers; absent for a single one.
    pub sd_of_difference_other_observer: Option<Estimate>,
    /// Each observer's own error, from all readings that it took in turn; observers without such readings are not listed.
    pub observer_errors: Vec<TechnicalError>,
    /// What the reader must know.
    pub notes: Vec<Note>,
}

/// The components of the largest complete grid of the readings.
///
/// # Errors
/// [`StatsError::Undefined`] unless two people were read by every observer, with two readings each at least, that are not all equal.
pub fn variance_components(readings: &RepeatReadings, level: Level) -> Result<VarianceComponents, StatsError> {
    let complete = complete_grid(readings)?;
    let (size, unit) = (complete.grid.size(), readings.outcome().unit);
    let moments = Moments::of(complete.grid.sample());
    if moments.sd == Some(0.0) {
        return Err(StatsError::Undefined { procedure: NAME, why: "all readings are equal".to_owned() });
    }
    let table = complete.grid.mean_squares();
    let weights = |source| component_weights(source, size);
    let estimates: Vec<(Source, f64)> =
        table.iter().map(|line| (line.source, weights(line.source).apply(&table).0)).collect();
    let total: f64 = estimates.iter().map(|(_, uncut)| uncut.max(0.0)).sum();
    let component = |&(source, uncut): &(Source, f64)| {
        let (variance, method) = (uncut.max(0.0), if source == Source::Residual { CHI_SQUARED } else { SATTERTHWAITE });
        let degrees = weights(source).apply(&table).1;
        let sd = sd_estimate(COMPONENT_SD, (variance, degrees), unit, level, method)?;
        Ok(VarianceComponent { source, variance, uncut, share: variance / total, sd })
    };
    // Twice the sum of the components that are not 0.
    let difference = |sources: &[Source]| {
        let kept = estimates.iter().filter(|(source, uncut)| *uncut > 0.0 && sources.contains(source));
        let once = kept.fold(Weights::default(), |sum, (source, _)| sum.plus(weights(*source)));
        sd_estimate(SD_OF_DIFFERENCE, once.plus(once).apply(&table), unit, level, SATTERTHWAITE)
    };
    let same = [Source::Session, Source::ObserverBySession, Source::Residual];
    let other = [&same[..], &[Source::Observer, Source::PersonByObserver]].concat();
    let observers = 0..readings.observers().len();
    Ok(VarianceComponents {
        persons: size.persons,
        observers: size.observers,
        sessions: size.sessions,
        replicates: size.replicates,
        left_out: complete.left_out,
        mean: moments.mean,
        components: estimates.iter().map(component).collect::<Result<_, StatsError>>()?,
        sd_of_difference_same_observer: difference(&same)?,
        sd_of_difference_other_observer: (size.observers > 1).then(|| difference(&other)).transpose()?,
        observer_errors: observers
            .filter_map(|at| technical_error(readings, ErrorScope::WithinObserver, Some(at), level).ok())
            .collect(),
        notes: notes(size, &estimates),
        mean_squares: table,
    })
}
