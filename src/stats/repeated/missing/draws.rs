//! Normal and chi-squared numbers of a stream.

use crate::num::Stream;

/// A standard normal number: Box and Muller's in the polar form of Marsaglia and Bray (1964), SIAM Rev 6:260-264; the second of each
/// pair is not kept, so that a draw depends on the stream alone.
pub(crate) fn normal(stream: &mut Stream) -> f64 {
    loop {
        let (u, v) = (2.0 * stream.uniform() - 1.0, 2.0 * stream.uniform() - 1.0);
        let square = u * u + v * v;
        if square < 1.0 && square > 0.0 {
            return u * (-2.0 * libm::log(square) / square).sqrt();
        }
    }
}

/// A chi-squared number with `df` >= 1 degrees of freedom: twice a gamma number by Marsaglia and Tsang (2000), ACM TOMS 26:363-372; one
/// degree of freedom is the square of a normal number.
pub(crate) fn chi_squared(stream: &mut Stream, df: usize) -> f64 {
    if df < 2 {
        return normal(stream).powi(2);
    }
    let d = df as f64 / 2.0 - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = normal(stream);
        let v = (1.0 + c * x).powi(3);
        if v > 0.0 && libm::log(stream.uniform()) < 0.5 * x * x + d - d * v + d * libm::log(v) {
            return 2.0 * d * v;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dist::{ChiSquared, normal as law};

    /// Kolmogorov's distance of 20,000 draws; 1.95 / sqrt(n) is exceeded once in a thousand.
    fn distance(mut draws: Vec<f64>, cdf: impl Fn(f64) -> f64) -> f64 {
        draws.sort_by(f64::total_cmp);
        let n = draws.len() as f64;
        let gap = |(at, x): (usize, &f64)| (cdf(*x) - at as f64 / n).abs().max((cdf(*x) - (at + 1) as f64 / n).abs());
        draws.iter().enumerate().map(gap).fold(0.0, f64::max) * n.sqrt()
    }

    #[test]
    fn draws_follow_their_laws() {
        let mut stream = Stream::new(1, "draws", 0);
        let normals = (0..20_000).map(|_| normal(&mut stream)).collect();
        assert!(distance(normals, law::cdf) < 1.95);
        for df in [1, 2, 3, 17, 160] {
            let draws = (0..20_000).map(|_| chi_squared(&mut stream, df)).collect();
            let chi = ChiSquared::try_new(df as f64).expect("df");
            assert!(distance(draws, |x| chi.cdf(x)) < 1.95, "{df}");
        }
    }
}
