//! Variability and shape.

use super::arguments::Arguments;
use super::case::{Case, number, optional};
use super::procedures::{Exact, Runner, detail, insert_limits, p_value, statistic};
use super::{Fields, Stop};
use girth::data::PairedSample;
use girth::stats::TestOptions;
use girth::stats::spread::{OutlierRule, outliers, qq, shapiro_wilk};
use serde_json::{Value, json};

/// What girth gives for a case of this area; `None` for procedures of other areas.
pub fn answer(runner: &mut Runner, procedure: &str, case: &Case, pairs: Exact<'_>) -> Option<Result<Fields, Stop>> {
    Some(match procedure {
        "pitman_morgan" => pairs().and_then(|sample| test(runner, "pitman-morgan", "sd_ratio", case, &sample)),
        "paired_levene" => pairs().and_then(|sample| test(runner, "paired-levene", "estimate", case, &sample)),
        "sd_change" => pairs().and_then(|sample| test(runner, "sd-change", "sd", case, &sample)),
        "shapiro_wilk" => pairs().and_then(|sample| shapiro(runner, case, &sample)),
        "normal_quantile_plot" => pairs().and_then(|sample| quantile_plot(case, &sample)),
        "outliers" => pairs().and_then(|sample| flagged(case, &sample)),
        _ => return None,
    })
}

fn test(runner: &mut Runner, id: &str, field: &str, case: &Case, sample: &PairedSample) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["alternative", "conf_level"])?;
    let options =
        TestOptions { alternative: arguments.alternative()?, level: arguments.level()?, ..TestOptions::default() };
    let result = runner.test(id, sample, &options)?;
    let primary = result.primary();
    let mut fields = Fields::new();
    fields.insert("n".into(), result.analysed.n.into());
    fields.insert(field.into(), optional(primary.map(|estimate| estimate.value)));
    fields.insert("se".into(), optional(primary.and_then(|estimate| estimate.standard_error)));
    fields.insert("variance_ratio".into(), detail(&result, "variance_ratio"));
    fields.insert("df".into(), detail(&result, "degrees_of_freedom"));
    fields.insert("t".into(), statistic(&result));
    fields.insert("p_value".into(), p_value(&result));
    insert_limits(&mut fields, "ci", primary.and_then(|estimate| estimate.interval.as_ref()));
    Ok(fields)
}

fn shapiro(runner: &mut Runner, case: &Case, sample: &PairedSample) -> Result<Fields, Stop> {
    Arguments::known(&case.arguments, &["variable"])?;
    let (w, p) = match case.arguments.get("variable").and_then(Value::as_str) {
        None | Some("difference") => {
            let result = runner.test("shapiro-wilk", sample, &TestOptions::default())?;
            (statistic(&result), p_value(&result))
        }
        Some(column @ ("before" | "after")) => {
            let column = if column == "before" { sample.before() } else { sample.after() };
            let (w, p) = shapiro_wilk(column)?;
            (number(w), number(p))
        }
        other => return Err(Stop::NotCovered(format!("variable = {other:?}"))),
    };
    Ok(Fields::from_iter([("n".to_owned(), sample.n().into()), ("W".to_owned(), w), ("p_value".to_owned(), p)]))
}

fn quantile_plot(case: &Case, sample: &PairedSample) -> Result<Fields, Stop> {
    let level = Arguments::known(&case.arguments, &["conf_level"])?.level()?;
    let plot = qq(sample.change(), level)?;
    let points = &plot.points;
    let fields = json!({
        "theoretical": points.iter().map(|point| point.theoretical).collect::<Vec<_>>(),
        "observed": points.iter().map(|point| point.observed).collect::<Vec<_>>(),
        "lower": points.iter().map(|point| point.lower).collect::<Vec<_>>(),
        "upper": points.iter().map(|point| point.upper).collect::<Vec<_>>(),
        "correlation": plot.correlation,
    });
    Ok(fields.as_object().cloned().unwrap_or_default())
}

fn flagged(case: &Case, sample: &PairedSample) -> Result<Fields, Stop> {
    Arguments::known(&case.arguments, &[])?;
    let flags = outliers(sample);
    let by = |rule| flags.iter().filter(|flag| flag.rules.contains(&rule)).map(|flag| flag.row).collect::<Vec<_>>();
    let fields = json!({ "n": sample.n(), "modified_z": by(OutlierRule::ModifiedZ), "fence": by(OutlierRule::Fence) });
    Ok(fields.as_object().cloned().unwrap_or_default())
}
