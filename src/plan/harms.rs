//! Adverse events: who had any, group by group, and against the control.

use super::{Plan, PlanError, Settings};
use crate::data::{
    Decimal, Design, DesignKind, Harm as Counted, Outcome, OutcomeKind, PairedSample, ParticipantId, Trial, Unit,
};
use crate::ingest::Ingested;
use crate::result::TestResult;
use crate::stats::binary::PairedProportions;
use crate::stats::risk::{EventCounts, Harm, HarmCounts, PersonCount};
use crate::stats::{PairedProcedure, StatsError, TestOptions};

/// One sort of adverse event.
#[derive(Clone, Debug, PartialEq)]
pub struct HarmAnalysis {
    /// Its name in the plan.
    pub name: String,
    /// Its name in tables and charts.
    pub label: String,
    /// Risks and rates by group, the treated ones first; with a comparison where two groups of people are held against each other.
    pub harm: Harm,
    /// Split body: people with an event at the treated site against those with one at the untreated site, the same people.
    pub between_sites: Option<TestResult>,
}

/// Every harm of the plan.
///
/// # Errors
/// [`PlanError`] for a numerical failure.
pub(super) fn harms(
    plan: &Plan,
    data: &Ingested,
    design: &Design,
    settings: &Settings,
) -> Result<Vec<HarmAnalysis>, PlanError> {
    let trial = &data.trial;
    let mut found = Vec::new();
    for counted in &trial.harms {
        let people = by_person(trial, counted);
        let harm = if counted.has_sides {
            let side = |treated: bool| {
                let name = if treated { "treated site" } else { "untreated site" };
                let counts =
                    people.iter().map(|person| (if treated { person.events } else { person.at_control }, person));
                of_group(name, counts)
            };
            let (treated, control) = (side(true), side(false));
            // The two sites are of the same people: the comparison is a paired one, below.
            let mut groups = Harm::of_one(&*counted.name, treated, settings.level)?;
            groups.groups.extend(Harm::of_one(&*counted.name, control, settings.level)?.groups);
            groups
        } else {
            of_arms(plan, trial, counted, design, settings, &people)?
        };
        let between_sites = counted.has_sides.then(|| between_sites(trial, counted, settings, &people));
        found.push(HarmAnalysis {
            name: counted.name.clone(),
            label: counted.label.clone(),
            harm,
            between_sites: between_sites.transpose()?.flatten(),
        });
    }
    Ok(found)
}

/// One person's events.
struct Person {
    participant: usize,
    events: u64,
    at_control: u64,
    /// Sessions received by the last visit with a count; zero where not recorded.
    sessions: u64,
}

/// Everybody with at least one count.
fn by_person(trial: &Trial, harm: &Counted) -> Vec<Person> {
    let mut people: Vec<Option<Person>> = trial.participants.iter().map(|_| None).collect();
    for count in &harm.counts {
        let Some(slot) = people.get_mut(count.participant) else { continue };
        let person =
            slot.get_or_insert(Person { participant: count.participant, events: 0, at_control: 0, sessions: 0 });
        let side = if count.control_side { &mut person.at_control } else { &mut person.events };
        *side += u64::from(count.count);
        let by_then = count.visit.and_then(|visit| trial.sessions.get(visit).copied().flatten()).unwrap_or(0);
        person.sessions = person.sessions.max(u64::from(by_then));
    }
    people.into_iter().flatten().collect()
}

/// Risk and rate of a group.
fn of_group<'a>(name: &str, people: impl Iterator<Item = (u64, &'a Person)>) -> HarmCounts {
    let people: Vec<PersonCount> =
        people.map(|(events, person)| PersonCount { events, sessions: person.sessions }).collect();
    match EventCounts::try_new(people.clone()) {
        Some(counts) => HarmCounts::of(name, &counts),
        // Without sessions for everybody there is a risk, and no rate per session.
        None => HarmCounts {
            group: name.to_owned(),
            people: people.len() as u64,
            with_event: people.iter().filter(|person| person.events > 0).count() as u64,
            events: Some(people.iter().map(|person| person.events).sum()),
            sessions: None,
        },
    }
}

/// By arm: the treated arms together against the control where one is declared; one group without arms.
fn of_arms(
    plan: &Plan,
    trial: &Trial,
    counted: &Counted,
    design: &Design,
    settings: &Settings,
    people: &[Person],
) -> Result<Harm, PlanError> {
    let arm_of = |person: &Person| {
        let arm = trial.participants.get(person.participant).and_then(|participant| participant.arm);
        arm.and_then(|arm| trial.arms.get(arm)).map(|arm| arm.as_str())
    };
    let group = |arm: Option<&str>| {
        let name = arm.map_or("everybody", |arm| plan.arms.get(arm).map_or(arm, String::as_str));
        let of = people.iter().filter(|person| arm.is_none() || arm_of(person) == arm);
        of_group(name, of.map(|person| (person.events, person)))
    };
    let mut arms: Vec<&str> = trial.arms.iter().map(|arm| arm.as_str()).collect();
    arms.retain(|arm| people.iter().any(|person| arm_of(person) == Some(*arm)));
    // As in comparisons: without a declared control the arm that comes first in the file is what the other is held against.
    let control = design.control.as_deref().or(arms.first().copied()).map(str::to_owned);
    arms.sort_by_key(|arm| control.as_deref() == Some(*arm));
    if design.kind == DesignKind::Crossover {
        // Its arms are orders: everybody had both treatments.
        arms.clear();
    }
    let level = settings.level;
    match arms.as_slice() {
        [] => Ok(Harm::of_one(&*counted.name, group(None), level)?),
        [treated, control] => Ok(Harm::of_two(&*counted.name, group(Some(treated)), group(Some(control)), level)?),
        [first, others @ ..] => {
            let mut harm = Harm::of_one(&*counted.name, group(Some(first)), level)?;
            for arm in others {
                harm.groups.extend(Harm::of_one(&*counted.name, group(Some(arm)), level)?.groups);
            }
            Ok(harm)
        }
    }
}

/// The share with an event at the treated site less the share with one at the untreated site.
fn between_sites(
    trial: &Trial,
    counted: &Counted,
    settings: &Settings,
    people: &[Person],
) -> Result<Option<TestResult>, PlanError> {
    let yes = |count: u64| Decimal::new(i128::from(count > 0), 0).unwrap_or(Decimal::ZERO);
    let ids: Vec<ParticipantId> =
        people.iter().filter_map(|person| Some(trial.participants.get(person.participant)?.id.clone())).collect();
    let control: Vec<Decimal> = people.iter().map(|person| yes(person.at_control)).collect();
    let treated: Vec<Decimal> = people.iter().map(|person| yes(person.events)).collect();
    let outcome = Outcome {
        name: counted.name.clone(),
        label: counted.label.clone(),
        kind: OutcomeKind::Events,
        unit: Unit::None,
    };
    let sample = PairedSample::try_new(outcome, None, ids, &control, &treated, Vec::new()).map_err(StatsError::from)?;
    let sample = sample.of_conditions(["untreated site".to_owned(), "treated site".to_owned()]);
    let options = TestOptions { level: settings.level, ..TestOptions::default() };
    match PairedProportions.run(&sample, &options) {
        Ok(test) => Ok(Some(test)),
        Err(failure @ StatsError::Numerical { .. }) => Err(failure.into()),
        Err(_) => Ok(None),
    }
}
