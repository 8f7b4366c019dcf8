//! From the specification to the model.

use super::course::Steps;
use super::error::Place;
use super::model::{
    CoInterventionModel, DropoutModel, EffectModel, Model, OutcomeModel, Rate, SelectionModel, rate_of,
};
use super::place::At;
use super::{Course, Screening, SimulateError, Spec, gross_error, observer, photos};
use crate::data::DesignKind;
use std::collections::BTreeMap;

impl Model {
    pub(super) fn resolve(spec: &Spec, place: &Place<'_>) -> Result<Model, SimulateError> {
        let mut outcomes = Vec::new();
        for index in 0..spec.outcome.len() {
            outcomes.push(outcome(spec, index, At { place, head: "outcome", index })?);
        }
        Ok(Model {
            outcomes,
            effects: effects(spec, place)?,
            selection: selection(spec, place)?,
            dropout: dropout(spec, place)?,
            co_interventions: co_interventions(spec, place)?,
            harms: harms(spec, place)?,
            observers: observer::resolve(spec, place)?,
            gross_errors: gross_error::resolve(spec, place)?,
            photos: photos::resolve(spec, place)?,
        })
    }
}

fn outcome(spec: &Spec, index: usize, at: At<'_>) -> Result<OutcomeModel, SimulateError> {
    let stated = &spec.outcome[index];
    let unit = stated.unit;
    let total_sd = at.spread("between-people", Some(stated.between_people), unit)?;
    let mut own_sd = total_sd;
    let mut coupling = None;
    if let Some(stated) = &stated.coupling {
        let other = at.outcome(spec, &stated.outcome)?;
        let target = &spec.outcome[other];
        if other == index || target.coupling.is_some() || target.by_site() || !target.thresholds.is_empty() {
            return at.problem(
                "coupling",
                format!("`{}` must be another outcome, without sites, thresholds and coupling of its own", target.name),
            );
        }
        let per_unit = at.amount("per-unit", stated.per_unit, unit)?;
        let shared = per_unit * at.spread("between-people", Some(target.between_people), target.unit)?;
        let left = total_sd * total_sd - shared * shared;
        if left < 0.0 {
            return at.problem(
                "coupling",
                format!(
                    "the coupling alone makes an SD between people of {:.3} {}, more than between-people",
                    shared.abs(),
                    unit.name()
                ),
            );
        }
        own_sd = left.sqrt();
        coupling = Some((other, per_unit));
    }
    let drift = stated.drift.clone().unwrap_or_default();
    if drift.per_session.is_some() {
        return at.problem("per-session", "a drift is what happens without sessions; give per-week or at".to_owned());
    }
    let right_minus_left =
        stated.right_minus_left.map_or(Ok(0.0), |measure| at.amount("right-minus-left", measure, unit))?;
    Ok(OutcomeModel {
        mean: at.amount("mean", stated.mean, unit)?,
        own_sd,
        between_sites: stated.between_sites.unwrap_or_default(),
        right_minus_left,
        occasion_sd: at.spread("between-occasions", stated.between_occasions, unit)?,
        wander_sd: at.spread("wander-over-12-weeks", stated.wander_over_12_weeks, unit)? / 12_f64.sqrt(),
        error_sd: at.spread("reading-error", stated.reading_error, unit)?,
        observer_sd: at.spread("observer-by-person", stated.observer_by_person, unit)?,
        drift: whole_trial(spec, &at.steps(spec, &drift, unit)?),
        coupling,
        total_sd,
        by_site: stated.by_site(),
    })
}

/// What does not begin anew with a crossover's period.
fn whole_trial(spec: &Spec, steps: &Steps) -> Vec<f64> {
    let mut one_period = spec.clone();
    one_period.visit.iter_mut().for_each(|visit| visit.period = 1);
    steps.by_visit(&one_period)
}

fn effects(spec: &Spec, place: &Place<'_>) -> Result<Vec<EffectModel>, SimulateError> {
    let mut found = Vec::new();
    for (index, effect) in spec.effect.iter().enumerate() {
        let at = At { place, head: "effect", index };
        let outcome = at.outcome(spec, &effect.outcome)?;
        let site = at.site(spec, effect.site.as_ref())?;
        if site.is_some() && !spec.outcome[outcome].by_site() {
            return at.problem("site", format!("`{}` has no sites", effect.outcome));
        }
        let arm = at.arm(spec, effect.arm.as_ref())?;
        if arm.is_none() && spec.arm.len() > 1 {
            return at.problem("arm", "say in which arm; what happens in all arms is a drift".to_owned());
        }
        if effect.per_week.is_none() && effect.per_session.is_none() && effect.at.is_empty() {
            return at.problem("outcome", "give per-session, per-week or at".to_owned());
        }
        if !(0.0..=10.0).contains(&effect.spread) {
            return at.problem("spread", "spread is a multiple of the mean effect, from 0 to 10".to_owned());
        }
        let course = Course { per_week: effect.per_week, per_session: effect.per_session, at: effect.at.clone() };
        let mean = at.steps(spec, &course, spec.outcome[outcome].unit)?.by_visit(spec);
        found.push(EffectModel { outcome, arm, site, mean, spread: effect.spread });
    }
    Ok(found)
}

fn selection(spec: &Spec, place: &Place<'_>) -> Result<Option<SelectionModel>, SimulateError> {
    let Some(rule) = &spec.selection else { return Ok(None) };
    let at = At { place, head: "selection", index: 0 };
    let outcome = at.outcome(spec, &rule.outcome)?;
    if !spec.outcome[outcome].thresholds.is_empty() {
        return at.problem("outcome", "people are selected by a reading, not by a grade".to_owned());
    }
    if rule.at_least.is_none() && rule.worst_of == 1 {
        return at.problem("outcome", "give at-least, worst-of, or both".to_owned());
    }
    if !(1..=1000).contains(&rule.worst_of) {
        return at.problem("worst-of", "worst-of is a number of occasions from 1 to 1000".to_owned());
    }
    let unit = spec.outcome[outcome].unit;
    if rule.at_least.is_some() && at.spread("between-people", Some(spec.outcome[outcome].between_people), unit)? == 0.0
    {
        return at.problem("at-least", "a cut-off needs people who differ: between-people is 0".to_owned());
    }
    Ok(Some(SelectionModel {
        outcome,
        site: if spec.outcome[outcome].by_site() && rule.site.is_none() {
            None
        } else {
            Some(at.one_site(spec, outcome, rule.site.as_ref())?)
        },
        at_least: rule.at_least.map(|measure| at.amount("at-least", measure, unit)).transpose()?,
        worst_of: rule.worst_of,
        separate: rule.screening == Screening::Separate,
    }))
}

fn dropout(spec: &Spec, place: &Place<'_>) -> Result<Option<DropoutModel>, SimulateError> {
    let Some(rule) = &spec.dropout else { return Ok(None) };
    let at = At { place, head: "dropout", index: 0 };
    let mut hazard = vec![rule.per_visit.value(); spec.visit.len()];
    hazard[0] = 0.0;
    for (name, share) in &rule.at {
        hazard[at.visit(spec, name)?] = share.value();
    }
    let Some(more) = &rule.disappointed else { return Ok(Some(DropoutModel { hazard, disappointed: None })) };
    let outcome = at.outcome(spec, &more.outcome)?;
    let short_of = at.amount("short-of", more.short_of, spec.outcome[outcome].unit)?;
    if short_of == 0.0 {
        return at.problem("short-of", "short-of has no direction; give a fall or a rise, such as -1 cm".to_owned());
    }
    if hazard.iter().any(|hazard| hazard + more.added.value() > 1.0) {
        return at.problem("added", "the shares of those who drop out exceed 100%".to_owned());
    }
    let site = at.one_site(spec, outcome, more.site.as_ref())?;
    Ok(Some(DropoutModel { hazard, disappointed: Some((outcome, site, short_of, more.added.value())) }))
}

fn co_interventions(spec: &Spec, place: &Place<'_>) -> Result<Vec<CoInterventionModel>, SimulateError> {
    let mut found = Vec::new();
    for (index, other) in spec.co_intervention.iter().enumerate() {
        let at = At { place, head: "co-intervention", index };
        let outcome = at.outcome(spec, &other.outcome)?;
        let per_week = at.amount("per-week", other.per_week, spec.outcome[outcome].unit)?;
        let until = other.until_week.unwrap_or(f64::INFINITY);
        if until.is_nan() || until <= 0.0 {
            return at.problem("until-week", "until-week is above 0".to_owned());
        }
        let arm = at.arm(spec, other.arm.as_ref())?;
        if arm.is_some() && spec.design == DesignKind::Crossover {
            return at.problem("arm", "in a crossover it cannot depend on the treatment".to_owned());
        }
        let change = spec.visit.iter().map(|visit| per_week * visit.week.min(until)).collect();
        found.push(CoInterventionModel { share: other.share.value(), arm, outcome, change });
    }
    Ok(found)
}

fn harms(spec: &Spec, place: &Place<'_>) -> Result<Vec<Vec<Rate>>, SimulateError> {
    let mut found = Vec::new();
    // The rates of all events are one list to the locator.
    let mut count = 0;
    for harm in &spec.harm {
        let mut rates = Vec::new();
        for rate in &harm.rate {
            let at = At { place, head: "harm.rate", index: count };
            count += 1;
            let site = at.site(spec, rate.site.as_ref())?;
            if site.is_some() && !harm.column.contains("{site}") {
                return at.problem("site", format!("the column of `{}` has no {{site}}", harm.name));
            }
            rates.push((at.arm(spec, rate.arm.as_ref())?, site, rate.per_session.value()));
        }
        total_is_possible(&rates, spec, At { place, head: "harm.rate", index: count.saturating_sub(1) })?;
        found.push(rates);
    }
    Ok(found)
}

/// Rates that meet in one arm and at one site add up to at most 1.
fn total_is_possible(rates: &[Rate], spec: &Spec, at: At<'_>) -> Result<(), SimulateError> {
    let mut totals: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for arm in 0..spec.arm.len().max(1) {
        for site in 0..spec.site.len().max(1) {
            totals.insert((arm, site), rate_of(rates, arm, site));
        }
    }
    if totals.values().any(|total| *total > 1.0) {
        return at.problem("per-session", "the probabilities of one event at one session exceed 100%".to_owned());
    }
    Ok(())
}
