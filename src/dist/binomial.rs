//! The binomial distribution.

use cdflib::special::internal::beta_rcomp;

use super::DistError;
use super::error::probability;
use super::incomplete_beta::beta_tails;

/// The number of successes in `n` independent trials with probability `p` each: responders, events, signs.
///
/// Formula: P(X >= k) = I_p(k, n - k + 1) (Abramowitz and Stegun 26.5.24), each tail by its own incomplete beta function.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Binomial {
    n: u64,
    p: f64,
}

impl Binomial {
    /// # Errors
    /// `Probability` unless 0 <= p <= 1.
    pub fn try_new(n: u64, p: f64) -> Result<Self, DistError> {
        Ok(Self { n, p: probability(p)? })
    }

    /// P(X = k).
    pub fn pmf(&self, k: u64) -> f64 {
        let (n, p) = (self.n as f64, self.p);
        match k {
            _ if k > self.n => 0.0,
            0 if self.n == 0 => 1.0,
            0 => (n * (-p).ln_1p()).exp(),
            _ if k == self.n => p.powf(n),
            _ => {
                // n! / (k! (n - k)!) = n / (k (n - k) B(k, n - k))
                let (a, b) = (k as f64, (self.n - k) as f64);
                beta_rcomp(a, b, p, 1.0 - p) * (n / a / b)
            }
        }
    }

    /// P(X <= k).
    pub fn at_most(&self, k: u64) -> f64 {
        if k >= self.n { 1.0 } else { beta_tails((k + 1) as f64, (self.n - k) as f64, self.p, 1.0 - self.p).upper }
    }

    /// P(X >= k).
    pub fn at_least(&self, k: u64) -> f64 {
        match k {
            0 => 1.0,
            _ if k > self.n => 0.0,
            _ => beta_tails(k as f64, (self.n - k + 1) as f64, self.p, 1.0 - self.p).lower,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::golden::check;
    use super::*;

    #[test]
    fn golden() {
        check(include_str!("../../tests/golden_distributions/binomial.json"), 1e-12, |function, x| {
            let law = Binomial::try_new(x[0] as u64, x[1]).unwrap();
            match function {
                "pmf" => law.pmf(x[2] as u64),
                "at_most" => law.at_most(x[2] as u64),
                "at_least" => law.at_least(x[2] as u64),
                _ => f64::NAN,
            }
        });
    }

    #[test]
    fn small_n_by_counting() {
        // Pascal's triangle, p = 1/2.
        let mut row = vec![1.0_f64];
        for n in 0..=20_u64 {
            let law = Binomial::try_new(n, 0.5).unwrap();
            let mut below = 0.0;
            for k in 0..=n {
                let p = row[k as usize] * 0.5_f64.powi(n as i32);
                assert!((law.pmf(k) / p - 1.0).abs() < 5e-15, "{n} {k}");
                assert!((law.at_least(k) / (1.0 - below) - 1.0).abs() < 5e-15, "{n} {k}");
                below += p;
                assert!((law.at_most(k) / below - 1.0).abs() < 5e-15, "{n} {k}");
            }
            row = (0..=n as usize + 1)
                .map(|k| row.get(k).unwrap_or(&0.0) + if k > 0 { row[k - 1] } else { 0.0 })
                .collect();
        }
    }

    #[test]
    fn certain_and_impossible() {
        for (p, k) in [(0.0, 0), (1.0, 7)] {
            let law = Binomial::try_new(7, p).unwrap();
            assert_eq!(law.pmf(k), 1.0);
            assert_eq!(law.at_most(k), 1.0);
            assert_eq!(law.at_least(k), 1.0);
        }
        let law = Binomial::try_new(7, 0.0).unwrap();
        assert_eq!((law.at_least(1), law.pmf(3), law.pmf(9)), (0.0, 0.0, 0.0));
        assert_eq!(Binomial::try_new(7, 1.0).unwrap().at_most(6), 0.0);
        assert_eq!(Binomial::try_new(7, 0.3).unwrap().at_least(8), 0.0);
        assert!(Binomial::try_new(3, 1.5).is_err());
    }
}
