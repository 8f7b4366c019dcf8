//! What is expected of a missing reading, given those that are there.

use super::courses::{Courses, Person};
use super::strategy::Strategy;
use crate::num::{NumError, solve_positive_definite};

/// Means and covariance of the changes over the visits.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Parameters {
    pub(crate) visits: usize,
    /// For each visit: the control arm's mean (that of everybody in a single group) at the mean baseline, the slope on baseline, and
    /// treated - control.
    pub(crate) means: Vec<[f64; 3]>,
    /// Row by row.
    pub(crate) covariance: Vec<f64>,
}

/// The regression of one visit on others: normal with these weights and this variance.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Regression {
    pub(crate) weights: Vec<f64>,
    pub(crate) variance: f64,
}

/// A normal law.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Law {
    pub(crate) mean: f64,
    pub(crate) variance: f64,
}

impl Regression {
    /// Of the visit `at` on the visits `on`: weights S_oo^-1 S_oa, variance S_aa - S_ao S_oo^-1 S_oa.
    pub(crate) fn of(covariance: &[f64], visits: usize, on: &[usize], at: usize) -> Result<Regression, NumError> {
        let matrix: Vec<f64> =
            on.iter().flat_map(|row| on.iter().map(move |column| covariance[row * visits + column])).collect();
        let right: Vec<f64> = on.iter().map(|row| covariance[row * visits + at]).collect();
        let weights = solve_positive_definite(&matrix, &right)?;
        let explained: f64 = weights.iter().zip(&right).map(|(weight, covariance)| weight * covariance).sum();
        Ok(Regression { weights, variance: (covariance[at * visits + at] - explained).max(0.0) })
    }
}

impl Parameters {
    /// The mean of people of one baseline in an arm at a visit.
    pub(crate) fn mean(&self, visit: usize, baseline: f64, treated: bool) -> f64 {
        let [mean, slope, effect] = self.means[visit];
        mean + slope * baseline + if treated { effect } else { 0.0 }
    }

    /// The law of the reading of `person` at the visit analysed under the strategy; `on` are the visits at which the person was read, and
    /// `regression` that of the visit analysed on them.
    pub(crate) fn law(
        &self,
        strategy: Strategy,
        courses: &Courses,
        person: &Person,
        on: &[usize],
        regression: &Regression,
    ) -> Law {
        let at = courses.at;
        // In a single group all are treated and there is no reference; strategies that need one were refused before.
        let own = |visit: usize| self.mean(visit, person.baseline, person.treated);
        let reference = |visit: usize| self.mean(visit, person.baseline, false);
        let strategy = if courses.dropped_out(person) { strategy } else { Strategy::MissingAtRandom };
        let copies = strategy == Strategy::CopyReference;
        let mean = match (strategy, on.last()) {
            (Strategy::JumpToBaseline, _) => {
                return Law { mean: 0.0, variance: self.covariance[at * self.visits + at] };
            }
            (Strategy::MissingAtRandom, _) => own(at),
            (Strategy::CopyIncrements, Some(&last)) => own(last) + reference(at) - reference(last),
            (Strategy::JumpToReference | Strategy::CopyReference | Strategy::CopyIncrements, _) => reference(at),
        };
        let above = |visit: usize| {
            let expected = if copies { reference(visit) } else { own(visit) };
            person.change[visit].map_or(0.0, |change| change - expected)
        };
        let carried: f64 = on.iter().zip(&regression.weights).map(|(&visit, weight)| weight * above(visit)).sum();
        Law { mean: mean + carried, variance: regression.variance }
    }
}
