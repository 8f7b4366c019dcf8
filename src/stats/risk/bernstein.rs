//! The greatest value on [0, 1] of a polynomial in Bernstein form.

use crate::num::NumError;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Relative distance between the bounds at which the search ends.
const TOLERANCE: f64 = 1e-9;
/// The most halvings; smooth maxima need a few dozen.
const MOST_HALVINGS: usize = 20_000;

/// A part of [0, 1], with the coefficients of the polynomial on it.
struct Piece {
    bound: f64,
    coefficients: Vec<f64>,
}

impl PartialEq for Piece {
    fn eq(&self, other: &Piece) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Piece {}

impl PartialOrd for Piece {
    fn partial_cmp(&self, other: &Piece) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Piece {
    fn cmp(&self, other: &Piece) -> Ordering {
        self.bound.total_cmp(&other.bound)
    }
}

impl Piece {
    fn of(coefficients: Vec<f64>) -> Piece {
        Piece { bound: coefficients.iter().copied().fold(0.0, f64::max), coefficients }
    }

    /// Both halves, by de Casteljau's algorithm: averages only, so nothing cancels.
    fn halves(self) -> [Piece; 2] {
        let mut right = self.coefficients;
        let degree = right.len() - 1;
        let mut left = Vec::with_capacity(right.len());
        for step in 0..=degree {
            left.push(right[0]);
            for at in 0..degree - step {
                right[at] = 0.5 * (right[at] + right[at + 1]);
            }
        }
        [Piece::of(left), Piece::of(right)]
    }
}

/// The maximum of sum over m of coefficient(m) C(N, m) t^m (1 - t)^(N - m) for 0 <= t <= 1, of coefficients of 0 and more.
///
/// On any part of [0, 1] the polynomial is nowhere above its largest coefficient there, and reaches the first and the last. Parts are
/// halved, the one with the largest coefficient first, until no coefficient is above the largest value met by more than 1e-9 of it. What
/// is returned is the upper of the two bounds, so it is never below the maximum.
pub(super) fn bernstein_maximum(coefficients: Vec<f64>) -> Result<f64, NumError> {
    let ends = |piece: &Piece| {
        let of = |end: Option<&f64>| end.copied().unwrap_or(0.0);
        of(piece.coefficients.first()).max(of(piece.coefficients.last()))
    };
    let whole = Piece::of(coefficients);
    let mut reached = ends(&whole);
    let mut parts = BinaryHeap::from([whole]);
    for _ in 0..MOST_HALVINGS {
        let Some(part) = parts.pop() else { return Ok(reached) };
        if part.bound <= reached * (1.0 + TOLERANCE) {
            return Ok(part.bound.max(reached));
        }
        for half in part.halves() {
            reached = reached.max(ends(&half));
            parts.push(half);
        }
    }
    Err(NumError::NotConverged { technique: "branch and bound", iterations: MOST_HALVINGS, best: reached })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dist::Binomial;

    /// The same polynomial on a fine grid, from binomial probabilities.
    #[test]
    fn above_a_fine_grid_and_hardly() {
        let family = [
            vec![0.0, 1.0, 0.0],
            vec![0.3, 0.3, 0.3, 0.3],
            vec![0.04, 0.0, 0.05, 0.03, 0.0, 0.0, 0.02, 0.05, 0.01],
            (0..=40).map(|m: u32| f64::from(m * 7919 % 101) / 101.0).collect(),
            vec![0.0; 5],
        ];
        for coefficients in family {
            let degree = coefficients.len() as u64 - 1;
            let at = |share: f64| -> f64 {
                let law = Binomial::try_new(degree, share).unwrap();
                coefficients.iter().zip(0..).map(|(coefficient, m)| coefficient * law.pmf(m)).sum()
            };
            let grid = (0..=100_000).map(|step| at(f64::from(step) / 1e5)).fold(0.0, f64::max);
            let found = bernstein_maximum(coefficients).unwrap();
            assert!(found >= grid - 1e-12 && found <= grid + 1e-7 * grid, "{found} {grid}");
        }
        assert!((bernstein_maximum(vec![0.0, 1.0, 0.0]).unwrap() - 0.5).abs() < 1e-9);
    }
}
