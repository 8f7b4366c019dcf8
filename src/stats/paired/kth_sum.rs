//! The k-th smallest of the sums of all pairs, without forming n (n + 1) / 2 numbers.

use std::cmp::Ordering;
use std::ops::Add;

/// What sums are bisected over.
pub(super) trait Key: Copy + PartialOrd + Add<Output = Self> {
    /// A value from `low` to below `high`, about half way.
    fn between(low: Self, high: Self) -> Self;

    /// The next larger value.
    fn next(self) -> Self;
}

impl Key for i64 {
    fn between(low: i64, high: i64) -> i64 {
        low + (high - low) / 2
    }

    fn next(self) -> i64 {
        self + 1
    }
}

impl Key for i128 {
    fn between(low: i128, high: i128) -> i128 {
        low + (high - low) / 2
    }

    fn next(self) -> i128 {
        self + 1
    }
}

impl Key for f64 {
    fn between(low: f64, high: f64) -> f64 {
        let middle = low + (high - low) / 2.0;
        if middle < high { middle } else { low }
    }

    fn next(self) -> f64 {
        self.next_up()
    }
}

/// The `rank`-th smallest (from 1) of the sums x_i + x_j, i <= j, of values in rising order.
///
/// Bisection over the range of the sums with a count that takes n steps, until no more candidates are left than there are
/// values; these are formed and selected from. About log2(n) rounds for spread values, log2(range) for heavily tied ones: O(n
/// log n) in all.
pub(super) fn kth_sum<T: Key>(sorted: &[T], rank: u64) -> T {
    let n = sorted.len() as u64;
    let (mut low, mut high) = (sorted[0] + sorted[0], sorted[sorted.len() - 1] + sorted[sorted.len() - 1]);
    // `below` sums are less than low, `up_to` at most high, and below < rank <= up_to.
    let (mut below, mut up_to) = (0, n * (n + 1) / 2);
    while low < high {
        if up_to - below <= n {
            let mut candidates = sums_between(sorted, low, high);
            let order = |left: &T, right: &T| left.partial_cmp(right).unwrap_or(Ordering::Equal);
            return *candidates.select_nth_unstable_by((rank - below - 1) as usize, order).1;
        }
        let middle = T::between(low, high);
        let count = sums_at_most(sorted, middle);
        if count >= rank {
            (high, up_to) = (middle, count);
        } else {
            (low, below) = (middle.next(), count);
        }
    }
    low
}

/// How many sums x_i + x_j, i <= j, are at most `bound`.
fn sums_at_most<T: Key>(sorted: &[T], bound: T) -> u64 {
    let mut count = 0;
    let mut end = sorted.len();
    for (start, &first) in sorted.iter().enumerate() {
        while end > start && first + sorted[end - 1] > bound {
            end -= 1;
        }
        if end <= start {
            break;
        }
        count += (end - start) as u64;
    }
    count
}

/// The sums x_i + x_j, i <= j, from `low` to `high`.
fn sums_between<T: Key>(sorted: &[T], low: T, high: T) -> Vec<T> {
    let mut sums = Vec::new();
    let (mut begin, mut end) = (sorted.len(), sorted.len());
    for (start, &first) in sorted.iter().enumerate() {
        while end > start && first + sorted[end - 1] > high {
            end -= 1;
        }
        if end <= start {
            break;
        }
        while begin > start && first + sorted[begin - 1] >= low {
            begin -= 1;
        }
        sums.extend(sorted[begin.max(start)..end].iter().map(|&second| first + second));
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn selection_equals_sorting(
            mut changes in prop_oneof![
                prop::collection::vec(-20i128..20, 1..25),
                prop::collection::vec(-1_000_000_000_000i128..1_000_000_000_000, 1..25),
            ],
        ) {
            changes.sort_unstable();
            let mut sums: Vec<i128> = Vec::new();
            for (at, first) in changes.iter().enumerate() {
                sums.extend(changes[at..].iter().map(|second| first + second));
            }
            sums.sort_unstable();
            let narrow: Vec<i64> = changes.iter().map(|&change| change as i64).collect();
            // Eighths of integers this small, and their sums, are exact doubles.
            let doubles: Vec<f64> = changes.iter().map(|&change| change as f64 / 8.0).collect();
            for (rank, &sum) in sums.iter().enumerate() {
                let rank = rank as u64 + 1;
                prop_assert_eq!(kth_sum(&changes, rank), sum);
                prop_assert_eq!(i128::from(kth_sum(&narrow, rank)), sum);
                prop_assert_eq!(kth_sum(&doubles, rank), sum as f64 / 8.0);
            }
        }
    }
}
