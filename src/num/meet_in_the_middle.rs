//! Counting subsets by their sum when the sums are too large for a table.

/// How many subsets have a sum at most, and at least, as large as a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubsetCounts {
    /// Subsets with sum <= bound.
    pub at_most: u64,
    /// Subsets with sum >= bound.
    pub at_least: u64,
}

/// Question: how many of the 2^n subsets of `scores` have a sum at most, and at least, `bound`?
///
/// The sums of either half of the scores are sorted, by merging, and each pair of halves is counted by moving along both lists in
/// opposite directions (Horowitz and Sahni 1974, J ACM 21:277-292): 2^(n/2) steps and numbers, so n = 40 takes a million of each.
/// `None` for more than 40 scores, or when the sum of all overflows.
pub fn subset_counts(scores: &[u128], bound: u128) -> Option<SubsetCounts> {
    let all = scores.iter().try_fold(0_u128, |sum, &score| sum.checked_add(score));
    if scores.len() > 40 || all.is_none() {
        return None;
    }
    let (first, second) = scores.split_at(scores.len() / 2);
    let (first, second) = (sorted_sums(first), sorted_sums(second));
    // For each sum of the first half, how many of the second keep the total in bounds; both ends only move down.
    let (mut at_most, mut below) = (0, 0);
    let (mut closed, mut open) = (second.len(), second.len());
    for sum in first {
        while closed > 0 && sum + second[closed - 1] > bound {
            closed -= 1;
        }
        while open > 0 && sum + second[open - 1] >= bound {
            open -= 1;
        }
        at_most += closed as u64;
        below += open as u64;
    }
    Some(SubsetCounts { at_most, at_least: (1 << scores.len()) - below })
}

/// The sums of all subsets in rising order: the list so far merged with itself moved up by the next score.
fn sorted_sums(scores: &[u128]) -> Vec<u128> {
    let mut sums = vec![0_u128];
    for &score in scores {
        let mut merged = Vec::with_capacity(2 * sums.len());
        let mut without = sums.iter().copied().peekable();
        for with in sums.iter().map(|sum| sum + score) {
            while let Some(sum) = without.next_if(|&sum| sum < with) {
                merged.push(sum);
            }
            merged.push(with);
        }
        merged.extend(without);
        sums = merged;
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn equals_going_through_all_subsets(scores in prop::collection::vec(0_u128..30, 0..=10), bound in 0_u128..150) {
            let sums = (0..1_u32 << scores.len()).map(|subset| {
                scores.iter().enumerate().filter(|(at, _)| subset >> at & 1 == 1).map(|(_, score)| score).sum::<u128>()
            });
            let sums: Vec<u128> = sums.collect();
            let counts = SubsetCounts {
                at_most: sums.iter().filter(|&&sum| sum <= bound).count() as u64,
                at_least: sums.iter().filter(|&&sum| sum >= bound).count() as u64,
            };
            prop_assert_eq!(subset_counts(&scores, bound), Some(counts));
        }
    }

    #[test]
    fn forty_scores_are_the_most() {
        let all = SubsetCounts { at_most: 1 << 40, at_least: 1 };
        assert_eq!(subset_counts(&[1 << 60; 40], 40 << 60), Some(all));
        assert_eq!(subset_counts(&[1; 41], 3), None);
        assert_eq!(subset_counts(&[u128::MAX, 1], 3), None);
    }
}
