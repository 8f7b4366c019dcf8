//! The covariance of the random effects, relative to the residual variance, at which the restricted likelihood is highest.

use super::factor::Factor;
use crate::num::{NumError, symmetric_eigen};
use crate::stats::mixed::blocks::Blocks;
use crate::stats::mixed::evaluation::Evaluation;

const MAX_STEPS: usize = 200;
const MAX_HALVINGS: usize = 50;
/// Where the likelihood would rise by less than this, the step that remains is taken and the search ends.
const CONVERGED: f64 = 1e-14;
/// ln of the multiples of the identity from the best of which the search starts.
const STARTS: std::ops::RangeInclusive<i32> = -5..=8;

/// Where the search ended.
pub(super) struct Found {
    pub factor: Factor,
    /// The free cells of the factor.
    pub cells: Vec<f64>,
    /// How often the likelihood was evaluated.
    pub evaluations: usize,
    /// The size of the gradient in units of its uncertainty.
    pub gradient: f64,
}

/// -2 log likelihood up to a constant, the residual variance at its best.
struct Deviance<'a> {
    blocks: &'a Blocks,
    degrees: f64,
    evaluations: usize,
}

/// The deviance with its first and second derivatives in the free cells.
struct Point {
    deviance: f64,
    gradient: Vec<f64>,
    hessian: Vec<f64>,
}

impl Deviance<'_> {
    fn evaluate(&mut self, ratios: &[f64], full: bool) -> Result<Evaluation, NumError> {
        self.evaluations += 1;
        let s: Vec<f64> = std::iter::once(1.0).chain(ratios.iter().copied()).collect();
        Evaluation::at(self.blocks, &s, full)
    }

    fn value(&mut self, factor: &Factor, cells: &[f64]) -> Result<f64, NumError> {
        let at = self.evaluate(&factor.covariances(cells), false)?;
        Ok(self.degrees * (at.quadratic / self.degrees).ln() + at.log_determinants)
    }

    /// With Q = y'P y: the derivatives of d ln Q + ln det V + ln det X'V^-1 X in the cells of G, then by the chain rule in those of L.
    fn point(&mut self, factor: &Factor, cells: &[f64]) -> Result<Point, NumError> {
        let at = self.evaluate(&factor.covariances(cells), true)?;
        let (count, d, quadratic) = (factor.pairs.len(), self.degrees, at.quadratic);
        let first: Vec<f64> = (1..=count).map(|k| at.traces[k] - d * at.squares[k] / quadratic).collect();
        let second = |k: usize, l: usize| {
            let place = (k + 1) * (count + 1) + l + 1;
            let squares = at.squares[k + 1] * at.squares[l + 1] / (quadratic * quadratic);
            d * (2.0 * at.average[place] / quadratic - squares) - at.expected[place]
        };
        let slopes = factor.slopes(cells);
        let dot = |slope: &[f64]| slope.iter().zip(&first).map(|(slope, first)| slope * first).sum();
        let mut hessian = factor.curvature(&first);
        for (one, left) in slopes.iter().enumerate() {
            for (other, right) in slopes.iter().enumerate() {
                let at = &mut hessian[one * slopes.len() + other];
                for (k, left) in left.iter().enumerate() {
                    for (l, right) in right.iter().enumerate() {
                        *at += left * second(k, l) * right;
                    }
                }
            }
        }
        let deviance = d * (quadratic / d).ln() + at.log_determinants;
        Ok(Point { deviance, gradient: slopes.iter().map(|slope| dot(slope)).collect(), hessian })
    }

    /// Newton's method with the size of each curvature in place of its sign, which leaves saddle points, and halved steps.
    fn descend(&mut self, factor: &Factor, mut cells: Vec<f64>) -> Result<(Vec<f64>, f64, f64), NumError> {
        let width = cells.len();
        let mut point = self.point(factor, &cells)?;
        for _ in 0..MAX_STEPS {
            let (curvatures, vectors) = symmetric_eigen(&point.hessian, width)?;
            let steepest = curvatures.iter().fold(0.0_f64, |most, curvature| most.max(curvature.abs()));
            let (mut step, mut decrement) = (vec![0.0; width], 0.0);
            for (curvature, vector) in curvatures.iter().zip(&vectors) {
                let slope: f64 = vector.iter().zip(&point.gradient).map(|(share, slope)| share * slope).sum();
                let size = curvature.abs().max(1e-10 * steepest).max(f64::MIN_POSITIVE);
                decrement += slope * slope / size;
                step.iter_mut().zip(vector).for_each(|(step, share)| *step -= slope / size * share);
            }
            let lowest = (0..width).min_by(|&one, &other| curvatures[one].total_cmp(&curvatures[other]));
            let saddle = lowest.filter(|&at| decrement <= CONVERGED && curvatures[at] < -1e-6 * steepest);
            if let Some(at) = saddle {
                step.iter_mut().zip(&vectors[at]).for_each(|(step, share)| *step = share * 0.1);
            } else if decrement <= CONVERGED {
                cells.iter_mut().zip(&step).for_each(|(cell, step)| *cell += step);
                let deviance = self.value(factor, &cells)?;
                return Ok((cells, deviance, decrement.sqrt()));
            }
            // No step leads further than the cells are large.
            let size = |values: &[f64]| values.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
            let mut share = (2.0 * (1.0 + size(&cells)) / size(&step)).min(1.0);
            let mut halvings = 0;
            let next = loop {
                let next: Vec<f64> = cells.iter().zip(&step).map(|(cell, step)| cell + share * step).collect();
                let needed = if saddle.is_some() { 0.0 } else { 1e-4 * share * decrement };
                if self.value(factor, &next).is_ok_and(|deviance| deviance < point.deviance - needed) {
                    break Some(next);
                }
                halvings += 1;
                if halvings == MAX_HALVINGS {
                    break None;
                }
                share /= 2.0;
            };
            match next {
                Some(next) => cells = next,
                // The likelihood no longer tells neighbouring cells apart.
                None if decrement <= 1e-9 => return Ok((cells, point.deviance, decrement.sqrt())),
                None => break,
            }
            point = self.point(factor, &cells)?;
        }
        Err(NumError::NotConverged {
            technique: "the search for the variances",
            iterations: MAX_STEPS,
            best: point.deviance,
        })
    }
}

/// Question: at which covariance of the random effects, over the residual variance, is the restricted likelihood highest?
///
/// From the best multiple of the identity. Where the search ends at a covariance of lower rank to rounding, it goes on among those of that
/// rank, so that a variance of zero or a correlation of one is found as such.
///
/// # Errors
/// Those of the evaluation; `NotConverged` after 200 steps.
pub(super) fn best_covariance(blocks: &Blocks, full: Factor) -> Result<Found, NumError> {
    let mut deviance = Deviance { blocks, degrees: blocks.readings() - blocks.width as f64, evaluations: 0 };
    let mut best: Option<(f64, Vec<f64>)> = None;
    for log in STARTS {
        let cells = full.multiple(f64::from(log).exp());
        let value = deviance.value(&full, &cells)?;
        if best.as_ref().is_none_or(|(least, _)| value < *least) {
            best = Some((value, cells));
        }
    }
    let start = best.map_or_else(|| full.multiple(1.0), |(_, cells)| cells);
    let mut factor = full;
    let (mut cells, mut value, mut gradient) = deviance.descend(&factor, start)?;
    loop {
        let covariance = factor.matrix(&factor.covariances(&cells));
        let effects = covariance.len().isqrt();
        let (lengths, vectors) = symmetric_eigen(&covariance, effects)?;
        let Some((simpler, start)) = factor.reduced(&cells, &lengths, &vectors) else { break };
        let (other, there, slope) = deviance.descend(&simpler, start)?;
        if there > value + 1e-9 * value.abs().max(1.0) {
            break;
        }
        (factor, cells, value, gradient) = (simpler, other, there, slope);
    }
    Ok(Found { factor, cells, evaluations: deviance.evaluations, gradient })
}
