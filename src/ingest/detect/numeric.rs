use super::super::missing::is_missing;
use super::super::table::Table;
use crate::data::{Decimal, DecimalError};

/// Rows looked at.
const ROWS: usize = 500;

/// For each column, whether its cells are numbers, a few slips apart.
pub(crate) fn numeric_columns(table: &Table<'_>, rows: &[usize], point: char) -> Vec<bool> {
    let is_numeric = |column| {
        let cells = rows.iter().take(ROWS).map(|&row| table.cell(row, column)).filter(|cell| !is_missing(cell));
        let (mut numbers, mut others) = (0, 0);
        for cell in cells {
            if Decimal::parse(cell, point) == Err(DecimalError::NotANumber) { others += 1 } else { numbers += 1 }
        }
        numbers > 0 && numbers >= 2 * others
    };
    (0..table.header().len()).map(is_numeric).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Delimiter;

    #[test]
    fn a_slip_does_not_turn_a_column_into_text() {
        let text = "a;b;c\n1;x;\n2;2;NA\n3;y;\n4,5;z;\n5x;5;\n";
        let table = Table::read("-", text, Delimiter::Semicolon).expect("table");
        assert_eq!(numeric_columns(&table, &[0, 1, 2, 3, 4], '.'), [true, false, false]);
    }
}
