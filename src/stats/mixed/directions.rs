//! Where estimated variances can move.

use crate::num::product;
use crate::num::{NumError, inverse_and_log_determinant};

/// The directions in which the variances can move from where they were estimated: all of them inside the space of variances, fewer at
/// its boundary. Uncertainty about the variances is uncertainty along these.
#[derive(Clone, Debug, Default)]
pub(super) struct Directions {
    /// The change of every variance in each direction.
    columns: Vec<Vec<f64>>,
    /// What the bend of the boundary adds to the observed information in each pair of directions.
    curvature: Vec<f64>,
}

impl Directions {
    /// Along curves through the estimates.
    pub fn along(columns: Vec<Vec<f64>>, curvature: Vec<f64>) -> Directions {
        Directions { columns, curvature }
    }

    /// Each of `count` variances by itself.
    pub fn all(count: usize) -> Directions {
        Directions::of_positive(&vec![1.0; count])
    }

    /// Each variance above zero by itself; the others stay, as if the model were without them.
    pub fn of_positive(variances: &[f64]) -> Directions {
        let unit = |at: usize| (0..variances.len()).map(|other| if other == at { 1.0 } else { 0.0 }).collect();
        let columns: Vec<Vec<f64>> = (0..variances.len()).filter(|&at| variances[at] > 0.0).map(unit).collect();
        Directions { curvature: vec![0.0; columns.len() * columns.len()], columns }
    }

    /// The covariance of the variances from the expected information about them.
    ///
    /// # Errors
    /// [`NumError`] when the information along the directions is not positive definite.
    pub fn covariance_of_expected(&self, information: &[f64]) -> Result<Vec<f64>, NumError> {
        self.covariance(information, &vec![0.0; self.curvature.len()])
    }

    /// The same from the observed information.
    ///
    /// # Errors
    /// As [`Directions::covariance_of_expected`].
    pub fn covariance_of_observed(&self, information: &[f64]) -> Result<Vec<f64>, NumError> {
        self.covariance(information, &self.curvature)
    }

    /// D (D' I D + C)^-1 D'.
    fn covariance(&self, information: &[f64], curvature: &[f64]) -> Result<Vec<f64>, NumError> {
        let across: Vec<f64> = self.columns.concat();
        let (m, count) = (self.columns.len(), self.columns.first().map_or(0, Vec::len));
        let turned: Vec<f64> = (0..count).flat_map(|at| self.columns.iter().map(move |column| column[at])).collect();
        let mut along = product(&product(&across, information, m, count, count), &turned, m, count, m);
        along.iter_mut().zip(curvature).for_each(|(cell, further)| *cell += further);
        let (inverse, _) = inverse_and_log_determinant(&along, m)?;
        Ok(product(&product(&turned, &inverse, count, m, m), &across, count, m, count))
    }
}
