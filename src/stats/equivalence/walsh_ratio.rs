//! The signed-rank test's estimate of a relative change: the median of (d_i + d_j) / (before_i + before_j), with its order statistics.

/// Changes with what they are taken relative to, which is above zero.
pub(super) struct WalshRatios {
    pairs: Vec<(f64, f64)>,
}

/// Halvings of the range of the ratios: what is then left of it is below the rounding of its ends.
const HALVINGS: usize = 62;

impl WalshRatios {
    /// `None` unless every baseline is above zero: only then does a larger fraction of it always leave a smaller rest.
    pub(super) fn of(pairs: impl Iterator<Item = (f64, f64)>) -> Option<WalshRatios> {
        let pairs: Vec<(f64, f64)> = pairs.collect();
        (!pairs.is_empty() && pairs.iter().all(|(_, before)| *before > 0.0)).then_some(WalshRatios { pairs })
    }

    /// How many there are, i <= j.
    pub(super) fn count(&self) -> u64 {
        let n = self.pairs.len() as u64;
        n * (n + 1) / 2
    }

    pub(super) fn median(&self) -> f64 {
        let count = self.count();
        (self.kth(count.div_ceil(2)) + self.kth(count / 2 + 1)) / 2.0
    }

    /// The `rank`-th smallest, from 1, by bisection over doubles: a pair's ratio lies between those of its two members.
    pub(super) fn kth(&self, rank: u64) -> f64 {
        let ratios = || self.pairs.iter().map(|(change, before)| change / before);
        let (mut low, mut high) = (ratios().fold(f64::INFINITY, f64::min), ratios().fold(f64::NEG_INFINITY, f64::max));
        if self.at_most(low) >= rank {
            return low;
        }
        for _ in 0..HALVINGS {
            let middle = low + (high - low) / 2.0;
            if self.at_most(middle) >= rank {
                high = middle;
            } else {
                low = middle;
            }
        }
        // Changes of zero are common, and their ratio is exactly zero.
        if low < 0.0 && high > 0.0 { 0.0 } else { high }
    }

    /// How many are at most `ratio`: those whose rests d - ratio before sum to zero or less.
    fn at_most(&self, ratio: f64) -> u64 {
        let mut rests: Vec<f64> = self.pairs.iter().map(|(change, before)| change - ratio * before).collect();
        rests.sort_unstable_by(f64::total_cmp);
        let (mut count, mut end) = (0, rests.len());
        for (start, first) in rests.iter().enumerate() {
            while end > start && first + rests[end - 1] > 0.0 {
                end -= 1;
            }
            if end <= start {
                break;
            }
            count += (end - start) as u64;
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn selection_equals_sorting(pairs in prop::collection::vec((-40i32..40, 1i32..60), 1..20)) {
            let pairs: Vec<(f64, f64)> = pairs.iter().map(|&(change, before)| (f64::from(change), f64::from(before))).collect();
            let ratios = WalshRatios::of(pairs.iter().copied()).expect("positive");
            let mut all: Vec<f64> = Vec::new();
            for (at, first) in pairs.iter().enumerate() {
                all.extend(pairs[at..].iter().map(|second| (first.0 + second.0) / (first.1 + second.1)));
            }
            all.sort_unstable_by(f64::total_cmp);
            prop_assert_eq!(ratios.count(), all.len() as u64);
            for (rank, expected) in all.iter().enumerate() {
                let found = ratios.kth(rank as u64 + 1);
                prop_assert!((found - expected).abs() <= 1e-14 * expected.abs().max(1.0), "{found} {expected}");
            }
        }
    }
}
