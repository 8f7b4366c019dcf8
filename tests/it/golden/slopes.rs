//! Random slopes, doses and what is left of an effect.

use super::arguments::Arguments;
use super::case::{Case, number, optional};
use super::data::Table;
use super::mixed::{coefficients, contrast, model, model_details};
use super::procedures::{Open, Runner, insert_limits, statistic};
use super::{Fields, Stop};
use girth::data::{Course, DataError, Longitudinal, Outcome, OutcomeKind, ParticipantId, TimePoint, Unit};
use girth::result::{Alternative, Analysed, Estimate, TestResult};
use girth::stats::mixed::{Combination, DegreesOfFreedom, FixedEffects, RandomStructure, SlopesFit};
use girth::stats::repeated::{DoseEffects, Retention, VisitEffects};
use girth::stats::{StatsError, TestOptions};
use serde_json::{Value, json};
use std::collections::HashSet;

/// What girth gives for a case of this area; `None` for procedures of other areas.
pub fn answer(runner: &mut Runner, procedure: &str, case: &Case, open: Open<'_>) -> Option<Result<Fields, Stop>> {
    Some(match procedure {
        "lmm_nested" if has_slopes(case) => open(case).and_then(|table| random_slope(case, &table)),
        "random_slope" => open(case).and_then(|table| registered(runner, case, &table)),
        "dose_effects" => dose(case),
        "retention" => retention(case),
        "retained_share" => share(case),
        _ => return None,
    })
}

/// Whether a case of `lmm_nested` is one of random slopes: `(day | id)`, `(day || id)`.
pub fn has_slopes(case: &Case) -> bool {
    effect(case).is_some()
}

/// The random effect beside the intercept, with how the two hang together.
fn effect(case: &Case) -> Option<(&str, RandomStructure)> {
    let random = case.arguments.get("random")?.as_str()?.strip_prefix('(')?.strip_suffix(" id)")?;
    let (effect, bars) = random.split_once(' ')?;
    match bars {
        "|" if effect != "1" => Some((effect, RandomStructure::Unstructured)),
        "||" => Some((effect, RandomStructure::Independent)),
        _ => None,
    }
}

fn random_slope(case: &Case, table: &Table) -> Result<Fields, Stop> {
    Arguments::known(&case.arguments, &["fixed", "random", "method"])?;
    let Some((effect, structure)) = effect(case) else { return Err(Stop::NotCovered("no slope".into())) };
    let model = model(case, table, &case.expected["satterthwaite"])?;
    let z: Vec<Vec<f64>> = table
        .column(effect)
        .map_err(Stop::NotCovered)?
        .into_iter()
        .map(|z| z.map(|z| vec![1.0, z.to_f64()]))
        .collect::<Option<_>>()
        .ok_or_else(|| Stop::NotCovered("gaps".into()))?;
    let names = vec!["(Intercept)".to_owned(), effect.to_owned()];
    let z = FixedEffects::of_rows(names, &z).ok_or_else(|| Stop::NotCovered("no columns".into()))?;
    let fit = SlopesFit::fit("mixed", &model.y, &model.x, &model.person, &z, structure)?;
    let of = |method| {
        let fit = &fit;
        coefficients(&model.names, move |c: &[f64]| fit.combination(c, method).expect("combination"))
    };
    let mut variances = json!({
        "id (Intercept)": number(fit.effect_covariance(0, 0)),
        "Residual ": number(fit.residual_variance()),
    });
    variances[format!("id {effect}")] = number(fit.effect_covariance(1, 1));
    let mut fields = Fields::new();
    fields.insert("n_obs".into(), fit.readings().into());
    fields.insert("rank".into(), fit.rank().into());
    fields.insert("covariance".into(), number(fit.effect_covariance(0, 1)));
    fields.insert("logLik_reml".into(), optional(fit.log_likelihood()));
    fields.insert("variances".into(), variances);
    fields.insert("satterthwaite".into(), of(DegreesOfFreedom::Satterthwaite));
    fields.insert("kenward_roger".into(), of(DegreesOfFreedom::KenwardRoger));
    Ok(fields)
}

/// The courses of `slopes_*`, of both arms or of the control alone.
fn courses(table: &Table, arms: bool, axis: &str) -> Result<Longitudinal, Stop> {
    let read = |name| table.words(name).map_err(Stop::NotCovered);
    let stop = |cause: DataError| Stop::NotCovered(cause.to_string());
    let (ids, arm, visit, sessions, weeks) =
        (read("id")?, read("arm")?, read("visit")?, read("sessions")?, read("week")?);
    let values = table.column("value").map_err(Stop::NotCovered)?;
    let rows: Vec<usize> = (0..ids.len()).filter(|&row| arms || arm[row] == "control").collect();
    let names = |column: &[String]| -> Vec<String> {
        let mut names: Vec<String> = rows.iter().map(|&row| column[row].clone()).collect();
        let mut seen = HashSet::new();
        names.retain(|name| seen.insert(name.clone()));
        names
    };
    let reading = |id: &str, name: &str| {
        rows.iter().find(|&&row| ids[row] == id && visit[row] == name).and_then(|&row| values[row])
    };
    let visits = names(&visit).split_off(1);
    let point = |name: &String| {
        let row = rows.iter().find(|&&row| visit[row] == *name).copied().unwrap_or(0);
        let sessions = sessions[row].parse().ok().filter(|_| axis == "sessions");
        TimePoint { name: name.clone(), time: weeks[row].parse().ok(), sessions }
    };
    let arm_names = if arms { vec!["control".to_owned(), "treated".to_owned()] } else { Vec::new() };
    let courses: Vec<Course> = names(&ids)
        .iter()
        .map(|id| Course {
            id: ParticipantId::new(id.as_str()),
            arm: rows
                .iter()
                .find(|&&row| arms && ids[row] == *id)
                .and_then(|&row| arm_names.iter().position(|name| *name == arm[row])),
            baseline: reading(id, "baseline"),
            readings: visits.iter().map(|visit| reading(id, visit)).collect(),
        })
        .collect();
    let outcome = Outcome { name: "girth".into(), label: "Girth".into(), kind: OutcomeKind::Girth, unit: Unit::Cm };
    let points: Vec<TimePoint> = visits.iter().map(point).collect();
    Longitudinal::try_new(outcome, Some("baseline".to_owned()), points, arm_names, arms, &courses).map_err(stop)
}

fn registered(runner: &mut Runner, case: &Case, table: &Table) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["arms", "axis"])?;
    let axis = arguments.choose("axis", &[("sessions", "sessions"), ("time", "time")], "sessions")?;
    let data = courses(table, arguments.flag("arms")?, axis)?;
    let result = runner.repeated("random-slope", &data, &TestOptions::default())?;
    let details = ["readings", "people", "sd_slope", "sd_start", "correlation", "residual_sd", "log_likelihood"];
    let mut fields = model_details(&result, &details);
    let mean = |estimate: &Estimate| {
        let mut fields = Fields::new();
        fields.insert("estimate".into(), number(estimate.value));
        fields.insert("se".into(), optional(estimate.standard_error));
        insert_limits(&mut fields, "ci", estimate.interval.as_ref());
        Value::Object(fields)
    };
    let means = result.means.iter().map(|group| (group.group.clone(), mean(&group.estimate))).collect();
    fields.insert("means".into(), Value::Object(means));
    let contrasts = result.contrasts.iter().map(|each| (each.label.clone(), contrast(&each.test))).collect();
    fields.insert("contrasts".into(), Value::Object(contrasts));
    Ok(fields)
}

/// Effects as a case gives them, with one number of degrees of freedom for all.
struct Stated {
    effects: Vec<f64>,
    covariance: Vec<Vec<f64>>,
    degrees: f64,
}

impl Stated {
    fn of(case: &Case) -> Stated {
        let numbers =
            |value: &Value| -> Vec<f64> { value.as_array().into_iter().flatten().filter_map(Value::as_f64).collect() };
        let rows = case.arguments["covariance"].as_array().into_iter().flatten();
        Stated {
            effects: numbers(&case.arguments["effects"]),
            covariance: rows.map(numbers).collect(),
            degrees: case.arguments["degrees"].as_f64().unwrap_or(f64::NAN),
        }
    }
}

impl VisitEffects for Stated {
    fn visits(&self) -> usize {
        self.effects.len()
    }

    fn estimate(&self, weights: &[f64]) -> Result<Combination, StatsError> {
        let estimate = weights.iter().zip(&self.effects).map(|(weight, effect)| weight * effect).sum();
        let standard_error = self.covariance(weights, weights)?.sqrt();
        Ok(Combination { estimate, standard_error, degrees: Some(self.degrees) })
    }

    fn covariance(&self, one: &[f64], other: &[f64]) -> Result<f64, StatsError> {
        let row = |cells: &Vec<f64>| cells.iter().zip(other).map(|(cell, weight)| cell * weight).sum::<f64>();
        Ok(one.iter().zip(&self.covariance).map(|(weight, cells)| weight * row(cells)).sum())
    }

    fn unit(&self) -> Unit {
        Unit::Cm
    }

    fn analysed(&self) -> Analysed {
        Analysed::default()
    }
}

fn line(test: &TestResult) -> Fields {
    let Value::Object(mut fields) = contrast(test) else { return Fields::new() };
    fields.insert("t".into(), statistic(test));
    fields
}

/// A list in the arguments, `None` for null.
fn list(case: &Case, name: &str) -> Vec<Option<f64>> {
    case.arguments[name].as_array().into_iter().flatten().map(Value::as_f64).collect()
}

fn whole(case: &Case, name: &str) -> usize {
    case.arguments[name].as_u64().unwrap_or_default() as usize
}

fn dose(case: &Case) -> Result<Fields, Stop> {
    Arguments::known(&case.arguments, &["effects", "covariance", "degrees", "sessions", "from", "to"])?;
    let (effects, options) = (Stated::of(case), TestOptions::default());
    let dose = DoseEffects::new(&effects, &list(case, "sessions"));
    let (from, to) = (whole(case, "from") as u32, whole(case, "to") as u32);
    let mut fields = Fields::new();
    fields.insert("ordered_contrast".into(), line(&dose.ordered_contrast(&options)?).into());
    fields.insert("slope".into(), line(&dose.slope(&options)?).into());
    fields.insert("curvature".into(), line(&dose.curvature(&options)?).into());
    fields.insert("gain".into(), line(&dose.gain(from, to, &options)?).into());
    fields.insert("first".into(), line(&dose.gain(0, from, &options)?).into());
    Ok(fields)
}

fn retention(case: &Case) -> Result<Fields, Stop> {
    let known = ["effects", "covariance", "degrees", "times", "end", "later", "margin"];
    let arguments = Arguments::known(&case.arguments, &known)?;
    let (effects, options) = (Stated::of(case), TestOptions::default());
    let retention = Retention::try_new(&effects, whole(case, "end"), whole(case, "later"))?;
    let margin = arguments.needed("margin")?.to_f64();
    let mut fields = Fields::new();
    fields.insert("change".into(), line(&retention.change(&options)?).into());
    let not_worse = retention.non_inferiority(margin, Alternative::TwoSided, &options)?;
    fields.insert("non_inferiority".into(), line(&not_worse).into());
    fields.insert("regain".into(), line(&retention.regain(&list(case, "times"), &options)?).into());
    Ok(fields)
}

fn share(case: &Case) -> Result<Fields, Stop> {
    let known = ["effects", "covariance", "degrees", "null", "alternative", "benefit"];
    let arguments = Arguments::known(&case.arguments, &known)?;
    let options = TestOptions {
        null_value: arguments.needed("null")?,
        alternative: arguments.alternative()?,
        ..TestOptions::default()
    };
    let benefit = arguments.choose("benefit", &[("less", Alternative::Less)], Alternative::TwoSided)?;
    let effects = Stated::of(case);
    let result = Retention::try_new(&effects, 0, 1)?.share(benefit, &options)?;
    let mut fields = line(&result);
    fields.remove("df");
    Ok(fields)
}
