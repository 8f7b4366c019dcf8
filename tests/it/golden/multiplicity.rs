//! Several hypotheses at once.

use super::arguments::Arguments;
use super::case::{Case, number, optional};
use super::procedures::{Exact, Runner};
use super::{Fields, Stop};
use girth::data::{Decimal, Outcome, OutcomeKind, PairedSample, ParticipantId, Unit};
use girth::result::PValue;
use girth::stats::TestOptions;
use girth::stats::multiplicity::{ADJUSTMENTS, Hypothesis, Method, SignFlips, Steps, adjust_p_values, max_t};
use serde_json::Value;

/// What girth gives for a case of this area; `None` for procedures of other areas.
pub fn answer(_: &mut Runner, procedure: &str, case: &Case, _: Exact<'_>) -> Option<Result<Fields, Stop>> {
    match procedure {
        "adjust_p" => Some(adjust_p(case)),
        "max_t" => Some(sign_flips(case)),
        _ => None,
    }
}

fn adjust_p(case: &Case) -> Result<Fields, Stop> {
    Arguments::known(&case.arguments, &["p"])?;
    let p: Vec<Option<PValue>> = case.arguments["p"]
        .as_array()
        .expect("p-values")
        .iter()
        .map(|p| p.as_f64().map(|p| PValue::try_new(p).expect("probability")))
        .collect();
    let mut fields = Fields::new();
    for adjustment in ADJUSTMENTS {
        let Method::OfPValues(rule) = adjustment.method() else { continue };
        let field = match adjustment.id() {
            "benjamini-hochberg" => "bh".to_owned(),
            "benjamini-yekutieli" => "by".to_owned(),
            id => id.replace('-', "_"),
        };
        let adjusted = adjust_p_values(rule, &p)?;
        fields.insert(field, adjusted.into_iter().map(|p| optional(p.map(|p| p.value()))).collect());
    }
    Ok(fields)
}

/// The family whose changes stand in the case: `null` where a person has no reading.
fn sign_flips(case: &Case) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["changes", "alternative"])?;
    let samples: Vec<PairedSample> =
        case.arguments["changes"].as_array().expect("rows").iter().map(sample_of_changes).collect();
    let p = PValue::try_new(0.5).ok();
    let family: Vec<Hypothesis<'_>> =
        samples.iter().map(|sample| Hypothesis { sample, null_value: Decimal::ZERO, p }).collect();
    let options = TestOptions { alternative: arguments.alternative()?, ..TestOptions::default() };
    let mut fields = Fields::new();
    for (name, steps) in [("single_step", Steps::Single), ("step_down", Steps::Down)] {
        let (values, patterns) = max_t(&family, steps, &options)?;
        assert!(matches!(patterns, SignFlips::All { .. }), "{}", case.id);
        let values: Vec<_> = values.into_iter().map(|value| value.expect("adjusted")).collect();
        fields.insert(name.into(), values.iter().map(|value| number(value.adjusted.value())).collect());
        fields.insert("raw".into(), values.iter().map(|value| number(value.raw.value())).collect());
    }
    Ok(fields)
}

fn sample_of_changes(row: &Value) -> PairedSample {
    let changes = row.as_array().expect("changes").iter().enumerate();
    let present = changes.filter(|(_, change)| !change.is_null());
    let (ids, after): (Vec<_>, Vec<_>) = present
        .map(|(person, change)| {
            (ParticipantId::new(format!("P{person}")), Decimal::parse(&change.to_string(), '.').expect("decimal"))
        })
        .unzip();
    let outcome = Outcome { name: "x".into(), label: "X".into(), kind: OutcomeKind::Other, unit: Unit::None };
    PairedSample::try_new(outcome, None, ids, &vec![Decimal::ZERO; after.len()], &after, Vec::new()).expect("sample")
}
