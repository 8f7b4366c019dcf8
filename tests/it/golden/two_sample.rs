//! Two groups of people.

use super::arguments::Arguments;
use super::case::{Case, number, optional};
use super::procedures::{Open, Runner, detail, insert_limits, p_value, statistic};
use super::{Fields, Stop};
use girth::data::TwoArms;
use girth::result::{Alternative, TestResult};
use girth::stats::two_sample::hodges_lehmann_shift;
use girth::stats::{Margin, MarginScale, TestOptions, Trim};
use serde_json::Value;

/// What girth gives for a case of this area; `None` for procedures of other areas.
pub fn answer(runner: &mut Runner, procedure: &str, case: &Case, open: Open<'_>) -> Option<Result<Fields, Stop>> {
    let adapter = match procedure {
        "welch_change" => welch,
        "mann_whitney_change" => mann_whitney,
        "brunner_munzel_change" => brunner_munzel,
        "permutation_change" => permutation,
        "yuen_change" => yuen,
        "equivalence_welch_change" => {
            |runner: &mut Runner, case: &Case, arms: &TwoArms| equivalence(runner, case, arms, "equivalence-welch", "t")
        }
        "equivalence_mann_whitney_change" => |runner: &mut Runner, case: &Case, arms: &TwoArms| {
            equivalence(runner, case, arms, "equivalence-mann-whitney", "u")
        },
        "effect_sizes_two_arms" => effects,
        _ => return None,
    };
    Some(arms_of(case, open).and_then(|arms| adapter(runner, case, &arms)))
}

/// The two groups that a case names.
fn arms_of(case: &Case, open: Open<'_>) -> Result<TwoArms, Stop> {
    let table = open(case)?;
    let arm = |argument: &str| {
        let name = case.arguments.get(argument).and_then(Value::as_str);
        let name = name.ok_or_else(|| Stop::NotCovered(format!("no argument {argument}")))?;
        table.arm(name).map_err(Stop::NotCovered)
    };
    TwoArms::try_new(arm("treatment")?, arm("reference")?).map_err(|cause| Stop::NotCovered(cause.to_string()))
}

/// Settings that all have, and the arguments that are left.
fn options<'a>(case: &'a Case, further: &[&str]) -> Result<(TestOptions, Arguments<'a>), Stop> {
    // How the reference rounded its binary changes does not matter here: girth's are exact.
    let common = ["reference", "treatment", "conf_level", "alternative", "mu", "rounding_of_changes"];
    let arguments = Arguments::known(&case.arguments, &[&common[..], further].concat())?;
    let options = TestOptions {
        level: arguments.level()?,
        alternative: arguments.alternative()?,
        null_value: arguments.decimal("mu")?.unwrap_or(TestOptions::default().null_value),
        ..TestOptions::default()
    };
    Ok((options, arguments))
}

/// Details by the reference's names.
fn named(result: &TestResult, names: &[(&str, &str)]) -> Fields {
    names.iter().map(|(field, id)| ((*field).to_owned(), detail(result, id))).collect()
}

/// The estimate with its error and limits, and the test.
fn primary(fields: &mut Fields, result: &TestResult) {
    let estimate = &result.estimates[0];
    fields.insert("estimate".into(), number(estimate.value));
    fields.insert("se".into(), optional(estimate.standard_error));
    insert_limits(fields, "ci", estimate.interval.as_ref());
    fields.insert("p_value".into(), p_value(result));
}

fn welch(runner: &mut Runner, case: &Case, arms: &TwoArms) -> Result<Fields, Stop> {
    let (options, _) = options(case, &[])?;
    let result = runner.comparison("welch-t", arms, &options)?;
    let mut fields = named(
        &result,
        &[
            ("n_ref", "n_control"),
            ("n_trt", "n_treated"),
            ("mean_ref", "mean_control"),
            ("mean_trt", "mean_treated"),
            ("sd_ref", "sd_control"),
            ("sd_trt", "sd_treated"),
            ("df", "degrees_of_freedom"),
            ("student_t", "student_t"),
            ("student_df", "student_df"),
            ("student_p_value", "student_p"),
            ("student_ci_low", "student_lower"),
            ("student_ci_high", "student_upper"),
        ],
    );
    primary(&mut fields, &result);
    fields.insert("t".into(), statistic(&result));
    Ok(fields)
}

fn mann_whitney(runner: &mut Runner, case: &Case, arms: &TwoArms) -> Result<Fields, Stop> {
    let (options, _) = options(case, &[])?;
    let result = runner.comparison("mann-whitney", arms, &options)?;
    let mut fields = named(
        &result,
        &[
            ("n_ref", "n_control"),
            ("n_trt", "n_treated"),
            ("p_superiority", "probability_of_superiority"),
            ("null_var", "null_variance"),
            ("z_nocc", "z"),
            ("p_asymptotic_nocc", "p_asymptotic"),
            ("z_cc", "z_continuity"),
            ("p_asymptotic_cc", "p_asymptotic_continuity"),
            ("p_exact", "p_by_distance"),
            ("n_tied", "tied"),
        ],
    );
    fields.insert("U".into(), statistic(&result));
    fields.insert("p_exact_twice_smaller".into(), p_value(&result));
    for (field, alternative) in [("p_exact_less", Alternative::Less), ("p_exact_greater", Alternative::Greater)] {
        let one_sided = runner.comparison("mann-whitney", arms, &TestOptions { alternative, ..options })?;
        fields.insert(field.into(), p_value(&one_sided));
    }
    let interval = result.estimates[0].interval.as_ref();
    fields.insert("hl_shift".into(), number(result.estimates[0].value));
    insert_limits(&mut fields, "hl_ci", interval);
    let order = hodges_lehmann_shift(arms, options.level, options.alternative)?.order;
    fields.insert("hl_order_index".into(), order.into());
    fields.insert("hl_level_achieved".into(), optional(interval.and_then(|interval| interval.achieved_level)));
    let cliff = runner.comparison_effect("cliffs_delta_arms", arms, &options)?;
    fields.insert("cliffs_delta".into(), number(cliff.estimate.value));
    Ok(fields)
}

fn brunner_munzel(runner: &mut Runner, case: &Case, arms: &TwoArms) -> Result<Fields, Stop> {
    let (options, _) = options(case, &[])?;
    let result = runner.comparison("brunner-munzel", arms, &options)?;
    // The reference's limits may lie outside 0 and 1.
    let mut fields = named(
        &result,
        &[
            ("df", "degrees_of_freedom"),
            ("p_value_normal", "p_normal"),
            ("ci_low", "lower_uncut"),
            ("ci_high", "upper_uncut"),
        ],
    );
    insert_limits(&mut fields, "cut", result.estimates[0].interval.as_ref());
    fields.insert("statistic".into(), statistic(&result));
    fields.insert("p_value".into(), p_value(&result));
    fields.insert("p_superiority".into(), number(result.estimates[0].value));
    Ok(fields)
}

fn permutation(runner: &mut Runner, case: &Case, arms: &TwoArms) -> Result<Fields, Stop> {
    let (options, arguments) = options(case, &["resamples", "seed", "exact"])?;
    let resamples = arguments.decimal("resamples")?.map_or(options.resamples, |number| number.to_f64() as usize);
    let options = TestOptions { resamples, ..options };
    let result = runner.comparison("permutation", arms, &options)?;
    if arguments.flag("exact")? == result.notes.iter().any(|note| note.id == "monte-carlo") {
        return Err(Stop::NotCovered("random divisions in place of all, or the other way round".to_owned()));
    }
    let mut fields = named(&result, &[("n_divisions", "divisions")]);
    primary(&mut fields, &result);
    fields.insert("statistic".into(), statistic(&result));
    let interval = result.estimates[0].interval.as_ref();
    fields.insert("level_achieved".into(), optional(interval.and_then(|interval| interval.achieved_level)));
    for (field, alternative) in [("p_less", Alternative::Less), ("p_greater", Alternative::Greater)] {
        let one_sided = runner.comparison("permutation", arms, &TestOptions { alternative, ..options })?;
        fields.insert(field.into(), p_value(&one_sided));
    }
    Ok(fields)
}

fn yuen(runner: &mut Runner, case: &Case, arms: &TwoArms) -> Result<Fields, Stop> {
    let (options, arguments) = options(case, &["trim"])?;
    let share = arguments.needed("trim")?.to_f64();
    let trim = Trim::try_new(share).ok_or_else(|| Stop::NotCovered(format!("trim = {share}")))?;
    let result = runner.comparison("yuen-welch", arms, &TestOptions { trim, ..options })?;
    let mut fields =
        named(&result, &[("df", "degrees_of_freedom"), ("h_trt", "kept_treated"), ("h_ref", "kept_control")]);
    primary(&mut fields, &result);
    fields.insert("t".into(), statistic(&result));
    Ok(fields)
}

fn equivalence(runner: &mut Runner, case: &Case, arms: &TwoArms, id: &str, letter: &str) -> Result<Fields, Stop> {
    let (options, arguments) = options(case, &["low", "high", "alpha"])?;
    let margin = Margin::of(MarginScale::Amount, arguments.decimal("low")?, arguments.decimal("high")?);
    let options = TestOptions { level: arguments.level_of_alpha()?, margin, ..options };
    let result = runner.comparison(id, arms, &options)?;
    let mut fields = named(&result, &[("df", "degrees_of_freedom"), ("equivalent", "equivalent")]);
    for side in ["lower", "upper"] {
        fields.insert(format!("{letter}_{side}"), detail(&result, &format!("{letter}_{side}")));
        fields.insert(format!("p_{side}"), detail(&result, &format!("p_{side}")));
    }
    primary(&mut fields, &result);
    Ok(fields)
}

fn effects(runner: &mut Runner, case: &Case, arms: &TwoArms) -> Result<Fields, Stop> {
    let (options, _) = options(case, &[])?;
    let mut fields = Fields::new();
    for id in
        ["d_ppc2", "d_change", "g_change", "glass_delta_change", "probability_of_superiority", "cliffs_delta_arms"]
    {
        let estimate = runner.comparison_effect(id, arms, &options)?.estimate;
        fields.insert(id.into(), number(estimate.value));
        fields.insert(format!("{id}_se"), optional(estimate.standard_error));
        insert_limits(&mut fields, &format!("{id}_ci"), estimate.interval.as_ref());
    }
    Ok(fields)
}
