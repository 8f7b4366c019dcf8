//! The likelihood of tau², and where it is greatest.

use super::model::{Model, Weighted};
use crate::num::bracketed_root;
use crate::stats::StatsError;

/// Which likelihood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Likelihood {
    /// Of the estimates.
    Full,
    /// Of their error contrasts (Patterson and Thompson 1971).
    Restricted,
}

/// tau² as ln(1 + tau² / least variance), on which a likelihood varies at an even pace: every weight 1 / (v + tau²) changes by less than
/// the factor e over a step of 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    least: f64,
}

/// Steps of the search for maxima.
const STEP: f64 = 0.2;

impl Scale {
    pub(super) fn of(model: &Model) -> Scale {
        Scale { least: model.variances().iter().copied().fold(f64::INFINITY, f64::min) }
    }

    pub(super) fn tau2(self, at: f64) -> f64 {
        self.least * at.exp_m1()
    }

    pub(super) fn of_tau2(self, tau2: f64) -> f64 {
        (tau2 / self.least).ln_1p()
    }
}

/// The greatest maximum.
#[derive(Clone, Copy, Debug)]
pub(super) struct Maximum {
    pub(super) tau2: f64,
    /// How many maxima there are, one at 0 included.
    pub(super) maxima: usize,
}

impl Likelihood {
    /// The log-likelihood without its constant.
    pub(super) fn value(self, fit: &Weighted) -> f64 {
        match self {
            Likelihood::Full => fit.log_likelihood(),
            Likelihood::Restricted => fit.log_likelihood() - 0.5 * fit.log_determinant(),
        }
    }

    /// Twice its derivative in tau².
    fn score(self, fit: &Weighted) -> f64 {
        let trace = match self {
            Likelihood::Full => fit.weights.iter().sum(),
            Likelihood::Restricted => fit.trace(),
        };
        fit.quadratic() - trace
    }

    /// The inverse of the expected information on tau².
    pub(super) fn variance(self, fit: &Weighted) -> f64 {
        let information = match self {
            Likelihood::Full => fit.weights.iter().map(|weight| weight * weight).sum(),
            Likelihood::Restricted => fit.trace_of_square(),
        };
        2.0 / information
    }

    /// A tau² from which on both likelihoods only fall: max(v), or twice the unweighted residual variance if that is greater.
    pub(super) fn bound(model: &Model) -> Result<f64, StatsError> {
        let greatest = model.variances().iter().copied().fold(0.0, f64::max);
        Ok(greatest.max(2.0 * model.unweighted()?.q() / model.degrees() as f64))
    }

    /// Where the likelihood of tau² >= 0 is greatest.
    ///
    /// It may have several maxima. All are bracketed between points of a grid fine enough for its bends, found as roots of the score
    /// to the last digits, and compared.
    pub(super) fn maximise(self, model: &Model) -> Result<Maximum, StatsError> {
        let scale = Scale::of(model);
        let end = scale.of_tau2(Likelihood::bound(model)?);
        let steps = (end / STEP).ceil().max(1.0) as usize;
        let score = |at: f64| model.at(scale.tau2(at)).map_or(f64::NAN, |fit| self.score(&fit));
        let mut before = (0.0, score(0.0));
        let mut candidates = if before.1 > 0.0 { Vec::new() } else { vec![0.0] };
        for step in 1..=steps {
            let here = end * step as f64 / steps as f64;
            let after = (here, score(here));
            if before.1 > 0.0 && after.1 <= 0.0 {
                let root = bracketed_root(score, before.0, after.0, 0.0)
                    .map_err(|cause| StatsError::numerical(model.procedure, cause))?;
                candidates.push(scale.tau2(root));
            }
            before = after;
        }
        let mut best: Option<(f64, f64)> = None;
        for &tau2 in &candidates {
            let value = self.value(&model.at(tau2)?);
            if best.is_none_or(|(_, greatest)| value > greatest) {
                best = Some((tau2, value));
            }
        }
        let (tau2, _) = best
            .ok_or_else(|| StatsError::numerical(model.procedure, "the likelihood of tau² has no maximum in reach"))?;
        Ok(Maximum { tau2, maxima: candidates.len() })
    }
}
