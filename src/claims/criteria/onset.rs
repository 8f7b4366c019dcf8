//! From when: the first session with an effect that counts.

use crate::claims::courses::{Courses, Dose};
use crate::claims::found::{Found, Part, Stop, region_of};
use crate::claims::verdict::inside;
use crate::claims::{Claim, Criterion, ReadingError, Records, Region};
use crate::data::{Decimal, Measure, Unit};
use crate::result::Level;

/// The claim is judged by the one session that it names, so that no other test costs it anything. Beside it stands the earliest session
/// that the data show by a fixed sequence: from the last session back to the first, each at the full level, until one fails. A true
/// null hypothesis is then rejected only if the first of them that is tested is, so that the chance to name a session too early is that
/// of one test (Maurer, Hothorn & Lehmacher 1995; Westfall & Krishen 2001, J Stat Plan Inference 99:25-40), however many are looked at.
pub(super) fn find(
    claim: &Claim,
    value: Option<Measure>,
    session: Option<u32>,
    not_at: Option<u32>,
    records: &dyn Records,
) -> Result<Found, Stop> {
    let courses = Courses::of(claim, records)?;
    let (unit, level) = (courses.unit(), records.level());
    let mut remarks = vec![courses.about()];
    let value = match value {
        Some(value) => value,
        None => {
            let (least, words) = least_noticeable(claim, unit, records)?;
            remarks.push(words);
            least
        }
    };
    let passing = region_of(&Criterion::AtLeast { value }, claim, unit)?;
    let visit = match (session, &claim.to) {
        (Some(session), _) => courses.after_session(session)?,
        (None, Some(name)) => courses.named(name)?,
        (None, None) => return Err(Stop::lacks("a session or a visit that the claim names")),
    };
    remarks.extend(first_to_pass(&courses, &passing, level)?);
    let here = courses.measured([level; 2], passing, |level| courses.effect(visit, level))?;
    let mut parts =
        vec![Part { what: format!("The effect at {} passes {value}", courses.name(visit)), found: Ok(here) }];
    if let Some(earlier) = not_at {
        let earlier = courses.after_session(earlier)?;
        let not_yet = region_of(&Criterion::AtMost { value }, claim, unit)?;
        let there = courses.measured([level; 2], not_yet, |level| courses.effect(earlier, level))?;
        let what = format!("The effect at {} does not pass it yet", courses.name(earlier));
        parts.push(Part { what, found: Ok(there) });
    }
    Ok(Found::Parts { parts, remarks })
}

/// The smallest change of one person that two readings can tell from errors of reading (MDC95), rounded up, and how it came about.
fn least_noticeable(claim: &Claim, unit: Unit, records: &dyn Records) -> Result<(Measure, String), Stop> {
    let error = ReadingError::of(claim, records)
        .ok_or_else(|| Stop::lacks("the error of one reading, of which the smallest noticeable change is made"))?;
    let change = (error.in_unit(unit)?.detectable_change(Level::DEFAULT)? * 1e3).ceil() / 1e3;
    let amount = Decimal::from_f64(change).ok_or_else(|| Stop::lacks("an amount that a tape could measure"))?;
    let value = Measure { amount, unit };
    let words = format!(
        "The claim gives no amount. Noticeable is here what two readings of one person can tell: 1.96 times the square root of 2 times \
         the SD of a reading ({}), {value}.",
        error.words()
    );
    Ok((value, words))
}

/// The earliest session that the fixed sequence shows, with the sequence; nothing where sessions are not numbered.
fn first_to_pass(courses: &Courses, passing: &Region, level: Level) -> Result<Option<String>, Stop> {
    let doses = courses.doses();
    let mut shown: Vec<Dose> = Vec::new();
    let mut failed = None;
    for &dose in doses.iter().rev() {
        let effect = courses.effect(dose.visit, level)?;
        if effect.interval.is_some_and(|interval| inside(&interval, passing)) {
            shown.push(dose);
        } else {
            failed = Some(dose);
            break;
        }
    }
    let number = |dose: &Dose| dose.sessions.to_string();
    let order = doses.iter().rev().map(number).collect::<Vec<_>>().join(", ");
    let end = match (shown.last(), failed) {
        (None, None) => return Ok(None),
        (None, Some(last)) => format!("already session {} does not pass, so none is shown", last.sessions),
        (Some(first), None) => format!("all pass, so the effect is there from session {} on", first.sessions),
        (Some(first), Some(failed)) => {
            format!(
                "session {} is the first that does not pass, so the effect is shown from session {} on",
                failed.sessions, first.sessions
            )
        }
    };
    Ok(Some(format!(
        "Looked at in fixed order from the last session back to the first ({order}), each at the full level until one does not pass: {end}."
    )))
}
