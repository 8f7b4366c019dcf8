//! The k-th smallest difference between members of two groups, without forming m n numbers.

/// The `rank`-th smallest (from 1) of the differences x - y, x of `first` and y of `second`, both rising and not empty.
///
/// Bisection over the range of the differences with a count that takes m + n steps, until no more candidates are left than there are
/// values; these are formed and selected from: O((m + n) log(m + n)) for spread values, at most log2(range) rounds for tied ones.
pub(super) fn kth_difference(first: &[i128], second: &[i128], rank: u64) -> i128 {
    let (m, n) = (first.len(), second.len());
    let (mut low, mut high) = (first[0] - second[n - 1], first[m - 1] - second[0]);
    // `below` differences are less than low, `up_to` at most high, and below < rank <= up_to.
    let (mut below, mut up_to) = (0, m as u64 * n as u64);
    while low < high {
        if up_to - below <= (m + n) as u64 {
            let mut candidates = differences_between(first, second, low, high);
            return *candidates.select_nth_unstable((rank - below - 1) as usize).1;
        }
        let middle = low + (high - low) / 2;
        let count = differences_at_most(first, second, middle);
        if count >= rank {
            (high, up_to) = (middle, count);
        } else {
            (low, below) = (middle + 1, count);
        }
    }
    low
}

/// How many differences are at most `bound`.
fn differences_at_most(first: &[i128], second: &[i128], bound: i128) -> u64 {
    let (mut count, mut begin) = (0, 0);
    for &x in first {
        while begin < second.len() && x - second[begin] > bound {
            begin += 1;
        }
        count += (second.len() - begin) as u64;
    }
    count
}

/// The differences from `low` to `high`.
fn differences_between(first: &[i128], second: &[i128], low: i128, high: i128) -> Vec<i128> {
    let mut differences = Vec::new();
    let (mut begin, mut end) = (0, 0);
    for &x in first {
        while begin < second.len() && x - second[begin] > high {
            begin += 1;
        }
        while end < second.len() && x - second[end] >= low {
            end += 1;
        }
        differences.extend(second[begin..end].iter().map(|&y| x - y));
    }
    differences
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn values() -> impl Strategy<Value = Vec<i128>> {
        prop_oneof![
            prop::collection::vec(-9_i128..9, 1..14),
            prop::collection::vec(-1_000_000_000_000_i128..1_000_000_000_000, 1..14),
        ]
    }

    proptest! {
        #[test]
        fn selection_equals_sorting(mut first in values(), mut second in values()) {
            first.sort_unstable();
            second.sort_unstable();
            let mut all: Vec<i128> = first.iter().flat_map(|x| second.iter().map(move |y| x - y)).collect();
            all.sort_unstable();
            for (at, &difference) in all.iter().enumerate() {
                prop_assert_eq!(kth_difference(&first, &second, at as u64 + 1), difference);
            }
        }
    }
}
