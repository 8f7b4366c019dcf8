//! Who there is: levels that differ between people, and the swings of each outcome within a person.

use super::Spec;
use super::draws::Draws;
use super::model::{Model, OutcomeModel};

/// A value for each outcome and each of its sites.
pub(super) type BySite = Vec<Vec<f64>>;

impl OutcomeModel {
    /// Readings of this outcome at one visit.
    pub(super) fn sites(&self, spec: &Spec) -> usize {
        if self.by_site { spec.site.len() } else { 1 }
    }

    /// How far a site's level lies from the person's mean because of its side.
    pub(super) fn side(&self, spec: &Spec, site: usize, right_treated: bool) -> f64 {
        let treated = spec.site.get(site).is_some_and(|site| !site.control);
        if treated == right_treated { 0.5 * self.right_minus_left } else { -0.5 * self.right_minus_left }
    }
}

/// Levels at the start, before any treatment, without the swings of an occasion.
pub(super) fn levels(spec: &Spec, model: &Model, person: u64, right_treated: bool) -> BySite {
    let own = |at: usize| -> Vec<f64> {
        let outcome = &model.outcomes[at];
        let mut draws = Draws::new(spec.seed, "level", &spec.outcome[at].name, person);
        let deviations = draws.correlated(outcome.sites(spec), outcome.between_sites.level);
        let sides = deviations.iter().enumerate();
        sides.map(|(site, z)| outcome.mean + outcome.own_sd * z + outcome.side(spec, site, right_treated)).collect()
    };
    let mut levels: BySite = (0..model.outcomes.len()).map(own).collect();
    couple(model, &mut levels);
    levels
}

/// Adds what each outcome gains with another one's distance from its mean.
fn couple(model: &Model, values: &mut BySite) {
    for (at, outcome) in model.outcomes.iter().enumerate() {
        if let Some((other, per_unit)) = outcome.coupling {
            let gained = per_unit * (values[other][0] - model.outcomes[other].mean);
            values[at].iter_mut().for_each(|value| *value += gained);
        }
    }
}

/// Random changes since the first visit: a walk whose variance grows with time, by visit.
pub(super) fn wander(spec: &Spec, model: &Model, person: u64, at: usize) -> BySite {
    let outcome = &model.outcomes[at];
    let mut draws = Draws::new(spec.seed, "wander", &spec.outcome[at].name, person);
    let mut now = vec![0.0; outcome.sites(spec)];
    let mut week = 0.0;
    let mut path = Vec::with_capacity(spec.visit.len());
    for visit in &spec.visit {
        if visit.week > week {
            let sd = outcome.wander_sd * (visit.week - week).sqrt();
            for (value, z) in now.iter_mut().zip(draws.correlated(outcome.sites(spec), outcome.between_sites.wander)) {
                *value += sd * z;
            }
            week = visit.week;
        }
        path.push(now.clone());
    }
    path
}
