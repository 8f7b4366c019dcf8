use super::TauMethod;
use super::likelihood::{Likelihood, Scale};
use super::model::Model;
use super::random_effects::MetaAnalysis;
use crate::data::StudyEffects;
use crate::dist::ChiSquared;
use crate::num::bracketed_root;
use crate::result::{Interval, Level, ProfilePoint, TauProfile};
use crate::stats::{Explained, StatsError};

/// How far beyond the interval the points go.
const BEYOND: f64 = 1.15;
/// Steps in which the ends of the interval are looked for, on the scale of ln(1 + tau² / least variance).
const STEP: f64 = 0.2;

/// Question: how likely is each variance between studies?
///
/// The profile of the full or the restricted log-likelihood over tau², the mean at its best for each, at `points` places, and the
/// interval of tau² in which it lies within half a chi-squared quantile with 1 degree of freedom of its maximum (Hardy and Thompson
/// 1996, Stat Med 15:619-629). Where the profile has several peaks the interval reaches over all that rise above the cut.
///
/// # Errors
/// [`StatsError::Undefined`] for a single study, and for estimators of tau² that rest on no likelihood.
pub fn tau_profile(
    effects: &StudyEffects,
    method: TauMethod,
    level: Level,
    points: usize,
) -> Result<TauProfile, StatsError> {
    let procedure = MetaAnalysis.title();
    let undefined = |why: &str| StatsError::Undefined { procedure, why: why.to_owned() };
    let likelihood = match method {
        TauMethod::MaximumLikelihood => Likelihood::Full,
        TauMethod::RestrictedMaximumLikelihood => Likelihood::Restricted,
        _ => return Err(undefined("only (restricted) maximum likelihood has a likelihood to draw")),
    };
    if effects.len() < 2 {
        return Err(undefined("a single study says nothing about differences between studies"));
    }
    let model = Model::of_mean(procedure, effects);
    let maximum = likelihood.maximise(&model)?.tau2;
    let highest = likelihood.value(&model.at(maximum)?);
    let half = ChiSquared::try_new(1.0)
        .and_then(|chi| chi.upper_quantile(level.alpha()))
        .map_err(|cause| StatsError::numerical(procedure, cause))?
        / 2.0;
    let scale = Scale::of(&model);
    let above = |at: f64| model.at(scale.tau2(at)).map_or(f64::NAN, |fit| likelihood.value(&fit) - highest + half);
    let root = |low: f64, high: f64| {
        bracketed_root(above, low, high, 0.0)
            .map(|at| scale.tau2(at))
            .map_err(|cause| StatsError::numerical(procedure, cause))
    };
    // From 0 upwards to the first place above the cut; from beyond the last peak to the last place above it.
    let peak = scale.of_tau2(maximum);
    let (mut outside, mut inside) = (0.0, 0.0);
    while inside < peak && above(inside) < 0.0 {
        outside = inside;
        inside = (inside + STEP).min(peak);
    }
    let lower = if inside == 0.0 { 0.0 } else { root(outside, inside)? };
    let mut outside = scale.of_tau2(Likelihood::bound(&model)?).max(peak) + STEP;
    while above(outside) >= 0.0 {
        outside += STEP;
    }
    let mut inside = outside;
    while inside > peak && above(inside) < 0.0 {
        outside = inside;
        inside = (inside - STEP).max(peak);
    }
    let upper = root(inside, outside)?;
    let last = (BEYOND * upper).sqrt();
    let point = |at: usize| {
        let tau = last * at as f64 / (points.max(2) - 1) as f64;
        let value = likelihood.value(&model.at(tau * tau)?) - highest;
        Ok(ProfilePoint { tau2: tau * tau, log_likelihood: value })
    };
    Ok(TauProfile {
        method,
        maximum,
        cut: -half,
        interval: Interval::new(lower, upper, level, "profile likelihood"),
        points: (0..points.max(2)).map(point).collect::<Result<_, StatsError>>()?,
    })
}
