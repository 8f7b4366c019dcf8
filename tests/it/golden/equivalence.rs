//! Tests against a margin.

use super::arguments::Arguments;
use super::case::{Case, optional};
use super::procedures::{Exact, Runner, detail, insert_limits, mean_change, p_value, statistic};
use super::{Fields, Stop};
use girth::data::{Decimal, PairedSample};
use girth::result::{Alternative, TestResult};
use girth::stats::{Margin, MarginScale, TestOptions};
use serde_json::Value;

/// What girth gives for a case of this area; `None` for procedures of other areas.
pub fn answer(runner: &mut Runner, procedure: &str, case: &Case, pairs: Exact<'_>) -> Option<Result<Fields, Stop>> {
    let run = match procedure {
        "tost_paired" => two_one_sided,
        "minimum_effect_paired" => minimum_effect,
        "noninferiority_paired" => non_inferiority,
        "tost_ratio_paired" => ratio,
        "tost_margin" => |runner: &mut Runner, case: &Case, sample: &PairedSample| {
            with_margin(runner, case, sample, "equivalence-t", "t")
        },
        "minimum_effect_margin" => |runner: &mut Runner, case: &Case, sample: &PairedSample| {
            with_margin(runner, case, sample, "minimum-effect-t", "t")
        },
        "tost_signed_rank" => |runner: &mut Runner, case: &Case, sample: &PairedSample| {
            with_margin(runner, case, sample, "equivalence-signed-rank", "t_plus")
        },
        _ => return None,
    };
    Some(pairs().and_then(|sample| run(runner, case, &sample)))
}

fn sides(fields: &mut Fields, result: &TestResult) {
    for name in ["t_lower", "p_lower", "t_upper", "p_upper"] {
        fields.insert(name.into(), detail(result, name));
    }
    fields.insert("p_value".into(), p_value(result));
}

fn two_one_sided(runner: &mut Runner, case: &Case, sample: &PairedSample) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["low", "high", "alpha"])?;
    let margin = Margin::try_new(arguments.needed("low")?, arguments.needed("high")?);
    let options = TestOptions { level: arguments.level_of_alpha()?, margin, ..TestOptions::default() };
    let result = runner.test("equivalence-t", sample, &options)?;
    let mut fields = mean_change(&result);
    sides(&mut fields, &result);
    fields.insert("equivalent".into(), detail(&result, "equivalent"));
    Ok(fields)
}

fn minimum_effect(runner: &mut Runner, case: &Case, sample: &PairedSample) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["low", "high", "alpha"])?;
    let margin = Margin::try_new(arguments.needed("low")?, arguments.needed("high")?);
    let options = TestOptions { level: arguments.level_of_alpha()?, margin, ..TestOptions::default() };
    let result = runner.test("minimum-effect-t", sample, &options)?;
    let mut fields = Fields::new();
    sides(&mut fields, &result);
    Ok(fields)
}

/// The t test against the margin, and the equivalence test with one bound, which must say the same.
fn non_inferiority(runner: &mut Runner, case: &Case, sample: &PairedSample) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["margin", "direction", "alpha"])?;
    let size = arguments.needed("margin")?;
    let directions = [("higher_is_better", Alternative::Greater), ("lower_is_better", Alternative::Less)];
    let alternative = arguments.choose("direction", &directions.map(|(word, side)| (word, Some(side))), None)?;
    let alternative = alternative.ok_or_else(|| Stop::NotCovered("no argument direction".to_owned()))?;
    let (lower, upper, bound, side) = match alternative {
        Alternative::Greater => (Some(size.negated()), None, size.negated(), "ci_low"),
        _ => (None, Some(size), size, "ci_high"),
    };
    let level = arguments.level_of_alpha()?;
    let against = TestOptions { null_value: bound, alternative, level, ..TestOptions::default() };
    let one_bound =
        TestOptions { margin: Margin::of(MarginScale::Amount, lower, upper), level, ..TestOptions::default() };
    let by_t = runner.test("paired-t", sample, &against)?;
    let result = runner.test("equivalence-t", sample, &one_bound)?;
    assert_eq!((statistic(&by_t), p_value(&by_t)), (statistic(&result), p_value(&result)), "{}", case.id);
    assert_eq!(mean_change(&by_t), mean_change(&result), "{}", case.id);
    let mut fields = mean_change(&result);
    fields.insert("t".into(), statistic(&result));
    fields.insert("p_value".into(), p_value(&result));
    let bound = fields.get(side).cloned().unwrap_or(Value::Null);
    fields.insert("ci_bound".into(), bound);
    fields.insert("noninferior".into(), detail(&result, "equivalent"));
    Ok(fields)
}

fn ratio(runner: &mut Runner, case: &Case, sample: &PairedSample) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["low", "high", "alpha", "ratio"])?;
    arguments.choose("ratio", &[("after / before", ())], ())?;
    let stated = format!("{}..{}ratio", arguments.needed("low")?, arguments.needed("high")?);
    let stated: girth::stats::StatedMargin = stated.parse().expect("margin");
    let options = TestOptions {
        level: arguments.level_of_alpha()?,
        margin: stated.in_unit(sample.outcome().unit).ok(),
        ..TestOptions::default()
    };
    let result = runner.test("equivalence-ratio", sample, &options)?;
    let mut fields = Fields::new();
    fields.insert("n".into(), result.analysed.n.into());
    fields.insert("df".into(), detail(&result, "degrees_of_freedom"));
    fields.insert("cv_of_ratio".into(), detail(&result, "cv_of_ratio"));
    fields.insert("geometric_mean_ratio".into(), optional(result.primary().map(|estimate| estimate.value)));
    sides(&mut fields, &result);
    let interval = |result: &TestResult| result.primary().and_then(|estimate| estimate.interval.clone());
    insert_limits(&mut fields, "ci", interval(&result).as_ref());
    let level = girth::result::Level::try_new(0.975).expect("level");
    let wider = runner.test("equivalence-ratio", sample, &TestOptions { level, ..options })?;
    insert_limits(&mut fields, "ci95", interval(&wider).as_ref());
    Ok(fields)
}

/// Margins on every scale, with two bounds or one.
fn with_margin(
    runner: &mut Runner,
    case: &Case,
    sample: &PairedSample,
    id: &str,
    statistic: &str,
) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["kind", "low", "high", "alpha"])?;
    let kinds =
        [("amount", MarginScale::Amount), ("percent", MarginScale::PercentOfBaseline), ("sd", MarginScale::SdOfChange)];
    let scale = arguments.choose("kind", &kinds, MarginScale::Amount)?;
    let margin = Margin::of(scale, arguments.decimal("low")?, arguments.decimal("high")?);
    let options = TestOptions { level: arguments.level_of_alpha()?, margin, ..TestOptions::default() };
    let result = runner.test(id, sample, &options)?;
    let primary = result.primary();
    let mut fields = Fields::new();
    fields.insert("estimate".into(), optional(primary.map(|estimate| estimate.value)));
    insert_limits(&mut fields, "ci", primary.and_then(|estimate| estimate.interval.as_ref()));
    for side in ["lower", "upper"] {
        let given = options.margin.and_then(|margin: Margin| if side == "lower" { margin.lower } else { margin.upper });
        let Some(_): Option<Decimal> = given else { continue };
        fields.insert(format!("stat_{side}"), detail(&result, &format!("{statistic}_{side}")));
        fields.insert(format!("p_{side}"), detail(&result, &format!("p_{side}")));
    }
    fields.insert("p_value".into(), p_value(&result));
    Ok(fields)
}
