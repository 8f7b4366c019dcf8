use schemars::JsonSchema;
use serde::Serialize;
use std::f64::consts::FRAC_PI_2;

/// The scale on which studies are combined, and the way back from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Scale {
    /// As it is.
    Natural,
    /// Natural logarithm.
    Logarithm,
    /// ln(p / (1 - p)).
    Logit,
    /// asin(sqrt(p)).
    Arcsine,
    /// (asin(sqrt(x / (n + 1))) + asin(sqrt((x + 1) / (n + 1)))) / 2.
    DoubleArcsine,
    /// Square root.
    SquareRoot,
    /// atanh(r).
    FisherZ,
}

impl Scale {
    /// The natural value of an estimate or of an end of its interval. What lies beyond the ends of a transformed proportion or rate is the
    /// end itself. The double arcsine needs the number of people, for a combination of studies the harmonic mean of their numbers (Miller
    /// 1978); it alone gives `None`, without a number of people.
    pub fn natural(self, value: f64, people: Option<f64>) -> Option<f64> {
        match self {
            Scale::Natural => Some(value),
            Scale::Logarithm => Some(value.exp()),
            Scale::Logit => Some(if value < 0.0 {
                let odds = value.exp();
                odds / (1.0 + odds)
            } else {
                1.0 / (1.0 + (-value).exp())
            }),
            Scale::Arcsine => Some(value.clamp(0.0, FRAC_PI_2).sin().powi(2)),
            Scale::DoubleArcsine => people.filter(|&n| n > 0.0).map(|n| double_arcsine_inverse(value, n)),
            Scale::SquareRoot => Some(value.max(0.0).powi(2)),
            Scale::FisherZ => Some(value.tanh()),
        }
    }
}

/// Miller's inverse (1978, Am Stat 32:138). The values of nobody and of everybody of n are the ends of what has an inverse.
fn double_arcsine_inverse(value: f64, n: f64) -> f64 {
    let step = (1.0 / (n + 1.0)).sqrt().asin();
    if value <= step / 2.0 {
        return 0.0;
    }
    if value >= FRAC_PI_2 - step / 2.0 {
        return 1.0;
    }
    let (sine, cosine) = (2.0 * value).sin_cos();
    let inner = sine + (sine - 1.0 / sine) / n;
    (1.0 - cosine.signum() * (1.0 - inner * inner).max(0.0).sqrt()) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_stay_ends() {
        assert_eq!(Scale::DoubleArcsine.natural(0.0, Some(9.0)), Some(0.0));
        assert_eq!(Scale::DoubleArcsine.natural(1.6, Some(9.0)), Some(1.0));
        assert_eq!(Scale::DoubleArcsine.natural(0.4, None), None);
        assert_eq!((Scale::Arcsine.natural(-0.1, None), Scale::Arcsine.natural(2.0, None)), (Some(0.0), Some(1.0)));
        assert_eq!(Scale::SquareRoot.natural(-0.3, None), Some(0.0));
        assert_eq!((Scale::Logit.natural(-800.0, None), Scale::Logit.natural(800.0, None)), (Some(0.0), Some(1.0)));
    }
}
