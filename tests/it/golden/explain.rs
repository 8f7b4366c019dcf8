//! Regression to the mean and the sensitivity of a change.

use super::arguments::Arguments;
use super::case::{Case, number, optional};
use super::procedures::{Open, Runner, insert_limits};
use super::{Fields, Stop};
use girth::data::{Decimal, PairedSample, Unit};
use girth::result::{Alternative, Estimate};
use girth::stats::explain::{
    ExpectedRegression, Extreme, MeeChuaPoint, Population, Rule, Screening, ScreeningVisit, WithinPeople,
    baseline_dependence, blomqvist, mee_chua, mee_chua_curve, regression_to_the_mean, rosenbaum_bounds,
    sensitivity_gamma, share_that_explains, tipping_control,
};
use girth::stats::{SignedRankMethod, TestOptions, ZeroHandling};
use serde_json::{Value, json};

/// What girth gives for a case of this area; `None` for procedures of other areas.
pub fn answer(runner: &mut Runner, procedure: &str, case: &Case, open: Open<'_>) -> Option<Result<Fields, Stop>> {
    let pairs = || open(case)?.paired().map_err(Stop::NotCovered);
    Some(match procedure {
        "rtm_expected_effect" => textbook(runner, case),
        "expected_regression" => expected(runner, case),
        "share_that_explains" => share(runner, case),
        "regression_to_the_mean" => pairs().and_then(|sample| dependence(runner, case, &sample)),
        "mee_chua" => pairs().and_then(|sample| curve(runner, case, &sample)),
        "blomqvist" => pairs().and_then(|sample| true_slope(runner, case, &sample)),
        "rosenbaum" => pairs().and_then(|sample| rosenbaum(runner, case, &sample)),
        "tipping_control" => tipping(runner, case),
        _ => return None,
    })
}

fn needed(arguments: &Arguments<'_>, name: &str) -> Result<f64, Stop> {
    Ok(arguments.needed(name)?.to_f64())
}

fn count(case: &Case, name: &str) -> Result<u32, Stop> {
    let count = case.arguments.get(name).and_then(Value::as_u64);
    count.map(|count| count as u32).ok_or_else(|| Stop::NotCovered(format!("no count {name}")))
}

fn textbook(runner: &mut Runner, case: &Case) -> Result<Fields, Stop> {
    runner.took_part("regression-to-the-mean")?;
    let arguments = Arguments::known(&case.arguments, &["mu", "sd_total", "rho", "cutoff", "selected"])?;
    let [mean, sd, rho, cut] = ["mu", "sd_total", "rho", "cutoff"].map(|name| needed(&arguments, name));
    let ends = [("above", Extreme::Highest), ("below", Extreme::Lowest)];
    let screening = Screening::new(arguments.choose("selected", &ends, Extreme::Highest)?, Rule::CutOff(cut?));
    let expected = regression_to_the_mean(&Population::of_correlation(mean?, sd?, rho?)?, &screening)?;
    Ok(Fields::from_iter([
        ("rtm_effect".to_owned(), number(expected.expected_change.abs())),
        ("expected_change".to_owned(), number(expected.expected_change)),
        ("mean_before_given_selection".to_owned(), number(expected.mean_of_selected)),
    ]))
}

fn population(arguments: &Arguments<'_>) -> Result<Population, Stop> {
    let [mean, sd, day, error] = ["mean", "sd", "occasion_sd", "error_sd"].map(|name| needed(arguments, name));
    Ok(Population::try_new(mean?, sd?, day?, error?)?)
}

fn expected(runner: &mut Runner, case: &Case) -> Result<Fields, Stop> {
    runner.took_part("regression-to-the-mean")?;
    let known = [
        "mean",
        "sd",
        "occasion_sd",
        "error_sd",
        "extreme",
        "cut_off",
        "share",
        "averaged",
        "worst_of",
        "step",
        "visit",
    ];
    let arguments = Arguments::known(&case.arguments, &known)?;
    let rule = match (arguments.decimal("cut_off")?, arguments.decimal("share")?) {
        (Some(cut), _) => Rule::CutOff(cut.to_f64()),
        (_, Some(share)) => Rule::Share(share.to_f64()),
        _ => Rule::Everybody,
    };
    let ends = [("highest", Extreme::Highest), ("lowest", Extreme::Lowest)];
    let visits = [("baseline", ScreeningVisit::Baseline), ("separate", ScreeningVisit::Separate)];
    let screening = Screening {
        extreme: arguments.choose("extreme", &ends, Extreme::Highest)?,
        rule,
        readings: count(case, "averaged")?,
        worst_of: count(case, "worst_of")?,
        step: needed(&arguments, "step")?,
        visit: arguments.choose("visit", &visits, ScreeningVisit::Baseline)?,
    };
    let expected: ExpectedRegression = regression_to_the_mean(&population(&arguments)?, &screening)?;
    let fields = json!({
        "share_selected": number(expected.share_selected),
        "mean_of_selected": number(expected.mean_of_selected),
        "expected_second": number(expected.expected_second),
        "expected_change": number(expected.expected_change),
        "sd_of_change": number(expected.sd_of_change),
    });
    Ok(fields.as_object().cloned().unwrap_or_default())
}

fn share(runner: &mut Runner, case: &Case) -> Result<Fields, Stop> {
    runner.took_part("regression-to-the-mean")?;
    let known = ["mean", "sd", "occasion_sd", "error_sd", "averaged", "worst_of", "change"];
    let arguments = Arguments::known(&case.arguments, &known)?;
    let (readings, worst_of) = (count(case, "averaged")?, count(case, "worst_of")?);
    let share = share_that_explains(needed(&arguments, "change")?, &population(&arguments)?, readings, worst_of)?;
    Ok(Fields::from_iter([("share".to_owned(), optional(share))]))
}

fn limits(estimate: &Estimate) -> Value {
    let interval = estimate.interval.as_ref();
    interval.map_or(Value::Null, |interval| json!([number(interval.lower), number(interval.upper)]))
}

fn dependence(runner: &mut Runner, case: &Case, sample: &PairedSample) -> Result<Fields, Stop> {
    runner.took_part("baseline-dependence")?;
    let arguments = Arguments::known(&case.arguments, &["mee_chua_mu", "change"])?;
    arguments.choose("change", &[("after - before", ())], ())?;
    let options = TestOptions::default();
    let found = baseline_dependence(sample, options.level)?;
    let t = found.statistic.as_ref().map(|statistic| statistic.value);
    let p = found.p_value.map(|p| p.value());
    let mut points = Vec::new();
    for mu in case.arguments["mee_chua_mu"].as_array().into_iter().flatten() {
        let mu = Decimal::parse(&mu.to_string(), '.').map_err(|cause| Stop::NotCovered(cause.to_string()))?;
        let result = mee_chua(sample, mu, &options)?;
        let effect = result.primary().ok_or_else(|| Stop::NotCovered("no effect".to_owned()))?;
        points.push(json!({
            "mu": number(mu.to_f64()),
            "intercept": number(mu.to_f64() + effect.value),
            "effect": number(effect.value),
            "se": optional(effect.standard_error),
            "t": super::procedures::statistic(&result),
            "df": super::procedures::detail(&result, "degrees_of_freedom"),
            "p_value": super::procedures::p_value(&result),
        }));
    }
    let fields = json!({
        "n": found.analysed.n,
        "r_change_baseline": number(found.naive.value),
        "oldham_r": number(found.oldham.value),
        "oldham_t": optional(t),
        "oldham_p_value": optional(p),
        "oldham_ci": limits(&found.oldham),
        "pitman_morgan_t": optional(t),
        "pitman_morgan_p_value": optional(p),
        "slope_after_on_before": number(1.0 + found.naive_slope.value),
        "variance_ratio": number(found.variance_ratio.value),
        "mee_chua": points,
    });
    Ok(fields.as_object().cloned().unwrap_or_default())
}

fn curve(runner: &mut Runner, case: &Case, sample: &PairedSample) -> Result<Fields, Stop> {
    runner.took_part("mee-chua")?;
    let arguments = Arguments::known(&case.arguments, &["from", "to", "steps"])?;
    let (from, to, steps) = (arguments.needed("from")?, arguments.needed("to")?, count(case, "steps")?);
    let options = TestOptions::default();
    let curve = mee_chua_curve(sample, from, to, steps as usize, options.level)?;
    let point = |point: &MeeChuaPoint| {
        let effect = &point.effect;
        let mut fields = Fields::new();
        fields.insert("effect".into(), number(effect.value));
        fields.insert("se".into(), optional(effect.standard_error));
        fields.insert("t".into(), optional(effect.standard_error.map(|error| effect.value / error)));
        fields.insert("df".into(), (sample.n() - 2).into());
        fields.insert("p_value".into(), optional(point.p_value.map(|p| p.value())));
        insert_limits(&mut fields, "ci", effect.interval.as_ref());
        Value::Object(fields)
    };
    let points: Vec<Value> = curve.points.iter().map(point).collect();
    Ok(Fields::from_iter([
        ("curve".to_owned(), points.into()),
        ("no_effect_at".to_owned(), optional(curve.no_effect_at)),
    ]))
}

fn true_slope(runner: &mut Runner, case: &Case, sample: &PairedSample) -> Result<Fields, Stop> {
    runner.took_part("baseline-dependence")?;
    let arguments = Arguments::known(&case.arguments, &["within_sd", "degrees"])?;
    let degrees = case.arguments.get("degrees").and_then(Value::as_f64);
    let within = WithinPeople { sd: needed(&arguments, "within_sd")?, degrees };
    let slope = blomqvist(sample, within, TestOptions::default().level)?;
    let mut fields = Fields::new();
    fields.insert("slope".into(), number(slope.value));
    fields.insert("se".into(), optional(slope.standard_error));
    insert_limits(&mut fields, "ci", slope.interval.as_ref());
    Ok(fields)
}

fn rosenbaum(runner: &mut Runner, case: &Case, sample: &PairedSample) -> Result<Fields, Stop> {
    runner.took_part("rosenbaum")?;
    let known = ["gammas", "zero_method", "method", "conf_level", "alphas"];
    let arguments = Arguments::known(&case.arguments, &known)?;
    let zeros = [("wilcox", ZeroHandling::Wilcoxon), ("pratt", ZeroHandling::Pratt)];
    let methods = [("exact", SignedRankMethod::Exact), ("asymptotic", SignedRankMethod::Asymptotic)];
    let options = TestOptions {
        zeros: arguments.choose("zero_method", &zeros, ZeroHandling::Wilcoxon)?,
        signed_rank: arguments.choose("method", &methods, SignedRankMethod::Auto)?,
        level: arguments.level()?,
        ..TestOptions::default()
    };
    let list = |name: &str| case.arguments[name].as_array().into_iter().flatten().filter_map(Value::as_f64);
    let mut direction = Value::Null;
    let mut rows = Vec::new();
    for gamma in list("gammas") {
        let bounds = rosenbaum_bounds(sample, gamma, &options)?;
        direction = if bounds.direction == Alternative::Greater { "greater" } else { "less" }.into();
        let mut fields = Fields::new();
        fields.insert("gamma".into(), number(bounds.gamma));
        fields.insert("p_value".into(), number(bounds.p_value.value()));
        fields.insert("least_estimate".into(), number(bounds.least_estimate));
        fields.insert("greatest_estimate".into(), number(bounds.greatest_estimate));
        insert_limits(&mut fields, "ci", Some(&bounds.interval));
        rows.push(Value::Object(fields));
    }
    let sensitivity: Vec<Value> = list("alphas")
        .map(|alpha| Ok(number(sensitivity_gamma(sample, alpha, &options)?)))
        .collect::<Result<_, Stop>>()?;
    Ok(Fields::from_iter([
        ("direction".to_owned(), direction),
        ("bounds".to_owned(), rows.into()),
        ("sensitivity".to_owned(), sensitivity.into()),
    ]))
}

fn tipping(runner: &mut Runner, case: &Case) -> Result<Fields, Stop> {
    runner.took_part("tipping-control")?;
    let arguments = Arguments::known(&case.arguments, &["n", "mean", "sd", "conf_level"])?;
    let (mean, sd) = (needed(&arguments, "mean")?, needed(&arguments, "sd")?);
    let tipping = tipping_control(count(case, "n")? as usize, mean, sd, Unit::Cm, arguments.level()?)?;
    Ok(Fields::from_iter([
        ("no_difference".to_owned(), number(tipping.no_difference.value)),
        ("known_control".to_owned(), optional(tipping.known_control)),
        ("control_arm".to_owned(), optional(tipping.control_arm)),
    ]))
}
