//! The ranks of two groups together.

use crate::data::Sample;
use crate::dist::RankSum;
use crate::num::{Midranks, doubled_midranks, midranks};

/// Mid-ranks of two groups among all, and among their own.
pub(super) struct Ranks {
    /// Treated and controls.
    pub(super) sizes: [usize; 2],
    pooled: Midranks,
    /// Twice the mid-ranks of each group among its own.
    own: [Vec<u64>; 2],
}

impl Ranks {
    /// Of two samples on one grid.
    pub(super) fn of([treated, control]: &[Sample; 2]) -> Ranks {
        let all: Vec<i128> = treated.ticks().iter().chain(control.ticks()).copied().collect();
        Ranks {
            sizes: [treated.n(), control.n()],
            pooled: midranks(&all),
            own: [doubled_midranks(treated.ticks()), doubled_midranks(control.ticks())],
        }
    }

    /// Twice the rank sum of the treated.
    pub(super) fn doubled_sum(&self) -> u64 {
        self.pooled.doubled[..self.sizes[0]].iter().sum()
    }

    /// The pairs of one treated and one control in which the treated change is larger, ties for one half.
    pub(super) fn u(&self) -> f64 {
        let m = self.sizes[0] as u64;
        (self.doubled_sum() - m * (m + 1)) as f64 / 2.0
    }

    /// U as a share of all pairs.
    pub(super) fn superiority(&self) -> f64 {
        self.u() / self.pairs()
    }

    /// m n.
    pub(super) fn pairs(&self) -> f64 {
        self.sizes[0] as f64 * self.sizes[1] as f64
    }

    /// Changes that share their value with another of either group.
    pub(super) fn tied(&self) -> usize {
        self.pooled.ties.iter().sum()
    }

    /// The variance of U given the ties, m n / 12 (N + 1 - sum (t^3 - t) / (N (N - 1))); exactly 0 when all are tied.
    pub(super) fn null_variance(&self) -> f64 {
        let cube = |count: usize| (count as u128).pow(3) - count as u128;
        let all = self.pooled.doubled.len();
        let untied = cube(all) - self.pooled.ties.iter().map(|&ties| cube(ties)).sum::<u128>();
        self.pairs() * untied as f64 / (12.0 * all as f64 * (all - 1) as f64)
    }

    /// The distribution of the rank sum of the treated over all divisions of the changes at hand.
    pub(super) fn law(&self) -> Result<RankSum, crate::dist::DistError> {
        RankSum::try_new(&self.pooled.doubled, self.sizes[0])
    }

    /// Four times n times the shares of the other group below each member, ties for one half, as integers: placements.
    fn placements(&self, group: usize) -> Vec<u64> {
        let first = if group == 0 { 0 } else { self.sizes[0] };
        let among_all = &self.pooled.doubled[first..first + self.sizes[group]];
        among_all.iter().zip(&self.own[group]).map(|(all, own)| all - own).collect()
    }

    /// The variance of the estimated probability that each group contributes: that of its placements over its size. Exactly 0 when
    /// every member is above the same share of the other group. Both groups have at least two.
    pub(super) fn placement_variances(&self) -> [f64; 2] {
        [0, 1].map(|group| {
            let placements = self.placements(group);
            let (n, others) = (self.sizes[group] as i128, self.sizes[1 - group] as f64);
            let total: i128 = placements.iter().map(|&placement| i128::from(placement)).sum();
            let square = |placement: u64| ((i128::from(placement) * n - total) as f64).powi(2);
            let squares = crate::num::compensated_sum(placements.into_iter().map(square));
            squares / ((n - 1) as f64 * (n as f64).powi(3)) / (2.0 * others).powi(2)
        })
    }
}
