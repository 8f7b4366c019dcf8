//! Who is analysed.

use super::design::Response;
use super::terms::is_known;
use crate::data::{Covariate, Longitudinal};
use crate::result::{Analysed, ExcludedCount};

const NOT_ATTENDED: &str = "no reading after the baseline";
const NO_BASELINE: &str = "no reading at baseline";
const NO_COVARIATE: &str = "covariate not known";

/// The places of those who are analysed, and how many are not, each by the first reason that holds.
pub(super) fn analysed(data: &Longitudinal, response: Response, covariates: &[&Covariate]) -> (Vec<usize>, Analysed) {
    let reason = |person: usize| {
        if data.last_visit(person).is_none() {
            Some(NOT_ATTENDED)
        } else if response == Response::Change && data.baseline_reading(person).is_none() {
            Some(NO_BASELINE)
        } else if covariates.iter().any(|covariate| !is_known(covariate, person)) {
            Some(NO_COVARIATE)
        } else {
            None
        }
    };
    let reasons: Vec<Option<&'static str>> = (0..data.people()).map(reason).collect();
    let people: Vec<usize> = (0..data.people()).filter(|&person| reasons[person].is_none()).collect();
    let count = |reason: &'static str| ExcludedCount {
        reason,
        n: reasons.iter().filter(|found| **found == Some(reason)).count(),
    };
    let excluded = [NOT_ATTENDED, NO_BASELINE, NO_COVARIATE].map(count);
    let excluded = excluded.into_iter().filter(|excluded| excluded.n > 0).collect();
    let n = people.len();
    (people, Analysed { n, excluded })
}
