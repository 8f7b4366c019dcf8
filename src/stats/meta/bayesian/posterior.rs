//! What the studies say of the mean at each SD between studies, in closed form.

use super::prior::{MeanPrior, SpreadPrior};
use crate::data::StudyEffects;
use crate::num::compensated_sum;

/// Studies and prior distributions, estimates counted from the first study's on so that what all share costs no digits.
#[derive(Clone, Debug)]
pub(super) struct Model {
    /// What the estimates are counted from.
    pub origin: f64,
    /// Estimates and variances.
    pub studies: Vec<(f64, f64)>,
    /// Prior of the mean, counted from the same origin: mean and variance.
    prior: Option<(f64, f64)>,
    spread: SpreadPrior,
}

/// The mean given tau: Normal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Conditional {
    pub mean: f64,
    pub variance: f64,
    /// The log density of tau but for a constant.
    pub log_density: f64,
}

impl Model {
    pub(super) fn new(effects: &StudyEffects, mean: MeanPrior, spread: SpreadPrior) -> Model {
        let origin = effects.studies()[0].estimate;
        let studies = effects.studies().iter().map(|study| (study.estimate - origin, study.variance)).collect();
        let prior = match mean {
            MeanPrior::Flat => None,
            MeanPrior::Normal { mean, sd } => Some((mean - origin, sd * sd)),
        };
        Model { origin, studies, prior, spread }
    }

    /// The p of tau^-p, by which the posterior density of tau falls: one for each study, less one for a mean of which nothing is known.
    pub(super) fn tail(&self) -> f64 {
        let known = if self.prior.is_some() { 0.0 } else { 1.0 };
        self.studies.len() as f64 - known + self.spread.tail()
    }

    /// A length of the order of the posterior of tau.
    pub(super) fn scale(&self) -> f64 {
        let size = self.studies.len() as f64;
        let mean = self.studies.iter().map(|study| study.0).sum::<f64>() / size;
        let squares = self.studies.iter().map(|study| (study.0 - mean).powi(2) + study.1).sum::<f64>();
        self.spread.scale().unwrap_or((squares / size).sqrt())
    }

    /// The smallest standard error.
    pub(super) fn finest(&self) -> f64 {
        self.studies.iter().map(|study| study.1).fold(f64::INFINITY, f64::min).sqrt()
    }

    /// Gelman et al. (2013), section 5.4, with a Normal prior of the mean as one more study without tau.
    pub(super) fn at(&self, tau: f64) -> Conditional {
        let weight = |variance: f64| 1.0 / (variance + tau * tau);
        let (prior_mean, prior_precision) = self.prior.map_or((0.0, 0.0), |(mean, variance)| (mean, 1.0 / variance));
        let sum = |of: &dyn Fn(f64, f64) -> f64| {
            compensated_sum(self.studies.iter().map(|&(estimate, variance)| of(estimate, weight(variance))))
        };
        let precision = sum(&|_, weight| weight) + prior_precision;
        let mean = (sum(&|estimate, weight| weight * estimate) + prior_precision * prior_mean) / precision;
        let squares = sum(&|estimate, weight| weight * (estimate - mean).powi(2) - weight.ln())
            + prior_precision * (mean - prior_mean).powi(2);
        let log_density = self.spread.log_density(tau) - 0.5 * (squares + precision.ln());
        Conditional { mean, variance: 1.0 / precision, log_density }
    }

    /// What study `at` measures, given tau: mean and variance.
    pub(super) fn shrunken(&self, at: usize, tau: f64, mean: &Conditional) -> (f64, f64) {
        let (estimate, variance) = self.studies[at];
        let pull = variance / (variance + tau * tau);
        (estimate + pull * (mean.mean - estimate), pull * tau * tau + pull * pull * mean.variance)
    }

    /// The log of the prior density of the mean at a value; `None` for the flat one.
    pub(super) fn log_prior_density(&self, mean: f64) -> Option<f64> {
        let (middle, variance) = self.prior?;
        let constant = (2.0 * std::f64::consts::PI * variance).ln();
        Some(-0.5 * (constant + (mean - self.origin - middle).powi(2) / variance))
    }
}
