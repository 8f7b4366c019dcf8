//! The structure asked for, and what is tried where it does not converge.

use super::covariance::Covariance;
use super::fit::{MmrmFit, Prepared};
use super::{Likelihood, Observations, Structure};
use crate::result::FitAttempt;
use crate::stats::StatsError;

/// Fits the model with `structure`; with `fallback`, where that does not come to a proper maximum, with the structures of
/// [`Structure::FALLBACK`] after it (of one that is not among them, with those that have fewer parameters).
///
/// A maximum is proper where the slope is zero to rounding, the observed information positive definite, and the covariance matrix is not
/// singular and no correlation at the end of its range. Every attempt is returned, the last is the one of the fit.
///
/// # Errors
/// [`StatsError::Undefined`] when the readings leave nothing to judge by, or no structure converged: the reasons are in the message.
pub fn fit_mmrm(
    procedure: &'static str,
    observations: &Observations,
    structure: Structure,
    fallback: bool,
    likelihood: Likelihood,
) -> Result<(MmrmFit, Vec<FitAttempt>), StatsError> {
    let prepared = Prepared::of(procedure, observations, likelihood)?;
    let mut attempts = Vec::new();
    for structure in chain(structure, fallback, observations) {
        let (attempt, fit) = prepared.fit(structure);
        attempts.push(attempt);
        if let Some(fit) = fit {
            return Ok((fit, attempts));
        }
    }
    let reasons: Vec<String> = attempts
        .iter()
        .map(|attempt| format!("{}: {}", attempt.structure, attempt.refused.as_deref().unwrap_or_default()))
        .collect();
    Err(StatsError::Undefined { procedure, why: format!("no covariance converged ({})", reasons.join("; ")) })
}

fn chain(asked: Structure, fallback: bool, observations: &Observations) -> Vec<Structure> {
    let parameters = |structure| {
        let covariance = Covariance::of(structure, observations.visits, observations.times.as_deref());
        covariance.map_or(0, |covariance| covariance.parameters())
    };
    let simpler = match Structure::FALLBACK.iter().position(|&structure| structure == asked) {
        Some(at) => Structure::FALLBACK[at + 1..].to_vec(),
        None => {
            let fewer = |structure: &Structure| parameters(*structure) < parameters(asked);
            Structure::FALLBACK.into_iter().filter(fewer).collect()
        }
    };
    std::iter::once(asked).chain(simpler.into_iter().filter(|_| fallback)).collect()
}
