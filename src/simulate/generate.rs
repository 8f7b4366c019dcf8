//! From a specification to people, one after the other.

use super::error::Place;
use super::model::Model;
use super::population::BySite;
use super::reading::{Slips, written};
use super::{SimulateError, Spec, Table, Truth};
use super::{allocation, co_intervention, dropout, effects, gross_error, harms, observer, photos, population, reading};
use super::{selection, table, truth_of};
use crate::data::{Decimal, DesignKind};

/// A simulated trial.
#[derive(Clone, Debug, PartialEq)]
pub struct Simulated {
    /// The readings.
    pub table: Table,
    /// What is true of them.
    pub truth: Truth,
    /// What raters said about photographs, if the specification has any.
    pub ratings: Option<Table>,
    /// Who was looked at to enrol the people.
    pub screened: u64,
}

/// The readings of one visit: by reading (one observer's after the other's), outcome and site.
pub(super) type Readings = Vec<Vec<Vec<Decimal>>>;

/// A person in the trial.
#[derive(Clone, Debug)]
pub(super) struct Person {
    /// Number among those screened.
    pub(super) number: u64,
    /// Arm, first treatment, or whether the right side is treated: see `allocation`.
    pub(super) assigned: usize,
    /// What is there at each visit, whoever reads it.
    pub(super) present: Vec<BySite>,
    /// For the visits that the person came to.
    pub(super) readings: Vec<Readings>,
    /// By event and site, then by visit.
    pub(super) events: Vec<Vec<Vec<u32>>>,
    /// By co-intervention.
    pub(super) taken_up: Vec<bool>,
}

/// Makes the trial.
///
/// # Errors
/// [`SimulateError`] when the specification contradicts itself, almost nobody meets its rule of selection, or a slip or a photograph is
/// asked of somebody who did not come.
pub fn simulate(spec: &Spec) -> Result<Simulated, SimulateError> {
    let place = Place { file: &spec.title, text: "" };
    super::check::check(spec, &place)?;
    let model = Model::resolve(spec, &place)?;
    let mut people: Vec<Person> = Vec::with_capacity(spec.people);
    let mut screened = 0;
    for assigned in allocation::allocate(spec) {
        loop {
            if screened > 100_000 + 1_000 * spec.people as u64 {
                return Err(SimulateError::Selection { file: spec.title.clone(), found: people.len(), screened });
            }
            let person = candidate(spec, &model, screened, assigned);
            screened += 1;
            if let Some(person) = person {
                people.push(person);
                break;
            }
        }
    }
    let ratings = photos::ratings(spec, &model, &place, &people)?;
    let mut truth = truth_of::truth(spec, &model)?;
    truth.gross_error = gross_error::plant(spec, &model, &place, &mut people)?;
    Ok(Simulated { table: table::table(spec, &people), truth, ratings, screened })
}

/// The person with this number among those screened, if enrolled.
fn candidate(spec: &Spec, model: &Model, number: u64, assigned: usize) -> Option<Person> {
    let split = spec.design == DesignKind::SplitBody;
    let arm = if split { 0 } else { assigned };
    let outcomes = 0..model.outcomes.len();
    let levels = population::levels(spec, model, number, split && assigned == 1);
    let mut occasions: Vec<BySite> = outcomes.clone().map(|at| reading::occasions(spec, model, number, at)).collect();
    let slips = observer::slips(spec, model, number);
    if !selection::enrolled(spec, model, number, &levels, &mut occasions, &slips[0]) {
        return None;
    }
    let taken_up = co_intervention::taken_up(spec, model, number, arm);
    let changes = changes(spec, model, number, arm, &taken_up);
    let mut present: Vec<BySite> = Vec::with_capacity(spec.visit.len());
    let mut readings: Vec<Readings> = Vec::with_capacity(spec.visit.len());
    for visit in 0..spec.visit.len() {
        let of = |at: usize| -> Vec<f64> {
            let sites = 0..levels[at].len();
            sites.map(|site| levels[at][site] + changes[at][visit][site] + occasions[at][visit][site]).collect()
        };
        let there: BySite = outcomes.clone().map(of).collect();
        let read = |slips: &Vec<Slips>| -> Vec<Vec<Decimal>> {
            let of = |at: usize| {
                let sites = there[at].iter().zip(&slips[at][visit]);
                sites.map(|(value, slip)| written(spec, at, *value, *slip)).collect()
            };
            outcomes.clone().map(of).collect()
        };
        readings.push(slips.iter().map(read).collect());
        present.push(there);
    }
    readings.truncate(dropout::visits_made(spec, model, number, &readings));
    let by_site = |harm: usize| if spec.harm[harm].column.contains("{site}") { spec.site.len() } else { 1 };
    let of = |harm: usize| (0..by_site(harm)).map(|site| harms::events(spec, model, number, harm, site, arm)).collect();
    Some(Person { number, assigned, present, readings, events: (0..spec.harm.len()).map(of).collect(), taken_up })
}

/// Changes since the start without swings and slips, by outcome, visit and site.
fn changes(spec: &Spec, model: &Model, number: u64, arm: usize, taken_up: &[bool]) -> Vec<BySite> {
    let strengths = effects::strengths(spec, model, number);
    let mut all: Vec<BySite> = Vec::with_capacity(model.outcomes.len());
    for (at, outcome) in model.outcomes.iter().enumerate() {
        let mut path = population::wander(spec, model, number, at);
        for (visit, sites) in path.iter_mut().enumerate() {
            let shared = outcome.drift[visit] + co_intervention::change(model, at, visit, taken_up);
            for (site, value) in sites.iter_mut().enumerate() {
                *value += shared + effects::effect(spec, model, (at, site), visit, arm, &strengths);
            }
        }
        all.push(path);
    }
    for (at, outcome) in model.outcomes.iter().enumerate() {
        let Some((other, per_unit)) = outcome.coupling else { continue };
        let source = all[other].clone();
        for (sites, source) in all[at].iter_mut().zip(source) {
            sites.iter_mut().for_each(|value| *value += per_unit * source[0]);
        }
    }
    all
}
