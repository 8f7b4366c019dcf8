//! One number of degrees of freedom for several.

/// The denominator's degrees of freedom of the F that is the mean of F(1, df): those with the same expectation (Fai and Cornelius 1996, J
/// Stat Comput Simul 54:363-378, as in SAS). Equal ones are kept; with one of at most 2, whose F has no expectation, it is 2.
pub(in crate::stats) fn denominator(degrees: &[f64]) -> f64 {
    let q = degrees.len() as f64;
    let (least, most) = degrees.iter().fold((f64::INFINITY, 0.0_f64), |(low, high), &df| (low.min(df), high.max(df)));
    if most - least <= 1e-8 * most {
        degrees.iter().sum::<f64>() / q
    } else if least <= 2.0 {
        2.0
    } else {
        let expected: f64 = degrees.iter().map(|df| df / (df - 2.0)).sum();
        2.0 * expected / (expected - q)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expectations_agree() {
        assert_eq!(denominator(&[7.0, 7.0]), 7.0);
        // F(1, 4) and F(1, 6) have the expectations 2 and 3/2, whose mean F(2, 14/3) has too.
        assert!((denominator(&[4.0, 6.0]) - 14.0 / 3.0).abs() < 1e-14);
        assert_eq!(denominator(&[1.5, 30.0]), 2.0);
    }
}
