//! Whether the odds ratio of the arm is the same at every cut.

use super::cumulative_logit::{Cell, CumulativeLogit, Logistic, mass};
use crate::num::{NumError, solve_positive_definite};

/// The score test of proportional odds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct OddsCheck {
    /// Chi-squared.
    pub statistic: f64,
    /// Cuts less one.
    pub degrees: usize,
}

/// Rao's score test of a model in which the first covariate has a coefficient at each cut (partial proportional odds), at the fit with one
/// coefficient: S' I^-1 S with the expected information. `None` with one cut.
///
/// # Errors
/// [`NumError`] where the information cannot be inverted.
pub(super) fn check(cells: &[Cell], fit: &CumulativeLogit) -> Result<Option<OddsCheck>, NumError> {
    let cuts = fit.thresholds.len();
    if cuts < 2 {
        return Ok(None);
    }
    let others = fit.coefficients.len() - 1;
    let size = 2 * cuts + others;
    let (mut score, mut information) = (vec![0.0; size], vec![0.0; size * size]);
    for cell in cells {
        let eta: f64 = cell.x.iter().zip(&fit.coefficients).map(|(x, b)| x * b).sum::<f64>() + cell.offset;
        let edge = |cut: usize| fit.thresholds[cut] - eta;
        // How P(grade <= cut) moves with thresholds, the arm's coefficients and the others.
        let moved = |cut: usize| {
            let mut slopes = vec![0.0; size];
            let density = Logistic::at(edge(cut)).density();
            slopes[cut] = density;
            slopes[cuts + cut] = -density * cell.x[0];
            slopes[2 * cuts..].iter_mut().zip(&cell.x[1..]).for_each(|(slope, x)| *slope = -density * x);
            slopes
        };
        for grade in 0..=cuts {
            let upper = if grade < cuts { edge(grade) } else { f64::INFINITY };
            let lower = if grade > 0 { edge(grade - 1) } else { f64::NEG_INFINITY };
            let p = mass(upper, lower);
            let mut slopes = if grade < cuts { moved(grade) } else { vec![0.0; size] };
            if grade > 0 {
                slopes.iter_mut().zip(moved(grade - 1)).for_each(|(slope, below)| *slope -= below);
            }
            for row in 0..size {
                if grade == cell.grade {
                    score[row] += cell.n * slopes[row] / p;
                }
                for column in 0..size {
                    information[row * size + column] += cell.n * slopes[row] * slopes[column] / p;
                }
            }
        }
    }
    let solved = solve_positive_definite(&information, &score)?;
    let statistic = score.iter().zip(&solved).map(|(score, solved)| score * solved).sum();
    Ok(Some(OddsCheck { statistic, degrees: cuts - 1 }))
}
