//! What a simulation.toml may say.

use super::error::Place;
use super::model::Model;
use super::{GrossError, Observer, Photos, Share, SimulateError};
use crate::data::{DesignKind, Measure, Unit};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A trial to be simulated. Every amount carries its unit; shares are percentages; time is in weeks.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Spec {
    /// The study's name.
    pub title: String,
    /// What it is made after, and what is assumed without a source.
    #[serde(default)]
    pub about: String,
    /// Seed of every draw.
    pub seed: u64,
    /// People enrolled.
    pub people: usize,
    /// Who is compared with whom: `single-arm`, `split-body`, `parallel-arms` or `crossover`.
    pub design: DesignKind,
    /// What a row is.
    #[serde(default)]
    pub layout: Layout,
    /// How people come into arms, sequences, or which side is treated.
    #[serde(default)]
    pub randomisation: Randomisation,
    /// Arms, or the treatments of a crossover.
    #[serde(default)]
    pub arm: Vec<Arm>,
    /// Places on the body at which outcomes with `{site}` in their column are read.
    #[serde(default)]
    pub site: Vec<Site>,
    /// Visits in time order; the first is the baseline.
    pub visit: Vec<Visit>,
    /// What is measured.
    pub outcome: Vec<SimulatedOutcome>,
    /// Who reads. With observers a row is one reading: each of them reads everybody at each visit.
    #[serde(default)]
    pub observer: Vec<Observer>,
    /// How often each observer reads at a visit.
    #[serde(default = "one")]
    pub readings_per_visit: u32,
    /// Slips that are put into the data on purpose.
    #[serde(default)]
    pub gross_error: Vec<GrossError>,
    /// Photographs before and after that raters look at.
    pub photos: Option<Photos>,
    /// What the treatment does; effects on the same outcome add up.
    #[serde(default)]
    pub effect: Vec<Effect>,
    /// The share of an effect at the end of a crossover's period that lasts through the next period.
    #[serde(default)]
    pub carry_over: Share,
    /// Who is enrolled.
    pub selection: Option<Selection>,
    /// Who does not come back.
    pub dropout: Option<Dropout>,
    /// What people do besides.
    #[serde(default)]
    pub co_intervention: Vec<CoIntervention>,
    /// Events.
    #[serde(default)]
    pub harm: Vec<Harm>,
}

/// What a row of the data is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// One participant at one visit, sites in columns.
    #[default]
    VisitsAsRows,
    /// One site of one participant at one visit.
    SitesAsRows,
}

/// How chance, or habit, decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Assignment {
    /// Each person by a draw of their own.
    Simple,
    /// Permuted blocks.
    Blocks,
    /// Not by chance: arms in turn; in a split body always the right side.
    #[default]
    None,
}

/// How people come into arms, sequences, or which side is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Randomisation {
    /// By what.
    pub method: Assignment,
    /// How often the shares of the arms go into a block; 2 makes blocks of 4 for two equal arms.
    pub repeats_per_block: Option<u32>,
}

/// An arm, or a treatment of a crossover.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Arm {
    /// As in the data.
    pub name: String,
    /// Its part in the allocation: 2 and 1 for 2:1.
    #[serde(default = "one")]
    pub share: u32,
    /// Whether the others are compared with it.
    #[serde(default)]
    pub control: bool,
}

pub(super) fn one() -> u32 {
    1
}

/// A place on the body.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Site {
    /// As in the data.
    pub name: String,
    /// Split body: the side that is not treated.
    #[serde(default)]
    pub control: bool,
}

/// A visit.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Visit {
    /// As in the data.
    pub name: String,
    /// Weeks since the first visit.
    pub week: f64,
    /// Sessions received so far; in a crossover, in this period.
    #[serde(default)]
    pub sessions: u32,
    /// Crossover: the period, from 1.
    #[serde(default = "one")]
    pub period: u32,
}

/// What is measured, and how it varies.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SimulatedOutcome {
    /// Its name in this file.
    pub name: String,
    /// Its column; `{site}` in it stands for each site.
    pub column: String,
    /// Its unit; a grade's latent scale has `score`.
    pub unit: Unit,
    /// Decimals of a reading.
    #[serde(default)]
    pub decimals: u8,
    /// Mean of the population from which people are enrolled.
    pub mean: Measure,
    /// SD between people in that population.
    pub between_people: Measure,
    /// How a person's sites go together.
    pub between_sites: Option<BetweenSites>,
    /// By how much the right side exceeds the left one in a split body.
    pub right_minus_left: Option<Measure>,
    /// SD within a person from occasion to occasion: meals, water, time of day.
    pub between_occasions: Option<Measure>,
    /// SD between people of the change that 12 weeks bring by themselves; it grows with the root of time.
    pub wander_over_12_weeks: Option<Measure>,
    /// SD of a reading around what is there at this moment.
    pub reading_error: Option<Measure>,
    /// SD of what an observer adds in a person at every visit, besides the observer's bias: where the tape is put.
    pub observer_by_person: Option<Measure>,
    /// Which readings are rounded further.
    #[serde(default)]
    pub digit_preference: DigitPreference,
    /// The change that everybody has, treated or not.
    pub drift: Option<Course>,
    /// What it gains with another outcome.
    pub coupling: Option<Coupling>,
    /// Makes a grade: the number of these values that lie below the latent reading.
    #[serde(default)]
    pub thresholds: Vec<f64>,
}

/// Correlations between the sites of a person, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct BetweenSites {
    /// Of what is left of the level when the coupling is taken out.
    pub level: f64,
    /// Of the swings from occasion to occasion.
    pub occasion: f64,
    /// Of the changes that time brings.
    pub wander: f64,
}

/// Shares of readings that are rounded further.
#[derive(Clone, Copy, Debug, PartialEq, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DigitPreference {
    /// To the nearest half.
    #[serde(default)]
    pub half: Share,
    /// To the nearest whole number.
    #[serde(default)]
    pub whole: Share,
}

/// A mean change over time: so much a week, so much a session, or given at some visits and in between by straight lines from 0 at the
/// first visit (of the period); after the last of them it stays.
#[derive(Clone, Debug, PartialEq, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Course {
    /// For each week.
    pub per_week: Option<Measure>,
    /// For each session received so far.
    pub per_session: Option<Measure>,
    /// By the visit's name.
    #[serde(default)]
    pub at: BTreeMap<String, Measure>,
}

/// What an outcome gains for each unit of another one, between people and within.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Coupling {
    /// The other outcome, which has no sites.
    pub outcome: String,
    /// For one unit of it: "0.41 cm" for each kg.
    pub per_unit: Measure,
}

/// What the treatment does.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Effect {
    /// On which outcome.
    pub outcome: String,
    /// In which arm; in all when left out.
    pub arm: Option<String>,
    /// At which site; at all when left out.
    pub site: Option<String>,
    /// For each week.
    pub per_week: Option<Measure>,
    /// For each session received so far.
    pub per_session: Option<Measure>,
    /// By the visit's name.
    #[serde(default)]
    pub at: BTreeMap<String, Measure>,
    /// SD between people as a multiple of the mean effect; 0 when left out.
    #[serde(default)]
    pub spread: f64,
}

/// Which reading decides on enrolment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Screening {
    /// The one of the first visit.
    #[default]
    Baseline,
    /// One before it that is not in the data.
    Separate,
}

/// Who is enrolled.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Selection {
    /// By which outcome.
    pub outcome: String,
    /// At which site; by the mean of all of them when left out.
    pub site: Option<String>,
    /// Only people with such a reading or a higher one.
    pub at_least: Option<Measure>,
    /// People come when they are at their worst of so many occasions.
    #[serde(default = "one")]
    pub worst_of: u32,
    /// Which reading decides.
    #[serde(default)]
    pub screening: Screening,
}

/// Who does not come back; who stays away once stays away.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Dropout {
    /// Of those who came to the visit before, at each visit after the first.
    pub per_visit: Share,
    /// Another share at some visits.
    #[serde(default)]
    pub at: BTreeMap<String, Share>,
    /// More of those with whom little happened.
    pub disappointed: Option<Disappointed>,
}

/// More dropout of those with whom little happened.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Disappointed {
    /// By which outcome.
    pub outcome: String,
    /// At which site, if it has sites.
    pub site: Option<String>,
    /// Those whose last change from the baseline did not get this far.
    pub short_of: Measure,
    /// Added to their share.
    pub added: Share,
}

/// What some people do besides.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CoIntervention {
    /// What it is: `diet`.
    pub name: String,
    /// The column that records it, yes or no; not recorded when left out.
    pub column: Option<String>,
    /// How many do it.
    pub share: Share,
    /// In which arm; in all when left out.
    pub arm: Option<String>,
    /// On which outcome it acts.
    pub outcome: String,
    /// By how much for each week.
    pub per_week: Measure,
    /// The last week of it.
    pub until_week: Option<f64>,
}

/// An event.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Harm {
    /// What it is.
    pub name: String,
    /// The column of the number of events since the visit before; `{site}` in it stands for each site.
    pub column: String,
    /// How often it happens; nowhere else does it happen.
    #[serde(default)]
    pub rate: Vec<HarmRate>,
}

/// How often an event happens.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct HarmRate {
    /// In which arm; in all when left out.
    pub arm: Option<String>,
    /// At which site; at all when left out.
    pub site: Option<String>,
    /// The probability at each session.
    pub per_session: Share,
}

impl Spec {
    /// Reads a simulation.toml and makes sure that it can be simulated.
    ///
    /// # Errors
    /// [`SimulateError`] with file, line and column for bad TOML and unknown keys, with file and line for what contradicts itself.
    pub fn read(file: &str, text: &str) -> Result<Spec, SimulateError> {
        let place = Place { file, text };
        let spec: Spec = toml::from_str(text).map_err(|cause| place.toml(&cause))?;
        super::check::check(&spec, &place)?;
        Model::resolve(&spec, &place)?;
        Ok(spec)
    }
}
