//! A column that states the unit row by row.

use super::IngestError;
use super::detect::plain;
use super::draft::Draft;
use super::mapping::{How, Role};
use super::missing::is_missing;
use crate::data::Unit;

const NAMES: [&str; 6] = ["unit", "units", "avalu", "vsstresu", "vsorresu", "valueunit"];

/// The unit that all kept rows state, with the name of its column.
///
/// # Errors
/// [`IngestError::MixedUnits`] with the first two lines that disagree, [`IngestError::UnknownUnit`].
pub(crate) fn unit_of_rows(draft: &mut Draft<'_>) -> Result<Option<(String, Unit)>, IngestError> {
    let header = draft.table.header();
    let column = (0..header.len()).find(|&at| header.get(at).is_some_and(|name| NAMES.contains(&plain(name).as_str())));
    let Some(column) = column.filter(|column| !draft.used.contains(column)) else { return Ok(None) };
    let name = draft.table.name(column).to_string();
    let file = draft.table.file();
    let mut first: Option<(Unit, &str, u64)> = None;
    for &row in draft.rows {
        let text = draft.table.cell(row, column);
        if is_missing(text) || first.is_some_and(|(_, known, _)| known == text) {
            continue;
        }
        let line = draft.table.line(row);
        let Some(unit) = Unit::parse(text) else {
            return Err(IngestError::UnknownUnit { file, line, column: name, text: text.to_string() });
        };
        match first {
            None => first = Some((unit, text, line)),
            Some((known, _, _)) if known == unit => {}
            Some((_, known, first_line)) => {
                return Err(IngestError::MixedUnits {
                    file,
                    column: name,
                    first: known.to_string(),
                    first_line,
                    second: text.to_string(),
                    second_line: line,
                });
            }
        }
    }
    let Some((unit, ..)) = first else { return Ok(None) };
    draft.take(column, Role::Unit, How::Detected, "");
    Ok(Some((name, unit)))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{detect, refused};
    use super::*;
    use crate::ingest::Roles;

    #[test]
    fn one_unit_for_all_rows() {
        let file = detect("id,visit,waist,unit\n1,V0,90,cm\n1,V1,89,centimetres\n");
        assert_eq!(file.trial.outcomes[0].unit, Unit::Cm);
    }

    #[test]
    fn mixed_units_name_the_first_two_lines() {
        let message = refused("id,visit,waist,unit\n1,V0,90,cm\n1,V1,35,in\n", &Roles::default());
        assert!(message.starts_with("waist.csv:3: unit in, but cm on line 2 (column unit); convert"), "{message}");
        let message = refused("id,visit,waist,unit\n1,V0,90,ells\n1,V1,35,in\n", &Roles::default());
        assert!(
            message.starts_with("waist.csv:2: \"ells\" in column unit is not a unit; expected one of cm, mm"),
            "{message}"
        );
    }
}
