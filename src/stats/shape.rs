//! The shape of a distribution: skewness and excess kurtosis.

use super::Moments;

/// Which estimator of skewness or kurtosis (Joanes and Gill 1998, The Statistician 47:183-189).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShapeEstimator {
    /// g1, g2: ratios of the sample's moments.
    Moments,
    /// G1, G2: unbiased for normal samples (SAS, SPSS, Excel).
    Adjusted,
}

/// g1 = m3 / m2^(3/2), or G1 = g1 sqrt(n (n - 1)) / (n - 2), with m_k = (1/n) sum (x - mean)^k.
///
/// `None` for a constant sample, and for G1 with fewer than three readings.
pub fn skewness(moments: &Moments, estimator: ShapeEstimator) -> Option<f64> {
    let variance = moments.central(2);
    if variance == 0.0 {
        return None;
    }
    let n = moments.n as f64;
    let g1 = moments.central(3) / variance.powf(1.5);
    match estimator {
        ShapeEstimator::Moments => Some(g1),
        ShapeEstimator::Adjusted => (moments.n > 2).then(|| g1 * (n * (n - 1.0)).sqrt() / (n - 2.0)),
    }
}

/// g2 = m4 / m2^2 - 3, or G2 = (n - 1) ((n + 1) g2 + 6) / ((n - 2) (n - 3)): 0 for a normal distribution.
///
/// `None` for a constant sample, and for G2 with fewer than four readings.
pub fn excess_kurtosis(moments: &Moments, estimator: ShapeEstimator) -> Option<f64> {
    let variance = moments.central(2);
    if variance == 0.0 {
        return None;
    }
    let n = moments.n as f64;
    let g2 = moments.central(4) / variance.powi(2) - 3.0;
    match estimator {
        ShapeEstimator::Moments => Some(g2),
        ShapeEstimator::Adjusted => {
            (moments.n > 3).then(|| (n - 1.0) * ((n + 1.0) * g2 + 6.0) / ((n - 2.0) * (n - 3.0)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Sample, Unit};

    #[test]
    fn few_or_constant_readings_have_no_shape() {
        let moments = |ticks: &[i128]| Moments::of(&Sample::from_ticks(ticks.to_vec(), 1, Unit::Cm).expect("sample"));
        for estimator in [ShapeEstimator::Moments, ShapeEstimator::Adjusted] {
            assert_eq!(skewness(&moments(&[7, 7, 7, 7]), estimator), None);
            assert_eq!(excess_kurtosis(&moments(&[7, 7, 7, 7]), estimator), None);
        }
        assert_eq!(skewness(&moments(&[1, 2]), ShapeEstimator::Adjusted), None);
        assert_eq!(excess_kurtosis(&moments(&[1, 2, 4]), ShapeEstimator::Adjusted), None);
        // 0, 0, 0, 1: m2 = 3/16, m3 = 3/32, m4 = 21/256.
        let skewed = moments(&[0, 0, 0, 10]);
        let near = |found: Option<f64>, expected: f64| (found.expect("defined") - expected).abs() < 1e-14;
        assert!(near(skewness(&skewed, ShapeEstimator::Moments), 2.0 / 3f64.sqrt()));
        assert!(near(skewness(&skewed, ShapeEstimator::Adjusted), 2.0));
        assert!(near(excess_kurtosis(&skewed, ShapeEstimator::Moments), 7.0 / 3.0 - 3.0));
        assert!(near(excess_kurtosis(&skewed, ShapeEstimator::Adjusted), 4.0));
    }
}
