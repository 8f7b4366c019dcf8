//! Kendall's rank correlation.

use crate::dist::normal;
use crate::num::midranks;
use crate::result::Alternative;

/// The most pairs for which the distribution without ties is counted out.
const EXACT_BELOW: usize = 50;

/// Kendall's tau with its two-sided p-value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Kendall {
    /// Kendall's tau-b.
    pub tau: f64,
    /// Two-sided.
    pub p_value: f64,
    /// Whether the p-value counts all orders.
    pub exact: bool,
}

impl Kendall {
    /// `None` where one of the two is the same for all.
    ///
    /// Without ties and below 50 pairs the p-value is exact, twice the smaller tail; otherwise normal, with Kendall's (1970) variance for ties
    /// and without a continuity correction, as R's `cor.test`.
    pub(super) fn of(x: &[f64], y: &[f64]) -> Option<Kendall> {
        let n = x.len();
        let sign = |left: f64, right: f64| f64::from(i8::from(left > right) - i8::from(left < right));
        let mut score = 0.0;
        for (at, (&x_here, &y_here)) in x.iter().zip(y).enumerate() {
            let earlier = x[..at].iter().zip(&y[..at]);
            score += earlier.map(|(&x, &y)| sign(x_here, x) * sign(y_here, y)).sum::<f64>();
        }
        let (x_ties, y_ties) = (Ties::of(x), Ties::of(y));
        let size = n as f64;
        let pairs = size * (size - 1.0) / 2.0;
        let (x_pairs, y_pairs) = (pairs - x_ties.twos / 2.0, pairs - y_ties.twos / 2.0);
        if x_pairs <= 0.0 || y_pairs <= 0.0 {
            return None;
        }
        let tau = score / (x_pairs * y_pairs).sqrt();
        let exact = x_ties.twos + y_ties.twos == 0.0 && n < EXACT_BELOW;
        let p_value = if exact {
            let discordant = ((pairs - score) / 2.0).round() as usize;
            let chances = inversions(n);
            let tail = |part: &[f64]| part.iter().sum::<f64>().min(1.0);
            Alternative::TwoSided.p_value(tail(&chances[..=discordant]), tail(&chances[discordant..]))
        } else {
            let variance = (size * (size - 1.0) * (2.0 * size + 5.0) - x_ties.weighted - y_ties.weighted) / 18.0
                + x_ties.twos * y_ties.twos / (2.0 * size * (size - 1.0))
                + x_ties.threes * y_ties.threes / (9.0 * size * (size - 1.0) * (size - 2.0));
            let z = score / variance.sqrt();
            Alternative::TwoSided.p_value(normal::cdf(z), normal::sf(z))
        };
        Some(Kendall { tau, p_value, exact })
    }
}

/// Sums over groups of t equal values: t (t - 1), t (t - 1) (t - 2) and t (t - 1) (2 t + 5).
struct Ties {
    twos: f64,
    threes: f64,
    weighted: f64,
}

impl Ties {
    fn of(values: &[f64]) -> Ties {
        // The order of doubles as whole numbers, in which equal values are equal.
        let keys: Vec<i64> = values.iter().map(|&value| ordered(value)).collect();
        let sum = |of: fn(f64) -> f64| midranks(&keys).ties.iter().map(|&t| of(t as f64)).sum();
        Ties {
            twos: sum(|t| t * (t - 1.0)),
            threes: sum(|t| t * (t - 1.0) * (t - 2.0)),
            weighted: sum(|t| t * (t - 1.0) * (2.0 * t + 5.0)),
        }
    }
}

/// A whole number that orders doubles as they are; -0 is 0.
fn ordered(value: f64) -> i64 {
    let bits = (value + 0.0).to_bits() as i64;
    if bits < 0 { i64::MIN - bits } else { bits }
}

/// The chance of each number of inversions in a random order of n: uniform on 0..j added up for j = 1..n, all terms positive.
fn inversions(n: usize) -> Vec<f64> {
    let mut chances = vec![1.0];
    for size in 2..=n {
        let mut next = vec![0.0; chances.len() + size - 1];
        for (at, chance) in chances.iter().enumerate() {
            next[at..at + size].iter_mut().for_each(|cell| *cell += chance / size as f64);
        }
        chances = next;
    }
    chances
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inversions_of_four() {
        let counts: Vec<f64> = inversions(4).iter().map(|chance| (chance * 24.0).round()).collect();
        assert_eq!(counts, [1.0, 3.0, 5.0, 6.0, 5.0, 3.0, 1.0]);
    }

    #[test]
    fn order_and_constancy() {
        let rising = Kendall::of(&[1.0, 2.0, 3.0, 4.0], &[-1.0, 0.0, 7.0, 9.0]).expect("tau");
        assert!(rising.exact && rising.tau == 1.0 && (rising.p_value - 2.0 / 24.0).abs() < 1e-15, "{rising:?}");
        assert_eq!(Kendall::of(&[1.0, 1.0, 1.0], &[1.0, 2.0, 3.0]), None);
        let tied = Kendall::of(&[-0.0, 0.0, 1.0], &[1.0, 2.0, 3.0]).expect("tau");
        assert!(!tied.exact && tied.tau < 1.0);
    }
}
