//! The mixed model for repeated measures of courses of readings: means, changes, differences.

use super::arguments::Arguments;
use super::case::{Case, number, optional};
use super::data::Table;
use super::procedures::{Open, Runner, detail, insert_limits, p_value, statistic};
use super::{Fields, Stop};
use girth::data::{
    Course, Covariate, CovariateValues, Longitudinal, Outcome, OutcomeKind, ParticipantId, TimePoint, Unit,
};
use girth::result::{DetailValue, Estimate, LongitudinalModel, TestResult};
use girth::stats::TestOptions;
use girth::stats::repeated::mmrm::{
    Adjustment, Baseline, Likelihood, MmrmModel, MmrmOptions, StandardErrors, Structure,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What girth gives for a case of this area; `None` for procedures of other areas.
pub fn answer(runner: &mut Runner, procedure: &str, case: &Case, open: Open<'_>) -> Option<Result<Fields, Stop>> {
    (procedure == "mmrm_model").then(|| open(case).and_then(|table| model(runner, case, &table)))
}

/// The courses of a long table with the columns id, arm, visit, value and, where wanted, baseline; `reference` is the first arm. A table
/// with one arm is a single group.
pub fn courses(
    table: &Table,
    reference: Option<&str>,
    with_baseline: bool,
    covariates: &[String],
) -> Result<Longitudinal, Stop> {
    let words = |name: &str| table.words(name).map_err(Stop::NotCovered);
    let numbers = |name: &str| table.column(name).map_err(Stop::NotCovered);
    let (ids, arm, visit, values) = (words("id")?, words("arm")?, words("visit")?, numbers("value")?);
    let baselines = if with_baseline { numbers("baseline")? } else { vec![None; ids.len()] };
    let (people, mut arms, visits) = (distinct(&ids), distinct(&arm), distinct(&visit));
    arms.sort_by_key(|name| Some(name.as_str()) != reference);
    let first_row: Vec<usize> = people.iter().map(|id| ids.iter().position(|other| other == id).unwrap()).collect();
    let is_one_group = arms.len() < 2;
    let course = |(id, &first): (&String, &usize)| {
        let mut readings = vec![None; visits.len()];
        for row in (0..ids.len()).filter(|&row| ids[row] == *id) {
            readings[visits.iter().position(|name| *name == visit[row]).unwrap()] = values[row];
        }
        let arm = (!is_one_group).then(|| arms.iter().position(|name| *name == arm[first]).unwrap());
        Course { id: ParticipantId::new(id.as_str()), arm, baseline: baselines[first], readings }
    };
    let all: Vec<Course> = people.iter().zip(&first_row).map(course).collect();
    let covariate = |name: &String| {
        let values = match numbers(name) {
            Ok(values) => CovariateValues::Numbers(first_row.iter().map(|&row| values[row]).collect()),
            Err(_) => {
                let words = words(name)?;
                let known: Vec<String> = words.iter().filter(|word| !word.is_empty()).cloned().collect();
                let levels = distinct(&known);
                let at = first_row.iter().map(|&row| levels.iter().position(|level| *level == words[row])).collect();
                CovariateValues::Groups { levels, at }
            }
        };
        Ok(Covariate { name: name.clone(), label: name.clone(), values })
    };
    let covariates: Vec<Covariate> = covariates.iter().map(covariate).collect::<Result<_, Stop>>()?;
    let outcome = Outcome { name: "value".into(), label: "Value".into(), kind: OutcomeKind::Other, unit: Unit::None };
    let point = |name: &String| TimePoint { name: name.clone(), time: None, sessions: None };
    let (visits, arms) = (visits.iter().map(point).collect(), if is_one_group { Vec::new() } else { arms });
    let baseline = with_baseline.then(|| "baseline".to_owned());
    let data = Longitudinal::try_new(outcome, baseline, visits, arms, !is_one_group, &all);
    data.and_then(|data| data.with_covariates(covariates)).map_err(|cause| Stop::NotCovered(cause.to_string()))
}

/// The words, each once, in order of appearance.
fn distinct(words: &[String]) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    words.iter().for_each(|word| {
        if !seen.contains(word) {
            seen.push(word.clone())
        }
    });
    seen
}

fn model(runner: &mut Runner, case: &Case, table: &Table) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["covariates", "errors", "df", "baseline"])?;
    let covariates = case.arguments.get("covariates").and_then(Value::as_array).cloned().unwrap_or_default();
    let covariates: Vec<String> = covariates.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect();
    let errors = [("cr0", StandardErrors::Cr0), ("cr2", StandardErrors::Cr2), ("cr3", StandardErrors::Cr3)];
    let degrees = [("between-within", Adjustment::BetweenWithin), ("residual", Adjustment::Residual)];
    let data = courses(table, Some("sham"), true, &covariates)?;
    let options = MmrmOptions {
        errors: arguments.choose("errors", &errors, StandardErrors::Model)?,
        adjustment: arguments.choose("df", &degrees, Adjustment::Satterthwaite)?,
        baseline: arguments.choose("baseline", &[("reading", Baseline::Reading)], Baseline::Auto)?,
        covariates,
        ..MmrmOptions::default()
    };
    let answer = MmrmModel::fit(&data, &options)?.answer()?;
    if case.arguments.is_empty() {
        let registered = runner.repeated("mmrm", &data, &TestOptions::default())?;
        assert_eq!(registered, answer.model, "the procedure runs the default model");
    }
    Ok(fields(&answer))
}

/// Means and differences between the arms at every visit, for a case of a formula with `arm * visit`.
pub fn insert_visits(
    fields: &mut Fields,
    case: &Case,
    table: &Table,
    structure: Structure,
    likelihood: Likelihood,
) -> Result<(), Stop> {
    if !case.expected.contains_key("lsmeans_satterthwaite") {
        return Ok(());
    }
    let fixed = case.arguments.get("fixed").and_then(Value::as_str).unwrap_or_default();
    let terms: Vec<&str> = fixed.trim_start_matches("value ~ ").split(" + ").collect();
    let of_baseline = terms.contains(&"baseline * visit");
    let others = terms.iter().filter(|term| !["arm * visit", "baseline * visit"].contains(term));
    let covariates: Vec<String> = others.map(|term| (*term).to_owned()).collect();
    let data = courses(table, case.arguments["reference_levels"]["arm"].as_str(), of_baseline, &covariates)?;
    for (name, adjustment) in
        [("satterthwaite", Adjustment::Satterthwaite), ("kenward_roger_linear", Adjustment::KenwardRogerLinear)]
    {
        let options = MmrmOptions {
            structure,
            fallback: false,
            likelihood,
            adjustment,
            covariates: covariates.clone(),
            ..MmrmOptions::default()
        };
        let model = MmrmModel::fit(&data, &options)?;
        let (mut differences, mut means) = (Fields::new(), Fields::new());
        for each in &model.answer()?.differences {
            let arm = each.arm.as_deref().unwrap_or_default();
            differences.insert(format!("{}: {arm} - {}", each.visit, data.arms()[0]), tested(&each.test));
        }
        for (at, visit) in data.visits().iter().enumerate() {
            for (arm, arm_name) in data.arms().iter().enumerate() {
                let mean = model.mean_estimate(arm, Some(at))?;
                let value =
                    json!({"estimate": mean.estimate, "se": mean.standard_error, "df": mean.degrees.expect("degrees")});
                means.insert(format!("{}: {arm_name}", visit.name), value);
            }
        }
        fields.insert(format!("arm_difference_{name}"), Value::Object(differences));
        fields.insert(format!("lsmeans_{name}"), Value::Object(means));
    }
    Ok(())
}

fn fields(answer: &LongitudinalModel) -> Fields {
    let mut fields = Fields::new();
    let analysed = &answer.model.analysed;
    fields.insert("n".into(), analysed.n.into());
    let excluded: BTreeMap<&str, usize> = analysed.excluded.iter().map(|each| (each.reason, each.n)).collect();
    fields.insert("excluded".into(), serde_json::to_value(excluded).expect("counts"));
    for (field, id) in [("n_obs", "readings"), ("logLik", "log_likelihood")] {
        let value = match answer.model.details.iter().find(|detail| detail.id == id).map(|detail| detail.value) {
            Some(DetailValue::Count(count)) => count.into(),
            Some(DetailValue::Number(value)) => number(value),
            _ => Value::Null,
        };
        fields.insert(field.into(), value);
    }
    fields.insert("means".into(), Value::Object(means(answer)));
    let changes = answer.changes.iter().map(|each| (at_visit(each.arm.as_deref(), &each.visit), tested(&each.test)));
    fields.insert("changes".into(), Value::Object(changes.collect()));
    let differences = answer.differences.iter().map(|each| (each.visit.clone(), tested(&each.test)));
    fields.insert("differences".into(), Value::Object(differences.collect()));
    if let Some(overall) = &answer.model.overall {
        let mut test = Fields::new();
        test.insert("F".into(), statistic(overall));
        for name in ["numerator_df", "denominator_df"] {
            test.insert(name.into(), detail(overall, name));
        }
        test.insert("p_value".into(), p_value(overall));
        fields.insert("overall".into(), Value::Object(test));
    }
    fields
}

/// Estimate, SE and interval of every mean, by arm and visit.
fn means(answer: &LongitudinalModel) -> Fields {
    answer
        .means
        .iter()
        .map(|mean| (at_visit(mean.arm.as_deref(), &mean.visit), Value::Object(estimated(&mean.estimate))))
        .collect()
}

fn estimated(estimate: &Estimate) -> Fields {
    let mut fields = Fields::new();
    fields.insert("estimate".into(), number(estimate.value));
    fields.insert("se".into(), optional(estimate.standard_error));
    insert_limits(&mut fields, "ci", estimate.interval.as_ref());
    fields
}

/// A test with its estimate.
pub fn tested(test: &TestResult) -> Value {
    let mut fields = estimated(&test.estimates[0]);
    fields.insert("df".into(), detail(test, "degrees_of_freedom"));
    fields.insert("t".into(), statistic(test));
    fields.insert("p_value".into(), p_value(test));
    Value::Object(fields)
}

fn at_visit(arm: Option<&str>, visit: &str) -> String {
    arm.map_or_else(|| visit.to_owned(), |arm| format!("{arm} at {visit}"))
}
