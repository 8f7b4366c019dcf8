//! The distribution of a sum of scores times ranks over all orders of the ranks.

use crate::num::compensated_sum;

/// Points in time up to which a row's distribution is formed.
const MOST_POINTS: usize = 10;
/// Products formed in all before the exact distribution is given up.
const MOST_WORK: u128 = 200_000_000;

/// Probabilities of whole numbers one after the other.
pub(super) struct SumLaw {
    lowest: u64,
    masses: Vec<f64>,
}

impl SumLaw {
    /// The sum over `rows` and points j = 1, 2, ... of j times the rank at j, each row's ranks in any order with the same probability and
    /// independent of the others; `None` where that would take too long.
    pub(super) fn over(rows: &[Vec<u64>]) -> Option<SumLaw> {
        let k = rows.first().map_or(0, Vec::len);
        // A row of ranks 2, 4, .., 2k has sums of at most k (k² - 1) / 3 + 1 different sizes.
        let width = (k * (k * k).saturating_sub(1) / 3 + 1) as u128;
        let people = rows.len() as u128;
        if k > MOST_POINTS || people * people * width * width / 2 > MOST_WORK {
            return None;
        }
        let mut rows: Vec<Vec<u64>> = rows.to_vec();
        rows.iter_mut().for_each(|row| row.sort_unstable());
        rows.sort_unstable();
        let mut law = SumLaw { lowest: 0, masses: vec![1.0] };
        for alike in rows.chunk_by(|left, right| left == right) {
            let row = SumLaw::of_row(&alike[0]);
            for _ in alike {
                law = law.plus(&row);
            }
        }
        Some(law)
    }

    /// One row: over the sets of ranks that stand first, each set's last member at the place that its size gives.
    fn of_row(ranks: &[u64]) -> SumLaw {
        let k = ranks.len();
        let highest: u64 = ranks.iter().enumerate().map(|(at, rank)| (at as u64 + 1) * rank).sum();
        let mut counts: Vec<Vec<f64>> = vec![Vec::new(); 1 << k];
        counts[0] = vec![1.0];
        for set in 0_usize..1 << k {
            let place = u64::from(set.count_ones()) + 1;
            let known = std::mem::take(&mut counts[set]);
            for (at, rank) in ranks.iter().enumerate().filter(|(at, _)| set >> at & 1 == 0) {
                let (more, shift) = (&mut counts[set | 1 << at], (place * rank) as usize);
                if more.len() < known.len() + shift {
                    more.resize(known.len() + shift, 0.0);
                }
                more[shift..].iter_mut().zip(&known).for_each(|(to, from)| *to += from);
            }
            if place as usize > k {
                counts[set] = known;
            }
        }
        let mut masses = counts.pop().unwrap_or_default();
        masses.truncate(highest as usize + 1);
        let lowest = masses.iter().position(|&count| count > 0.0).unwrap_or(0);
        masses.drain(..lowest);
        let orders: f64 = (1..=k).map(|factor| factor as f64).product();
        masses.iter_mut().for_each(|count| *count /= orders);
        SumLaw { lowest: lowest as u64, masses }
    }

    fn plus(&self, row: &SumLaw) -> SumLaw {
        let mut masses = vec![0.0; self.masses.len() + row.masses.len() - 1];
        for (shift, mass) in row.masses.iter().enumerate().filter(|(_, mass)| **mass > 0.0) {
            masses[shift..].iter_mut().zip(&self.masses).for_each(|(to, from)| *to += mass * from);
        }
        SumLaw { lowest: self.lowest + row.lowest, masses }
    }

    /// P(sum <= t).
    pub(super) fn at_most(&self, t: u64) -> f64 {
        let many = t.checked_sub(self.lowest).map_or(0, |above| above as usize + 1);
        compensated_sum(self.masses.iter().take(many).copied())
    }

    /// P(sum >= t).
    pub(super) fn at_least(&self, t: u64) -> f64 {
        let first = t.saturating_sub(self.lowest) as usize;
        compensated_sum(self.masses.iter().skip(first).rev().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sums of one row by going through all orders of its places.
    fn sums(row: &[u64]) -> Vec<u64> {
        if row.is_empty() {
            return vec![0];
        }
        let place = row.len() as u64;
        let without = |at: usize| [&row[..at], &row[at + 1..]].concat();
        (0..row.len()).flat_map(|at| sums(&without(at)).into_iter().map(move |sum| sum + place * row[at])).collect()
    }

    #[test]
    fn equals_all_orders() {
        let rows = vec![vec![2, 4, 6], vec![3, 3, 6], vec![4, 4, 4], vec![6, 4, 2]];
        let all: Vec<u64> = rows.iter().fold(vec![0], |before, row| {
            let row = sums(row);
            before.iter().flat_map(|sum| row.iter().map(move |more| sum + more)).collect()
        });
        let law = SumLaw::over(&rows).expect("small");
        for t in 60..130 {
            let share =
                |holds: &dyn Fn(u64) -> bool| all.iter().filter(|&&sum| holds(sum)).count() as f64 / all.len() as f64;
            assert!((law.at_most(t) - share(&|sum| sum <= t)).abs() < 1e-14, "{t}");
            assert!((law.at_least(t) - share(&|sum| sum >= t)).abs() < 1e-14, "{t}");
        }
    }

    #[test]
    fn gives_up_what_takes_too_long() {
        assert!(SumLaw::over(&vec![(1..=11).map(|rank| 2 * rank).collect(); 3]).is_none());
        assert!(SumLaw::over(&vec![vec![2, 4, 6, 8, 10]; 2_000]).is_none());
        let law = SumLaw::over(&vec![(1..=10).map(|rank| 2 * rank).collect(); 20]).expect("allowed");
        assert!((law.at_most(u64::MAX) - 1.0).abs() < 1e-12);
    }
}
