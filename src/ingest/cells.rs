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
            Err(_) if self.bad.len() == SHOWN => {
                self.more += 1;
                None
            }
            Err(error) => {
                let place = self.table.position(row, column);
                let advice = match error {
                    DecimalError::NotANumber => {
                        "correct it, or leave the cell empty if there is no reading".to_string()
                    }
                    DecimalError::OtherDecimalSign => {
                        format!("decimals here are written with a {}; correct it, or use --decimal", self.sign.name())
                    }
                    DecimalError::OutOfRange => "correct it".to_string(),
                };
                self.bad.push(BadCell {
                    line: place.line,
                    column: place.column,
                    name: self.table.name(column).to_string(),
                    text: text.to_string(),
                    reason: format!("{error}; {advice}"),
                });
                None
            }
        }
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
