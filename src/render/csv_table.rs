//! A table as CSV: numbers in full precision, and nothing that a spreadsheet would run.

use crate::report::Table;

/// The table with its head. A column that holds numbers has the printed text in one column and the number, in full precision, in a
/// second one named `... (value)`.
///
/// # Errors
/// Those of the csv crate, which cannot occur when writing to memory.
pub fn csv_table(table: &Table) -> Result<Vec<u8>, csv::Error> {
    let numeric: Vec<bool> = (0..table.columns.len())
        .map(|at| table.rows.iter().any(|row| row.get(at).is_some_and(|cell| cell.value.is_some())))
        .collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut head = Vec::new();
    for (column, numeric) in table.columns.iter().zip(&numeric) {
        head.push(guarded(&column.head));
        if *numeric {
            head.push(guarded(&format!("{} (value)", column.head)));
        }
    }
    writer.write_record(&head)?;
    for row in &table.rows {
        let mut record = Vec::new();
        for (cell, numeric) in row.iter().zip(&numeric) {
            record.push(guarded(&cell.text.bare()));
            if *numeric {
                record.push(cell.value.map_or_else(String::new, |value| format!("{value}")));
            }
        }
        writer.write_record(&record)?;
    }
    writer.into_inner().map_err(|cause| csv::Error::from(cause.into_error()))
}

/// A text that a spreadsheet shows instead of computing: an apostrophe goes before what would start a formula.
fn guarded(text: &str) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if risky && text.parse::<f64>().is_err() { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Cell, Column};

    #[test]
    fn formulas_from_files_are_not_run_and_numbers_keep_their_digits() {
        let table = Table {
            id: "t".into(),
            caption: String::new(),
            columns: vec![Column::words("id"), Column::numbers("mean")],
            rows: vec![vec![Cell::words("=cmd|' /C calc'!A0"), Cell::number("0.3", 0.1 + 0.2)]],
            footnotes: vec![],
        };
        let text = String::from_utf8(csv_table(&table).expect("csv")).expect("utf-8");
        assert_eq!(text, "id,mean,mean (value)\n'=cmd|' /C calc'!A0,0.3,0.30000000000000004\n");
    }
}
