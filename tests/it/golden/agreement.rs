//! Technical error, intraclass correlation, variance components.

use super::arguments::Arguments;
use super::case::{Case, number, optional};
use super::data::Table;
use super::procedures::{Open, Runner, insert_limits};
use super::{Fields, Stop};
use girth::data::{DataError, Decimal, Outcome, OutcomeKind, ParticipantId, Repeat, RepeatReadings, Unit};
use girth::result::{Estimate, Interval};
use girth::stats::agreement::{
    ErrorScope, IccForm, Raters, RatingMatrix, detectable_change, icc, technical_error, variance_components,
};
use serde_json::{Value, json};

/// What girth gives for a case of this area; `None` for procedures of other areas.
pub fn answer(runner: &mut Runner, procedure: &str, case: &Case, open: Open<'_>) -> Option<Result<Fields, Stop>> {
    let of_area = match procedure {
        "technical_error" => error_of_measurement,
        "detectable_change" => detectable,
        "icc" => correlation,
        "variance_components" => components,
        _ => return None,
    };
    Some(open(case).and_then(|table| of_area(runner, case, &table)))
}

fn stop(cause: DataError) -> Stop {
    Stop::NotCovered(cause.to_string())
}

/// The distinct names of a column in their first order, and each row's index into them.
fn indexed(names: &[String]) -> (Vec<String>, Vec<usize>) {
    let mut found: Vec<String> = Vec::new();
    let index = |name: &String| {
        found.iter().position(|known| known == name).unwrap_or_else(|| {
            found.push(name.clone());
            found.len() - 1
        })
    };
    let indices = names.iter().map(index).collect();
    (found, indices)
}

/// A person, an observer, a session and what was read.
type Row = (usize, usize, usize, Option<Decimal>);

fn readings(
    ids: &[String],
    observers: Vec<String>,
    sessions: Vec<String>,
    rows: &[Row],
) -> Result<RepeatReadings, Stop> {
    let participants = ids.iter().map(|id| ParticipantId::new(id.as_str())).collect();
    let repeats: Vec<Repeat> = rows
        .iter()
        .enumerate()
        .filter_map(|(line, &(participant, observer, session, value))| {
            Some(Repeat { participant, observer, session, value: value?, line: line as u64 + 2 })
        })
        .collect();
    let outcome = Outcome { name: "girth".into(), label: "Girth".into(), kind: OutcomeKind::Girth, unit: Unit::Cm };
    RepeatReadings::try_new(outcome, None, participants, observers, sessions, &repeats).map_err(stop)
}

/// One line per reading, those of one session where the case names it.
fn long(case: &Case, table: &Table) -> Result<RepeatReadings, Stop> {
    let words = |name| table.words(name).map_err(Stop::NotCovered);
    let ((ids, people), (observers, by)) = (indexed(&words("id")?), indexed(&words("observer")?));
    let session_of_row = words("session")?;
    let (sessions, on) = indexed(&session_of_row);
    let values = table.column("value").map_err(Stop::NotCovered)?;
    let asked = |name: &str, found: &str| match case.arguments.get(name).and_then(Value::as_str) {
        Some(wanted) => wanted == "all" || wanted == found,
        None => true,
    };
    // A case of components may be of one observer; the others name the observer to girth itself.
    let of_observer = |at: usize| case.procedure != "variance_components" || asked("observer", &observers[by[at]]);
    let rows: Vec<Row> = (0..people.len())
        .filter(|&at| asked("session", &session_of_row[at]) && of_observer(at))
        .map(|at| (people[at], by[at], on[at], values[at]))
        .collect();
    readings(&ids, observers, sessions, &rows)
}

/// One column per rater.
fn wide(columns: &[&str], table: &Table) -> Result<RepeatReadings, Stop> {
    let ids = table.words("id").map_err(Stop::NotCovered)?;
    let mut rows: Vec<Row> = Vec::new();
    for (rater, column) in columns.iter().enumerate() {
        let values = table.column(column).map_err(Stop::NotCovered)?;
        rows.extend(values.into_iter().enumerate().map(|(person, value)| (person, rater, 0, value)));
    }
    readings(&ids, columns.iter().map(|&name| name.to_owned()).collect(), Vec::new(), &rows)
}

fn observer(case: &Case, readings: &RepeatReadings) -> Option<usize> {
    let name = case.arguments.get("observer")?.as_str()?;
    readings.observers().iter().position(|observer| observer == name)
}

fn scope(arguments: &Arguments<'_>) -> Result<ErrorScope, Stop> {
    let scopes = [
        ("within-observer", ErrorScope::WithinObserver),
        ("between-observers", ErrorScope::BetweenObservers),
        ("between-sessions", ErrorScope::BetweenSessions),
    ];
    arguments.choose("scope", &scopes, ErrorScope::WithinObserver)
}

fn limits(interval: Option<&Interval>) -> Value {
    interval.map_or(Value::Null, |interval| json!([number(interval.lower), number(interval.upper)]))
}

/// The estimate, then its limits if there are any.
fn with_limits(estimate: &Estimate) -> Value {
    let mut values = vec![number(estimate.value)];
    values.extend(estimate.interval.iter().flat_map(|interval| [number(interval.lower), number(interval.upper)]));
    values.into()
}

fn fields(value: Value) -> Fields {
    match value {
        Value::Object(fields) => fields,
        _ => Fields::new(),
    }
}

fn error_of_measurement(runner: &mut Runner, case: &Case, table: &Table) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["scope", "observer", "conf_level"])?;
    let readings = long(case, table)?;
    let error = technical_error(&readings, scope(&arguments)?, observer(case, &readings), arguments.level()?)?;
    runner.took_part("technical-error")?;
    let relative = error.relative.as_ref();
    Ok(fields(json!({
        "tem": number(error.absolute.value),
        "tem_ci": limits(error.absolute.interval.as_ref()),
        "df": error.degrees_of_freedom,
        "relative_pct": optional(relative.map(|relative| relative.value)),
        "relative_ci": limits(relative.and_then(|relative| relative.interval.as_ref())),
        "within_cv_pct": optional(error.within_cv),
        "reliability": optional(error.reliability),
        "mean": number(error.mean),
        "persons": error.persons,
        "readings": error.readings,
        "left_out": error.left_out,
    })))
}

fn detectable(runner: &mut Runner, case: &Case, table: &Table) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["scope", "readings_averaged"])?;
    let readings = long(case, table)?;
    let error = technical_error(&readings, scope(&arguments)?, observer(case, &readings), arguments.level()?)?;
    let change = detectable_change(&error.absolute, arguments.needed("readings_averaged")?.ticks() as usize)?;
    runner.took_part("detectable-change")?;
    Ok(fields(json!({
        "sem": with_limits(&change.standard_error),
        "repeatability": with_limits(&change.repeatability),
        "repeatability_1.96": number(change.repeatability_printed),
        "mdc90": with_limits(&change.mdc90),
        "mdc95": with_limits(&change.mdc95),
    })))
}

fn correlation(runner: &mut Runner, case: &Case, table: &Table) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["columns", "raters", "observer", "conf_level"])?;
    let columns: Option<Vec<&str>> = case
        .arguments
        .get("columns")
        .and_then(Value::as_array)
        .map(|all| all.iter().filter_map(Value::as_str).collect());
    let readings = columns.map_or_else(|| long(case, table), |columns| wide(&columns, table))?;
    let choices = [("rounds", Raters::Rounds), ("sessions", Raters::Sessions), ("observers", Raters::Observers)];
    let raters = arguments.choose("raters", &choices, Raters::Observers)?;
    let result = icc(&RatingMatrix::of(&readings, raters, observer(case, &readings))?, arguments.level()?)?;
    runner.took_part("icc")?;
    let mut fields = fields(json!({
        "n": result.persons,
        "k": result.k,
        "left_out": result.left_out,
        "ms_rows": number(result.mean_squares.persons),
        "ms_columns": number(result.mean_squares.raters),
        "ms_error": number(result.mean_squares.error),
        "ms_within": number(result.mean_squares.within),
        "sem_agreement": number(result.sem_agreement.value),
        "sem_agreement_ci": limits(result.sem_agreement.interval.as_ref()),
        "sem_consistency": number(result.sem_consistency.value),
        "sem_consistency_ci": limits(result.sem_consistency.interval.as_ref()),
        "mdc95_agreement": number(result.mdc95_agreement.value),
        "mdc95_consistency": number(result.mdc95_consistency.value),
        "sd_total": number(result.sd_total),
        "sem_from_icc21": optional(result.sem_from_icc_agreement),
        "sem_from_icc31": optional(result.sem_from_icc_consistency),
    }));
    for form in &result.forms {
        let name = form.name.to_lowercase().replace(['(', ','], "_").replace(')', "");
        fields.insert(name, form_fields(form).into());
    }
    Ok(fields)
}

fn form_fields(form: &IccForm) -> Fields {
    let mut fields = Fields::new();
    fields.insert("icc".into(), optional(form.estimate.as_ref().map(|estimate| estimate.value)));
    insert_limits(&mut fields, "ci", form.estimate.as_ref().and_then(|estimate| estimate.interval.as_ref()));
    let test = form.test.as_ref();
    fields.insert("F".into(), optional(test.map(|test| test.f)));
    fields.insert("df1".into(), test.map(|test| test.numerator_df).into());
    fields.insert("df2".into(), test.map(|test| test.denominator_df).into());
    fields.insert("p_value".into(), optional(test.map(|test| test.p_value.value())));
    fields
}

fn components(runner: &mut Runner, case: &Case, table: &Table) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["session", "observer", "conf_level"])?;
    let result = variance_components(&long(case, table)?, arguments.level()?)?;
    runner.took_part("variance-components")?;
    let kebab = |source: Value| source.as_str().unwrap_or_default().to_owned();
    let sd = |estimate: &Estimate| json!({"sd": number(estimate.value), "ci": limits(estimate.interval.as_ref())});
    let mean_squares: Fields = result
        .mean_squares
        .iter()
        .map(|line| (kebab(json!(line.source)), json!({"df": line.degrees_of_freedom, "ms": number(line.mean_square)})))
        .collect();
    let parts: Fields = result
        .components
        .iter()
        .map(|part| {
            let mut found = fields(sd(&part.sd));
            found.insert("variance".into(), number(part.variance));
            found.insert("uncut".into(), number(part.uncut));
            found.insert("share".into(), number(part.share));
            (kebab(json!(part.source)), found.into())
        })
        .collect();
    let errors: Fields = result
        .observer_errors
        .iter()
        .map(|error| (error.observer.clone().unwrap_or_default(), number(error.absolute.value)))
        .collect();
    Ok(fields(json!({
        "persons": result.persons,
        "observers": result.observers,
        "sessions": result.sessions,
        "replicates": result.replicates,
        "left_out": result.left_out,
        "mean": number(result.mean),
        "mean_squares": mean_squares,
        "components": parts,
        "same_observer": sd(&result.sd_of_difference_same_observer),
        "other_observer": result.sd_of_difference_other_observer.as_ref().map_or(Value::Null, sd),
        "observer_errors": errors,
    })))
}
