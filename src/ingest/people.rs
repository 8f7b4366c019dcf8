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

#[cfg(test)]
mod tests {
    use super::super::testing::{detect, noted, read, refused};
    use crate::ingest::Roles;

    #[test]
    fn a_missing_participant_is_placed() {
        let message = refused("site,subject,before,after\nx,1,2,3\nx,NA,2,3\nx,,2,3\n", &Roles::default());
        assert!(
            message.starts_with("waist.csv:3:3: the participant (subject) is missing in this row and in 1 more"),
            "{message}"
        );
    }

    #[test]
    fn no_participants_no_pairs() {
        let message = refused("before,after\n1,2\n", &Roles::default());
        assert!(message.contains("not by row order: use --id COLUMN, or --rows-are-participants"), "{message}");
        let long = refused("week,waist\n0,2\n1,2\n", &Roles { rows_are_participants: true, ..Roles::default() });
        assert!(long.contains("waist.csv"), "{long}");
        let long = refused("visit,waist\nV0,2\nV1,2\n", &Roles::default());
        assert!(long.contains("use --id COLUMN; the columns are visit, waist"), "{long}");
    }

    #[test]
    fn rows_may_be_participants_when_said() {
        let file =
            read("before,after\n1,2\n3,4\n", &Roles { rows_are_participants: true, ..Roles::default() }).expect("file");
        let ids: Vec<&str> = file.trial.participants.iter().map(|person| person.id.as_str()).collect();
        assert_eq!(ids, ["row 1", "row 2"]);
        assert!(noted(&file, "rows-are-participants"));
        let both = Roles { rows_are_participants: true, id: vec!["before".to_string()], ..Roles::default() };
        assert!(refused("before,after\n1,2\n", &both).contains("--id and --rows-are-participants exclude each other"));
    }

    #[test]
    fn several_columns_may_name_the_participant() {
        let roles = Roles { id: vec!["subject".to_string(), "observer".to_string()], ..Roles::default() };
        let file = read("subject,observer,muac1,muac2\n1,0,150,151\n1,1,149,150\n", &roles).expect("file");
        assert_eq!(file.trial.participants[1].id.as_str(), "1/1");
    }

    #[test]
    fn nobody_is_in_two_arms() {
        let text = "id,arm,visit,waist\n1,A,V0,90\n1,B,V1,89\n";
        let message = refused(text, &Roles::default());
        assert_eq!(
            message,
            "waist.csv:3: participant 1 is in arm B, but in arm A on line 2; a participant has one arm"
        );
        let crossover = detect("id,treatment,visit,waist\n1,A,V0,90\n1,B,V1,89\n");
        assert!(crossover.trial.arms.is_empty() && noted(&crossover, "arm-not-taken"));
        let filled = detect("id,arm,visit,waist\n1,,V0,90\n1,A,V1,89\n2,,V0,9\n2,,V1,9\n");
        assert_eq!(filled.trial.participants[0].arm, Some(0));
        assert!(noted(&filled, "no-arm"));
    }
}
