//! What happens in time: the courses of a claim's people over all visits, and the model by which they are judged.

use super::after_course::Span;
use super::found::{Measured, Stop};
use super::{Basis, Claim, Direction, Records, Region, Which, Wording};
use crate::data::{Longitudinal, ParticipantId, Readings, Unit};
use crate::result::{Alternative, Estimate, Level, Quantity, TestResult};
use crate::stats::repeated::mmrm::{MmrmModel, MmrmOptions};
use crate::stats::repeated::{DoseEffects, Retention, VisitEffects};
use crate::stats::{StatsError, TestOptions};

const CHANGE: Quantity =
    Quantity { id: "mean_change_at_visit", label: "mean change up to that visit", symbol: "mean change" };
const DIFFERENCE: Quantity = Quantity {
    id: "difference_of_mean_changes_at_visit",
    label: "difference of the mean changes up to that visit",
    symbol: "difference of mean changes",
};
const PROCEDURE: &str = "the model of all visits";
const COUNTED: &str = "people, who miss visits as these do,";

/// The courses with the model fitted to them. The effect at a visit is the change from the baseline; between two arms, or two sites of
/// the same people, the difference treated - control of the changes.
pub(super) struct Courses {
    data: Longitudinal,
    model: MmrmModel,
    options: MmrmOptions,
    basis: Basis,
    level: Level,
}

/// A visit at which people had received so many sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dose {
    pub(super) visit: usize,
    pub(super) sessions: u32,
}

impl Courses {
    /// A claim about a cause, or one that names its control, is held against the control where the study has one.
    pub(super) fn of(claim: &Claim, records: &dyn Records) -> Result<Courses, Stop> {
        let which = Which::of(claim);
        let held_against = claim.wording == Wording::Causal || claim.control.is_some();
        let against = if held_against { records.courses(&which, true) } else { None };
        let readings = || format!("readings of {} at several visits", which.words());
        let data = match (against, &claim.control) {
            (Some(data), _) => data,
            (None, Some(control)) => {
                return Err(Stop::lacks(format!("{}, with `{control}` to hold them against", readings())));
            }
            (None, None) => records.courses(&which, false).ok_or_else(|| Stop::lacks(readings()))?,
        };
        Courses::fitted(data, records.level(), &records.model_of_visits())
    }

    fn fitted(data: Longitudinal, level: Level, options: &MmrmOptions) -> Result<Courses, Stop> {
        if (0..data.people()).all(|person| data.baseline_value(person).is_none()) {
            return Err(Stop::lacks("readings before the first session"));
        }
        let options = MmrmOptions { test: at(level), ..options.clone() };
        let model = MmrmModel::fit(&data, &options)?;
        let basis = match (data.kind(), data.arms().is_empty()) {
            (Readings::SiteDifference, _) => Basis::Sites,
            (Readings::Plain, true) => Basis::Change,
            (Readings::Plain, false) => Basis::Arms,
        };
        Ok(Courses { data, model, options, basis, level })
    }

    /// The same of some of the people.
    pub(super) fn restricted(&self, to: &[ParticipantId]) -> Result<Courses, Stop> {
        let places: Vec<usize> = (0..self.data.people()).filter(|&at| to.contains(&self.data.ids()[at])).collect();
        Courses::fitted(self.data.restricted(&places)?, self.level, &self.options)
    }

    pub(super) fn unit(&self) -> Unit {
        self.model.unit()
    }

    /// People in the model.
    pub(super) fn people(&self) -> usize {
        self.model.analysed().n
    }

    /// A visit as named in a sentence.
    pub(super) fn name(&self, visit: usize) -> String {
        format!("`{}`", self.data.visits()[visit].name)
    }

    /// The unit in which the visits' times are counted, one of it: `week`.
    pub(super) fn time_unit(&self) -> Option<&str> {
        self.data.time_unit().map(|unit| unit.trim_end_matches('s'))
    }

    /// When the visits were.
    pub(super) fn times(&self) -> Vec<Option<f64>> {
        self.data.visits().iter().map(|visit| visit.time).collect()
    }

    /// The visits at which anybody was read.
    pub(super) fn attended(&self) -> impl DoubleEndedIterator<Item = usize> {
        let anybody = |&visit: &usize| (0..self.data.people()).any(|person| !self.data.is_missing(person, visit));
        (0..self.data.visits().len()).filter(anybody)
    }

    /// The visits of the course: the first at each number of sessions. What is read after the last session, without another one in
    /// between, tells of how long the effect lasts and not of what sessions add.
    pub(super) fn doses(&self) -> Vec<Dose> {
        let mut doses: Vec<Dose> = Vec::new();
        for visit in self.attended() {
            let before = doses.last().map_or(0, |last| last.sessions);
            if let Some(sessions) = self.data.visits()[visit].sessions.filter(|&sessions| sessions > before) {
                doses.push(Dose { visit, sessions });
            }
        }
        doses
    }

    /// The visit after so many sessions.
    pub(super) fn after_session(&self, sessions: u32) -> Result<usize, Stop> {
        let dose = self.doses().into_iter().find(|dose| dose.sessions == sessions);
        dose.map(|dose| dose.visit).ok_or_else(|| Stop::lacks(format!("a visit after session {sessions}")))
    }

    /// A visit by its name.
    pub(super) fn named(&self, name: &str) -> Result<usize, Stop> {
        let visit = self.data.visit(name).filter(|&named| self.attended().any(|visit| visit == named));
        visit.ok_or_else(|| Stop::lacks(format!("readings at the visit `{}`", name.trim())))
    }

    /// The first visit at least so many weeks after another, half a week being no matter.
    pub(super) fn weeks_after(&self, visit: usize, weeks: u32) -> Result<Option<usize>, Stop> {
        let days = match self.time_unit() {
            Some("day") => 1.0,
            Some("week") => 7.0,
            Some("month") => 365.25 / 12.0,
            Some("year") => 365.25,
            _ => return Err(Stop::lacks("times of the visits in days, weeks, months or years")),
        };
        let week = |visit: usize| self.data.visits()[visit].time.map(|time| time * days / 7.0);
        let start = week(visit).ok_or_else(|| Stop::lacks("the time of the visit that ends the course"))?;
        let late = |&later: &usize| week(later).is_some_and(|week| week - start >= f64::from(weeks) - 0.5);
        Ok(self.attended().find(late))
    }

    /// The effects by the number of sessions.
    pub(super) fn by_dose(&self) -> DoseEffects<'_> {
        let mut sessions = vec![None; self.data.visits().len()];
        self.doses().iter().for_each(|dose| sessions[dose.visit] = Some(f64::from(dose.sessions)));
        DoseEffects::new(&self.model, &sessions)
    }

    /// The effects after the course.
    pub(super) fn after(&self, span: Span) -> Result<Retention<'_>, StatsError> {
        Retention::try_new(&self.model, span.end, span.later)
    }

    /// The effect at a visit.
    pub(super) fn effect(&self, visit: usize, level: Level) -> Result<Estimate, StatsError> {
        let mut weights = vec![0.0; self.data.visits().len()];
        weights[visit] = 1.0;
        let quantity = if self.basis == Basis::Change { CHANGE } else { DIFFERENCE };
        let found = self.model.estimate(&weights)?;
        let interval = found.interval(PROCEDURE, Alternative::TwoSided, level)?;
        Ok(Estimate::new(quantity, found.estimate, self.unit(), Some(found.standard_error), interval))
    }

    /// The effect at a visit, and whether its interval shows it to lie beyond zero in a direction.
    pub(super) fn beyond_zero(
        &self,
        visit: usize,
        direction: Direction,
        level: Level,
    ) -> Result<(Estimate, bool), StatsError> {
        let effect = self.effect(visit, level)?;
        let shown = effect.interval.as_ref().is_some_and(|interval| match direction {
            Direction::Decrease => interval.upper < 0.0,
            Direction::Increase => interval.lower > 0.0,
        });
        Ok((effect, shown))
    }

    /// An estimate on the axis of a half-line, with the levels of the intervals that may support and refute.
    pub(super) fn measured(
        &self,
        [supporting, refuting]: [Level; 2],
        region: Region,
        estimate: impl Fn(Level) -> Result<Estimate, StatsError>,
    ) -> Result<Measured, StatsError> {
        let mut measured = Measured::of(self.basis, region, self.people(), refuting, &estimate)?;
        if supporting != refuting {
            measured.inner = estimate(supporting)?.interval;
        }
        Ok(measured.settled_by(COUNTED))
    }

    /// How it was judged, to be said once.
    pub(super) fn about(&self) -> String {
        format!(
            "By the mixed model for repeated measures of all visits ({} people), which takes what was missed as missing at random.",
            self.people()
        )
    }
}

/// The options of a two-sided interval at a level.
pub(super) fn at(level: Level) -> TestOptions {
    TestOptions { level, ..TestOptions::default() }
}

/// The answer of a test.
pub(super) fn answer(result: TestResult) -> Result<Estimate, StatsError> {
    let first = result.estimates.into_iter().next();
    first.ok_or_else(|| StatsError::numerical(PROCEDURE, "the test gave no estimate"))
}
