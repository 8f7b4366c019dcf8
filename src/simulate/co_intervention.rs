//! What some people do besides: diets and the like.

use super::Spec;
use super::draws::Draws;
use super::model::Model;

/// Which of them a person does.
pub(super) fn taken_up(spec: &Spec, model: &Model, person: u64, assigned: usize) -> Vec<bool> {
    let one = |(at, other): (usize, &super::model::CoInterventionModel)| {
        let draws = &mut Draws::new(spec.seed, "co-intervention", &spec.co_intervention[at].name, person);
        draws.happens(other.share) && other.arm.is_none_or(|arm| arm == assigned)
    };
    model.co_interventions.iter().enumerate().map(one).collect()
}

/// What they change in an outcome by a visit.
pub(super) fn change(model: &Model, outcome: usize, visit: usize, taken_up: &[bool]) -> f64 {
    let all = model.co_interventions.iter().zip(taken_up);
    all.filter(|(other, taken)| **taken && other.outcome == outcome).map(|(other, _)| other.change[visit]).sum()
}
