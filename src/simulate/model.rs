//! The specification in numbers: units converted, names resolved.

use super::BetweenSites;
use super::gross_error::GrossErrorModel;
use super::observer::ObserverModel;
use super::photos::PhotosModel;

/// One outcome in its own unit.
#[derive(Clone, Debug)]
pub(super) struct OutcomeModel {
    pub(super) mean: f64,
    /// SD between people of what the coupling leaves.
    pub(super) own_sd: f64,
    pub(super) between_sites: BetweenSites,
    pub(super) right_minus_left: f64,
    pub(super) occasion_sd: f64,
    /// SD of the change over one week; over t weeks it is this times the root of t.
    pub(super) wander_sd: f64,
    pub(super) error_sd: f64,
    /// SD of what an observer adds in a person.
    pub(super) observer_sd: f64,
    /// By visit.
    pub(super) drift: Vec<f64>,
    /// The other outcome and what one unit of it brings.
    pub(super) coupling: Option<(usize, f64)>,
    /// SD between people as stated.
    pub(super) total_sd: f64,
    /// Whether it is read at each site.
    pub(super) by_site: bool,
}

/// What the treatment does to one outcome.
#[derive(Clone, Debug)]
pub(super) struct EffectModel {
    pub(super) outcome: usize,
    pub(super) arm: Option<usize>,
    pub(super) site: Option<usize>,
    /// By visit, while the arm is given.
    pub(super) mean: Vec<f64>,
    pub(super) spread: f64,
}

/// Who is enrolled.
#[derive(Clone, Debug)]
pub(super) struct SelectionModel {
    pub(super) outcome: usize,
    /// Position among the outcome's sites; the mean of them when absent.
    pub(super) site: Option<usize>,
    pub(super) at_least: Option<f64>,
    pub(super) worst_of: u32,
    pub(super) separate: bool,
}

/// What some people do besides.
#[derive(Clone, Debug)]
pub(super) struct CoInterventionModel {
    pub(super) share: f64,
    pub(super) arm: Option<usize>,
    pub(super) outcome: usize,
    /// By visit.
    pub(super) change: Vec<f64>,
}

/// Who does not come back.
#[derive(Clone, Debug)]
pub(super) struct DropoutModel {
    /// By visit.
    pub(super) hazard: Vec<f64>,
    /// Outcome, position among its sites, change, what is added.
    pub(super) disappointed: Option<(usize, usize, f64, f64)>,
}

/// The rate of an event: arm, site, probability at a session.
pub(super) type Rate = (Option<usize>, Option<usize>, f64);

/// Everything that the draws need.
#[derive(Clone, Debug)]
pub(super) struct Model {
    pub(super) outcomes: Vec<OutcomeModel>,
    pub(super) effects: Vec<EffectModel>,
    pub(super) selection: Option<SelectionModel>,
    pub(super) dropout: Option<DropoutModel>,
    pub(super) co_interventions: Vec<CoInterventionModel>,
    /// By event.
    pub(super) harms: Vec<Vec<Rate>>,
    pub(super) observers: Vec<ObserverModel>,
    pub(super) gross_errors: Vec<GrossErrorModel>,
    pub(super) photos: Option<PhotosModel>,
}

/// The probability of an event at a session in an arm and at a site.
pub(super) fn rate_of(rates: &[Rate], arm: usize, site: usize) -> f64 {
    let applies = |rate: &&Rate| rate.0.is_none_or(|of| of == arm) && rate.1.is_none_or(|of| of == site);
    rates.iter().filter(applies).map(|rate| rate.2).sum()
}
