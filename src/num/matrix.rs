//! Products of small matrices, whose rows stand one after the other.

/// A B for A of n rows and k columns and B of k rows and m columns.
pub fn product(a: &[f64], b: &[f64], n: usize, k: usize, m: usize) -> Vec<f64> {
    let mut cells = vec![0.0; n * m];
    for row in 0..n {
        let into = &mut cells[row * m..(row + 1) * m];
        for inner in 0..k {
            let factor = a[row * k + inner];
            into.iter_mut().zip(&b[inner * m..(inner + 1) * m]).for_each(|(cell, b)| *cell += factor * b);
        }
    }
    cells
}

/// tr A B of two square matrices.
pub fn trace_of_product(a: &[f64], b: &[f64], n: usize) -> f64 {
    (0..n)
        .flat_map(|row| (0..n).map(move |column| (row, column)))
        .map(|(row, column)| a[row * n + column] * b[column * n + row])
        .sum()
}

/// x' M y.
pub fn bilinear(x: &[f64], matrix: &[f64], y: &[f64]) -> f64 {
    let n = y.len();
    x.iter()
        .enumerate()
        .map(|(row, x)| x * matrix[row * n..(row + 1) * n].iter().zip(y).map(|(cell, y)| cell * y).sum::<f64>())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        let (a, b) = ([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [1.0, -1.0, 0.0, 2.0, 3.0, 1.0]);
        assert_eq!(product(&a, &b, 2, 3, 2), [10.0, 6.0, 22.0, 12.0]);
        assert_eq!(trace_of_product(&[1.0, 2.0, 3.0, 4.0], &[5.0, 6.0, 7.0, 8.0], 2), 5.0 + 14.0 + 18.0 + 32.0);
        assert_eq!(bilinear(&[1.0, 2.0], &a, &[1.0, 0.0, -1.0]), -2.0 - 4.0);
    }
}
