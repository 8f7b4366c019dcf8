//! Weights of visits that make a slope or a curvature of their effects.

use super::effects::{VisitEffects, only};
use crate::num::{Orthonormal, inverse_and_log_determinant};
use crate::stats::StatsError;

/// Visits with the places at which they lie: sessions or time.
pub(super) struct Places<'a> {
    pub title: &'static str,
    pub visits: usize,
    pub at: &'a [(usize, f64)],
}

/// Weights of visits that make a line of their effects.
pub(super) struct Line {
    pub slope: Vec<f64>,
    /// Of its height at the middle.
    pub height: Vec<f64>,
    /// The weighted mean of the places.
    pub middle: f64,
}

impl Line {
    /// Weights of its height at a place.
    pub fn at(&self, place: f64) -> Vec<f64> {
        let slope = self.slope.iter().map(|weight| weight * (place - self.middle));
        self.height.iter().zip(slope).map(|(height, slope)| height + slope).collect()
    }
}

impl Places<'_> {
    /// 1, x, x^2 at the places, up to a degree, about the mean of the places.
    fn powers(&self, degree: i32) -> Vec<Vec<f64>> {
        let mean = self.at.iter().map(|(_, x)| x).sum::<f64>() / self.at.len() as f64;
        (0..=degree).map(|power| self.at.iter().map(|(_, x)| (x - mean).powi(power)).collect()).collect()
    }

    fn too_few(&self, degree: i32) -> StatsError {
        let why = format!("it needs {} visits at different places; there are not so many", degree + 1);
        StatsError::Undefined { procedure: self.title, why }
    }

    fn spread(&self, shares: impl Iterator<Item = f64>) -> Vec<f64> {
        let mut weights = vec![0.0; self.visits];
        self.at.iter().zip(shares).for_each(|((visit, _), share)| weights[*visit] += share);
        weights
    }

    /// Weights of the highest coefficient of the polynomial of a degree through the effects by least squares: whatever the sizes of
    /// the effects, a polynomial of a lower degree gives 0.
    pub fn highest(&self, degree: i32) -> Result<Vec<f64>, StatsError> {
        let basis = Orthonormal::of(&self.powers(degree)).map_err(|_| self.too_few(degree))?;
        let top = degree as usize;
        let length = basis.triangle[top * (top + 1) + top];
        Ok(self.spread(basis.columns[top].iter().map(|cell| cell / length)))
    }

    /// The line through the effects by generalised least squares, V their covariance: its slope (x~' V^-1 x~)^-1 x~' V^-1 with x~ the
    /// places less their mean weighted by V^-1 1, its height there (1' V^-1 1)^-1 1' V^-1.
    pub fn line(&self, effects: &dyn VisitEffects) -> Result<Line, StatsError> {
        let undefined = |why: &str| StatsError::Undefined { procedure: self.title, why: why.to_owned() };
        let x = &self.powers(1)[1];
        let m = self.at.len();
        Orthonormal::of(&self.powers(1)).map_err(|_| self.too_few(1))?;
        let mut covariance = Vec::with_capacity(m * m);
        for (one, _) in self.at {
            for (other, _) in self.at {
                covariance.push(effects.covariance(&only(*one, self.visits), &only(*other, self.visits))?);
            }
        }
        let inverse = inverse_and_log_determinant(&covariance, m);
        let (inverse, _) = inverse.map_err(|_| undefined("the effects of the visits do not vary independently"))?;
        let times = |values: &dyn Fn(usize) -> f64| -> Vec<f64> {
            (0..m).map(|row| (0..m).map(|column| inverse[row * m + column] * values(column)).sum()).collect()
        };
        let of_ones = times(&|_| 1.0);
        let mean = of_ones.iter().zip(x).map(|(weight, x)| weight * x).sum::<f64>() / of_ones.iter().sum::<f64>();
        let of_line = times(&|at| x[at] - mean);
        let length: f64 = of_line.iter().zip(x).map(|(weight, x)| weight * (x - mean)).sum();
        let whole: f64 = of_ones.iter().sum();
        let centre = self.at.iter().map(|(_, x)| x).sum::<f64>() / m as f64;
        Ok(Line {
            slope: self.spread(of_line.iter().map(|weight| weight / length)),
            height: self.spread(of_ones.iter().map(|weight| weight / whole)),
            middle: centre + mean,
        })
    }
}
