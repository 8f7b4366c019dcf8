//! Random slopes, doses and what is left of an effect.

use super::arguments::Arguments;
use super::case::{Case, number, optional};
use super::data::Table;
use super::mixed::{coefficients, model};
use super::procedures::{Open, Runner};
use super::{Fields, Stop};
use girth::stats::mixed::{DegreesOfFreedom, FixedEffects, RandomStructure, SlopesFit};
use serde_json::json;

/// What girth gives for a case of this area; `None` for procedures of other areas.
pub fn answer(_: &mut Runner, procedure: &str, case: &Case, open: Open<'_>) -> Option<Result<Fields, Stop>> {
    Some(match procedure {
        "lmm_nested" if has_slopes(case) => open(case).and_then(|table| random_slope(case, &table)),
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
