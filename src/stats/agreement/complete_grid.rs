//! The largest complete part of repeated readings.

use super::balanced::{BalancedGrid, GridSize};
use crate::data::{RepeatCell, RepeatReadings};
use crate::stats::StatsError;
use std::collections::BTreeMap;

/// Readings of everybody by every observer, equally often, in equally many sessions.
pub(super) struct CompleteGrid {
    pub(super) grid: BalancedGrid,
    /// People with readings, but not in the grid.
    pub(super) left_out: usize,
}

const NAME: &str = "complete grid of repeated readings";

/// Of the sessions in which all observers read a person r times or more, the first s, and of these readings the first r of each; s and r
/// are those that keep the most readings, of equals those that keep the most people. Sessions are a person's own: the first of one
/// person and the first of another need not bear the same name.
///
/// # Errors
/// [`StatsError::Undefined`] unless two people were read by every observer, with two readings each at least.
pub(super) fn complete_grid(readings: &RepeatReadings) -> Result<CompleteGrid, StatsError> {
    let mut observers: Vec<usize> = readings.readings().iter().map(|reading| reading.observer).collect();
    observers.sort_unstable();
    observers.dedup();
    // By person and session, for observers in order.
    let mut cells: BTreeMap<usize, BTreeMap<usize, Vec<RepeatCell>>> = BTreeMap::new();
    for cell in readings.cells() {
        cells.entry(cell.participant).or_default().entry(cell.session).or_default().push(cell);
    }
    // How often the least busy observer read each person in each session that all of them attended.
    let full = |session: &&Vec<RepeatCell>| session.len() == observers.len();
    let least = |session: &Vec<RepeatCell>| session.iter().map(|cell| cell.readings.len()).min().unwrap_or(0);
    let rounds: Vec<Vec<usize>> =
        cells.values().map(|person| person.values().filter(full).map(least).collect()).collect();
    let most_rounds = rounds.iter().flatten().copied().max().unwrap_or(0);
    let most_sessions = rounds.iter().map(Vec::len).max().unwrap_or(0);
    let size = |sessions: usize, replicates: usize| {
        let enough = |person: &&Vec<usize>| person.iter().filter(|&&read| read >= replicates).count() >= sessions;
        let persons = rounds.iter().filter(enough).count();
        GridSize { persons, observers: observers.len(), sessions, replicates }
    };
    let best = (1..=most_sessions)
        .flat_map(|sessions| (1..=most_rounds).map(move |replicates| (sessions, replicates)))
        .map(|(sessions, replicates)| size(sessions, replicates))
        .filter(|size| size.persons > 1 && size.observers * size.sessions * size.replicates > 1)
        .max_by_key(|size| (size.persons * size.sessions * size.replicates, size.persons));
    let Some(size) = best else {
        let why = "there are no two people with repeated readings by every observer".to_owned();
        return Err(StatsError::Undefined { procedure: NAME, why });
    };
    let mut ticks = Vec::with_capacity(size.persons * size.observers * size.sessions * size.replicates);
    for person in cells.values() {
        let usable: Vec<&Vec<RepeatCell>> =
            person.values().filter(full).filter(|session| least(session) >= size.replicates).collect();
        if usable.len() < size.sessions {
            continue;
        }
        for observer in 0..observers.len() {
            for session in &usable[..size.sessions] {
                let cell = &session[observer].readings[..size.replicates];
                ticks.extend(cell.iter().map(|&at| readings.readings()[at].ticks));
            }
        }
    }
    Ok(CompleteGrid {
        grid: BalancedGrid::try_new(size, ticks, readings.decimals(), readings.outcome().unit)?,
        left_out: cells.len() - size.persons,
    })
}
