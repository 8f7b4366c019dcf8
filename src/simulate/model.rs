//! The specification in numbers: units converted, names resolved.

use super::course::Steps;
use super::error::Place;
use super::{BetweenSites, Course, Screening, SimulateError, SimulatedOutcome, Spec};
use crate::data::{DesignKind, Measure, Unit};
use std::collections::BTreeMap;

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
}

/// Where in the file a value stands.
#[derive(Clone, Copy)]
struct At<'a> {
    place: &'a Place<'a>,
    head: &'a str,
    index: usize,
}

impl At<'_> {
    fn problem<T>(&self, key: &str, what: String) -> Result<T, SimulateError> {
        Err(self.place.problem(self.head, self.index, key, format!("{}: {what}", self.head)))
    }

    fn amount(&self, key: &str, measure: Measure, unit: Unit) -> Result<f64, SimulateError> {
        match measure.amount_in(unit) {
            Ok(amount) => Ok(amount.to_f64()),
            Err(_) => self.problem(key, format!("{key} = \"{measure}\" does not fit the unit {}", unit.name())),
        }
    }

    fn spread(&self, key: &str, measure: Option<Measure>, unit: Unit) -> Result<f64, SimulateError> {
        let Some(measure) = measure else { return Ok(0.0) };
        let value = self.amount(key, measure, unit)?;
        if value < 0.0 { self.problem(key, format!("{key} = \"{measure}\": an SD is not negative")) } else { Ok(value) }
    }

    fn named<'n>(
        &self,
        key: &str,
        name: &str,
        mut names: impl Iterator<Item = &'n str>,
    ) -> Result<usize, SimulateError> {
        match names.position(|other| other == name) {
            Some(at) => Ok(at),
            None => self.problem(key, format!("there is no {key} `{name}` in this file")),
        }
    }

    fn outcome(&self, spec: &Spec, name: &str) -> Result<usize, SimulateError> {
        self.named("outcome", name, spec.outcome.iter().map(|outcome| outcome.name.as_str()))
    }

    fn arm(&self, spec: &Spec, name: Option<&String>) -> Result<Option<usize>, SimulateError> {
        name.map(|name| self.named("arm", name, spec.arm.iter().map(|arm| arm.name.as_str()))).transpose()
    }

    fn site(&self, spec: &Spec, name: Option<&String>) -> Result<Option<usize>, SimulateError> {
        name.map(|name| self.named("site", name, spec.site.iter().map(|site| site.name.as_str()))).transpose()
    }

    /// The one reading of an outcome that a rule speaks of.
    fn one_site(&self, spec: &Spec, outcome: usize, name: Option<&String>) -> Result<usize, SimulateError> {
        match (spec.outcome[outcome].by_site(), self.site(spec, name)?) {
            (true, Some(site)) => Ok(site),
            (true, None) => self.problem("outcome", format!("say which site of `{}`", spec.outcome[outcome].name)),
            (false, None) => Ok(0),
            (false, Some(_)) => self.problem("site", format!("`{}` has no sites", spec.outcome[outcome].name)),
        }
    }

    fn steps(&self, spec: &Spec, course: &Course, unit: Unit) -> Result<Steps, SimulateError> {
        let amount =
            |key: &str, measure: Option<Measure>| measure.map_or(Ok(0.0), |measure| self.amount(key, measure, unit));
        let mut at = Vec::new();
        for (name, &measure) in &course.at {
            at.push((self.visit(spec, name)?, self.amount("at", measure, unit)?));
        }
        at.sort_by_key(|&(visit, _)| visit);
        Ok(Steps {
            per_week: amount("per-week", course.per_week)?,
            per_session: amount("per-session", course.per_session)?,
            at,
        })
    }

    /// A visit after the first.
    fn visit(&self, spec: &Spec, name: &str) -> Result<usize, SimulateError> {
        match spec.visit.iter().position(|visit| visit.name == name) {
            Some(0) => self.problem("at", format!("`{name}` is the first visit, where nothing has changed yet")),
            Some(at) => Ok(at),
            None => self.problem("at", format!("there is no visit `{name}` in this file")),
        }
    }
}

impl SimulatedOutcome {
    /// Whether it is read at each site.
    pub(super) fn by_site(&self) -> bool {
        self.column.contains("{site}")
    }
}

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

/// The probability of an event at a session in an arm and at a site.
pub(super) fn rate_of(rates: &[Rate], arm: usize, site: usize) -> f64 {
    let applies = |rate: &&Rate| rate.0.is_none_or(|of| of == arm) && rate.1.is_none_or(|of| of == site);
    rates.iter().filter(applies).map(|rate| rate.2).sum()
}
