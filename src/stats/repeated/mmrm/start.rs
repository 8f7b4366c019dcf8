//! Where the search for the covariance begins.

use super::likelihood::Statistics;
use super::patterns::Pattern;
use crate::num::symmetric_eigen;

/// Below this the least eigenvalue of a correlation matrix is raised ...
const LEAST: f64 = 1e-6;

/// ... to this.
const RAISED: f64 = 0.05;

/// The sum of squares of a pattern's residuals.
pub(super) fn squares(pattern: &Pattern) -> f64 {
    (0..pattern.visits.len()).map(|at| residuals(pattern, at, at)).sum()
}

/// The sum of products of a pattern's residuals at two of its visits.
fn residuals(pattern: &Pattern, one: usize, other: usize) -> f64 {
    pattern.cross[(pattern.starts[one + 1] - 1) * pattern.side() + pattern.starts[other + 1] - 1]
}

/// Mean products of the least-squares residuals of those who came to both visits, made positive definite, cell by cell.
pub(super) fn moments(statistics: &Statistics, group: usize) -> Vec<f64> {
    let (cells, side) = (statistics.cells, statistics.cells.side);
    let (mut sums, mut people) = (vec![0.0; cells.count()], vec![0.0; cells.count()]);
    for pattern in statistics.patterns.iter().filter(|pattern| pattern.group == group) {
        for (one, &row) in pattern.visits.iter().enumerate() {
            for (other, &column) in pattern.visits.iter().enumerate().take(one + 1) {
                sums[cells.at(row, column)] += residuals(pattern, one, other);
                people[cells.at(row, column)] += pattern.people;
            }
        }
    }
    // Residuals were scaled to a variance of 1, which stands in where there is none.
    let deviation: Vec<f64> = (0..side)
        .map(|at| cells.at(at, at))
        .map(|at| if sums[at] > 0.0 { (sums[at] / people[at]).sqrt() } else { 1.0 })
        .collect();
    let mut correlations = vec![0.0; side * side];
    for (row, column) in cells.places() {
        let at = cells.at(row, column);
        let shown = if people[at] > 0.0 { sums[at] / people[at] / (deviation[row] * deviation[column]) } else { 0.0 };
        let correlation = if row == column { 1.0 } else { shown };
        (correlations[row * side + column], correlations[column * side + row]) = (correlation, correlation);
    }
    let proper = symmetric_eigen(&correlations, side).ok().map(|(values, vectors)| {
        if values.iter().all(|&value| value >= LEAST) {
            return correlations;
        }
        let mut raised = vec![0.0; side * side];
        for (value, vector) in values.iter().zip(&vectors) {
            for (row, left) in vector.iter().enumerate() {
                for (column, right) in vector.iter().enumerate() {
                    raised[row * side + column] += value.max(RAISED) * left * right;
                }
            }
        }
        raised
    });
    let none = |row: usize, column: usize| f64::from(u8::from(row == column));
    cells
        .places()
        .map(|(row, column)| {
            let correlation = proper.as_ref().map_or(none(row, column), |proper| proper[row * side + column]);
            correlation * deviation[row] * deviation[column]
        })
        .collect()
}
