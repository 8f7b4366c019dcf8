//! Every variance and covariance by itself.

use super::parameters::{Cells, Place};

/// Parameters of search: the cells of the Cholesky factor L of L L', those on the diagonal as logarithms. Natural ones: the cells.
#[derive(Clone, Debug)]
pub struct Unstructured {
    /// Of the matrix, and of L.
    pub cells: Cells,
}

impl Unstructured {
    /// The factor of `moments`, positive definite.
    pub fn start(&self, moments: &[f64]) -> Vec<f64> {
        let mut factor: Vec<f64> = vec![0.0; moments.len()];
        for (row, column) in self.cells.places() {
            let known: f64 =
                (0..column).map(|k| factor[self.cells.at(row, k)] * factor[self.cells.at(column, k)]).sum();
            let rest = moments[self.cells.at(row, column)] - known;
            factor[self.cells.at(row, column)] = if row == column {
                rest.max(f64::MIN_POSITIVE).sqrt()
            } else {
                rest / factor[self.cells.at(column, column)]
            };
        }
        for at in 0..self.cells.side {
            let cell = &mut factor[self.cells.at(at, at)];
            *cell = cell.ln();
        }
        factor
    }

    /// L, with zeros above the diagonal.
    fn factor(&self, parameters: &[f64]) -> Vec<f64> {
        let side = self.cells.side;
        let mut factor = vec![0.0; side * side];
        for (row, column) in self.cells.places() {
            let cell = parameters[self.cells.at(row, column)];
            factor[row * side + column] = if row == column { cell.exp() } else { cell };
        }
        factor
    }

    fn matrix(&self, factor: &[f64]) -> Vec<f64> {
        let row = |at: usize| &factor[at * self.cells.side..(at + 1) * self.cells.side];
        self.cells.places().map(|(one, other)| row(one).iter().zip(row(other)).map(|(x, y)| x * y).sum()).collect()
    }

    /// In the cells of L: the derivative in L_ab of L L' is e_a l_b' + l_b e_a', l_b the column b of L; the second one in L_ab and L_cb
    /// is e_a e_c' + e_c e_a', others are zero.
    pub fn search(&self, parameters: &[f64]) -> Place {
        let side = self.cells.side;
        let factor = self.factor(parameters);
        // The derivative of a cell of L in its parameter.
        let slope = |row: usize, column: usize| if row == column { factor[row * side + row] } else { 1.0 };
        let (mut first, mut second) = (Vec::with_capacity(self.cells.count()), Vec::new());
        for (a, b) in self.cells.places() {
            let mut cells = vec![0.0; self.cells.count()];
            for other in 0..side {
                let twice = if other == a { 2.0 } else { 1.0 };
                cells[self.cells.at(a, other)] = twice * slope(a, b) * factor[other * side + b];
            }
            for c in b..=a {
                let mut bent = vec![0.0; self.cells.count()];
                bent[self.cells.at(a, c)] = if a == c { 2.0 } else { 1.0 } * slope(a, b) * slope(c, b);
                if a == b {
                    // The second derivative of exp is the first.
                    bent.iter_mut().zip(&cells).for_each(|(bent, cell)| *bent += cell);
                }
                second.push((self.cells.at(a, b), self.cells.at(c, b), bent));
            }
            first.push(cells);
        }
        Place { matrix: self.matrix(&factor), first, second }
    }

    /// In the cells themselves.
    pub fn natural(&self, parameters: &[f64]) -> Place {
        let count = self.cells.count();
        let unit = |at: usize| (0..count).map(|other| f64::from(u8::from(other == at))).collect();
        Place {
            matrix: self.matrix(&self.factor(parameters)),
            first: (0..count).map(unit).collect(),
            second: Vec::new(),
        }
    }
}
