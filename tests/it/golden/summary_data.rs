//! Tests from a paper's numbers.

use super::arguments::Arguments;
use super::case::{Case, number};
use super::procedures::{Open, Runner, detail, insert_limits, mean_change, p_value, statistic};
use super::{Fields, Stop};
use girth::data::{Decimal, Unit};
use girth::result::{EffectSize, TestResult};
use girth::stats::summary::{
    ArmsSummary, ChangeSummary, CorrelationSweep, GroupFigures, Spread, arms_sizes, arms_tests, paired_sizes,
    paired_tests, sweep_arms, sweep_change,
};
use girth::stats::{Margin, StatsError, TestOptions};
use serde_json::{Value, json};

/// What girth gives for a case of this area; `None` for procedures of other areas.
pub fn answer(runner: &mut Runner, procedure: &str, case: &Case, _open: Open<'_>) -> Option<Result<Fields, Stop>> {
    let run = match procedure {
        "paired_t_from_summary" => paired_t,
        "tost_from_summary" => tost,
        "sizes_from_summary" => sizes,
        "two_arms_from_summary" => two_arms,
        "sd_from_printed" => sd_from_printed,
        "correlation_sweep" => sweep,
        "correlation_sweep_arms" => sweep_of_arms,
        _ => return None,
    };
    Some(runner.took_part("summary-tests").and_then(|()| run(case)))
}

const KNOWN: [&str; 14] = [
    "n",
    "mean",
    "sd",
    "sd_before",
    "sd_after",
    "r",
    "low",
    "high",
    "conf_level",
    "alternative",
    "mu",
    "alpha",
    "treated",
    "control",
];

fn arguments(case: &Case) -> Result<Arguments<'_>, Stop> {
    Arguments::known(&case.arguments, &KNOWN)
}

fn options(arguments: &Arguments<'_>) -> Result<TestOptions, Stop> {
    let bounds = arguments.decimal("low")?.zip(arguments.decimal("high")?);
    Ok(TestOptions {
        level: if arguments.decimal("alpha")?.is_some() { arguments.level_of_alpha()? } else { arguments.level()? },
        alternative: arguments.alternative()?,
        null_value: arguments.decimal("mu")?.unwrap_or(Decimal::ZERO),
        margin: bounds.and_then(|(low, high)| Margin::try_new(low, high)),
        ..TestOptions::default()
    })
}

fn figure(arguments: &Arguments<'_>, name: &str) -> Result<f64, Stop> {
    Ok(arguments.needed(name)?.to_f64())
}

fn change(arguments: &Arguments<'_>) -> Result<ChangeSummary, Stop> {
    let (n, mean) = (figure(arguments, "n")? as usize, figure(arguments, "mean")?);
    Ok(match arguments.decimal("sd")? {
        Some(sd) => ChangeSummary::try_new(n, mean, sd.to_f64(), Unit::Cm)?,
        None => {
            let sds = [figure(arguments, "sd_before")?, figure(arguments, "sd_after")?];
            ChangeSummary::of_readings(n, mean, sds, figure(arguments, "r")?, Unit::Cm)?
        }
    })
}

fn named<'a>(tests: &'a [TestResult], id: &str) -> Result<&'a TestResult, Stop> {
    tests.iter().find(|test| test.procedure == id).ok_or(Stop::NoProcedure)
}

fn all<T>(results: Vec<Result<T, StatsError>>) -> Result<Vec<T>, Stop> {
    Ok(results.into_iter().collect::<Result<_, _>>()?)
}

fn insert_sizes(fields: &mut Fields, sizes: &[EffectSize]) {
    for size in sizes {
        fields.insert(size.procedure.into(), number(size.estimate.value));
        insert_limits(fields, &format!("{}_ci", size.procedure), size.estimate.interval.as_ref());
    }
}

fn paired_t(case: &Case) -> Result<Fields, Stop> {
    let arguments = arguments(case)?;
    let tests = all(paired_tests(&change(&arguments)?, &options(&arguments)?))?;
    let test = named(&tests, "paired-t")?;
    let mut fields = mean_change(test);
    fields.insert("t".into(), statistic(test));
    fields.insert("p_value".into(), p_value(test));
    Ok(fields)
}

fn tost(case: &Case) -> Result<Fields, Stop> {
    let arguments = arguments(case)?;
    let tests = all(paired_tests(&change(&arguments)?, &options(&arguments)?))?;
    let test = named(&tests, "equivalence-t")?;
    let mut fields = mean_change(test);
    for name in ["t_lower", "t_upper", "p_lower", "p_upper"] {
        fields.insert(name.into(), detail(test, name));
    }
    fields.insert("p_value".into(), p_value(test));
    fields.insert("minimum_effect_p".into(), p_value(named(&tests, "minimum-effect-t")?));
    Ok(fields)
}

fn sizes(case: &Case) -> Result<Fields, Stop> {
    let arguments = arguments(case)?;
    let change = change(&arguments)?;
    let mut fields = Fields::new();
    fields.insert("sd_change".into(), number(change.sd()));
    insert_sizes(&mut fields, &all(paired_sizes(&change, &options(&arguments)?))?);
    Ok(fields)
}

/// The four numbers of a group.
fn group(case: &Case, name: &str) -> Result<[f64; 4], Stop> {
    let listed = case.arguments.get(name).and_then(Value::as_array);
    let numbers: Option<Vec<f64>> = listed.and_then(|listed| listed.iter().map(Value::as_f64).collect());
    numbers
        .and_then(|numbers| numbers.try_into().ok())
        .ok_or_else(|| Stop::NotCovered(format!("{name} is not a group")))
}

fn two_arms(case: &Case) -> Result<Fields, Stop> {
    let options = options(&arguments(case)?)?;
    let summary = |name: &str| -> Result<ChangeSummary, Stop> {
        let [n, mean, sd, sd_before] = group(case, name)?;
        Ok(ChangeSummary::try_new(n as usize, mean, sd, Unit::Cm)?.with_sds([Some(sd_before), None])?)
    };
    let arms = ArmsSummary::try_new(summary("treated")?, summary("control")?)?;
    let tests = all(arms_tests(&arms, &options))?;
    let (welch, equivalence) = (named(&tests, "welch-t")?, named(&tests, "equivalence-welch")?);
    let mut fields = mean_change(welch);
    fields.insert("difference".into(), fields["mean_diff"].clone());
    fields.insert("t".into(), statistic(welch));
    fields.insert("p_value".into(), p_value(welch));
    for name in ["student_t", "student_p", "student_df"] {
        fields.insert(name.into(), detail(welch, name));
    }
    fields.insert("equivalence_p".into(), p_value(equivalence));
    let interval = equivalence.primary().and_then(|estimate| estimate.interval.as_ref());
    insert_limits(&mut fields, "equivalence_ci", interval);
    insert_sizes(&mut fields, &all(arms_sizes(&arms, &options))?);
    Ok(fields)
}

fn sd_from_printed(case: &Case) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["n", "mean", "se", "ci_low", "ci_high", "conf_level", "p"])?;
    let (n, mean) = (figure(&arguments, "n")? as usize, figure(&arguments, "mean")?);
    let (low, high) = (figure(&arguments, "ci_low")?, figure(&arguments, "ci_high")?);
    let mut fields = Fields::new();
    for (name, spread) in [
        ("of_se", Spread::StandardError(figure(&arguments, "se")?)),
        ("of_ci", Spread::Interval { low, high, level: arguments.level()? }),
        ("of_p", Spread::PValue(figure(&arguments, "p")?)),
    ] {
        fields.insert(name.into(), number(spread.sd_of_changes(n, mean)?));
    }
    Ok(fields)
}

/// The tabulated numbers at 0, 0.5, 0.9 and 0.99, and the ranges.
fn swept(sweep: &CorrelationSweep) -> Fields {
    let shown = [0.0, 0.5, 0.9, 0.99];
    let points: Vec<_> = sweep.points.iter().filter(|point| shown.contains(&point.correlation)).collect();
    let mut fields = Fields::new();
    fields.insert("p_values".into(), points.iter().map(|point| number(point.p_value.value())).collect());
    fields.insert("sds".into(), points.iter().map(|point| number(point.sd_change[0])).collect());
    fields.insert("significant".into(), json!(sweep.significant));
    fields.insert("equivalent".into(), json!(sweep.equivalent));
    fields
}

fn sweep(case: &Case) -> Result<Fields, Stop> {
    let arguments = arguments(case)?;
    let group = GroupFigures::Readings {
        n: figure(&arguments, "n")? as usize,
        mean: figure(&arguments, "mean")?,
        sds: [figure(&arguments, "sd_before")?, figure(&arguments, "sd_after")?],
        unit: Unit::Cm,
    };
    Ok(swept(&sweep_change(&group, &options(&arguments)?)?))
}

fn sweep_of_arms(case: &Case) -> Result<Fields, Stop> {
    let figures = |name: &str| -> Result<GroupFigures, Stop> {
        let [n, mean, before, after] = group(case, name)?;
        Ok(GroupFigures::Readings { n: n as usize, mean, sds: [before, after], unit: Unit::Cm })
    };
    let options = options(&arguments(case)?)?;
    Ok(swept(&sweep_arms([&figures("treated")?, &figures("control")?], &options)?))
}
