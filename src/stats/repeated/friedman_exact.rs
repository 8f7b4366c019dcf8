//! The exact distribution of Friedman's statistic.

use crate::num::CompensatedSum;
use std::collections::BTreeMap;

/// Points in time whose rank sums fit the key of a state.
const MOST_POINTS: usize = 8;
/// Sums of a state and an order that are formed, over all people, before the exact distribution is given up.
const MOST_STEPS: usize = 1_000_000;

/// P(D >= `observed`), D the sum over points of (2 R - n (k + 1))², R the rank sums, when each person's mid-ranks (given doubled, `rows`)
/// fall on the points in any order with the same probability; `None` where that would take too long.
///
/// The rows are added one after the other. Because each row is exchangeable, only the sorted rank sums matter. A state holds them in one
/// number, each in bits of its own, so that adding an order adds two numbers.
pub(super) fn upper_tail(rows: &[Vec<u64>], observed: u128) -> Option<f64> {
    let sums = PackedSums { points: rows.first().map_or(0, Vec::len) };
    let largest = (rows.len() * 2 * sums.points) as u128;
    if sums.points > MOST_POINTS || largest > sums.mask() {
        return None;
    }
    // Somebody whose readings are all equal moves all rank sums alike.
    let mut rows: Vec<Vec<u64>> = rows.iter().filter(|row| row.iter().any(|rank| *rank != row[0])).cloned().collect();
    rows.iter_mut().for_each(|row| row.sort_unstable());
    let centre = (rows.len() * (sums.points + 1)) as i128;
    let (last, others) = rows.split_last()?;
    let first = others.first().map_or(0, |row| sums.pack(row));
    let mut states = BTreeMap::from([(first, 1.0_f64)]);
    let mut steps = 0;
    for row in others.iter().skip(1) {
        let orders = sums.orders_of(row)?;
        steps += orders.len() * states.len();
        if steps > MOST_STEPS {
            return None;
        }
        let mut next = BTreeMap::new();
        for (&state, mass) in &states {
            for order in &orders {
                *next.entry(sums.sorted(state + order)).or_insert(0.0) += mass / orders.len() as f64;
            }
        }
        states = next;
    }
    let orders = sums.orders_of(last)?;
    if steps + orders.len() * states.len() > MOST_STEPS {
        return None;
    }
    let mut tail = CompensatedSum::new();
    for (&state, mass) in &states {
        let reaching = orders.iter().filter(|&order| sums.spread(state + order, centre) >= observed).count();
        tail.add(mass * (reaching as f64 / orders.len() as f64));
    }
    Some(tail.value().min(1.0))
}

/// Several rank sums in one number.
struct PackedSums {
    points: usize,
}

impl PackedSums {
    fn bits(&self) -> u32 {
        128 / self.points.max(2) as u32
    }

    fn mask(&self) -> u128 {
        (1 << self.bits()) - 1
    }

    fn pack(&self, sums: &[u64]) -> u128 {
        sums.iter().fold(0, |packed, &sum| packed << self.bits() | u128::from(sum))
    }

    fn unpacked(&self, packed: u128) -> [u64; MOST_POINTS] {
        let mut sums = [0; MOST_POINTS];
        for (at, sum) in sums[..self.points].iter_mut().rev().enumerate() {
            *sum = (packed >> (self.bits() * at as u32) & self.mask()) as u64;
        }
        sums
    }

    fn sorted(&self, packed: u128) -> u128 {
        let mut sums = self.unpacked(packed);
        sums[..self.points].sort_unstable();
        self.pack(&sums[..self.points])
    }

    fn spread(&self, packed: u128, centre: i128) -> u128 {
        let sums = self.unpacked(packed);
        sums[..self.points].iter().map(|&sum| (i128::from(sum) - centre).pow(2) as u128).sum()
    }

    /// Every different order of some sorted ranks; `None` for more than are ever gone through.
    fn orders_of(&self, sorted: &[u64]) -> Option<Vec<u128>> {
        let mut order = sorted.to_vec();
        let mut orders = vec![self.pack(&order)];
        while let Some(next) = next_order(&order) {
            order = next;
            orders.push(self.pack(&order));
            if orders.len() > MOST_STEPS {
                return None;
            }
        }
        Some(orders)
    }
}

/// The next order in the order of words.
fn next_order(order: &[u64]) -> Option<Vec<u64>> {
    let rise = (1..order.len()).rev().find(|&at| order[at - 1] < order[at])?;
    let larger = (rise..order.len()).rev().find(|&at| order[at] > order[rise - 1])?;
    let mut next = order.to_vec();
    next.swap(rise - 1, larger);
    next[rise..].reverse();
    Some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By all orders of all rows.
    fn brute(rows: &[Vec<u64>], observed: u128) -> f64 {
        let k = rows[0].len();
        let of_row = |row: &Vec<u64>| {
            let mut order = row.clone();
            order.sort_unstable();
            std::iter::successors(Some(order), |order| next_order(order)).collect()
        };
        let orders: Vec<Vec<Vec<u64>>> = rows.iter().map(of_row).collect();
        let all: usize = orders.iter().map(Vec::len).product();
        let centre = (rows.len() * (k + 1)) as i128;
        let reaches = |mut choice: usize| {
            let mut sums = vec![0_u64; k];
            for of_row in &orders {
                sums.iter_mut().zip(&of_row[choice % of_row.len()]).for_each(|(sum, rank)| *sum += rank);
                choice /= of_row.len();
            }
            sums.iter().map(|&sum| (i128::from(sum) - centre).pow(2) as u128).sum::<u128>() >= observed
        };
        (0..all).filter(|&choice| reaches(choice)).count() as f64 / all as f64
    }

    #[test]
    fn equals_all_orders() {
        let untied = vec![vec![2, 4, 6]; 4];
        let tied = vec![vec![3, 3, 6, 8], vec![2, 4, 6, 8], vec![5, 5, 5, 5], vec![4, 4, 4, 8]];
        for rows in [untied, tied] {
            for observed in (0..300).step_by(4) {
                let found = upper_tail(&rows, observed).expect("small");
                assert!((found - brute(&rows, observed)).abs() < 1e-14, "{observed}");
            }
        }
    }

    #[test]
    fn gives_up_what_takes_too_long() {
        assert_eq!(upper_tail(&vec![(1..=9).map(|rank| 2 * rank).collect(); 2], 0), None);
        assert_eq!(upper_tail(&vec![vec![2, 4, 6, 8, 10, 12]; 20], 0), None);
        assert!(upper_tail(&vec![vec![2, 4, 6]; 60], 200).is_some());
    }
}
