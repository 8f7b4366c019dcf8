//! Small-study effects, three-level models, Bayesian and generalised linear mixed models of several studies.

use super::arguments::Arguments;
use super::case::{Case, number, optional};
use super::procedures::{Open, Runner, insert_limits};
use super::{Fields, Stop, meta};
use girth::data::{StudyEffect, StudyEffects, Unit};
use girth::result::{Estimate, Interval, Level};
use girth::stats::meta::asymmetry::{FillEstimator, FillSide, TrimOptions, small_study_effects, trim_and_fill};
use girth::stats::meta::bayesian::{
    BayesianOptions, MeanPrior, PosteriorSummary, SpreadPrior, bayesian_random_effects,
};
use girth::stats::meta::rare::{
    MantelHaenszelMeasure, combined_odds_ratio, combined_rate, combined_rate_ratio, combined_share, mantel_haenszel,
    peto_odds_ratio,
};
use girth::stats::meta::three_level::{ThreeLevelOptions, three_level};
use girth::stats::meta::{MetaOptions, MetaTest, TauMethod};
use girth::stats::proportion::Proportion;
use girth::stats::risk::{Exposure, TwoByTwo};
use serde_json::{Value, json};

/// What girth gives for a case of this area; `None` for procedures of other areas.
pub fn answer(runner: &mut Runner, procedure: &str, case: &Case, open: Open<'_>) -> Option<Result<Fields, Stop>> {
    Some(match procedure {
        "egger_test" => egger(runner, case, open),
        "trim_and_fill" => filled(runner, case),
        "three_level" => levels(runner, case),
        "bayesian_meta" => bayesian(runner, case),
        "rare_events" => rare(runner, case),
        "pooled_tables" => pooled(case),
        _ => return None,
    })
}

fn fields(value: Value) -> Fields {
    value.as_object().cloned().unwrap_or_default()
}

fn stop(cause: impl ToString) -> Stop {
    Stop::NotCovered(cause.to_string())
}

fn list(case: &Case, name: &str) -> Vec<f64> {
    case.arguments[name].as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
}

/// Estimates `y` with variances `v`, of the trials `trial` where these are given.
fn given(case: &Case) -> Result<StudyEffects, Stop> {
    let trials = case.arguments.get("trial").and_then(Value::as_array);
    let study = |(at, (estimate, variance)): (usize, (f64, f64))| {
        let label = format!("study {}", at + 1);
        let trial = trials.and_then(|trials| trials[at].as_str()).unwrap_or(&label).to_owned();
        StudyEffect { trial, label, estimate, variance }
    };
    let pairs = list(case, "y").into_iter().zip(list(case, "v"));
    StudyEffects::try_new(Unit::None, pairs.enumerate().map(study).collect()).map_err(stop)
}

fn egger(runner: &mut Runner, case: &Case, open: Open<'_>) -> Result<Fields, Stop> {
    Arguments::known(&case.arguments, &["measure", "y", "v"])?;
    let effects = match case.arguments.get("measure").and_then(Value::as_str) {
        Some(measure) => meta::studies(&open(case)?, measure)?,
        None => given(case)?,
    };
    let found = small_study_effects(&effects, Level::DEFAULT)?;
    runner.took_part("small-study-effects")?;
    let (egger, mixed, rank) = (&found.egger, &found.mixed, found.rank_correlation.as_ref());
    Ok(fields(json!({
        "egger_intercept": number(egger.asymmetry.value),
        "egger_se": optional(egger.asymmetry.standard_error),
        "egger_t": number(egger.statistic.value),
        "egger_df": egger.degrees_of_freedom,
        "egger_p_value": number(egger.p_value.value()),
        "egger_limit_estimate": number(egger.limit.value),
        "begg_kendall_tau": optional(rank.map(|rank| rank.tau.value)),
        "begg_p_value": optional(rank.map(|rank| rank.p_value.value())),
        "mixed_z": number(mixed.statistic.value),
        "mixed_p_value": number(mixed.p_value.value()),
    })))
}

fn filled(runner: &mut Runner, case: &Case) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["y", "v", "model", "estimator"])?;
    let models = [("FE", TauMethod::CommonEffect), ("REML", TauMethod::RestrictedMaximumLikelihood)];
    let estimators = [("L0", FillEstimator::L0), ("R0", FillEstimator::R0), ("Q0", FillEstimator::Q0)];
    let method = arguments.choose("model", &models, TauMethod::default())?;
    let options = TrimOptions {
        estimator: arguments.choose("estimator", &estimators, FillEstimator::L0)?,
        side: None,
        meta: MetaOptions { method, test: MetaTest::Z, ..MetaOptions::default() },
    };
    let found = trim_and_fill(&given(case)?, &options)?;
    runner.took_part("trim-and-fill")?;
    let mut fills: Vec<f64> = found.filled.iter().map(|study| study.estimate).collect();
    fills.sort_by(f64::total_cmp);
    Ok(fields(json!({
        "side": if found.side == FillSide::Left { "left" } else { "right" },
        "filled": found.filled.len(),
        "estimate": number(found.adjusted.estimate.value),
        "se": optional(found.adjusted.estimate.standard_error),
        "fills": fills,
    })))
}

/// An estimate with its standard error and limits under these names.
fn insert(fields: &mut Fields, name: &str, estimate: &Estimate) {
    fields.insert(name.into(), number(estimate.value));
    insert_limits(fields, name, estimate.interval.as_ref());
}

fn levels(runner: &mut Runner, case: &Case) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["y", "v", "trial", "rho"])?;
    let options = ThreeLevelOptions { rho: arguments.needed("rho")?.to_f64(), ..ThreeLevelOptions::default() };
    let found = three_level(&given(case)?, &options)?;
    runner.took_part("three-level")?;
    let mut fields = fields(json!({
        "estimate": number(found.estimate.value),
        "se": optional(found.estimate.standard_error),
        "t": number(found.statistic.value),
        "p_value": number(found.p_value.value()),
        "log_likelihood": number(found.log_likelihood),
        "q": number(found.q),
        "q_p_value": number(found.q_p_value.value()),
    }));
    insert_limits(&mut fields, "ci", found.estimate.interval.as_ref());
    for (name, component) in [("between", &found.between), ("within", &found.within)] {
        insert(&mut fields, name, &component.variance);
        fields.insert(format!("i2_{name}"), number(component.i2));
        fields.insert(format!("lr_{name}"), number(component.likelihood_ratio));
        fields.insert(format!("p_{name}"), number(component.p_value.value()));
    }
    Ok(fields)
}

fn insert_posterior(fields: &mut Fields, name: &str, summary: &PosteriorSummary) {
    fields.insert(format!("{name}_median"), number(summary.median));
    fields.insert(format!("{name}_mean"), optional(summary.mean));
    fields.insert(format!("{name}_sd"), optional(summary.sd));
    insert_limits(fields, name, Some(&summary.central));
    insert_limits(fields, &format!("{name}_shortest"), Some(&summary.shortest));
}

fn bayesian(runner: &mut Runner, case: &Case) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["y", "v", "mean", "spread", "threshold"])?;
    let part = |of: &str, name: &str| case.arguments[of][name].as_f64().unwrap_or(f64::NAN);
    let scale = part("spread", "scale");
    let spread = match case.arguments["spread"]["kind"].as_str() {
        Some("half-normal") => SpreadPrior::HalfNormal { scale },
        Some("half-cauchy") => SpreadPrior::HalfCauchy { scale },
        _ => SpreadPrior::Flat,
    };
    let mean = match case.arguments["mean"]["kind"].as_str() {
        Some("normal") => MeanPrior::Normal { mean: part("mean", "mean"), sd: part("mean", "sd") },
        _ => MeanPrior::Flat,
    };
    let threshold = Some(arguments.needed("threshold")?.to_f64());
    let found =
        bayesian_random_effects(&given(case)?, &BayesianOptions { mean, spread, threshold, level: Level::DEFAULT })?;
    runner.took_part("bayesian-meta-analysis")?;
    let mut fields = Fields::new();
    insert_posterior(&mut fields, "mu", &found.mean);
    insert_posterior(&mut fields, "tau", &found.tau);
    insert_posterior(&mut fields, "new", &found.prediction);
    let first = &found.shrunken[0].estimate;
    fields.insert("first_median".into(), number(first.value));
    insert_limits(&mut fields, "first", first.interval.as_ref());
    fields.insert("below_threshold".into(), optional(found.below_threshold));
    fields.insert("bayes_factor".into(), optional(found.bayes_factor_of_none));
    Ok(fields)
}

/// The rows of `counts`.
fn counts(case: &Case) -> Vec<Vec<f64>> {
    let row = |row: &Value| row.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    case.arguments["counts"].as_array().into_iter().flatten().map(row).collect()
}

fn of_rows<T>(case: &Case, of: impl Fn(&[f64]) -> Option<T>) -> Result<Vec<T>, Stop> {
    counts(case).iter().map(|row| of(row)).collect::<Option<_>>().ok_or_else(|| stop("counts"))
}

fn table(row: &[f64]) -> Option<TwoByTwo> {
    TwoByTwo::try_new(row[0] as u64, row[1] as u64, row[2] as u64, row[3] as u64)
}

fn rare(runner: &mut Runner, case: &Case) -> Result<Fields, Stop> {
    Arguments::known(&case.arguments, &["kind", "counts"])?;
    let level = Level::DEFAULT;
    let exposure = |row: &[f64]| Exposure::try_new(row[0] as u64, row[1]);
    let found = match case.arguments["kind"].as_str() {
        Some("share") => {
            combined_share(&of_rows(case, |row| Proportion::try_new(row[0] as u64, row[1] as u64))?, level)?
        }
        Some("rate") => combined_rate(&of_rows(case, exposure)?, level)?,
        Some("odds_ratio") => combined_odds_ratio(&of_rows(case, table)?, level)?,
        _ => combined_rate_ratio(&of_rows(case, |row| exposure(row).zip(exposure(&row[2..])))?, level)?,
    };
    runner.took_part("rare-events")?;
    let mut fields = fields(json!({
        "effect": number(found.effect.value),
        "se": optional(found.effect.standard_error),
        "tau": number(found.tau),
        "natural_se": optional(found.natural.standard_error),
        "log_likelihood": number(found.log_likelihood),
        "heterogeneity": number(found.heterogeneity),
        "heterogeneity_p": number(found.heterogeneity_p.value()),
        "average": optional(found.average),
    }));
    let limits = |fields: &mut Fields, low: &str, high: &str, interval: &Interval| {
        fields.insert(low.into(), number(interval.lower));
        fields.insert(high.into(), number(interval.upper));
    };
    if let Some(interval) = &found.effect.interval {
        limits(&mut fields, "low", "high", interval);
    }
    insert(&mut fields, "natural", &found.natural);
    limits(&mut fields, "new_low", "new_high", &found.prediction);
    if let Some(tests) = &found.tests {
        fields.insert("likelihood_ratio".into(), number(tests.likelihood_ratio));
        fields.insert("p_value".into(), number(tests.p_value.value()));
        fields.insert("z".into(), number(tests.z));
        fields.insert("wald_p_value".into(), number(tests.wald_p_value.value()));
    }
    Ok(fields)
}

fn pooled(case: &Case) -> Result<Fields, Stop> {
    Arguments::known(&case.arguments, &["method", "counts"])?;
    let tables = of_rows(case, table)?;
    let mantel = |measure| mantel_haenszel(&tables, measure, Level::DEFAULT);
    let found = match case.arguments["method"].as_str() {
        Some("mh_or") => mantel(MantelHaenszelMeasure::OddsRatio),
        Some("mh_rr") => mantel(MantelHaenszelMeasure::RiskRatio),
        Some("mh_rd") => mantel(MantelHaenszelMeasure::RiskDifference),
        _ => peto_odds_ratio(&tables, Level::DEFAULT),
    }?;
    let ends = found.estimate.interval.as_ref();
    Ok(fields(json!({
        "estimate": number(found.estimate.value),
        "low": optional(ends.map(|ends| ends.lower)),
        "high": optional(ends.map(|ends| ends.upper)),
        "scale_se": optional(found.log.as_ref().unwrap_or(&found.estimate).standard_error),
        "z": number(found.z),
        "p_value": number(found.p_value.value()),
        "q": optional(found.q),
        "q_p_value": optional(found.q_p_value.map(|p| p.value())),
    })))
}
