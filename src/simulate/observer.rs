//! Who reads, how often, and how observers differ.

use super::draws::Draws;
use super::error::Place;
use super::model::{Model, OutcomeModel};
use super::place::At;
use super::reading::{self, Slips};
use super::{Screening, SimulateError, Spec};
use crate::data::Measure;
use serde::Deserialize;
use std::collections::BTreeMap;

/// More readings of one person by one observer at a visit are a slip.
const MOST_READINGS: u32 = 100;

/// Somebody who reads.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Observer {
    /// As in the data.
    pub name: String,
    /// By how much this observer's readings lie above what is there, by outcome; 0 for an outcome left out.
    #[serde(default)]
    pub bias: BTreeMap<String, Measure>,
    /// The SD of this observer's readings as a multiple of the outcome's `reading-error`.
    #[serde(default = "unchanged")]
    pub error: f64,
}

fn unchanged() -> f64 {
    1.0
}

/// An observer in numbers.
#[derive(Clone, Debug)]
pub(super) struct ObserverModel {
    /// By outcome.
    pub(super) bias: Vec<f64>,
    pub(super) error: f64,
}

pub(super) fn resolve(spec: &Spec, place: &Place<'_>) -> Result<Vec<ObserverModel>, SimulateError> {
    check(spec, place)?;
    let mut found = Vec::new();
    for (index, observer) in spec.observer.iter().enumerate() {
        let at = At { place, head: "observer", index };
        if !(0.0..=100.0).contains(&observer.error) {
            return at.problem("error", "error is a multiple of the reading-error, from 0 to 100".to_owned());
        }
        let mut bias = vec![0.0; spec.outcome.len()];
        for (name, &measure) in &observer.bias {
            let outcome = at.outcome(spec, name)?;
            bias[outcome] = at.amount("bias", measure, spec.outcome[outcome].unit)?;
        }
        found.push(ObserverModel { bias, error: observer.error });
    }
    Ok(found)
}

/// What goes with observers, and what does not.
fn check(spec: &Spec, place: &Place<'_>) -> Result<(), SimulateError> {
    if !(1..=MOST_READINGS).contains(&spec.readings_per_visit) {
        let what = format!("readings-per-visit: from 1 to {MOST_READINGS}");
        return Err(place.problem("", 0, "readings-per-visit", what));
    }
    if spec.observer.is_empty() {
        if spec.readings_per_visit > 1 {
            let what = "readings-per-visit: say who reads; give an [[observer]]".to_owned();
            return Err(place.problem("", 0, "readings-per-visit", what));
        }
        if let Some(index) = spec.outcome.iter().position(|outcome| outcome.observer_by_person.is_some()) {
            let at = At { place, head: "outcome", index };
            return at.problem("observer-by-person", "observer-by-person needs [[observer]]".to_owned());
        }
        return Ok(());
    }
    if !spec.harm.is_empty() {
        let at = At { place, head: "harm", index: 0 };
        return at.problem("name", "with [[observer]] a row is a reading, in which no event can be counted".to_owned());
    }
    if spec.selection.as_ref().is_some_and(|rule| rule.screening == Screening::Baseline) {
        let at = At { place, head: "selection", index: 0 };
        let what = "with [[observer]] no single reading of the first visit can decide; give screening = \"separate\"";
        return at.problem("screening", what.to_owned());
    }
    if spec.dropout.as_ref().is_some_and(|rule| rule.disappointed.is_some()) {
        let at = At { place, head: "dropout", index: 0 };
        let what = "with [[observer]] no single reading can disappoint; leave disappointed out";
        return at.problem("disappointed", what.to_owned());
    }
    Ok(())
}

/// The observer of a visit's reading and which of theirs it is, from 1; `None` where observers are not told apart.
pub(super) fn who(spec: &Spec, reading: usize) -> Option<(&Observer, usize)> {
    let rounds = spec.readings_per_visit as usize;
    spec.observer.get(reading / rounds).map(|observer| (observer, reading % rounds + 1))
}

/// A person's slips by reading of a visit and outcome. An observer's readings depart by the bias, by what the observer adds in this
/// person, and by an error of their own; each observer's each round has a stream, so that further ones move nothing.
pub(super) fn slips(spec: &Spec, model: &Model, person: u64) -> Vec<Vec<Slips>> {
    let outcomes = 0..model.outcomes.len();
    let unbiased = |at: usize, about: &str| {
        reading::slips(spec, &model.outcomes[at], Draws::new(spec.seed, "reading", about, person))
    };
    if spec.observer.is_empty() {
        return vec![outcomes.map(|at| unbiased(at, &spec.outcome[at].name)).collect()];
    }
    let mut all = Vec::with_capacity(spec.observer.len() * spec.readings_per_visit as usize);
    for (observer, resolved) in spec.observer.iter().zip(&model.observers) {
        for round in 1..=spec.readings_per_visit {
            let of = |at: usize| {
                let about = format!("{} by {}", spec.outcome[at].name, observer.name);
                let shifts = shifts(
                    spec,
                    &model.outcomes[at],
                    resolved.bias[at],
                    Draws::new(spec.seed, "observer", &about, person),
                );
                let mut slips = unbiased(at, &format!("{about} {round}"));
                for (slip, shift) in slips.iter_mut().flat_map(|sites| sites.iter_mut().zip(&shifts)) {
                    slip.error = shift + resolved.error * slip.error;
                }
                slips
            };
            all.push(outcomes.clone().map(of).collect());
        }
    }
    all
}

/// How far all readings of an observer in a person depart from what is there, by site.
fn shifts(spec: &Spec, outcome: &OutcomeModel, bias: f64, mut draws: Draws) -> Vec<f64> {
    (0..outcome.sites(spec)).map(|_| bias + outcome.observer_sd * draws.normal()).collect()
}
