//! Small symmetric matrices: inverse, determinant, eigenvalues. Matrices hold their rows one after the other.

use super::NumError;

const MAX_SWEEPS: usize = 60;

/// Question: what are the inverse and ln det of a symmetric positive definite matrix of `n` rows?
///
/// By Cholesky's L L' (Golub and Van Loan 2013, Matrix Computations, sec. 4.2); only the lower triangle is read.
///
/// # Errors
/// `Argument` if the size does not match or the matrix is not positive definite.
pub fn inverse_and_log_determinant(matrix: &[f64], n: usize) -> Result<(Vec<f64>, f64), NumError> {
    if matrix.len() != n * n {
        return Err(NumError::Argument {
            what: "number of cells",
            found: matrix.len() as f64,
            expected: "rows squared",
        });
    }
    let mut factor = matrix.to_vec();
    let mut log_determinant = 0.0;
    for row in 0..n {
        for column in 0..=row {
            let product: f64 = (0..column).map(|k| factor[row * n + k] * factor[column * n + k]).sum();
            let rest = factor[row * n + column] - product;
            factor[row * n + column] = if column < row {
                rest / factor[column * n + column]
            } else if rest > 0.0 && rest.is_finite() {
                log_determinant += rest.ln();
                rest.sqrt()
            } else {
                return Err(NumError::Argument { what: "pivot", found: rest, expected: "a positive definite matrix" });
            };
        }
    }
    // L^-1 by columns, then L^-T L^-1.
    let mut lower = vec![0.0; n * n];
    for column in 0..n {
        for row in column..n {
            let known: f64 = (column..row).map(|k| factor[row * n + k] * lower[k * n + column]).sum();
            let unit = if row == column { 1.0 } else { 0.0 };
            lower[row * n + column] = (unit - known) / factor[row * n + row];
        }
    }
    let mut inverse = vec![0.0; n * n];
    for row in 0..n {
        for column in 0..=row {
            let cell: f64 = (row..n).map(|k| lower[k * n + row] * lower[k * n + column]).sum();
            (inverse[row * n + column], inverse[column * n + row]) = (cell, cell);
        }
    }
    Ok((inverse, log_determinant))
}

/// Question: what are the eigenvalues of a symmetric matrix of `n` rows, and its eigenvectors (a row each)?
///
/// Jacobi's cyclic rotations (Golub and Van Loan 2013, sec. 8.5).
///
/// # Errors
/// `Argument` if the size does not match; `NotConverged` after 60 sweeps.
pub fn symmetric_eigen(matrix: &[f64], n: usize) -> Result<(Vec<f64>, Vec<Vec<f64>>), NumError> {
    if matrix.len() != n * n {
        return Err(NumError::Argument {
            what: "number of cells",
            found: matrix.len() as f64,
            expected: "rows squared",
        });
    }
    let mut a = matrix.to_vec();
    let unit = |row: usize| (0..n).map(|column| if row == column { 1.0 } else { 0.0 }).collect();
    let mut vectors: Vec<Vec<f64>> = (0..n).map(unit).collect();
    for _ in 0..MAX_SWEEPS {
        let mut rotated = false;
        for p in 0..n {
            for q in p + 1..n {
                let off = a[p * n + q];
                if off.abs() <= f64::EPSILON * 0.25 * (a[p * n + p] * a[q * n + q]).abs().sqrt() {
                    continue;
                }
                rotated = true;
                let ratio = (a[q * n + q] - a[p * n + p]) / (2.0 * off);
                let t = 1.0_f64.copysign(ratio) / (ratio.abs() + (1.0 + ratio * ratio).sqrt());
                let c = 1.0 / (1.0 + t * t).sqrt();
                let s = t * c;
                for k in 0..n {
                    let (x, y) = (a[k * n + p], a[k * n + q]);
                    (a[k * n + p], a[k * n + q]) = (c * x - s * y, s * x + c * y);
                }
                for k in 0..n {
                    let (x, y) = (a[p * n + k], a[q * n + k]);
                    (a[p * n + k], a[q * n + k]) = (c * x - s * y, s * x + c * y);
                    let (x, y) = (vectors[p][k], vectors[q][k]);
                    (vectors[p][k], vectors[q][k]) = (c * x - s * y, s * x + c * y);
                }
                (a[p * n + q], a[q * n + p]) = (0.0, 0.0);
            }
        }
        if !rotated {
            return Ok(((0..n).map(|at| a[at * n + at]).collect(), vectors));
        }
    }
    Err(NumError::NotConverged { technique: "Jacobi's rotations", iterations: MAX_SWEEPS, best: f64::NAN })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MATRIX: [f64; 9] = [4.0, 2.0, 0.0, 2.0, 5.0, 3.0, 0.0, 3.0, 6.0];

    #[test]
    fn inverse_and_determinant() {
        let (inverse, log_determinant) = inverse_and_log_determinant(&MATRIX, 3).unwrap();
        assert!((log_determinant - 60_f64.ln()).abs() < 1e-14);
        for row in 0..3 {
            for column in 0..3 {
                let cell: f64 = (0..3).map(|k| MATRIX[row * 3 + k] * inverse[k * 3 + column]).sum();
                assert!((cell - if row == column { 1.0 } else { 0.0 }).abs() < 1e-14);
            }
        }
        assert!(inverse_and_log_determinant(&[1.0, 2.0, 2.0, 1.0], 2).is_err());
        assert!(inverse_and_log_determinant(&[1.0], 2).is_err());
    }

    #[test]
    fn eigenvalues_and_vectors() {
        let (values, vectors) = symmetric_eigen(&MATRIX, 3).unwrap();
        assert!((values.iter().sum::<f64>() - 15.0).abs() < 1e-13);
        assert!((values.iter().product::<f64>() - 60.0).abs() < 1e-12);
        for (value, vector) in values.iter().zip(&vectors) {
            for row in 0..3 {
                let image: f64 = (0..3).map(|k| MATRIX[row * 3 + k] * vector[k]).sum();
                assert!((image - value * vector[row]).abs() < 1e-13);
            }
        }
        let (values, _) = symmetric_eigen(&[3.0, 0.0, 0.0, 0.0], 2).unwrap();
        assert_eq!(values, [3.0, 0.0]);
    }
}
