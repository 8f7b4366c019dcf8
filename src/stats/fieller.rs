//! The ratio of two estimates with Fieller's limits.

use crate::result::Side;

/// a / b for two estimates with a joint covariance.
///
/// A ratio r is within the limits where the t of a - r b is not beyond its quantile (Fieller 1954, J R Stat Soc B 16:175-185). Kept as the
/// ratio and the part of a that it does not explain, a - value b, so that nothing cancels where a and b go together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Fieller {
    /// The ratio.
    pub value: f64,
    /// b.
    pub denominator: f64,
    /// Variance of a - value b.
    pub residual: f64,
    /// Covariance of a - value b with b.
    pub cross: f64,
    /// Variance of b.
    pub spread: f64,
}

/// The ratios that the estimates do not contradict.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FiellerSet {
    /// Between the two; one may be infinite.
    Within(f64, f64),
    /// All but those between the two: the denominator is not beyond zero.
    Outside(f64, f64),
    /// All: neither is beyond zero.
    Everything,
}

impl Fieller {
    /// Of a and b with their variances and covariance.
    pub fn of(a: f64, b: f64, variances: [f64; 2], covariance: f64) -> Fieller {
        let value = a / b;
        let residual = (variances[0] - 2.0 * value * covariance + value * value * variances[1]).max(0.0);
        Fieller { value, denominator: b, residual, cross: covariance - value * variances[1], spread: variances[1] }
    }

    /// The limit at which the t of a - limit b is the quantile: with limit = value + x the root of
    /// (b^2 - q^2 var b) x^2 + 2 q^2 cov x - q^2 var = 0 on its side, variance and covariance those of a - value b. `None` where b is
    /// itself not beyond zero by that t.
    pub fn limit(&self, side: Side, quantile: f64) -> Option<f64> {
        let square = quantile * quantile;
        let lead = self.denominator * self.denominator - square * self.spread;
        if lead <= 0.0 {
            return None;
        }
        let root = ((square * self.cross).powi(2) + lead * square * self.residual).sqrt();
        let signed = if (side == Side::Upper) == (quantile >= 0.0) { root } else { -root };
        Some(self.value + (signed - square * self.cross) / lead)
    }

    /// All ratios at which the size of t is at most the quantile.
    pub fn set(&self, quantile: f64) -> FiellerSet {
        let square = quantile * quantile;
        let lead = self.denominator * self.denominator - square * self.spread;
        let middle = square * self.cross;
        if let (Some(lower), Some(upper)) =
            (self.limit(Side::Lower, quantile.abs()), self.limit(Side::Upper, quantile.abs()))
        {
            return FiellerSet::Within(lower, upper);
        }
        if lead == 0.0 && middle != 0.0 {
            let end = self.value + square * self.residual / (2.0 * middle);
            let within = FiellerSet::Within;
            return if middle > 0.0 { within(f64::NEG_INFINITY, end) } else { within(end, f64::INFINITY) };
        }
        let discriminant = middle * middle + lead * square * self.residual;
        if discriminant <= 0.0 {
            return FiellerSet::Everything;
        }
        let ends = [discriminant.sqrt(), -discriminant.sqrt()].map(|root| self.value + (root - middle) / lead);
        FiellerSet::Outside(ends[0], ends[1])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn t(a: f64, b: f64, variances: [f64; 2], covariance: f64, r: f64) -> f64 {
        ((a - r * b).powi(2) / (variances[0] - 2.0 * r * covariance + r * r * variances[1])).sqrt()
    }

    #[test]
    fn the_ends_of_each_kind_of_set_are_where_t_is_the_quantile() {
        let cases = [
            (2.0, 4.0, [0.5, 0.4], 0.2, "within"),
            (2.0, 1.0, [0.5, 0.4], 0.2, "outside"),
            (0.1, 0.2, [0.5, 0.4], -0.2, "everything"),
        ];
        for (a, b, variances, covariance, kind) in cases {
            let set = Fieller::of(a, b, variances, covariance).set(2.1);
            let at = |r: f64| t(a, b, variances, covariance, r);
            match set {
                FiellerSet::Within(lower, upper) => {
                    assert_eq!(kind, "within");
                    assert!((at(lower) - 2.1).abs() < 1e-12 && (at(upper) - 2.1).abs() < 1e-12);
                    assert!(at((lower + upper) / 2.0) < 2.1);
                }
                FiellerSet::Outside(lower, upper) => {
                    assert_eq!(kind, "outside");
                    assert!(lower < upper && (at(lower) - 2.1).abs() < 1e-12 && (at(upper) - 2.1).abs() < 1e-12);
                    assert!(at((lower + upper) / 2.0) > 2.1);
                }
                FiellerSet::Everything => {
                    assert_eq!(kind, "everything");
                    assert!((-1000..1000).all(|r| at(f64::from(r) / 10.0) < 2.1));
                }
            }
        }
        // b exactly at the quantile: a half-line.
        let FiellerSet::Within(lower, upper) = Fieller::of(3.0, 2.0, [0.5, 1.0], 0.0).set(2.0) else { panic!("half") };
        assert!(upper.is_infinite() && (t(3.0, 2.0, [0.5, 1.0], 0.0, lower) - 2.0).abs() < 1e-12);
    }
}
