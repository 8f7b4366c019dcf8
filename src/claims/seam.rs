//! Temporary: complete cases.
use crate::data::{Longitudinal, Unit};
use crate::result::Analysed;
use crate::stats::mixed::Combination;
use crate::stats::{
    StatsError,
    repeated::{VisitEffects, mmrm::MmrmOptions},
};

pub(super) struct MmrmModel {
    data: Longitudinal,
}
impl MmrmModel {
    pub(super) fn fit(data: &Longitudinal, _options: &MmrmOptions) -> Result<MmrmModel, StatsError> {
        Ok(MmrmModel { data: data.clone() })
    }
}
impl VisitEffects for MmrmModel {
    fn visits(&self) -> usize {
        self.data.visits().len()
    }
    fn unit(&self) -> Unit {
        self.data.outcome().unit
    }
    fn analysed(&self) -> Analysed {
        Analysed { n: self.data.people(), excluded: vec![] }
    }
    fn covariance(&self, one: &[f64], other: &[f64]) -> Result<f64, StatsError> {
        let sum: Vec<f64> = one.iter().zip(other).map(|(a, b)| a + b).collect();
        let v = |w: &[f64]| Ok::<f64, StatsError>(self.estimate(w)?.standard_error.powi(2));
        Ok((v(&sum)? - v(one)? - v(other)?) / 2.0)
    }
    fn estimate(&self, weights: &[f64]) -> Result<Combination, StatsError> {
        let arms = self.data.arms().len().max(1);
        let mut parts = vec![];
        for arm in 0..arms {
            let v: Vec<f64> = (0..self.data.people())
                .filter(|&p| self.data.arm_of(p) == arm)
                .filter_map(|p| {
                    weights
                        .iter()
                        .enumerate()
                        .filter(|(_, w)| **w != 0.0)
                        .map(|(k, w)| self.data.change(p, k).map(|c| c * w))
                        .sum::<Option<f64>>()
                })
                .collect();
            StatsError::require("seam", 2, v.len())?;
            let n = v.len() as f64;
            let m = v.iter().sum::<f64>() / n;
            let s2 = v.iter().map(|x| (x - m).powi(2)).sum::<f64>() / (n - 1.0) / n;
            parts.push((m, s2, n - 1.0));
        }
        let (estimate, var, degrees) = if arms == 1 {
            (parts[0].0, parts[0].1, parts[0].2)
        } else {
            (parts[1].0 - parts[0].0, parts[0].1 + parts[1].1, parts[0].2 + parts[1].2)
        };
        Ok(Combination { estimate, standard_error: var.sqrt(), degrees: Some(degrees) })
    }
}
