//! Outcomes of long data: one row per time.

use super::detect::{bracketed_unit, detect_parameter, detect_values, guess_kind, plain, split_unit};
use super::draft::Draft;
use super::mapping::{How, Role};
use super::outcome::{Wish, describe};
use super::unit_column::unit_of_rows;
use super::{IngestError, OutcomeRequest};
use crate::data::{Outcome, OutcomeKind, Unit};

/// Resolves the value columns.
pub(crate) fn long_outcomes(draft: &mut Draft<'_>) -> Result<Vec<(Outcome, usize)>, IngestError> {
    let roles = draft.roles;
    let mut chosen: Vec<(OutcomeRequest, usize, How)> = Vec::new();
    for request in &roles.outcomes {
        let by_name = request.name.as_deref().and_then(|name| {
            let header = draft.table.header().iter();
            header.enumerate().find(|(_, column)| plain(&split_unit(column).0) == plain(name)).map(|(at, _)| at)
        });
        let (column, how) = match (&request.column, &roles.value, by_name) {
            (Some(column), ..) => (draft.table.column(column, "--value")?, How::Given),
            (None, Some(value), _) if roles.outcomes.len() == 1 => (draft.table.column(value, "--value")?, How::Given),
            (None, _, Some(at)) => (at, How::Detected),
            _ => match detected(draft)?.as_slice() {
                [only] if roles.outcomes.len() == 1 => (*only, How::Detected),
                several => {
                    let found: Vec<&str> = several.iter().map(|&at| draft.table.name(at)).collect();
                    let found = format!("columns of readings are {}", found.join(", "));
                    let name = request.name.clone().unwrap_or_default();
                    return Err(IngestError::UnknownOutcome { file: draft.table.file(), name, found });
                }
            },
        };
        chosen.push((request.clone(), column, how));
    }
    if chosen.is_empty() {
        let (columns, how) = match &roles.value {
            Some(value) => (vec![draft.table.column(value, "--value")?], How::Given),
            None => (detected(draft)?, How::Detected),
        };
        chosen.extend(columns.into_iter().map(|column| (OutcomeRequest::default(), column, how)));
    }
    let parameter = one_parameter(draft)?;
    let rows_unit = unit_of_rows(draft)?;
    let several = chosen.len() > 1;
    let mut outcomes = Vec::new();
    for (request, column, how) in chosen {
        let mut stem = split_unit(draft.table.name(column)).0;
        let mut stated = rows_unit.clone();
        if let Some((name, unit, source)) = parameter.as_ref().filter(|_| !several) {
            // ADaM: PARAM says "Weight (kg)" of the values in AVAL.
            if guess_kind(&stem) == OutcomeKind::Other {
                stem = name.clone();
            }
            stated = stated.or_else(|| unit.map(|unit| (source.clone(), unit)));
        } else if ["value", "aval", "result", "reading", "measurement"].contains(&plain(&stem).as_str()) {
            stem = String::new();
        }
        let wish = Wish { request: &request, stem: &stem, columns: &[column], stated, several };
        let outcome = describe(draft, &wish)?;
        draft.take(column, Role::Value, how, &outcome.name);
        outcomes.push((outcome, column));
    }
    Ok(outcomes)
}

fn detected(draft: &Draft<'_>) -> Result<Vec<usize>, IngestError> {
    detect_values(draft.table, &draft.used, &draft.numeric)
        .map_err(|candidates| IngestError::AmbiguousValue { file: draft.table.file(), candidates })
}

/// The one thing that the rows measure, when a column names it: name, unit in brackets, column.
fn one_parameter(draft: &Draft<'_>) -> Result<Option<(String, Option<Unit>, String)>, IngestError> {
    let Some(column) = detect_parameter(draft.table, &[]) else { return Ok(None) };
    let values = draft.table.distinct(draft.rows, column, 100);
    if values.len() > 1 {
        let filtered = draft.roles.filters.iter().any(|(name, _)| name.eq_ignore_ascii_case(draft.table.name(column)));
        if !filtered {
            let column = draft.table.name(column).to_string();
            return Err(IngestError::SeveralParameters { file: draft.table.file(), column, values });
        }
    }
    // PARAMCD comes with PARAM, which spells name and unit out.
    let spelled = draft.table.header().iter().position(|name| plain(name) == "param").unwrap_or(column);
    let text = draft.table.distinct(draft.rows, spelled, 2);
    let [text] = text.as_slice() else { return Ok(None) };
    let name = split_unit(text).0;
    Ok(Some((name, bracketed_unit(text), draft.table.name(spelled).to_string())))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{detect, one, read, refused, words};
    use super::*;
    use crate::ingest::Roles;

    const ADAM: &str = "USUBJID,TRT01P,AVISIT,AVISITN,PARAM,PARAMCD,AVAL\n\
        1,P,Week 2,2,Weight (kg),WEIGHT,79\n1,P,Baseline,0,Weight (kg),WEIGHT,80\n1,P,,,Weight (kg),WEIGHT,81\n\
        1,P,Baseline,0,Body Mass Index,BMI,25\n";

    #[test]
    fn adam_files_need_one_parameter() {
        let message = refused(ADAM, &Roles::default());
        assert!(
            message.contains("2 different parameters (WEIGHT, BMI); keep one with --where PARAMCD=WEIGHT"),
            "{message}"
        );
        let filters = vec![("PARAMCD".to_string(), "WEIGHT".to_string())];
        let file = read(ADAM, &Roles { filters, ..Roles::default() }).expect("file");
        let outcome = &file.trial.outcomes[0];
        assert_eq!((outcome.name.as_str(), outcome.kind, outcome.unit), ("weight", OutcomeKind::Weight, Unit::Kg));
        assert_eq!(file.trial.visits[0].as_str(), "Baseline");
        assert!(
            file.notes.iter().any(|note| note.text == "1 rows were left out: their visit (column AVISIT) is empty")
        );
    }

    #[test]
    fn an_unclear_value_column_is_asked_for() {
        let text = "id,visit,x,y\n1,V0,1,2\n1,V1,1,2\n";
        let message = refused(text, &Roles::default());
        assert!(message.contains("which column holds the readings? x, y; say it with --value COLUMN"), "{message}");
        let file = read(text, &Roles { value: Some("y".to_string()), ..Roles::default() }).expect("file");
        assert_eq!(words(&file)[2], "y value: column y (given)");
        let request =
            OutcomeRequest { name: Some("waist".to_string()), column: Some("x".to_string()), ..Default::default() };
        assert_eq!(read(text, &one(request)).expect("file").trial.outcomes[0].name, "waist");
    }

    #[test]
    fn several_body_measures_are_all_taken() {
        let file = detect("id,visit,waist_cm,weight_kg,age\n1,V0,90,80,40\n1,V1,89,79,40\n");
        let found: Vec<_> = file.trial.outcomes.iter().map(|outcome| (outcome.name.as_str(), outcome.unit)).collect();
        assert_eq!(found, [("waist", Unit::Cm), ("weight", Unit::Kg)]);
        assert_eq!(file.trial.readings.len(), 4);
    }
}
