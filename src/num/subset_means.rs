//! Order statistics of the means of all subsets.

use super::NumError;
use super::convolution::gcd;

/// Cells of the table (8 bytes each).
const MAX_CELLS: u128 = 1 << 23;
/// Additions: a fraction of a second.
const MAX_WORK: u128 = 1 << 27;

/// The mean of a subset.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SubsetMean {
    /// Sum of the subset.
    pub sum: u64,
    /// Its size, at least 1.
    pub size: u64,
    /// The share of all subsets, the empty one among them, with a smaller mean: at most the tail asked for.
    pub below: f64,
}

/// Question: which mean is the first that more than a share `tail` of the 2^n subsets of `scores` do not exceed, the empty subset
/// counting as smaller than any?
///
/// Formula: the numbers of subsets by size and sum, N(k, s) <- N(k, s) + N(k - 1, s - x) for each score x in turn, as shares of
/// 2^n; the means s / k are compared as fractions of integers. Shares are exact for n up to 50. `None` when the empty subset
/// alone is more.
///
/// # Errors
/// `TooLarge` when the table, of n times the sum of the scores, would take more than a fraction of a second.
pub fn lowest_subset_mean(scores: &[u64], tail: f64) -> Result<Option<SubsetMean>, NumError> {
    let step = scores.iter().fold(0, |divisor, &score| gcd(divisor, score)).max(1);
    let scores: Vec<u64> = scores.iter().map(|&score| score / step).collect();
    let table = Shares::of(&scores)?;
    let empty = 0.5_f64.powi(scores.len() as i32);
    let Some(largest) = scores.iter().copied().max().filter(|_| empty <= tail) else { return Ok(None) };
    // The first whole number that enough means do not exceed, and then the fractions up to it from the one before.
    let share = |bound: u64| empty + (1..=table.n).map(|size| table.up_to(size, size as u64 * bound)).sum::<f64>();
    let (mut low, mut high) = (0, largest);
    while low < high {
        let middle = low + (high - low) / 2;
        if share(middle) > tail { high = middle } else { low = middle + 1 }
    }
    let Some(whole) = low.checked_sub(1) else { return Ok(Some(SubsetMean { sum: 0, size: 1, below: empty })) };
    let mut fractions = table.fractions_above(whole);
    fractions.sort_unstable_by_key(|&(sum, size, _)| Fraction(sum, size));
    let mut first: Option<SubsetMean> = None;
    let mut reached = share(whole);
    for (sum, size, mass) in fractions {
        if first.is_none_or(|first| Fraction(first.sum, first.size) != Fraction(sum, size)) {
            if reached > tail {
                break;
            }
            first = Some(SubsetMean { sum, size, below: reached });
        }
        reached += mass;
    }
    Ok(first.map(|first| SubsetMean { sum: first.sum * step, ..first }))
}

/// sum / size, compared exactly.
#[derive(Clone, Copy)]
pub(super) struct Fraction(pub(super) u64, pub(super) u64);

impl Fraction {
    fn cross(self, other: Fraction) -> (u128, u128) {
        (u128::from(self.0) * u128::from(other.1), u128::from(other.0) * u128::from(self.1))
    }
}

impl Ord for Fraction {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let (left, right) = self.cross(*other);
        left.cmp(&right)
    }
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Fraction {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Fraction {}

/// The shares of subsets by size and sum: one row of `width` sums for each size from 0 to n.
pub(super) struct SubsetShares {
    pub(super) width: usize,
    pub(super) masses: Vec<f64>,
}

impl SubsetShares {
    /// Counts, as shares of all 2^n subsets.
    ///
    /// # Errors
    /// `TooLarge` when the table would take more than a fraction of a second.
    pub(super) fn of(scores: &[u64]) -> Result<SubsetShares, NumError> {
        let n = scores.len();
        let total: u128 = scores.iter().map(|&score| u128::from(score)).sum();
        let cells = (n as u128 + 1) * (total + 1);
        let what = "the distribution of the means of all subsets";
        if cells > MAX_CELLS {
            return Err(NumError::TooLarge { what, needed: cells, limit: MAX_CELLS, unit: "table cells" });
        }
        let work = n as u128 * cells / 2;
        if work > MAX_WORK {
            return Err(NumError::TooLarge { what, needed: work, limit: MAX_WORK, unit: "additions" });
        }
        let width = total as usize + 1;
        let mut shares = vec![0.0; cells as usize];
        shares[0] = 1.0;
        let mut reached = 0;
        for (taken, &score) in scores.iter().enumerate() {
            let score = score as usize;
            reached += score;
            // Larger subsets first, since each is made of a smaller one as it was before this score.
            for size in (0..=taken + 1).rev() {
                let (smaller, row) = shares.split_at_mut(size * width);
                let without = &mut row[..=reached];
                without.iter_mut().for_each(|share| *share *= 0.5);
                if let Some(start) = smaller.len().checked_sub(width) {
                    let with = without[score..].iter_mut().zip(&smaller[start..]);
                    with.for_each(|(share, smaller)| *share += 0.5 * smaller);
                }
            }
        }
        Ok(SubsetShares { width, masses: shares })
    }

    /// The subsets of one size, by their sum.
    pub(super) fn row(&self, size: usize) -> &[f64] {
        &self.masses[size * self.width..(size + 1) * self.width]
    }

    /// Each row summed up from its smallest sum.
    pub(super) fn cumulative(&self) -> Vec<f64> {
        let mut shares = self.masses.clone();
        for row in shares.chunks_mut(self.width) {
            let mut sum = 0.0;
            for share in row {
                sum += *share;
                *share = sum;
            }
        }
        shares
    }
}

/// The shares of subsets by size and sum, summed up over the sums of a size.
struct Shares {
    n: usize,
    width: usize,
    cumulative: Vec<f64>,
}

impl Shares {
    fn of(scores: &[u64]) -> Result<Shares, NumError> {
        let shares = SubsetShares::of(scores)?;
        Ok(Shares { n: scores.len(), width: shares.width, cumulative: shares.cumulative() })
    }

    /// The share of subsets with this size and a sum up to `bound`.
    fn up_to(&self, size: usize, bound: u64) -> f64 {
        self.cumulative[size * self.width + (self.width - 1).min(bound as usize)]
    }

    /// Sum, size and share of all subsets with a mean above `whole` and up to the next whole number.
    fn fractions_above(&self, whole: u64) -> Vec<(u64, u64, f64)> {
        let sizes = 1..=self.n;
        let of_size = |size: usize| {
            let first = size as u64 * whole;
            (first + 1..=(first + size as u64).min(self.width as u64 - 1))
                .map(move |sum| (sum, size as u64, self.up_to(size, sum) - self.up_to(size, sum - 1)))
        };
        sizes.flat_map(of_size).filter(|(_, _, share)| *share > 0.0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn equals_going_through_all_subsets(scores in prop::collection::vec(0_u64..30, 1..=9), tail in 0.0_f64..0.9) {
            let n = scores.len();
            let mut means: Vec<Fraction> = (1..1_u32 << n)
                .map(|subset| {
                    let chosen = scores.iter().enumerate().filter(|(at, _)| subset >> at & 1 == 1);
                    Fraction(chosen.map(|(_, score)| score).sum(), u64::from(subset.count_ones()))
                })
                .collect();
            means.sort_unstable();
            let all = f64::from(1_u32 << n);
            let share = |count: usize| (count + 1) as f64 / all;
            let found = lowest_subset_mean(&scores, tail).unwrap();
            if share(0) > tail {
                prop_assert_eq!(found, None);
            } else {
                let found = found.unwrap();
                let mean = Fraction(found.sum, found.size);
                let first = *means.iter().find(|mean| share(means.partition_point(|m| m <= mean)) > tail).unwrap();
                prop_assert!(mean == first);
                prop_assert_eq!(found.below, share(means.partition_point(|m| *m < first)));
            }
        }
    }

    #[test]
    fn refuses_large_tables() {
        assert!(matches!(lowest_subset_mean(&[1, u64::MAX], 0.3), Err(NumError::TooLarge { .. })));
        assert!(matches!(lowest_subset_mean(&[50; 1000], 0.3), Err(NumError::TooLarge { .. })));
        assert_eq!(lowest_subset_mean(&[], 0.3), Ok(None));
    }
}
