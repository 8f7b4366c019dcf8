//! The covariance of the random effects as the square of a triangle.

use crate::num::Orthonormal;

/// How the random effects of one person hang together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum RandomStructure {
    /// Every variance and covariance by itself: `(1 + z | person)`.
    #[default]
    Unstructured,
    /// A variance for each, no covariance: `(1 | person) + (0 + z | person)`.
    Independent,
}

/// G = L L' with some cells of L free and the others 0 (Bates, Maechler, Bolker and Walker 2015, J Stat Softw 67(1), sec. 3): whatever the
/// cells, G is a covariance, and those of lower rank are reached inside the space of the cells, not at its edge.
#[derive(Clone, Debug)]
pub(super) struct Factor {
    effects: usize,
    /// The cells of G on and above the diagonal that may differ from 0.
    pub pairs: Vec<(usize, usize)>,
    /// Row and column of the free cells of L.
    pub free: Vec<(usize, usize)>,
}

impl Factor {
    /// Of full rank.
    pub fn full(structure: RandomStructure, effects: usize) -> Factor {
        let diagonal: Vec<(usize, usize)> = (0..effects).map(|at| (at, at)).collect();
        match structure {
            RandomStructure::Independent => Factor { effects, pairs: diagonal.clone(), free: diagonal },
            RandomStructure::Unstructured => {
                let pairs = (0..effects).flat_map(|row| (row..effects).map(move |column| (row, column))).collect();
                Factor { effects, pairs, ..Factor::of_columns(effects, effects) }
            }
        }
    }

    /// The lower trapezoid of some columns.
    fn of_columns(effects: usize, columns: usize) -> Factor {
        let free = (0..columns).flat_map(|column| (column..effects).map(move |row| (row, column))).collect();
        Factor { effects, pairs: Vec::new(), free }
    }

    /// L as a multiple of the identity.
    pub fn multiple(&self, of: f64) -> Vec<f64> {
        self.free.iter().map(|(row, column)| if row == column { of } else { 0.0 }).collect()
    }

    /// L in full, row by row.
    fn triangle(&self, cells: &[f64]) -> Vec<f64> {
        let mut triangle = vec![0.0; self.effects * self.effects];
        self.free.iter().zip(cells).for_each(|((row, column), cell)| triangle[row * self.effects + column] = *cell);
        triangle
    }

    /// The cells of G at the pairs.
    pub fn covariances(&self, cells: &[f64]) -> Vec<f64> {
        let (triangle, q) = (self.triangle(cells), self.effects);
        let product = |&(i, j): &(usize, usize)| (0..q).map(|c| triangle[i * q + c] * triangle[j * q + c]).sum();
        self.pairs.iter().map(product).collect()
    }

    /// G in full, from its cells at the pairs.
    pub fn matrix(&self, covariances: &[f64]) -> Vec<f64> {
        let q = self.effects;
        let mut matrix = vec![0.0; q * q];
        for (&(i, j), &cell) in self.pairs.iter().zip(covariances) {
            (matrix[i * q + j], matrix[j * q + i]) = (cell, cell);
        }
        matrix
    }

    /// The derivatives of the cells of G in each free cell of L.
    pub fn slopes(&self, cells: &[f64]) -> Vec<Vec<f64>> {
        let (triangle, q) = (self.triangle(cells), self.effects);
        let slope = |(a, c): (usize, usize), (i, j): (usize, usize)| {
            let of = |hit: bool, row: usize| if hit { triangle[row * q + c] } else { 0.0 };
            of(i == a, j) + of(j == a, i)
        };
        self.free.iter().map(|&cell| self.pairs.iter().map(|&pair| slope(cell, pair)).collect()).collect()
    }

    /// The sum over the cells of G of `weights` times their second derivatives in each pair of free cells of L.
    pub fn curvature(&self, weights: &[f64]) -> Vec<f64> {
        let matches = |(i, j): (usize, usize), a: usize, b: usize| {
            f64::from(u8::from(i == a && j == b)) + f64::from(u8::from(j == a && i == b))
        };
        let second = |&(a, c): &(usize, usize), &(b, d): &(usize, usize)| {
            if c != d {
                return 0.0;
            }
            self.pairs.iter().zip(weights).map(|(&pair, weight)| weight * matches(pair, a, b)).sum()
        };
        self.free.iter().flat_map(|one| self.free.iter().map(move |other| second(one, other))).collect()
    }

    /// The same structure without what the cells leave at zero, and the cells to go on from: `vectors` and `lengths` are the eigenvectors
    /// and eigenvalues of G. `None` where nothing is at zero.
    pub fn reduced(&self, cells: &[f64], lengths: &[f64], vectors: &[Vec<f64>]) -> Option<(Factor, Vec<f64>)> {
        let most = lengths.iter().fold(1.0_f64, |most, length| most.max(*length));
        let counts = |length: f64| length > AT_ZERO * most;
        if self.pairs.len() == self.effects && self.effects > 1 {
            let kept = self.free.iter().copied().zip(cells.iter().copied()).filter(|(_, cell)| counts(cell * cell));
            let (free, cells): (Vec<_>, Vec<f64>) = kept.unzip();
            return (free.len() < self.free.len()).then(|| (Factor { free, ..self.clone() }, cells));
        }
        let kept: Vec<usize> = (0..self.effects).filter(|&at| counts(lengths[at])).collect();
        let columns = self.free.iter().map(|(_, column)| column + 1).max().unwrap_or(0);
        if kept.len() >= columns {
            return None;
        }
        // Rows of B with G = B B', turned so that B is a lower trapezoid.
        let row = |at: usize| kept.iter().map(|&e| lengths[e].sqrt() * vectors[e][at]).collect::<Vec<f64>>();
        let rows: Vec<Vec<f64>> = (0..self.effects).map(row).collect();
        let turn = Orthonormal::spanning(&rows[..kept.len()]);
        let turned =
            |row: &Vec<f64>| if turn.columns.len() == kept.len() { turn.coordinates(row) } else { row.clone() };
        let rows: Vec<Vec<f64>> = rows.iter().map(turned).collect();
        let factor = Factor { pairs: self.pairs.clone(), ..Factor::of_columns(self.effects, kept.len()) };
        let cells = factor.free.iter().map(|&(row, column)| rows[row][column]).collect();
        Some((factor, cells))
    }
}

/// A variance below this share of the residual one, and of the largest, is looked at as zero.
const AT_ZERO: f64 = 1e-8;
