//! The small-sample correction of a standardised mean.

/// Hedges' exact correction J(df) = Gamma(df/2) / (sqrt(df/2) Gamma((df-1)/2)) (Hedges 1981, eq. 6e), for df > 1.
///
/// The ratio of gamma functions is taken by Stirling's series of their logarithms' difference after shifting the argument above
/// 20, so that no digits cancel however large df is. `None` for df <= 1, where the expectation does not exist.
pub fn hedges_correction(degrees_of_freedom: f64) -> Option<f64> {
    if degrees_of_freedom.is_nan() || degrees_of_freedom <= 1.0 {
        return None;
    }
    let half = degrees_of_freedom / 2.0;
    // Gamma(z) / Gamma(z - 1/2) = Gamma(z + k) / Gamma(z + k - 1/2) x product of (z + j - 1/2) / (z + j).
    let steps = (20.0 - half).ceil().max(0.0) as u32;
    let shifted = half + f64::from(steps);
    let product: f64 = (0..steps).map(|j| (half + f64::from(j) - 0.5) / (half + f64::from(j))).product();
    Some(gamma_half_ratio(shifted) * product * (shifted / half).sqrt())
}

/// Gamma(z) / (sqrt(z) Gamma(z - 1/2)) for z >= 20, relative error about 1e-16.
fn gamma_half_ratio(z: f64) -> f64 {
    let tail = |x: f64| {
        let inverse = 1.0 / x;
        let square = inverse * inverse;
        inverse
            * (1.0 / 12.0
                - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square * (1.0 / 1680.0 - square / 1188.0))))
    };
    let main = -(z - 1.0) * (-0.5 / z).ln_1p() - 0.5;
    (main + tail(z) - tail(z - 0.5)).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_gamma_functions() {
        // mpmath 1.4, 50 digits: gamma(df/2) / (sqrt(df/2) * gamma((df-1)/2)).
        for (df, expected) in GOLDEN {
            let got = hedges_correction(*df).expect("defined");
            assert!((got - expected).abs() <= 4e-16 * expected, "{df}: {got} {expected}");
        }
        assert_eq!(hedges_correction(1.0), None);
    }

    #[allow(clippy::excessive_precision, reason = "as mpmath printed them")]
    const GOLDEN: &[(f64, f64)] = &[
        (1.5, 0.3902762188691763),
        (2.0, 0.5641895835477563),
        (3.0, 0.7236012545582676),
        (4.0, 0.7978845608028654),
        (9.0, 0.9138748917925522),
        (16.0, 0.9522538348043521),
        (39.0, 0.9806242386803415),
        (40.0, 0.9811121944366951),
        (41.0, 0.981576176704517),
        (71.0, 0.9893930302640755),
        (1000.0, 0.9992497811797164),
        (1565.0, 0.9995206774408573),
        (1000000.0, 0.9999992499997813),
        (1000000000.0, 0.99999999925),
    ];
}
