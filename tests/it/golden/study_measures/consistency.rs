//! Whether printed figures fit each other.

use super::super::Stop;
use super::super::case::{number, optional};
use super::Given;
use girth::data::Decimal;
use girth::stats::consistency::{
    EstimateScale, PlusMinus, PrintedEstimate, PrintedP, RangeKind, Spread, SpreadReading, check_mean_change,
    check_percentage, check_range, check_sd_of_change, grim, grimmer,
};
use serde_json::{Value, json};

pub fn answer(given: &Given<'_>) -> Result<Value, Stop> {
    let n = || given.count("n");
    let of = |name| printed(given, name);
    let same = || given.0.get("same_people").and_then(Value::as_bool).unwrap_or_default();
    match given.word("check") {
        "sd_or_se" => sd_or_se(given),
        "grim" => {
            let check = grim(of("mean")?, n()?, of("step")?)?;
            Ok(json!({ "verdict": check.verdict, "nearest": check.nearest }))
        }
        "grimmer" => {
            let check = grimmer(of("mean")?, of("sd")?, n()?, of("step")?)?;
            Ok(json!({ "verdict": check.verdict, "mean_possible": check.mean_possible }))
        }
        "percentage" => {
            let check = check_percentage(of("percent")?, n()?)?;
            Ok(json!({ "verdict": check.verdict, "counts": check.counts, "nearest": check.nearest }))
        }
        "interval" => interval(given),
        "mean_change" => {
            let check = check_mean_change(of("before")?, of("after")?, of("change")?, same())?;
            Ok(json!({
                "verdict": check.verdict, "difference": check.difference, "gap": check.gap, "rounding": check.rounding,
            }))
        }
        "sd_of_change" => {
            let check = check_sd_of_change(of("before")?, of("after")?, of("change")?, same());
            Ok(json!({ "verdict": check.verdict, "correlation": check.correlation, "bounds": check.bounds }))
        }
        "range" => range(given),
        other => Err(Stop::NotCovered(format!("check {other}"))),
    }
}

fn printed(given: &Given<'_>, name: &str) -> Result<Decimal, Stop> {
    Decimal::parse(given.word(name), '.').map_err(|_| Stop::NotCovered(format!("no printed {name}")))
}

/// `=0.05`, `<0.05`, `>0.4`; absent where nothing is given.
fn printed_p(given: &Given<'_>) -> Result<Option<PrintedP>, Stop> {
    let text = given.word("p");
    if text.is_empty() {
        return Ok(None);
    }
    let (sign, p) = text.split_at(1);
    let p = Decimal::parse(p, '.').map_err(|_| Stop::NotCovered(format!("p {text}")))?;
    Ok(Some(match sign {
        "<" => PrintedP::Below(p),
        ">" => PrintedP::Above(p),
        _ => PrintedP::Equal(p),
    }))
}

fn sd_or_se(given: &Given<'_>) -> Result<Value, Stop> {
    let labelled = match given.word("labelled") {
        "sd" => Some(Spread::Sd),
        "standard-error" => Some(Spread::StandardError),
        _ => None,
    };
    let figures = PlusMinus {
        value: printed(given, "value")?,
        plus_minus: printed(given, "plus_minus")?,
        labelled,
        n: given.count("n").ok(),
        p: printed_p(given)?.ok_or_else(|| Stop::NotCovered("no p".to_owned()))?,
    };
    let check = figures.check()?;
    let reading = |reading: &SpreadReading| {
        json!({
            "fits": reading.fits, "t": optional(reading.t), "fewest": reading.fewest, "most": reading.most,
            "smallest_p": number(reading.smallest_p), "largest_p": number(reading.largest_p),
        })
    };
    Ok(json!({ "verdict": check.verdict, "as_sd": reading(&check.as_sd), "as_se": reading(&check.as_se) }))
}

fn interval(given: &Given<'_>) -> Result<Value, Stop> {
    let degrees = if given.word("df") == "Inf" { Some(f64::INFINITY) } else { given.optional("df") };
    let figures = PrintedEstimate {
        value: printed(given, "value")?,
        low: printed(given, "low")?,
        high: printed(given, "high")?,
        level: given.level()?,
        scale: if given.word("scale") == "ratio" { EstimateScale::Ratio } else { EstimateScale::Difference },
        degrees,
    };
    let check = figures.check(printed_p(given)?)?;
    Ok(json!({
        "verdict": check.verdict, "centred": check.centred, "p": check.p,
        "off_centre": optional(check.off_centre), "implied_p": check.implied_p,
    }))
}

fn range(given: &Given<'_>) -> Result<Value, Stop> {
    let kind = if given.word("kind") == "observed" { RangeKind::Observed } else { RangeKind::Possible };
    let ends = [printed(given, "min")?, printed(given, "max")?];
    let check = check_range(printed(given, "mean")?, printed(given, "sd").ok(), given.count("n")?, ends, kind)?;
    Ok(json!({
        "verdict": check.verdict, "mean": check.mean, "sd": check.sd,
        "mean_bounds": check.mean_bounds, "sd_bounds": check.sd_bounds,
    }))
}
