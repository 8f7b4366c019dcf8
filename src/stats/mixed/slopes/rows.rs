//! Readings of one outcome as rows over sessions or time.

use crate::data::Longitudinal;
use crate::result::{Analysed, ExcludedCount, Note};
use crate::stats::repeated::sessions_of_visits;

/// One row for each reading.
pub(super) struct Rows {
    pub y: Vec<f64>,
    /// Sessions or time.
    pub x: Vec<f64>,
    /// Numbers from 0 of the people with a reading.
    pub person: Vec<usize>,
    /// The place among `arms` of each row.
    pub arm: Vec<usize>,
    /// Places in [`Longitudinal::arms`] of the arms with a reading; none in a single group.
    pub arms: Vec<usize>,
    /// People in each of `arms`; of all in a single group.
    pub n: Vec<usize>,
    pub analysed: Analysed,
    pub notes: Vec<Note>,
}

/// The points at which a line can be read: sessions where they are counted for every visit, else time. The baseline is at 0.
pub(super) struct Axis {
    pub by_session: bool,
    /// The visit (`None` for the baseline) and where it lies.
    pub points: Vec<(Option<usize>, f64)>,
    /// Visits that are left out.
    left_out: Vec<String>,
}

impl Axis {
    pub fn of(data: &Longitudinal) -> Axis {
        let sessions = sessions_of_visits(data);
        let by_session = sessions.is_some();
        let places = sessions.unwrap_or_else(|| data.visits().iter().map(|visit| visit.time).collect());
        let mut points: Vec<(Option<usize>, f64)> = data.baseline_name().map(|_| (None, 0.0)).into_iter().collect();
        let mut left_out = Vec::new();
        for (at, (visit, place)) in data.visits().iter().zip(places).enumerate() {
            match place {
                Some(place) => points.push((Some(at), place)),
                None => left_out.push(visit.name.clone()),
            }
        }
        Axis { by_session, points, left_out }
    }

    /// How many different places there are.
    pub fn places(&self) -> usize {
        let mut places: Vec<f64> = self.points.iter().map(|(_, place)| *place).collect();
        places.sort_by(f64::total_cmp);
        places.dedup();
        places.len()
    }
}

impl Rows {
    pub fn of(data: &Longitudinal, axis: &Axis) -> Rows {
        let value = |person: usize, visit: Option<usize>| match visit {
            None => data.baseline_value(person),
            Some(visit) => data.value(person, visit),
        };
        let has_reading = |person: &usize| axis.points.iter().any(|(visit, _)| value(*person, *visit).is_some());
        let people: Vec<usize> = (0..data.people()).filter(has_reading).collect();
        let in_arm = |arm: usize| people.iter().filter(|&&person| data.arm_of(person) == arm).count();
        let arms: Vec<usize> = (0..data.arms().len()).filter(|&arm| in_arm(arm) > 0).collect();
        let n = if arms.is_empty() { vec![people.len()] } else { arms.iter().map(|&arm| in_arm(arm)).collect() };
        let mut notes = Vec::new();
        if !axis.left_out.is_empty() {
            let why = if axis.by_session { "after the last session" } else { "without a time" };
            notes.push(Note::new("visits-left-out", format!("Left out, {why}: {}.", axis.left_out.join(", "))));
        }
        let empty: Vec<&str> =
            (0..data.arms().len()).filter(|arm| !arms.contains(arm)).map(|arm| data.arms()[arm].as_str()).collect();
        if !empty.is_empty() {
            notes.push(Note::new("arms-left-out", format!("Nobody has a reading in: {}.", empty.join(", "))));
        }
        let without = data.people() - people.len();
        let excluded = (without > 0).then_some(ExcludedCount { reason: "no reading", n: without });
        let mut rows = Rows {
            y: Vec::new(),
            x: Vec::new(),
            person: Vec::new(),
            arm: Vec::new(),
            arms,
            n,
            analysed: Analysed { n: people.len(), excluded: excluded.into_iter().collect() },
            notes,
        };
        for (number, &person) in people.iter().enumerate() {
            let arm = rows.arms.iter().position(|&arm| arm == data.arm_of(person)).unwrap_or(0);
            for &(visit, place) in &axis.points {
                if let Some(value) = value(person, visit) {
                    rows.y.push(value);
                    rows.x.push(place);
                    rows.person.push(number);
                    rows.arm.push(arm);
                }
            }
        }
        rows
    }
}
