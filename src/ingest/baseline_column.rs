//! Long data whose baseline stands in a column of its own, the same in every row of a participant.

use super::cells::Cells;
use super::draft::Draft;
use super::mapping::Role;
use super::{DecimalSign, IngestError};
use crate::data::{Reading, Trial, Visit};

/// The name of the visit that is made of the column.
pub(crate) const BASELINE_VISIT: &str = "baseline";

/// Resolves the columns, with the place of their outcomes in the request.
///
/// # Errors
/// Unknown columns; one baseline for several outcomes.
pub(crate) fn baseline_columns(draft: &mut Draft<'_>) -> Result<Vec<(usize, usize)>, IngestError> {
    let roles = draft.roles;
    let mut found = Vec::new();
    for (at, request) in roles.outcomes.iter().enumerate() {
        if let Some(name) = &request.baseline_column {
            found.push((at, draft.given(name, Role::BaselineValue, "--baseline-column", "")?));
        }
    }
    if let Some(name) = &roles.baseline_column {
        if roles.outcomes.len() > 1 || !found.is_empty() {
            return Err(
                draft.roles_error("--baseline-column is of one outcome; name it with each outcome in plan.toml")
            );
        }
        found.push((0, draft.given(name, Role::BaselineValue, "--baseline-column", "")?));
    }
    Ok(found)
}

/// Adds the visit, before all others, and its readings.
///
/// # Errors
/// A participant with two values; a visit that has the name already; several outcomes where one was expected.
pub(crate) fn add_baseline(
    draft: &mut Draft<'_>,
    columns: &[(usize, usize)],
    of_row: &[usize],
    sign: DecimalSign,
    trial: &mut Trial,
) -> Result<(), IngestError> {
    if columns.is_empty() {
        return Ok(());
    }
    if trial.visits.iter().any(|visit| visit.as_str() == BASELINE_VISIT) {
        return Err(draft.roles_error(format!(
            "--baseline-column makes a visit called {BASELINE_VISIT}, and the file has one; leave the flag out, or give --baseline"
        )));
    }
    if draft.roles.outcomes.is_empty() && trial.outcomes.len() > 1 {
        return Err(draft.roles_error(
            "--baseline-column is of one outcome, and there are several; choose with --outcome or --value",
        ));
    }
    trial.visits.insert(0, Visit::new(BASELINE_VISIT));
    trial.readings.iter_mut().for_each(|reading| reading.visit += 1);
    let mut cells = Cells::new(draft.table, sign);
    for &(outcome, column) in columns {
        let mut known: Vec<Option<Reading>> = vec![None; trial.participants.len()];
        for (&row, &participant) in draft.rows.iter().zip(of_row) {
            let Some(value) = cells.read(row, column) else { continue };
            let line = draft.table.line_of(row, column);
            let Some(slot) = known.get_mut(participant) else { continue };
            match slot.and_then(|reading| Some((reading.value?, reading.line))) {
                Some((first, first_line)) if first != value => {
                    return Err(IngestError::Roles {
                        file: draft.table.file(),
                        what: format!(
                            "line {line}: column {} says {value}, but {first} for the same participant in line {first_line}; a baseline is \
                             one reading of a participant",
                            draft.table.name(column)
                        ),
                    });
                }
                Some(_) => {}
                None => *slot = Some(Reading { participant, outcome, site: None, visit: 0, value: Some(value), line }),
            }
        }
        trial.readings.extend(known.into_iter().flatten());
    }
    cells.finish()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{read, refused};
    use crate::ingest::Roles;

    #[test]
    fn a_column_becomes_the_first_visit() {
        let roles = Roles { baseline_column: Some("base".into()), value: Some("score".into()), ..Roles::default() };
        let file = read("id,visit,base,score\n1,4,32,21\n1,5,32,20\n2,4,,19\n", &roles).expect("file");
        assert_eq!(file.trial.visits.iter().map(|visit| visit.as_str()).collect::<Vec<_>>(), ["baseline", "4", "5"]);
        assert_eq!((file.baseline, file.trial.readings.len()), (Some(0), 4));
        let message = refused("id,visit,base,score\n1,4,32,21\n1,5,31,20\n", &roles);
        assert!(
            message.contains("line 3: column base says 31, but 32 for the same participant in line 2"),
            "{message}"
        );
        let message = refused("id,visit,base,score\n1,baseline,32,21\n1,5,32,20\n", &roles);
        assert!(message.contains("makes a visit called baseline, and the file has one"), "{message}");
    }
}
