//! Ranks in which tied values share the mean of their places, kept in exact integers.

/// The ranks of a sample, doubled so that a mean of two neighbouring places is an integer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Midranks {
    /// Twice the mid-rank of each element, in the order of the input. A lone smallest element has 2.
    pub doubled: Vec<u64>,
    /// Sizes of the groups of equal elements, only those with at least two members, from the smallest value up.
    pub ties: Vec<usize>,
}

/// Question: what place has each value among all, ties sharing the mean of their places?
///
/// Formula: a group that occupies the places f..=l (counted from 1) gets the mid-rank (f + l) / 2, here doubled: f + l.
/// The doubled ranks of n values always sum to n (n + 1). O(n log n). Source: Kendall 1945, Biometrika 33:239-251.
pub fn midranks<K: Ord>(keys: &[K]) -> Midranks {
    let mut order: Vec<usize> = (0..keys.len()).collect();
    order.sort_unstable_by(|&i, &j| keys[i].cmp(&keys[j]));
    let mut ranks = Midranks { doubled: vec![0; keys.len()], ties: Vec::new() };
    let mut before = 0_usize;
    for group in order.chunk_by(|&i, &j| keys[i] == keys[j]) {
        let first = before + 1;
        let last = before + group.len();
        for &i in group {
            ranks.doubled[i] = (first + last) as u64;
        }
        if group.len() > 1 {
            ranks.ties.push(group.len());
        }
        before = last;
    }
    ranks
}

/// Twice the mid-rank of each element (see [`midranks`]).
///
/// ```
/// assert_eq!(girth::num::doubled_midranks(&[30, 10, 30, 20]), [7, 2, 7, 4]);
/// ```
pub fn doubled_midranks<K: Ord>(keys: &[K]) -> Vec<u64> {
    midranks(keys).doubled
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ties_share() {
        let ranks = midranks(&[5_i128, 1, 5, 5, 2, 2]);
        assert_eq!(ranks.doubled, [10, 2, 10, 10, 5, 5]);
        assert_eq!(ranks.ties, [2, 3]);
        assert_eq!(midranks::<u128>(&[]), Midranks::default());
    }

    proptest! {
        #[test]
        fn equals_the_definition(keys in prop::collection::vec(0_u128..12, 0..40)) {
            let ranks = midranks(&keys);
            for (i, key) in keys.iter().enumerate() {
                let below = keys.iter().filter(|k| *k < key).count() as u64;
                let equal = keys.iter().filter(|k| *k == key).count() as u64;
                prop_assert_eq!(ranks.doubled[i], 2 * below + equal + 1);
            }
            let n = keys.len() as u64;
            prop_assert_eq!(ranks.doubled.iter().sum::<u64>(), n * (n + 1));
        }
    }
}
