//! What is named in the data and has no reading.

use super::design::{Moment, cell_name};
use crate::data::Longitudinal;
use crate::result::Note;

/// Arms and visits that are named and have no reading.
pub(super) fn left_out(
    data: &Longitudinal,
    arms: &[usize],
    moments: &[Moment],
    cells: &[Option<(usize, usize)>],
) -> Vec<Note> {
    let mut notes = Vec::new();
    let empty = data.arms().iter().enumerate().filter(|(arm, _)| data.arms().len() > 1 && !arms.contains(arm));
    let named: Vec<&str> = empty.map(|(_, name)| name.as_str()).collect();
    if !named.is_empty() {
        notes.push(Note::new("empty-arm", format!("Nobody of {} could be analysed: left out.", named.join(", "))));
    }
    let missed = (0..data.visits().len()).filter(|&visit| !moments.contains(&Moment::Visit(visit)));
    let named: Vec<&str> = missed.map(|visit| data.visits()[visit].name.as_str()).collect();
    if !named.is_empty() {
        notes.push(Note::new("empty-visit", format!("Nobody was read at {}: left out.", named.join(", "))));
    }
    let named: Vec<String> = cells
        .iter()
        .enumerate()
        .filter(|(_, cell)| cell.is_none())
        .map(|(at, _)| cell_name(data, arms[at / moments.len()], moments[at % moments.len()]))
        .collect();
    if !named.is_empty() {
        let text = format!("There is no reading of {}: no mean and no difference there.", named.join(", "));
        notes.push(Note::new("empty-cell", text));
    }
    notes
}
