//! Two readings of each person: limits of agreement, concordance, kappa, gross errors.

use super::arguments::Arguments;
use super::case::{Case, number, optional};
use super::data::Table;
use super::procedures::{Open, Runner};
use super::{Fields, Stop};
use girth::data::{
    DataError, Decimal, Outcome, OutcomeKind, PairedSample, ParticipantId, Repeat, RepeatReadings, Unit,
};
use girth::result::{Interval, Level};
use girth::stats::agreement::{
    ErrorScope, KappaWeights, concordance, gross_errors, limits_of_agreement, limits_of_agreement_repeated,
    smallest_detectable_change, technical_error, weighted_kappa,
};
use serde_json::{Value, json};

/// What girth gives for a case of this area; `None` for procedures of other areas.
pub fn answer(runner: &mut Runner, procedure: &str, case: &Case, open: Open<'_>) -> Option<Result<Fields, Stop>> {
    Some(match procedure {
        "agreement_two_trials" => open(case).and_then(|table| trials(runner, case, &table)),
        "limits_repeated" => open(case).and_then(|table| repeated(runner, case, &table)),
        "weighted_kappa" => kappa(runner, case),
        "gross_errors" => open(case).and_then(|table| gross(runner, case, &table)),
        _ => return None,
    })
}

fn stop(cause: DataError) -> Stop {
    Stop::NotCovered(cause.to_string())
}

fn outcome(name: &str, unit: Unit) -> Outcome {
    Outcome { name: name.to_owned(), label: name.to_owned(), kind: OutcomeKind::Other, unit }
}

fn ends(interval: Option<&Interval>) -> Value {
    interval.map_or(Value::Null, |interval| json!([number(interval.lower), number(interval.upper)]))
}

fn text<'a>(case: &'a Case, name: &str) -> Result<&'a str, Stop> {
    case.arguments.get(name).and_then(Value::as_str).ok_or_else(|| Stop::NotCovered(format!("no argument {name}")))
}

/// The pairs as two readings in turn of each person.
fn in_turn(pair: &PairedSample) -> Result<RepeatReadings, Stop> {
    let columns = [pair.before(), pair.after()];
    let read = columns.iter().flat_map(|column| {
        column.ticks().iter().enumerate().map(|(participant, &ticks)| Repeat {
            participant,
            observer: 0,
            session: 0,
            value: Decimal::new(ticks, column.decimals()).expect("a reading"),
            line: 0,
        })
    });
    let all: Vec<Repeat> = read.collect();
    let outcome = pair.outcome().clone();
    RepeatReadings::try_new(outcome, None, pair.ids().to_vec(), Vec::new(), Vec::new(), &all).map_err(stop)
}

fn pairs(ids: Vec<String>, first: &[Option<Decimal>], second: &[Option<Decimal>]) -> Result<PairedSample, Stop> {
    let complete = ids.iter().zip(first.iter().zip(second)).filter_map(|(id, (first, second))| {
        first.zip(*second).map(|(first, second)| (ParticipantId::new(id.as_str()), first, second))
    });
    let (mut ids, mut one, mut other) = (Vec::new(), Vec::new(), Vec::new());
    for (id, first, second) in complete {
        ids.push(id);
        one.push(first);
        other.push(second);
    }
    PairedSample::try_new(outcome("x", Unit::None), None, ids, &one, &other, Vec::new()).map_err(stop)
}

fn trials(runner: &mut Runner, case: &Case, table: &Table) -> Result<Fields, Stop> {
    let mut given = case.arguments.clone();
    if given.remove("difference") != Some("second - first".into()) {
        return Err(Stop::NotCovered("another difference than second - first".to_owned()));
    }
    let arguments = Arguments::known(&given, &["first", "second", "conf_level"])?;
    let level = arguments.level()?;
    let column = |name| table.column(text(case, name)?).map_err(Stop::NotCovered);
    let pair = pairs(table.words("id").map_err(Stop::NotCovered)?, &column("first")?, &column("second")?)?;
    runner.took_part("limits-of-agreement")?;
    runner.took_part("concordance")?;
    runner.took_part("technical-error")?;
    runner.took_part("detectable-change")?;
    let (limits, lin) = (limits_of_agreement(&pair, level)?, concordance(&pair, level)?);
    let error = technical_error(&in_turn(&pair)?, ErrorScope::WithinObserver, None, level)?;
    let typical_error = limits.sd / std::f64::consts::SQRT_2;
    let detectable = |sd| smallest_detectable_change(sd, Level::DEFAULT, 1);
    let bias = limits.bias.value;
    let slope = limits.proportional_bias.as_ref();
    let mut fields = json!({
        "n": limits.n,
        "tem": number(error.absolute.value),
        "relative_tem_pct": optional(error.relative.as_ref().map(|relative| relative.value)),
        "reliability_R": optional(error.reliability),
        "typical_error_sd_over_sqrt2": number(typical_error),
        "mdc95_from_tem": number(detectable(error.absolute.value)?),
        "mdc95_from_typical_error": number(detectable(typical_error)?),
        "within_subject_cv_pct_rms": optional(error.within_cv),
        "bias": number(bias),
        "sd_diff": number(limits.sd),
        "bias_ci": ends(limits.bias.interval.as_ref()),
        "loa_low_1.96": number(bias - 1.96 * limits.sd),
        "loa_high_1.96": number(bias + 1.96 * limits.sd),
        "proportional_bias_slope": optional(slope.map(|slope| slope.slope.value)),
        "proportional_bias_p": optional(slope.and_then(|slope| slope.p_value).map(|p| p.value())),
        "ccc": number(lin.estimate.value),
        "ccc_se": optional(lin.estimate.standard_error),
        "ccc_ci_z": ends(lin.estimate.interval.as_ref()),
        "pearson_r": number(lin.pearson_r),
        "bias_correction_Cb": number(lin.bias_correction),
        "scale_shift": number(lin.scale_shift),
        "location_shift": number(lin.location_shift),
    });
    for (name, limit) in [("low", &limits.lower), ("high", &limits.upper)] {
        fields[format!("loa_{name}")] = number(limit.estimate.value);
        fields[format!("loa_{name}_exact_ci")] = ends(limit.estimate.interval.as_ref());
        fields[format!("loa_{name}_approx_ci")] = ends(limit.bland_altman_1999.as_ref());
        fields[format!("loa_{name}_ba1986_ci")] = ends(limit.bland_altman_1986.as_ref());
    }
    Ok(fields.as_object().cloned().unwrap_or_default())
}

/// Distinct words, in the order in which they come, and where each row's stands among them.
fn coded(words: &[String]) -> (Vec<String>, Vec<usize>) {
    let mut names: Vec<String> = Vec::new();
    let mut at = |word: &String| {
        names.iter().position(|name| name == word).unwrap_or_else(|| {
            names.push(word.clone());
            names.len() - 1
        })
    };
    let rows = words.iter().map(&mut at).collect();
    (names, rows)
}

fn readings(table: &Table, session: Option<&str>, value: &str, unit: Unit) -> Result<RepeatReadings, Stop> {
    let words = |name| table.words(name).map_err(Stop::NotCovered);
    let (people, person) = coded(&words("id")?);
    let (observers, observer) = coded(&words("observer")?);
    let (sessions, session) =
        session.map_or(Ok((Vec::new(), vec![0; person.len()])), |name| words(name).map(|words| coded(&words)))?;
    let values = table.column(value).map_err(Stop::NotCovered)?;
    let repeats: Vec<Repeat> = values
        .into_iter()
        .enumerate()
        .filter_map(|(row, value)| {
            let (participant, observer, session) = (person[row], observer[row], session[row]);
            value.map(|value| Repeat { participant, observer, session, value, line: row as u64 + 2 })
        })
        .collect();
    let people = people.into_iter().map(ParticipantId::new).collect();
    RepeatReadings::try_new(outcome(value, unit), None, people, observers, sessions, &repeats).map_err(stop)
}

fn repeated(runner: &mut Runner, case: &Case, table: &Table) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["first", "second", "conf_level"])?;
    let readings = readings(table, Some("session"), "value", Unit::Cm)?;
    let observer = |name| {
        let wanted = text(case, name)?;
        let found = readings.observers().iter().position(|observer| observer == wanted);
        found.ok_or_else(|| Stop::NotCovered(format!("no observer {wanted}")))
    };
    let observers = [observer("first")?, observer("second")?];
    runner.took_part("limits-of-agreement")?;
    let limits = limits_of_agreement_repeated(&readings, observers, arguments.level()?)?;
    let fields = json!({
        "people": limits.people,
        "pairs": limits.pairs,
        "unpaired": limits.unpaired,
        "bias": number(limits.bias.value),
        "bias_ci": ends(limits.bias.interval.as_ref()),
        "sd": number(limits.sd),
        "between_sd": number(limits.between_sd),
        "within_sd": number(limits.within_sd),
        "loa_low": number(limits.lower.value),
        "loa_low_ci": ends(limits.lower.interval.as_ref()),
        "loa_high": number(limits.upper.value),
        "loa_high_ci": ends(limits.upper.interval.as_ref()),
    });
    Ok(fields.as_object().cloned().unwrap_or_default())
}

fn kappa(runner: &mut Runner, case: &Case) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["first", "second", "weights", "conf_level"])?;
    let weights = [
        ("linear", KappaWeights::Linear),
        ("quadratic", KappaWeights::Quadratic),
        ("unweighted", KappaWeights::Unweighted),
    ];
    let weights = arguments.choose("weights", &weights, KappaWeights::Unweighted)?;
    let grades = |name: &str| -> Vec<Option<Decimal>> {
        let list = case.arguments.get(name).and_then(Value::as_array).into_iter().flatten();
        list.map(|grade| grade.as_i64().and_then(|grade| Decimal::new(grade.into(), 0))).collect()
    };
    let (first, second) = (grades("first"), grades("second"));
    let pair = pairs((0..first.len()).map(|row| row.to_string()).collect(), &first, &second)?;
    runner.took_part("weighted-kappa")?;
    let result = weighted_kappa(&pair, weights, arguments.level()?)?;
    let fields = json!({
        "n": result.n,
        "kappa": number(result.estimate.value),
        "observed": number(result.observed_agreement),
        "expected": number(result.expected_agreement),
        "grades": result.grades,
        "se": optional(result.estimate.standard_error),
        "null_se": optional(result.null_standard_error),
        "p": optional(result.p_value.map(|p| p.value())),
        "ci": ends(result.estimate.interval.as_ref()),
    });
    Ok(fields.as_object().cloned().unwrap_or_default())
}

fn gross(runner: &mut Runner, case: &Case, table: &Table) -> Result<Fields, Stop> {
    Arguments::known(&case.arguments, &["outcomes"])?;
    let outcomes = case.arguments["outcomes"].as_object().into_iter().flatten();
    let all = outcomes
        .map(|(name, unit)| {
            let unit = unit.as_str().and_then(Unit::parse).ok_or_else(|| Stop::NotCovered(format!("unit {unit}")))?;
            readings(table, None, name, unit)
        })
        .collect::<Result<Vec<_>, Stop>>()?;
    runner.took_part("gross-errors")?;
    let mut found: Vec<Value> = gross_errors(&all)
        .iter()
        .map(|error| {
            let cause = serde_json::to_value(&error.cause).expect("cause");
            json!({
                "outcome": error.outcome,
                "index": error.index,
                "cause": cause["kind"],
                "expected": number(error.expected),
                "robust_z": number(error.robust_z),
                "meant": optional(error.meant),
            })
        })
        .collect();
    found.sort_by_key(|error| (error["outcome"].to_string(), error["index"].as_u64()));
    let mut fields = Fields::new();
    fields.insert("found".into(), found.into());
    Ok(fields)
}
