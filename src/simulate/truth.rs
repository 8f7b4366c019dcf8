//! What is true of a simulated trial.

use super::error::Place;
use super::{GrossErrorTruth, ObserverTruth, ReliabilityTruth, SelectionTruth, SimulateError};
use serde::Deserialize;

/// The truth: population values for everybody who would be enrolled, as if nobody dropped out, before readings are rounded.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Truth {
    /// The study's name.
    pub title: String,
    /// The seed of the data.
    pub seed: u64,
    /// The population from which people are enrolled, if a reading decides on it.
    pub selection: Option<SelectionTruth>,
    /// Mean changes since the first visit.
    #[serde(default)]
    pub change: Vec<ChangeTruth>,
    /// Differences of mean changes, treated - control.
    #[serde(default)]
    pub contrast: Vec<ContrastTruth>,
    /// Events.
    #[serde(default)]
    pub harm: Vec<HarmTruth>,
    /// How far observers agree, if there are any.
    #[serde(default)]
    pub reliability: Vec<ReliabilityTruth>,
    /// How each observer reads.
    #[serde(default)]
    pub observer: Vec<ObserverTruth>,
    /// Cells that are written down wrong on purpose.
    #[serde(default)]
    pub gross_error: Vec<GrossErrorTruth>,
}

/// A mean change since the first visit and what it is made of. In a crossover it is that of the arm's treatment, without carry-over.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ChangeTruth {
    /// The outcome in the specification.
    pub outcome: String,
    /// Its column in the data.
    pub column: String,
    /// The site, if it has sites.
    pub site: Option<String>,
    /// The arm, if there are arms.
    pub arm: Option<String>,
    /// The visit.
    pub visit: String,
    /// Its week.
    pub week: f64,
    /// The unit of what follows.
    pub unit: String,
    /// What the treatment does.
    pub effect: f64,
    /// What happens untreated too; with what an outcome gains by that of another one. Not given for a grade, whose parts do not add up.
    pub drift: Option<f64>,
    /// What is done besides.
    pub co_intervention: Option<f64>,
    /// What comes of enrolling people by their first reading.
    pub regression_to_the_mean: Option<f64>,
    /// The sum: the mean of after - before.
    pub expected_change: f64,
}

/// A difference of mean changes, treated - control.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ContrastTruth {
    /// The outcome in the specification.
    pub outcome: String,
    /// The treated site or arm.
    pub treated: String,
    /// The control site or arm.
    pub control: String,
    /// The place, when arms are compared at each site.
    pub site: Option<String>,
    /// The visit.
    pub visit: String,
    /// The unit of what follows.
    pub unit: String,
    /// Difference of what the treatment does.
    pub effect: f64,
    /// Difference of the expected changes.
    pub expected_difference: f64,
}

/// How often an event happens over the whole course.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct HarmTruth {
    /// The event.
    pub name: String,
    /// Its column in the data.
    pub column: String,
    /// The site, if it is counted by site.
    pub site: Option<String>,
    /// The arm, if there are arms.
    pub arm: Option<String>,
    /// Probability at a session.
    pub per_session: f64,
    /// Sessions of the course; in a crossover of its first period.
    pub sessions: u32,
    /// Events expected for each person.
    pub expected_events: f64,
    /// Probability of at least one event in a person.
    pub any_event: f64,
}

impl Truth {
    /// Reads a truth.toml.
    ///
    /// # Errors
    /// [`SimulateError::Toml`] with file, line and column.
    pub fn read(file: &str, text: &str) -> Result<Truth, SimulateError> {
        toml::from_str(text).map_err(|cause| Place { file, text }.toml(&cause))
    }

    /// The mean change of a column (and site, where sites are rows) at a visit, in an arm if there are arms.
    pub fn change_of(&self, column: &str, site: Option<&str>, arm: Option<&str>, visit: &str) -> Option<&ChangeTruth> {
        self.change.iter().find(|change| {
            let here = change.column == column && change.visit == visit;
            here && (site.is_none() || change.site.as_deref() == site) && change.arm.as_deref() == arm
        })
    }

    /// The difference between two sites or arms at a visit.
    pub fn contrast_of(&self, outcome: &str, treated: &str, control: &str, visit: &str) -> Option<&ContrastTruth> {
        self.contrast.iter().find(|contrast| {
            let pair = (contrast.treated.as_str(), contrast.control.as_str());
            contrast.outcome == outcome && pair == (treated, control) && contrast.visit == visit
        })
    }
}
