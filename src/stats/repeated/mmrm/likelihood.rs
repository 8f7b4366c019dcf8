//! The likelihood and its derivatives in the cells of the covariance matrices.

use super::Likelihood;
use super::basis::Basis;
use super::covariance::Cells;
use super::patterns::Pattern;
use crate::num::{NumError, inverse_and_log_determinant, product};

/// What the likelihood needs of the readings.
#[derive(Clone, Debug)]
pub(super) struct Statistics {
    pub basis: Basis,
    pub patterns: Vec<Pattern>,
    pub cells: Cells,
    pub groups: usize,
    /// Readings less independent columns (restricted) or readings.
    pub degrees: f64,
    pub likelihood: Likelihood,
}

/// Everything at one set of covariance matrices.
///
/// With V_i of a person, W = V^-1, r = y - X b, P = W - W X Phi X'W and Phi = (X'W X)^-1, all sums over people:
/// -2 l = degrees ln 2 pi + ln det V + r'W r, restricted also + ln det X'W X (Patterson and Thompson 1971, Biometrika 58:545-554; the
/// derivatives as in Lindstrom and Bates 1988, J Am Stat Assoc 83:1014-1022).
#[derive(Clone, Debug)]
pub(super) struct Evaluation {
    /// l, of scaled residuals in the orthonormal basis.
    pub log_likelihood: f64,
    /// b, beyond least squares.
    pub coefficients: Vec<f64>,
    /// Phi.
    pub covariance: Vec<f64>,
    /// dl in each cell of each group's matrix.
    pub gradient: Vec<f64>,
    /// For each pattern, W.
    pub inverses: Vec<Vec<f64>>,
    /// For each pattern, W R W and W F W, with R the cross-products of r and F those of fitted values' uncertainty: x_a'Phi x_b.
    moved: Vec<[Vec<f64>; 2]>,
}

/// Second derivatives in the cells.
#[derive(Clone, Debug)]
pub(super) struct Curvature {
    /// Minus those of l where the matrix is linear in its parameters: the observed information.
    pub observed: Vec<f64>,
    /// Its expectation.
    pub expected: Vec<f64>,
    /// What the coefficients add; only in full.
    pub slopes: Option<Slopes>,
}

/// How the information on the coefficients moves with the covariance.
#[derive(Clone, Debug)]
pub(super) struct Slopes {
    /// L of Phi = L L', row by row.
    pub root: Vec<f64>,
    /// For each cell, L'X'W D W X L on the orthonormal basis, D the derivative of V in the cell.
    pub reduced: Vec<Vec<f64>>,
}

impl Statistics {
    /// How many cells all groups' matrices have.
    pub fn count(&self) -> usize {
        self.groups * self.cells.count()
    }

    /// The cell of a pattern's group.
    fn cell(&self, pattern: &Pattern, one: usize, other: usize) -> usize {
        pattern.group * self.cells.count() + self.cells.at(pattern.visits[one], pattern.visits[other])
    }

    /// At matrices given cell by cell, group after group.
    ///
    /// # Errors
    /// [`NumError`] where a matrix, or X'W X, is not positive definite.
    pub fn evaluate(&self, matrices: &[f64]) -> Result<Evaluation, NumError> {
        let (rank, side) = (self.basis.rank(), self.side());
        let mut information = vec![0.0; side * side];
        let mut right = vec![0.0; side];
        let (mut log_determinants, mut quadratic) = (0.0, 0.0);
        let mut inverses = Vec::with_capacity(self.patterns.len());
        for pattern in &self.patterns {
            let m = pattern.visits.len();
            let v: Vec<f64> = pairs(m).map(|(a, b)| matrices[self.cell(pattern, a, b)]).collect();
            let (inverse, log_determinant) = inverse_and_log_determinant(&v, m)?;
            log_determinants += pattern.people * log_determinant;
            for (a, b) in pairs(m) {
                let weight = inverse[a * m + b];
                let (rows, columns) = (self.block(pattern, a), self.block(pattern, b));
                let length = pattern.side();
                for row in 0..rows.width {
                    let cells = &pattern.cross[(rows.from + row) * length + columns.from..][..columns.width + 1];
                    let at = rows.start + row;
                    let into = &mut information[at * side + columns.start..][..columns.width];
                    into.iter_mut().zip(cells).for_each(|(into, cell)| *into += weight * cell);
                    right[at] += weight * cells[columns.width];
                }
                quadratic += weight * pattern.cross[(rows.from + rows.width) * length + columns.from + columns.width];
            }
            inverses.push(inverse);
        }
        let span = &self.basis.span;
        let information = self.around(&information, span);
        let right = product(&right, span, 1, side, rank);
        let (covariance, log_determinant) = inverse_and_log_determinant(&information, rank)?;
        let coefficients = product(&covariance, &right, rank, rank, 1);
        quadratic -= right.iter().zip(&coefficients).map(|(right, b)| right * b).sum::<f64>();
        let constant = self.degrees * (2.0 * std::f64::consts::PI).ln();
        let mut evaluation = Evaluation {
            log_likelihood: -0.5 * (constant + log_determinants + self.restricted() * log_determinant + quadratic),
            coefficients,
            covariance,
            gradient: vec![0.0; self.count()],
            inverses,
            moved: Vec::with_capacity(self.patterns.len()),
        };
        self.add_gradient(&mut evaluation);
        Ok(evaluation)
    }

    /// -1/2 tr (people W - W R W - W F W) D, the last only restricted.
    fn add_gradient(&self, evaluation: &mut Evaluation) {
        let (rank, side) = (self.basis.rank(), self.side());
        let span = &self.basis.span;
        let b = product(span, &evaluation.coefficients, side, rank, 1);
        let half = product(span, &evaluation.covariance, side, rank, rank);
        let mut of_fit = vec![0.0; side * side];
        for (row, left) in half.chunks_exact(rank).enumerate() {
            for (column, right) in span.chunks_exact(rank).enumerate() {
                of_fit[row * side + column] = left.iter().zip(right).map(|(x, y)| x * y).sum();
            }
        }
        for (pattern, inverse) in self.patterns.iter().zip(&evaluation.inverses) {
            let m = pattern.visits.len();
            let (mut rests, mut fits) = (vec![0.0; m * m], vec![0.0; m * m]);
            for (one, other) in pairs(m) {
                let (rows, columns) = (self.block(pattern, one), self.block(pattern, other));
                let length = pattern.side();
                let (mut rest, mut fit) = (0.0, 0.0);
                for row in 0..=rows.width {
                    let cells = &pattern.cross[(rows.from + row) * length + columns.from..][..columns.width + 1];
                    let of_columns: f64 = cells[columns.width]
                        - cells.iter().zip(&b[columns.start..][..columns.width]).map(|(x, b)| x * b).sum::<f64>();
                    if row == rows.width {
                        rest += of_columns;
                        continue;
                    }
                    let at = rows.start + row;
                    rest -= b[at] * of_columns;
                    let fitted = &of_fit[at * side + columns.start..][..columns.width];
                    fit += cells.iter().zip(fitted).map(|(x, f)| x * f).sum::<f64>();
                }
                rests[one * m + other] = rest;
                fits[one * m + other] = fit;
            }
            let around = |inner: &[f64]| product(&product(inverse, inner, m, m, m), inverse, m, m, m);
            let moved = [around(&rests), around(&fits)];
            for (one, other) in pairs(m) {
                let at = one * m + other;
                evaluation.gradient[self.cell(pattern, one, other)] -=
                    0.5 * (pattern.people * inverse[at] - moved[0][at] - self.restricted() * moved[1][at]);
            }
            evaluation.moved.push(moved);
        }
    }

    /// 2 x observed = sum of tr D W D' (2 W R W + 2 W F W - people W) - 2 c'Phi c - tr Phi A Phi A', with A = X'W D W X and
    /// c = X'W D W r; 2 x expected = sum of tr D W D' (people W - 2 W F W) + tr Phi A Phi A'. With the full likelihood F and the traces of A
    /// are left out. The terms of A and c do not grow with the number of people: they are the costly ones, and left out unless in `full`.
    ///
    /// # Errors
    /// [`NumError`] where Phi is not positive definite in rounding.
    pub fn curvature(&self, evaluation: &Evaluation, full: bool) -> Result<Curvature, NumError> {
        let count = self.count();
        let restricted = self.restricted();
        let (mut observed, mut expected) = (vec![0.0; count * count], vec![0.0; count * count]);
        let moved = self.patterns.iter().zip(&evaluation.inverses).zip(&evaluation.moved);
        for ((pattern, inverse), [rests, fits]) in moved {
            let cells = rests.iter().zip(fits).zip(inverse);
            let whole = cells.map(|((rest, fit), w)| 2.0 * rest + restricted * 2.0 * fit - pattern.people * w);
            self.add_traces(pattern, inverse, &whole.collect::<Vec<f64>>(), &mut observed);
            let mean = fits.iter().zip(inverse).map(|(fit, w)| pattern.people * w - restricted * 2.0 * fit);
            self.add_traces(pattern, inverse, &mean.collect::<Vec<f64>>(), &mut expected);
        }
        let slopes = if full { Some(self.slopes(evaluation)?) } else { None };
        if let Some(slopes) = &slopes {
            let crossed = self.crossed(evaluation, &slopes.root);
            let dot = |one: &[f64], other: &[f64]| one.iter().zip(other).map(|(x, y)| x * y).sum::<f64>();
            for one in 0..count {
                for other in 0..=one {
                    let traces = restricted * 0.5 * dot(&slopes.reduced[one], &slopes.reduced[other]);
                    observed[one * count + other] -= dot(&crossed[one], &crossed[other]) + traces;
                    expected[one * count + other] += traces;
                }
            }
        }
        for (one, other) in (0..count).flat_map(|one| (0..one).map(move |other| (one, other))) {
            observed[other * count + one] = observed[one * count + other];
            expected[other * count + one] = expected[one * count + other];
        }
        Ok(Curvature { observed, expected, slopes })
    }

    /// 1 with the restricted likelihood, 0 with the full one.
    fn restricted(&self) -> f64 {
        if self.likelihood == Likelihood::Reml { 1.0 } else { 0.0 }
    }

    /// Adds 1/2 tr D W D' N, below the diagonal.
    fn add_traces(&self, pattern: &Pattern, w: &[f64], n: &[f64], into: &mut [f64]) {
        let (m, count) = (pattern.visits.len(), self.count());
        let places: Vec<(usize, usize, usize)> =
            (0..m).flat_map(|a| (0..=a).map(move |b| (a, b))).map(|(a, b)| (a, b, self.cell(pattern, a, b))).collect();
        for &(a, b, row) in &places {
            for &(c, d, column) in places.iter().take_while(|place| place.2 <= row) {
                let sum = w[b * m + c] * n[d * m + a]
                    + w[b * m + d] * n[c * m + a]
                    + w[a * m + c] * n[d * m + b]
                    + w[a * m + d] * n[c * m + b];
                let halves = if a == b { 0.5 } else { 1.0 } * if c == d { 0.5 } else { 1.0 };
                into[row * count + column] += 0.5 * halves * sum;
            }
        }
    }

    /// For each cell, L'c.
    fn crossed(&self, evaluation: &Evaluation, root: &[f64]) -> Vec<Vec<f64>> {
        let (rank, side) = (self.basis.rank(), self.side());
        let b = product(&self.basis.span, &evaluation.coefficients, side, rank, 1);
        let mut sums = vec![vec![0.0; side]; self.count()];
        for (pattern, inverse) in self.patterns.iter().zip(&evaluation.inverses) {
            self.add_crossed(pattern, inverse, &b, &mut sums);
        }
        let reduced = |sum: &Vec<f64>| product(&product(sum, &self.basis.span, 1, side, rank), root, 1, rank, rank);
        sums.iter().map(reduced).collect()
    }

    /// Adds c, in the coordinates of the visits.
    fn add_crossed(&self, pattern: &Pattern, w: &[f64], b: &[f64], into: &mut [Vec<f64>]) {
        let (m, length) = (pattern.visits.len(), pattern.side());
        for one in 0..m {
            let rows = self.block(pattern, one);
            for row in 0..rows.width {
                // The cross-products of a coordinate with r at each visit, then with W r.
                let with_rest = |other: usize| {
                    let columns = self.block(pattern, other);
                    let cells = &pattern.cross[(rows.from + row) * length + columns.from..][..columns.width + 1];
                    let fitted = cells.iter().zip(&b[columns.start..][..columns.width]).map(|(x, b)| x * b);
                    cells[columns.width] - fitted.sum::<f64>()
                };
                let solved = product(w, &(0..m).map(with_rest).collect::<Vec<f64>>(), m, m, 1);
                for (a, c) in (0..m).flat_map(|a| (0..=a).map(move |c| (a, c))) {
                    let sum = w[one * m + a] * solved[c] + if a == c { 0.0 } else { w[one * m + c] * solved[a] };
                    into[self.cell(pattern, a, c)][rows.start + row] += sum;
                }
            }
        }
    }

    fn slopes(&self, evaluation: &Evaluation) -> Result<Slopes, NumError> {
        let rank = self.basis.rank();
        let root = triangle(&evaluation.covariance, rank)?;
        let span = product(&self.basis.span, &root, self.side(), rank, rank);
        let each = (0..self.groups).flat_map(|group| self.cells.places().map(move |place| (group, place)));
        let of = |(group, (row, column))| {
            let kernel = |at: usize, pattern: &Pattern| -> Option<Vec<f64>> {
                let find = |visit| pattern.visits.iter().position(|&other| other == visit);
                let (a, b) = (find(row)?, find(column)?);
                let (w, m) = (&evaluation.inverses[at], pattern.visits.len());
                let of = move |(c, d): (usize, usize)| {
                    let sum = w[c * m + a] * w[b * m + d];
                    if a == b { sum } else { sum + w[c * m + b] * w[a * m + d] }
                };
                (pattern.group == group).then(|| pairs(m).map(of).collect())
            };
            self.around(&self.sum(kernel), &span)
        };
        let reduced = each.map(of).collect();
        Ok(Slopes { root, reduced })
    }

    /// Sum of X'K X in the coordinates of the visits, K given for each pattern that takes part.
    pub fn sum(&self, kernel: impl Fn(usize, &Pattern) -> Option<Vec<f64>>) -> Vec<f64> {
        let side = self.side();
        let mut sum = vec![0.0; side * side];
        for (at, pattern) in self.patterns.iter().enumerate() {
            let Some(kernel) = kernel(at, pattern) else { continue };
            let (m, length) = (pattern.visits.len(), pattern.side());
            for ((one, other), weight) in pairs(m).zip(kernel) {
                let (rows, columns) = (self.block(pattern, one), self.block(pattern, other));
                for row in 0..rows.width {
                    let cells = &pattern.cross[(rows.from + row) * length + columns.from..][..columns.width];
                    let into = &mut sum[(rows.start + row) * side + columns.start..][..columns.width];
                    into.iter_mut().zip(cells).for_each(|(into, cell)| *into += weight * cell);
                }
            }
        }
        sum
    }

    /// B'M B of a symmetric M in the coordinates of the visits, B with as many columns as the basis.
    pub fn around(&self, matrix: &[f64], b: &[f64]) -> Vec<f64> {
        let (rank, side) = (self.basis.rank(), self.side());
        let half = product(matrix, b, side, side, rank);
        let mut cells = vec![0.0; rank * rank];
        for (left, right) in b.chunks_exact(rank).zip(half.chunks_exact(rank)) {
            for (row, left) in left.iter().enumerate().filter(|(_, left)| **left != 0.0) {
                let into = &mut cells[row * rank..row * rank + row + 1];
                into.iter_mut().zip(right).for_each(|(into, right)| *into += left * right);
            }
        }
        for (row, column) in (0..rank).flat_map(|row| (0..row).map(move |column| (row, column))) {
            cells[column * rank + row] = cells[row * rank + column];
        }
        cells
    }

    /// How many coordinates all visits have.
    fn side(&self) -> usize {
        self.basis.starts[self.basis.visits.len()]
    }

    fn block(&self, pattern: &Pattern, position: usize) -> Block {
        let visit = pattern.visits[position];
        let from = pattern.starts[position];
        Block { from, width: pattern.starts[position + 1] - from - 1, start: self.basis.starts[visit] }
    }
}

/// The coordinates of one visit.
struct Block {
    /// Where they begin in the cross-products.
    from: usize,
    width: usize,
    /// Where they begin among those of all visits.
    start: usize,
}

/// All pairs of m, row by row.
fn pairs(m: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..m).flat_map(move |row| (0..m).map(move |column| (row, column)))
}

/// L of L L', with zeros above the diagonal.
fn triangle(matrix: &[f64], n: usize) -> Result<Vec<f64>, NumError> {
    let mut factor: Vec<f64> = vec![0.0; n * n];
    for row in 0..n {
        for column in 0..=row {
            let known: f64 = (0..column).map(|k| factor[row * n + k] * factor[column * n + k]).sum();
            let rest = matrix[row * n + column] - known;
            factor[row * n + column] = if column < row {
                rest / factor[column * n + column]
            } else if rest > 0.0 {
                rest.sqrt()
            } else {
                return Err(NumError::Argument { what: "pivot", found: rest, expected: "a positive definite matrix" });
            };
        }
    }
    Ok(factor)
}
