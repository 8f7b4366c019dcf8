//! Standard deviations about a family of correlations.

use super::correlation::Correlation;
use super::exchangeable::Exchangeable;
use super::link::Link;
use super::parameters::{Cells, Place};
use super::power::Power;
use crate::stats::repeated::mmrm::Structure;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Cell (a, b) = s_a s_b r_ab. Natural parameters: the variances s^2 (one, or one for each visit), then those of the correlations.
#[derive(Clone, Debug)]
pub struct Scaled {
    /// Of the matrix.
    pub cells: Cells,
    /// Whether the matrix is linear in one variance and covariances.
    pub linear: bool,
    heterogeneous: bool,
    /// Absent where there is one visit.
    correlation: Option<Arc<dyn Correlation>>,
}

impl Scaled {
    /// `None` for a structure that is none of these, or over time without times.
    pub fn of(structure: Structure, visits: usize, times: Option<&[f64]>) -> Option<Scaled> {
        use Structure::*;
        let correlation: Arc<dyn Correlation> = match structure {
            Unstructured => return None,
            HeterogeneousToeplitz | Structure::Toeplitz => Arc::new(super::toeplitz::Toeplitz { visits }),
            AnteDependence | HomogeneousAnteDependence => Arc::new(super::ante_dependence::AnteDependence { visits }),
            HeterogeneousAr1 | Ar1 => Arc::new(Power::Steps(visits)),
            HeterogeneousCompoundSymmetry | CompoundSymmetry => Arc::new(Exchangeable { visits }),
            SpatialExponential => Arc::new(Power::Times(times?.to_vec())),
        };
        Some(Scaled {
            cells: Cells { side: visits },
            linear: matches!(structure, CompoundSymmetry | Structure::Toeplitz),
            heterogeneous: matches!(
                structure,
                HeterogeneousToeplitz | AnteDependence | HeterogeneousAr1 | HeterogeneousCompoundSymmetry
            ),
            correlation: (visits > 1).then_some(correlation),
        })
    }

    fn variances(&self) -> usize {
        if self.heterogeneous { self.cells.side } else { 1 }
    }

    /// Which variance is that of a visit.
    fn variance(&self, visit: usize) -> usize {
        if self.heterogeneous { visit } else { 0 }
    }

    fn links(&self) -> Vec<Link> {
        let correlations = self.correlation.as_ref().map(|correlation| correlation.links());
        std::iter::repeat_n(Link::Log, self.variances()).chain(correlations.unwrap_or_default()).collect()
    }

    pub fn parameters(&self) -> usize {
        self.links().len()
    }

    pub fn linked(&self, parameters: &[f64]) -> Vec<f64> {
        self.links().iter().zip(parameters).map(|(link, &parameter)| link.of(parameter)[0]).collect()
    }

    pub fn start(&self, moments: &[f64]) -> Vec<f64> {
        let side = self.cells.side;
        let variance = |at: usize| moments[self.cells.at(at, at)];
        let mut natural: Vec<f64> = match self.heterogeneous {
            true => (0..side).map(variance).collect(),
            false => vec![(0..side).map(variance).sum::<f64>() / side as f64],
        };
        if let Some(correlation) = &self.correlation {
            let shown = |row: usize, column: usize| {
                moments[self.cells.at(row, column)] / (variance(row) * variance(column)).sqrt()
            };
            natural.extend(correlation.start(&shown));
        }
        self.links().iter().zip(natural).map(|(link, natural)| link.inverse(natural)).collect()
    }

    /// The natural derivatives, by the chain rule.
    pub fn search(&self, parameters: &[f64]) -> Place {
        let linked: Vec<[f64; 3]> =
            self.links().iter().zip(parameters).map(|(link, &parameter)| link.of(parameter)).collect();
        let natural = self.natural(&linked.iter().map(|linked| linked[0]).collect::<Vec<f64>>());
        let times = |cells: &[f64], factor: f64| cells.iter().map(|cell| factor * cell).collect::<Vec<f64>>();
        let products = |(one, other, cells): &(usize, usize, Vec<f64>)| {
            (*one, *other, times(cells, linked[*one][1] * linked[*other][1]))
        };
        let bends = linked.iter().zip(&natural.first).enumerate().map(|(at, (l, cells))| (at, at, times(cells, l[2])));
        Place {
            second: natural.second.iter().map(products).chain(bends).collect(),
            first: natural.first.iter().zip(&linked).map(|(cells, linked)| times(cells, linked[1])).collect(),
            matrix: natural.matrix,
        }
    }

    /// s is the root of its variance v: ds/dv = s / 2v, d2s/dv2 = -s / 4v^2.
    pub fn natural(&self, natural: &[f64]) -> Place {
        let (variances, correlations) = natural.split_at(self.variances());
        let count = self.cells.count();
        let mut matrix = Vec::with_capacity(count);
        let mut first = vec![vec![0.0; count]; natural.len()];
        let mut second: BTreeMap<(usize, usize), Vec<f64>> = BTreeMap::new();
        for (at, (row, column)) in self.cells.places().enumerate() {
            let (one, other) = (self.variance(row), self.variance(column));
            let (v, w) = (variances[one], variances[other]);
            let scale = (v * w).sqrt();
            let mut bend = |one: usize, other: usize, value: f64| {
                second.entry((one.max(other), one.min(other))).or_insert_with(|| vec![0.0; count])[at] += value;
            };
            let cell = match &self.correlation {
                Some(correlation) if row != column => correlation.cell(row, column, correlations),
                _ => super::correlation::Correlated { value: 1.0, ..Default::default() },
            };
            matrix.push(scale * cell.value);
            if one == other {
                first[one][at] = cell.value;
            } else {
                first[one][at] = 0.5 * scale / v * cell.value;
                first[other][at] = 0.5 * scale / w * cell.value;
                bend(one, one, -0.25 * scale / (v * v) * cell.value);
                bend(other, other, -0.25 * scale / (w * w) * cell.value);
                bend(one, other, 0.25 * scale / (v * w) * cell.value);
            }
            for (parameter, slope) in cell.first {
                let parameter = self.variances() + parameter;
                first[parameter][at] = scale * slope;
                if one == other {
                    bend(parameter, one, slope);
                } else {
                    bend(parameter, one, 0.5 * scale / v * slope);
                    bend(parameter, other, 0.5 * scale / w * slope);
                }
            }
            for (parameter, another, value) in cell.second {
                bend(self.variances() + parameter, self.variances() + another, scale * value);
            }
        }
        Place { matrix, first, second: second.into_iter().map(|((one, other), cells)| (one, other, cells)).collect() }
    }

    pub fn at_limit(&self, parameters: &[f64]) -> bool {
        let linked = self.linked(parameters);
        self.links().iter().zip(parameters).any(|(link, &parameter)| link.at_limit(parameter))
            || self.correlation.as_ref().is_some_and(|it| it.at_limit(&linked[self.variances()..]))
    }
}
