//! Effect sizes.

use super::arguments::Arguments;
use super::case::{Case, number, optional};
use super::procedures::{Exact, Runner, insert_limits};
use super::{Fields, Stop};
use girth::data::PairedSample;
use girth::result::EffectSize;
use girth::stats::describe::describe_pairs;
use girth::stats::{TestOptions, ZeroHandling};
use serde_json::Value;

/// What girth gives for a case of this area; `None` for procedures of other areas.
pub fn answer(runner: &mut Runner, procedure: &str, case: &Case, pairs: Exact<'_>) -> Option<Result<Fields, Stop>> {
    match procedure {
        "rank_biserial_paired" => Some(pairs().and_then(|sample| rank_biserial(runner, case, &sample))),
        "one_effect_paired" => Some(pairs().and_then(|sample| one_effect(runner, case, &sample))),
        _ => None,
    }
}

fn rank_biserial(runner: &mut Runner, case: &Case, sample: &PairedSample) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["conf_level", "zero_method"])?;
    let zeros = [("wilcox", ZeroHandling::Wilcoxon), ("pratt", ZeroHandling::Pratt)];
    let options = TestOptions {
        level: arguments.level()?,
        zeros: arguments.choose("zero_method", &zeros, ZeroHandling::Wilcoxon)?,
        ..TestOptions::default()
    };
    let effect = runner.effect("rank_biserial", sample, &options)?;
    if effect.estimate.value.abs() == 1.0 {
        return Err(Stop::NotCovered("an interval without width at r = 1 or -1: girth gives none".to_owned()));
    }
    let mut fields = Fields::new();
    fields.insert("n_used".into(), (sample.n() - describe_pairs(sample).unchanged).into());
    fields.insert("r".into(), number(effect.estimate.value));
    insert_limits(&mut fields, "ci", effect.estimate.interval.as_ref());
    Ok(fields)
}

/// Any size, by girth's name for it.
fn one_effect(runner: &mut Runner, case: &Case, sample: &PairedSample) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["effect", "conf_level"])?;
    let id = case.arguments.get("effect").and_then(Value::as_str).unwrap_or_default();
    let options = TestOptions { level: arguments.level()?, ..TestOptions::default() };
    let EffectSize { estimate, degrees_of_freedom, .. } = runner.effect(id, sample, &options)?;
    let mut fields = Fields::new();
    fields.insert("estimate".into(), number(estimate.value));
    fields.insert("standard_error".into(), optional(estimate.standard_error));
    fields.insert("degrees_of_freedom".into(), optional(degrees_of_freedom));
    insert_limits(&mut fields, "ci", estimate.interval.as_ref());
    Ok(fields)
}
