//! Participants and their arms.

use super::draft::{Draft, Layout};
use super::missing::is_missing;
use super::{IngestError, mapping::Role};
use crate::data::{Arm, Participant, ParticipantId};
use std::borrow::Cow;
use std::collections::HashMap;

/// Everybody in the kept rows.
#[derive(Debug, Default)]
pub(crate) struct People {
    pub participants: Vec<Participant>,
    pub arms: Vec<Arm>,
    /// For each kept row, the index of its participant.
    pub of_row: Vec<usize>,
}

/// Finds the participant of every kept row.
///
/// # Errors
/// [`IngestError::MissingId`].
pub(crate) fn people(draft: &Draft<'_>, layout: &Layout) -> Result<People, IngestError> {
    let table = draft.table;
    let mut people = People { of_row: Vec::with_capacity(draft.rows.len()), ..People::default() };
    let mut known: HashMap<Cow<'_, str>, usize> = HashMap::new();
    let missing_in = |row: usize| layout.id.iter().copied().find(|&column| is_missing(table.cell(row, column)));
    for &row in draft.rows {
        if let Some(column) = missing_in(row) {
            let place = table.position(row, column);
            return Err(IngestError::MissingId {
                file: table.file(),
                line: place.line,
                column: place.column,
                name: table.name(column).to_string(),
                more: draft.rows.iter().filter(|&&row| missing_in(row).is_some()).count() - 1,
            });
        }
        let id = match layout.id.as_slice() {
            [] => Cow::Owned(format!("row {}", row + 1)),
            [column] => Cow::Borrowed(table.cell(row, *column)),
            several => Cow::Owned(several.iter().map(|&column| table.cell(row, column)).collect::<Vec<_>>().join("/")),
        };
        let next = people.participants.len();
        let at = *known.entry(id).or_insert_with_key(|id| {
            let id = ParticipantId::new(id.as_ref());
            people.participants.push(Participant { id, arm: None, line: table.line(row) });
            next
        });
        people.of_row.push(at);
    }
    Ok(people)
}

/// Gives everybody their arm.
///
/// # Errors
/// [`IngestError::ArmConflict`] when somebody is in two arms of a column that is certainly the arm.
pub(crate) fn assign_arms(draft: &mut Draft<'_>, layout: &Layout, people: &mut People) -> Result<(), IngestError> {
    let Some(column) = layout.arm else { return Ok(()) };
    let table = draft.table;
    let mut known: HashMap<&str, usize> = HashMap::new();
    let mut first_lines: Vec<u64> = vec![0; people.participants.len()];
    for (&row, &at) in draft.rows.iter().zip(&people.of_row) {
        let name = table.cell(row, column);
        if is_missing(name) {
            continue;
        }
        let next = people.arms.len();
        let arm = *known.entry(name).or_insert_with(|| {
            people.arms.push(Arm::new(name));
            next
        });
        let (Some(person), Some(first_line)) = (people.participants.get_mut(at), first_lines.get_mut(at)) else {
            continue;
        };
        match person.arm {
            None => (person.arm, *first_line) = (Some(arm), table.line(row)),
            Some(first) if first == arm => {}
            Some(first) if layout.arm_is_certain => {
                return Err(IngestError::ArmConflict {
                    file: table.file(),
                    line: table.line(row),
                    participant: person.id.to_string(),
                    first: people.arms.get(first).map_or(String::new(), Arm::to_string),
                    second: name.to_string(),
                    first_line: *first_line,
                });
            }
            Some(_) => {
                people.participants.iter_mut().for_each(|person| person.arm = None);
                people.arms.clear();
                draft.mapping.retain(|mapped| mapped.role != Role::Arm);
                let name = table.name(column);
                let text = format!(
                    "column {name} was not taken as the arm: participants change it; --arm names the arm column"
                );
                draft.note("arm-not-taken", text);
                return Ok(());
            }
        }
    }
    let without = people.participants.iter().filter(|person| person.arm.is_none()).count();
    if without > 0 {
        draft.note("no-arm", format!("{without} participants have no arm (column {} is empty)", table.name(column)));
    }
    Ok(())
}
