//! Which readings make the courses of a study, and what intercurrent events make of them.

use super::{EventStrategy, IntercurrentPlan, Plan};
use crate::data::{DataError, Decimal, Longitudinal};
use crate::ingest::{CourseRequest, IngestError, Ingested};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::HashMap;

/// One sort of intercurrent event among the people of an analysis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct IntercurrentCount {
    /// Its name in tables.
    pub label: String,
    /// What it makes of the readings from then on.
    pub strategy: EventStrategy,
    /// People with the event, for each arm (one number in a single group).
    pub people: Vec<usize>,
    /// Readings that the strategy replaced or left out.
    pub readings: usize,
}

/// The courses that a request describes, after the strategies of the plan; and what these did.
///
/// # Errors
/// As [`Ingested::courses`].
pub(super) fn courses(
    plan: &Plan,
    data: &Ingested,
    request: &CourseRequest<'_>,
) -> Result<(Longitudinal, Vec<IntercurrentCount>), IngestError> {
    let mut found = data.courses(request)?;
    let mut counts = Vec::new();
    for event in &plan.intercurrent {
        let (changed, count) = after_event(&found, event, data)?;
        found = changed;
        counts.extend(count);
    }
    Ok((found, counts))
}

/// What one sort of event makes of the readings from its visit on.
fn after_event(
    courses: &Longitudinal,
    event: &IntercurrentPlan,
    data: &Ingested,
) -> Result<(Longitudinal, Option<IntercurrentCount>), DataError> {
    let trial = &data.trial;
    let Some(events) = trial.intercurrent.iter().find(|known| known.name == event.name) else {
        return Ok((courses.clone(), None));
    };
    let place = |visit: usize| trial.visits.get(visit).and_then(|visit| courses.visit(visit.as_str()));
    let by_id: HashMap<&str, usize> = trial
        .participants
        .iter()
        .zip(&events.first)
        // An event by the baseline or before was there from the first visit on.
        .filter_map(|(person, first)| Some((person.id.as_str(), place((*first)?).unwrap_or(0))))
        .collect();
    let first: Vec<Option<usize>> = courses.ids().iter().map(|id| by_id.get(id.as_str()).copied()).collect();
    let mut people = vec![0; courses.arms().len().max(1)];
    for person in (0..courses.people()).filter(|&person| first[person].is_some()) {
        people[courses.arm_of(person)] += 1;
    }
    let readings = match event.strategy {
        EventStrategy::TreatmentPolicy => 0,
        _ => (0..courses.people())
            .filter_map(|person| Some((person, first[person]?)))
            .map(|(person, from)| {
                (from..courses.visits().len()).filter(|&visit| !courses.is_missing(person, visit)).count()
            })
            .sum(),
    };
    let count = IntercurrentCount { label: events.label.clone(), strategy: event.strategy, people, readings };
    let stands_for = |person: usize, from: usize| -> Option<Decimal> {
        let before = (0..from).rev().find_map(|visit| courses.reading(person, visit));
        match event.strategy {
            EventStrategy::WhileOnTreatment => before.or_else(|| courses.baseline_reading(person)),
            EventStrategy::Composite => courses.baseline_reading(person),
            EventStrategy::TreatmentPolicy | EventStrategy::Hypothetical => None,
        }
    };
    if event.strategy == EventStrategy::TreatmentPolicy {
        return Ok((courses.clone(), Some(count)));
    }
    let changed = courses.replaced(|person, visit| {
        let from = first[person].filter(|&from| visit >= from)?;
        Some(stands_for(person, from))
    })?;
    Ok((changed, Some(count)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Roles, Source, ingest};

    fn course(strategy: &str) -> (Longitudinal, IntercurrentCount) {
        let plan =
            format!("title = \"t\"\n[[intercurrent]]\nname = \"diet\"\ncolumn = \"diet\"\nstrategy = \"{strategy}\"\n");
        let plan = Plan::read("plan.toml", &plan).expect("plan");
        let text = "id,visit,waist,diet\n1,Baseline,90,no\n1,Week 1,89,no\n1,Week 2,85,yes\n1,Week 3,84,no\n\
                    2,Baseline,80,no\n2,Week 1,80.5,no\n2,Week 2,,no\n2,Week 3,79,\n";
        let roles = Roles { followup: Some("Week 3".into()), ..plan.roles() };
        let data = ingest(&Source::new("waist.csv", text), &roles).expect("file");
        let request = CourseRequest { outcome: 0, site: None, arms: Vec::new(), has_control: false, baseline: Some(0) };
        let (data, counts) = courses(&plan, &data, &request).expect("courses");
        (data, counts.into_iter().next().expect("an event"))
    }

    #[test]
    fn each_strategy_says_what_a_reading_after_the_event_is() {
        for (strategy, expected, replaced) in [
            ("treatment-policy", [Some(89.0), Some(85.0), Some(84.0)], 0),
            ("hypothetical", [Some(89.0), None, None], 2),
            ("while-on-treatment", [Some(89.0), Some(89.0), Some(89.0)], 2),
            ("composite", [Some(89.0), Some(90.0), Some(90.0)], 2),
        ] {
            let (data, count) = course(strategy);
            assert_eq!([0, 1, 2].map(|visit| data.value(0, visit)), expected, "{strategy}");
            assert_eq!([0, 1, 2].map(|visit| data.value(1, visit)), [Some(80.5), None, Some(79.0)], "{strategy}");
            assert_eq!((count.people, count.readings), (vec![1], replaced), "{strategy}");
        }
    }
}
