//! How many: whether sessions add to the effect.

use crate::claims::courses::Courses;
use crate::claims::found::{Found, Measured, Stop, region_in};
use crate::claims::{Claim, Ingredient, Records};
use crate::result::Quantity;

const SLOPE: Quantity = Quantity { id: "slope_per_session", label: "slope of the effect per session", symbol: "slope" };
const GAIN: Quantity =
    Quantity { id: "gain_of_effect", label: "gain between the two numbers of sessions", symbol: "gain" };
/// Why what more sessions go with is not what they do.
const STOPPING: &str = "It is not recorded that the number of sessions was fixed beforehand. People may stop when they are content, or \
                        when they see nothing: then the number of sessions follows the result, and what more of them go with is not \
                        what they do.";

/// The effect grows with each session.
pub(super) fn trend(claim: &Claim, records: &dyn Records) -> Result<Found, Stop> {
    let courses = Courses::of(claim, records)?;
    let doses = courses.doses();
    let (Some(first), Some(last)) = (doses.first(), doses.last().filter(|_| doses.len() > 1)) else {
        return Err(Stop::lacks("visits after at least two different numbers of sessions"));
    };
    let region = region_in(claim, courses.unit())?;
    let slope = crate::claims::seam::slope(courses.model(), &doses, SLOPE, courses.unit())?;
    let measured = courses.measured(slope, region)?.remark(format!(
        "The slope is that over {} visits, from session {} to session {}; the amount claimed is for each session.",
        doses.len(),
        first.sessions,
        last.sessions
    ));
    of_sessions(measured, &courses, records).found()
}

/// It is larger after more sessions than after fewer.
pub(super) fn gain(claim: &Claim, sessions: [u32; 2], records: &dyn Records) -> Result<Found, Stop> {
    let courses = Courses::of(claim, records)?;
    let [fewer, more] = [courses.after_session(sessions[0])?, courses.after_session(sessions[1])?];
    let region = region_in(claim, courses.unit())?;
    let measured = courses.measured(courses.contrast(GAIN, &[(more, 1.0), (fewer, -1.0)])?, region)?;
    of_sessions(measured, &courses, records).found()
}

/// What holds of anything that is read off the number of sessions.
fn of_sessions(measured: Measured, courses: &Courses, records: &dyn Records) -> Measured {
    let fixed = records.ingredients().missing(&[Ingredient::FixedSessions]).is_empty();
    let descriptive = (!fixed).then_some(STOPPING);
    Measured { descriptive, ..measured }.remark(courses.about())
}
