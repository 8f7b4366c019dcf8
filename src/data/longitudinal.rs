//! Readings of the same people at several visits, some of which were missed.

use super::decimal::ticks_to_f64;
use super::{Covariate, DataError, Decimal, Outcome, PairedSample, ParticipantId};
use std::collections::HashSet;

/// A point in time after the start.
#[derive(Clone, Debug, PartialEq)]
pub struct TimePoint {
    /// The visit's name.
    pub name: String,
    /// When it was, in the unit of [`Longitudinal::time_unit`], counted from the baseline where there is one.
    pub time: Option<f64>,
    /// Sessions that everybody had received by then, where they were counted.
    pub sessions: Option<u32>,
}

/// One person's readings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// Who.
    pub id: ParticipantId,
    /// Index into [`Longitudinal::arms`]; absent where there are none.
    pub arm: Option<usize>,
    /// The reading at baseline.
    pub baseline: Option<Decimal>,
    /// The readings at the visits, in their order.
    pub readings: Vec<Option<Decimal>>,
}

/// What the readings are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readings {
    /// What was measured.
    Plain,
    /// In each person, the treated site less the untreated site.
    SiteDifference,
}

/// One outcome of everybody at every visit after the baseline, on one decimal grid. A missed visit is `None`, never left out.
#[derive(Clone, Debug, PartialEq)]
pub struct Longitudinal {
    outcome: Outcome,
    decimals: u8,
    kind: Readings,
    baseline_name: Option<String>,
    visits: Vec<TimePoint>,
    time_unit: Option<String>,
    arms: Vec<String>,
    has_control: bool,
    ids: Vec<ParticipantId>,
    arm: Vec<Option<usize>>,
    baseline: Vec<Option<i128>>,
    /// Person by person, visit by visit.
    readings: Vec<Option<i128>>,
    covariates: Vec<Covariate>,
}

impl Longitudinal {
    /// Builds it from courses that each hold as many readings as there are visits. The first arm is the control where `has_control`.
    ///
    /// # Errors
    /// [`DataError::Empty`] without people, visits or any reading after the baseline, [`DataError::Length`] when a course has another
    /// number of readings or names an arm that is not there, [`DataError::DuplicateParticipant`], [`DataError::Grid`] when no common grid
    /// fits.
    pub fn try_new(
        outcome: Outcome,
        baseline_name: Option<String>,
        visits: Vec<TimePoint>,
        arms: Vec<String>,
        has_control: bool,
        courses: &[Course],
    ) -> Result<Longitudinal, DataError> {
        let mut seen = HashSet::with_capacity(courses.len());
        for course in courses {
            if course.readings.len() != visits.len() {
                let (found, expected) = (course.readings.len(), visits.len());
                return Err(DataError::Length { what: "visits of a participant", found, expected });
            }
            if course.arm.is_some_and(|arm| arm >= arms.len()) || (course.arm.is_none() && !arms.is_empty()) {
                return Err(DataError::Length { what: "arms", found: arms.len(), expected: courses.len() });
            }
            if !seen.insert(course.id.as_str()) {
                return Err(DataError::DuplicateParticipant(course.id.to_string()));
            }
        }
        let later = || courses.iter().flat_map(|course| course.readings.iter().flatten());
        let all = || later().chain(courses.iter().filter_map(|course| course.baseline.as_ref()));
        if later().next().is_none() {
            return Err(DataError::Empty);
        }
        let decimals = all().map(|value| value.needed_decimals()).max().ok_or(DataError::Empty)?;
        let on_grid = |value: &Option<Decimal>| match value {
            None => Ok(None),
            Some(value) => value.ticks_at(decimals).map(Some).ok_or(DataError::Grid),
        };
        Ok(Longitudinal {
            outcome,
            decimals,
            kind: Readings::Plain,
            baseline_name,
            visits,
            time_unit: None,
            arms,
            has_control,
            ids: courses.iter().map(|course| course.id.clone()).collect(),
            arm: courses.iter().map(|course| course.arm).collect(),
            baseline: courses.iter().map(|course| on_grid(&course.baseline)).collect::<Result<_, _>>()?,
            readings: courses
                .iter()
                .flat_map(|course| &course.readings)
                .map(on_grid)
                .collect::<Result<_, DataError>>()?,
            covariates: Vec::new(),
        })
    }

    /// The same with times counted in a unit: `weeks`.
    pub fn timed_in(self, unit: Option<String>) -> Longitudinal {
        Longitudinal { time_unit: unit, ..self }
    }

    /// The same with facts about the people, each in the order of the people.
    ///
    /// # Errors
    /// [`DataError::Length`] when a fact is known of another number of people.
    pub fn with_covariates(self, covariates: Vec<Covariate>) -> Result<Longitudinal, DataError> {
        for covariate in &covariates {
            let found = covariate.values.len();
            if found != self.people() {
                return Err(DataError::Length { what: "a covariate", found, expected: self.people() });
            }
        }
        Ok(Longitudinal { covariates, ..self })
    }

    /// In each person the treated site less the untreated site, at the visits at which both were read. The people, visits and arms of
    /// the two must be the same, in the same order.
    ///
    /// # Errors
    /// [`DataError::Unit`] when the units differ, [`DataError::Length`] when people or visits do, [`DataError::Grid`], [`DataError::Empty`]
    /// when nobody has both.
    pub fn of_sites(treated: &Longitudinal, untreated: &Longitudinal) -> Result<Longitudinal, DataError> {
        if treated.outcome.unit != untreated.outcome.unit {
            return Err(DataError::Unit { from: treated.outcome.unit, to: untreated.outcome.unit });
        }
        if treated.ids != untreated.ids || treated.visits.len() != untreated.visits.len() {
            let (found, expected) = (untreated.people(), treated.people());
            return Err(DataError::Length { what: "the untreated site", found, expected });
        }
        let decimals = treated.decimals.max(untreated.decimals);
        let ticks = |of: &Longitudinal, ticks: i128| {
            Decimal::new(ticks, of.decimals).and_then(|value| value.ticks_at(decimals)).ok_or(DataError::Grid)
        };
        let difference = |pair: (&Option<i128>, &Option<i128>)| match pair {
            (Some(first), Some(second)) => {
                ticks(treated, *first)?.checked_sub(ticks(untreated, *second)?).map(Some).ok_or(DataError::Grid)
            }
            _ => Ok(None),
        };
        let baseline = treated.baseline.iter().zip(&untreated.baseline).map(difference).collect::<Result<_, _>>()?;
        let readings: Vec<Option<i128>> =
            treated.readings.iter().zip(&untreated.readings).map(difference).collect::<Result<_, _>>()?;
        if readings.iter().all(Option::is_none) {
            return Err(DataError::Empty);
        }
        Ok(Longitudinal { decimals, kind: Readings::SiteDifference, baseline, readings, ..treated.clone() })
    }

    /// Only some of the people, by their places, in that order. An arm may be left without anybody.
    ///
    /// # Errors
    /// [`DataError::Empty`] when no reading is left, [`DataError::Length`] for a place beyond the people.
    pub fn restricted(&self, places: &[usize]) -> Result<Longitudinal, DataError> {
        if let Some(&beyond) = places.iter().find(|&&place| place >= self.people()) {
            return Err(DataError::Length { what: "people", found: beyond, expected: self.people() });
        }
        let visits = self.visits.len();
        let readings: Vec<Option<i128>> =
            places.iter().flat_map(|place| &self.readings[place * visits..(place + 1) * visits]).copied().collect();
        if readings.iter().all(Option::is_none) {
            return Err(DataError::Empty);
        }
        Ok(Longitudinal {
            ids: places.iter().map(|&place| self.ids[place].clone()).collect(),
            arm: places.iter().map(|&place| self.arm[place]).collect(),
            baseline: places.iter().map(|&place| self.baseline[place]).collect(),
            covariates: self.covariates.iter().map(|covariate| covariate.of(places)).collect(),
            readings,
            ..self.clone()
        })
    }

    /// The same people with other readings where `replace` (of person and visit) says so: a value imputed, or `None` for one that is not
    /// to count. `Some(None)` removes a reading; `None` keeps it.
    ///
    /// # Errors
    /// [`DataError::Grid`] when a value does not fit, [`DataError::Empty`] when no reading is left.
    pub fn replaced(
        &self,
        replace: impl Fn(usize, usize) -> Option<Option<Decimal>>,
    ) -> Result<Longitudinal, DataError> {
        let courses: Vec<Course> = (0..self.people())
            .map(|person| Course {
                id: self.ids[person].clone(),
                arm: self.arm[person],
                baseline: self.baseline_reading(person),
                readings: (0..self.visits.len())
                    .map(|visit| replace(person, visit).unwrap_or_else(|| self.reading(person, visit)))
                    .collect(),
            })
            .collect();
        let built = Longitudinal::try_new(
            self.outcome.clone(),
            self.baseline_name.clone(),
            self.visits.clone(),
            self.arms.clone(),
            self.has_control,
            &courses,
        )?;
        let (time_unit, covariates) = (self.time_unit.clone(), self.covariates.clone());
        Ok(Longitudinal { kind: self.kind, time_unit, covariates, ..built })
    }

    /// What was measured.
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// Whether the readings are plain or differences of two sites.
    pub fn kind(&self) -> Readings {
        self.kind
    }

    /// Decimals of the readings.
    pub fn decimals(&self) -> u8 {
        self.decimals
    }

    /// How many people.
    pub fn people(&self) -> usize {
        self.ids.len()
    }

    /// Who, in the order of all else.
    pub fn ids(&self) -> &[ParticipantId] {
        &self.ids
    }

    /// The name of the baseline visit; absent where nothing was read before the start.
    pub fn baseline_name(&self) -> Option<&str> {
        self.baseline_name.as_deref()
    }

    /// The visits after the baseline, in time order.
    pub fn visits(&self) -> &[TimePoint] {
        &self.visits
    }

    /// The place of a visit by its name.
    pub fn visit(&self, name: &str) -> Option<usize> {
        self.visits.iter().position(|visit| visit.name == name.trim())
    }

    /// What times are counted in.
    pub fn time_unit(&self) -> Option<&str> {
        self.time_unit.as_deref()
    }

    /// The names of the arms, the control first where there is one; empty for a single group.
    pub fn arms(&self) -> &[String] {
        &self.arms
    }

    /// Whether the first arm is the control.
    pub fn has_control(&self) -> bool {
        self.has_control
    }

    /// The arm of a person; 0 in a single group.
    pub fn arm_of(&self, person: usize) -> usize {
        self.arm[person].unwrap_or(0)
    }

    /// Facts about the people.
    pub fn covariates(&self) -> &[Covariate] {
        &self.covariates
    }

    /// The reading at baseline as it was read.
    pub fn baseline_reading(&self, person: usize) -> Option<Decimal> {
        self.baseline[person].and_then(|ticks| Decimal::new(ticks, self.decimals))
    }

    /// A reading as it was read.
    pub fn reading(&self, person: usize, visit: usize) -> Option<Decimal> {
        self.ticks(person, visit).and_then(|ticks| Decimal::new(ticks, self.decimals))
    }

    /// The reading at baseline.
    pub fn baseline_value(&self, person: usize) -> Option<f64> {
        self.baseline[person].map(|ticks| ticks_to_f64(ticks, self.decimals))
    }

    /// A reading.
    pub fn value(&self, person: usize, visit: usize) -> Option<f64> {
        self.ticks(person, visit).map(|ticks| ticks_to_f64(ticks, self.decimals))
    }

    /// A reading less the baseline, exact on the grid.
    pub fn change(&self, person: usize, visit: usize) -> Option<f64> {
        let change = self.ticks(person, visit)?.checked_sub(self.baseline[person]?)?;
        Some(ticks_to_f64(change, self.decimals))
    }

    /// Whether a visit was missed.
    pub fn is_missing(&self, person: usize, visit: usize) -> bool {
        self.ticks(person, visit).is_none()
    }

    /// The last visit with a reading.
    pub fn last_visit(&self, person: usize) -> Option<usize> {
        (0..self.visits.len()).rev().find(|&visit| !self.is_missing(person, visit))
    }

    /// The pairs of two points in time, of one arm or of all: `from` is a visit, or the baseline where it is `None`.
    ///
    /// # Errors
    /// [`DataError::Empty`] when nobody has both.
    pub fn pairs(&self, arm: Option<usize>, from: Option<usize>, to: usize) -> Result<PairedSample, DataError> {
        let first = |person: usize| match from {
            Some(visit) => self.reading(person, visit),
            None => self.baseline_reading(person),
        };
        let people = (0..self.people()).filter(|&person| arm.is_none_or(|arm| self.arm[person] == Some(arm)));
        let (mut ids, mut before, mut after) = (Vec::new(), Vec::new(), Vec::new());
        for person in people {
            if let (Some(first), Some(second)) = (first(person), self.reading(person, to)) {
                ids.push(self.ids[person].clone());
                before.push(first);
                after.push(second);
            }
        }
        let group = arm.and_then(|arm| self.arms.get(arm).cloned());
        PairedSample::try_new(self.outcome.clone(), group, ids, &before, &after, Vec::new())
    }

    fn ticks(&self, person: usize, visit: usize) -> Option<i128> {
        self.readings[person * self.visits.len() + visit]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{OutcomeKind, Unit};

    fn decimal(text: &str) -> Option<Decimal> {
        Decimal::parse(text, '.').ok()
    }

    fn thigh(courses: &[(&str, &str, [&str; 2])]) -> Longitudinal {
        let outcome =
            Outcome { name: "thigh".to_owned(), label: "Thigh".to_owned(), kind: OutcomeKind::Girth, unit: Unit::Cm };
        let visits = ["week 4", "week 8"].map(|name| TimePoint { name: name.to_owned(), time: None, sessions: None });
        let courses: Vec<Course> = courses
            .iter()
            .map(|(id, baseline, readings)| Course {
                id: ParticipantId::new(*id),
                arm: None,
                baseline: decimal(baseline),
                readings: readings.iter().map(|reading| decimal(reading)).collect(),
            })
            .collect();
        Longitudinal::try_new(outcome, Some("baseline".to_owned()), visits.to_vec(), Vec::new(), false, &courses)
            .expect("courses")
    }

    #[test]
    fn changes_are_exact_and_missed_visits_stay() {
        let data = thigh(&[("a", "60.3", ["58.9", ""]), ("b", "71.5", ["", "70.1"])]);
        assert_eq!(data.change(0, 0), Some(-1.4));
        assert_eq!(data.change(1, 1), Some(-1.4));
        assert_eq!((data.change(0, 1), data.last_visit(0), data.last_visit(1)), (None, Some(0), Some(1)));
        assert_eq!(data.pairs(None, None, 1).map(|pairs| pairs.n()), Ok(1));
        assert_eq!(data.pairs(None, Some(0), 1), Err(DataError::Empty));
    }

    #[test]
    fn sites_are_held_against_each_other_where_both_were_read() {
        let treated = thigh(&[("a", "60.3", ["58.9", "59"]), ("b", "71.5", ["71", "70.1"])]);
        let untreated = thigh(&[("a", "60.1", ["60.15", ""]), ("b", "71.5", ["71", "70.1"])]);
        let difference = Longitudinal::of_sites(&treated, &untreated).expect("sites");
        assert_eq!(difference.change(0, 0), Some(-1.45));
        assert_eq!((difference.change(0, 1), difference.change(1, 1)), (None, Some(0.0)));
        assert_eq!(difference.kind(), Readings::SiteDifference);
        let removed = treated.replaced(|person, visit| (person == 0 && visit == 1).then_some(None)).expect("readings");
        assert_eq!((removed.value(0, 1), removed.value(0, 0)), (None, Some(58.9)));
        assert_eq!(treated.restricted(&[1]).map(|one| one.people()), Ok(1));
    }
}
