//! Events and grades between groups.

use super::arguments::Arguments;
use super::case::{Case, number, optional};
use super::procedures::{Open, Runner, detail, p_value, statistic};
use super::{Fields, Stop};
use girth::data::{Decimal, Outcome, OutcomeKind, PairedSample, ParticipantId, TwoArms, Unit};
use girth::result::{Alternative, Estimate, Interval, Level, TestResult};
use girth::stats::risk::{
    self, ClusterMethod, EventCounts, EventsAre, Exposure, Needed, NumberNeeded, PersonCount, RISK_DIFFERENCE,
    RiskDifferenceMethod, RiskRatioMethod, Toward, TwoByTwo,
};
use girth::stats::{StatsError, TestOptions, Threshold};
use serde_json::{Value, json};

/// What girth gives for a case of this area; `None` for procedures of other areas.
pub fn answer(runner: &mut Runner, procedure: &str, case: &Case, _: Open<'_>) -> Option<Result<Fields, Stop>> {
    Some(match procedure {
        "two_by_two" => two_by_two(runner, case),
        "number_needed" => number_needed(case),
        "event_free" => event_free(case),
        "participants_to_exclude" => participants_to_exclude(case),
        "risk_of_one_group" => risk_of_one_group(case),
        "event_rates" => event_rates(case),
        "clustered_rates" => clustered_rates(case),
        "responders_between" => responders_between(runner, case),
        "responders_beyond_noise" => responders_beyond_noise(case),
        "responder_curve" => responder_curve(case),
        _ => return None,
    })
}

/// The arguments of a case, differences being of the sign of girth's.
fn arguments(case: &Case, known: &[&str]) -> Result<serde_json::Map<String, Value>, Stop> {
    let mut given = case.arguments.clone();
    if given.get("difference").and_then(Value::as_str) == Some("p1 - p2") {
        given.remove("difference");
    }
    Arguments::known(&given, known)?;
    Ok(given)
}

fn real(given: &serde_json::Map<String, Value>, name: &str) -> Result<f64, Stop> {
    given.get(name).and_then(Value::as_f64).ok_or_else(|| Stop::NotCovered(format!("no argument {name}")))
}

fn count(given: &serde_json::Map<String, Value>, name: &str) -> Result<u64, Stop> {
    given.get(name).and_then(Value::as_u64).ok_or_else(|| Stop::NotCovered(format!("no argument {name}")))
}

fn level(given: &serde_json::Map<String, Value>) -> Result<Level, Stop> {
    Level::try_new(real(given, "conf_level")?).map_err(|cause| Stop::NotCovered(cause.to_string()))
}

fn limits(interval: Option<&Interval>) -> Value {
    interval.map_or(Value::Null, |interval| json!([number(interval.lower), number(interval.upper)]))
}

/// The estimate of a quantity made in one of a result's several ways.
fn made<'a>(result: &'a TestResult, quantity: &str, method: &str) -> Option<&'a Estimate> {
    let of = |estimate: &&Estimate| {
        estimate.quantity.id == quantity && estimate.interval.as_ref().is_some_and(|interval| interval.method == method)
    };
    result.estimates.iter().find(of)
}

fn sample(name: &str, pairs: &[(String, String)]) -> Result<PairedSample, Stop> {
    let stop = |cause: String| Stop::NotCovered(cause);
    let decimal = |text: &String| Decimal::parse(text, '.').map_err(|cause| stop(cause.to_string()));
    let ids = (0..pairs.len()).map(|row| ParticipantId::new(format!("{name} {row}"))).collect();
    let before = pairs.iter().map(|(before, _)| decimal(before)).collect::<Result<Vec<_>, _>>()?;
    let after = pairs.iter().map(|(_, after)| decimal(after)).collect::<Result<Vec<_>, _>>()?;
    let outcome =
        Outcome { name: "outcome".into(), label: "Outcome".into(), kind: OutcomeKind::Other, unit: Unit::None };
    PairedSample::try_new(outcome, Some(name.to_owned()), ids, &before, &after, Vec::new())
        .map_err(|cause| stop(cause.to_string()))
}

fn arms(treated: &[(String, String)], control: &[(String, String)]) -> Result<TwoArms, Stop> {
    TwoArms::try_new(sample("treated", treated)?, sample("control", control)?)
        .map_err(|cause| Stop::NotCovered(cause.to_string()))
}

/// `events` people who said no and then yes, and the others who said no twice.
fn answers(events: u64, n: u64) -> Vec<(String, String)> {
    (0..n).map(|at| ("0".to_owned(), if at < events { "1" } else { "0" }.to_owned())).collect()
}

fn two_by_two(runner: &mut Runner, case: &Case) -> Result<Fields, Stop> {
    let given = arguments(case, &["x1", "n1", "x2", "n2", "conf_level"])?;
    let of = |name| count(&given, name);
    let (x1, n1, x2, n2, level) = (of("x1")?, of("n1")?, of("x2")?, of("n2")?, level(&given)?);
    let arms = arms(&answers(x1, n1), &answers(x2, n2))?;
    let table = TwoByTwo::try_new(x1, n1, x2, n2).ok_or_else(|| Stop::NotCovered("no table".to_owned()))?;
    let options = TestOptions { level, ..TestOptions::default() };
    let mut fields = Fields::new();

    let score = runner.comparison("risk-difference", &arms, &options)?;
    let tenth = Decimal::new(1, 1).ok_or_else(|| Stop::NotCovered("0.1".to_owned()))?;
    let at_tenth = runner.comparison("risk-difference", &arms, &TestOptions { null_value: tenth, ..options })?;
    fields.insert("p1".into(), detail(&score, "treated_risk"));
    fields.insert("p2".into(), detail(&score, "control_risk"));
    fields.insert("risk_difference".into(), optional(score.primary().map(|estimate| estimate.value)));
    fields.insert("score_z".into(), statistic(&score));
    fields.insert("score_z_at_0.1".into(), statistic(&at_tenth));
    for (field, quantity, method) in [
        ("miettinen_nurminen_ci", "risk_difference", "Miettinen-Nurminen (score)"),
        ("newcombe_ci", "risk_difference", "Newcombe (hybrid score)"),
        ("agresti_caffo_ci", "risk_difference", "Agresti-Caffo"),
        ("wald_ci", "risk_difference", "Wald"),
        ("risk_ratio_mn_ci", "risk_ratio", "Miettinen-Nurminen (score)"),
        ("risk_ratio_katz_ci", "risk_ratio", "Katz (log)"),
        ("odds_ratio_woolf_ci", "odds_ratio", "Woolf (log)"),
    ] {
        let interval = made(&score, quantity, method).and_then(|estimate| estimate.interval.as_ref());
        fields.insert(field.into(), limits(interval));
    }
    for quantity in ["risk_ratio", "odds_ratio"] {
        let estimate = score.estimates.iter().find(|estimate| estimate.quantity.id == quantity);
        fields.insert(quantity.into(), optional(estimate.map(|estimate| estimate.value)));
    }
    let koopman = risk::risk_ratio(&table, RiskRatioMethod::Koopman, Alternative::TwoSided, level)?;
    fields.insert("risk_ratio_koopman_ci".into(), limits(koopman.and_then(|estimate| estimate.interval).as_ref()));

    let run =
        |runner: &mut Runner, alternative| runner.comparison("fisher", &arms, &TestOptions { alternative, ..options });
    let fisher = run(runner, Alternative::TwoSided)?;
    let conditional = made(&fisher, "conditional_odds_ratio", "exact conditional");
    fields.insert("fisher_or_cmle".into(), optional(conditional.map(|estimate| estimate.value)));
    fields.insert("fisher_or_ci".into(), limits(conditional.and_then(|estimate| estimate.interval.as_ref())));
    fields.insert("fisher_p_two_sided".into(), p_value(&fisher));
    for (field, id) in [
        ("fisher_midp_two_sided", "p_mid"),
        ("chisq_p", "p_chi_squared"),
        ("chisq_yates_p", "p_chi_squared_yates"),
        ("barnard_p_two_sided_pooled", "p_barnard"),
        ("boschloo_p_two_sided_min2", "p_boschloo_doubled"),
        ("boschloo_p_two_sided_fisher_stat", "p_boschloo"),
    ] {
        fields.insert(field.into(), detail(&fisher, id));
    }
    for (side, alternative) in [("less", Alternative::Less), ("greater", Alternative::Greater)] {
        let one_sided = run(runner, alternative)?;
        fields.insert(format!("fisher_p_{side}"), p_value(&one_sided));
        fields.insert(format!("boschloo_p_{side}"), detail(&one_sided, "p_boschloo"));
    }

    // The reference writes benefits as positive numbers and harms as negative ones, the larger difference first.
    let needed = NumberNeeded::of(&table, EventsAre::Wanted, RiskDifferenceMethod::Newcombe, level)?;
    let signed = |needed: Needed| match needed {
        Needed::Benefit(value) => value,
        Needed::Harm(value) => -value,
        Needed::Infinite => f64::INFINITY,
    };
    let (best, worst) = (signed(needed.best), signed(needed.worst));
    fields.insert("nnt".into(), number(signed(needed.estimate)));
    fields.insert("nnt_ci_from_newcombe".into(), json!([number(best), number(worst)]));
    fields.insert("nnt_ci_spans_infinity".into(), needed.through_infinity.into());
    Ok(fields)
}

fn number_needed(case: &Case) -> Result<Fields, Stop> {
    let given = arguments(case, &["difference_value", "interval", "events", "conf_level"])?;
    let interval: [f64; 2] = parsed(&given, "interval")?;
    let events = match given.get("events").and_then(Value::as_str) {
        Some("wanted") => EventsAre::Wanted,
        Some("unwanted") => EventsAre::Unwanted,
        _ => return Err(Stop::NotCovered("events".to_owned())),
    };
    let interval = Interval::new(interval[0], interval[1], level(&given)?, "as published");
    let estimate = Estimate::new(RISK_DIFFERENCE, real(&given, "difference_value")?, Unit::None, None, Some(interval));
    let needed = NumberNeeded::of_difference(&estimate, events);
    let needed = needed.ok_or_else(|| Stop::NotCovered("no interval".to_owned()))?;
    let mut fields = Fields::new();
    fields.insert("words".into(), needed.words().into());
    Ok(fields)
}

fn parsed<T: serde::de::DeserializeOwned>(given: &serde_json::Map<String, Value>, name: &str) -> Result<T, Stop> {
    let value = given.get(name).and_then(|value| serde_json::from_value(value.clone()).ok());
    value.ok_or_else(|| Stop::NotCovered(format!("argument {name}")))
}

fn event_free(case: &Case) -> Result<Fields, Stop> {
    let given = arguments(case, &["n", "conf_level"])?;
    let bound = risk::event_free(count(&given, "n")?, level(&given)?);
    let bound = bound.ok_or_else(|| Stop::Refused("nobody".to_owned()))?;
    let mut fields = Fields::new();
    fields.insert("one_sided".into(), number(bound.one_sided));
    fields.insert("two_sided".into(), number(bound.two_sided));
    fields.insert("rule_of_three".into(), number(bound.rule_of_three));
    Ok(fields)
}

fn participants_to_exclude(case: &Case) -> Result<Fields, Stop> {
    let given = arguments(case, &["rate", "conf_level"])?;
    let mut fields = Fields::new();
    fields.insert("n".into(), risk::participants_to_exclude(real(&given, "rate")?, level(&given)?)?.into());
    Ok(fields)
}

fn risk_of_one_group(case: &Case) -> Result<Fields, Stop> {
    let given = arguments(case, &["x", "n", "conf_level"])?;
    let (x, n, level) = (count(&given, "x")?, count(&given, "n")?, level(&given)?);
    let share = risk::risk(x, n, Alternative::TwoSided, level)?;
    let mut fields = Fields::new();
    fields.insert("risk".into(), optional(share.as_ref().map(|share| share.value)));
    fields.insert("ci".into(), limits(share.and_then(|share| share.interval).as_ref()));
    fields.insert("at_most".into(), optional(risk::risk_at_most(x, n, level)?));
    Ok(fields)
}

fn event_rates(case: &Case) -> Result<Fields, Stop> {
    let given = arguments(case, &["x1", "t1", "x2", "t2", "conf_level"])?;
    let exposure = |events, amount| {
        let exposure = Exposure::try_new(count(&given, events)?, real(&given, amount)?);
        exposure.ok_or_else(|| Stop::Refused("no exposure".to_owned()))
    };
    let (treated, control, level) = (exposure("x1", "t1")?, exposure("x2", "t2")?, level(&given)?);
    let two_sided = Alternative::TwoSided;
    let mut fields = Fields::new();
    let mut insert = |name: &str, estimate: Option<Estimate>| {
        fields.insert(name.to_owned(), optional(estimate.as_ref().map(|estimate| estimate.value)));
        fields.insert(format!("{name}_ci"), limits(estimate.and_then(|estimate| estimate.interval).as_ref()));
    };
    insert("rate1", Some(risk::event_rate(&treated, two_sided, level)?));
    insert("rate2", Some(risk::event_rate(&control, two_sided, level)?));
    insert("ratio", risk::rate_ratio(&treated, &control, two_sided, level)?);
    insert("difference", Some(risk::rate_difference(&treated, &control, two_sided, level)?));
    let test = |alternative| risk::rate_test(&treated, &control, alternative);
    let both = test(two_sided)?;
    fields.insert("p_two_sided".into(), number(both.p));
    fields.insert("mid_p".into(), number(both.mid_p));
    fields.insert("p_small_probabilities".into(), number(both.p_small_probabilities));
    fields.insert("p_less".into(), number(test(Alternative::Less)?.p));
    fields.insert("p_greater".into(), number(test(Alternative::Greater)?.p));
    Ok(fields)
}

fn clustered_rates(case: &Case) -> Result<Fields, Stop> {
    let given = arguments(case, &["treated", "control", "conf_level"])?;
    let counts = |name| {
        let people: Vec<(u64, u64)> = parsed(&given, name)?;
        let people = people.into_iter().map(|(events, sessions)| PersonCount { events, sessions }).collect();
        EventCounts::try_new(people).ok_or_else(|| Stop::Refused("no counts".to_owned()))
    };
    let (treated, control, level) = (counts("treated")?, counts("control")?, level(&given)?);
    let mut fields = Fields::new();
    fields.insert("dispersion".into(), optional(treated.dispersion()));
    for (name, method) in [("robust", ClusterMethod::Robust), ("quasi", ClusterMethod::QuasiPoisson)] {
        let rate = risk::clustered_rate(&treated, method, Alternative::TwoSided, level)?;
        let rate = rate.ok_or_else(|| Stop::Refused("no rate".to_owned()))?;
        fields.insert("rate".into(), number(rate.value));
        fields.insert(format!("{name}_se"), optional(rate.standard_error));
        fields.insert(format!("{name}_ci"), limits(rate.interval.as_ref()));
        let ratio = risk::clustered_rate_ratio(&treated, &control, method, Alternative::TwoSided, level)?;
        let ratio = ratio.ok_or_else(|| Stop::Refused("no ratio".to_owned()))?;
        fields.insert("ratio".into(), number(ratio.value));
        fields.insert(format!("ratio_{name}_ci"), limits(ratio.interval.as_ref()));
    }
    Ok(fields)
}

fn threshold(given: &serde_json::Map<String, Value>) -> Result<Threshold, Stop> {
    let text: String = parsed(given, "threshold")?;
    let size = Decimal::parse(&text, '.').map_err(|cause| Stop::NotCovered(cause.to_string()))?;
    Ok(Threshold::Amount(size))
}

fn responders_between(runner: &mut Runner, case: &Case) -> Result<Fields, Stop> {
    let given = arguments(case, &["treated", "control", "threshold"])?;
    let treated: Vec<(String, String)> = parsed(&given, "treated")?;
    let control: Vec<(String, String)> = parsed(&given, "control")?;
    let options = TestOptions { responder: Some(threshold(&given)?), ..TestOptions::default() };
    let result = runner.comparison("responders-between", &arms(&treated, &control)?, &options)?;
    let mut fields = Fields::new();
    fields.insert("treated_responders".into(), detail(&result, "treated_events"));
    fields.insert("control_responders".into(), detail(&result, "control_events"));
    fields.insert("risk_difference".into(), optional(result.primary().map(|estimate| estimate.value)));
    for (field, method) in
        [("newcombe_ci", "Newcombe (hybrid score)"), ("miettinen_nurminen_ci", "Miettinen-Nurminen (score)")]
    {
        let estimate = made(&result, "risk_difference", method);
        fields.insert(field.into(), limits(estimate.and_then(|estimate| estimate.interval.as_ref())));
    }
    fields.insert("fisher_p_two_sided".into(), p_value(&result));
    fields.insert("boschloo_p_two_sided_fisher_stat".into(), detail(&result, "p_boschloo"));
    Ok(fields)
}

fn responders_beyond_noise(case: &Case) -> Result<Fields, Stop> {
    let given = arguments(case, &["pairs", "threshold", "error_sd", "conf_level"])?;
    let pairs: Vec<(String, String)> = parsed(&given, "pairs")?;
    let (error, level) = (real(&given, "error_sd")?, level(&given)?);
    let result = risk::responders_beyond_noise(&sample("people", &pairs)?, threshold(&given)?, error, level)?;
    let interval = |at: usize| result.estimates.get(at).and_then(|estimate| estimate.interval.as_ref());
    let mut fields = Fields::new();
    fields.insert("share".into(), optional(result.primary().map(|estimate| estimate.value)));
    fields.insert("expected_share".into(), detail(&result, "expected_share"));
    fields.insert("p_value".into(), p_value(&result));
    fields.insert("ci".into(), limits(interval(1)));
    fields.insert("ci_one_sided_low".into(), optional(interval(0).map(|interval| interval.lower)));
    Ok(fields)
}

fn responder_curve(case: &Case) -> Result<Fields, Stop> {
    let given = arguments(case, &["treated", "control", "toward", "error_sd", "conf_level"])?;
    let treated: Vec<(String, String)> = parsed(&given, "treated")?;
    let control: Vec<(String, String)> = parsed(&given, "control")?;
    let toward = match given.get("toward").and_then(Value::as_str) {
        Some("fall") => Toward::Fall,
        Some("rise") => Toward::Rise,
        _ => return Err(Stop::NotCovered("toward".to_owned())),
    };
    let error = real(&given, "error_sd")?;
    let curve = risk::responder_curves(&arms(&treated, &control)?, toward, Some(error), level(&given)?)?;
    let row = |point: &risk::CurvePoint| -> Result<Value, StatsError> {
        let share = |share: Option<risk::CurveShare>| share.map(|share| [share.share, share.lower, share.upper]);
        let shares = [share(Some(point.responders)), share(point.control)].into_iter().flatten().flatten();
        let row: Vec<f64> = std::iter::once(point.threshold).chain(shares).chain(point.noise).collect();
        Ok(json!(row))
    };
    let mut fields = Fields::new();
    fields.insert("points".into(), curve.points.iter().map(row).collect::<Result<Vec<_>, _>>()?.into());
    Ok(fields)
}
