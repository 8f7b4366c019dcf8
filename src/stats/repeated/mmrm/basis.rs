//! An orthonormal basis of the fixed effects, built from one basis for each visit.

use super::columns::VisitColumns;
use super::triangle::RunningTriangle;
use super::{Observations, people::People};
use crate::num::{HouseholderQr, NumError};
use rayon::prelude::*;

/// A column is taken for a combination of those before it when less than this share of its length is left.
const DEPENDENT: f64 = 1e-11;

/// How the rows of one visit are read in coordinates in which their columns are orthonormal.
#[derive(Clone, Debug)]
pub(super) struct VisitBasis {
    /// The independent columns.
    kept: Vec<usize>,
    /// The inverse of their triangle, by columns of growing length.
    inverse: Vec<Vec<f64>>,
}

impl VisitBasis {
    /// How many coordinates a row has.
    pub fn width(&self) -> usize {
        self.kept.len()
    }

    /// The coordinates of a row, times `factor`.
    pub fn coordinates(&self, row: &[f64], factor: f64, into: &mut [f64]) {
        for (into, column) in into.iter_mut().zip(&self.inverse) {
            *into = factor * column.iter().zip(&self.kept).map(|(cell, &at)| cell * row[at]).sum::<f64>();
        }
    }
}

/// The fixed effects in the coordinates of their visits: x = (row of the visit's basis)' (rows of `span` of that visit) on an orthonormal
/// basis of all of them.
#[derive(Clone, Debug)]
pub(super) struct Basis {
    /// Of each visit.
    pub visits: Vec<VisitBasis>,
    /// Where the coordinates of each visit begin among those of all visits, and how many there are in all.
    pub starts: Vec<usize>,
    /// The orthonormal columns over the coordinates of all visits: row by row.
    pub span: Vec<f64>,
    /// Least-squares coordinates of the readings in the orthonormal columns.
    pub least_squares: Vec<f64>,
    /// Sum of squares of the readings.
    pub squares: f64,
    factor: HouseholderQr,
    /// For each column that depends on others, its coordinates in the basis.
    dependent: Vec<(usize, Vec<f64>)>,
}

impl Basis {
    /// Of the rows, each times the root of its weight.
    ///
    /// # Errors
    /// [`NumError`] where a number is not finite.
    pub fn of(observations: &Observations, people: &People) -> Result<Basis, NumError> {
        let columns = VisitColumns::of(observations);
        let triangles = triangles(observations, people, &columns);
        let width = observations.names.len();
        let mut basis = Vec::with_capacity(columns.len());
        let (mut starts, mut squares) = (vec![0], 0.0);
        let (mut stacked, mut readings) = (vec![Vec::new(); width], Vec::new());
        for (visit, triangle) in columns.iter().zip(triangles) {
            let mut triangle = triangle.columns();
            let y = triangle.pop().unwrap_or_default();
            squares += y.iter().map(|y| y * y).sum::<f64>();
            let factor = HouseholderQr::of(y.len(), &triangle, DEPENDENT)?;
            let rank = factor.kept().len();
            let of_distinct: Vec<Vec<f64>> = triangle.iter().map(|column| factor.coordinates(column)).collect();
            for (stacked, place) in stacked.iter_mut().zip(&visit.place) {
                match place {
                    Some(at) => stacked.extend_from_slice(&of_distinct[*at]),
                    None => stacked.extend(std::iter::repeat_n(0.0, rank)),
                }
            }
            readings.extend(factor.coordinates(&y));
            let unit = |at: usize| (0..rank).map(|other| f64::from(u8::from(other == at))).collect::<Vec<f64>>();
            let inverse = (0..rank).map(|at| factor.solve(&unit(at))[..=at].to_vec()).collect();
            basis.push(VisitBasis { kept: factor.kept().iter().map(|&at| visit.distinct[at]).collect(), inverse });
            starts.push(starts[starts.len() - 1] + rank);
        }
        let factor = HouseholderQr::of(readings.len(), &stacked, DEPENDENT)?;
        let span = (0..readings.len()).flat_map(|row| factor.basis().iter().map(move |column| column[row])).collect();
        let dependent = factor.aliased().into_iter().map(|at| (at, factor.coordinates(&stacked[at]))).collect();
        let least_squares = factor.coordinates(&readings);
        Ok(Basis { visits: basis, starts, span, least_squares, squares, factor, dependent })
    }

    /// How many columns are independent.
    pub fn rank(&self) -> usize {
        self.factor.kept().len()
    }

    /// The independent columns.
    pub fn kept(&self) -> &[usize] {
        self.factor.kept()
    }

    /// ln of the volume of the independent columns: half ln det X'X.
    pub fn log_volume(&self) -> f64 {
        (0..self.rank())
            .map(|at| {
                let unit: Vec<f64> = (0..self.rank()).map(|other| f64::from(u8::from(other == at))).collect();
                -self.factor.solve(&unit)[at].abs().ln()
            })
            .sum()
    }

    /// Coefficients of the independent columns.
    pub fn coefficients(&self, coordinates: &[f64]) -> Vec<f64> {
        self.factor.solve(coordinates)
    }

    /// A combination of the coefficients of the independent columns as one of the coordinates.
    pub fn of_kept(&self, c: &[f64]) -> Vec<f64> {
        self.factor.solve_transposed(c)
    }

    /// A combination of all coefficients as one of the coordinates; `None` when the data cannot tell it.
    pub fn combination(&self, c: &[f64]) -> Option<Vec<f64>> {
        let z = self.of_kept(&self.kept().iter().map(|&at| c[at]).collect::<Vec<f64>>());
        let estimable = self.dependent.iter().all(|(at, coordinates)| {
            let terms: Vec<f64> = z.iter().zip(coordinates).map(|(z, cell)| z * cell).collect();
            let size = terms.iter().map(|term| term.abs()).sum::<f64>().max(c[*at].abs());
            (terms.iter().sum::<f64>() - c[*at]).abs() <= 1e-8 * size
        });
        estimable.then_some(z)
    }
}

/// For each visit, the triangle of its different columns and the readings.
fn triangles(observations: &Observations, people: &People, columns: &[VisitColumns]) -> Vec<RunningTriangle> {
    let width = observations.names.len();
    let none = || columns.iter().map(|visit| RunningTriangle::new(visit.distinct.len() + 1)).collect::<Vec<_>>();
    let of_block = |block: &[std::ops::Range<usize>]| {
        let mut triangles = none();
        for row in block.iter().cloned().flatten() {
            let visit = observations.visit[row];
            let factor = observations.weight.as_ref().map_or(1.0, |weight| weight[row].sqrt());
            let x = &observations.x[row * width..(row + 1) * width];
            let cells = columns[visit].distinct.iter().map(|&at| factor * x[at]);
            triangles[visit].push(cells.chain([factor * observations.y[row]]));
        }
        triangles
    };
    let blocks: Vec<Vec<RunningTriangle>> = people.blocks().map(of_block).collect();
    let mut all = none();
    for block in blocks {
        all.iter_mut().zip(block).for_each(|(all, part)| all.join(part));
    }
    all
}
