//! Which rows are kept.

use super::table::Table;
use super::{IngestError, Roles};

/// Rows in which every filter column has its value; an empty value asks for empty cells.
///
/// # Errors
/// [`IngestError::UnknownColumn`]; [`IngestError::NothingKept`] when a filter leaves nobody.
pub(crate) fn kept_rows(table: &Table<'_>, roles: &Roles) -> Result<Vec<usize>, IngestError> {
    let mut rows: Vec<usize> = (0..table.len()).collect();
    for (name, value) in &roles.filters {
        let column = table.column(name, "--where")?;
        let before = rows.clone();
        rows.retain(|&row| table.cell(row, column) == value.trim());
        if rows.is_empty() {
            let empty = |text: String| if text.is_empty() { "(empty)".to_string() } else { text };
            return Err(IngestError::NothingKept {
                file: table.file(),
                column: table.name(column).to_string(),
                value: empty(value.clone()),
                values: table.distinct(&before, column, 13).into_iter().map(empty).collect(),
            });
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{noted, read, refused};
    use super::*;

    const TEXT: &str = "id,PARAMCD,flag,before,after\n1,WEIGHT,,80,79\n2,BMI,Y,25,24\n3,WEIGHT,Y,90,91\n";

    fn keep(filters: &[(&str, &str)]) -> Roles {
        let filters = filters.iter().map(|(column, value)| (column.to_string(), value.to_string())).collect();
        Roles { filters, ..Roles::default() }
    }

    #[test]
    fn all_filters_must_hold() {
        let file = read(TEXT, &keep(&[("PARAMCD", "WEIGHT")])).expect("file");
        assert_eq!((file.rows, file.rows_kept, file.trial.participants.len()), (3, 2, 2));
        assert!(noted(&file, "rows-kept"));
        assert_eq!(file.mapping[0].words, "filter: column PARAMCD = WEIGHT (given)");
        let file = read(TEXT, &keep(&[("PARAMCD", "WEIGHT"), ("flag", "")])).expect("file");
        assert_eq!(file.trial.participants[0].id.as_str(), "1");
        assert_eq!(file.rows_kept, 1);
    }

    #[test]
    fn a_filter_that_leaves_nobody_lists_the_values() {
        let message = refused(TEXT, &keep(&[("PARAMCD", "WAIST")]));
        assert_eq!(message, "waist.csv: no row has PARAMCD = WAIST; PARAMCD holds WEIGHT, BMI");
        let message = refused(TEXT, &keep(&[("PARAMCOD", "WEIGHT")]));
        assert!(message.contains("no column PARAMCOD (asked for as --where); did you mean PARAMCD?"), "{message}");
    }
}
