//! The restricted likelihood and its derivatives at given variances.

use super::blocks::{Block, Blocks};
use crate::num::{NumError, inverse_and_log_determinant, product, trace_of_product};

/// Everything at one set of variances s: V = sum of s_k G_k, P = V^-1 - V^-1 X (X'V^-1 X)^-1 X'V^-1.
#[derive(Clone, Debug)]
pub(super) struct Evaluation {
    /// ln det V + ln det X'V^-1 X.
    pub log_determinants: f64,
    /// y'P y.
    pub quadratic: f64,
    /// The coefficients.
    pub coefficients: Vec<f64>,
    /// (X'V^-1 X)^-1.
    pub covariance: Vec<f64>,
    /// X'V^-1 G_k V^-1 X, the derivative of -(X'V^-1 X) in s_k.
    pub first: Vec<Vec<f64>>,
    /// X'V^-1 G_k V^-1 G_l V^-1 X; only in full.
    pub second: Vec<Vec<Vec<f64>>>,
    /// tr P G_k.
    pub traces: Vec<f64>,
    /// y'P G_k P y.
    pub squares: Vec<f64>,
    /// tr P G_k P G_l: twice the expected information; only in full.
    pub expected: Vec<f64>,
    /// y'P G_k P G_l P y; only in full.
    pub average: Vec<f64>,
}

/// What a block keeps between the two passes.
struct Inverted {
    inverse: Vec<f64>,
    /// V^-1 X, by rows.
    solved: Vec<f64>,
}

impl Evaluation {
    /// At the variances `s`, the first of which (the residual one) is above 0. Second derivatives only if `full`.
    ///
    /// # Errors
    /// [`NumError`] where V or X'V^-1 X is not positive definite.
    pub fn at(blocks: &Blocks, s: &[f64], full: bool) -> Result<Evaluation, NumError> {
        let (p, count) = (blocks.width, blocks.components);
        let side = p + 1;
        let residual = s[0];
        let mut information: Vec<f64> = vec![0.0; p * p];
        let mut right = vec![0.0; p];
        for row in 0..p {
            for column in 0..p {
                information[row * p + column] = blocks.pool[row * side + column] / residual;
            }
            right[row] = blocks.pool[row * side + p] / residual;
        }
        let mut log_determinants = blocks.pool_degrees * residual.ln();
        let mut inverted = Vec::with_capacity(blocks.blocks.len());
        for block in &blocks.blocks {
            let c = block.y.len();
            let mut v = vec![0.0; c * c];
            for (matrix, variance) in block.components.iter().zip(s) {
                v.iter_mut().zip(matrix).for_each(|(v, cell)| *v += variance * cell);
            }
            let (inverse, log_determinant) = inverse_and_log_determinant(&v, c)?;
            log_determinants += log_determinant;
            let solved = product(&inverse, &block.x, c, c, p);
            add_transposed(&mut information, &block.x, &solved, c, p, p);
            add_transposed(&mut right, &solved, &block.y, c, p, 1);
            inverted.push(Inverted { inverse, solved });
        }
        let (covariance, log_determinant) = inverse_and_log_determinant(&information, p)?;
        let coefficients = product(&covariance, &right, p, p, 1);
        let square = vec![0.0; p * p];
        let mut sums = Sums {
            quadratic: 0.0,
            first: vec![square.clone(); count],
            second: vec![vec![square; count]; count],
            traces: vec![0.0; count],
            trace_pairs: vec![0.0; count * count],
            squares: vec![0.0; count],
            cross: vec![vec![0.0; p]; count],
            pairs: vec![0.0; count * count],
        };
        sums.add_pool(blocks, &coefficients, residual);
        for (block, inverted) in blocks.blocks.iter().zip(&inverted) {
            sums.add_block(block, inverted, &coefficients, p, full);
        }
        let mut evaluation = Evaluation {
            log_determinants: log_determinants + log_determinant,
            quadratic: sums.quadratic,
            traces: (0..count).map(|k| sums.traces[k] - trace_of_product(&covariance, &sums.first[k], p)).collect(),
            squares: sums.squares.clone(),
            expected: Vec::new(),
            average: Vec::new(),
            coefficients,
            covariance,
            first: Vec::new(),
            second: Vec::new(),
        };
        if full {
            evaluation.add_second(&sums, count, p);
        }
        (evaluation.first, evaluation.second) = (sums.first, sums.second);
        Ok(evaluation)
    }

    fn add_second(&mut self, sums: &Sums, count: usize, p: usize) {
        let covariance = &self.covariance;
        let half: Vec<Vec<f64>> = sums.first.iter().map(|first| product(covariance, first, p, p, p)).collect();
        for k in 0..count {
            let solved = product(covariance, &sums.cross[k], p, p, 1);
            for l in 0..count {
                let middle = trace_of_product(covariance, &sums.second[k][l], p);
                let both = trace_of_product(&half[k], &half[l], p);
                self.expected.push(sums.trace_pairs[k * count + l] - 2.0 * middle + both);
                let explained: f64 = solved.iter().zip(&sums.cross[l]).map(|(one, other)| one * other).sum();
                self.average.push(sums.pairs[k * count + l] - explained);
            }
        }
    }
}

/// Sums over the persons.
struct Sums {
    quadratic: f64,
    first: Vec<Vec<f64>>,
    second: Vec<Vec<Vec<f64>>>,
    traces: Vec<f64>,
    trace_pairs: Vec<f64>,
    squares: Vec<f64>,
    /// X'V^-1 G_k e with e = V^-1 (y - X b).
    cross: Vec<Vec<f64>>,
    /// e'G_k V^-1 G_l e.
    pairs: Vec<f64>,
}

impl Sums {
    /// The readings about their cells' means, which only the residual variance moves.
    fn add_pool(&mut self, blocks: &Blocks, coefficients: &[f64], residual: f64) {
        let (p, side) = (blocks.width, blocks.width + 1);
        // y'y - 2 b'X'y + b'X'X b, as (1, -b) from both sides.
        let factor = |at: usize| if at == p { 1.0 } else { -coefficients[at] };
        let left = |row: usize| (0..side).map(|column| blocks.pool[row * side + column] * factor(column)).sum::<f64>();
        let of_errors: Vec<f64> = (0..side).map(left).collect();
        let squares = of_errors.iter().enumerate().map(|(at, cell)| factor(at) * cell).sum::<f64>().max(0.0);
        self.quadratic += squares / residual;
        self.squares[0] += squares / residual.powi(2);
        self.pairs[0] += squares / residual.powi(3);
        self.traces[0] += blocks.pool_degrees / residual;
        self.trace_pairs[0] += blocks.pool_degrees / residual.powi(2);
        for (row, of_error) in of_errors.iter().enumerate().take(p) {
            self.cross[0][row] += of_error / residual.powi(2);
            for column in 0..p {
                let cell = blocks.pool[row * side + column];
                self.first[0][row * p + column] += cell / residual.powi(2);
                self.second[0][0][row * p + column] += cell / residual.powi(3);
            }
        }
    }

    fn add_block(&mut self, block: &Block, inverted: &Inverted, coefficients: &[f64], p: usize, full: bool) {
        let c = block.y.len();
        let fitted = product(&block.x, coefficients, c, p, 1);
        let rest: Vec<f64> = block.y.iter().zip(&fitted).map(|(y, fitted)| y - fitted).collect();
        let errors = product(&inverted.inverse, &rest, c, c, 1);
        self.quadratic += rest.iter().zip(&errors).map(|(rest, error)| rest * error).sum::<f64>();
        let count = block.components.len();
        // G_k V^-1 X and G_k e of each component.
        let moved: Vec<(Vec<f64>, Vec<f64>)> = block
            .components
            .iter()
            .map(|matrix| (product(matrix, &inverted.solved, c, c, p), product(matrix, &errors, c, c, 1)))
            .collect();
        for (k, (of_x, of_errors)) in moved.iter().enumerate() {
            add_transposed(&mut self.first[k], &inverted.solved, of_x, c, p, p);
            self.traces[k] += trace_of_product(&inverted.inverse, &block.components[k], c);
            self.squares[k] += errors.iter().zip(of_errors).map(|(one, other)| one * other).sum::<f64>();
            if !full {
                continue;
            }
            add_transposed(&mut self.cross[k], &inverted.solved, of_errors, c, p, 1);
            let left = product(&inverted.inverse, &block.components[k], c, c, c);
            for (l, (other_x, other_errors)) in moved.iter().enumerate() {
                let solved = product(&inverted.inverse, other_x, c, c, p);
                add_transposed(&mut self.second[k][l], of_x, &solved, c, p, p);
                let right = product(&inverted.inverse, &block.components[l], c, c, c);
                self.trace_pairs[k * count + l] += trace_of_product(&left, &right, c);
                let solved = product(&inverted.inverse, other_errors, c, c, 1);
                self.pairs[k * count + l] += of_errors.iter().zip(&solved).map(|(one, other)| one * other).sum::<f64>();
            }
        }
    }
}

/// Adds A'B for A of n rows and k columns and B of n rows and m columns.
fn add_transposed(into: &mut [f64], a: &[f64], b: &[f64], n: usize, k: usize, m: usize) {
    for row in 0..n {
        for inner in 0..k {
            let factor = a[row * k + inner];
            for column in 0..m {
                into[inner * m + column] += factor * b[row * m + column];
            }
        }
    }
}
