//! From a specification to people, one after the other.

use super::error::Place;
use super::model::Model;
use super::population::BySite;
use super::reading::{Slip, written};
use super::{SimulateError, Spec, Table, Truth};
use super::{allocation, co_intervention, dropout, effects, harms, population, reading, selection, table, truth_of};
use crate::data::{Decimal, DesignKind};

/// A simulated trial.
#[derive(Clone, Debug, PartialEq)]
pub struct Simulated {
    /// The readings.
    pub table: Table,
    /// What is true of them.
    pub truth: Truth,
    /// Who was looked at to enrol the people.
    pub screened: u64,
}

/// A person in the trial.
#[derive(Clone, Debug)]
pub(super) struct Person {
    /// Arm, first treatment, or whether the right side is treated: see `allocation`.
    pub(super) assigned: usize,
    /// By visit, outcome and site, for the visits that the person came to.
    pub(super) readings: Vec<Vec<Vec<Decimal>>>,
    /// By event and site, then by visit.
    pub(super) events: Vec<Vec<Vec<u32>>>,
    /// By co-intervention.
    pub(super) taken_up: Vec<bool>,
}

/// Makes the trial.
///
/// # Errors
/// [`SimulateError`] when the specification contradicts itself or almost nobody meets its rule of selection.
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
    Ok(Simulated { table: table::table(spec, &people), truth: truth_of::truth(spec, &model)?, screened })
}

/// The person with this number among those screened, if enrolled.
fn candidate(spec: &Spec, model: &Model, number: u64, assigned: usize) -> Option<Person> {
    let split = spec.design == DesignKind::SplitBody;
    let arm = if split { 0 } else { assigned };
    let outcomes = 0..model.outcomes.len();
    let levels = population::levels(spec, model, number, split && assigned == 1);
    let mut occasions: Vec<BySite> = outcomes.clone().map(|at| reading::occasions(spec, model, number, at)).collect();
    let slips: Vec<Vec<Vec<Slip>>> = outcomes.map(|at| reading::slips(spec, model, number, at)).collect();
    if !selection::enrolled(spec, model, number, &levels, &mut occasions, &slips) {
        return None;
    }
    let taken_up = co_intervention::taken_up(spec, model, number, arm);
    let changes = changes(spec, model, number, arm, &taken_up);
    let mut readings: Vec<Vec<Vec<Decimal>>> = Vec::with_capacity(spec.visit.len());
    for visit in 0..spec.visit.len() {
        let of = |at: usize| -> Vec<Decimal> {
            let sites = 0..levels[at].len();
            let present = |site: usize| levels[at][site] + changes[at][visit][site] + occasions[at][visit][site];
            sites.map(|site| written(spec, at, present(site), slips[at][visit][site])).collect()
        };
        readings.push((0..model.outcomes.len()).map(of).collect());
    }
    readings.truncate(dropout::visits_made(spec, model, number, &readings));
    let by_site = |harm: usize| if spec.harm[harm].column.contains("{site}") { spec.site.len() } else { 1 };
    let of = |harm: usize| (0..by_site(harm)).map(|site| harms::events(spec, model, number, harm, site, arm)).collect();
    Some(Person { assigned, readings, events: (0..spec.harm.len()).map(of).collect(), taken_up })
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
