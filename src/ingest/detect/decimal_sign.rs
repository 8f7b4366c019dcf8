use super::super::table::Table;
use super::super::{DecimalSign, Delimiter};

/// Rows looked at.
const ROWS: usize = 1000;

/// The decimal sign of the cells that look like numbers with decimals.
pub(crate) fn detect_decimal_sign(table: &Table<'_>, delimiter: Delimiter) -> DecimalSign {
    let (mut points, mut commas) = (0usize, 0usize);
    for row in 0..table.len().min(ROWS) {
        for column in 0..table.header().len() {
            let cell = table.cell(row, column);
            points += usize::from(decimals_after(cell, '.').is_some());
            // "1,234" in a comma-separated file is more likely a thousand than three decimals.
            let thousands = |decimals| delimiter == Delimiter::Comma && decimals == 3;
            commas += usize::from(decimals_after(cell, ',').is_some_and(|decimals| !thousands(decimals)));
        }
    }
    if commas > points { DecimalSign::Comma } else { DecimalSign::Point }
}

/// Digits behind the sign, when the cell is digits, the sign, digits.
fn decimals_after(cell: &str, sign: char) -> Option<usize> {
    let (whole, decimals) = cell.trim_start_matches(['-', '+']).split_once(sign)?;
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    (!decimals.is_empty() && digits(whole) && digits(decimals)).then_some(decimals.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detect(text: &str, delimiter: Delimiter) -> DecimalSign {
        detect_decimal_sign(&Table::read("-", text, delimiter).expect("table"), delimiter)
    }

    #[test]
    fn the_cells_decide() {
        assert_eq!(detect("a;b\n1;92,3\n2;90\n", Delimiter::Semicolon), DecimalSign::Comma);
        assert_eq!(detect("a;b\n1;92.3\n", Delimiter::Semicolon), DecimalSign::Point);
        assert_eq!(detect("a\tb\n1\t92,345\n", Delimiter::Tab), DecimalSign::Comma);
        assert_eq!(detect("a,b\n1,\"92,3\"\n", Delimiter::Comma), DecimalSign::Comma);
        assert_eq!(detect("a,b\n1,\"1,234\"\n", Delimiter::Comma), DecimalSign::Point);
        assert_eq!(detect("a,b\n1,2\n", Delimiter::Comma), DecimalSign::Point);
    }
}
