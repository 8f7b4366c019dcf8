//! Orthogonal factors of a matrix given by its columns.

use super::{NumError, compensated_sum};

/// Question: which columns are independent of those before them, and what are their coordinates in an orthonormal basis?
///
/// Householder's reflections (Golub and Van Loan 2013, Matrix Computations, sec. 5.2). Columns are taken in the given order; one of which
/// less than `tolerance` of its length is left beside the columns before it is aliased with them and set aside, so that it is always the
/// later one that goes (as in R's `lm`), and the answer does not depend on the scale of any column.
#[derive(Clone, Debug)]
pub struct HouseholderQr {
    columns: usize,
    kept: Vec<usize>,
    /// Orthonormal columns, one for each kept column.
    q: Vec<Vec<f64>>,
    /// Upper triangle by columns: `r[j]` has j + 1 entries.
    r: Vec<Vec<f64>>,
}

impl HouseholderQr {
    /// Factors the columns, each of `rows` numbers.
    ///
    /// # Errors
    /// `Argument` if the columns differ in length or a tolerance outside 0 to 1 is given; `NotFinite` if an entry is no number.
    pub fn of(rows: usize, columns: &[Vec<f64>], tolerance: f64) -> Result<HouseholderQr, NumError> {
        if !(0.0..1.0).contains(&tolerance) {
            return Err(NumError::Argument { what: "tolerance", found: tolerance, expected: "a share of 0 to 1" });
        }
        let mut reflectors: Vec<Vec<f64>> = Vec::new();
        let (mut kept, mut r) = (Vec::new(), Vec::new());
        for (at, column) in columns.iter().enumerate() {
            if column.len() != rows {
                let found = column.len() as f64;
                return Err(NumError::Argument {
                    what: "length of a column",
                    found,
                    expected: "one number for each row",
                });
            }
            if column.iter().any(|entry| !entry.is_finite()) {
                return Err(NumError::NotFinite { technique: "QR", at: at as f64 });
            }
            let mut work = column.clone();
            for (from, reflector) in reflectors.iter().enumerate() {
                reflect(&mut work[from..], reflector);
            }
            let rank = kept.len();
            let left = length(work.get(rank..).unwrap_or(&[]));
            if left == 0.0 || left <= tolerance * length(column) {
                continue;
            }
            // The sign that does not cancel.
            let diagonal = if work[rank] > 0.0 { -left } else { left };
            let mut reflector = work[rank..].to_vec();
            reflector[0] -= diagonal;
            let size = length(&reflector);
            reflector.iter_mut().for_each(|entry| *entry /= size);
            work.truncate(rank);
            work.push(diagonal);
            r.push(work);
            kept.push(at);
            reflectors.push(reflector);
        }
        let q = (0..kept.len())
            .map(|at| {
                let mut unit = vec![0.0; rows];
                unit[at] = 1.0;
                for (from, reflector) in reflectors.iter().enumerate().rev() {
                    reflect(&mut unit[from..], reflector);
                }
                unit
            })
            .collect();
        Ok(HouseholderQr { columns: columns.len(), kept, q, r })
    }

    /// Indices of the independent columns, ascending.
    pub fn kept(&self) -> &[usize] {
        &self.kept
    }

    /// Indices of the columns that depend on those before them.
    pub fn aliased(&self) -> Vec<usize> {
        (0..self.columns).filter(|at| !self.kept.contains(at)).collect()
    }

    /// The orthonormal columns.
    pub fn basis(&self) -> &[Vec<f64>] {
        &self.q
    }

    /// The coordinates of `y` in the basis.
    pub fn coordinates(&self, y: &[f64]) -> Vec<f64> {
        self.q.iter().map(|q| compensated_sum(q.iter().zip(y).map(|(q, y)| q * y))).collect()
    }

    /// Coefficients of the kept columns whose sum has these coordinates: R b = coordinates.
    pub fn solve(&self, coordinates: &[f64]) -> Vec<f64> {
        let mut x = coordinates.to_vec();
        for row in (0..x.len()).rev() {
            let known: f64 = (row + 1..x.len()).map(|k| self.r[k][row] * x[k]).sum();
            x[row] = (x[row] - known) / self.r[row][row];
        }
        x
    }

    /// The coordinates u with u'(Q'y) = c'b for every y, b the coefficients of the kept columns: R'u = c.
    pub fn solve_transposed(&self, c: &[f64]) -> Vec<f64> {
        let mut u = c.to_vec();
        for row in 0..u.len() {
            let known: f64 = (0..row).map(|k| self.r[row][k] * u[k]).sum();
            u[row] = (u[row] - known) / self.r[row][row];
        }
        u
    }
}

fn length(vector: &[f64]) -> f64 {
    compensated_sum(vector.iter().map(|entry| entry * entry)).sqrt()
}

/// x - 2 v (v'x), v of length 1.
fn reflect(x: &mut [f64], v: &[f64]) {
    let twice = 2.0 * compensated_sum(x.iter().zip(v).map(|(x, v)| x * v));
    x.iter_mut().zip(v).for_each(|(x, v)| *x -= twice * v);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_multiply_to_the_matrix() {
        let columns = [vec![1.0, 2.0, 3.0, 5.0], vec![-1.0, 0.5, 2.0, 8.0], vec![0.0, 1.0, 1.0, -7.0]];
        let qr = HouseholderQr::of(4, &columns, 1e-10).unwrap();
        assert_eq!((qr.kept(), qr.aliased()), (&[0, 1, 2][..], vec![]));
        for (at, column) in columns.iter().enumerate() {
            for (row, cell) in column.iter().enumerate() {
                let product: f64 = (0..=at).map(|k| qr.q[k][row] * qr.r[at][k]).sum();
                assert!((product - cell).abs() < 1e-14);
            }
        }
        for (i, left) in qr.basis().iter().enumerate() {
            for (j, right) in qr.basis().iter().enumerate() {
                let product: f64 = left.iter().zip(right).map(|(x, y)| x * y).sum();
                assert!((product - f64::from(u8::from(i == j))).abs() < 1e-15);
            }
        }
        // y = 2 a - b + 3 c.
        let y: Vec<f64> = (0..4).map(|row| 2.0 * columns[0][row] - columns[1][row] + 3.0 * columns[2][row]).collect();
        let b = qr.solve(&qr.coordinates(&y));
        assert!(b.iter().zip([2.0, -1.0, 3.0]).all(|(found, truth)| (found - truth).abs() < 1e-13), "{b:?}");
        let u = qr.solve_transposed(&[1.0, 0.0, -2.0]);
        let answer: f64 = u.iter().zip(qr.coordinates(&y)).map(|(u, y)| u * y).sum();
        assert!((answer + 4.0).abs() < 1e-13);
    }

    #[test]
    fn later_columns_are_the_aliased_ones() {
        let columns = [vec![1.0, 2.0, 4.0], vec![0.0; 3], vec![1e9, 2e9, 4e9], vec![1.0, 1.0, 1.0]];
        let qr = HouseholderQr::of(3, &columns, 1e-10).unwrap();
        assert_eq!((qr.kept(), qr.aliased()), (&[0, 3][..], vec![1, 2]));
        let more = [vec![1.0], vec![2.0]];
        assert_eq!(HouseholderQr::of(1, &more, 1e-10).unwrap().aliased(), vec![1]);
        assert_eq!(HouseholderQr::of(0, &[], 1e-10).unwrap().kept().len(), 0);
    }

    #[test]
    fn refuses_what_is_no_matrix() {
        assert!(HouseholderQr::of(2, &[vec![1.0]], 1e-10).is_err());
        assert!(HouseholderQr::of(1, &[vec![f64::NAN]], 1e-10).is_err());
        assert!(HouseholderQr::of(1, &[vec![1.0]], f64::NAN).is_err());
    }
}
