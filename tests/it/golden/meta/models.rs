//! Cases whose studies are in their arguments: the mean, a line, groups.

use super::pair;
use crate::golden::arguments::Arguments;
use crate::golden::case::{Case, number, optional};
use crate::golden::{Fields, Stop};
use girth::data::{StudyEffect, StudyEffects, Unit};
use girth::result::{Estimate, Heterogeneity, Level, PValue, Statistic, SubgroupVariance};
use girth::stats::meta::{
    MetaOptions, MetaTest, Moderator, PredictionMethod, meta_regression, random_effects, subgroup_analysis,
};
use serde_json::{Value, json};

/// A list of numbers in the arguments.
pub fn list(case: &Case, name: &str) -> Vec<f64> {
    case.arguments[name].as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
}

/// The studies of a case.
pub fn studies(case: &Case) -> Result<StudyEffects, Stop> {
    let studies = list(case, "y").into_iter().zip(list(case, "v")).enumerate().map(|(at, (estimate, variance))| {
        StudyEffect { label: at.to_string(), trial: at.to_string(), estimate, variance }
    });
    StudyEffects::try_new(Unit::Cm, studies.collect()).map_err(|cause| Stop::NotCovered(cause.to_string()))
}

/// The settings of a case, whose own arguments are `more`.
pub fn options(case: &Case, more: &[&str]) -> Result<MetaOptions, Stop> {
    let known = ["y", "v", "method", "test", "level", "prediction"];
    let arguments = Arguments::known(&case.arguments, &[&known[..], more].concat())?;
    let tests = [
        ("z", MetaTest::Z),
        ("t", MetaTest::T),
        ("knapp-hartung", MetaTest::KnappHartung),
        ("knapp-hartung-ad-hoc", MetaTest::KnappHartungAdHoc),
    ];
    let predictions = [
        ("t-less-two", PredictionMethod::TLessTwo),
        ("t-less-one", PredictionMethod::TLessOne),
        ("z", PredictionMethod::Z),
    ];
    let usual = MetaOptions::default();
    let level = arguments.decimal("level")?.map_or(Ok(Level::DEFAULT), |level| Level::try_new(level.to_f64()));
    Ok(MetaOptions {
        method: arguments.choose("method", &super::METHODS, usual.method)?,
        test: arguments.choose("test", &tests, usual.test)?,
        prediction: arguments.choose("prediction", &predictions, usual.prediction)?,
        level: level.map_err(|cause| Stop::NotCovered(cause.to_string()))?,
    })
}

pub fn heterogeneity(found: Option<&Heterogeneity>) -> Value {
    found.map_or(Value::Null, |found| {
        json!({
            "q": number(found.q),
            "df": found.degrees_of_freedom,
            "p_value": number(found.p_value.value()),
            "tau2": number(found.tau2.value),
            "tau2_se": optional(found.tau2.standard_error),
            "tau2_ci": pair(found.tau2.interval.as_ref()),
            "tau": number(found.tau.value),
            "i2": number(found.i2.value),
            "i2_ci": pair(found.i2.interval.as_ref()),
            "h2": number(found.h2.value),
            "h2_ci": pair(found.h2.interval.as_ref()),
        })
    })
}

/// An estimate with its p-value, and its statistic where it is kept.
pub fn tested(estimate: &Estimate, statistic: Option<&Statistic>, p_value: Option<PValue>) -> Fields {
    let mut fields = Fields::new();
    fields.insert("estimate".into(), number(estimate.value));
    fields.insert("se".into(), optional(estimate.standard_error));
    fields.insert("ci".into(), pair(estimate.interval.as_ref()));
    fields.insert("statistic".into(), optional(statistic.map(|statistic| statistic.value)));
    fields.insert("p_value".into(), optional(p_value.map(PValue::value)));
    fields
}

pub fn fit(case: &Case) -> Result<Fields, Stop> {
    let options = options(case, &[])?;
    let result = random_effects(&studies(case)?, &options)?;
    let mut fields = tested(&result.estimate, Some(&result.statistic), Some(result.p_value));
    let said = result.notes.iter().find(|note| note.id == "several-maxima").map(|note| note.text.clone());
    let maxima = said.and_then(|text| text.split_whitespace().find_map(|word| word.parse::<u64>().ok()));
    fields.insert("maxima".into(), maxima.unwrap_or(1).into());
    fields.insert("k".into(), result.k.into());
    fields.insert("df".into(), result.degrees_of_freedom.map_or(Value::Null, Value::from));
    fields.insert("heterogeneity".into(), heterogeneity(result.heterogeneity.as_ref()));
    fields.insert("weights".into(), result.weights.iter().map(|&weight| number(weight)).collect());
    fields.insert("prediction".into(), pair(result.prediction.as_ref()));
    Ok(fields)
}

pub fn regression(case: &Case) -> Result<Fields, Stop> {
    let options = options(case, &["x"])?;
    let values = list(case, "x");
    let result = meta_regression(&studies(case)?, Moderator { name: "x", values: &values }, &options)?;
    let term = |at: usize| {
        let term = &result.terms[at];
        Value::Object(tested(&term.estimate, term.statistic.as_ref(), term.p_value))
    };
    let ends = [0, result.line.len() / 2, result.line.len() - 1];
    let point = |at: &usize| {
        let point = &result.line[*at];
        json!({"estimate": number(point.estimate), "ci": [number(point.lower), number(point.upper)]})
    };
    let mut fields = Fields::new();
    fields.insert("k".into(), result.k.into());
    fields.insert("intercept".into(), term(0));
    fields.insert("slope".into(), term(1));
    fields.insert("df".into(), result.degrees_of_freedom.map_or(Value::Null, Value::from));
    fields.insert("qm".into(), number(result.moderator_test.statistic.value));
    fields.insert("qm_p_value".into(), number(result.moderator_test.p_value.value()));
    fields.insert("residual".into(), heterogeneity(Some(&result.residual)));
    fields.insert("r2".into(), optional(result.r2));
    fields.insert("weights".into(), result.weights.iter().map(|&weight| number(weight)).collect());
    fields.insert("line".into(), ends.iter().map(point).collect());
    Ok(fields)
}

pub fn subgroups(case: &Case) -> Result<Fields, Stop> {
    let options = options(case, &["groups", "variance"])?;
    let names: Vec<String> = case.arguments["groups"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect();
    let variance = match case.arguments["variance"].as_str() {
        Some("common") => SubgroupVariance::Common,
        Some("separate") => SubgroupVariance::Separate,
        other => return Err(Stop::NotCovered(format!("variance {other:?}"))),
    };
    let result = subgroup_analysis(&studies(case)?, &names, variance, &options)?;
    let groups = result.groups.iter().map(|group| {
        let mut fields = tested(&group.estimate, Some(&group.statistic), Some(group.p_value));
        fields.insert("name".into(), group.name.clone().into());
        fields.insert("k".into(), group.k.into());
        fields.insert("tau2".into(), number(group.tau2));
        fields.insert("heterogeneity".into(), heterogeneity(group.heterogeneity.as_ref()));
        Value::Object(fields)
    });
    let mut fields = Fields::new();
    fields.insert("k".into(), result.k.into());
    fields.insert("groups".into(), groups.collect());
    fields.insert("between".into(), number(result.between.statistic.value));
    fields.insert("between_p_value".into(), number(result.between.p_value.value()));
    fields.insert("residual".into(), heterogeneity(result.residual.as_ref()));
    fields.insert("r2".into(), optional(result.r2));
    Ok(fields)
}
