//! Several readings of one person, and ordered grades.

use super::arguments::Arguments;
use super::case::{Case, number, optional};
use super::data::Table;
use super::formula::{design, numbered};
use super::procedures::{Open, Runner, detail, insert_limits, p_value, statistic};
use super::slopes;
use super::{Fields, Stop};
use girth::data::{Decimal, Outcome, OutcomeKind, PairedSample, ParticipantId, TwoArms, Unit};
use girth::dist::StudentT;
use girth::result::{DetailValue, Estimate, ModelResult, TestResult};
use girth::stats::TestOptions;
use girth::stats::mixed::{
    Combination, DegreesOfFreedom, FixedEffects, MixedFit, MixedOptions, SiteEffect, clusters_model, naive_pooled,
    sites_model, sites_model_of_arms,
};
use girth::stats::ordinal::{Share, grade_benefit, grade_eliminated, grade_improvement};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What girth gives for a case of this area; `None` for procedures of other areas.
pub fn answer(runner: &mut Runner, procedure: &str, case: &Case, open: Open<'_>) -> Option<Result<Fields, Stop>> {
    Some(match procedure {
        "lmm_random_intercept" => open(case).and_then(|table| random_intercept(case, &table)),
        "lmm_nested" if slopes::has_slopes(case) => return None,
        "lmm_nested" => open(case).and_then(|table| nested(case, &table)),
        "sites_model" => open(case).and_then(|table| one_group(case, &table)),
        "naive_pooled" => open(case).and_then(|table| pooled(case, &table)),
        "sites_model_of_arms" => open(case).and_then(|table| two_arms(case, &table)),
        "clusters_model" => open(case).and_then(|table| of_clusters(case, &table)),
        "proportional_odds" => open(case).and_then(|table| proportional_odds(runner, case, &table)),
        "wilcoxon_grades" => open(case).and_then(|table| wilcoxon_grades(runner, case, &table)),
        "grade_improvement" => open(case).and_then(|table| improvement(case, &table)),
        _ => return None,
    })
}

/// Columns, their names, and the persons of a case.
pub(super) struct Model {
    pub y: Vec<f64>,
    pub x: FixedEffects,
    pub names: Vec<String>,
    pub person: Vec<usize>,
}

pub(super) fn model(case: &Case, table: &Table, coefficients: &Value) -> Result<Model, Stop> {
    let design = design(case, table, coefficients)?;
    let ids = table.words("id").map_err(Stop::NotCovered)?;
    let person = numbered(design.rows.iter().map(|&row| &ids[row]));
    let x = FixedEffects::of_rows(design.names.clone(), &design.x);
    let x = x.ok_or_else(|| Stop::NotCovered("no columns".to_owned()))?;
    Ok(Model { y: design.y, x, names: design.names, person })
}

/// Estimate, SE, df, t and p of every coefficient.
pub(super) fn coefficients(names: &[String], combination: impl Fn(&[f64]) -> Combination) -> Value {
    let mut fields = Fields::new();
    for (at, name) in names.iter().enumerate() {
        let c: Vec<f64> = (0..names.len()).map(|other| f64::from(u8::from(other == at))).collect();
        let found = combination(&c);
        let (df, t) = (found.degrees.expect("degrees"), found.estimate / found.standard_error);
        let p = StudentT::try_new(df).expect("t").two_sided(t);
        let value = json!({"estimate": found.estimate, "se": found.standard_error, "df": df, "t": t, "p_value": p});
        fields.insert(name.clone(), value);
    }
    Value::Object(fields)
}

fn random_intercept(case: &Case, table: &Table) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["fixed", "random", "method", "coding"])?;
    arguments.choose("random", &[("1|id", ())], ())?;
    let model = model(case, table, &case.expected["coefficients"])?;
    let fit = MixedFit::random_intercept("mixed", &model.y, &model.x, &model.person)?;
    let fit = &fit;
    let of = |method| move |c: &[f64]| fit.combination(c, method).expect("combination");
    let mut fields = Fields::new();
    fields.insert("n_obs".into(), fit.readings().into());
    fields.insert("n_id".into(), fit.persons().into());
    fields.insert("var_id".into(), optional(fit.person_variance()));
    fields.insert("var_residual".into(), number(fit.residual_variance()));
    fields.insert("icc".into(), optional(fit.icc()));
    fields.insert("logLik_reml".into(), optional(fit.log_likelihood()));
    let satterthwaite = coefficients(&model.names, of(DegreesOfFreedom::Satterthwaite));
    fields.insert("coefficients".into(), satterthwaite.clone());
    fields.insert("satterthwaite".into(), satterthwaite);
    fields.insert("kenward_roger".into(), coefficients(&model.names, of(DegreesOfFreedom::KenwardRoger)));
    Ok(fields)
}

fn nested(case: &Case, table: &Table) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["fixed", "random", "method"])?;
    arguments.choose("random", &[("(1 | id) + (1 | id:site)", ())], ())?;
    let model = model(case, table, &case.expected["satterthwaite"])?;
    let site = numbered(table.words("site").map_err(Stop::NotCovered)?.iter());
    let fit = MixedFit::nested_intercepts("mixed", &model.y, &model.x, &model.person, &site)?;
    let fit = &fit;
    let of = |method| move |c: &[f64]| fit.combination(c, method).expect("combination");
    let mut fields = Fields::new();
    fields.insert("n_obs".into(), fit.readings().into());
    fields.insert("logLik_reml".into(), optional(fit.log_likelihood()));
    let variances = json!({
        "id:site (Intercept)": optional(fit.site_variance()),
        "id (Intercept)": optional(fit.person_variance()),
        "Residual ": number(fit.residual_variance()),
    });
    fields.insert("variances".into(), variances);
    fields.insert("satterthwaite".into(), coefficients(&model.names, of(DegreesOfFreedom::Satterthwaite)));
    fields.insert("kenward_roger".into(), coefficients(&model.names, of(DegreesOfFreedom::KenwardRoger)));
    Ok(fields)
}

const DEGREES: [(&str, DegreesOfFreedom); 2] =
    [("satterthwaite", DegreesOfFreedom::Satterthwaite), ("kenward_roger", DegreesOfFreedom::KenwardRoger)];

fn mixed_options(arguments: &Arguments<'_>) -> Result<MixedOptions, Stop> {
    let degrees = arguments.choose("degrees", &DEGREES, DegreesOfFreedom::Satterthwaite)?;
    Ok(MixedOptions { degrees, ..MixedOptions::default() })
}

/// The pairs of each site of a long table, of those whom `keep` keeps, sites in order of appearance.
fn sites(table: &Table, keep: impl Fn(&str) -> bool, arm: Option<&str>) -> Result<Vec<(String, PairedSample)>, Stop> {
    let read = |name| table.words(name).map_err(Stop::NotCovered);
    let (ids, places, visits) = (read("id")?, read("site")?, read("visit")?);
    let values = table.column("value").map_err(Stop::NotCovered)?;
    let mut names: Vec<&String> = Vec::new();
    places.iter().for_each(|place| {
        if !names.contains(&place) {
            names.push(place)
        }
    });
    let outcome = Outcome { name: "girth".into(), label: "Girth".into(), kind: OutcomeKind::Girth, unit: Unit::Cm };
    let of = |site: &String| {
        let mut readings: BTreeMap<&str, [Option<Decimal>; 2]> = BTreeMap::new();
        for row in (0..ids.len()).filter(|&row| places[row] == *site && keep(&ids[row])) {
            let after = usize::from(visits[row] != visits[0]);
            readings.entry(&ids[row]).or_default()[after] = values[row];
        }
        let complete: Vec<(&str, Decimal, Decimal)> =
            readings.into_iter().filter_map(|(id, [before, after])| Some((id, before?, after?))).collect();
        let people = complete.iter().map(|(id, ..)| ParticipantId::new(*id)).collect();
        let before: Vec<Decimal> = complete.iter().map(|(_, before, _)| *before).collect();
        let after: Vec<Decimal> = complete.iter().map(|(.., after)| *after).collect();
        let group = arm.map_or(site.clone(), str::to_owned);
        let sample = PairedSample::try_new(outcome.clone(), Some(group), people, &before, &after, Vec::new());
        sample.map(|sample| (site.clone(), sample)).map_err(|cause| Stop::NotCovered(cause.to_string()))
    };
    names.into_iter().map(of).collect()
}

fn model_details(result: &ModelResult, names: &[&str]) -> Fields {
    let value = |id: &str| match result.details.iter().find(|detail| detail.id == id).map(|detail| detail.value) {
        Some(DetailValue::Count(count)) => count.into(),
        Some(DetailValue::Number(value)) => number(value),
        _ => Value::Null,
    };
    names.iter().map(|&name| (name.to_owned(), value(name))).collect()
}

fn contrast(test: &TestResult) -> Value {
    let estimate = &test.estimates[0];
    let mut fields = Fields::new();
    fields.insert("estimate".into(), number(estimate.value));
    fields.insert("se".into(), optional(estimate.standard_error));
    fields.insert("df".into(), detail(test, "degrees_of_freedom"));
    fields.insert("p_value".into(), p_value(test));
    insert_limits(&mut fields, "ci", estimate.interval.as_ref());
    Value::Object(fields)
}

fn insert_contrasts(fields: &mut Fields, result: &ModelResult) {
    let contrasts = result.contrasts.iter().map(|each| (each.label.clone(), contrast(&each.test))).collect();
    fields.insert("contrasts".into(), Value::Object(contrasts));
    if let Some(overall) = &result.overall {
        let (numerator, denominator) = (detail(overall, "numerator_df"), detail(overall, "denominator_df"));
        let overall = json!({"F": statistic(overall), "numerator_df": numerator, "denominator_df": denominator, "p_value": p_value(overall)});
        fields.insert("overall".into(), overall);
    }
}

fn one_group(case: &Case, table: &Table) -> Result<Fields, Stop> {
    let options = mixed_options(&Arguments::known(&case.arguments, &["degrees"])?)?;
    let samples: Vec<PairedSample> = sites(table, |_| true, None)?.into_iter().map(|(_, sample)| sample).collect();
    let result = sites_model(&samples, &options)?;
    let details = ["readings", "people", "residual_variance", "between_variance", "icc", "log_likelihood"];
    let mut fields = model_details(&result, &details);
    insert_contrasts(&mut fields, &result);
    Ok(fields)
}

fn pooled(case: &Case, table: &Table) -> Result<Fields, Stop> {
    Arguments::known(&case.arguments, &[])?;
    let samples: Vec<PairedSample> = sites(table, |_| true, None)?.into_iter().map(|(_, sample)| sample).collect();
    let effect = serde_json::to_value(naive_pooled(&samples)?).expect("numbers");
    Ok(effect.as_object().cloned().unwrap_or_default())
}

/// The number in `S014`.
fn digits(id: &str) -> usize {
    id[1..].parse().expect("a number")
}

fn arms_by(table: &Table, treated: impl Fn(&str) -> bool) -> Result<(Vec<String>, Vec<TwoArms>), Stop> {
    let first = sites(table, &treated, Some("treated"))?;
    let second = sites(table, |id| !treated(id), Some("control"))?;
    let names = first.iter().map(|(name, _)| name.clone()).collect();
    let pair = |((_, treated), (_, control))| TwoArms::try_new(treated, control);
    let arms: Result<Vec<TwoArms>, _> = first.into_iter().zip(second).map(pair).collect();
    Ok((names, arms.map_err(|cause| Stop::NotCovered(cause.to_string()))?))
}

fn two_arms(case: &Case, table: &Table) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["degrees", "effect", "treated"])?;
    arguments.choose("treated", &[("odd numbers", ())], ())?;
    let effects = [("separate", SiteEffect::Separate), ("common", SiteEffect::Common)];
    let effect = arguments.choose("effect", &effects, SiteEffect::Separate)?;
    let (names, arms) = arms_by(table, |id| digits(id) % 2 == 1)?;
    let result = sites_model_of_arms(&arms, &names, effect, &mixed_options(&arguments)?)?;
    let mut fields = model_details(&result, &["readings", "people", "residual_variance", "between_variance"]);
    insert_contrasts(&mut fields, &result);
    Ok(fields)
}

fn of_clusters(case: &Case, table: &Table) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["degrees", "assignment", "site"])?;
    let within = arguments.choose("assignment", &[("within", true), ("between", false)], true)?;
    let treated = |id: &str| if within { digits(id) % 2 == 1 } else { digits(id) % 7 % 2 == 1 };
    let (names, arms) = arms_by(table, treated)?;
    let site = names.iter().position(|name| Some(name.as_str()) == case.arguments["site"].as_str());
    let arms = &arms[site.ok_or_else(|| Stop::NotCovered("no such site".to_owned()))?];
    let cluster = |id: usize| if within { id % 4 / 2 * 3 + id % 3 } else { id % 7 };
    let people = arms.treated().ids().iter().chain(arms.control().ids());
    let clusters: BTreeMap<ParticipantId, String> =
        people.map(|id| (id.clone(), format!("clinic {}", cluster(digits(id.as_str()))))).collect();
    let result = clusters_model(arms, &clusters, &mixed_options(&arguments)?)?;
    let both = model_details(&result, &["clusters_with_both_arms"])["clusters_with_both_arms"].as_u64();
    assert_eq!(both == Some(0), !within, "who was assigned");
    let mut fields = model_details(&result, &["readings", "clusters", "residual_variance", "between_variance"]);
    fields.insert("contrast".into(), contrast(&result.contrasts[0].test));
    Ok(fields)
}

fn graded(table: &Table) -> Result<TwoArms, Stop> {
    let arm = |name| table.arm(name).map_err(Stop::NotCovered);
    TwoArms::try_new(arm("treated")?, arm("control")?).map_err(|cause| Stop::NotCovered(cause.to_string()))
}

fn proportional_odds(runner: &mut Runner, case: &Case, table: &Table) -> Result<Fields, Stop> {
    let level = Arguments::known(&case.arguments, &["conf_level"])?.level()?;
    let options = TestOptions { level, ..TestOptions::default() };
    let result = runner.comparison("proportional-odds", &graded(table)?, &options)?;
    let mut fields = Fields::new();
    fields.insert("n".into(), result.analysed.n.into());
    fields.insert("odds_ratio".into(), number(result.estimates[0].value));
    insert_limits(&mut fields, "ci", result.estimates[0].interval.as_ref());
    fields.insert("z".into(), statistic(&result));
    fields.insert("p_value".into(), p_value(&result));
    for (field, id) in [
        ("log_odds_ratio", "log_odds_ratio"),
        ("se", "log_odds_ratio_se"),
        ("baseline", "baseline_log_odds_ratio"),
        ("log_likelihood", "log_likelihood"),
        ("check_chi_squared", "proportional_odds_chi_squared"),
        ("check_df", "proportional_odds_df"),
        ("check_p", "proportional_odds_p"),
    ] {
        fields.insert(field.into(), detail(&result, id));
    }
    Ok(fields)
}

fn wilcoxon_grades(runner: &mut Runner, case: &Case, table: &Table) -> Result<Fields, Stop> {
    let level = Arguments::known(&case.arguments, &["conf_level"])?.level()?;
    let arms = graded(table)?;
    let result = runner.comparison("wilcoxon-grades", &arms, &TestOptions { level, ..TestOptions::default() })?;
    let mut fields = Fields::new();
    fields.insert("n".into(), result.analysed.n.into());
    fields.insert("U".into(), statistic(&result));
    fields.insert("p_value".into(), p_value(&result));
    fields.insert("tied".into(), detail(&result, "share_tied"));
    let find = |id: &str| -> Option<&Estimate> { result.estimates.iter().find(|estimate| estimate.quantity.id == id) };
    for (field, id) in [
        ("probability", "probability_higher"),
        ("higher", "share_higher"),
        ("lower", "share_lower"),
        ("win_odds", "win_odds"),
        ("win_ratio", "win_ratio"),
    ] {
        fields.insert(field.into(), optional(find(id).map(|estimate| estimate.value)));
        let limits = if field == "probability" { "ci".to_owned() } else { format!("{field}_ci") };
        insert_limits(&mut fields, &limits, find(id).and_then(|estimate| estimate.interval.as_ref()));
    }
    let benefit = grade_benefit(&arms, true, level)?;
    fields.insert("benefit".into(), number(benefit.probability));
    insert_limits(&mut fields, "benefit_ci", benefit.interval.as_ref());
    Ok(fields)
}

fn improvement(case: &Case, table: &Table) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["better", "zero", "conf_level"])?;
    let lower = arguments.choose("better", &[("lower", true), ("higher", false)], true)?;
    let (level, sample) = (arguments.level()?, table.paired().map_err(Stop::NotCovered)?);
    let found = grade_improvement(&sample, lower, level)?;
    let share = |share: &Share| {
        let (low, high) = (number(share.interval.lower), number(share.interval.upper));
        json!({"count": share.count, "of": share.of, "share": share.share, "ci_low": low, "ci_high": high})
    };
    let mut fields = Fields::new();
    for (name, each) in [("improved", &found.improved), ("unchanged", &found.unchanged), ("worsened", &found.worsened)]
    {
        fields.insert(name.into(), share(each));
    }
    fields.insert("improved_of_changed".into(), found.improved_of_changed.as_ref().map_or(Value::Null, share));
    fields.insert("p_value".into(), number(found.p_value.value()));
    fields.insert("eliminated".into(), share(&grade_eliminated(&sample, arguments.needed("zero")?, level)?));
    Ok(fields)
}
