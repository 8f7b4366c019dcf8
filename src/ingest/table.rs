//! The cells of a text file, with the place of each.

use super::near::near_names;
use super::scan::{Position, QuoteFault, count_breaks, field_start, position_from, quote_fault};
use super::{Delimiter, IngestError};
use std::collections::HashMap;

/// All cells in one buffer; no allocation per row.
#[derive(Debug)]
pub(crate) struct Table<'a> {
    file: &'a str,
    text: &'a str,
    delimiter: Delimiter,
    header: Vec<String>,
    /// Cells one after the other, quotes removed.
    cells: String,
    /// End of each cell in `cells`, row by row.
    ends: Vec<usize>,
    /// Byte of `text` and line at which each row begins.
    rows: Vec<(usize, u64)>,
    /// Rows without a single value, which are not kept.
    empty_rows: usize,
    /// Whether some cell holds a line break.
    breaks_in_cells: bool,
}

impl<'a> Table<'a> {
    /// Reads a whole text.
    ///
    /// # Errors
    /// Stray quotes, ragged rows, duplicated column names, no rows.
    pub(crate) fn read(file: &'a str, text: &'a str, delimiter: Delimiter) -> Result<Table<'a>, IngestError> {
        if let Some((Position { line, column }, fault)) = quote_fault(text, delimiter.byte()) {
            let (what, advice) = match fault {
                QuoteFault::Unclosed => ("this quotation mark is never closed", "close it or remove it"),
                QuoteFault::Stray => (
                    "a quotation mark within a field",
                    "remove it, or quote the whole field and double the mark inside",
                ),
            };
            return Err(IngestError::Quote { file: file.to_string(), line, column, what, advice });
        }
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter.byte())
            .from_reader(text.as_bytes());
        let mut record = csv::ByteRecord::new();
        let mut cells = Vec::with_capacity(text.len());
        let mut table = Table {
            file,
            text,
            delimiter,
            header: Vec::new(),
            cells: String::new(),
            ends: Vec::new(),
            rows: Vec::new(),
            empty_rows: 0,
            breaks_in_cells: false,
        };
        let (mut line, mut counted) = (1, 0);
        while reader.read_byte_record(&mut record).map_err(|error| table.unreadable(&error.to_string()))? {
            let byte = record.position().map_or(0, |position| position.byte() as usize);
            // The position is that of the empty lines before the record.
            let start =
                byte + text.as_bytes().iter().skip(byte).take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
            line += count_breaks(text.get(counted..start).unwrap_or(""));
            counted = start;
            if table.header.is_empty() {
                table.set_header(&record, line)?;
                continue;
            }
            if record.iter().all(|cell| cell.trim_ascii().is_empty()) {
                table.empty_rows += 1;
                continue;
            }
            if record.len() != table.header.len() {
                return Err(IngestError::Ragged {
                    file: file.to_string(),
                    line,
                    found: record.len(),
                    expected: table.header.len(),
                    delimiter: delimiter.name(),
                });
            }
            table.breaks_in_cells |= record.as_slice().iter().any(|byte| matches!(byte, b'\n' | b'\r'));
            let base = cells.len();
            cells.extend_from_slice(record.as_slice());
            for column in 0..record.len() {
                let end = record.range(column).map_or(0, |range| range.end);
                table.ends.push(base + end);
            }
            table.rows.push((start, line));
        }
        table.cells = String::from_utf8(cells).map_err(|error| table.unreadable(&error.to_string()))?;
        if table.rows.is_empty() {
            return Err(IngestError::NoRows { file: file.to_string() });
        }
        Ok(table)
    }

    fn unreadable(&self, reason: &str) -> IngestError {
        IngestError::Unreadable { file: self.file.to_string(), reason: reason.to_string() }
    }

    fn set_header(&mut self, record: &csv::ByteRecord, line: u64) -> Result<(), IngestError> {
        let mut seen = HashMap::new();
        for (at, name) in record.iter().enumerate() {
            let name = String::from_utf8_lossy(name).trim().to_string();
            let name = if name.is_empty() { format!("column {}", at + 1) } else { name };
            if let Some(first) = seen.insert(name.clone(), at + 1) {
                let file = self.file.to_string();
                return Err(IngestError::DuplicateColumn { file, line, name, first, second: at + 1 });
            }
            self.header.push(name);
        }
        Ok(())
    }

    /// Name of the file, for messages.
    pub(crate) fn file(&self) -> String {
        self.file.to_string()
    }

    /// Names of the columns.
    pub(crate) fn header(&self) -> &[String] {
        &self.header
    }

    /// The name of one column.
    pub(crate) fn name(&self, column: usize) -> &str {
        self.header.get(column).map_or("", String::as_str)
    }

    /// Number of rows that hold something.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Rows that hold nothing but separators.
    pub(crate) fn empty_rows(&self) -> usize {
        self.empty_rows
    }

    /// The text of a cell, without its quotes and without space around it.
    pub(crate) fn cell(&self, row: usize, column: usize) -> &str {
        let at = row * self.header.len() + column;
        let end = self.ends.get(at).copied().unwrap_or(0);
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.cells.get(start..end).unwrap_or("").trim()
    }

    /// The line in which a row begins.
    pub(crate) fn line(&self, row: usize) -> u64 {
        self.rows.get(row).map_or(0, |(_, line)| *line)
    }

    /// The line in which a cell begins.
    pub(crate) fn line_of(&self, row: usize, column: usize) -> u64 {
        if self.breaks_in_cells { self.position(row, column).line } else { self.line(row) }
    }

    /// Line and character column of a cell.
    pub(crate) fn position(&self, row: usize, column: usize) -> Position {
        let (start, line) = self.rows.get(row).copied().unwrap_or((0, 1));
        position_from(self.text, start, line, field_start(self.text, start, column, self.delimiter.byte()))
    }

    /// The column of that name: exactly, or in other case when only one fits.
    ///
    /// # Errors
    /// [`IngestError::UnknownColumn`] with near names.
    pub(crate) fn column(&self, name: &str, role: &'static str) -> Result<usize, IngestError> {
        let name = name.trim();
        if let Some(at) = self.header.iter().position(|column| column == name) {
            return Ok(at);
        }
        let mut same = (0..self.header.len()).filter(|&at| self.name(at).to_lowercase() == name.to_lowercase());
        if let (Some(at), None) = (same.next(), same.next()) {
            return Ok(at);
        }
        Err(IngestError::UnknownColumn {
            file: self.file(),
            name: name.to_string(),
            role,
            near: near_names(name, self.header.iter().map(String::as_str)),
            columns: self.header.clone(),
        })
    }

    /// Distinct values of a column in the given rows, in order of appearance, at most `most`.
    pub(crate) fn distinct(&self, rows: &[usize], column: usize, most: usize) -> Vec<String> {
        let mut seen = std::collections::HashSet::new();
        let values = rows.iter().map(|&row| self.cell(row, column)).filter(|value| seen.insert(*value));
        values.take(most).map(str::to_string).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Table<'_>, IngestError> {
        Table::read("waist.csv", text, Delimiter::Comma)
    }

    fn message(text: &str) -> String {
        read(text).expect_err("bad table").to_string()
    }

    #[test]
    fn cells_and_their_places() {
        let table = read("id,note,waist\r\n\r\n1,\"a, \"\"b\"\"\r\nü\",92.3\r\n\r\n,,\r\n2,,93\r\n").expect("table");
        assert_eq!((table.len(), table.empty_rows()), (2, 1));
        assert_eq!(table.header(), ["id", "note", "waist"]);
        assert_eq!(table.cell(0, 1), "a, \"b\"\r\nü");
        assert_eq!((table.cell(0, 2), table.cell(1, 0), table.cell(1, 1), table.cell(1, 2)), ("92.3", "2", "", "93"));
        assert_eq!((table.line(0), table.line(1)), (3, 7));
        assert_eq!(table.position(0, 2), Position { line: 4, column: 4 });
        assert_eq!(table.position(1, 2), Position { line: 7, column: 4 });
    }

    #[test]
    fn the_last_line_needs_no_break() {
        let table = read("id,waist\n1,92").expect("table");
        assert_eq!((table.len(), table.cell(0, 1)), (1, "92"));
    }

    #[test]
    fn ragged_rows_are_named() {
        let message = message("id,waist\n1,92\n\n2\n");
        assert!(message.starts_with("waist.csv:4: found 1 fields, expected 2"), "{message}");
    }

    #[test]
    fn headers_alone_or_repeated_are_refused() {
        assert!(message("id,waist\n").contains("header but no rows"));
        let message = message("id,waist,waist\n1,2,3\n");
        assert!(message.contains("waist.csv:1: column name waist occurs twice (columns 2 and 3)"), "{message}");
    }

    #[test]
    fn lone_quotes_are_refused() {
        let message = message("id,waist\n1,9\"2\n");
        assert!(message.starts_with("waist.csv:2:4: a quotation mark within a field; remove it"), "{message}");
    }

    #[test]
    fn unknown_columns_list_near_names() {
        let table = read("id,Waist_1,waist_2\n1,2,3\n").expect("table");
        assert_eq!(table.column("waist_1", "--before"), Ok(1));
        let message = table.column("wiast_2", "--after").expect_err("unknown").to_string();
        assert_eq!(message, "waist.csv: there is no column wiast_2 (asked for as --after); did you mean waist_2?");
        let message = table.column("xyz", "--id").expect_err("unknown").to_string();
        assert!(message.contains("the columns are id, Waist_1, waist_2"), "{message}");
    }
}
