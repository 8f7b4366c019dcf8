//! An orthonormal basis of the columns of a matrix.

use super::compensated_sum;

/// A column is taken for a combination of those before it when less than this share of its length is left.
const DEPENDENT: f64 = 1e-9;

/// X = Q R, with orthonormal columns in Q and R upper triangular.
#[derive(Clone, Debug, PartialEq)]
pub struct Orthonormal {
    /// The columns of Q, each as long as those of X.
    pub columns: Vec<Vec<f64>>,
    /// The rows of R, one after the other.
    pub triangle: Vec<f64>,
}

impl Orthonormal {
    /// Question: which orthonormal columns span those given?
    ///
    /// Gram and Schmidt's method with every column orthogonalised twice, which leaves Q orthonormal to rounding (Giraud, Langou,
    /// Rozloznik and van den Eshof 2005, Numer Math 101:87-100). `Err(column)` names the first column that depends on those before it.
    ///
    /// # Errors
    /// The place of a column that is zero, or a combination of those before it.
    pub fn of(columns: &[Vec<f64>]) -> Result<Orthonormal, usize> {
        let width = columns.len();
        let mut basis: Vec<Vec<f64>> = Vec::with_capacity(width);
        let mut triangle = vec![0.0; width * width];
        for (at, column) in columns.iter().enumerate() {
            let mut rest = column.clone();
            for _ in 0..2 {
                for (row, known) in basis.iter().enumerate() {
                    let share = dot(known, &rest);
                    triangle[row * width + at] += share;
                    rest.iter_mut().zip(known).for_each(|(rest, known)| *rest -= share * known);
                }
            }
            let (length, left) = (dot(column, column).sqrt(), dot(&rest, &rest).sqrt());
            if left <= DEPENDENT * length {
                return Err(at);
            }
            triangle[at * width + at] = left;
            basis.push(rest.into_iter().map(|cell| cell / left).collect());
        }
        Ok(Orthonormal { columns: basis, triangle })
    }

    /// Question: which orthonormal columns span those given, leaving out whatever depends on those before it?
    pub fn spanning(columns: &[Vec<f64>]) -> Orthonormal {
        let mut kept: Vec<Vec<f64>> = columns.to_vec();
        loop {
            match Orthonormal::of(&kept) {
                Ok(basis) => return basis,
                Err(at) => drop(kept.remove(at)),
            }
        }
    }

    /// How many columns of those given do not depend on those before them; columns of zeros count for nothing.
    pub fn rank(columns: &[Vec<f64>]) -> usize {
        Orthonormal::spanning(columns).columns.len()
    }

    /// Q' y.
    pub fn coordinates(&self, y: &[f64]) -> Vec<f64> {
        self.columns.iter().map(|column| dot(column, y)).collect()
    }

    /// y less its part in the span of Q.
    pub fn residuals(&self, y: &[f64]) -> Vec<f64> {
        let mut rest = y.to_vec();
        for _ in 0..2 {
            for column in &self.columns {
                let share = dot(column, &rest);
                rest.iter_mut().zip(column).for_each(|(rest, cell)| *rest -= share * cell);
            }
        }
        rest
    }

    /// The z with R' z = c: a combination c of the coefficients of X as one of the coefficients of Q.
    pub fn combination(&self, c: &[f64]) -> Vec<f64> {
        let width = self.columns.len();
        let mut z = vec![0.0; width];
        for row in 0..width {
            let known: f64 = (0..row).map(|k| self.triangle[k * width + row] * z[k]).sum();
            z[row] = (c[row] - known) / self.triangle[row * width + row];
        }
        z
    }

    /// ln det R.
    pub fn log_determinant(&self) -> f64 {
        let width = self.columns.len();
        (0..width).map(|at| self.triangle[at * width + at].ln()).sum()
    }
}

fn dot(left: &[f64], right: &[f64]) -> f64 {
    compensated_sum(left.iter().zip(right).map(|(left, right)| left * right))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_and_their_combinations() {
        let x = vec![vec![1.0, 1.0, 1.0, 1.0], vec![1e8, 1e8 + 1.0, 1e8 + 2.0, 1e8 + 4.0]];
        let basis = Orthonormal::of(&x).expect("independent");
        assert!((dot(&basis.columns[0], &basis.columns[1])).abs() < 1e-15);
        // y = 3 + 2 (x - 1e8): slope 2 exactly, by the combination (0, 1).
        let y: Vec<f64> = x[1].iter().map(|x| 3.0 + 2.0 * (x - 1e8)).collect();
        let (z, q) = (basis.combination(&[0.0, 1.0]), basis.coordinates(&y));
        assert!((dot(&z, &q) - 2.0).abs() < 1e-7);
        assert!(basis.residuals(&y).iter().all(|rest| rest.abs() < 1e-7));
        let dependent = vec![vec![1.0, 1.0, 1.0], vec![1.0, 0.0, 0.0], vec![0.0, 1.0, 1.0], vec![0.0, 0.0, 1.0]];
        assert_eq!(Orthonormal::of(&dependent), Err(2));
        assert_eq!(Orthonormal::rank(&dependent), 3);
        assert_eq!(Orthonormal::rank(&[vec![0.0, 0.0]]), 0);
    }
}
