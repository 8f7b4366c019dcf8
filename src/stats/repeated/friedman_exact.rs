//! The exact distribution of Friedman's statistic.

use crate::num::CompensatedSum;
use std::collections::BTreeMap;

/// Points in time whose rank sums fit the key of a state.
const MOST_POINTS: usize = 8;
/// Rank sums of one state that are formed, over all people, before the exact distribution is given up.
const MOST_STEPS: usize = 3_000_000;

/// P(D >= `observed`), D the sum over points of (2 R - n (k + 1))², R the rank sums, when each person's mid-ranks (given doubled, `rows`)
/// fall on the points in any order with the same probability; `None` where that would take too long.
///
/// The rows are added one after the other. Because each row is exchangeable, only the sorted rank sums matter.
pub(super) fn upper_tail(rows: &[Vec<u64>], observed: u128) -> Option<f64> {
    let k = rows.first().map_or(0, Vec::len);
    let bits = 128 / k.max(1) as u32;
    let largest = rows.len() as u64 * 2 * k as u64;
    if k > MOST_POINTS || largest >= 1 << bits.min(63) {
        return None;
    }
    // Somebody whose readings are all equal moves all rank sums alike.
    let mut rows: Vec<Vec<u64>> = rows.iter().filter(|row| row.iter().any(|rank| *rank != row[0])).cloned().collect();
    rows.iter_mut().for_each(|row| row.sort_unstable());
    let centre = (rows.len() * (k + 1)) as i128;
    let spread = |sums: &[u64]| -> u128 { sums.iter().map(|&sum| (i128::from(sum) - centre).pow(2) as u128).sum() };
    let (last, others) = rows.split_last()?;
    let first = others.first().map_or_else(|| vec![0; k], Vec::clone);
    let mut states = BTreeMap::from([(key(&first, bits), 1.0_f64)]);
    let mut steps = 0;
    for row in others.iter().skip(1) {
        let orders = orders_of(row, MOST_STEPS)?;
        steps += orders.len() * states.len();
        if steps > MOST_STEPS {
            return None;
        }
        let mut next = BTreeMap::new();
        for (&state, mass) in &states {
            let sums = sums_of(state, k, bits);
            for order in &orders {
                let mut more: Vec<u64> = sums.iter().zip(order).map(|(sum, rank)| sum + rank).collect();
                more.sort_unstable();
                *next.entry(key(&more, bits)).or_insert(0.0) += mass / orders.len() as f64;
            }
        }
        states = next;
    }
    let orders = orders_of(last, MOST_STEPS)?;
    if steps + orders.len() * states.len() > MOST_STEPS {
        return None;
    }
    let mut tail = CompensatedSum::new();
    for (&state, mass) in &states {
        let sums = sums_of(state, k, bits);
        let reaches = |order: &&Vec<u64>| {
            let all: Vec<u64> = sums.iter().zip(*order).map(|(sum, rank)| sum + rank).collect();
            spread(&all) >= observed
        };
        tail.add(mass * (orders.iter().filter(reaches).count() as f64 / orders.len() as f64));
    }
    Some(tail.value().min(1.0))
}

fn key(sorted: &[u64], bits: u32) -> u128 {
    sorted.iter().fold(0, |key, &sum| key << bits | u128::from(sum))
}

fn sums_of(key: u128, k: usize, bits: u32) -> Vec<u64> {
    let cell = |at: usize| (key >> (bits * (k - 1 - at) as u32) & ((1 << bits) - 1)) as u64;
    (0..k).map(cell).collect()
}

/// Every different order of some sorted ranks; `None` for more than `most`.
fn orders_of(sorted: &[u64], most: usize) -> Option<Vec<Vec<u64>>> {
    let mut orders = vec![sorted.to_vec()];
    while let Some(next) = next_order(&orders[orders.len() - 1]) {
        orders.push(next);
        if orders.len() > most {
            return None;
        }
    }
    Some(orders)
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
        let orders: Vec<Vec<Vec<u64>>> = rows
            .iter()
            .map(|row| {
                let mut sorted = row.clone();
                sorted.sort_unstable();
                orders_of(&sorted, 1000).expect("orders")
            })
            .collect();
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
