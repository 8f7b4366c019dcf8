//! Events, session by session.

use super::Spec;
use super::draws::Draws;
use super::effects::arm_at;
use super::model::{Model, rate_of};

/// How many events of one kind a person had at one site since the visit before, by visit.
pub(super) fn events(spec: &Spec, model: &Model, person: u64, harm: usize, site: usize, assigned: usize) -> Vec<u32> {
    let stated = &spec.harm[harm];
    let place = if stated.column.contains("{site}") { spec.site[site].name.as_str() } else { "" };
    let mut draws = Draws::new(spec.seed, "harm", &format!("{} {place}", stated.name), person);
    let mut counts = Vec::with_capacity(spec.visit.len());
    for (at, visit) in spec.visit.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| &spec.visit[before]).filter(|before| before.period == visit.period);
        let sessions = visit.sessions - before.map_or(0, |before| before.sessions);
        let rate = rate_of(&model.harms[harm], arm_at(spec, assigned, at), site);
        counts.push((0..sessions).map(|_| u32::from(draws.happens(rate))).sum());
    }
    counts
}
