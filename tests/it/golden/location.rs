//! Tests and estimates of where the changes lie.

use super::arguments::Arguments;
use super::case::{Case, number, optional};
use super::procedures::{Exact, Runner, detail, insert_limits, p_value, statistic};
use super::{Fields, Stop};
use girth::data::PairedSample;
use girth::result::{Alternative, TestResult};
use girth::stats::paired::median_interval;
use girth::stats::{TestOptions, Trim};

/// What girth gives for a case of this area; `None` for procedures of other areas.
pub fn answer(runner: &mut Runner, procedure: &str, case: &Case, pairs: Exact<'_>) -> Option<Result<Fields, Stop>> {
    let adapter = match procedure {
        "sign_test" => sign_test,
        "sign_flip_permutation" => sign_flip,
        "yuen_paired" => yuen,
        "trimmed_mean_paired" => trimmed_mean,
        "geometric_ratio_paired" => geometric_ratio,
        _ => return None,
    };
    Some(pairs().and_then(|sample| adapter(runner, case, &sample)))
}

fn sign_test(runner: &mut Runner, case: &Case, sample: &PairedSample) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["alternative", "conf_level"])?;
    let level = arguments.level()?;
    let options = TestOptions { alternative: arguments.alternative()?, level, ..TestOptions::default() };
    let result = runner.test("sign-test", sample, &options)?;
    // The reference gives the two-sided interval beside a one-sided test.
    let two_sided = TestOptions { alternative: Alternative::TwoSided, ..options };
    let estimate = runner.test("sign-test", sample, &two_sided)?.estimates[0].clone();
    let median = median_interval(sample.change(), level, Alternative::TwoSided)?;
    let mut fields = counts(&result, &[("n_pos", "positive"), ("n_neg", "negative"), ("n_zero", "zeros")]);
    fields.insert("p_value".into(), p_value(&result));
    fields.insert("median_diff".into(), number(estimate.value));
    insert_limits(&mut fields, "median_ci", estimate.interval.as_ref());
    fields.insert("median_ci_level_achieved".into(), optional(median.achieved_level));
    fields.insert("order_index".into(), median.order.into());
    Ok(fields)
}

fn sign_flip(runner: &mut Runner, case: &Case, sample: &PairedSample) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["statistic", "exact", "conf_level"])?;
    arguments.choose("statistic", &[("mean of after - before", ())], ())?;
    let level = arguments.level()?;
    let mut run =
        |alternative| runner.test("sign-flip", sample, &TestOptions { alternative, level, ..TestOptions::default() });
    let result = run(Alternative::TwoSided)?;
    if arguments.flag("exact")? && result.notes.iter().any(|note| note.id == "monte-carlo") {
        return Err(Stop::NotCovered("more than can be counted".to_owned()));
    }
    let mut fields = counts(&result, &[("n_zero", "zeros"), ("n_arrangements", "arrangements")]);
    fields.insert("mean_diff".into(), number(result.estimates[0].value));
    fields.insert("p_two_sided".into(), p_value(&result));
    insert_limits(&mut fields, "ci", result.estimates[0].interval.as_ref());
    let achieved = result.estimates[0].interval.as_ref().and_then(|interval| interval.achieved_level);
    fields.insert("conf_level_achieved".into(), optional(achieved));
    fields.insert("p_greater".into(), p_value(&run(Alternative::Greater)?));
    fields.insert("p_less".into(), p_value(&run(Alternative::Less)?));
    Ok(fields)
}

fn yuen(runner: &mut Runner, case: &Case, sample: &PairedSample) -> Result<Fields, Stop> {
    let result = runner.test("yuen", sample, &trimming(case)?)?;
    let mut fields = trimmed(&result);
    for name in ["trimmed_mean_before", "trimmed_mean_after"] {
        fields.insert(name.into(), detail(&result, name));
    }
    Ok(fields)
}

fn trimmed_mean(runner: &mut Runner, case: &Case, sample: &PairedSample) -> Result<Fields, Stop> {
    let result = runner.test("trimmed-mean", sample, &trimming(case)?)?;
    let mut fields = trimmed(&result);
    fields.insert("winsorised_mean".into(), detail(&result, "winsorised_mean"));
    Ok(fields)
}

fn geometric_ratio(runner: &mut Runner, case: &Case, sample: &PairedSample) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["conf_level", "alternative"])?;
    let options =
        TestOptions { level: arguments.level()?, alternative: arguments.alternative()?, ..TestOptions::default() };
    let result = runner.test("geometric-ratio", sample, &options)?;
    let mut fields = counts(&result, &[("df", "degrees_of_freedom")]);
    fields.insert("t".into(), statistic(&result));
    fields.insert("p_value".into(), p_value(&result));
    for (name, estimate) in ["ratio", "percent"].iter().zip(&result.estimates) {
        fields.insert((*name).into(), number(estimate.value));
        fields.insert(format!("{name}_se"), optional(estimate.standard_error));
        insert_limits(&mut fields, &format!("{name}_ci"), estimate.interval.as_ref());
    }
    fields.insert("delta_low".into(), detail(&result, "delta_lower"));
    fields.insert("delta_high".into(), detail(&result, "delta_upper"));
    Ok(fields)
}

fn trimming(case: &Case) -> Result<TestOptions, Stop> {
    let arguments = Arguments::known(&case.arguments, &["trim", "conf_level", "mu", "alternative"])?;
    let share = arguments.needed("trim")?.to_f64();
    let trim = Trim::try_new(share).ok_or_else(|| Stop::NotCovered(format!("trim = {share}")))?;
    let (level, alternative) = (arguments.level()?, arguments.alternative()?);
    let null_value = arguments.decimal("mu")?.unwrap_or(TestOptions::default().null_value);
    Ok(TestOptions { trim, level, alternative, null_value, ..TestOptions::default() })
}

fn trimmed(result: &TestResult) -> Fields {
    let mut fields = counts(result, &[("h", "kept"), ("df", "degrees_of_freedom")]);
    fields.insert("estimate".into(), number(result.estimates[0].value));
    fields.insert("se".into(), optional(result.estimates[0].standard_error));
    insert_limits(&mut fields, "ci", result.estimates[0].interval.as_ref());
    fields.insert("t".into(), statistic(result));
    fields.insert("p_value".into(), p_value(result));
    fields
}

/// n, and details by the reference's names.
fn counts(result: &TestResult, names: &[(&str, &str)]) -> Fields {
    let mut fields = Fields::new();
    fields.insert("n".into(), result.analysed.n.into());
    fields.extend(names.iter().map(|(field, id)| ((*field).to_owned(), detail(result, id))));
    fields
}
