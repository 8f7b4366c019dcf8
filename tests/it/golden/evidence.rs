//! Bayes factors, likelihood ratios and second-generation p-values.

use super::arguments::Arguments;
use super::case::{Case, optional};
use super::procedures::{Exact, Runner, detail, insert_limits, statistic};
use super::{Fields, Stop};
use girth::data::Decimal;
use girth::result::TestResult;
use girth::stats::{Margin, TestOptions};

/// What girth gives for a case of this area; `None` for procedures of other areas.
pub fn answer(runner: &mut Runner, procedure: &str, case: &Case, pairs: Exact<'_>) -> Option<Result<Fields, Stop>> {
    let (id, details): (_, &[&str]) = match procedure {
        "jzs_bayes_factor_paired" => {
            ("bayes-t", &["t", "bf10", "bf01", "null_lower", "null_upper", "ln_bf_outside", "posterior_inside"])
        }
        "likelihood_ratio_paired" => (
            "likelihood-ratio",
            &["t", "support_8_lower", "support_8_upper", "support_32_lower", "support_32_upper", "ln_lr_outside"],
        ),
        "second_generation_p_paired" => ("second-generation-p", &["delta_gap"]),
        _ => return None,
    };
    Some(pairs().and_then(|sample| {
        let result = runner.test(id, &sample, &options(case)?)?;
        Ok(fields_of(&result, details))
    }))
}

fn options(case: &Case) -> Result<TestOptions, Stop> {
    let arguments = Arguments::known(&case.arguments, &["r_scale", "alternative", "conf_level", "mu", "low", "high"])?;
    let margin = arguments.decimal("low")?.zip(arguments.decimal("high")?);
    let scale = case.arguments.get("r_scale").and_then(serde_json::Value::as_f64);
    Ok(TestOptions {
        alternative: arguments.alternative()?,
        level: arguments.level()?,
        null_value: arguments.decimal("mu")?.unwrap_or(Decimal::ZERO),
        margin: margin.and_then(|(low, high)| Margin::try_new(low, high)),
        prior_scale: scale.unwrap_or(TestOptions::PRIOR_SCALE),
        ..TestOptions::default()
    })
}

fn fields_of(result: &TestResult, details: &[&str]) -> Fields {
    let mut fields = Fields::new();
    let primary = result.primary();
    fields.insert("n".into(), result.analysed.n.into());
    for name in ["log_bf10", "ln_lr", "p_delta"] {
        fields.insert(name.into(), statistic(result));
    }
    for name in details {
        fields.insert((*name).into(), detail(result, name));
    }
    fields.insert("estimate".into(), optional(primary.map(|estimate| estimate.value)));
    insert_limits(&mut fields, "ci", primary.and_then(|estimate| estimate.interval.as_ref()));
    fields
}
