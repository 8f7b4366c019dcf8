//! How long: what is left of an effect some time after the course.

use crate::claims::after_course::Span;
use crate::claims::courses::{Courses, answer, at};
use crate::claims::found::{Found, Measured, Part, Stop, in_words, region_of};
use crate::claims::{Claim, Criterion, Direction, Records, Region, Which};
use crate::data::{Decimal, Measure};
use crate::result::{Alternative, Level};

/// What a claim states of what is left.
#[derive(Clone, Copy)]
pub(super) struct Lasts {
    pub(super) value: Option<Measure>,
    pub(super) margin: Option<Measure>,
    pub(super) share: Option<f64>,
}

/// All that is stated must hold, each statement shown at the full level (intersection-union). That not more than the margin is lost is
/// a test of non-inferiority, at alpha on the one side that matters; the share has Fieller's limits.
pub(super) fn find(claim: &Claim, lasts: Lasts, weeks: Option<u32>, records: &dyn Records) -> Result<Found, Stop> {
    let courses = Courses::of(claim, records)?;
    let span = Span::of(claim, weeks, &courses, records)?;
    let level = records.level();
    let parts = lasts.parts(claim, &courses, span, level)?;
    let mut remarks = vec![courses.about()];
    if let Some(people) = records.adherent(&Which::of(claim)) {
        let subset = courses.restricted(&people);
        let found = subset.and_then(|subset| Ok((subset.people(), lasts.parts(claim, &subset, span, level)?)));
        remarks.push(match found {
            Ok((people, parts)) => adherent(people, &parts),
            Err(Stop::Lacks { why, .. }) => format!("Of those who kept to the advice nothing can be said. {why}"),
            Err(fails) => return Err(fails),
        });
    }
    Ok(Found::Parts { parts, remarks })
}

impl Lasts {
    /// Each statement with the intervals that may support and refute it. A share is refused where there was no effect to keep.
    fn parts(self, claim: &Claim, courses: &Courses, span: Span, level: Level) -> Result<Vec<Part>, Stop> {
        let stated = [self.value.is_some(), self.margin.is_some(), self.share.is_some()];
        let refuting = refuting(level, stated.into_iter().filter(|stated| *stated).count());
        let unit = courses.unit();
        let (end, later) = (courses.name(span.end), courses.name(span.later));
        let mut parts = Vec::new();
        if let Some(value) = self.value {
            let region = region_of(&Criterion::AtLeast { value }, claim, unit)?;
            let found = courses.measured([level, refuting], region, |level| courses.effect(span.later, level))?;
            parts.push(Part { what: format!("At {later} the effect is {value} or more"), found: Ok(found) });
        }
        if let Some(margin) = self.margin {
            let not_lost = Criterion::Durable { value: None, margin: Some(margin), share: None, weeks: None };
            let region = region_of(&not_lost, claim, unit)?;
            let levels = [level.two_one_sided(), refuting];
            let found = courses.measured(levels, region, |level| answer(courses.after(span)?.change(&at(level))?))?;
            parts
                .push(Part { what: format!("From {end} to {later} not more than {margin} is lost"), found: Ok(found) });
        }
        if let Some(share) = self.share {
            let edge = Decimal::from_f64(share).ok_or_else(|| Stop::lacks("a share that can be written"))?;
            let direction = claim.direction.unwrap_or(Direction::Decrease);
            let found = match courses.beyond_zero(span.end, direction, refuting)? {
                (_, true) => Ok(courses.measured([level, refuting], Region::share_above(edge), |level| {
                    answer(courses.after(span)?.share(Alternative::TwoSided, &at(level))?)
                })?),
                (effect, false) => Err(Stop::Lacks {
                    what: "an effect at the end of the course of which something could be retained".to_owned(),
                    why: format!(
                        "At {end} no effect is shown beyond zero ({}): a share of it means nothing.",
                        in_words(&effect)
                    ),
                }),
            };
            parts.push(Part { what: format!("At {later} more than {share} of the effect at {end} is there"), found });
        }
        Ok(parts)
    }
}

/// The level of the interval that may refute one of so many statements, so that all together refute a true claim no more often than
/// alpha. Up to two, each by half of alpha on its side, need nothing; of three each has a third, cut to four decimals.
fn refuting(level: Level, statements: usize) -> Level {
    if statements < 3 {
        return level;
    }
    let alpha = level.alpha();
    let both_sides = ((2.0 * alpha / 3.0 * 1e4).floor() / 1e4).max(alpha / 2.0);
    Level::try_new(1.0 - both_sides).unwrap_or(level)
}

/// The same of those who kept to a condition that the claim makes.
fn adherent(people: usize, parts: &[Part]) -> String {
    let found = parts.iter().map(|part| match &part.found {
        Ok(Measured { estimate, .. }) => format!("{}: {}", part.what, in_words(estimate)),
        Err(Stop::Lacks { why, .. }) => format!("{}: {}", part.what, why.trim_end_matches('.')),
        Err(Stop::Fails(cause)) => format!("{}: {cause}", part.what),
    });
    format!(
        "Of the {people} people who kept to the advice, whom chance did not choose. {}.",
        found.collect::<Vec<_>>().join("; ")
    )
}
