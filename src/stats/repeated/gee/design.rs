//! What the equations are set up for.

use crate::data::{DataError, Decimal, Longitudinal, Sample};
use crate::num::{Orthonormal, compensated_sum};
use crate::result::{Analysed, ExcludedCount};
use std::ops::Range;

/// Changes from the baseline, or readings where nobody has one, with a mean for each arm at each visit, and slopes on the baseline.
pub(super) struct Design {
    /// Changes, or readings less [`Design::origin`], the rows of one person together.
    pub(super) y: Vec<f64>,
    /// The rows of each person.
    pub(super) people: Vec<Range<usize>>,
    pub(super) columns: Vec<Vec<f64>>,
    /// The means, arm by arm and visit by visit, each with the people behind it.
    pub(super) cells: Vec<Cell>,
    /// The visits that have a slope on the baseline; their columns follow those of the means.
    pub(super) slopes: Vec<usize>,
    /// Visits whose slope the data do not tell apart from the means.
    pub(super) without_slope: Vec<usize>,
    /// Whether the rows are changes.
    pub(super) of_changes: bool,
    /// What was taken off readings; 0 for changes.
    pub(super) origin: f64,
    pub(super) analysed: Analysed,
}

/// The mean of one arm at one visit.
pub(super) struct Cell {
    pub(super) arm: usize,
    pub(super) visit: usize,
    pub(super) n: usize,
}

/// One row: whose reading, where.
struct Row {
    person: usize,
    visit: usize,
    y: f64,
}

impl Design {
    pub(super) fn of(data: &Longitudinal, baseline_slope: bool) -> Result<Design, DataError> {
        let of_changes = (0..data.people()).any(|person| data.baseline_reading(person).is_some());
        let visits = data.visits().len();
        let places = || (0..data.people()).flat_map(|person| (0..visits).map(move |visit| (person, visit)));
        let (rows, origin) = if of_changes {
            let row = |(person, visit)| Some(Row { person, visit, y: data.change(person, visit)? });
            (places().filter_map(row).collect::<Vec<Row>>(), 0.0)
        } else {
            let read: Vec<((usize, usize), Decimal)> =
                places().filter_map(|(person, visit)| Some(((person, visit), data.reading(person, visit)?))).collect();
            let readings: Vec<Decimal> = read.iter().map(|(_, reading)| *reading).collect();
            let origin = *readings.first().ok_or(DataError::Empty)?;
            let above = Sample::try_new(&readings, data.outcome().unit)?.minus(origin)?.values();
            let row = |(((person, visit), _), y): (&((usize, usize), Decimal), f64)| Row {
                person: *person,
                visit: *visit,
                y,
            };
            (read.iter().zip(above).map(row).collect(), origin.to_f64())
        };
        let mut cells = Vec::new();
        for arm in 0..data.arms().len().max(1) {
            for visit in 0..visits {
                let n = rows.iter().filter(|row| row.visit == visit && data.arm_of(row.person) == arm).count();
                cells.extend((n > 0).then_some(Cell { arm, visit, n }));
            }
        }
        let indicator = |cell: &Cell| {
            let is_in = |row: &Row| row.visit == cell.visit && data.arm_of(row.person) == cell.arm;
            rows.iter().map(|row| if is_in(row) { 1.0 } else { 0.0 }).collect::<Vec<f64>>()
        };
        let people: Vec<Range<usize>> = rows
            .chunk_by(|left, right| left.person == right.person)
            .scan(0, |first, rows| {
                *first += rows.len();
                Some(*first - rows.len()..*first)
            })
            .collect();
        let mut design = Design {
            columns: cells.iter().map(indicator).collect(),
            y: rows.iter().map(|row| row.y).collect(),
            cells,
            slopes: Vec::new(),
            without_slope: Vec::new(),
            of_changes,
            origin,
            analysed: analysed(data, people.len(), of_changes),
            people,
        };
        if of_changes && baseline_slope && design.arms().len() > 1 {
            design.add_slopes(data, &rows, visits)?;
        }
        Ok(design)
    }

    /// The baseline less its mean over the people analysed, at one visit after the other. (The means of arms are then those of people with
    /// that baseline.)
    fn add_slopes(&mut self, data: &Longitudinal, rows: &[Row], visits: usize) -> Result<(), DataError> {
        let people: Vec<usize> = self.people.iter().map(|range| rows[range.start].person).collect();
        let baselines: Vec<Decimal> = people.iter().filter_map(|&person| data.baseline_reading(person)).collect();
        let Some(&origin) = baselines.first() else { return Ok(()) };
        let above = Sample::try_new(&baselines, data.outcome().unit)?.minus(origin)?.values();
        let mean = compensated_sum(above.iter().copied()) / above.len() as f64;
        for visit in 0..visits {
            let mut column = vec![0.0; rows.len()];
            for (range, above) in self.people.iter().zip(&above) {
                for at in range.clone().filter(|&at| rows[at].visit == visit) {
                    column[at] = above - mean;
                }
            }
            self.columns.push(column);
            if Orthonormal::of(&self.columns).is_ok() {
                self.slopes.push(visit);
            } else {
                self.columns.pop();
                self.without_slope.push(visit);
            }
        }
        Ok(())
    }

    /// The people read at a visit less the coefficients there: the degrees of freedom of a regression of that visit alone.
    pub(super) fn degrees_at(&self, visit: usize) -> f64 {
        let here = || self.cells.iter().filter(|cell| cell.visit == visit);
        let slope = usize::from(self.slopes.contains(&visit));
        here().map(|cell| cell.n).sum::<usize>() as f64 - (here().count() + slope) as f64
    }

    /// The places of the arms that have readings.
    pub(super) fn arms(&self) -> Vec<usize> {
        let mut arms: Vec<usize> = self.cells.iter().map(|cell| cell.arm).collect();
        arms.dedup();
        arms
    }

    /// The column of a mean.
    pub(super) fn cell(&self, arm: usize, visit: usize) -> Option<usize> {
        self.cells.iter().position(|cell| cell.arm == arm && cell.visit == visit)
    }
}

fn analysed(data: &Longitudinal, n: usize, of_changes: bool) -> Analysed {
    let people = || 0..data.people();
    let unread = people().filter(|&person| data.last_visit(person).is_none()).count();
    let without_baseline = if of_changes { data.people() - n - unread } else { 0 };
    let reasons = [("no reading at any visit", unread), ("reading at baseline missing", without_baseline)];
    let excluded = reasons.into_iter().filter(|(_, n)| *n > 0).map(|(reason, n)| ExcludedCount { reason, n });
    Analysed { n, excluded: excluded.collect() }
}
