//! Cells of one row by their roles.

use super::columns::Columns;
use super::p_value::{self, PrintedP};
use crate::data::{Decimal, ReportedP, RowStatus, Unit};
use crate::ingest::cells::Cells;
use crate::ingest::missing::is_missing;
use crate::ingest::table::Table;
use crate::ingest::{DecimalSign, IngestError};
use crate::result::Note;

/// Reads the cells of a table by role and keeps what is wrong with them.
pub(super) struct CellReader<'t> {
    table: &'t Table<'t>,
    columns: &'t Columns,
    sign: DecimalSign,
    cells: Cells<'t>,
    pub(super) notes: Vec<Note>,
    pub(super) row: usize,
}

impl<'t> CellReader<'t> {
    pub(super) fn new(table: &'t Table<'t>, columns: &'t Columns, sign: DecimalSign) -> CellReader<'t> {
        CellReader { table, columns, sign, cells: Cells::new(table, sign), notes: Vec::new(), row: 0 }
    }

    /// What was noted on the way.
    ///
    /// # Errors
    /// [`IngestError::Cells`] if any cell was refused.
    pub(super) fn finish(self) -> Result<Vec<Note>, IngestError> {
        self.cells.finish()?;
        Ok(self.notes)
    }

    /// Keeps the cell of a role to be reported; `reason` goes on after "is".
    pub(super) fn refuse(&mut self, role: &str, reason: impl Into<String>) {
        if let Some(column) = self.columns.get(role) {
            self.cells.refuse(self.row, column, reason);
        }
    }

    /// A cell as it stands; `None` where it is missing.
    pub(super) fn text(&self, role: &str) -> Option<String> {
        let cell = self.table.cell(self.row, self.columns.get(role)?);
        (!is_missing(cell)).then(|| cell.to_owned())
    }

    fn decimal(&mut self, role: &str) -> Option<Decimal> {
        let column = self.columns.get(role)?;
        self.cells.read(self.row, column)
    }

    /// A number.
    pub(super) fn number(&mut self, role: &str) -> Option<f64> {
        self.decimal(role).map(Decimal::to_f64)
    }

    /// A number that must pass a test.
    pub(super) fn number_that(&mut self, role: &str, passes: fn(f64) -> bool, otherwise: &str) -> Option<f64> {
        let number = self.number(role)?;
        if !passes(number) {
            self.refuse(role, otherwise);
            return None;
        }
        Some(number)
    }

    /// A count from `least` on.
    pub(super) fn count(&mut self, role: &str, least: u64) -> Option<u64> {
        let count = self.decimal(role)?;
        let whole = count.ticks_at(0).and_then(|whole| u64::try_from(whole).ok()).filter(|whole| *whole >= least);
        if whole.is_none() {
            self.refuse(role, format!("not a count; expected a whole number from {least} on"));
        }
        whole
    }

    /// Yes or no.
    pub(super) fn yes_or_no(&mut self, role: &str) -> Option<bool> {
        match self.text(role)?.to_lowercase().as_str() {
            "yes" | "y" | "true" | "1" => Some(true),
            "no" | "n" | "false" | "0" => Some(false),
            _ => {
                self.refuse(role, "neither yes nor no");
                None
            }
        }
    }

    /// A unit; none where the cell is empty.
    pub(super) fn unit(&mut self) -> Option<Unit> {
        let unit = Unit::parse(&self.text("unit")?);
        if unit.is_none() {
            self.refuse("unit", format!("not a unit; expected one of {}", Unit::ALL.map(Unit::name).join(", ")));
        }
        unit
    }

    /// Whether the numbers may be used.
    pub(super) fn status(&mut self) -> Option<RowStatus> {
        let status = match self.text("status")?.to_lowercase().replace(['_', ' '], "-").as_str() {
            "seen" => Some(RowStatus::Seen),
            "unconfirmed" => Some(RowStatus::Unconfirmed),
            "no-numbers" => Some(RowStatus::NoNumbers),
            _ => None,
        };
        if status.is_none() {
            self.refuse("status", "not a status; expected seen, unconfirmed or no-numbers");
        }
        status
    }

    /// A p-value; a note where the cell gives no single one.
    pub(super) fn p(&mut self, id: &str) -> Option<ReportedP> {
        let text = self.text("p_reported")?;
        match p_value::parse(&text, self.sign.character()) {
            Some(PrintedP::One(p)) => Some(p),
            Some(PrintedP::NotOne) => {
                let note = format!("{id} prints \"{text}\", which is not one p-value; it was left out");
                self.notes.push(Note::new("p-left-out", note));
                None
            }
            None => {
                self.refuse("p_reported", "not a p-value; expected for instance .048, <.05 or >.4, from 0 to 1");
                None
            }
        }
    }
}
