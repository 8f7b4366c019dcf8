//! Cells to readings.

use super::error::BadCell;
use super::missing::is_missing;
use super::table::Table;
use super::{DecimalSign, IngestError};
use crate::data::{Decimal, DecimalError};

/// Bad cells shown in full.
const SHOWN: usize = 5;

/// Reads cells and collects those that are no readings, to report them together.
pub(crate) struct Cells<'t> {
    table: &'t Table<'t>,
    sign: DecimalSign,
    bad: Vec<BadCell>,
    more: usize,
}

impl<'t> Cells<'t> {
    pub(crate) fn new(table: &'t Table<'t>, sign: DecimalSign) -> Cells<'t> {
        Cells { table, sign, bad: Vec::new(), more: 0 }
    }

    /// The reading of a cell; `None` when it is missing or bad.
    pub(crate) fn read(&mut self, row: usize, column: usize) -> Option<Decimal> {
        let text = self.table.cell(row, column);
        if is_missing(text) {
            return None;
        }
        match Decimal::parse(text, self.sign.character()) {
            Ok(value) => Some(value),
            Err(error) => {
                let advice = match error {
                    DecimalError::NotANumber => {
                        "correct it, or leave the cell empty if there is no reading".to_string()
                    }
                    DecimalError::OtherDecimalSign => {
                        format!("decimals here are written with a {}; correct it, or use --decimal", self.sign.name())
                    }
                    DecimalError::OutOfRange => "correct it".to_string(),
                };
                self.refuse(row, column, format!("{error}; {advice}"));
                None
            }
        }
    }

    /// Keeps a cell to be reported; `reason` goes on after "is".
    pub(crate) fn refuse(&mut self, row: usize, column: usize, reason: impl Into<String>) {
        if self.bad.len() == SHOWN {
            self.more += 1;
            return;
        }
        let place = self.table.position(row, column);
        self.bad.push(BadCell {
            line: place.line,
            column: place.column,
            name: self.table.name(column).to_string(),
            text: self.table.cell(row, column).to_string(),
            reason: reason.into(),
        });
    }

    /// # Errors
    /// [`IngestError::Cells`] if any cell was bad.
    pub(crate) fn finish(self) -> Result<(), IngestError> {
        if self.bad.is_empty() {
            return Ok(());
        }
        Err(IngestError::Cells { file: self.table.file(), cells: self.bad, more: self.more })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{detect, read, refused};
    use super::*;
    use crate::ingest::{OutcomeRequest, Roles};

    #[test]
    fn missing_marks_are_no_readings() {
        let file = detect("id,before,after\n1,NA,.\n2,null,NaN\n3,N/A,\n4,92.3,90\n");
        let values: Vec<bool> = file.trial.readings.iter().map(|reading| reading.value.is_some()).collect();
        assert_eq!(values, [false, false, false, false, false, false, true, true]);
    }

    #[test]
    fn text_in_a_reading_column_is_placed() {
        let text = "name,id,before,after\nÄnne,1,92.3,91\nBo,2,9x.5,91\n,3,92,1e400\n,4,90,\"91,5\"\n,5,1,1\n,6,1,1\n,7,1,1\n,8,1,1\n";
        let message = refused(text, &Roles::default());
        let lines: Vec<&str> = message.lines().collect();
        assert_eq!(lines.len(), 3, "{message}");
        assert!(lines[0].starts_with("waist.csv:3:6: \"9x.5\" in column before is not a number; correct it, or leave"));
        assert!(lines[1].starts_with("waist.csv:4:7: \"1e400\" in column after is a number outside"), "{}", lines[1]);
        assert!(lines[2].starts_with("waist.csv:5:7: \"91,5\" in column after is a number with another decimal sign"));
        assert!(lines[2].ends_with("decimals here are written with a point; correct it, or use --decimal"));
    }

    #[test]
    fn five_are_shown() {
        let rows: String = (0..40).map(|n| format!("{n},9,{}\n", if n < 17 { "x" } else { "8" })).collect();
        let roles = Roles { outcomes: vec![OutcomeRequest::pair("a", "b")], ..Roles::default() };
        let message = refused(&format!("id,a,b\n{rows}"), &roles);
        assert_eq!(message.lines().count(), 6);
        assert!(message.ends_with("and 12 more"), "{message}");
    }

    #[test]
    fn decimal_commas_are_detected_and_said() {
        let text = "id;before;after\n1;92,3;90,9\n2;71,5;70,1\n";
        let file = detect(text);
        let notes: Vec<&str> = file.notes.iter().map(|note| note.id).collect();
        assert_eq!(notes, ["delimiter", "decimal", "unit-unknown"]);
        assert_eq!(file.trial.readings[0].value.map(|value| value.ticks()), Some(923));
        let roles = Roles { decimal: Some(DecimalSign::Point), ..one_pair() };
        assert!(refused(text, &roles).contains("waist.csv:2:3: \"92,3\""));
        assert!(read(text, &Roles { decimal: Some(DecimalSign::Comma), ..one_pair() }).is_ok());
    }

    fn one_pair() -> Roles {
        Roles { outcomes: vec![OutcomeRequest::pair("before", "after")], ..Roles::default() }
    }
}
