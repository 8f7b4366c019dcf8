//! The maximum of a smooth function, by Newton's steps.

use crate::num::solve_positive_definite;

const MAX_STEPS: usize = 200;

/// Below this Newton decrement, g' H^-1 g, the function is known to about half of it: what is left is polish.
pub(super) const CONVERGED: f64 = 1e-10;

/// From this decrement on one set of second derivatives is kept.
const HELD: f64 = 1e-3;

/// From this decrement on the whole of the second derivatives is worth its price.
const NEAR: f64 = 1e-2;

/// The farthest that one step moves a parameter. All are of the order of 1 (logarithms, and readings in units of their own spread), and
/// where the information is all but singular a whole step leaves what doubles can tell.
const FARTHEST: f64 = 4.0;

/// A function to be maximised, at one place.
pub(super) struct Slope<T> {
    pub value: f64,
    pub gradient: Vec<f64>,
    /// What the second derivatives are computed from.
    pub at: T,
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
///
/// `bend` gives minus the second derivatives and a positive definite stand-in, their expectation; far from the maximum, without
/// `full`, both approximately. Near it one full set serves the last steps, whose error it multiplies by its own distance from the maximum.
pub(super) fn climb<T>(
    start: Vec<f64>,
    value: impl Fn(&[f64]) -> Option<f64>,
    slope: impl Fn(&[f64]) -> Option<Slope<T>>,
    bend: impl Fn(&T, bool) -> Option<[Vec<f64>; 2]>,
) -> Summit {
    let mut parameters = start;
    let mut last = f64::INFINITY;
    let mut full = false;
    let mut held: Option<Vec<f64>> = None;
    let mut iterations = 0;
    while iterations < MAX_STEPS {
        let stop = |parameters: Vec<f64>, decrement: f64, why: Option<&str>| Summit {
            parameters,
            iterations,
            gradient: decrement.max(0.0).sqrt(),
            refused: why.map(str::to_owned),
        };
        let Some(here) = slope(&parameters) else {
            return stop(
                parameters,
                last,
                Some("the covariance matrix is not positive definite where the search begins"),
            );
        };
        let (step, concave) = match &held {
            Some(observed) => (solve_positive_definite(observed, &here.gradient).ok(), true),
            None => {
                let Some([observed, expected]) = bend(&here.at, full) else {
                    return stop(parameters, last, Some("the information on the coefficients is singular"));
                };
                let newton = solve_positive_definite(&observed, &here.gradient).ok();
                let concave = newton.is_some();
                let step = newton.or_else(|| scoring(&expected, &here.gradient));
                if full && concave && step.as_ref().is_some_and(|step| dot(step, &here.gradient) <= HELD) {
                    held = Some(observed);
                }
                (step, concave)
            }
        };
        let Some(step) = step else {
            return stop(
                parameters,
                last,
                Some("the data do not determine the covariance: its information is singular"),
            );
        };
        let decrement = dot(&step, &here.gradient);
        if !decrement.is_finite() {
            return stop(parameters, last, Some("the likelihood has no finite slope"));
        }
        if !full && (decrement <= NEAR || decrement >= 0.1 * last) {
            full = true;
            continue;
        }
        if full && concave && decrement <= CONVERGED {
            // Each step leaves a small part of the error, until rounding is all there is.
            if decrement >= 0.25 * last || decrement <= f64::MIN_POSITIVE {
                return stop(parameters, decrement, None);
            }
            last = decrement;
            parameters.iter_mut().zip(&step).for_each(|(parameter, step)| *parameter += step);
            iterations += 1;
            continue;
        }
        if held.is_some() && decrement >= 0.25 * last {
            held = None;
            last = f64::INFINITY;
            continue;
        }
        last = decrement;
        let noise = 1e-13 * here.value.abs();
        let longest = step.iter().fold(0.0, |longest: f64, step| longest.max(step.abs()));
        let whole = (FARTHEST / longest).min(1.0);
        let risen = (0..40).map(|halvings| whole * 0.5_f64.powi(halvings)).find_map(|share| {
            let next: Vec<f64> = parameters.iter().zip(&step).map(|(at, step)| at + share * step).collect();
            value(&next).filter(|&value| value + noise >= here.value + 1e-4 * share * decrement).map(|_| next)
        });
        match risen {
            Some(next) => parameters = next,
            None => return stop(parameters, decrement, Some("no step along the slope of the likelihood raises it")),
        }
        iterations += 1;
    }
    Summit {
        parameters,
        iterations,
        gradient: last.max(0.0).sqrt(),
        refused: Some(format!("the search had not come to an end after {MAX_STEPS} steps")),
    }
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(x, y)| x * y).sum()
}

/// Fisher's step; where even the expected information is singular in rounding, with a little added to its diagonal (Levenberg).
fn scoring(expected: &[f64], gradient: &[f64]) -> Option<Vec<f64>> {
    let n = gradient.len();
    [0.0, 1e-10, 1e-6, 1e-3].iter().find_map(|more| {
        let mut information = expected.to_vec();
        (0..n).for_each(|at| information[at * n + at] *= 1.0 + more);
        solve_positive_definite(&information, gradient).ok()
    })
}
