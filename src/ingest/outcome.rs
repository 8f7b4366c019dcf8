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

#[cfg(test)]
mod tests {
    use super::super::testing::{detect, noted, one, read, refused};
    use super::*;
    use crate::ingest::Roles;

    fn with_unit(unit: Unit) -> Roles {
        Roles { unit: Some(unit), ..Roles::default() }
    }

    #[test]
    fn units_are_read_from_the_header() {
        for (header, unit) in [("waist_cm", Unit::Cm), ("Waist (in)", Unit::In), ("girth_mm", Unit::Mm)] {
            let file = detect(&format!("id,{header} before,{header} after\n1,90,89\n"));
            let outcome = &file.trial.outcomes[0];
            assert_eq!((outcome.unit, outcome.kind), (unit, OutcomeKind::Girth), "{header}");
            assert!(noted(&file, "unit-read"));
        }
        let file = detect("id,weight [kg] before,weight after\n1,90,89\n");
        assert_eq!((file.trial.outcomes[0].unit, file.trial.outcomes[0].label.as_str()), (Unit::Kg, "Weight"));
    }

    #[test]
    fn an_unknown_unit_is_said() {
        let file = detect("id,waist,waist1\n1,90,89\n");
        assert_eq!(file.trial.outcomes[0].unit, Unit::None);
        assert!(file.notes.iter().any(|note| note.text.contains("give it with --unit")));
        let file = read("id,waist,waist1\n1,90,89\n", &with_unit(Unit::Cm)).expect("file");
        assert_eq!(file.trial.outcomes[0].unit, Unit::Cm);
    }

    #[test]
    fn contradictions_are_refused() {
        let message =
            refused("id,waist_cm_1,waist_in_2\n1,90,35\n", &one(OutcomeRequest::pair("waist_cm_1", "waist_in_2")));
        assert!(message.contains("waist_cm_1 is in cm but waist_in_2 in in"), "{message}");
        let message = refused("id,waist_before_cm,waist_after_in\n1,90,35\n", &Roles::default());
        assert_eq!(message, "waist.csv: waist_before_cm is in cm but waist_after_in in in; convert one of them");
        let message = refused("id,waist_before_cm,waist_after_cm\n1,90,35\n", &with_unit(Unit::In));
        assert!(message.contains("unit given for waist is in, but waist_before_cm says cm"), "{message}");
        let message = refused("id,waist,waist1\n1,90,35\n", &with_unit(Unit::Kg));
        assert!(message.contains("a girth is not measured in kg (waist)"), "{message}");
    }

    #[test]
    fn a_unit_for_all_is_used_where_it_fits() {
        let file = read("id,waist,waist1,weight,weight1\n1,90,89,80,79\n", &with_unit(Unit::Cm)).expect("file");
        assert_eq!([file.trial.outcomes[0].unit, file.trial.outcomes[1].unit], [Unit::Cm, Unit::None]);
    }

    #[test]
    fn what_is_asked_for_wins() {
        let request = OutcomeRequest {
            name: Some("girth1".to_string()),
            label: Some("Girth of the thigh".to_string()),
            kind: Some(OutcomeKind::Girth),
            unit: Some(Unit::Mm),
            ..OutcomeRequest::pair("a", "b")
        };
        let file = read("id,a,b\n1,600,590\n", &one(request)).expect("file");
        let expected = Outcome {
            name: "girth1".to_string(),
            label: "Girth of the thigh".to_string(),
            kind: OutcomeKind::Girth,
            unit: Unit::Mm,
        };
        assert_eq!(file.trial.outcomes, [expected]);
    }
}
