//! Name, label, kind and unit of an outcome.

use super::detect::{guess_kind, split_unit};
use super::draft::Draft;
use super::{IngestError, OutcomeRequest};
use crate::data::{Dimension, Outcome, OutcomeKind, Unit};

/// What is known of an outcome before it is described.
pub(crate) struct Wish<'a> {
    pub request: &'a OutcomeRequest,
    /// What the header calls it; may be empty.
    pub stem: &'a str,
    /// Its columns.
    pub columns: &'a [usize],
    /// Unit stated outside the header of the columns, and where.
    pub stated: Option<(String, Unit)>,
    /// Whether it is one of several outcomes, so that a unit given for all need not fit it.
    pub several: bool,
}

/// Describes the outcome.
///
/// # Errors
/// Units that contradict each other or the kind.
pub(crate) fn describe(draft: &mut Draft<'_>, wish: &Wish<'_>) -> Result<Outcome, IngestError> {
    let file = draft.table.file();
    let stem = if wish.stem.is_empty() { "reading" } else { wish.stem };
    let name = wish.request.name.clone().unwrap_or_else(|| stem.to_lowercase().trim().replace(' ', "_"));
    let label = wish.request.label.clone().unwrap_or_else(|| {
        let spelled = wish.columns.iter().find_map(|&column| as_spelled(draft.table.name(column), stem));
        capitalised(&spelled.unwrap_or_else(|| wish.request.name.clone().unwrap_or_else(|| stem.to_string())))
    });
    let mut found: Option<(String, Unit)> = wish.stated.clone();
    for &column in wish.columns {
        let column_name = draft.table.name(column).to_string();
        let Some(unit) = split_unit(&column_name).1 else { continue };
        match &found {
            Some((first_column, first)) if *first != unit => {
                let (first_column, first) = (first_column.clone(), *first);
                return Err(IngestError::UnitsDiffer {
                    file,
                    first_column,
                    first,
                    second_column: column_name,
                    second: unit,
                });
            }
            Some(_) => {}
            None => found = Some((column_name, unit)),
        }
    }
    let guessed = match guess_kind(&name) {
        OutcomeKind::Other => guess_kind(stem),
        kind => kind,
    };
    let kind = wish.request.kind.unwrap_or(guessed);
    let shared = draft.roles.unit.filter(|&unit| {
        let unfit = found.as_ref().is_some_and(|(_, stated)| *stated != unit) || !fits(kind, unit);
        !(wish.several && unfit)
    });
    let given = wish.request.unit.or(shared);
    let unit = match (given, &found) {
        (Some(given), Some((column, found))) if given != *found => {
            let (outcome, column, found) = (name, column.clone(), *found);
            return Err(IngestError::UnitContradicts { file, outcome, given, column, found });
        }
        (Some(unit), _) => unit,
        (None, Some((column, unit))) => {
            draft.note("unit-read", format!("{name}: unit {unit}, read from column {column}"));
            *unit
        }
        (None, None) => {
            draft.note("unit-unknown", format!("{name}: the unit is not stated; give it with --unit (cm, kg, ...)"));
            Unit::None
        }
    };
    if fits(kind, unit) {
        return Ok(Outcome { name, label, kind, unit });
    }
    if given.is_some() || wish.request.kind.is_some() {
        return Err(IngestError::UnitOfKind { file, outcome: name, kind: kind.name(), unit });
    }
    Ok(Outcome { name, label, kind: OutcomeKind::Other, unit })
}

/// Whether such a thing can be measured in such a unit.
fn fits(kind: OutcomeKind, unit: Unit) -> bool {
    match kind {
        OutcomeKind::Girth | OutcomeKind::Height => unit == Unit::None || unit.dimension() == Dimension::Length,
        OutcomeKind::Weight => unit == Unit::None || unit.dimension() == Dimension::Mass,
        OutcomeKind::Grade | OutcomeKind::Events | OutcomeKind::Other => true,
    }
}

/// The part of a column name that spells the stem: `SBP` in `SBPbefore`.
fn as_spelled(column: &str, stem: &str) -> Option<String> {
    let at = column.to_ascii_lowercase().find(&stem.to_ascii_lowercase())?;
    column.get(at..at + stem.len()).map(str::to_string)
}

fn capitalised(text: &str) -> String {
    let text = text.replace('_', " ");
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => text,
    }
}
