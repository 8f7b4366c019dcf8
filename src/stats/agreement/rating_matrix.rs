//! Complete ratings of people: one row per person, one column per rater.

use super::balanced::{BalancedGrid, GridSize};
use crate::data::RepeatReadings;
use crate::stats::StatsError;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// What the columns are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Raters {
    /// Observers: each one's first reading in the person's first session.
    Observers,
    /// The readings that one observer took in turn in the person's first session.
    Rounds,
    /// Sessions: one observer's first reading in each.
    Sessions,
}

/// People with a reading by every rater.
#[derive(Clone, Debug, PartialEq)]
pub struct RatingMatrix {
    pub(super) raters: Raters,
    pub(super) observer: Option<String>,
    pub(super) grid: BalancedGrid,
    pub(super) left_out: usize,
}

const NAME: &str = "table of ratings";

impl RatingMatrix {
    /// The people with a reading by every rater; the others are counted. A rater without any reading is none. Rounds and sessions are those
    /// of the observer given by index, else of the first of those who read the person in its first session. Where people were not read
    /// equally often in turn, as many rounds are taken as keep the most readings, the fewer of two that keep as many.
    ///
    /// # Errors
    /// [`StatsError::Undefined`] for fewer than two raters or fewer than two people read by all of them.
    pub fn of(readings: &RepeatReadings, raters: Raters, observer: Option<usize>) -> Result<RatingMatrix, StatsError> {
        let undefined = |why: String| StatsError::Undefined { procedure: NAME, why };
        let mut rows: BTreeMap<usize, BTreeMap<usize, i128>> = BTreeMap::new();
        let mut first: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        // Cells come by person, then session, then observer.
        for cell in readings.cells().iter().filter(|cell| observer.is_none_or(|observer| cell.observer == observer)) {
            let &mut (session, own) = first.entry(cell.participant).or_insert((cell.session, cell.observer));
            let row = rows.entry(cell.participant).or_default();
            let ticks = |at: usize| readings.readings()[at].ticks;
            match raters {
                Raters::Observers if cell.session == session => {
                    row.insert(cell.observer, ticks(cell.readings[0]));
                }
                Raters::Rounds if (cell.session, cell.observer) == (session, own) => {
                    row.extend(cell.readings.iter().map(|&at| (readings.readings()[at].round, ticks(at))));
                }
                Raters::Sessions if cell.observer == own => {
                    row.insert(cell.session, ticks(cell.readings[0]));
                }
                _ => {}
            }
        }
        let mut columns: Vec<usize> = rows.values().flat_map(|row| row.keys().copied()).collect();
        columns.sort_unstable();
        columns.dedup();
        if raters == Raters::Rounds {
            let kept = |rounds: usize| rounds * complete(&rows, &columns[..rounds]).count();
            let rounds = (2..=columns.len()).rev().max_by_key(|&rounds| kept(rounds));
            columns.truncate(rounds.unwrap_or(columns.len()));
        }
        if columns.len() < 2 {
            return Err(undefined(format!("it needs two raters with readings and has {}", columns.len())));
        }
        let ticks: Vec<i128> =
            complete(&rows, &columns).flat_map(|row| columns.iter().map(|column| row[column])).collect();
        let persons = ticks.len() / columns.len();
        if persons < 2 {
            let why =
                format!("it needs two people read by all {} raters and has {persons} of {}", columns.len(), rows.len());
            return Err(undefined(why));
        }
        let size = GridSize { persons, observers: columns.len(), sessions: 1, replicates: 1 };
        Ok(RatingMatrix {
            raters,
            observer: observer.and_then(|at| readings.observers().get(at).cloned()),
            grid: BalancedGrid::try_new(size, ticks, readings.decimals(), readings.outcome().unit)?,
            left_out: rows.len() - persons,
        })
    }

    /// How many people.
    pub fn persons(&self) -> usize {
        self.grid.size().persons
    }

    /// How many raters.
    pub fn k(&self) -> usize {
        self.grid.size().observers
    }
}

/// The rows with a value in each of some columns.
fn complete<'a>(
    rows: &'a BTreeMap<usize, BTreeMap<usize, i128>>,
    columns: &'a [usize],
) -> impl Iterator<Item = &'a BTreeMap<usize, i128>> {
    rows.values().filter(move |row| columns.iter().all(|column| row.contains_key(column)))
}
