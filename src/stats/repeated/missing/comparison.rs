//! Who is held against whom.

use crate::data::{ExclusionReason, Longitudinal, Readings};
use crate::result::{Analysed, ExcludedCount, Quantity};
use crate::stats::StatsError;
use crate::stats::linear::{ADJUSTED_DIFFERENCE, SITE_DIFFERENCE};
use crate::stats::paired::MEAN_CHANGE;

/// The two arms of a comparison, by their places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ArmPair {
    pub(crate) treated: usize,
    pub(crate) control: usize,
}

/// Whom and when an analysis is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Comparison {
    /// Absent in a single group.
    pub(crate) arms: Option<ArmPair>,
    /// The visit.
    pub(crate) visit: usize,
}

impl Comparison {
    /// The last visit unless another is given; the treated arm may be left out where only one stands beside the control.
    pub(crate) fn of(
        procedure: &'static str,
        data: &Longitudinal,
        visit: Option<usize>,
        treated: Option<usize>,
    ) -> Result<Comparison, StatsError> {
        let undefined = |why: &str| StatsError::Undefined { procedure, why: why.to_owned() };
        let last =
            data.visits().len().checked_sub(1).ok_or_else(|| undefined("there is no visit after the baseline"))?;
        let visit = visit.unwrap_or(last);
        if visit > last {
            return Err(undefined("there is no such visit"));
        }
        let arms = match (data.arms().len(), treated) {
            (0 | 1, _) => None,
            (_, _) if !data.has_control() => return Err(StatsError::Missing { procedure, what: "a control arm" }),
            (2, None) => Some(ArmPair { treated: 1, control: 0 }),
            (_, None) => {
                return Err(StatsError::Missing { procedure, what: "the treated arm by name: there are several" });
            }
            (arms, Some(treated)) if treated == 0 || treated >= arms => {
                return Err(undefined("the arm named is the control, or is not there"));
            }
            (_, Some(treated)) => Some(ArmPair { treated, control: 0 }),
        };
        Ok(Comparison { arms, visit })
    }

    /// What is estimated.
    pub(crate) fn quantity(self, data: &Longitudinal) -> Quantity {
        match (self.arms, data.kind()) {
            (Some(_), _) => ADJUSTED_DIFFERENCE,
            (None, Readings::SiteDifference) => SITE_DIFFERENCE,
            (None, Readings::Plain) => MEAN_CHANGE,
        }
    }

    /// The people of the arms compared, in the order of the data.
    pub(crate) fn people(self, data: &Longitudinal) -> impl Iterator<Item = usize> {
        let compared = move |arm: usize| self.arms.is_none_or(|pair| arm == pair.treated || arm == pair.control);
        (0..data.people()).filter(move |&person| compared(data.arm_of(person)))
    }

    /// Who has what an analysis needs, and why others have not.
    pub(crate) fn analysed(self, data: &Longitudinal, needs_visit: bool) -> Analysed {
        let reasons = [ExclusionReason::MissingBefore, ExclusionReason::MissingAfter, ExclusionReason::MissingBoth];
        let (mut n, mut missing) = (0, [0; 3]);
        for person in self.people(data) {
            let visit = needs_visit && data.is_missing(person, self.visit);
            match (data.baseline_reading(person).is_none(), visit) {
                (false, false) => n += 1,
                (true, false) => missing[0] += 1,
                (false, true) => missing[1] += 1,
                (true, true) => missing[2] += 1,
            }
        }
        let counted = reasons.iter().zip(missing).filter(|(_, n)| *n > 0);
        Analysed { n, excluded: counted.map(|(reason, n)| ExcludedCount { reason: reason.words(), n }).collect() }
    }
}
