//! Signed ranks of changes, decided on ticks.

use crate::data::Sample;
use crate::num::doubled_midranks;
use crate::stats::ZeroHandling;

/// Ranks of the sizes of the non-zero changes, with what the test statistic needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SignedRanks {
    /// Twice the mid-rank of each non-zero change.
    pub(crate) doubled: Vec<u64>,
    /// Number of changes of exactly zero.
    pub(crate) zeros: usize,
    /// Non-zero changes above zero.
    pub(crate) positive: usize,
    /// Non-zero changes whose size is shared with another.
    pub(crate) tied: usize,
    /// Twice the sum of the ranks of changes above zero.
    pub(crate) doubled_positive_sum: u64,
    /// Twice the mid-rank that changes of zero share where they are split between the signs; 0 where they are dropped.
    doubled_zero_rank: u64,
}

impl SignedRanks {
    /// Ranks the sizes of the changes. Wilcoxon drops zeros before ranking, Pratt ranks them and then drops
    /// them, and to split them is to rank them and to give half of their ranks to each sign.
    pub(crate) fn of(changes: &Sample, zeros: ZeroHandling) -> SignedRanks {
        let ranked: Vec<i128> = match zeros {
            ZeroHandling::Wilcoxon => changes.ticks().iter().copied().filter(|&ticks| ticks != 0).collect(),
            ZeroHandling::Pratt | ZeroHandling::Split => changes.ticks().to_vec(),
        };
        let sizes: Vec<u128> = ranked.iter().map(|ticks| ticks.unsigned_abs()).collect();
        let ranks = doubled_midranks(&sizes);
        let nonzero = || ranked.iter().zip(&ranks).filter(|(ticks, _)| **ticks != 0);
        let mut sorted: Vec<u128> = sizes.iter().copied().filter(|&size| size != 0).collect();
        sorted.sort_unstable();
        let tied = sorted.chunk_by(|left, right| left == right).map(<[u128]>::len).filter(|&len| len > 1).sum();
        let zero_count = changes.n() - sorted.len();
        SignedRanks {
            doubled: nonzero().map(|(_, &rank)| rank).collect(),
            zeros: zero_count,
            positive: ranked.iter().filter(|&&ticks| ticks > 0).count(),
            tied,
            doubled_positive_sum: nonzero().filter(|(ticks, _)| **ticks > 0).map(|(_, &rank)| rank).sum(),
            doubled_zero_rank: if zeros == ZeroHandling::Split { zero_count as u64 + 1 } else { 0 },
        }
    }

    /// Non-zero changes.
    pub(crate) fn used(&self) -> usize {
        self.doubled.len()
    }

    /// T+, the sum of the ranks of changes above zero, with half of the zeros' ranks where these are split.
    pub(crate) fn positive_sum(&self) -> f64 {
        self.doubled_positive_sum as f64 / 2.0 + self.zero_sum() / 2.0
    }

    /// T-, the sum of the ranks of changes below zero, with half of the zeros' ranks where these are split.
    pub(crate) fn negative_sum(&self) -> f64 {
        (self.doubled.iter().sum::<u64>() - self.doubled_positive_sum) as f64 / 2.0 + self.zero_sum() / 2.0
    }

    /// The sum of the ranks of zeros that are split.
    fn zero_sum(&self) -> f64 {
        (self.zeros as u64 * self.doubled_zero_rank) as f64 / 2.0
    }

    /// Mean and variance of T+ when every sign is as likely as the other: sum(r)/2 and sum(r^2)/4 over the ranks that count,
    /// which holds with ties and zeros. Zeros that are split count like any other tied group.
    pub(crate) fn null_moments(&self) -> (f64, f64) {
        let zeros = std::iter::repeat_n(self.doubled_zero_rank, self.zeros);
        let ranks = || self.doubled.iter().copied().chain(zeros.clone());
        let squares: u128 = ranks().map(|rank| u128::from(rank) * u128::from(rank)).sum();
        (ranks().sum::<u64>() as f64 / 4.0, squares as f64 / 16.0)
    }
}
