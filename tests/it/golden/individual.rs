//! One person: detectable changes, individual response, power.

use super::arguments::Arguments;
use super::case::{Case, number, optional};
use super::procedures::{Open, Runner};
use super::{Fields, Stop};
use girth::data::{Decimal, Outcome, OutcomeKind, PairedSample, ParticipantId, SplitBody, TwoArms, Unit};
use girth::result::Estimate;
use girth::stats::individual::{
    Allowed, ErrorOfReading, Occasions, ResponseSd, ShareBeyondNoise, beyond_detectable, individual_responders,
    response_between_sites, response_beyond_control, response_beyond_error,
};
use girth::stats::power::{
    SampleSize, ancova_participants, ancova_power, mcnemar_participants, mcnemar_power, paired_t_participants,
    paired_t_power, sample_size_by_readings, tost_participants, tost_power,
};
use girth::stats::risk::Toward;
use serde_json::{Value, json};

/// What girth gives for a case of this area; `None` for procedures of other areas.
pub fn answer(runner: &mut Runner, procedure: &str, case: &Case, _: Open<'_>) -> Option<Result<Fields, Stop>> {
    Some(match procedure {
        "individual_responders" => responders(runner, case),
        "beyond_detectable" => detectable(runner, case),
        "sd_of_response" => response(runner, case),
        "power_paired_t" => power_t(runner, case),
        "power_tost_paired" => power_tost(runner, case),
        "sample_size_by_readings" => by_readings(runner, case),
        "power_mcnemar" => power_mcnemar(case),
        "power_ancova" => power_ancova(case),
        _ => return None,
    })
}

fn given<'a>(case: &'a Case, name: &str) -> Option<&'a Value> {
    case.arguments.get(name).filter(|value| !value.is_null())
}

fn real(case: &Case, name: &str) -> Result<f64, Stop> {
    given(case, name).and_then(Value::as_f64).ok_or_else(|| Stop::NotCovered(format!("no argument {name}")))
}

fn count(case: &Case, name: &str) -> Result<u64, Stop> {
    given(case, name).and_then(Value::as_u64).ok_or_else(|| Stop::NotCovered(format!("no argument {name}")))
}

fn text<'a>(case: &'a Case, name: &str) -> Option<&'a str> {
    given(case, name).and_then(Value::as_str)
}

fn decimal(text: &str) -> Result<Decimal, Stop> {
    Decimal::parse(text, '.').map_err(|cause| Stop::NotCovered(cause.to_string()))
}

fn people(case: &Case, name: &str) -> Result<PairedSample, Stop> {
    let pairs: Vec<(String, String)> = given(case, name)
        .and_then(|value| serde_json::from_value(value.clone()).ok())
        .ok_or_else(|| Stop::NotCovered(format!("no argument {name}")))?;
    let who = if name == "control" { "control" } else { "person" };
    let ids = (0..pairs.len()).map(|row| ParticipantId::new(format!("{who} {row}"))).collect();
    let before = pairs.iter().map(|(before, _)| decimal(before)).collect::<Result<Vec<_>, _>>()?;
    let after = pairs.iter().map(|(_, after)| decimal(after)).collect::<Result<Vec<_>, _>>()?;
    let outcome = Outcome { name: "waist".into(), label: "Waist".into(), kind: OutcomeKind::Girth, unit: Unit::Cm };
    PairedSample::try_new(outcome, None, ids, &before, &after, Vec::new())
        .map_err(|cause| Stop::NotCovered(cause.to_string()))
}

fn error(case: &Case) -> Result<ErrorOfReading, Stop> {
    let sd = text(case, "error_sd").ok_or_else(|| Stop::NotCovered("no argument error_sd".into()))?;
    Ok(ErrorOfReading {
        sd: decimal(sd)?.to_f64(),
        degrees_of_freedom: given(case, "error_df").and_then(Value::as_f64),
        occasions: if text(case, "occasions") == Some("same") { Occasions::Same } else { Occasions::Different },
    })
}

fn limits(estimate: &Estimate) -> Value {
    estimate.interval.as_ref().map_or(Value::Null, |interval| json!([number(interval.lower), number(interval.upper)]))
}

fn insert_share(fields: &mut Fields, before: &str, share: &ShareBeyondNoise) {
    fields.insert(format!("{before}who"), json!(share.who));
    fields.insert(format!("{before}share"), number(share.share.value));
    fields.insert(format!("{before}expected_share"), number(share.expected));
    fields.insert(format!("{before}least_change"), number(share.least_change));
    fields.insert(format!("{before}ci"), limits(&share.share));
    fields.insert(format!("{before}p_value"), number(share.p_value.value()));
}

fn responders(runner: &mut Runner, case: &Case) -> Result<Fields, Stop> {
    let known = ["pairs", "error_sd", "error_df", "occasions", "threshold", "toward", "conf_level"];
    let arguments = Arguments::known(&case.arguments, &known)?;
    let toward = if text(case, "toward") == Some("rise") { Toward::Rise } else { Toward::Fall };
    let threshold = text(case, "threshold").map(decimal).transpose()?;
    let gate = individual_responders(&people(case, "pairs")?, threshold, toward, &error(case)?, arguments.level()?)?;
    runner.took_part("individual-responders")?;
    let allowed = match gate.allowed {
        Allowed::Responders => "responders",
        Allowed::ChangeBeyondReading => "change-beyond-reading",
        Allowed::Nothing => "nothing",
    };
    let mut fields = Fields::new();
    insert_share(&mut fields, "", &gate.beyond);
    fields.insert("detectable_change".into(), number(gate.detectable_change));
    fields.insert("below_detectable".into(), json!(gate.is_below_detectable()));
    fields.insert("allowed".into(), json!(allowed));
    Ok(fields)
}

fn detectable(runner: &mut Runner, case: &Case) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["pairs", "error_sd", "error_df", "conf_level"])?;
    let beyond = beyond_detectable(&people(case, "pairs")?, &error(case)?, arguments.level()?)?;
    runner.took_part("individual-responders")?;
    let mut fields = Fields::new();
    insert_share(&mut fields, "fall_", &beyond.fell);
    insert_share(&mut fields, "rise_", &beyond.rose);
    fields.insert("detectable_change".into(), number(beyond.detectable_change));
    fields.insert("within".into(), json!(beyond.within));
    Ok(fields)
}

fn response(runner: &mut Runner, case: &Case) -> Result<Fields, Stop> {
    let known = ["treated", "control", "untreated_site", "error_sd", "error_df", "conf_level"];
    let level = Arguments::known(&case.arguments, &known)?.level()?;
    let stop = |cause: girth::data::DataError| Stop::NotCovered(cause.to_string());
    let treated = people(case, "treated")?;
    let found: ResponseSd = if given(case, "control").is_some() {
        response_beyond_control(&TwoArms::try_new(treated, people(case, "control")?).map_err(stop)?, level)?
    } else if given(case, "untreated_site").is_some() {
        response_between_sites(&SplitBody::try_new(treated, people(case, "untreated_site")?).map_err(stop)?, level)?
    } else {
        response_beyond_error(&treated, &error(case)?, level)?
    };
    runner.took_part("sd-of-response")?;
    let mut fields = Fields::new();
    fields.insert("sd".into(), number(found.sd.value));
    fields.insert("ci".into(), limits(&found.sd));
    fields.insert("sd_change".into(), number(found.sd_change));
    fields.insert("sd_noise".into(), number(found.sd_noise));
    fields.insert("variance".into(), number(found.variance));
    fields.insert("variance_ci".into(), json!(found.variance_limits.map(number)));
    fields.insert("p_value".into(), number(found.p_value.value()));
    Ok(fields)
}

fn insert_size(fields: &mut Fields, size: Option<SampleSize>) {
    fields.insert("n_for_target".into(), json!(size.map(|size| size.participants)));
    fields.insert("power_at_n".into(), optional(size.map(|size| size.power)));
    fields.insert("n_for_target_continuous".into(), optional(size.and_then(|size| size.continuous)));
}

fn target(case: &Case) -> Option<f64> {
    given(case, "target_power").and_then(Value::as_f64)
}

fn power_t(runner: &mut Runner, case: &Case) -> Result<Fields, Stop> {
    let arguments =
        Arguments::known(&case.arguments, &["n", "delta", "sd_diff", "alpha", "alternative", "target_power"])?;
    let (level, alternative) = (arguments.level_of_alpha()?, arguments.alternative()?);
    let (change, sd) = (real(case, "delta")?, real(case, "sd_diff")?);
    let mut fields = Fields::new();
    fields.insert("power".into(), number(paired_t_power(real(case, "n")?, change, sd, level, alternative)?));
    if let Some(power) = target(case) {
        insert_size(&mut fields, paired_t_participants(change, sd, level, alternative, power)?);
    }
    runner.took_part("power-paired-t")?;
    Ok(fields)
}

fn power_tost(runner: &mut Runner, case: &Case) -> Result<Fields, Stop> {
    let known = ["n", "delta", "sd_diff", "low", "high", "alpha", "target_power"];
    let level = Arguments::known(&case.arguments, &known)?.level_of_alpha()?;
    let (change, sd, bounds) =
        (real(case, "delta")?, real(case, "sd_diff")?, (real(case, "low")?, real(case, "high")?));
    let mut fields = Fields::new();
    fields.insert("power".into(), number(tost_power(count(case, "n")?, change, sd, bounds, level)?));
    if let Some(power) = target(case) {
        insert_size(&mut fields, tost_participants(change, sd, bounds, level, power)?);
    }
    runner.took_part("power-paired-t")?;
    Ok(fields)
}

fn by_readings(runner: &mut Runner, case: &Case) -> Result<Fields, Stop> {
    let known = ["change", "sd_true", "error_sd", "error_df", "alpha", "alternative", "target_power"];
    let arguments = Arguments::known(&case.arguments, &known)?;
    let (level, alternative) = (arguments.level_of_alpha()?, arguments.alternative()?);
    let (change, sd_true) = (real(case, "change")?, real(case, "sd_true")?);
    let power = target(case).ok_or_else(|| Stop::NotCovered("no power".into()))?;
    let sizes = sample_size_by_readings(change, sd_true, &error(case)?, level, alternative, power)?;
    runner.took_part("power-paired-t")?;
    let mut fields = Fields::new();
    fields.insert("sd_change".into(), json!(sizes.map(|by| by.sd_change)));
    fields.insert("n".into(), json!(sizes.map(|by| by.size.map(|size| size.participants))));
    Ok(fields)
}

fn power_mcnemar(case: &Case) -> Result<Fields, Stop> {
    let level =
        Arguments::known(&case.arguments, &["n", "p_loss", "p_gain", "alpha", "target_power"])?.level_of_alpha()?;
    let (lost, gained) = (real(case, "p_loss")?, real(case, "p_gain")?);
    let power = mcnemar_power(count(case, "n")?, lost, gained, level)?;
    let mut fields = Fields::new();
    fields.insert("power_connor_normal".into(), number(power.normal));
    fields.insert("power_exact_test".into(), number(power.exact));
    fields.insert("power_midp_test".into(), number(power.mid_p));
    fields.insert("power_asymptotic_test".into(), number(power.asymptotic));
    if let Some(power) = target(case) {
        let size = mcnemar_participants(lost, gained, level, power)?;
        fields.insert("n_connor_continuous".into(), optional(size.and_then(|size| size.continuous)));
        fields.insert("n_connor".into(), json!(size.map(|size| size.participants)));
    }
    Ok(fields)
}

fn power_ancova(case: &Case) -> Result<Fields, Stop> {
    let level = Arguments::known(&case.arguments, &["n_per_arm", "delta", "sd", "rho", "alpha", "target_power"])?
        .level_of_alpha()?;
    let (difference, sd, correlation) = (real(case, "delta")?, real(case, "sd")?, real(case, "rho")?);
    let power = ancova_power(count(case, "n_per_arm")?, difference, sd, correlation, level)?;
    let mut fields = Fields::new();
    fields.insert("residual_sd".into(), number(power.residual_sd));
    fields.insert("design_factor".into(), number(power.design_factor));
    fields.insert("power_t".into(), number(power.ancova));
    fields.insert("power_normal".into(), number(power.normal));
    fields.insert("power_change_score_t".into(), number(power.change_score));
    if let Some(power) = target(case)
        && let Some(sizes) = ancova_participants(difference, sd, correlation, level, power)?
    {
        fields.insert("n_arm_normal".into(), json!(sizes.normal));
        fields.insert("n_arm_t".into(), json!(sizes.ancova));
        fields.insert("n_arm_borm".into(), json!(sizes.borm.ceil()));
        fields.insert("n_arm_borm_continuous".into(), number(sizes.borm));
    }
    Ok(fields)
}
