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
