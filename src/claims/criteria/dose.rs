//! How many: whether sessions add to the effect.

use crate::claims::courses::{Courses, answer, at};
use crate::claims::found::{Found, Measured, Stop, in_words, region_in};
use crate::claims::{Claim, Direction, Ingredient, Records};
use crate::result::Estimate;

/// Why what goes with more sessions is not what they do.
const STOPPING: &str = "It is not recorded that the number of sessions was fixed beforehand. People may stop when they are content, or \
                        when they see nothing: then the number of sessions follows the result, and what goes with more of them is not \
                        what they do.";

/// The effect grows with each session: the slope by generalised least squares, with the ordered contrast and the curvature beside it.
pub(super) fn trend(claim: &Claim, records: &dyn Records) -> Result<Found, Stop> {
    let courses = Courses::of(claim, records)?;
    let doses = courses.doses();
    let (Some(first), Some(last)) = (doses.first(), doses.last().filter(|_| doses.len() > 1)) else {
        return Err(Stop::lacks("visits after at least two different numbers of sessions"));
    };
    let (level, region) = (records.level(), region_in(claim, courses.unit())?);
    let effects = courses.by_dose();
    let measured = courses.measured([level; 2], region, |level| answer(effects.slope(&at(level))?))?;
    let ordered = answer(effects.ordered_contrast(&at(level))?)?;
    let mut measured = measured.remark(format!(
        "The slope is that over {} visits, from session {} to session {}, weighted by their precision; with equal weights (ordered \
         contrast) it is {}.",
        doses.len(),
        first.sessions,
        last.sessions,
        in_words(&ordered)
    ));
    if doses.len() > 2 {
        measured = measured.remark(plateau(&answer(effects.curvature(&at(level))?)?, claim.direction));
    }
    of_sessions(measured, &courses, records).found()
}

/// It is larger after more sessions than after fewer.
pub(super) fn gain(claim: &Claim, [fewer, more]: [u32; 2], records: &dyn Records) -> Result<Found, Stop> {
    let courses = Courses::of(claim, records)?;
    courses.after_session(fewer)?;
    courses.after_session(more)?;
    let (level, region) = (records.level(), region_in(claim, courses.unit())?);
    let effects = courses.by_dose();
    let measured = courses.measured([level; 2], region, |level| answer(effects.gain(fewer, more, &at(level))?))?;
    of_sessions(measured, &courses, records).found()
}

/// Whether the sessions add less and less: a curvature against the direction of the claim.
fn plateau(curvature: &Estimate, direction: Option<Direction>) -> String {
    let bends = curvature.interval.as_ref().is_some_and(|interval| match direction {
        Some(Direction::Increase) => interval.upper < 0.0,
        _ => interval.lower > 0.0,
    });
    let of = in_words(curvature);
    if bends {
        format!("Later sessions add less than earlier ones: it levels off (quadratic coefficient {of}).")
    } else {
        format!("That it levels off is not shown, which does not show a straight line (quadratic coefficient {of}).")
    }
}

/// What holds of anything that is read off the number of sessions.
fn of_sessions(measured: Measured, courses: &Courses, records: &dyn Records) -> Measured {
    let fixed = records.ingredients().missing(&[Ingredient::FixedSessions]).is_empty();
    let descriptive = (!fixed).then_some(STOPPING);
    Measured { descriptive, ..measured }.remark(courses.about())
}
