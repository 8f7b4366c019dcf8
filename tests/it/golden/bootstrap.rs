//! Bootstrap intervals. Conventions of other software (quantiles of type 6 or between normal scores, strict ties, the weights of an
//! enumeration) are put together here from girth's replicates, bias correction, acceleration and BCa orders.

use super::arguments::Arguments;
use super::case::{Case, number, optional};
use super::procedures::{Exact, Runner, detail, insert_limits, p_value};
use super::{Fields, Stop};
use girth::data::PairedSample;
use girth::dist::normal;
use girth::result::{Alternative, Interval, Level};
use girth::stats::resample::{
    Columns, Keep, Replicates, Statistic, acceleration, bca_order, bootstrap_means, bootstrap_t, jackknife, replicate,
};
use girth::stats::{Margin, PairedValues, TestOptions, registry};
use serde_json::{Value, json};

/// What girth gives for a case of this area; `None` for procedures of other areas.
pub fn answer(runner: &mut Runner, procedure: &str, case: &Case, pairs: Exact<'_>) -> Option<Result<Fields, Stop>> {
    Some(match procedure {
        "bootstrap_fixed_indices" => pairs().and_then(|sample| fixed(case, &sample)),
        "bootstrap_ideal" => pairs().and_then(|sample| ideal(case, &sample)),
        "bootstrap_monte_carlo" => pairs().and_then(|sample| monte_carlo(case, &sample)),
        "bootstrap_equivalence_paired" => pairs().and_then(|sample| equivalence(runner, case, &sample)),
        _ => return None,
    })
}

/// The statistic of a case, as girth computes it on pairs drawn anew.
fn statistic(name: &str) -> Option<Box<dyn Statistic>> {
    struct Mean;
    impl Statistic for Mean {
        fn point(&self, pairs: &PairedValues<'_>) -> Option<f64> {
            registry::paired("paired-t")?.point(pairs, &TestOptions::default())
        }
        fn formula_error(&self, pairs: &PairedValues<'_>) -> Option<f64> {
            registry::paired("paired-t")?.point_error(pairs)
        }
    }
    let median = |pairs: &PairedValues<'_>| {
        let mut sorted = pairs.change.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        Some((sorted[(sorted.len() - 1) / 2] + sorted[sorted.len() / 2]) / 2.0)
    };
    match name {
        "mean" => Some(Box::new(Mean)),
        "median" => Some(Box::new(median)),
        "d_z" => {
            Some(Box::new(|pairs: &PairedValues<'_>| registry::effect("d_z")?.point(pairs, &TestOptions::default())))
        }
        _ => None,
    }
}

/// Statistic, level, and its value in the data.
fn asked(case: &Case, more: &[&str], columns: &Columns) -> Result<(Box<dyn Statistic>, Level, f64), Stop> {
    let known = [&["statistic", "of", "conf_level"], more].concat();
    let arguments = Arguments::known(&case.arguments, &known)?;
    arguments.choose("of", &[("difference after - before", ())], ())?;
    let name = case.arguments.get("statistic").and_then(Value::as_str).unwrap_or("mean");
    let statistic = statistic(name).ok_or_else(|| Stop::NotCovered(format!("statistic = {name}")))?;
    let estimate = statistic.point(&columns.pairs()).ok_or_else(|| Stop::NotCovered("undefined".to_owned()))?;
    Ok((statistic, arguments.level()?, estimate))
}

fn ends(interval: &Interval) -> Value {
    json!([number(interval.lower), number(interval.upper)])
}

fn of(why: String) -> Stop {
    Stop::Refused(why)
}

fn z(p: f64) -> f64 {
    normal::quantile(p).expect("a probability")
}

fn sd(values: &[f64], weight: f64) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / weight).sqrt()
}

fn fixed(case: &Case, sample: &PairedSample) -> Result<Fields, Stop> {
    let columns = Columns::of(sample);
    let (statistic, level, estimate) = asked(case, &["indices", "one_based"], &columns)?;
    let name = case.arguments.get("indices").and_then(Value::as_str).unwrap_or_default();
    let text = std::fs::read_to_string(super::folder().join(format!("data/{name}.csv")))
        .map_err(|cause| Stop::NotCovered(cause.to_string()))?;
    let rows = |line: &str| line.split(',').map(|row| row.parse::<usize>().expect("an index") - 1).collect::<Vec<_>>();
    let resamples: Vec<Vec<usize>> = text.lines().skip(1).map(rows).collect();
    let drawn = |keep| -> Vec<f64> {
        let mut resample = Columns::default();
        let mut kept = |rows: &Vec<usize>| {
            resample.gather(&columns.pairs(), rows.iter().copied());
            replicate(&resample.pairs(), &*statistic, estimate, keep)
        };
        resamples.iter().map(&mut kept).collect()
    };
    let values = drawn(Keep::Value);
    let (count, mean) = (values.len() as f64, values.iter().sum::<f64>() / values.len() as f64);
    let (boot_se, bias) = (sd(&values, count - 1.0), mean - estimate);
    let mut sorted = values.clone();
    sorted.sort_unstable_by(f64::total_cmp);
    let mut replicates = Replicates::try_new(values).map_err(of)?;
    let (below, equal) = replicates.below_and_equal(estimate);
    let (strict, half) = (z(below as f64 / count), replicates.bias_correction(estimate));
    let left_out = jackknife(&columns.pairs(), &*statistic).ok_or_else(|| of("jackknife".to_owned()))?;
    let a = acceleration(&left_out);
    let tails = [level.alpha() / 2.0, 1.0 - level.alpha() / 2.0];
    let orders = |bias: f64| tails.map(|p| bca_order(bias, a.unwrap_or(f64::NAN), p).map_or(f64::NAN, |order| order.p));
    let (alpha_strict, alpha_half) = (orders(strict), orders(half));
    let percentile = replicates.percentile(level, Alternative::TwoSided);
    let bca = replicates.bca(estimate, a, level, Alternative::TwoSided).map_err(of)?;
    let reach = z(tails[1]) * boot_se;
    let mut fields = json!({
        "B": count,
        "n": sample.n(),
        "estimate": estimate,
        "boot_mean": mean,
        "boot_se": boot_se,
        "bias": bias,
        "count_less": below,
        "count_equal": equal,
        "z0_strict": strict,
        "z0_half_ties": half,
        "acceleration_jackknife": optional(a),
        "bca_alpha_strict": alpha_strict,
        "bca_alpha_half_ties": alpha_half,
        "percentile_type7": ends(&percentile),
        "percentile_type6": tails.map(|p| type_six(&sorted, p)),
        "percentile_norm_inter": tails.map(|p| between_normal_scores(&sorted, p)),
        "bca_type7_strict": alpha_strict.map(|p| replicates.quantile(p)),
        "bca_type7_half_ties": ends(&bca),
        "bca_type6_strict": alpha_strict.map(|p| type_six(&sorted, p)),
        "bca_norm_inter_strict": alpha_strict.map(|p| between_normal_scores(&sorted, p)),
        "basic_type7": [2.0 * estimate - percentile.upper, 2.0 * estimate - percentile.lower],
        "normal_ci": [estimate - bias - reach, estimate - bias + reach],
    });
    if case.expected.contains_key("studentized_type7") {
        let error = statistic.standard_error(&columns.pairs()).ok_or_else(|| of("no standard error".to_owned()))?;
        let mut studentized = Replicates::try_new(drawn(Keep::Studentized)).map_err(of)?;
        let mut sorted = studentized.values().to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let interval = studentized.studentized(estimate, error, level, Alternative::TwoSided);
        fields["studentized_type7"] = ends(&interval);
        fields["studentized_type6"] = json!([tails[1], tails[0]].map(|p| estimate - type_six(&sorted, p) * error));
        fields["studentized_excluded"] = studentized.undefined().into();
    }
    Ok(fields.as_object().cloned().unwrap_or_default())
}

/// The value at position (m + 1) p.
fn type_six(sorted: &[f64], p: f64) -> f64 {
    let position = ((sorted.len() + 1) as f64 * p).clamp(1.0, sorted.len() as f64);
    let (below, above) = (position.floor() as usize, (position.ceil() as usize).min(sorted.len()));
    sorted[below - 1] + position.fract() * (sorted[above - 1] - sorted[below - 1])
}

/// The same, between two values by the proportion of normal scores.
fn between_normal_scores(sorted: &[f64], p: f64) -> f64 {
    let more = (sorted.len() + 1) as f64;
    let below = (more * p + 1e-9).floor();
    let share = (z(p) - z(below / more)) / (z((below + 1.0) / more) - z(below / more));
    let at = below as usize;
    sorted[at - 1] + share * (sorted[at] - sorted[at - 1])
}

/// Every multiset of n rows once, with its multinomial weight.
fn ideal(case: &Case, sample: &PairedSample) -> Result<Fields, Stop> {
    let columns = Columns::of(sample);
    let (statistic, level, estimate) = asked(case, &[], &columns)?;
    let n = sample.n();
    let factorial = |k: usize| (1..=k).map(|i| i as f64).product::<f64>();
    let (mut rows, mut resample) = (vec![0usize; n], Columns::default());
    let (mut values, mut studentized) = (Vec::new(), Vec::new());
    let mut distinct = 0;
    loop {
        let runs: f64 = rows.chunk_by(|left, right| left == right).map(|run| factorial(run.len())).product();
        let weight = factorial(n) / runs / (n as f64).powi(n as i32);
        resample.gather(&columns.pairs(), rows.iter().copied());
        values.push((replicate(&resample.pairs(), &*statistic, estimate, Keep::Value), weight));
        if case.expected.contains_key("prob_degenerate") {
            studentized.push((replicate(&resample.pairs(), &*statistic, estimate, Keep::Studentized), weight));
        }
        distinct += 1;
        // The next non-decreasing sequence of rows.
        let Some(last) = rows.iter().rposition(|&row| row + 1 < n) else { break };
        let next = rows[last] + 1;
        rows[last..].fill(next);
    }
    let total = |keep: &dyn Fn(f64) -> bool| -> f64 {
        values.iter().filter(|(value, _)| keep(*value)).map(|(_, weight)| weight).sum()
    };
    let slack = 1e-9 * values.iter().fold(0.0, |most: f64, (value, _)| most.max(value.abs()));
    let less = total(&|value| value < estimate - slack);
    let equal = total(&|value| (value - estimate).abs() <= slack);
    let mean: f64 = values.iter().map(|(value, weight)| value * weight).sum();
    let variance: f64 = values.iter().map(|(value, weight)| (value - mean).powi(2) * weight).sum();
    let left_out = jackknife(&columns.pairs(), &*statistic).ok_or_else(|| of("jackknife".to_owned()))?;
    let a = acceleration(&left_out)
        .ok_or_else(|| Stop::NotCovered("an acceleration where leaving out any pair gives the same".to_owned()))?;
    let tails = [level.alpha() / 2.0, 1.0 - level.alpha() / 2.0];
    let orders = |bias: f64| tails.map(|p| bca_order(bias, a, p).map_or(f64::NAN, |order| order.p));
    let (strict, half) = (z(less), z(less + equal / 2.0));
    let degenerate: f64 = studentized.iter().filter(|(t, _)| t.is_nan()).map(|(_, weight)| weight).sum();
    studentized.retain(|(t, _)| !t.is_nan());
    let (values, studentized) = (cumulated(values), cumulated(studentized));
    let mut fields = json!({
        "n": n,
        "distinct_resamples": distinct,
        "estimate": estimate,
        "boot_mean": mean,
        "boot_se": variance.sqrt(),
        "prob_less": less,
        "prob_equal": equal,
        "acceleration_jackknife": a,
        "z0_strict": strict,
        "z0_half_ties": half,
        "percentile_ci": tails.map(|p| inverse(&values, p)),
        "bca_alpha_strict": orders(strict),
        "bca_alpha_half_ties": orders(half),
        "bca_ci_strict": orders(strict).map(|p| inverse(&values, p)),
        "bca_ci_half_ties": orders(half).map(|p| inverse(&values, p)),
    });
    if case.expected.contains_key("prob_degenerate") {
        let error = statistic.standard_error(&columns.pairs()).ok_or_else(|| of("no standard error".to_owned()))?;
        let limits = [tails[1], tails[0]].map(|p| estimate - inverse(&studentized, p) * error);
        fields["studentized_ci_degenerate_excluded"] = json!(limits);
        fields["prob_degenerate"] = degenerate.into();
    }
    Ok(fields.as_object().cloned().unwrap_or_default())
}

/// Values in order, each with the share of weight up to it.
fn cumulated(mut weighted: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    weighted.sort_unstable_by(|left, right| left.0.total_cmp(&right.0));
    let total: f64 = weighted.iter().map(|(_, weight)| weight).sum();
    let mut sum = 0.0;
    for (_, weight) in &mut weighted {
        sum += *weight;
        *weight = sum / total;
    }
    weighted
}

/// The least value with a share of at least p up to it.
fn inverse(cumulated: &[(f64, f64)], p: f64) -> f64 {
    cumulated[cumulated.partition_point(|(_, share)| *share < p - 1e-12).min(cumulated.len() - 1)].0
}

/// What girth draws where the reference drew B: its tolerances are for 100,000 and more.
const DRAWN: usize = 200_000;

/// The fast kernels. B is the reference's own.
fn monte_carlo(case: &Case, sample: &PairedSample) -> Result<Fields, Stop> {
    let columns = Columns::of(sample);
    let (statistic, level, estimate) = asked(case, &["B_reference"], &columns)?;
    let values = bootstrap_means(sample.change(), DRAWN, TestOptions::SEED);
    let boot_se = sd(&values, DRAWN as f64 - 1.0);
    let mut replicates = Replicates::try_new(values).map_err(of)?;
    let left_out = jackknife(&columns.pairs(), &*statistic).ok_or_else(|| of("jackknife".to_owned()))?;
    let a = acceleration(&left_out);
    let error = statistic.standard_error(&columns.pairs()).ok_or_else(|| of("no standard error".to_owned()))?;
    let studentized = bootstrap_t(sample.change(), DRAWN, TestOptions::SEED).map_err(|cause| of(cause.to_string()))?;
    let mut studentized = Replicates::try_new(studentized).map_err(of)?;
    let fields = json!({
        "n": sample.n(),
        "B": case.arguments.get("B_reference"),
        "boot_se": boot_se,
        "acceleration_jackknife": optional(a),
        "z0_half_ties": replicates.bias_correction(estimate),
        "percentile_ci": ends(&replicates.percentile(level, Alternative::TwoSided)),
        "bca_ci": ends(&replicates.bca(estimate, a, level, Alternative::TwoSided).map_err(of)?),
        "studentized_ci": ends(&studentized.studentized(estimate, error, level, Alternative::TwoSided)),
    });
    Ok(fields.as_object().cloned().unwrap_or_default())
}

fn equivalence(runner: &mut Runner, case: &Case, sample: &PairedSample) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["low", "high", "alpha", "resamples"])?;
    let margin = Margin::try_new(arguments.needed("low")?, arguments.needed("high")?);
    let resamples = case.arguments.get("resamples").and_then(Value::as_u64).unwrap_or_default() as usize;
    let options = TestOptions { level: arguments.level_of_alpha()?, margin, resamples, ..TestOptions::default() };
    let result = runner.test("equivalence-bootstrap", sample, &options)?;
    let primary = result.primary();
    let mut fields = Fields::new();
    fields.insert("n".into(), result.analysed.n.into());
    fields.insert("mean_diff".into(), optional(primary.map(|estimate| estimate.value)));
    fields.insert("se".into(), optional(primary.and_then(|estimate| estimate.standard_error)));
    for name in ["t_lower", "t_upper", "p_lower", "p_upper", "equivalent"] {
        fields.insert(name.into(), detail(&result, name));
    }
    fields.insert("p_value".into(), p_value(&result));
    insert_limits(&mut fields, "ci", primary.and_then(|estimate| estimate.interval.as_ref()));
    Ok(fields)
}
