//! What comes back after the course.

use crate::claims::after_course::Span;
use crate::claims::courses::{Courses, answer, at};
use crate::claims::found::{Found, Stop, in_words, region_in};
use crate::claims::{Claim, Direction, Records};

/// From the end of the course on the outcome goes back by at least the value.
pub(super) fn find(claim: &Claim, weeks: Option<u32>, records: &dyn Records) -> Result<Found, Stop> {
    let courses = Courses::of(claim, records)?;
    let span = Span::of(claim, weeks, &courses, records)?;
    let (level, region) = (records.level(), region_in(claim, courses.unit())?);
    let since = courses.measured([level; 2], region, |level| answer(courses.after(span)?.change(&at(level))?))?;
    let against = claim.direction.unwrap_or(Direction::Increase).reversed();
    let (effect, shown) = courses.beyond_zero(span.end, against, level)?;
    let (end, words) = (courses.name(span.end), in_words(&effect));
    let mut measured = since.remark(if shown {
        format!("At {end} the effect was {words}.")
    } else {
        format!(
            "At {end} no effect was shown that could come back ({words}): what followed is a change, but not of a result."
        )
    });
    let times = courses.times();
    if let (Some(unit), Some(_), Some(_)) = (courses.time_unit(), times[span.end], times[span.later]) {
        let slope = answer(courses.after(span)?.regain(&times, &at(level))?)?;
        measured = measured.remark(format!("With each {unit} after the course it changes by {}.", in_words(&slope)));
    }
    measured.remark(courses.about()).found()
}
