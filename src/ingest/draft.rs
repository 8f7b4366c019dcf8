//! The reading of a header in progress: what is taken, by whom, and what must be said about it.

use super::detect::numeric_columns;
use super::mapping::{How, Mapped, Role};
use super::table::Table;
use super::{IngestError, Roles};
use crate::data::Outcome;
use crate::result::Note;

/// The shape of the readings, columns resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// One column per time: outcome, first and second reading.
    Wide(Vec<(Outcome, usize, usize)>),
    /// One row per time: the visit column, unless everybody was measured once, and outcomes with their columns.
    Long { visit: Option<usize>, outcomes: Vec<(Outcome, usize)> },
}

/// All columns resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    /// Columns of the participant; empty when each row is one.
    pub id: Vec<usize>,
    pub arm: Option<usize>,
    /// Whether a participant in two arms is an error (or else the arm column was only a guess).
    pub arm_is_certain: bool,
    pub site: Option<usize>,
    pub shape: Shape,
}

/// Table and roles, with the decisions so far.
pub(crate) struct Draft<'t> {
    pub table: &'t Table<'t>,
    pub roles: &'t Roles,
    /// Rows that the filters keep.
    pub rows: &'t [usize],
    /// Columns that are numbers.
    pub numeric: Vec<bool>,
    /// Columns that have a role.
    pub used: Vec<usize>,
    pub mapping: Vec<Mapped>,
    pub notes: Vec<Note>,
}

impl<'t> Draft<'t> {
    pub(crate) fn new(table: &'t Table<'t>, roles: &'t Roles, rows: &'t [usize], point: char) -> Draft<'t> {
        let numeric = numeric_columns(table, rows, point);
        Draft { table, roles, rows, numeric, used: Vec::new(), mapping: Vec::new(), notes: Vec::new() }
    }

    /// Gives a column its role.
    pub(crate) fn take(&mut self, column: usize, role: Role, how: How, what: &str) {
        self.used.push(column);
        self.mapping.push(Mapped::new(role, self.table.name(column), how, what));
    }

    /// Resolves a column that was named.
    pub(crate) fn given(
        &mut self,
        name: &str,
        role: Role,
        flag: &'static str,
        what: &str,
    ) -> Result<usize, IngestError> {
        let column = self.table.column(name, flag)?;
        self.take(column, role, How::Given, what);
        Ok(column)
    }

    pub(crate) fn note(&mut self, id: &'static str, text: impl Into<String>) {
        self.notes.push(Note::new(id, text));
    }

    /// An error about the roles.
    pub(crate) fn roles_error(&self, what: impl Into<String>) -> IngestError {
        IngestError::Roles { file: self.table.file(), what: what.into() }
    }
}
