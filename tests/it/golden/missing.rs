//! People who left.

use super::arguments::Arguments;
use super::case::{Case, number};
use super::data::Table;
use super::procedures::{Open, Runner, detail, insert_limits, p_value};
use super::{Fields, Stop};
use girth::data::{Course, Longitudinal, Outcome, OutcomeKind, ParticipantId, TimePoint, Unit};
use girth::result::{DetailValue, TestResult};
use girth::stats::TestOptions;
use girth::stats::repeated::missing::{
    Deltas, ImputationOptions, SimpleMethod, Strategy, TippingMap, conditional_mean_imputation, multiple_imputation,
    pooled, simple_analysis,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What girth gives for a case of this area; `None` for procedures of other areas.
pub fn answer(_: &mut Runner, procedure: &str, case: &Case, open: Open<'_>) -> Option<Result<Fields, Stop>> {
    let adapter: fn(&Case, &Table) -> Result<Fields, Stop> = match procedure {
        "reference_based_imputation" => reference_based,
        "simple_missing" => simple,
        "conditional_mean_imputation" => conditional_mean,
        "multiple_imputation" => multiple,
        "tipping_point" => tipping,
        "rubin_rules" => return Some(rubin(case)),
        _ => return None,
    };
    Some(open(case).and_then(|table| adapter(case, &table)))
}

fn stop(cause: impl ToString) -> Stop {
    Stop::NotCovered(cause.to_string())
}

fn word<'a>(case: &'a Case, name: &str) -> Option<&'a str> {
    case.arguments.get(name).and_then(Value::as_str)
}

/// Long rows as courses: the arm `reference` is the control, `group` alone is a single group, `visits` are those kept.
fn courses(case: &Case, table: &Table) -> Result<Longitudinal, Stop> {
    let text = |name: &str| table.words(name).map_err(stop);
    let (ids, arm_of, visit_of) = (text("id")?, text("arm")?, text("visit")?);
    let (baseline, value) = (table.column("baseline").map_err(stop)?, table.column("value").map_err(stop)?);
    let kept = case.arguments.get("visits").and_then(Value::as_array);
    let mut visits: Vec<String> = Vec::new();
    for name in &visit_of {
        let is_kept = kept.is_none_or(|kept| kept.iter().any(|kept| kept.as_str() == Some(name)));
        if is_kept && !visits.contains(name) {
            visits.push(name.clone());
        }
    }
    let arms: Vec<&str> =
        word(case, "reference").and_then(|control| Some(vec![control, word(case, "treatment")?])).unwrap_or_default();
    let mut people: BTreeMap<&str, Course> = BTreeMap::new();
    for row in 0..ids.len() {
        if word(case, "group").is_some_and(|group| group != arm_of[row]) {
            continue;
        }
        let arm = arms.iter().position(|arm| *arm == arm_of[row]);
        let course = people.entry(&ids[row]).or_insert_with(|| Course {
            id: ParticipantId::new(ids[row].clone()),
            arm,
            baseline: baseline[row],
            readings: vec![None; visits.len()],
        });
        if let Some(visit) = visits.iter().position(|visit| *visit == visit_of[row]) {
            course.readings[visit] = value[row];
        }
    }
    let outcome = Outcome { name: "x".into(), label: "X".into(), kind: OutcomeKind::Other, unit: Unit::None };
    let visits = visits.into_iter().map(|name| TimePoint { name, time: None, sessions: None }).collect();
    let people: Vec<Course> = people.into_values().collect();
    let arms = arms.into_iter().map(str::to_owned).collect();
    Longitudinal::try_new(outcome, Some("baseline".to_owned()), visits, arms, true, &people).map_err(stop)
}

fn strategy(case: &Case) -> Result<Strategy, Stop> {
    let named = word(case, "strategy").unwrap_or_default();
    Strategy::ALL.into_iter().find(|strategy| strategy.id() == named).ok_or_else(|| stop(format!("strategy {named}")))
}

fn real(case: &Case, name: &str) -> f64 {
    case.arguments.get(name).and_then(Value::as_f64).unwrap_or(0.0)
}

/// Estimate, standard error, interval and p.
fn fields(result: &TestResult) -> Fields {
    let estimate = result.primary().expect("estimate");
    let mut fields = Fields::new();
    fields.insert("n".into(), result.analysed.n.into());
    fields.insert("estimate".into(), number(estimate.value));
    fields.insert("se".into(), super::case::optional(estimate.standard_error));
    insert_limits(&mut fields, "ci", estimate.interval.as_ref());
    fields.insert("p_value".into(), p_value(result));
    fields.insert("df".into(), detail(result, "degrees_of_freedom"));
    let count = |id: &str| match result.detail(id) {
        Some(DetailValue::Count(count)) => count,
        _ => 0,
    };
    let left = count("dropouts") + count("dropouts_treated") + count("dropouts_control");
    fields.insert("n_dropout".into(), left.into());
    fields
}

fn reference_based(case: &Case, table: &Table) -> Result<Fields, Stop> {
    let known = ["reference", "treatment", "imputation_model", "covariance", "analysis", "method"];
    Arguments::known(&case.arguments, &known)?;
    let data = courses(case, table)?;
    let mut all = Fields::new();
    let names = ["mar", "jr", "cr", "cir"];
    let strategies =
        [Strategy::MissingAtRandom, Strategy::JumpToReference, Strategy::CopyReference, Strategy::CopyIncrements];
    for (name, strategy) in names.into_iter().zip(strategies) {
        let result = conditional_mean_imputation(&data, &ImputationOptions { strategy, ..Default::default() })?;
        let mut fields = fields(&result);
        all.insert("n_dropout".into(), fields.remove("n_dropout").expect("dropouts"));
        all.insert(name.to_owned(), Value::Object(fields));
    }
    Ok(all)
}

fn simple(case: &Case, table: &Table) -> Result<Fields, Stop> {
    Arguments::known(&case.arguments, &["method", "reference", "treatment", "group"])?;
    let named = word(case, "method").unwrap_or_default();
    let method = SimpleMethod::ALL.into_iter().find(|method| method.id() == named).ok_or_else(|| stop(named))?;
    Ok(fields(&simple_analysis(&courses(case, table)?, method, None, None, &TestOptions::default())?))
}

fn conditional_mean(case: &Case, table: &Table) -> Result<Fields, Stop> {
    let known = ["reference", "treatment", "group", "strategy", "baseline_by_visit", "delta_treated", "delta_control"];
    let arguments = Arguments::known(&case.arguments, &known)?;
    let options = ImputationOptions {
        strategy: strategy(case)?,
        baseline_by_visit: arguments.flag("baseline_by_visit")?,
        deltas: Deltas { treated: real(case, "delta_treated"), control: real(case, "delta_control") },
        ..Default::default()
    };
    Ok(fields(&conditional_mean_imputation(&courses(case, table)?, &options)?))
}

fn multiple(case: &Case, table: &Table) -> Result<Fields, Stop> {
    Arguments::known(&case.arguments, &["reference", "treatment", "visits", "strategy", "imputations"])?;
    let options = ImputationOptions {
        strategy: strategy(case)?,
        imputations: real(case, "imputations") as usize,
        ..Default::default()
    };
    let result = multiple_imputation(&courses(case, table)?, &options)?;
    let mut fields = fields(&result);
    fields.insert("within".into(), detail(&result, "within_variance"));
    fields.insert("between".into(), detail(&result, "between_variance"));
    Ok(fields)
}

fn tipping(case: &Case, table: &Table) -> Result<Fields, Stop> {
    let known = ["reference", "treatment", "null", "alternative", "deltas_treated", "deltas_control"];
    let arguments = Arguments::known(&case.arguments, &known)?;
    let test = TestOptions {
        null_value: arguments.needed("null")?,
        alternative: arguments.alternative()?,
        ..Default::default()
    };
    let deltas = |name: &str| -> Vec<f64> {
        let list = case.arguments.get(name).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_f64).collect()
    };
    let options = ImputationOptions { test, ..Default::default() };
    let map =
        TippingMap::of(&courses(case, table)?, &options, Some((deltas("deltas_treated"), deltas("deltas_control"))))?;
    let cell = |treated: usize, control: usize| {
        let cell = map.cell(treated, control).expect("cell");
        let p = cell.p_value.map(|p| p.value());
        json!({"estimate": cell.estimate, "se": cell.standard_error, "p_value": p})
    };
    let mut fields = Fields::new();
    fields.insert("tipping".into(), super::case::optional(map.tipping));
    fields.insert("at_zero".into(), cell(0, 0));
    fields.insert("at_both".into(), cell(1, 1));
    Ok(fields)
}

fn rubin(case: &Case) -> Result<Fields, Stop> {
    Arguments::known(&case.arguments, &["estimates", "variances", "df_complete"])?;
    let numbers = |name: &str| -> Vec<f64> {
        let list = case.arguments.get(name).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_f64).collect()
    };
    let found = pooled(&numbers("estimates"), &numbers("variances"), real(case, "df_complete"))
        .ok_or_else(|| stop("nothing to pool"))?;
    let pairs = [
        ("estimate", found.estimate),
        ("se", found.standard_error),
        ("df", found.degrees_of_freedom),
        ("within", found.within),
        ("between", found.between),
        ("share_missing", found.share_missing),
    ];
    Ok(pairs.into_iter().map(|(name, value)| (name.to_owned(), number(value))).collect())
}
