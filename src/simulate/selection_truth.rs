use super::Spec;
use super::model::SelectionModel;
use super::regression::{Deciding, Excess};
use serde::Deserialize;

/// The population from which people are enrolled, by the reading that decides: one site's, or the mean of all.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SelectionTruth {
    /// The outcome in the specification.
    pub outcome: String,
    /// The site that decides; absent when there are none or their mean does.
    pub site: Option<String>,
    /// The unit of what follows.
    pub unit: String,
    /// Mean of the population.
    pub population_mean: f64,
    /// SD of one reading of everybody in it: between and within people.
    pub reading_sd: f64,
    /// SD of one reading of one person: the swings from occasion to occasion and the error of reading.
    pub within_person_sd: f64,
    /// The cut-off.
    pub at_least: Option<f64>,
    /// The number of occasions of which people come at their worst.
    pub worst_of: u32,
    /// Whether a reading decides that is not in the data.
    pub separate: bool,
    /// The share of those screened who are enrolled.
    pub share_enrolled: f64,
    /// The mean change, at the next occasion, from the reading that decides. Where that one is not in the data, nothing of it is in
    /// their changes.
    pub regression_to_the_mean: f64,
}

impl SelectionTruth {
    pub(super) fn of(spec: &Spec, rule: &SelectionModel, deciding: &Deciding, screened: Excess) -> SelectionTruth {
        let stated = &spec.outcome[rule.outcome];
        let sides = deciding.means.len() as f64;
        let mean = deciding.means.iter().sum::<f64>() / sides;
        let between_sides = deciding.means.iter().map(|side| (side - mean).powi(2)).sum::<f64>() / sides;
        let within = deciding.occasion_sd.powi(2) + deciding.error_variance;
        SelectionTruth {
            outcome: stated.name.clone(),
            site: rule.site.filter(|_| stated.by_site()).map(|site| spec.site[site].name.clone()),
            unit: stated.unit.name().to_owned(),
            population_mean: mean,
            reading_sd: (deciding.level_variance + between_sides + within).sqrt(),
            within_person_sd: within.sqrt(),
            at_least: rule.at_least,
            worst_of: rule.worst_of,
            separate: rule.separate,
            share_enrolled: screened.enrolled,
            regression_to_the_mean: -(screened.occasion + screened.error),
        }
    }
}
