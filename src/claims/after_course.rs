//! From the end of a course to some time after it.

use super::courses::Courses;
use super::found::Stop;
use super::{Claim, Records};

/// The name in `records` of a design in which treatment was given again after the course.
const BOOSTERS: &str = "boosters";

/// The visit at the end of the course and the one up to which a claim looks.
#[derive(Clone, Copy)]
pub(super) struct Span {
    pub(super) end: usize,
    pub(super) later: usize,
}

impl Span {
    /// The end is the claim's `from`, or the first visit after the last session; the later visit is the claim's `to`, or the first so
    /// many weeks after the course, or the last.
    pub(super) fn of(
        claim: &Claim,
        weeks: Option<u32>,
        courses: &Courses,
        records: &dyn Records,
    ) -> Result<Span, Stop> {
        if records.design().records.iter().any(|record| record == BOOSTERS) {
            return Err(Stop::Lacks {
                what: "a follow-up without booster sessions".to_owned(),
                why: "Sessions were given again after the course: how long one course lasts cannot be seen, nor what would have come \
                      back without them."
                    .to_owned(),
            });
        }
        let end = match &claim.from {
            Some(name) => courses.named(name)?,
            None => courses.doses().last().map(|dose| dose.visit).ok_or_else(|| {
                Stop::lacks("a visit known as the end of the course: numbers of sessions, or the claim's `from`")
            })?,
        };
        let later = match (&claim.to, weeks) {
            (Some(name), _) => Some(courses.named(name)?).filter(|&later| later > end),
            (None, Some(weeks)) => courses.weeks_after(end, weeks)?,
            (None, None) => courses.attended().rfind(|&visit| visit > end),
        };
        let later = later.ok_or_else(|| {
            let weeks = weeks.map_or(String::new(), |weeks| format!("{weeks} weeks or more "));
            Stop::lacks(format!("a reading {weeks}after the end of the course ({})", courses.name(end)))
        })?;
        Ok(Span { end, later })
    }
}
