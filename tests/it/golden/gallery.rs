//! Picked pictures and rated pairs.

use super::arguments::Arguments;
use super::case::{Case, number, optional};
use super::procedures::{Open, Runner};
use super::{Fields, Stop};
use girth::data::RatedPairs;
use girth::result::{Estimate, Level};
use girth::stats::gallery::{
    AnswersOf, GuessTest, MeanOfShares, MixedShare, NoiseSource, best_of_normal, gallery, range_of_best, rated_pairs,
    until_pictures,
};
use girth::stats::risk::Toward;
use serde_json::{Value, json};

/// What girth gives for a case of this area; `None` for procedures of other areas.
pub fn answer(runner: &mut Runner, procedure: &str, case: &Case, open: Open<'_>) -> Option<Result<Fields, Stop>> {
    Some(match procedure {
        "best_of_normal" => best(case),
        "range_of_best" => range(case),
        "gallery" => picked(runner, case, open),
        "until_pictures" => until(case),
        "rated_pairs" => rated(runner, case),
        _ => return None,
    })
}

fn fields(value: Value) -> Fields {
    value.as_object().cloned().unwrap_or_default()
}

fn whole(case: &Case, name: &str) -> u64 {
    case.arguments[name].as_u64().unwrap_or_default()
}

fn stop(cause: impl ToString) -> Stop {
    Stop::Refused(cause.to_string())
}

fn best(case: &Case) -> Result<Fields, Stop> {
    Arguments::known(&case.arguments, &["n", "k"])?;
    let best = best_of_normal(whole(case, "n"), whole(case, "k")).map_err(stop)?.ok_or_else(|| stop("k of n"))?;
    Ok(fields(json!({ "mean": number(best.mean), "sd": number(best.sd) })))
}

fn range(case: &Case) -> Result<Fields, Stop> {
    let level = Arguments::known(&case.arguments, &["n", "k", "conf_level"])?.level()?;
    let range = range_of_best(whole(case, "n"), whole(case, "k"), level).map_err(stop)?;
    let range = range.ok_or_else(|| stop("k of n"))?;
    Ok(fields(json!({ "lower": number(range.lower), "upper": number(range.upper) })))
}

fn picked(runner: &mut Runner, case: &Case, open: Open<'_>) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["shown", "toward", "noise_sd"])?;
    let toward = arguments.choose("toward", &[("fall", Toward::Fall), ("rise", Toward::Rise)], Toward::Fall)?;
    let sample = open(case)?.paired().map_err(Stop::NotCovered)?;
    let noise = arguments.decimal("noise_sd")?.map(|sd| sd.to_f64());
    let found = gallery(&sample, whole(case, "shown") as usize, toward, noise, Level::DEFAULT)?;
    runner.took_part("best-of")?;
    let curve = |of: fn(&girth::stats::gallery::GalleryPoint) -> Option<f64>| -> Vec<Value> {
        found.curve.iter().map(|point| optional(of(point))).collect()
    };
    let noise = found.noise.as_ref();
    Ok(fields(json!({
        "everybody": number(found.everybody.value),
        "everybody_ci": limits(&found.everybody),
        "observed": number(found.observed.value),
        "picked": found.picked,
        "tied_out": found.tied_out,
        "redrawn": number(found.redrawn),
        "noise": optional(noise.map(|noise| noise.expected.value)),
        "own_spread": noise.map(|noise| noise.source == NoiseSource::OwnSpread),
        "noise_sd": optional(noise.map(|noise| noise.sd_of_change)),
        "share_by_picking": optional(found.share_by_picking),
        "curve_observed": curve(|point| Some(point.observed)),
        "curve_redrawn": curve(|point| Some(point.redrawn)),
        "curve_noise": curve(|point| point.noise),
    })))
}

fn until(case: &Case) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["amount", "noise_sd", "step", "pictures"])?;
    let (amount, sd) = (arguments.needed("amount")?.to_f64(), arguments.needed("noise_sd")?.to_f64());
    let step = arguments.decimal("step")?.map(|step| step.to_f64());
    let found = until_pictures(amount, sd, step, whole(case, "pictures"))?;
    Ok(fields(json!({
        "chance": number(found.chance),
        "expected": number(found.expected),
        "even": found.even,
        "nearly_sure": found.nearly_sure,
    })))
}

fn limits(estimate: &Estimate) -> Value {
    estimate.interval.as_ref().map_or(Value::Null, |interval| json!([number(interval.lower), number(interval.upper)]))
}

fn rated(runner: &mut Runner, case: &Case) -> Result<Fields, Stop> {
    Arguments::known(&case.arguments, &["rows"])?;
    let rows: Vec<&str> = case.arguments["rows"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let names: Vec<String> = (0..100).map(|at| format!("{at}")).collect();
    let answers = rows.iter().zip(&names).flat_map(|(row, rater)| {
        let given = row.chars().zip(&names).filter(|(answer, _)| *answer != '.');
        given.map(move |(answer, pair)| (rater.as_str(), pair.as_str(), answer == '1'))
    });
    let found = rated_pairs(&RatedPairs::try_new(answers).map_err(stop)?, Level::DEFAULT)?;
    runner.took_part("rated-pairs")?;
    let mut fields = Fields::new();
    fields.insert("by_rater".into(), found.by_rater.iter().map(guessed).collect());
    fields.insert("pooled".into(), guessed(&found.pooled));
    for clustered in &found.clustered {
        let name = if clustered.of == AnswersOf::Pair { "pair" } else { "rater" };
        let mixed = clustered.mixed.as_ref().map_or(Value::Null, mixed);
        let simple = clustered.simple.as_ref().map_or(Value::Null, simple);
        fields.insert(name.into(), json!({ "mixed": mixed, "simple": simple }));
    }
    Ok(fields)
}

fn guessed(test: &GuessTest) -> Value {
    json!({
        "right": test.right,
        "answers": test.answers,
        "share": number(test.share.value),
        "ci": limits(&test.share),
        "p_two_sided": number(test.p_value.value()),
        "p_greater": number(test.p_greater.value()),
    })
}

fn mixed(found: &MixedShare) -> Value {
    json!({
        "share": number(found.share.value),
        "share_se": optional(found.share.standard_error),
        "share_ci": limits(&found.share),
        "log_odds": number(found.log_odds.value),
        "log_odds_se": optional(found.log_odds.standard_error),
        "log_odds_ci": limits(&found.log_odds),
        "sd": number(found.sd_between),
        "log_likelihood": number(found.log_likelihood),
        "likelihood_ratio": number(found.likelihood_ratio),
        "p_value": number(found.p_value.value()),
        "wald_p": number(found.wald_p_value.value()),
    })
}

fn simple(found: &MeanOfShares) -> Value {
    let mut fields = Fields::new();
    fields.insert("share".into(), number(found.share.value));
    fields.insert("t".into(), number(found.t));
    fields.insert("df".into(), found.degrees_of_freedom.into());
    fields.insert("p_value".into(), optional(found.p_value.map(|p| p.value())));
    fields.insert("ci".into(), limits(&found.share));
    Value::Object(fields)
}
