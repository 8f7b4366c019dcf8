//! The grades of two groups of people.

use crate::data::{OutcomeKind, PairedSample, TwoArms, Unit};
use crate::stats::StatsError;

/// Most different whole numbers that are taken for grades where nobody says that they are.
const MOST_UNDECLARED: usize = 10;
/// Most grades that a scale can have.
const MOST: usize = 100;

/// Grades after, by their places in order, and before.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct GradedArms {
    /// Different grades after, of both arms.
    pub grades: usize,
    /// Places of the grades after, from 0, of the treated and of the control arm.
    pub after: [Vec<usize>; 2],
    /// Readings before, of the treated and of the control arm.
    pub before: [Vec<f64>; 2],
}

impl GradedArms {
    /// `None` where the readings are no grades: of another kind of outcome, and with a unit, decimals or more than 10 different values.
    pub fn of(arms: &TwoArms) -> Option<GradedArms> {
        let samples = [arms.treated(), arms.control()];
        let sorted = |ticks: &mut Vec<i128>| {
            ticks.sort_unstable();
            ticks.dedup();
        };
        let mut after: Vec<i128> = samples.iter().flat_map(|sample| sample.after().ticks()).copied().collect();
        let mut all: Vec<i128> = samples.iter().flat_map(|sample| sample.before().ticks()).copied().collect();
        all.extend(&after);
        sorted(&mut after);
        sorted(&mut all);
        let outcome = arms.outcome();
        let whole = samples.iter().all(|sample| sample.before().decimals() == 0);
        let looks_graded = matches!(outcome.unit, Unit::None | Unit::Score) && whole && all.len() <= MOST_UNDECLARED;
        if !(looks_graded || outcome.kind == OutcomeKind::Grade && all.len() <= MOST) {
            return None;
        }
        let places = |sample: &PairedSample| {
            sample.after().ticks().iter().map(|reading| after.partition_point(|grade| grade < reading)).collect()
        };
        Some(GradedArms {
            grades: after.len(),
            after: samples.map(places),
            before: samples.map(|sample| sample.before().values()),
        })
    }

    /// The same, or what to say where there are no grades.
    pub fn required(procedure: &'static str, arms: &TwoArms) -> Result<GradedArms, StatsError> {
        GradedArms::of(arms).ok_or_else(|| StatsError::Undefined {
            procedure,
            why: "the readings are no grades: at most 10 different whole numbers without a unit or in points, or an outcome of kind grade, \
                  are needed"
                .to_owned(),
        })
    }
}
