//! The range of independent standard normal values.

use super::noncentral_t::{crossing, near_maximum};
use super::normal;
use crate::num::{GaussLegendre, NumError, trapezoid};

/// Integrands are dropped where they are below exp(-42) = 6e-19 of their peak.
const CUT: f64 = 42.0;

/// The largest less the smallest of k independent standard normal values.
#[derive(Clone, Debug)]
pub(super) struct NormalRange {
    k: f64,
    rule: GaussLegendre,
}

impl NormalRange {
    pub(super) fn try_new(k: u32) -> Result<Self, NumError> {
        Ok(Self { k: f64::from(k), rule: GaussLegendre::try_new(16)? })
    }

    /// P(R > w) = k integral of φ(z) (Φ(z)^(k-1) - (Φ(z) - Φ(z - w))^(k-1)), z the largest value: what all others below it have less what
    /// all others within w of it have. The difference is taken inside a power, so that nothing cancels.
    pub(super) fn sf(&self, w: f64) -> Result<f64, NumError> {
        let others = self.k - 1.0;
        let term = |z: f64| {
            let below = normal::cdf(z);
            let beyond = (normal::cdf(z - w) / below).min(1.0);
            normal::pdf(z) * below.powf(others) * -(others * (-beyond).ln_1p()).exp_m1()
        };
        // φ(z) Φ(z - w) bounds the terms but for a factor, and peaks at w / 2.
        Ok((self.k * trapezoid(term, 0.5 * w - 8.0, (0.5 * w * w + 2.0 * CUT).sqrt() + 1.0)?).min(1.0))
    }

    /// P(R <= w) = k integral of φ(z) (Φ(z) - Φ(z - w))^(k-1).
    pub(super) fn cdf(&self, w: f64) -> Result<f64, NumError> {
        let others = self.k - 1.0;
        if w <= 0.0 {
            return Ok(0.0);
        }
        let log_term = |z: f64| -0.5 * z * z + others * self.within(z, w).ln();
        let slope = |z: f64| -z + others * (normal::pdf(z) - normal::pdf(z - w)) / self.within(z, w);
        // Log-concave; the largest value lies above the middle, and within w / 2 of it where the term peaks.
        let peak = near_maximum(slope, 0.0, (0.5 * w).min(40.0));
        let bottom = log_term(peak) - CUT;
        let left = crossing(|z| log_term(z) - bottom, peak - 10.0, peak);
        let right = crossing(|z| log_term(z) - bottom, peak + 10.0, peak);
        // The peak is taken out, so that a small probability does not underflow on the way.
        let top = log_term(peak);
        let integral = trapezoid(|z| (log_term(z) - top).exp(), left, right)?;
        Ok((self.k * integral * top.exp() / (2.0 * std::f64::consts::PI).sqrt()).min(1.0))
    }

    /// Φ(z) - Φ(z - w).
    fn within(&self, z: f64, w: f64) -> f64 {
        if w < 1.0 {
            // The difference would cancel.
            self.rule.integrate(|x| normal::pdf(z - x), 0.0, w)
        } else if z > w {
            normal::sf(z - w) - normal::sf(z)
        } else {
            normal::cdf(z) - normal::cdf(z - w)
        }
    }
}
