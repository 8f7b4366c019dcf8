//! Small systems of linear equations with a symmetric positive definite matrix.

use super::NumError;

/// Question: which lower triangle L has L L' = `matrix`, of `n` rows?
///
/// Cholesky's factor (Golub and Van Loan 2013, Matrix Computations, sec. 4.2), for matrices of tens of rows. `matrix` holds its rows one
/// after the other; only the lower triangle is read, and only that of the answer is L.
///
/// # Errors
/// `Argument` if the size does not match or the matrix is not positive definite.
pub fn cholesky_factor(matrix: &[f64], n: usize) -> Result<Vec<f64>, NumError> {
    if matrix.len() != n * n {
        return Err(NumError::Argument {
            what: "number of cells",
            found: matrix.len() as f64,
            expected: "rows squared",
        });
    }
    let mut factor = matrix.to_vec();
    for row in 0..n {
        for column in 0..=row {
            let product: f64 = (0..column).map(|k| factor[row * n + k] * factor[column * n + k]).sum();
            let rest = factor[row * n + column] - product;
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

/// Question: which x solves `matrix` x = `right`?
///
/// By [`cholesky_factor`] with forward and back substitution.
///
/// # Errors
/// Those of [`cholesky_factor`].
pub fn solve_positive_definite(matrix: &[f64], right: &[f64]) -> Result<Vec<f64>, NumError> {
    let n = right.len();
    let factor = cholesky_factor(matrix, n)?;
    let mut x = right.to_vec();
    for row in 0..n {
        let known: f64 = (0..row).map(|k| factor[row * n + k] * x[k]).sum();
        x[row] = (x[row] - known) / factor[row * n + row];
    }
    for row in (0..n).rev() {
        let known: f64 = (row + 1..n).map(|k| factor[k * n + row] * x[k]).sum();
        x[row] = (x[row] - known) / factor[row * n + row];
    }
    Ok(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solves_and_refuses() {
        // [[4, 2, 0], [2, 5, 3], [0, 3, 6]] (1, -2, 3)' = (0, 1, 12)'.
        let x = solve_positive_definite(&[4.0, 9.0, 9.0, 2.0, 5.0, 9.0, 0.0, 3.0, 6.0], &[0.0, 1.0, 12.0]).unwrap();
        for (found, truth) in x.iter().zip([1.0, -2.0, 3.0]) {
            assert!((found - truth).abs() < 1e-14, "{x:?}");
        }
        assert_eq!(solve_positive_definite(&[], &[]).unwrap(), Vec::<f64>::new());
        assert!(solve_positive_definite(&[1.0, 0.0, 2.0, 1.0], &[1.0, 1.0]).is_err());
        assert!(solve_positive_definite(&[1.0], &[1.0, 1.0]).is_err());
    }
}
