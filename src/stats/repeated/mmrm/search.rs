//! The maximum of a smooth function, by Newton's steps.

use crate::num::{bilinear, solve_positive_definite};

const MAX_STEPS: usize = 200;

/// Below this Newton decrement, g' H^-1 g, the function is known to about half of it: what is left is polish.
const CONVERGED: f64 = 1e-10;

/// A function to be maximised, at one place.
pub(super) struct Slope {
    pub value: f64,
    pub gradient: Vec<f64>,
    /// Minus its second derivatives.
    pub observed: Vec<f64>,
    /// A positive definite stand-in where those are not: their expectation.
    pub expected: Vec<f64>,
}

/// Where the search stopped.
pub(super) struct Summit {
    pub parameters: Vec<f64>,
    pub iterations: usize,
    /// The root of the Newton decrement with the second derivatives themselves.
    pub gradient: f64,
    /// Why it is no maximum.
    pub refused: Option<String>,
}

/// Newton's steps with the second derivatives where they make a hill, with their expectation where not (Fisher's scoring), halved until the
/// function rises by a part of what the step promises (Nocedal and Wright 2006, Numerical Optimization, secs. 3.1, 3.4).
pub(super) fn climb(
    start: Vec<f64>,
    value: impl Fn(&[f64]) -> Option<f64>,
    slope: impl Fn(&[f64]) -> Option<Slope>,
) -> Summit {
    let mut parameters = start;
    let mut last = f64::INFINITY;
    for iterations in 0..MAX_STEPS {
        let stop = |parameters: &[f64], decrement: f64, why: &str| Summit {
            parameters: parameters.to_vec(),
            iterations,
            gradient: decrement.sqrt(),
            refused: Some(why.to_owned()),
        };
        let Some(here) = slope(&parameters) else {
            return stop(
                &parameters,
                last,
                "the covariance matrix is not positive definite at the start of the search",
            );
        };
        let newton = solve_positive_definite(&here.observed, &here.gradient).ok();
        let concave = newton.is_some();
        let Some(step) = newton.or_else(|| scoring(&here)) else {
            return stop(&parameters, last, "the data do not determine the covariance: its information is singular");
        };
        let decrement: f64 = step.iter().zip(&here.gradient).map(|(step, slope)| step * slope).sum();
        if !decrement.is_finite() {
            return stop(&parameters, last, "the likelihood has no finite slope");
        }
        if concave && decrement <= CONVERGED {
            // Quadratic convergence: the next step squares the error, until rounding is all there is.
            if decrement >= 0.25 * last || decrement <= f64::MIN_POSITIVE {
                return Summit { parameters, iterations, gradient: decrement.max(0.0).sqrt(), refused: None };
            }
            last = decrement;
            parameters.iter_mut().zip(&step).for_each(|(parameter, step)| *parameter += step);
            continue;
        }
        last = decrement;
        let noise = 1e-13 * here.value.abs();
        let risen = (0..40).map(|halvings| 0.5_f64.powi(halvings)).find_map(|share| {
            let next: Vec<f64> = parameters.iter().zip(&step).map(|(at, step)| at + share * step).collect();
            value(&next).filter(|&value| value + noise >= here.value + 1e-4 * share * decrement).map(|_| next)
        });
        match risen {
            Some(next) => parameters = next,
            None => return stop(&parameters, decrement, "no step along the slope of the likelihood raises it"),
        }
    }
    Summit {
        parameters,
        iterations: MAX_STEPS,
        gradient: last.sqrt(),
        refused: Some(format!("the search had not come to an end after {MAX_STEPS} steps")),
    }
}

/// Fisher's step; where even the expected information is singular in rounding, with a little added to its diagonal (Levenberg).
fn scoring(here: &Slope) -> Option<Vec<f64>> {
    let n = here.gradient.len();
    [0.0, 1e-10, 1e-6, 1e-3].iter().find_map(|more| {
        let mut information = here.expected.clone();
        (0..n).for_each(|at| information[at * n + at] *= 1.0 + more);
        let step = solve_positive_definite(&information, &here.gradient).ok()?;
        (bilinear(&step, &information, &step) >= 0.0).then_some(step)
    })
}
