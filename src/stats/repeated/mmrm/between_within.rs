//! Degrees of freedom by the side of the data on which a contrast lies.

use super::Observations;
use crate::num::{NumError, symmetric_eigen};

/// A direction of the columns, each of length 1, of which less than this share varies within people does not vary within them.
const CONSTANT: f64 = 1e-10;
/// A contrast with less than this share in such directions lies within people.
const WITHIN: f64 = 1e-6;

/// The between-within degrees of freedom (Schluchter and Elashoff 1990; SAS's `ddfm=bw`), free of the coding of the columns.
///
/// Let X₋ be the columns less each person's mean of them. What X₋ cannot tell apart differs between people only. A contrast that X₋ alone
/// determines lies within people and has readings - people - rank X₋ degrees of freedom; any other has people - (rank X - rank X₋), or the
/// former number if that is less. With treatment contrasts these are the columns that vary within people, and the others; of a contrast of
/// both sorts R's `mmrm` takes the lesser number too (but counts the intercept, and so a mean at the first visit, as within). A change from the baseline, as a reading, lies within people: of complete pairs, n - 1.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct BetweenWithin {
    /// Lengths of the columns.
    lengths: Vec<f64>,
    /// Directions of the columns that do not vary within people.
    constant: Vec<Vec<f64>>,
    between: f64,
    within: f64,
}

impl BetweenWithin {
    /// `rank` is that of the columns.
    ///
    /// # Errors
    /// [`NumError`] when the eigenvalues are not found.
    pub fn of(observations: &Observations, rank: usize) -> Result<BetweenWithin, NumError> {
        let width = observations.names.len();
        let rows: Vec<&[f64]> = observations.x.chunks_exact(width).collect();
        let squares = |column: usize| rows.iter().map(|row| row[column] * row[column]).sum::<f64>();
        let lengths: Vec<f64> = (0..width).map(squares).map(|sum| if sum > 0.0 { sum.sqrt() } else { 1.0 }).collect();
        let mut products = vec![0.0; width * width];
        let mut start = 0;
        for person in observations.person.chunk_by(|one, next| one == next) {
            let own = &rows[start..start + person.len()];
            start += person.len();
            let mean = |column: usize| own.iter().map(|row| row[column]).sum::<f64>() / own.len() as f64;
            let means: Vec<f64> = (0..width).map(mean).collect();
            for row in own {
                let rest: Vec<f64> = (0..width).map(|at| (row[at] - means[at]) / lengths[at]).collect();
                let touched: Vec<usize> = (0..width).filter(|&at| rest[at] != 0.0).collect();
                for &one in &touched {
                    touched.iter().for_each(|&other| products[one * width + other] += rest[one] * rest[other]);
                }
            }
        }
        let (values, vectors) = symmetric_eigen(&products, width)?;
        let directions = values.iter().zip(vectors);
        let constant: Vec<Vec<f64>> =
            directions.filter(|(value, _)| **value <= CONSTANT).map(|(_, vector)| vector).collect();
        let rank_within = width - constant.len();
        let (readings, people) = (rows.len() as f64, observations.group.len() as f64);
        let within = readings - people - rank_within as f64;
        let between = people - (rank as f64 - rank_within as f64);
        Ok(BetweenWithin { lengths, constant, between, within })
    }

    /// Degrees of freedom of combinations of the coefficients, one or several at once; `None` when none are left.
    pub fn degrees(&self, rows: &[Vec<f64>]) -> Option<f64> {
        let degrees = if rows.iter().all(|c| self.lies_within(c)) {
            self.within
        } else {
            // With one reading of each person there is nothing within.
            self.between.min(if self.within > 0.0 { self.within } else { self.between })
        };
        (degrees > 0.0).then_some(degrees)
    }

    fn lies_within(&self, c: &[f64]) -> bool {
        let scaled: Vec<f64> = c.iter().zip(&self.lengths).map(|(c, length)| c / length).collect();
        let size: f64 = scaled.iter().map(|c| c * c).sum();
        let share = |direction: &Vec<f64>| direction.iter().zip(&scaled).map(|(d, c)| d * c).sum::<f64>().powi(2);
        self.constant.iter().map(share).sum::<f64>() <= WITHIN * WITHIN * size
    }
}
