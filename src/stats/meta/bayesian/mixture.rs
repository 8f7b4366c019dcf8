//! A mixture of Normal distributions.

use crate::dist::normal;
use crate::num::{NumError, bracketed_root};

/// Shares with means and SDs; the shares sum to 1.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mixture {
    /// Share, mean, SD.
    parts: Vec<[f64; 3]>,
}

impl Mixture {
    pub(super) fn new(parts: Vec<[f64; 3]>) -> Mixture {
        Mixture { parts }
    }

    fn sum(&self, of: impl Fn(f64, f64) -> f64) -> f64 {
        self.parts.iter().map(|&[share, mean, sd]| share * of(mean, sd)).sum()
    }

    /// The mean of the means of its parts.
    pub(super) fn mean(&self) -> f64 {
        self.sum(|mean, _| mean)
    }

    /// The variance; meaningful where the shares of wide parts fall fast enough.
    pub(super) fn variance(&self) -> f64 {
        let middle = self.mean();
        self.sum(|mean, sd| sd * sd + (mean - middle).powi(2))
    }

    pub(super) fn density(&self, at: f64) -> f64 {
        self.sum(|mean, sd| normal::pdf((at - mean) / sd) / sd)
    }

    /// P(X <= x).
    pub(super) fn cdf(&self, at: f64) -> f64 {
        self.sum(|mean, sd| normal::cdf((at - mean) / sd))
    }

    /// P(X > x).
    pub(super) fn sf(&self, at: f64) -> f64 {
        self.sum(|mean, sd| normal::sf((at - mean) / sd))
    }

    /// The x with P(X <= x) = p: within the smallest and the largest of the parts' own quantiles.
    pub(super) fn quantile(&self, p: f64) -> Result<f64, NumError> {
        let z = normal::quantile(p).map_err(|_| NumError::Argument {
            what: "probability",
            found: p,
            expected: "a number from 0 to 1",
        })?;
        let own = || self.parts.iter().filter(|part| part[0] > 0.0).map(|part| part[1] + z * part[2]);
        let (low, high) = (own().fold(f64::INFINITY, f64::min), own().fold(f64::NEG_INFINITY, f64::max));
        if low == high {
            return Ok(low);
        }
        let excess = |at: f64| if p <= 0.5 { self.cdf(at) - p } else { (1.0 - p) - self.sf(at) };
        // Rounding may leave an end on the wrong side by a hair.
        let hair = 1e-9 * (high - low);
        bracketed_root(excess, low - hair, high + hair, 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_part_is_normal_and_two_balance() {
        let one = Mixture::new(vec![[1.0, 3.0, 2.0]]);
        assert!((one.quantile(0.975).expect("quantile") - 6.919_927_969_080_108).abs() < 1e-12);
        let two = Mixture::new(vec![[0.5, -1.0, 0.1], [0.5, 1.0, 5.0]]);
        let median = two.quantile(0.5).expect("median");
        assert!((two.cdf(median) - 0.5).abs() < 1e-13 && (two.variance() - (0.005 + 12.5 + 1.0)).abs() < 1e-12);
    }
}
