//! Least squares and several groups.

use super::arguments::Arguments;
use super::case::{Case, number, optional};
use super::data::Table;
use super::procedures::{Open, Runner, detail, insert_limits, p_value, statistic};
use super::{Fields, Stop};
use girth::data::{
    Covariate, CovariateValues, Decimal, Outcome, OutcomeKind, PairedSample, ParticipantId, SeveralArms, SplitBody,
    TwoArms, Unit,
};
use girth::result::{DetailValue, Estimate, ModelResult, Term, TestResult};
use girth::stats::TestOptions;
use girth::stats::linear::{
    Companion, Covariance, LeastSquares, co_intervention_in_arms, co_intervention_in_group, crossover, interaction,
    lords_paradox, split_body_adjusted, subgroups,
};
use serde_json::Value;

/// What girth gives for a case of this area; `None` for procedures of other areas.
pub fn answer(runner: &mut Runner, procedure: &str, case: &Case, open: Open<'_>) -> Option<Result<Fields, Stop>> {
    let adapter: fn(&mut Runner, &Case, &Table) -> Result<Fields, Stop> = match procedure {
        "linear_regression" => |_, case, table| linear_regression(case, table),
        "one_way_anova" => one_way_anova,
        "ancova" => ancova,
        "ancova_arms" => ancova_arms,
        "dunnett" => |runner, case, table| family(runner, case, table, "dunnett"),
        "tukey" => |runner, case, table| family(runner, case, table, "tukey"),
        "split_body_adjusted" => |_, _, table| split_body(table),
        "co_intervention" => |_, case, table| co_intervention(case, table),
        "lords_paradox" => |_, _, table| lord(table),
        "crossover" => |_, _, table| hills_armitage(table),
        "subgroups" => |_, case, table| by_level(case, table),
        "factorial_interaction" => |_, _, table| factorial(table),
        _ => return None,
    };
    Some(open(case).and_then(|table| adapter(runner, case, &table)))
}

fn stop(cause: impl ToString) -> Stop {
    Stop::NotCovered(cause.to_string())
}

fn words(case: &Case, name: &str) -> Result<Vec<String>, Stop> {
    let list = case.arguments.get(name).and_then(Value::as_array).ok_or_else(|| stop(format!("no argument {name}")))?;
    Ok(list.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

fn word(case: &Case, name: &str) -> Result<String, Stop> {
    let found = case.arguments.get(name).and_then(Value::as_str);
    found.map(str::to_owned).ok_or_else(|| stop(format!("no argument {name}")))
}

fn linear_regression(case: &Case, table: &Table) -> Result<Fields, Stop> {
    Arguments::known(&case.arguments, &["certified", "model"])?;
    let doubles = |name: &str| -> Result<Vec<f64>, Stop> {
        let column = table.column(name).map_err(stop)?;
        Ok(column.into_iter().flatten().map(Decimal::to_f64).collect())
    };
    let names = ["x", "x1", "x2", "x3", "x4", "x5", "x6"];
    let columns: Vec<(String, Vec<f64>)> =
        names.iter().filter_map(|name| Some(((*name).to_owned(), doubles(name).ok()?))).collect();
    let count = columns.len();
    let fit = LeastSquares::fit("regression", &doubles("y")?, columns)?;
    let mut lines = vec![fit.estimate(1.0, &[], Covariance::Classical)];
    lines.extend((0..count).map(|at| fit.slope(at, Covariance::Classical)));
    let mut fields = Fields::new();
    fields.insert("coefficients".into(), lines.iter().map(|line| optional(line.map(|line| line.value))).collect());
    let error = |line: &Option<girth::stats::linear::LinearEstimate>| optional(line.and_then(|l| l.standard_error));
    fields.insert("se".into(), lines.iter().map(error).collect());
    fields.insert("residual_sd".into(), optional(fit.residual_sd()));
    fields.insert("r_squared".into(), optional(fit.r_squared()));
    fields.insert("residual_ss".into(), number(fit.residual_sum_of_squares()));
    Ok(fields)
}

/// One response is the second reading after a first of zero.
fn one_way_anova(runner: &mut Runner, case: &Case, table: &Table) -> Result<Fields, Stop> {
    Arguments::known(&case.arguments, &["certified"])?;
    let treatments = table.words("treatment").map_err(stop)?;
    let responses: Vec<Decimal> = table.column("response").map_err(stop)?.into_iter().flatten().collect();
    let mut names: Vec<&String> = treatments.iter().collect();
    names.dedup();
    let arm = |name: &&String| {
        let rows: Vec<usize> = (0..responses.len()).filter(|&row| treatments[row] == **name).collect();
        let after: Vec<Decimal> = rows.iter().map(|&row| responses[row]).collect();
        sample(rows, &vec![Decimal::ZERO; after.len()], &after)
    };
    let arms = SeveralArms::try_new(names.iter().map(arm).collect::<Result<_, _>>()?, false).map_err(stop)?;
    let result = runner.arms("anova-change", &arms, &TestOptions::default())?;
    let overall = result.overall.as_ref().ok_or_else(|| stop("no F"))?;
    let of = |id: &str| detail(overall, id).as_f64().ok_or_else(|| stop(format!("no {id}")));
    let (between, within) = (of("sum_of_squares")?, of("residual_sum_of_squares")?);
    let (df_between, df_within) = (of("numerator_df")?, of("denominator_df")?);
    let mut fields = Fields::new();
    for (name, value) in [
        ("ss_between", between),
        ("df_between", df_between),
        ("ms_between", between / df_between),
        ("ss_within", within),
        ("df_within", df_within),
        ("ms_within", within / df_within),
    ] {
        fields.insert(name.into(), number(value));
    }
    fields.insert("F".into(), statistic(overall));
    fields.insert("r_squared".into(), model_detail(&result, "r_squared"));
    fields.insert("residual_sd".into(), model_detail(&result, "residual_sd"));
    Ok(fields)
}

fn ancova(runner: &mut Runner, case: &Case, table: &Table) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["reference", "treatment", "conf_level", "model"])?;
    arguments.choose("model", &[("after ~ before + arm", ())], ())?;
    let options = TestOptions { level: arguments.level()?, ..TestOptions::default() };
    let (control, treated) = (word(case, "reference")?, word(case, "treatment")?);
    let arm = |name: &str| table.arm(name).map_err(stop);
    let arms = TwoArms::try_new(arm(&treated)?, arm(&control)?).map_err(stop)?;
    let classical = runner.comparison("ancova", &arms, &options)?;
    let robust = runner.comparison("ancova-hc3", &arms, &options)?;
    let several = SeveralArms::try_new(vec![arm(&control)?, arm(&treated)?], true).map_err(stop)?;
    let model = runner.arms("ancova-arms", &several, &options)?;
    let mut fields = test_fields(&classical);
    fields.insert("n".into(), classical.analysed.n.into());
    for name in [
        "residual_sd",
        "r_squared",
        "interaction_slope",
        "interaction_p_value",
        "estimate_at_mean_with_interaction",
        "se_at_mean_with_interaction",
    ] {
        fields.insert(name.into(), detail(&classical, name));
    }
    fields.insert("slope_baseline".into(), detail(&classical, "baseline_slope"));
    fields.insert("slope_baseline_se".into(), optional(model.terms[0].estimate.standard_error));
    fields.insert("adjusted_mean_ref".into(), number(model.means[0].estimate.value));
    fields.insert("adjusted_mean_trt".into(), detail(&classical, "adjusted_mean_treated"));
    let robust = test_fields(&robust);
    fields
        .extend(["se", "t", "p_value", "ci_low", "ci_high"].map(|name| (format!("hc3_{name}"), robust[name].clone())));
    // The two ways to the same answer.
    let same = test_fields(&model.contrasts[0].test);
    assert_eq!(fields["estimate"], same["estimate"]);
    assert_eq!(detail(&model.contrasts[0].test, "hc3_p_value"), robust["p_value"]);
    Ok(fields)
}

fn ancova_arms(runner: &mut Runner, case: &Case, table: &Table) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["arms", "has_control"])?;
    let arms = several(case, table, arguments.flag("has_control")?)?;
    let result = runner.arms("ancova-arms", &arms, &TestOptions::default())?;
    let overall = result.overall.as_ref().ok_or_else(|| stop("no F"))?;
    let mut fields = Fields::new();
    fields.insert("n".into(), result.analysed.n.into());
    fields.insert("overall".into(), f_fields(overall));
    let means = result.means.iter().map(|mean| Value::Object(estimate_fields(&mean.estimate)));
    fields.insert("means".into(), means.collect());
    let contrast = |test: &TestResult| {
        let mut fields = test_fields(test);
        let names = ["interaction_slope", "interaction_p_value", "hc3_p_value"];
        fields.extend(names.map(|name| (name.to_owned(), detail(test, name))));
        for (name, id) in [
            ("hc3_se", "hc3_standard_error"),
            ("hc3_ci_low", "hc3_lower"),
            ("hc3_ci_high", "hc3_upper"),
            ("estimate_at_mean_with_interaction", "estimate_at_mean_with_interaction"),
            ("se_at_mean_with_interaction", "se_at_mean_with_interaction"),
        ] {
            fields.insert(name.into(), detail(test, id));
        }
        Value::Object(fields)
    };
    fields.insert("contrasts".into(), result.contrasts.iter().map(|one| contrast(&one.test)).collect());
    for name in ["interaction_p_value", "residual_sd", "r_squared"] {
        fields.insert(name.into(), model_detail(&result, name));
    }
    fields.insert("slope_baseline".into(), number(result.terms[0].estimate.value));
    fields.insert("slope_baseline_se".into(), optional(result.terms[0].estimate.standard_error));
    Ok(fields)
}

fn family(runner: &mut Runner, case: &Case, table: &Table, id: &str) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["arms", "conf_level", "alternative"])?;
    let options =
        TestOptions { level: arguments.level()?, alternative: arguments.alternative()?, ..TestOptions::default() };
    let result = runner.arms(id, &several(case, table, id == "dunnett")?, &options)?;
    let contrast = |test: &TestResult| {
        let mut fields = test_fields(test);
        fields.insert("q".into(), statistic(test));
        Value::Object(fields)
    };
    let mut fields = Fields::new();
    fields.insert("critical".into(), model_detail(&result, "critical_value"));
    fields.insert("contrasts".into(), result.contrasts.iter().map(|one| contrast(&one.test)).collect());
    Ok(fields)
}

fn split_body(table: &Table) -> Result<Fields, Stop> {
    let split = SplitBody::try_new(readings(table, "", None)?, readings(table, "other_", None)?).map_err(stop)?;
    let weights = readings(table, "weight_", None)?.changes_of(split.difference().ids());
    let result = split_body_adjusted(&split, &weights, WEIGHT, &TestOptions::default())?;
    let mut fields = contrasts(&result, &["adjusted", "unadjusted"]);
    fields.insert("slope".into(), term(&result.terms[0]));
    Ok(fields)
}

fn co_intervention(case: &Case, table: &Table) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["design"])?;
    let weight = readings(table, "weight_", None)?;
    let arms = two_arms(table)?;
    let [treated, control] = [arms.treated(), arms.control()].map(|arm| weight.changes_of(arm.ids()));
    let options = TestOptions::default();
    let two = arguments.choose("design", &[("two arms", true), ("one group", false)], true)?;
    let (result, names) = if two {
        (co_intervention_in_arms(&arms, &treated, &control, WEIGHT, &options)?, &["unadjusted", "adjusted"][..])
    } else {
        (
            co_intervention_in_group(arms.treated(), &treated, WEIGHT, &options)?,
            &["mean_change", "remains", "expected"][..],
        )
    };
    let mut fields = contrasts(&result, names);
    fields.insert("slope".into(), term(&result.terms[0]));
    fields.insert("hc3_se".into(), model_detail(&result, "hc3_standard_error"));
    Ok(fields)
}

fn lord(table: &Table) -> Result<Fields, Stop> {
    let result = lords_paradox(&two_arms(table)?, &TestOptions::default())?.ok_or_else(|| stop("it does not bite"))?;
    let mut fields = contrasts(&result, &["change_scores", "ancova", "baseline"]);
    for (name, id) in [
        ("baseline_sds", "baseline_difference_sds"),
        ("baseline_sds_low", "baseline_difference_sds_lower"),
        ("baseline_sds_high", "baseline_difference_sds_upper"),
    ] {
        fields.insert(name.into(), model_detail(&result, id));
    }
    Ok(fields)
}

/// The arms are the sequences: `active` was treated first.
fn hills_armitage(table: &Table) -> Result<Fields, Stop> {
    let result = crossover(&two_arms(table)?, &TestOptions::default())?;
    let mut fields = contrasts(&result, &["treatment"]);
    fields.insert("period".into(), term(&result.terms[0]));
    fields.insert("carry_over".into(), term(&result.terms[1]));
    Ok(fields)
}

fn by_level(case: &Case, table: &Table) -> Result<Fields, Stop> {
    Arguments::known(&case.arguments, &["levels"])?;
    let levels = words(case, "levels")?;
    let at =
        table.words("level").map_err(stop)?.iter().map(|word| levels.iter().position(|level| level == word)).collect();
    let values = CovariateValues::Groups { levels, at };
    let covariate = Covariate { name: "level".into(), label: "Level".into(), values };
    let people: Vec<ParticipantId> = table.words("id").map_err(stop)?.into_iter().map(ParticipantId::new).collect();
    let result = subgroups(&two_arms(table)?, &covariate, &people, &TestOptions::default())?;
    let overall = result.overall.as_ref().ok_or_else(|| stop("no F"))?;
    let mut fields = Fields::new();
    fields.insert("n".into(), result.analysed.n.into());
    let lines = result.contrasts.iter().map(|contrast| Value::Object(test_fields(&contrast.test)));
    fields.insert("levels".into(), lines.collect());
    fields.insert("interaction".into(), f_fields(overall));
    Ok(fields)
}

fn factorial(table: &Table) -> Result<Fields, Stop> {
    let (arms, levels) = (table.words("arm").map_err(stop)?, table.words("level").map_err(stop)?);
    let cell = |arm: &str, level: &str| {
        let rows = (0..arms.len()).filter(|&row| arms[row] == arm && levels[row] == level).collect();
        readings(table, "", Some(rows))
    };
    let (neither, first) = (cell("control", "younger")?, cell("active", "younger")?);
    let (second, both) = (cell("control", "older")?, cell("active", "older")?);
    let result = interaction([&neither, &first, &second, &both], &TestOptions::default())?;
    let mut fields = test_fields(&result);
    fields.insert("n".into(), result.analysed.n.into());
    Ok(fields)
}

const WEIGHT: Companion<'static> = Companion { label: "weight", unit: Unit::Kg };

fn several(case: &Case, table: &Table, has_control: bool) -> Result<SeveralArms, Stop> {
    let arms = words(case, "arms")?.iter().map(|name| table.arm(name)).collect::<Result<_, _>>().map_err(stop)?;
    SeveralArms::try_new(arms, has_control).map_err(stop)
}

fn two_arms(table: &Table) -> Result<TwoArms, Stop> {
    TwoArms::try_new(table.arm("active").map_err(stop)?, table.arm("control").map_err(stop)?).map_err(stop)
}

/// Complete pairs of the columns `<stem>before` and `<stem>after`, of some rows or all.
fn readings(table: &Table, stem: &str, rows: Option<Vec<usize>>) -> Result<PairedSample, Stop> {
    let column = |name: &str| table.column(&format!("{stem}{name}")).map_err(stop);
    let (before, after) = (column("before")?, column("after")?);
    let rows = rows.unwrap_or_else(|| (0..before.len()).collect());
    let names = table.words("id").map_err(stop)?;
    let mut complete = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        if let (Some(first), Some(second)) = (before[row], after[row]) {
            complete.0.push(ParticipantId::new(names[row].clone()));
            complete.1.push(first);
            complete.2.push(second);
        }
    }
    of_people(complete.0, &complete.1, &complete.2)
}

fn sample(rows: Vec<usize>, before: &[Decimal], after: &[Decimal]) -> Result<PairedSample, Stop> {
    of_people(rows.iter().map(|row| ParticipantId::new(format!("row {row}"))).collect(), before, after)
}

fn of_people(ids: Vec<ParticipantId>, before: &[Decimal], after: &[Decimal]) -> Result<PairedSample, Stop> {
    let outcome =
        Outcome { name: "reading".into(), label: "Reading".into(), kind: OutcomeKind::Other, unit: Unit::None };
    PairedSample::try_new(outcome, None, ids, before, after, Vec::new()).map_err(stop)
}

fn contrasts(result: &ModelResult, names: &[&str]) -> Fields {
    let tests = names.iter().zip(&result.contrasts);
    let mut fields: Fields =
        tests.map(|(name, contrast)| ((*name).to_owned(), Value::Object(test_fields(&contrast.test)))).collect();
    fields.insert("n".into(), result.analysed.n.into());
    fields
}

fn estimate_fields(estimate: &Estimate) -> Fields {
    let mut fields = Fields::new();
    fields.insert("estimate".into(), number(estimate.value));
    fields.insert("se".into(), optional(estimate.standard_error));
    insert_limits(&mut fields, "ci", estimate.interval.as_ref());
    fields
}

fn test_fields(test: &TestResult) -> Fields {
    let mut fields = test.primary().map(estimate_fields).unwrap_or_default();
    fields.insert("t".into(), statistic(test));
    fields.insert("df".into(), detail(test, "degrees_of_freedom"));
    fields.insert("p_value".into(), p_value(test));
    fields
}

/// Degrees of freedom as the reference distribution of the term says them.
fn term(term: &Term) -> Value {
    let mut fields = estimate_fields(&term.estimate);
    fields.insert("t".into(), optional(term.statistic.as_ref().map(|statistic| statistic.value)));
    fields.insert("p_value".into(), optional(term.p_value.map(|p| p.value())));
    let of =
        term.statistic.as_ref().and_then(|statistic| statistic.distribution.split(' ').nth(2)?.parse::<u64>().ok());
    fields.insert("df".into(), of.map_or(Value::Null, Value::from));
    Value::Object(fields)
}

fn f_fields(test: &TestResult) -> Value {
    let mut fields = Fields::new();
    fields.insert("F".into(), statistic(test));
    fields.insert("p_value".into(), p_value(test));
    fields.insert("df_numerator".into(), detail(test, "numerator_df"));
    fields.insert("df_denominator".into(), detail(test, "denominator_df"));
    Value::Object(fields)
}

fn model_detail(result: &ModelResult, id: &str) -> Value {
    match result.details.iter().find(|detail| detail.id == id).map(|detail| detail.value) {
        None => Value::Null,
        Some(DetailValue::Count(count)) => count.into(),
        Some(DetailValue::Number(value)) => number(value),
        Some(DetailValue::Flag(flag)) => flag.into(),
    }
}
