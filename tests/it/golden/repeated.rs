//! Repeated measures by classical means.

use super::arguments::Arguments;
use super::case::{Case, number, optional};
use super::data::Table;
use super::procedures::{Open, Runner, detail, insert_limits, p_value, statistic};
use super::{Fields, Stop};
use girth::data::{Course, Longitudinal, Outcome, OutcomeKind, ParticipantId, TimePoint, Unit};
use girth::result::{Detail, DetailValue, Estimate, TestResult};
use girth::stats::TestOptions;
use girth::stats::repeated::{GeeOptions, RobustErrors, WorkingCorrelation, gee_model};
use serde_json::{Value, json};

/// What girth gives for a case of this area; `None` for procedures of other areas.
pub fn answer(runner: &mut Runner, procedure: &str, case: &Case, open: Open<'_>) -> Option<Result<Fields, Stop>> {
    let adapter: fn(&mut Runner, &Case, &Table) -> Result<Fields, Stop> = match procedure {
        "rm_anova" => rm_anova,
        "friedman" => friedman,
        "friedman_pairs" => friedman_pairs,
        "page" => page,
        "gee" => gee,
        _ => return None,
    };
    Some(open(case).and_then(|table| adapter(runner, case, &table)))
}

fn stop(cause: impl ToString) -> Stop {
    Stop::NotCovered(cause.to_string())
}

/// The rows of a long table as courses; the first point in time is the baseline where `baseline` says so.
fn courses(table: &Table, arm: Option<&str>, baseline: bool) -> Result<Longitudinal, Stop> {
    let distinct = |words: &[String]| {
        let mut seen: Vec<String> = Vec::new();
        words.iter().for_each(|word| {
            if !seen.contains(word) {
                seen.push(word.clone());
            }
        });
        seen
    };
    let column = |name: &str| table.words(name).map_err(stop);
    let (ids, times, values) = (column("id")?, column("time")?, table.column("value").map_err(stop)?);
    let groups = arm.map(column).transpose()?;
    let (people, points) = (distinct(&ids), distinct(&times));
    let arms = groups.as_ref().map(|groups| distinct(groups)).unwrap_or_default();
    let course = |person: &String| {
        let rows: Vec<usize> = (0..ids.len()).filter(|&row| ids[row] == *person).collect();
        let mut readings: Vec<_> = points
            .iter()
            .map(|point| rows.iter().find(|&&row| times[row] == *point).and_then(|&row| values[row]))
            .collect();
        let arm = groups.as_ref().and_then(|groups| arms.iter().position(|arm| *arm == groups[rows[0]]));
        let baseline = if baseline { readings.remove(0) } else { None };
        Course { id: ParticipantId::new(person.clone()), arm, baseline, readings }
    };
    let first = usize::from(baseline);
    let visit = |name: &String| TimePoint { name: name.clone(), time: None, sessions: None };
    let outcome = Outcome { name: "value".into(), label: "Value".into(), kind: OutcomeKind::Other, unit: Unit::None };
    let courses: Vec<Course> = people.iter().map(course).collect();
    let name = baseline.then(|| points[0].clone());
    let visits = points[first..].iter().map(visit).collect();
    Longitudinal::try_new(outcome, name, visits, arms, true, &courses).map_err(stop)
}

fn word<'a>(case: &'a Case, name: &str) -> Option<&'a str> {
    case.arguments.get(name).and_then(Value::as_str)
}

fn details(fields: &mut Fields, result: &TestResult, names: &[(&str, &str)]) {
    for (field, id) in names {
        fields.insert((*field).into(), detail(result, id));
    }
}

fn rm_anova(runner: &mut Runner, case: &Case, table: &Table) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["within", "between", "complete_cases"])?;
    arguments.choose("within", &[("time", ())], ())?;
    let data = courses(table, word(case, "between"), true)?;
    let result = runner.repeated("rm-anova", &data, &TestOptions::default())?;
    let overall = result.overall.as_ref().ok_or_else(|| stop("no F"))?;
    let mut fields = Fields::new();
    fields.insert("n".into(), result.analysed.n.into());
    fields.insert("levels".into(), number_of(&result.details, "points"));
    fields.insert("F".into(), statistic(overall));
    fields.insert("p_gg".into(), p_value(overall));
    let names = [
        ("ss_time", "sum_of_squares"),
        ("ss_subject", "subject_sum_of_squares"),
        ("ss_error", "error_sum_of_squares"),
        ("df1", "numerator_df"),
        ("df2", "denominator_df"),
        ("p_value", "p_uncorrected"),
        ("eps_gg", "epsilon_gg"),
        ("eps_hf_uncapped", "epsilon_hf_uncapped"),
        ("eps_hf", "epsilon_hf"),
        ("p_hf", "p_hf"),
        ("p_lower_bound", "p_lower_bound"),
        ("partial_eta_sq", "partial_eta_squared"),
        ("generalized_eta_sq", "generalised_eta_squared"),
        ("mauchly_W", "mauchly_w"),
        ("mauchly_p", "mauchly_p"),
        ("hotelling_F", "multivariate_f"),
        ("hotelling_df1", "multivariate_numerator_df"),
        ("hotelling_df2", "multivariate_denominator_df"),
        ("hotelling_p", "multivariate_p"),
        ("time_F", "time_f"),
        ("time_p_gg", "time_p_value"),
    ];
    details(&mut fields, overall, &names);
    Ok(fields)
}

fn number_of(details: &[Detail], id: &str) -> Value {
    match details.iter().find(|detail| detail.id == id).map(|detail| detail.value) {
        Some(DetailValue::Count(count)) => count.into(),
        Some(DetailValue::Number(value)) => number(value),
        Some(DetailValue::Flag(flag)) => flag.into(),
        None => Value::Null,
    }
}

fn friedman(runner: &mut Runner, case: &Case, table: &Table) -> Result<Fields, Stop> {
    Arguments::known(&case.arguments, &["within", "complete_cases"])?;
    let result = runner.repeated("friedman", &courses(table, None, false)?, &TestOptions::default())?;
    let overall = result.overall.as_ref().ok_or_else(|| stop("no test"))?;
    let n = result.analysed.n as f64;
    let mut fields = Fields::new();
    fields.insert("n".into(), result.analysed.n.into());
    fields.insert("levels".into(), result.means.len().into());
    fields.insert("chisq".into(), statistic(overall));
    fields.insert("kendalls_w".into(), optional(overall.primary().map(|w| w.value)));
    fields.insert("rank_sums".into(), result.means.iter().map(|mean| number(mean.estimate.value * n)).collect());
    let names = [
        ("df", "degrees_of_freedom"),
        ("p_value", "p_chi_squared"),
        ("iman_davenport_F", "iman_davenport_f"),
        ("iman_davenport_p", "iman_davenport_p"),
    ];
    details(&mut fields, overall, &names);
    Ok(fields)
}

fn friedman_pairs(runner: &mut Runner, case: &Case, table: &Table) -> Result<Fields, Stop> {
    Arguments::known(&case.arguments, &["within", "complete_cases"])?;
    let result = runner.repeated("friedman", &courses(table, None, true)?, &TestOptions::default())?;
    let overall = result.overall.as_ref().ok_or_else(|| stop("no test"))?;
    let mut fields = Fields::new();
    fields.insert("n".into(), result.analysed.n.into());
    fields.insert("chisq".into(), statistic(overall));
    details(&mut fields, overall, &[("p_exact", "p_exact")]);
    let pair = |test: &TestResult| {
        let mut fields = Fields::new();
        fields.insert("difference".into(), optional(test.primary().map(|found| found.value)));
        let interval = test.primary().and_then(|found| found.interval.as_ref());
        fields.insert("low".into(), optional(interval.map(|interval| interval.lower)));
        fields.insert("high".into(), optional(interval.map(|interval| interval.upper)));
        fields.insert("p_nemenyi".into(), p_value(test));
        let names = [("conover_t", "conover_t"), ("conover_p", "conover_p"), ("conover_p_holm", "conover_p_holm")];
        details(&mut fields, test, &names);
        fields.insert("hodges_lehmann".into(), optional(test.estimates.get(1).map(|found| found.value)));
        Value::Object(fields)
    };
    fields.insert("pairs".into(), result.contrasts.iter().map(|contrast| pair(&contrast.test)).collect());
    Ok(fields)
}

fn page(runner: &mut Runner, case: &Case, table: &Table) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["within", "alternative"])?;
    let options = TestOptions { alternative: arguments.alternative()?, ..TestOptions::default() };
    let result = runner.repeated("page", &courses(table, None, false)?, &options)?;
    let overall = result.overall.as_ref().ok_or_else(|| stop("no test"))?;
    let mut fields = Fields::new();
    fields.insert("n".into(), result.analysed.n.into());
    fields.insert("L".into(), statistic(overall));
    fields.insert("p_value".into(), p_value(overall));
    fields.insert("estimate".into(), optional(overall.primary().map(|found| found.value)));
    insert_limits(&mut fields, "ci", overall.primary().and_then(|found| found.interval.as_ref()));
    let names = ["null_mean", "null_variance", "z", "p_exact", "p_normal"].map(|name| (name, name));
    details(&mut fields, overall, &names);
    Ok(fields)
}

/// The procedure by its name where its own choices are asked for, the function where others are.
fn gee(runner: &mut Runner, case: &Case, table: &Table) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["arm", "baseline", "slope", "correlation", "errors"])?;
    let correlations =
        [("exchangeable", WorkingCorrelation::Exchangeable), ("independence", WorkingCorrelation::Independence)];
    let errors = [
        ("mancl-derouen", RobustErrors::ManclDeRouen),
        ("kauermann-carroll", RobustErrors::KauermannCarroll),
        ("liang-zeger", RobustErrors::LiangZeger),
    ];
    let usual = GeeOptions::default();
    let arm = word(case, "arm");
    let options = GeeOptions {
        correlation: arguments.choose("correlation", &correlations, usual.correlation)?,
        errors: arguments.choose("errors", &errors, usual.errors)?,
        baseline_slope: arguments.flag("slope")? || arm.is_none(),
        ..usual
    };
    let data = courses(table, arm, arguments.flag("baseline")?)?;
    let result =
        if options == usual { runner.repeated("gee", &data, &options.test)? } else { gee_model(&data, &options)? };
    let with_error =
        |estimate: &Estimate| json!({"estimate": number(estimate.value), "se": optional(estimate.standard_error)});
    let contrast = |test: &TestResult| {
        let mut fields = Fields::new();
        let found = test.primary();
        fields.insert("estimate".into(), optional(found.map(|found| found.value)));
        fields.insert("se".into(), optional(found.and_then(|found| found.standard_error)));
        fields.insert("t".into(), statistic(test));
        fields.insert("p_value".into(), p_value(test));
        insert_limits(&mut fields, "ci", found.and_then(|found| found.interval.as_ref()));
        details(&mut fields, test, &[("df", "degrees_of_freedom")]);
        Value::Object(fields)
    };
    let mut fields = Fields::new();
    fields.insert("n".into(), result.analysed.n.into());
    for name in ["readings", "working_correlation"] {
        fields.insert(name.into(), number_of(&result.details, name));
    }
    fields.insert("contrasts".into(), result.contrasts.iter().map(|found| contrast(&found.test)).collect());
    fields.insert("means".into(), result.means.iter().map(|mean| with_error(&mean.estimate)).collect());
    fields.insert("slopes".into(), result.terms.iter().map(|term| with_error(&term.estimate)).collect());
    Ok(fields)
}
