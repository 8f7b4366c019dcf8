//! The people who were read at every point in time.

use super::decimal::ticks_to_f64;
use super::{DataError, Longitudinal, PairedSample};

/// The courses of those who have a reading at the baseline, where anybody has one, and at every visit. A point in time at which nobody
/// was read is left out.
#[derive(Clone, Debug, PartialEq)]
pub struct CompleteCourses {
    data: Longitudinal,
    /// The visit of each point; `None` for the baseline.
    points: Vec<Option<usize>>,
    names: Vec<String>,
    unread: Vec<String>,
    left_out: usize,
    /// Person by person, the ticks at every point.
    ticks: Vec<Vec<i128>>,
}

impl CompleteCourses {
    /// The complete courses of some data.
    ///
    /// # Errors
    /// [`DataError::Empty`] when nobody's course is complete.
    pub fn of(data: &Longitudinal) -> Result<CompleteCourses, DataError> {
        let reading = |person: usize, point: Option<usize>| match point {
            None => data.baseline_reading(person),
            Some(visit) => data.reading(person, visit),
        };
        let name = |point: Option<usize>| match point {
            None => data.baseline_name().unwrap_or("baseline").to_owned(),
            Some(visit) => data.visits()[visit].name.clone(),
        };
        let is_read = |point: &Option<usize>| (0..data.people()).any(|person| reading(person, *point).is_some());
        let (points, unread): (Vec<Option<usize>>, Vec<Option<usize>>) =
            std::iter::once(None).chain((0..data.visits().len()).map(Some)).partition(is_read);
        let course = |person: usize| -> Option<Vec<i128>> {
            points.iter().map(|&point| reading(person, point).map(|reading| reading.ticks())).collect()
        };
        let (people, ticks): (Vec<usize>, Vec<Vec<i128>>) =
            (0..data.people()).filter_map(|person| Some((person, course(person)?))).unzip();
        Ok(CompleteCourses {
            data: data.restricted(&people)?,
            names: points.iter().map(|&point| name(point)).collect(),
            unread: unread.into_iter().flatten().map(|visit| name(Some(visit))).collect(),
            left_out: data.people() - people.len(),
            points,
            ticks,
        })
    }

    /// How many people.
    pub fn people(&self) -> usize {
        self.ticks.len()
    }

    /// How many people were left out.
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// The names of the points in time, in their order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The names of visits at which nobody was read.
    pub fn unread(&self) -> &[String] {
        &self.unread
    }

    /// The same people as they were given.
    pub fn data(&self) -> &Longitudinal {
        &self.data
    }

    /// The places of the arms that have anybody, in their order; one for a single group.
    pub fn arms(&self) -> Vec<usize> {
        let mut arms: Vec<usize> = (0..self.people()).map(|person| self.data.arm_of(person)).collect();
        arms.sort_unstable();
        arms.dedup();
        arms
    }

    /// A person's readings in ticks of one grid: for ranks.
    pub fn ticks(&self, person: usize) -> &[i128] {
        &self.ticks[person]
    }

    /// A person's readings less their first, exact on the grid.
    pub fn changes(&self, person: usize) -> Vec<f64> {
        let course = &self.ticks[person];
        course.iter().map(|ticks| ticks_to_f64(ticks - course[0], self.data.decimals())).collect()
    }

    /// A person's first reading less that of the first person, exact on the grid.
    pub fn first_above_the_first(&self, person: usize) -> f64 {
        ticks_to_f64(self.ticks[person][0] - self.ticks[0][0], self.data.decimals())
    }

    /// The pairs of two points, of one arm or of all.
    ///
    /// # Errors
    /// [`DataError::Empty`] for an arm without people.
    pub fn pairs(&self, arm: Option<usize>, from: usize, to: usize) -> Result<PairedSample, DataError> {
        // The baseline is never a second reading, because it is the first point.
        let to = self.points[to].ok_or(DataError::Empty)?;
        self.data.pairs(arm, self.points[from], to)
    }
}
