//! Yes-or-no and ordered readings.

use super::arguments::Arguments;
use super::case::{Case, number, optional};
use super::procedures::{Exact, Runner, detail, p_value, statistic};
use super::{Fields, Stop};
use girth::data::{Decimal, Outcome, OutcomeKind, PairedSample, ParticipantId, Unit};
use girth::result::{Alternative, Estimate, Interval, TestResult};
use girth::stats::proportion::{Proportion, ProportionMethod};
use girth::stats::{TestOptions, Threshold};
use serde_json::{Value, json};

/// What girth gives for a case of this area; `None` for procedures of other areas.
pub fn answer(runner: &mut Runner, procedure: &str, case: &Case, pairs: Exact<'_>) -> Option<Result<Fields, Stop>> {
    Some(match procedure {
        "mcnemar" => mcnemar(runner, case),
        "proportion_ci" => proportion(case),
        "responder" => responder(runner, case, pairs),
        "score_test_paired_proportions" => score_test(runner, case),
        "marginal_homogeneity" => marginal_homogeneity(runner, case),
        _ => return None,
    })
}

/// The four counts of a case.
const COUNTS: [(&str, &str, &str); 4] = [
    ("before_yes_after_yes", "1", "1"),
    ("before_yes_after_no", "1", "0"),
    ("before_no_after_yes", "0", "1"),
    ("before_no_after_no", "0", "0"),
];

/// The arguments of a case of counts, and the pairs that have these counts.
fn counted(case: &Case, known: &[&str]) -> Result<(PairedSample, TestOptions), Stop> {
    let mut arguments = case.arguments.clone();
    // The same sign as girth's, for shares.
    if arguments.get("difference").and_then(Value::as_str) == Some("p_after - p_before") {
        arguments.remove("difference");
    }
    let known: Vec<&str> = COUNTS.iter().map(|(name, ..)| *name).chain(known.iter().copied()).collect();
    let arguments = Arguments::known(&arguments, &known)?;
    let mut pairs = Vec::new();
    for (name, before, after) in COUNTS {
        let count = arguments.needed(name)?.ticks() as usize;
        pairs.extend(std::iter::repeat_n((before.to_owned(), after.to_owned()), count));
    }
    let options = TestOptions {
        level: arguments.level()?,
        alternative: arguments.alternative()?,
        null_value: arguments.decimal("null")?.unwrap_or(Decimal::ZERO),
        ..TestOptions::default()
    };
    Ok((sample(OutcomeKind::Other, &pairs)?, options))
}

fn sample(kind: OutcomeKind, pairs: &[(String, String)]) -> Result<PairedSample, Stop> {
    let decimal = |text: &String| Decimal::parse(text, '.').map_err(|cause| Stop::NotCovered(cause.to_string()));
    let ids = (0..pairs.len()).map(|row| ParticipantId::new(format!("row {row}"))).collect();
    let before = pairs.iter().map(|(before, _)| decimal(before)).collect::<Result<Vec<_>, _>>()?;
    let after = pairs.iter().map(|(_, after)| decimal(after)).collect::<Result<Vec<_>, _>>()?;
    let outcome = Outcome { name: "answer".to_owned(), label: "Answer".to_owned(), kind, unit: Unit::None };
    PairedSample::try_new(outcome, None, ids, &before, &after, Vec::new())
        .map_err(|cause| Stop::NotCovered(cause.to_string()))
}

fn limits(interval: Option<&Interval>) -> Value {
    interval.map_or(Value::Null, |interval| json!([number(interval.lower), number(interval.upper)]))
}

/// The interval made in one of a result's several ways.
fn made<'a>(result: &'a TestResult, method: &str) -> Option<&'a Interval> {
    let intervals = result.estimates.iter().filter_map(|estimate| estimate.interval.as_ref());
    intervals.into_iter().find(|interval| interval.method == method)
}

fn mcnemar(runner: &mut Runner, case: &Case) -> Result<Fields, Stop> {
    let (sample, options) = counted(case, &["conf_level"])?;
    let exact = runner.test("mcnemar", &sample, &options)?;
    let score = runner.test("paired-proportions", &sample, &options)?;
    let Some(odds) = exact.estimates.get(1) else {
        return Err(Stop::NotCovered("an odds ratio of nobody by nobody: girth gives none".to_owned()));
    };
    let changed = sample.change().ticks().iter().filter(|&&change| change != 0).count();
    let mut fields = Fields::new();
    fields.insert("n".into(), exact.analysed.n.into());
    fields.insert("discordant".into(), changed.into());
    fields.insert("difference".into(), optional(exact.primary().map(|estimate| estimate.value)));
    fields.insert("p_exact".into(), p_value(&exact));
    for (field, id) in [
        ("p_midp", "p_mid"),
        ("chisq", "chi_squared"),
        ("p_chisq", "p_chi_squared"),
        ("chisq_cc", "chi_squared_corrected"),
        ("p_chisq_cc", "p_chi_squared_corrected"),
    ] {
        fields.insert(field.into(), detail(&exact, id));
    }
    fields.insert("odds_ratio".into(), number(odds.value));
    fields.insert("odds_ratio_exact_ci".into(), limits(odds.interval.as_ref()));
    fields.insert("newcombe_ci".into(), limits(exact.primary().and_then(|estimate| estimate.interval.as_ref())));
    for (field, method) in [
        ("newcombe_unadjusted_phi_ci", "Newcombe, correlation uncorrected"),
        ("tango_ci", "Tango (score)"),
        ("wald_ci", "Wald"),
        ("agresti_min_ci", "Agresti-Min"),
        ("bonett_price_ci", "Bonett-Price"),
    ] {
        fields.insert(field.into(), limits(made(&score, method)));
    }
    Ok(fields)
}

fn score_test(runner: &mut Runner, case: &Case) -> Result<Fields, Stop> {
    let (sample, options) = counted(case, &["conf_level", "alternative", "null"])?;
    let result = runner.test("paired-proportions", &sample, &options)?;
    let mut fields = Fields::new();
    fields.insert("z".into(), statistic(&result));
    fields.insert("p_value".into(), p_value(&result));
    fields.insert("tango_ci".into(), limits(made(&result, "Tango (score)")));
    Ok(fields)
}

fn proportion(case: &Case) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["x", "n", "conf_level"])?;
    let (x, n) = (arguments.needed("x")?.ticks() as u64, arguments.needed("n")?.ticks() as u64);
    let share = Proportion::try_new(x, n).ok_or_else(|| Stop::NotCovered("no trials".to_owned()))?;
    let level = arguments.level()?;
    let mut fields = Fields::new();
    fields.insert("proportion".into(), number(share.value()));
    for (field, method) in [
        ("wilson_ci", ProportionMethod::Wilson),
        ("wilson_cc_ci", ProportionMethod::WilsonContinuity),
        ("clopper_pearson_ci", ProportionMethod::ClopperPearson),
        ("agresti_coull_ci", ProportionMethod::AgrestiCoull),
        ("jeffreys_ci", ProportionMethod::Jeffreys),
        ("wald_ci", ProportionMethod::Wald),
    ] {
        let interval = share.interval(method, Alternative::TwoSided, level);
        let interval = interval.map_err(|cause| Stop::Refused(cause.to_string()))?;
        fields.insert(field.into(), limits(Some(&interval)));
    }
    Ok(fields)
}

fn responder(runner: &mut Runner, case: &Case, pairs: Exact<'_>) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["threshold", "direction", "relative", "conf_level"])?;
    let size = arguments.needed("threshold")?;
    let falls = arguments.choose("direction", &[("decrease", true), ("increase", false)], false)?;
    let size = if falls { size.negated() } else { size };
    let threshold = if arguments.flag("relative")? {
        let percent = Decimal::new(100 * size.ticks(), size.decimals());
        Threshold::PercentOfBefore(percent.ok_or_else(|| Stop::NotCovered("threshold".to_owned()))?)
    } else {
        Threshold::Amount(size)
    };
    let options = TestOptions { responder: Some(threshold), level: arguments.level()?, ..TestOptions::default() };
    let result = runner.test("responders", &pairs()?, &options)?;
    let mut fields = Fields::new();
    fields.insert("n".into(), result.analysed.n.into());
    fields.insert("responders".into(), detail(&result, "responders"));
    fields.insert("proportion".into(), optional(result.primary().map(|estimate| estimate.value)));
    fields.insert("clopper_pearson_ci".into(), limits(made(&result, "Clopper-Pearson (exact)")));
    fields.insert("wilson_ci".into(), limits(made(&result, "Wilson (score)")));
    fields.insert("jeffreys_ci".into(), limits(made(&result, "Jeffreys")));
    Ok(fields)
}

/// `table` holds a row for each grade before.
fn marginal_homogeneity(runner: &mut Runner, case: &Case) -> Result<Fields, Stop> {
    Arguments::known(&case.arguments, &["table"])?;
    let table: Vec<Vec<usize>> = case
        .arguments
        .get("table")
        .and_then(|table| serde_json::from_value(table.clone()).ok())
        .ok_or_else(|| Stop::NotCovered("no argument table".to_owned()))?;
    let mut pairs = Vec::new();
    for (before, row) in table.iter().enumerate() {
        for (after, &count) in row.iter().enumerate() {
            pairs.extend(std::iter::repeat_n((before.to_string(), after.to_string()), count));
        }
    }
    let result = runner.test("marginal-homogeneity", &sample(OutcomeKind::Grade, &pairs)?, &TestOptions::default())?;
    let mut fields = Fields::new();
    fields.insert("n".into(), result.analysed.n.into());
    fields.insert("chisq".into(), statistic(&result));
    fields.insert("df".into(), detail(&result, "degrees_of_freedom"));
    fields.insert("p_value".into(), p_value(&result));
    fields.insert("distance".into(), optional(result.primary().map(|estimate: &Estimate| estimate.value)));
    Ok(fields)
}
