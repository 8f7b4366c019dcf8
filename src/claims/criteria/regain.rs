//! What comes back after the course.

use crate::claims::after_course::{SINCE, Span};
use crate::claims::courses::Courses;
use crate::claims::found::{Found, Stop, in_words, region_in};
use crate::claims::{Claim, Direction, Records};

/// From the end of the course on the outcome goes back by at least the value.
pub(super) fn find(claim: &Claim, weeks: Option<u32>, records: &dyn Records) -> Result<Found, Stop> {
    let courses = Courses::of(claim, records)?;
    let span = Span::of(claim, weeks, &courses, records)?;
    let region = region_in(claim, courses.unit())?;
    let since = courses.contrast(SINCE, &[(span.later, 1.0), (span.end, -1.0)])?;
    let measured = courses.measured(since, region)?;
    let against = claim.direction.unwrap_or(Direction::Increase).reversed();
    let (effect, shown) = courses.beyond_zero(span.end, against, records.level())?;
    let (end, words) = (courses.name(span.end), in_words(&effect));
    let measured = measured.remark(if shown {
        format!("At {end} the effect was {words}.")
    } else {
        format!("At {end} no effect was shown that could come back ({words}): what followed is a change, but not of a result.")
    });
    measured.remark(courses.about()).found()
}
