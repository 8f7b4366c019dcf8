//! What procedures for complete courses of one group, or of arms, have in common.

use crate::data::Unit;
use crate::data::{CompleteCourses, DataError, Longitudinal};
use crate::result::{Alternative, Hypothesis};
use crate::result::{Analysed, ExcludedCount, Note, Quantity, TestResult};
use crate::stats::{StatsError, Usage};

/// The least people of whom anything can be said.
const LEAST: usize = 2;

/// The complete courses, refused where there are fewer than two people or two points in time.
pub(super) fn complete(title: &'static str, data: &Longitudinal) -> Result<CompleteCourses, StatsError> {
    let undefined = |why: String| StatsError::Undefined { procedure: title, why };
    let few = |found: usize| {
        undefined(format!("{LEAST} people read at every point in time are needed; there {}", in_words(found)))
    };
    let courses = match CompleteCourses::of(data) {
        Err(DataError::Empty) => return Err(few(0)),
        other => other?,
    };
    if courses.names().len() < 2 {
        return Err(undefined("there is one point in time".to_owned()));
    }
    if courses.people() < LEAST { Err(few(courses.people())) } else { Ok(courses) }
}

/// The same, refused where the people are of more than one arm.
pub(super) fn complete_group(title: &'static str, data: &Longitudinal) -> Result<CompleteCourses, StatsError> {
    let courses = complete(title, data)?;
    if courses.arms().len() > 1 {
        let why = "it is of one group; restrict the data to one arm".to_owned();
        return Err(StatsError::Undefined { procedure: title, why });
    }
    Ok(courses)
}

/// On request where there are two points in time, the baseline among them.
pub(super) fn on_request(data: &Longitudinal) -> Usage {
    let has_baseline = (0..data.people()).any(|person| data.baseline_reading(person).is_some());
    if data.visits().len() + usize::from(has_baseline) < 2 { Usage::Unsuited } else { Usage::OnRequest }
}

/// On request for a single group with two points in time.
pub(super) fn on_request_in_a_group(data: &Longitudinal) -> Usage {
    let first = (0..data.people()).map(|person| data.arm_of(person)).next();
    let is_group = (0..data.people()).all(|person| Some(data.arm_of(person)) == first);
    if is_group { on_request(data) } else { Usage::Unsuited }
}

/// Which arms are held against which, by their places: each against the control; later against earlier ones without a control.
pub(super) fn arm_pairs(data: &Longitudinal, arms: &[usize]) -> Vec<(usize, usize)> {
    let pairs = (0..arms.len()).flat_map(|against| (against + 1..arms.len()).map(move |of| (arms[of], arms[against])));
    pairs.filter(|&(_, against)| against == 0 || !data.has_control()).collect()
}

fn in_words(found: usize) -> String {
    if found == 1 { "is 1".to_owned() } else { format!("are {found}") }
}

/// Who entered.
pub(super) fn analysed(courses: &CompleteCourses) -> Analysed {
    let left_out = ExcludedCount { reason: "a reading missing at one point in time or more", n: courses.left_out() };
    Analysed { n: courses.people(), excluded: Vec::from_iter((left_out.n > 0).then_some(left_out)) }
}

/// Visits at which nobody was read, and what leaving people out may do.
pub(super) fn notes(courses: &CompleteCourses) -> Vec<Note> {
    let mut notes = Vec::new();
    if !courses.unread().is_empty() {
        let names = courses.unread().join(", ");
        notes.push(Note::new("visit-not-read", format!("Nobody was read at {names}: left out.")));
    }
    if courses.left_out() > 0 {
        notes.push(Note::new(
            "complete-cases",
            "Only people read at every point in time entered; where those who left had fared otherwise, the answer is not that of all. \
             The mixed model for repeated measures uses everybody.",
        ));
    }
    notes
}

/// A two-sided result about a bare number, still without a statistic.
pub(super) fn blank(
    procedure: &'static str,
    title: &'static str,
    quantity: Quantity,
    courses: &CompleteCourses,
) -> TestResult {
    let alternative = Alternative::TwoSided;
    TestResult {
        procedure,
        title,
        hypothesis: Hypothesis { quantity, null_value: 0.0, unit: Unit::None, alternative },
        statistic: None,
        p_value: None,
        estimates: Vec::new(),
        analysed: analysed(courses),
        details: Vec::new(),
        notes: Vec::new(),
        citations: Vec::new(),
    }
}
