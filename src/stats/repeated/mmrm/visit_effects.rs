//! The model's effects as what dose and durability are asked of.

use super::MmrmModel;
use crate::data::Unit;
use crate::result::Analysed;
use crate::stats::StatsError;
use crate::stats::mixed::Combination;
use crate::stats::repeated::VisitEffects;

impl VisitEffects for MmrmModel {
    fn visits(&self) -> usize {
        self.visits.len()
    }

    fn estimate(&self, weights: &[f64]) -> Result<Combination, StatsError> {
        self.effect_estimate(weights)
    }

    fn covariance(&self, one: &[f64], other: &[f64]) -> Result<f64, StatsError> {
        self.effect_covariance(one, other)
    }

    fn unit(&self) -> Unit {
        self.unit
    }

    fn analysed(&self) -> Analysed {
        self.design.analysed.clone()
    }
}
