//! The triangle R of X = Q R, row by row.

/// Rows taken in at once.
const ROWS: usize = 256;

/// The triangle of all rows so far, by Householder's reflections of the triangle with the next rows below it (Golub and Van Loan 2013,
/// Matrix Computations, sec. 6.5): no square of a cell is summed, so that columns far from zero keep their digits, and the rows
/// need not be kept.
#[derive(Clone, Debug)]
pub(super) struct RunningTriangle {
    width: usize,
    /// By columns: the triangle above, the next rows below.
    work: Vec<f64>,
    waiting: usize,
}

impl RunningTriangle {
    /// Of no rows.
    pub fn new(width: usize) -> RunningTriangle {
        RunningTriangle { width, work: vec![0.0; width * (width + ROWS)], waiting: 0 }
    }

    /// Adds a row.
    pub fn push(&mut self, row: impl IntoIterator<Item = f64>) {
        let (height, at) = (self.width + ROWS, self.width + self.waiting);
        row.into_iter().enumerate().for_each(|(column, cell)| self.work[column * height + at] = cell);
        self.waiting += 1;
        if self.waiting == ROWS {
            self.fold();
        }
    }

    /// Adds the rows that went into another.
    pub fn join(&mut self, other: RunningTriangle) {
        let columns = other.columns();
        for row in 0..self.width {
            self.push(columns.iter().map(|column| column[row]));
        }
    }

    /// The columns of the triangle, each with all its rows.
    pub fn columns(mut self) -> Vec<Vec<f64>> {
        self.fold();
        self.work.chunks_exact(self.width + ROWS).map(|column| column[..self.width].to_vec()).collect()
    }

    fn fold(&mut self) {
        let (width, height) = (self.width, self.width + ROWS);
        let rows = width..width + self.waiting;
        for at in 0..width {
            let (before, after) = self.work.split_at_mut((at + 1) * height);
            let column = &mut before[at * height..];
            let below: f64 = column[rows.clone()].iter().map(|cell| cell * cell).sum();
            if below == 0.0 {
                continue;
            }
            let top = column[at];
            let length = (top * top + below).sqrt();
            // The sign that does not cancel.
            let diagonal = if top > 0.0 { -length } else { length };
            let first = top - diagonal;
            let twice = 2.0 / (first * first + below);
            for other in after.chunks_exact_mut(height) {
                let along: f64 = column[rows.clone()].iter().zip(&other[rows.clone()]).map(|(v, x)| v * x).sum();
                let share = twice * (first * other[at] + along);
                other[at] -= share * first;
                other[rows.clone()].iter_mut().zip(&column[rows.clone()]).for_each(|(x, v)| *x -= share * v);
            }
            column[at] = diagonal;
            column[rows.clone()].fill(0.0);
        }
        self.waiting = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn squares_of_the_rows_are_those_of_the_triangle() {
        let row = |at: usize| [1.0, (at % 7) as f64, (at * at % 11) as f64 - 3.0];
        let mut whole = RunningTriangle::new(3);
        let mut parts = [RunningTriangle::new(3), RunningTriangle::new(3)];
        let mut squares = [0.0; 9];
        for at in 0..1000 {
            whole.push(row(at));
            parts[at % 2].push(row(at));
            (0..9).for_each(|cell| squares[cell] += row(at)[cell / 3] * row(at)[cell % 3]);
        }
        let [mut joined, other] = parts;
        joined.join(other);
        for r in [whole.columns(), joined.columns()] {
            for (cell, square) in squares.iter().enumerate() {
                let product: f64 = r[cell / 3].iter().zip(&r[cell % 3]).map(|(x, y)| x * y).sum();
                assert!((product - square).abs() < 1e-10 * square.abs().max(1000.0), "{product} {square}");
            }
            assert_eq!((r[0][1], r[0][2], r[1][2]), (0.0, 0.0, 0.0));
        }
    }
}
