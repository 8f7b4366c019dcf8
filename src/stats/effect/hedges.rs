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
        (1.5, 0.39027621886917630695),
        (2.0, 0.56418958354775628695),
        (3.0, 0.72360125455826765936),
        (4.0, 0.79788456080286535588),
        (9.0, 0.91387489179255226651),
        (16.0, 0.95225383480435212636),
        (39.0, 0.98062423868034151301),
        (40.0, 0.98111219443669505818),
        (41.0, 0.98157617670451703787),
        (71.0, 0.98939303026407551718),
        (1000.0, 0.99924978117971636752),
        (1565.0, 0.99952067744085727636),
        (1000000.0, 0.99999924999978124993),
        (1000000000.0, 0.99999999924999999978),
    ];
}
