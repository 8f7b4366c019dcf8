//! Rows of a table to published results.

use super::cell_reader::CellReader;
use super::columns::Columns;
use super::design::design_of;
use super::figures::{difference, estimate, group};
use crate::data::{ArmFigures, Dimension, PublishedRow, ReportedValue, RowStatus, Unit};
use crate::ingest::list::listed;
use crate::ingest::missing::is_missing;
use crate::ingest::table::Table;
use crate::ingest::{DecimalSign, IngestError};
use crate::result::Note;
use std::collections::HashMap;

/// Reads every row.
///
/// # Errors
/// [`IngestError::Cells`] with what is wrong in which cell.
pub(super) fn read(
    table: &Table<'_>,
    columns: &Columns,
    sign: DecimalSign,
) -> Result<(Vec<PublishedRow>, Vec<Note>), IngestError> {
    let mut reader = CellReader::new(table, columns, sign);
    let mut lines_of_ids = HashMap::new();
    let mut rows = Vec::with_capacity(table.len());
    let mut without_unit = Vec::new();
    for at in 0..table.len() {
        reader.row = at;
        let mut row = row(&mut reader, at);
        row.line = table.line(at);
        for &column in &columns.covariates {
            let cell = table.cell(at, column);
            if !is_missing(cell) {
                row.covariates.insert(table.name(column).to_owned(), cell.to_owned());
            }
        }
        if let Some(first) = lines_of_ids.insert(row.id.clone(), row.line) {
            reader.refuse("id", format!("the name of the row in line {first} too; give each row its own"));
        }
        if reader.text("unit").is_none() && has_measures(&row) {
            without_unit.push(row.id.clone());
        }
        rows.push(row);
    }
    let mut notes = reader.finish()?;
    if !without_unit.is_empty() {
        let text =
            format!("no unit is given for {}; the figures were taken for bare numbers", listed(&without_unit, 5));
        notes.push(Note::new("unit-unknown", text));
    }
    Ok((rows, notes))
}

fn row(reader: &mut CellReader<'_>, at: usize) -> PublishedRow {
    let id = reader.text("id").unwrap_or_else(|| format!("R{}", at + 1));
    let (study, number) = study(reader, &id);
    let active = group(reader, "active");
    let control = Some(group(reader, "control")).filter(|figures| *figures != ArmFigures::default());
    let difference = difference(reader);
    let estimate = estimate(reader);
    let controlled = reader.yes_or_no("controlled");
    let compared = control.is_some() || difference.value.is_some() || controlled == Some(true);
    let unit = reader.unit().unwrap_or_default();
    let none = ReportedValue::default();
    let has_figures = active != ArmFigures::default() || control.is_some() || difference != none || estimate != none;
    let status = reader.status().unwrap_or(if has_figures { RowStatus::Seen } else { RowStatus::NoNumbers });
    let sessions = reader.count("sessions", 0).map(u32::try_from);
    if let Some(Err(_)) = sessions {
        reader.refuse("sessions", "more sessions than anybody has had");
    }
    PublishedRow {
        trial: reader.text("trial").or(number).unwrap_or_else(|| study.clone()),
        study,
        group: reader.text("group"),
        intervention: reader.text("intervention"),
        directness: reader.text("directness"),
        design: design_of(&reader.text("design").unwrap_or_default(), compared),
        outcome: reader.text("outcome").unwrap_or_else(|| outcome(unit, &active).to_owned()),
        site: reader.text("site"),
        unit,
        weeks: reader.number_that("weeks", |weeks| weeks >= 0.0, "below 0; expected the weeks between the readings"),
        sessions: sessions.and_then(Result::ok),
        p: reader.p(&id),
        note: reader.text("note"),
        source: reader.text("source"),
        id,
        active,
        control,
        difference,
        estimate,
        controlled,
        status,
        ..PublishedRow::default()
    }
}

/// How the study is cited, and the number that the table gives it where author and year are the better name.
fn study(reader: &CellReader<'_>, id: &str) -> (String, Option<String>) {
    let study = reader.text("study");
    let is_number = |text: &String| text.bytes().all(|byte| byte.is_ascii_digit());
    match (reader.text("author"), study) {
        (Some(author), study) if study.as_ref().is_none_or(is_number) => {
            let year = reader.text("year").map_or_else(String::new, |year| format!(" {year}"));
            (author + &year, study)
        }
        (_, study) => (study.unwrap_or_else(|| id.to_owned()), None),
    }
}

/// What was measured, where the table does not say.
fn outcome(unit: Unit, active: &ArmFigures) -> &'static str {
    match unit.dimension() {
        Dimension::Length => "girth",
        Dimension::Mass => "weight",
        Dimension::Other if unit == Unit::Score => "grade",
        Dimension::Other if active.events.is_some() => "events",
        Dimension::Other => "other",
    }
}

/// Whether the row has figures that need a unit.
fn has_measures(row: &PublishedRow) -> bool {
    let measured = |figures: &ArmFigures| {
        [figures.change.value, figures.before.value, figures.after.value, figures.median].iter().any(Option::is_some)
    };
    measured(&row.active) || row.control.as_ref().is_some_and(measured) || row.difference.value.is_some()
}
