//! The exact null distribution of Wilcoxon's signed-rank statistic.

use super::DistError;
use crate::num::SubsetSums;

/// Which T+ arise when every difference is as likely to be positive as negative, given the ranks that occurred.
///
/// Given the doubled mid-ranks r_i of the |differences|, 2 T+ = sum of r_i B_i with B_i independent Bernoulli(1/2). Ties
/// and zeros need no correction: pass the mid-ranks that were found, of the non-zero differences ranked among themselves
/// (Wilcoxon 1945) or ranked with the zeros (Pratt 1959, JASA 54:655-667) and the zeros' ranks then left out.
/// All statistics here are doubled, so that half ranks are whole numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct SignedRank {
    sums: SubsetSums,
}

impl SignedRank {
    /// The distribution for the doubled mid-ranks of the differences that carry a sign.
    ///
    /// # Errors
    /// `Numeric(TooLarge)` above about n = 3000: use the normal approximation there.
    pub fn try_new(doubled_ranks: &[u64]) -> Result<Self, DistError> {
        Ok(Self { sums: SubsetSums::try_new(doubled_ranks)? })
    }

    /// The distribution without ties or zeros, for the ranks 1..=n.
    ///
    /// # Errors
    /// `Numeric(TooLarge)` above about n = 4000.
    pub fn untied(n: u32) -> Result<Self, DistError> {
        Self::try_new(&(1..=u64::from(n)).map(|rank| 2 * rank).collect::<Vec<_>>())
    }

    /// Largest value of 2 T+.
    pub fn total(&self) -> u64 {
        self.sums.total()
    }

    /// P(2 T+ <= t): the one-sided p-value for "less".
    pub fn at_most(&self, t: u64) -> f64 {
        self.sums.at_most(t)
    }

    /// P(2 T+ >= t): the one-sided p-value for "greater".
    pub fn at_least(&self, t: u64) -> f64 {
        self.sums.at_least(t)
    }

    /// Twice the smaller one-sided p-value, at most 1.
    pub fn two_sided(&self, t: u64) -> f64 {
        (2.0 * self.at_most(t).min(self.at_least(t))).min(1.0)
    }

    /// The largest k with P(T+ <= k - 1) <= `tail`, in ranks (not doubled); 0 if there is none.
    ///
    /// For the untied distribution the k-th smallest and the k-th largest Walsh average are the limits of the
    /// Hodges-Lehmann interval with confidence 1 - 2 P(T+ <= k - 1) >= 1 - 2 tail (Bauer 1972, JASA 67:687-690); k = 0
    /// means that n is too small for a limit.
    pub fn lower_index(&self, tail: f64) -> u64 {
        self.sums.largest_at_most(tail).map_or(0, |t| t / 2 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::doubled_midranks;

    /// Wilcoxon and Wilcox 1964, Table: n = 5..=12, largest T with P(T+ <= T) <= 0.025; and exact P from the counts.
    #[test]
    fn published_critical_values() {
        let critical = [(6, 0), (7, 2), (8, 3), (9, 5), (10, 8), (11, 10), (12, 13), (20, 52), (25, 89), (50, 434)];
        for (n, t) in critical {
            assert_eq!(SignedRank::untied(n).unwrap().lower_index(0.025), t + 1, "n = {n}");
        }
        assert_eq!(SignedRank::untied(5).unwrap().lower_index(0.025), 0);
        // An attained level counts: P(T+ <= 0) = 1/64 at n = 6.
        assert_eq!(SignedRank::untied(6).unwrap().lower_index(1.0 / 64.0), 1);
        assert_eq!(SignedRank::untied(0).unwrap().at_most(0), 1.0);
    }

    /// Student's sleep data (Cushny and Peebles 1905): nine non-zero differences, all positive, two of them tied.
    #[test]
    fn sleep_data() {
        let ranks = doubled_midranks(&[12_u32, 24, 13, 13, 10, 18, 8, 46, 14]);
        let null = SignedRank::try_new(&ranks).unwrap();
        let t = ranks.iter().sum();
        assert_eq!(null.at_least(t), 1.0 / 512.0);
        assert_eq!(null.two_sided(t), 0.003_906_25);
        assert_eq!(null.at_most(t), 1.0);
        assert_eq!(null.two_sided(null.total() / 2), 1.0);
    }

    #[test]
    fn all_tied_is_the_sign_test() {
        let null = SignedRank::try_new(&[11; 10]).unwrap();
        assert_eq!(null.at_least(9 * 11), 11.0 / 1024.0);
        assert_eq!(null.at_most(0), 1.0 / 1024.0);
    }
}
