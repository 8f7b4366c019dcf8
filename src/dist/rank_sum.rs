//! The exact null distribution of the rank sum of Wilcoxon, Mann and Whitney.

use super::DistError;
use crate::num::SizedSums;

/// Which rank sums arise when every choice of the group's members among all is equally likely.
///
/// Given the doubled mid-ranks of all readings, 2 W = sum over the members of the group. Ties need no correction: pass the mid-ranks that
/// were found. All statistics here are doubled, so that half ranks are whole numbers; 2 U = 2 W - m (m + 1) for a group of m.
#[derive(Clone, Debug, PartialEq)]
pub struct RankSum {
    sums: SizedSums,
}

impl RankSum {
    /// The distribution for the doubled mid-ranks of both groups together and the size of the group whose ranks are summed.
    ///
    /// # Errors
    /// `Numeric(Argument)` for a group larger than all; `Numeric(TooLarge)` beyond about 150 against 150 readings: use the normal
    /// approximation there.
    pub fn try_new(doubled_ranks: &[u64], group: usize) -> Result<Self, DistError> {
        Ok(Self { sums: SizedSums::try_new(doubled_ranks, group)? })
    }

    /// Smallest value of 2 W.
    pub fn lowest(&self) -> u64 {
        self.sums.lowest()
    }

    /// Largest value of 2 W.
    pub fn highest(&self) -> u64 {
        self.sums.highest()
    }

    /// P(2 W = w).
    pub fn pmf(&self, w: u64) -> f64 {
        self.sums.mass(w)
    }

    /// P(2 W <= w): the one-sided p-value for "less".
    pub fn at_most(&self, w: u64) -> f64 {
        self.sums.at_most(w)
    }

    /// P(2 W >= w): the one-sided p-value for "greater".
    pub fn at_least(&self, w: u64) -> f64 {
        self.sums.at_least(w)
    }
}

#[cfg(test)]
mod tests {
    use super::super::golden::check;
    use super::*;

    /// m, n, step of the ties (1: none), 2 W: as in make.py, exact integers over exact integers.
    #[test]
    fn golden() {
        check(include_str!("../../tests/golden_distributions/rank_sum.json"), 1e-12, |function, x| {
            let (group, all, tied) = (x[0] as usize, (x[0] + x[1]) as u64, x[2] as u64);
            let readings: Vec<u64> = (0..all).map(|reading| reading / tied).collect();
            let law = RankSum::try_new(&crate::num::doubled_midranks(&readings), group).unwrap();
            match function {
                "pmf" => law.pmf(x[3] as u64),
                "at_most" => law.at_most(x[3] as u64),
                "at_least" => law.at_least(x[3] as u64),
                _ => f64::NAN,
            }
        });
    }

    /// Mann and Whitney 1947 (Ann Math Stat 18:50-60), table I, n = 4, m = 3: P(U <= 0..6).
    #[test]
    fn published_probabilities() {
        let law = RankSum::try_new(&[2, 4, 6, 8, 10, 12, 14], 3).unwrap();
        for (u, p) in [0.028, 0.057, 0.114, 0.200, 0.314, 0.429, 0.571].into_iter().enumerate() {
            let found = law.at_most(2 * u as u64 + 12);
            assert!((found - p).abs() < 1e-3, "{u}: {found}");
        }
        assert_eq!((law.lowest(), law.highest()), (12, 36));
        assert_eq!(law.at_least(12), 1.0);
    }
}
