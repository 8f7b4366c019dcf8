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
    /// Observers: each one's first reading in the first session.
    Observers,
    /// The readings that one observer, by index, took in turn in the first session.
    Rounds(#[serde(skip)] usize),
    /// Sessions: the first reading of one observer, by index, in each.
    Sessions(#[serde(skip)] usize),
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
    /// The people with a reading by every rater; the others are counted. A rater without any reading is none. Where people were not read
    /// equally often in turn, as many rounds are taken as keep the most readings, the fewer of two that keep as many.
    ///
    /// # Errors
    /// [`StatsError::Undefined`] for fewer than two raters or fewer than two people read by all of them.
    pub fn of(readings: &RepeatReadings, raters: Raters) -> Result<RatingMatrix, StatsError> {
        let undefined = |why: String| StatsError::Undefined { procedure: NAME, why };
        let mut rows: BTreeMap<usize, BTreeMap<usize, i128>> = BTreeMap::new();
        for reading in readings.readings() {
            let column = match raters {
                Raters::Observers => (reading.session == 0).then_some(reading.observer),
                Raters::Rounds(observer) => {
                    (reading.session == 0 && reading.observer == observer).then_some(reading.round)
                }
                Raters::Sessions(observer) => (reading.observer == observer).then_some(reading.session),
            };
            if let Some(column) = column {
                rows.entry(reading.participant).or_default().entry(column).or_insert(reading.ticks);
            }
        }
        let mut columns: Vec<usize> = rows.values().flat_map(|row| row.keys().copied()).collect();
        columns.sort_unstable();
        columns.dedup();
        if matches!(raters, Raters::Rounds(_)) {
            let kept = |rounds: usize| rounds * complete(&rows, &columns[..rounds]).count();
            let rounds = (2..=columns.len()).rev().max_by_key(|&rounds| kept(rounds));
            columns.truncate(rounds.unwrap_or(columns.len()));
        }
        if columns.len() < 2 {
            return Err(undefined(format!("there are readings by {} of at least two raters", columns.len())));
        }
        let ticks: Vec<i128> =
            complete(&rows, &columns).flat_map(|row| columns.iter().map(|column| row[column])).collect();
        let persons = ticks.len() / columns.len();
        if persons < 2 {
            let why =
                format!("{persons} of {} people have a reading by every one of {} raters", rows.len(), columns.len());
            return Err(undefined(why));
        }
        let size = GridSize { persons, observers: columns.len(), sessions: 1, replicates: 1 };
        let observer = match raters {
            Raters::Observers => None,
            Raters::Rounds(observer) | Raters::Sessions(observer) => readings.observers().get(observer).cloned(),
        };
        Ok(RatingMatrix {
            raters,
            observer,
            grid: BalancedGrid::try_new(size, ticks, readings.decimals(), readings.outcome().unit)?,
            left_out: rows.len() - persons,
        })
    }

    /// How many people.
    pub fn persons(&self) -> usize {
        self.grid.size().persons
    }

    /// How many raters.
    pub fn raters(&self) -> usize {
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
