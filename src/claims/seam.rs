//! Temporary: complete cases.
use crate::data::Longitudinal;
use crate::stats::mixed::Combination;
use crate::stats::{StatsError, repeated::mmrm::MmrmOptions};

pub(super) struct MmrmModel {
    data: Longitudinal,
}
impl MmrmModel {
    pub(super) fn fit(data: &Longitudinal, _options: &MmrmOptions) -> Result<MmrmModel, StatsError> {
        Ok(MmrmModel { data: data.clone() })
    }
    pub(super) fn people(&self) -> usize {
        self.data.people()
    }
    pub(super) fn effect_estimate(&self, weights: &[f64]) -> Result<Combination, StatsError> {
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
use super::contrast::Contrast;
use super::courses::Dose;
use crate::data::Unit;
use crate::result::{Estimate, Interval, Level, Quantity};
pub(super) fn slope(model: &MmrmModel, doses: &[Dose], quantity: Quantity, unit: Unit) -> Result<Contrast, StatsError> {
    let mean = doses.iter().map(|d| f64::from(d.sessions)).sum::<f64>() / doses.len() as f64;
    let ss = doses.iter().map(|d| (f64::from(d.sessions) - mean).powi(2)).sum::<f64>();
    let mut w = vec![0.0; model.data.visits().len()];
    for d in doses {
        w[d.visit] = (f64::from(d.sessions) - mean) / ss;
    }
    let c = model.effect_estimate(&w)?;
    Ok(Contrast {
        quantity,
        value: c.estimate,
        error: c.standard_error,
        degrees: c.degrees.unwrap_or(1.0),
        unit,
        method: "t",
    })
}
/// a / b
pub(super) fn retained(
    model: &MmrmModel,
    end: usize,
    later: usize,
    quantity: Quantity,
    level: Level,
) -> Result<Estimate, StatsError> {
    let row = |x: &[(usize, f64)]| {
        let mut w = vec![0.0; model.data.visits().len()];
        for &(k, v) in x {
            w[k] += v;
        }
        w
    };
    let (a, b, s) = (
        model.effect_estimate(&row(&[(later, 1.0)]))?,
        model.effect_estimate(&row(&[(end, 1.0)]))?,
        model.effect_estimate(&row(&[(end, 1.0), (later, 1.0)]))?,
    );
    let (va, vb) = (a.standard_error.powi(2), b.standard_error.powi(2));
    let cov = (s.standard_error.powi(2) - va - vb) / 2.0;
    let t = crate::dist::StudentT::try_new(b.degrees.unwrap_or(1.0))
        .and_then(|t| t.upper_quantile(level.alpha() / 2.0))
        .map_err(|c| StatsError::numerical("seam", c))?;
    let q = t * t;
    let lead = b.estimate.powi(2) - q * vb;
    if lead <= 0.0 {
        return Err(StatsError::Undefined {
            procedure: "retained",
            why: "the effect at the end of the course is not itself beyond zero".into(),
        });
    }
    let mid = a.estimate * b.estimate - q * cov;
    let root = (mid * mid - lead * (a.estimate.powi(2) - q * va)).max(0.0).sqrt();
    Ok(Estimate::new(
        quantity,
        a.estimate / b.estimate,
        Unit::None,
        None,
        Some(Interval::new((mid - root) / lead, (mid + root) / lead, level, "Fieller")),
    ))
}
