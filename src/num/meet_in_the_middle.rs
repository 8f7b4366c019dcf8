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

/// The same of the subsets with `size` members, of which there are n over `size`.
///
/// As [`subset_counts`], with the sums of each half kept apart by size. `None` for more than 40 scores, for a size beyond their number,
/// or when the sum of all overflows.
pub fn sized_subset_counts(scores: &[u128], size: usize, bound: u128) -> Option<SubsetCounts> {
    let all = scores.iter().try_fold(0_u128, |sum, &score| sum.checked_add(score));
    if scores.len() > 40 || size > scores.len() || all.is_none() {
        return None;
    }
    let (first, second) = scores.split_at(scores.len() / 2);
    let (first, second) = (sorted_sums_by_size(first), sorted_sums_by_size(second));
    let (mut at_most, mut below, mut subsets) = (0, 0, 0);
    for (taken, sums) in first.iter().enumerate() {
        let Some(others) = size.checked_sub(taken).and_then(|rest| second.get(rest)) else { continue };
        let (mut closed, mut open) = (others.len(), others.len());
        for sum in sums {
            while closed > 0 && sum + others[closed - 1] > bound {
                closed -= 1;
            }
            while open > 0 && sum + others[open - 1] >= bound {
                open -= 1;
            }
            at_most += closed as u64;
            below += open as u64;
        }
        subsets += sums.len() as u64 * others.len() as u64;
    }
    Some(SubsetCounts { at_most, at_least: subsets - below })
}

/// The sums of all subsets in rising order: the list so far merged with itself moved up by the next score.
fn sorted_sums(scores: &[u128]) -> Vec<u128> {
    let mut sums = vec![0_u128];
    for &score in scores {
        sums = merged(&sums, &sums, score);
    }
    sums
}

/// The same apart by the size of the subset, from 0 up.
fn sorted_sums_by_size(scores: &[u128]) -> Vec<Vec<u128>> {
    let mut sums = vec![vec![0_u128]];
    for &score in scores {
        sums.push(Vec::new());
        for size in (1..sums.len()).rev() {
            sums[size] = merged(&sums[size], &sums[size - 1], score);
        }
    }
    sums
}

/// Two rising lists as one, the second moved up by `score`.
fn merged(without: &[u128], with: &[u128], score: u128) -> Vec<u128> {
    let mut merged = Vec::with_capacity(without.len() + with.len());
    let mut without = without.iter().copied().peekable();
    for with in with.iter().map(|sum| sum + score) {
        while let Some(sum) = without.next_if(|&sum| sum < with) {
            merged.push(sum);
        }
        merged.push(with);
    }
    merged.extend(without);
    merged
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

        #[test]
        fn equals_going_through_the_subsets_of_a_size(
            scores in prop::collection::vec(0_u128..30, 0..=10), size in 0_usize..=10, bound in 0_u128..150,
        ) {
            let sums = (0..1_u32 << scores.len()).filter(|subset| subset.count_ones() as usize == size).map(|subset| {
                scores.iter().enumerate().filter(|(at, _)| subset >> at & 1 == 1).map(|(_, score)| score).sum::<u128>()
            });
            let sums: Vec<u128> = sums.collect();
            let counts = SubsetCounts {
                at_most: sums.iter().filter(|&&sum| sum <= bound).count() as u64,
                at_least: sums.iter().filter(|&&sum| sum >= bound).count() as u64,
            };
            let expected = (size <= scores.len()).then_some(counts);
            prop_assert_eq!(sized_subset_counts(&scores, size, bound), expected);
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
