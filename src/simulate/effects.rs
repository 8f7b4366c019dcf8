//! What the treatment does, visit by visit.

use super::Spec;
use super::draws::Draws;
use super::model::Model;
use crate::data::DesignKind;

/// The arm whose treatment is given at a visit: in a crossover `assigned` is the one of the first period.
pub(super) fn arm_at(spec: &Spec, assigned: usize, visit: usize) -> usize {
    let second = spec.design == DesignKind::Crossover && spec.visit[visit].period == 2;
    if second { 1 - assigned.min(1) } else { assigned }
}

/// How strongly each effect acts on a person, as a multiple of its mean.
pub(super) fn strengths(spec: &Spec, model: &Model, person: u64) -> Vec<f64> {
    let one = |(at, effect): (usize, &super::model::EffectModel)| {
        let about = format!("{} {at}", spec.outcome[effect.outcome].name);
        1.0 + effect.spread * Draws::new(spec.seed, "effect", &about, person).normal()
    };
    model.effects.iter().enumerate().map(one).collect()
}

/// The effect on an outcome at a site and a visit, for somebody assigned to an arm, with what a first period left behind.
pub(super) fn effect(
    spec: &Spec,
    model: &Model,
    (outcome, site): (usize, usize),
    visit: usize,
    assigned: usize,
    strengths: &[f64],
) -> f64 {
    let now = given(model, (outcome, site), visit, arm_at(spec, assigned, visit), strengths);
    if spec.visit[visit].period < 2 || spec.carry_over.value() == 0.0 {
        return now;
    }
    let last = spec.visit.iter().rposition(|visit| visit.period == 1).unwrap_or(0);
    now + spec.carry_over.value() * given(model, (outcome, site), last, assigned, strengths)
}

/// The effect of an arm's treatment while it is given.
pub(super) fn given(
    model: &Model,
    (outcome, site): (usize, usize),
    visit: usize,
    arm: usize,
    strengths: &[f64],
) -> f64 {
    let all = model.effects.iter().zip(strengths);
    let here = all.filter(|(effect, _)| {
        effect.outcome == outcome && effect.arm.is_none_or(|of| of == arm) && effect.site.is_none_or(|of| of == site)
    });
    here.map(|(effect, strength)| strength * effect.mean[visit]).sum()
}
