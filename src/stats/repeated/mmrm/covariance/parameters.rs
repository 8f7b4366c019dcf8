//! What every structure offers.

use super::scaled::Scaled;
use super::unstructured::Unstructured;
use crate::stats::repeated::mmrm::Structure;

/// The places of a symmetric matrix, each once: row by row up to the diagonal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cells {
    /// Rows of the matrix.
    pub side: usize,
}

impl Cells {
    /// How many there are.
    pub fn count(self) -> usize {
        self.side * (self.side + 1) / 2
    }

    /// Where a place is listed.
    pub fn at(self, row: usize, column: usize) -> usize {
        let (low, high) = (row.min(column), row.max(column));
        high * (high + 1) / 2 + low
    }

    /// Row and column of all places.
    pub fn places(self) -> impl Iterator<Item = (usize, usize)> {
        (0..self.side).flat_map(|row| (0..=row).map(move |column| (row, column)))
    }

    /// All rows one after the other.
    pub fn square(self, cells: &[f64]) -> Vec<f64> {
        (0..self.side)
            .flat_map(|row| (0..self.side).map(move |column| (row, column)))
            .map(|(row, column)| cells[self.at(row, column)])
            .collect()
    }
}

/// A covariance matrix and its derivatives in the parameters, place by place (see [`Cells`]).
#[derive(Clone, Debug)]
pub struct Place {
    /// The matrix.
    pub matrix: Vec<f64>,
    /// First derivatives.
    pub first: Vec<Vec<f64>>,
    /// Second derivatives that are not zero, the higher parameter first.
    pub second: Vec<(usize, usize, Vec<f64>)>,
}

/// A structure over given visits. Its parameters of search may be any numbers; its natural parameters are variances and covariances
/// (unstructured) or variances and correlations (all others).
#[derive(Clone, Debug)]
pub enum Covariance {
    /// Every cell by itself.
    Unstructured(Unstructured),
    /// Standard deviations about correlations.
    Scaled(Scaled),
}

impl Covariance {
    /// A structure over `visits` visits at `times`, which only the spatial one needs; `None` where it has none.
    pub fn of(structure: Structure, visits: usize, times: Option<&[f64]>) -> Option<Covariance> {
        match structure {
            Structure::Unstructured => Some(Covariance::Unstructured(Unstructured { cells: Cells { side: visits } })),
            _ => Scaled::of(structure, visits, times).map(Covariance::Scaled),
        }
    }

    /// Where the visits are in a matrix.
    pub fn cells(&self) -> Cells {
        match self {
            Covariance::Unstructured(it) => it.cells,
            Covariance::Scaled(it) => it.cells,
        }
    }

    /// How many parameters there are.
    pub fn parameters(&self) -> usize {
        match self {
            Covariance::Unstructured(it) => it.cells.count(),
            Covariance::Scaled(it) => it.parameters(),
        }
    }

    /// Parameters of search near a positive definite matrix.
    pub fn start(&self, moments: &[f64]) -> Vec<f64> {
        match self {
            Covariance::Unstructured(it) => it.start(moments),
            Covariance::Scaled(it) => it.start(moments),
        }
    }

    /// In the parameters of search.
    pub fn search(&self, parameters: &[f64]) -> Place {
        match self {
            Covariance::Unstructured(it) => it.search(parameters),
            Covariance::Scaled(it) => it.search(parameters),
        }
    }

    /// In the natural parameters, at the same parameters of search.
    pub fn natural(&self, parameters: &[f64]) -> Place {
        match self {
            Covariance::Unstructured(it) => it.natural(parameters),
            Covariance::Scaled(it) => it.natural(&it.linked(parameters)),
        }
    }

    /// Whether the matrix is linear in variances and covariances that can serve as its parameters, so that Kenward and Roger's second
    /// derivatives vanish.
    pub fn linear(&self) -> bool {
        match self {
            Covariance::Unstructured(_) => true,
            Covariance::Scaled(it) => it.linear,
        }
    }

    /// Whether a correlation is at the end of its range.
    pub fn at_limit(&self, parameters: &[f64]) -> bool {
        match self {
            Covariance::Unstructured(_) => false,
            Covariance::Scaled(it) => it.at_limit(parameters),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against differences, in the parameters of search.
    #[test]
    fn derivatives() {
        let cells = Cells { side: 4 };
        let moments: Vec<f64> = cells
            .places()
            .map(|(row, column)| {
                0.6_f64.powi((row - column) as i32) * (1.0 + 0.3 * row as f64) * (1.0 + 0.3 * column as f64)
            })
            .collect();
        for structure in Structure::ALL {
            let covariance = Covariance::of(structure, 4, Some(&[0.5, 1.0, 2.5, 4.0])).unwrap();
            let at = covariance.start(&moments);
            let place = covariance.search(&at);
            let moved = |parameter: usize, by: f64| {
                let mut at = at.clone();
                at[parameter] += by;
                covariance.search(&at)
            };
            let step = 1e-5;
            for (parameter, first) in place.first.iter().enumerate() {
                let (up, down) = (moved(parameter, step), moved(parameter, -step));
                for ((up, down), first) in up.matrix.iter().zip(&down.matrix).zip(first) {
                    let slope = (up - down) / (2.0 * step);
                    assert!((slope - first).abs() < 1e-8, "{structure:?}: {slope} {first}");
                }
                for other in 0..=parameter {
                    let (up, down) = (moved(other, step), moved(other, -step));
                    let known = place.second.iter().filter(|it| (it.0, it.1) == (parameter, other));
                    let known: Vec<&Vec<f64>> = known.map(|(.., cells)| cells).collect();
                    for cell in 0..cells.count() {
                        let bent = (up.first[parameter][cell] - down.first[parameter][cell]) / (2.0 * step);
                        let sum: f64 = known.iter().map(|cells| cells[cell]).sum();
                        assert!((bent - sum).abs() < 1e-8, "{structure:?} {parameter} {other}: {bent} {sum}");
                    }
                }
            }
            assert_eq!((place.first.len(), covariance.at_limit(&at)), (covariance.parameters(), false));
            let natural = covariance.natural(&at);
            assert!(natural.matrix.iter().zip(&place.matrix).all(|(one, other)| (one - other).abs() < 1e-14));
        }
    }
}
