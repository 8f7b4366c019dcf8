//! Who is enrolled: a cut-off on one reading, taken when people are at their worst.

use super::Spec;
use super::draws::Draws;
use super::model::{Model, SelectionModel};
use super::population::BySite;
use super::reading::{Slips, occasion, slip, written};
use crate::num::compensated_sum;

/// Whether a person is enrolled. The occasions of the first visit become those at which the person came, where that visit decides.
pub(super) fn enrolled(
    spec: &Spec,
    model: &Model,
    person: u64,
    levels: &BySite,
    occasions: &mut [BySite],
    slips: &[Slips],
) -> bool {
    let Some(rule) = &model.selection else { return true };
    let outcome = &model.outcomes[rule.outcome];
    let name = &spec.outcome[rule.outcome].name;
    let first = if rule.separate {
        occasion(spec, outcome, &mut Draws::new(spec.seed, "screening occasion", name, person))
    } else {
        occasions[rule.outcome][0].clone()
    };
    let came = worst(spec, model, rule, person, first);
    let mut draws = Draws::new(spec.seed, "screening reading", name, person);
    let readings: Vec<f64> = (0..came.len())
        .map(|site| {
            let taken = if rule.separate { slip(outcome, &mut draws) } else { slips[rule.outcome][0][site] };
            written(spec, rule.outcome, levels[rule.outcome][site] + came[site], taken).to_f64()
        })
        .collect();
    if !rule.separate {
        occasions[rule.outcome][0] = came;
    }
    // Doubles of decimals carry no error that a mean of few could make visible, but for the last digit.
    rule.at_least.is_none_or(|cut| rule.of(&readings) >= cut - 1e-9)
}

impl SelectionModel {
    /// What the rule looks at: one site, or the mean of all.
    fn of(&self, sites: &[f64]) -> f64 {
        match self.site {
            Some(site) => sites[site],
            None => compensated_sum(sites.iter().copied()) / sites.len() as f64,
        }
    }
}

/// The occasion, among those that the rule grants, with the highest value.
fn worst(spec: &Spec, model: &Model, rule: &SelectionModel, person: u64, first: Vec<f64>) -> Vec<f64> {
    let mut draws = Draws::new(spec.seed, "worst", &spec.outcome[rule.outcome].name, person);
    let mut worst = first;
    for _ in 1..rule.worst_of {
        let other = occasion(spec, &model.outcomes[rule.outcome], &mut draws);
        if rule.of(&other) > rule.of(&worst) {
            worst = other;
        }
    }
    worst
}
