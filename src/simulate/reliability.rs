//! How far the readings of the observers agree, worked out from the specification.

use super::model::Model;
use super::observer::ObserverModel;
use super::regression::grids;
use super::truth_of::column;
use super::{SimulatedOutcome, Spec};
use serde::Deserialize;

/// What varies in the readings of an outcome, as SDs, without the gross errors. What time brings between two visits comes on top.
///
/// A reading written on a grid of width g carries an error of its own with the variance g^2 / 12, as good as independent of the others
/// where the error of reading is half of g or more (Sheppard); digit preference makes a mixture of grids.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ReliabilityTruth {
    /// The outcome in the specification.
    pub outcome: String,
    /// Its column in the data.
    pub column: String,
    /// The site, if it has sites.
    pub site: Option<String>,
    /// The unit of what follows.
    pub unit: String,
    /// Of the levels of people.
    pub between_people: f64,
    /// Of a person from visit to visit.
    pub between_occasions: f64,
    /// Of the observers' biases, with the divisor number of observers - 1; absent for one observer.
    pub between_observers: Option<f64>,
    /// Of what an observer adds in a person at every visit.
    pub observer_by_person: f64,
    /// Of a reading around what its observer reads in this person on average: the root mean square over the observers.
    pub reading_error: f64,
    /// Of the rounding of a reading.
    pub rounding: f64,
    /// Technical error of measurement of one observer: error and rounding of a single reading.
    pub within_observer_tem: f64,
    /// Technical error of measurement of two observers who read the same person at the same visit: half of the mean square of their
    /// difference, its root; absent for one observer.
    pub between_observer_tem: Option<f64>,
}

/// How one observer reads an outcome.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ObserverTruth {
    /// As in the data.
    pub name: String,
    /// The outcome's column in the data.
    pub column: String,
    /// The site, if it has sites.
    pub site: Option<String>,
    /// The unit of what follows.
    pub unit: String,
    /// By how much this observer's readings lie above what is there.
    pub bias: f64,
    /// Technical error of measurement: error and rounding of a single reading.
    pub within_observer_tem: f64,
}

/// The readings that agree more or less: every outcome and site, but for grades, on whose scale nothing of this is defined.
fn measured(spec: &Spec) -> impl Iterator<Item = (usize, &SimulatedOutcome, usize)> {
    let outcomes = spec.outcome.iter().enumerate().filter(|(_, stated)| stated.thresholds.is_empty());
    outcomes.flat_map(|(at, stated)| {
        let sites = if stated.by_site() { spec.site.len() } else { 1 };
        (0..sites).map(move |site| (at, stated, site))
    })
}

pub(super) fn reliability(spec: &Spec, model: &Model) -> Vec<ReliabilityTruth> {
    if spec.observer.is_empty() {
        return Vec::new();
    }
    let one = |(at, stated, site): (usize, &SimulatedOutcome, usize)| {
        let of = &model.outcomes[at];
        let observers = model.observers.len() as f64;
        let mean_square = model.observers.iter().map(|observer| observer.error.powi(2)).sum::<f64>() / observers;
        let reading_error = of.error_sd * mean_square.sqrt();
        let rounding = rounding(stated);
        let within = reading_error.hypot(rounding);
        let between = spread(&model.observers, at);
        ReliabilityTruth {
            outcome: stated.name.clone(),
            column: column(spec, &stated.column, site),
            site: site_name(spec, stated, site),
            unit: stated.unit.name().to_owned(),
            between_people: of.total_sd,
            between_occasions: of.occasion_sd,
            between_observers: between,
            observer_by_person: of.observer_sd,
            reading_error,
            rounding,
            within_observer_tem: within,
            between_observer_tem: between.map(|between| between.hypot(of.observer_sd).hypot(within)),
        }
    };
    measured(spec).map(one).collect()
}

pub(super) fn observers(spec: &Spec, model: &Model) -> Vec<ObserverTruth> {
    let all =
        measured(spec).flat_map(|measured| spec.observer.iter().zip(&model.observers).map(move |who| (measured, who)));
    all.map(|((at, stated, site), (observer, resolved))| ObserverTruth {
        name: observer.name.clone(),
        column: column(spec, &stated.column, site),
        site: site_name(spec, stated, site),
        unit: stated.unit.name().to_owned(),
        bias: resolved.bias[at],
        within_observer_tem: (resolved.error * model.outcomes[at].error_sd).hypot(rounding(stated)),
    })
    .collect()
}

fn site_name(spec: &Spec, stated: &SimulatedOutcome, site: usize) -> Option<String> {
    stated.by_site().then(|| spec.site[site].name.clone())
}

/// SD of the rounding of a reading.
fn rounding(stated: &SimulatedOutcome) -> f64 {
    let grids = grids(stated.digit_preference, stated.decimals);
    (grids.iter().map(|(share, width)| share * width * width).sum::<f64>() / 12.0).sqrt()
}

/// SD of the observers' biases.
fn spread(observers: &[ObserverModel], outcome: usize) -> Option<f64> {
    let count = observers.len() as f64;
    let mean = observers.iter().map(|observer| observer.bias[outcome]).sum::<f64>() / count;
    let squares = observers.iter().map(|observer| (observer.bias[outcome] - mean).powi(2)).sum::<f64>();
    (observers.len() > 1).then(|| (squares / (count - 1.0)).sqrt())
}
