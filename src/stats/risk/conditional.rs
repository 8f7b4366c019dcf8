//! The number of events among the treated when both margins are known: Fisher's noncentral hypergeometric distribution.

use super::TwoByTwo;
use crate::num::{NumError, compensated_sum};

/// The margins of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::stats) struct Margins {
    treated_n: u64,
    control_n: u64,
    events: u64,
}

/// Probabilities at one odds ratio, as weights relative to the mode; those that underflow are left out.
#[derive(Clone, Debug)]
pub(in crate::stats) struct Conditional {
    first: u64,
    weights: Vec<f64>,
    total: f64,
}

impl Margins {
    /// The most people for which the probabilities are added up one by one.
    pub(in crate::stats) const LARGEST: u64 = 1_000_000_000;

    pub(in crate::stats) fn of(table: &TwoByTwo) -> Result<Margins, NumError> {
        if table.n() > Margins::LARGEST {
            return Err(NumError::TooLarge {
                what: "an exact conditional test",
                needed: u128::from(table.n()),
                limit: u128::from(Margins::LARGEST),
                unit: "participants",
            });
        }
        Ok(Margins::new(table.treated_n(), table.control_n(), table.events()))
    }

    pub(in crate::stats) fn new(treated_n: u64, control_n: u64, events: u64) -> Margins {
        Margins { treated_n, control_n, events }
    }

    /// The fewest events that the treated can have.
    pub(in crate::stats) fn lowest(&self) -> u64 {
        self.events.saturating_sub(self.control_n)
    }

    /// The most events that the treated can have.
    pub(in crate::stats) fn highest(&self) -> u64 {
        self.events.min(self.treated_n)
    }

    /// P(x + 1) / P(x) at an odds ratio of 1.
    fn ratio(&self, x: u64) -> f64 {
        let up = (self.treated_n - x) as f64 * (self.events - x) as f64;
        let down = (x + 1) as f64 * (self.control_n + x + 1 - self.events) as f64;
        up / down
    }

    /// The distribution at an odds ratio.
    pub(in crate::stats) fn at(&self, odds_ratio: f64) -> Conditional {
        let (mut low, mut high) = (self.lowest(), self.highest());
        // The ratio falls with x, so the mode is the first x from which it goes down.
        while low < high {
            let middle = low + (high - low) / 2;
            if self.ratio(middle) * odds_ratio >= 1.0 { low = middle + 1 } else { high = middle }
        }
        let mode = low;
        let mut below = Vec::new();
        let (mut x, mut weight) = (mode, 1.0_f64);
        while x > self.lowest() {
            weight /= self.ratio(x - 1) * odds_ratio;
            if weight == 0.0 {
                break;
            }
            x -= 1;
            below.push(weight);
        }
        let first = x;
        let mut weights: Vec<f64> = below.into_iter().rev().chain([1.0]).collect();
        let (mut x, mut weight) = (mode, 1.0_f64);
        while x < self.highest() {
            weight *= self.ratio(x) * odds_ratio;
            if weight == 0.0 {
                break;
            }
            x += 1;
            weights.push(weight);
        }
        let total = compensated_sum(weights.iter().copied());
        Conditional { first, weights, total }
    }
}

impl Conditional {
    /// Every number of events that does not underflow, with its probability.
    pub(in crate::stats) fn probabilities(&self) -> impl Iterator<Item = (u64, f64)> + '_ {
        self.weights.iter().zip(self.first..).map(|(weight, x)| (x, weight / self.total))
    }

    /// P(X = x).
    pub(in crate::stats) fn pmf(&self, x: u64) -> f64 {
        let at = x.checked_sub(self.first).and_then(|at| self.weights.get(at as usize));
        at.map_or(0.0, |weight| weight / self.total)
    }

    /// P(X <= x).
    pub(in crate::stats) fn at_most(&self, x: u64) -> f64 {
        self.sum(|at| at <= x)
    }

    /// P(X >= x).
    pub(in crate::stats) fn at_least(&self, x: u64) -> f64 {
        self.sum(|at| at >= x)
    }

    /// The expected number.
    pub(in crate::stats) fn mean(&self) -> f64 {
        // From the first on, so that the sum has no large common part.
        let excess = compensated_sum(self.weights.iter().enumerate().map(|(at, weight)| at as f64 * weight));
        self.first as f64 + excess / self.total
    }

    /// The variance of the number.
    pub(in crate::stats) fn variance(&self) -> f64 {
        let middle = self.mean() - self.first as f64;
        let square = |(at, weight): (usize, &f64)| (at as f64 - middle).powi(2) * weight;
        compensated_sum(self.weights.iter().enumerate().map(square)) / self.total
    }

    fn sum(&self, belongs: impl Fn(u64) -> bool) -> f64 {
        let chosen = self.weights.iter().zip(self.first..).filter(|&(_, x)| belongs(x)).map(|(weight, _)| *weight);
        (compensated_sum(chosen) / self.total).min(1.0)
    }

    /// The two-sided p-values in growing order, with the numbers of events that have them: each the sum of the probabilities not above
    /// the own one. Probabilities within `TIE` of each other are equal.
    pub(in crate::stats) fn two_sided(&self) -> Vec<(f64, Vec<u64>)> {
        let mut by_size: Vec<(f64, u64)> = self.weights.iter().copied().zip(self.first..).collect();
        by_size.sort_by(|left, right| left.0.total_cmp(&right.0));
        let mut steps: Vec<(f64, Vec<u64>)> = Vec::new();
        let (mut sum, mut smallest) = (0.0, f64::NEG_INFINITY);
        for (weight, x) in by_size {
            sum += weight;
            let p = (sum / self.total).min(1.0);
            match steps.last_mut() {
                Some(last) if weight <= smallest * (1.0 + TIE) => {
                    last.0 = p;
                    last.1.push(x);
                }
                _ => {
                    smallest = weight;
                    steps.push((p, vec![x]));
                }
            }
        }
        steps
    }
}

/// Probabilities as near to each other as this are equal up to rounding; as in R's `fisher.test`.
pub(in crate::stats) const TIE: f64 = 1e-7;
