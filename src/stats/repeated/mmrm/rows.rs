//! The readings that enter.

use super::Structure;
use super::design::{Moment, Response};
use crate::data::{Decimal, Longitudinal, Sample};
use crate::stats::StatsError;
use crate::stats::linear::columns::Shifted;

/// The readings that enter, person by person in the order of time.
pub(super) struct Rows {
    pub y: Vec<f64>,
    /// Numbered as they are analysed.
    pub person: Vec<usize>,
    /// Places among the moments of the model.
    pub moment: Vec<usize>,
    /// How many each person has.
    pub of_person: Vec<usize>,
    /// What was taken off all of them, in decimals, so that readings far from zero keep their digits.
    pub origin: f64,
}

impl Rows {
    pub fn of(
        data: &Longitudinal,
        response: Response,
        people: &[usize],
        moments: &[Moment],
    ) -> Result<Rows, StatsError> {
        let mut rows =
            Rows { y: Vec::new(), person: Vec::new(), moment: Vec::new(), of_person: Vec::new(), origin: 0.0 };
        let mut readings: Vec<Decimal> = Vec::new();
        for (at, &person) in people.iter().enumerate() {
            let before = rows.person.len();
            for (moment, &of) in moments.iter().enumerate() {
                match of {
                    Moment::Visit(visit) if response == Response::Change => {
                        let Some(change) = data.change(person, visit) else { continue };
                        rows.y.push(change);
                    }
                    _ => {
                        let reading = match of {
                            Moment::Baseline => data.baseline_reading(person),
                            Moment::Visit(visit) => data.reading(person, visit),
                        };
                        let Some(reading) = reading else { continue };
                        readings.push(reading);
                    }
                }
                rows.person.push(at);
                rows.moment.push(moment);
            }
            rows.of_person.push(rows.person.len() - before);
        }
        if response != Response::Change {
            let shifted = Shifted::of(&[&Sample::try_new(&readings, data.outcome().unit)?])?;
            (rows.y, rows.origin) = (shifted.values, shifted.origin);
        }
        Ok(rows)
    }
}

/// When the visits were; the baseline is the beginning of time.
pub(super) fn times_of(
    procedure: &'static str,
    data: &Longitudinal,
    moments: &[Moment],
    structure: Structure,
) -> Result<Option<Vec<f64>>, StatsError> {
    let time = |moment: &Moment| match *moment {
        Moment::Baseline => Some(0.0),
        Moment::Visit(visit) => data.visits()[visit].time,
    };
    let times: Option<Vec<f64>> = moments.iter().map(time).collect();
    match (structure, times) {
        (Structure::SpatialExponential, None) => {
            Err(StatsError::Missing { procedure, what: "the time of every visit for a covariance over time" })
        }
        (_, times) => Ok(times),
    }
}
