//! The sufficient statistics: cross-products of the rows of people who came to the same visits.

use super::basis::Basis;
use super::{Observations, people::People};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::ops::Range;

/// The people of one group who have readings at the same visits.
///
/// With s = (coordinates of the row at the first of the visits, its residual; the same at the second; ...) of a person, all that the
/// likelihood needs of them, whatever the covariance, is the sum of s s': their inverse covariance matrix is the same, so that
/// X'V^-1 X is a sum over pairs of visits of cells of it times blocks of the cross-products.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    /// Whose covariance they have.
    pub group: usize,
    /// The visits, ascending.
    pub visits: Vec<usize>,
    /// How many people.
    pub people: f64,
    /// Where each visit begins in s, and the length of s.
    pub starts: Vec<usize>,
    /// The sum of s s'.
    pub cross: Vec<f64>,
}

impl Pattern {
    fn new(group: usize, visits: &[usize], basis: &Basis) -> Pattern {
        let mut starts = vec![0];
        visits.iter().for_each(|&visit| starts.push(starts[starts.len() - 1] + basis.visits[visit].width() + 1));
        let side = starts[visits.len()];
        Pattern { group, visits: visits.to_vec(), people: 0.0, starts, cross: vec![0.0; side * side] }
    }

    /// The length of s.
    pub fn side(&self) -> usize {
        self.starts[self.visits.len()]
    }

    /// Adds s s', below the diagonal only.
    fn add(&mut self, s: &[f64]) {
        let side = self.side();
        self.people += 1.0;
        for (row, left) in s.iter().enumerate() {
            let into = &mut self.cross[row * side..row * side + row + 1];
            into.iter_mut().zip(s).for_each(|(into, right)| *into += left * right);
        }
    }

    /// With the residuals divided by `scale`.
    pub fn scaled(mut self, scale: f64) -> Pattern {
        let side = self.side();
        for &next in &self.starts[1..] {
            for at in 0..side {
                self.cross[(next - 1) * side + at] /= scale;
                self.cross[at * side + next - 1] /= scale;
            }
        }
        self
    }

    fn join(&mut self, other: &Pattern) {
        self.people += other.people;
        self.cross.iter_mut().zip(&other.cross).for_each(|(into, cell)| *into += cell);
    }

    fn mirror(&mut self) {
        let side = self.side();
        for row in 0..side {
            for column in 0..row {
                self.cross[column * side + row] = self.cross[row * side + column];
            }
        }
    }
}

/// By group and visits.
type Patterns = BTreeMap<usize, BTreeMap<Vec<usize>, Pattern>>;

/// One pass over the rows. Residuals are those of least squares; row and residual are times the root of the weight.
pub(super) fn patterns(observations: &Observations, people: &People, basis: &Basis) -> Vec<Pattern> {
    let width = observations.names.len();
    let rank = basis.rank();
    // The fitted value is linear in the coordinates of the row.
    let fitted: Vec<f64> = basis
        .span
        .chunks_exact(rank.max(1))
        .map(|row| row.iter().zip(&basis.least_squares).map(|(cell, coordinate)| cell * coordinate).sum())
        .collect();
    let of_block = |block: &[Range<usize>]| {
        let mut found = Patterns::new();
        let mut s = Vec::new();
        for rows in block {
            s.clear();
            for row in rows.clone() {
                let visit = observations.visit[row];
                let factor = observations.weight.as_ref().map_or(1.0, |weight| weight[row].sqrt());
                let from = s.len();
                s.resize(from + basis.visits[visit].width(), 0.0);
                let x = &observations.x[row * width..(row + 1) * width];
                basis.visits[visit].coordinates(x, factor, &mut s[from..]);
                let fitted = fitted[basis.starts[visit]..].iter().zip(&s[from..]).map(|(b, x)| b * x).sum::<f64>();
                s.push(factor * observations.y[row] - fitted);
            }
            let group = observations.group[observations.person[rows.start]];
            let visits = &observations.visit[rows.clone()];
            let of_group = found.entry(group).or_default();
            match of_group.get_mut(visits) {
                Some(pattern) => pattern.add(&s),
                None => {
                    let mut pattern = Pattern::new(group, visits, basis);
                    pattern.add(&s);
                    of_group.insert(visits.to_vec(), pattern);
                }
            }
        }
        found
    };
    let blocks: Vec<Patterns> = people.blocks().map(of_block).collect();
    let mut all = Patterns::new();
    for (visits, pattern) in blocks.into_iter().flat_map(|block| block.into_values().flatten()) {
        let of_group = all.entry(pattern.group).or_default();
        match of_group.get_mut(&visits) {
            Some(known) => known.join(&pattern),
            None => {
                of_group.insert(visits, pattern);
            }
        }
    }
    let mut patterns: Vec<Pattern> = all.into_values().flat_map(BTreeMap::into_values).collect();
    patterns.iter_mut().for_each(Pattern::mirror);
    patterns
}
