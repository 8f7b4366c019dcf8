//! What a claim's change is held against: nothing, other people, another site, another condition.

use super::found::{Measured, Stop};
use super::{Basis, Claim, Records, Region, Which, Wording};
use crate::data::{Controlled, Outcome, PairedSample, SplitBody, TwoArms};
use crate::result::{Estimate, Level, Quantity, TestResult};
use crate::stats::linear::crossover;
use crate::stats::paired::PairedT;
use crate::stats::two_sample::WelchT;
use crate::stats::{ComparisonProcedure, Moments, PairedProcedure, ShapeEstimator, StatsError, TestOptions, skewness};
use std::borrow::Cow;

/// What is estimated by a comparison with a control.
const DIFFERENCE: Quantity = Quantity {
    id: "difference_of_mean_changes",
    label: "difference of the mean changes",
    symbol: "difference of mean changes",
};
/// What is estimated in a crossover.
const PERIODS: Quantity = Quantity {
    id: "difference_between_conditions",
    label: "mean difference between the conditions",
    symbol: "difference between conditions",
};
/// A sample skewness beyond this is said, with fewer participants than [`FEW`]: a judgement by the cells of reports/verdicts.md.
const SKEWED: f64 = 1.0;
const FEW: usize = 60;
const PROCEDURE: &str = "the comparison that the claim needs";

/// The readings of a claim.
pub(super) enum Compared<'a> {
    /// Pairs alone.
    Pairs(Cow<'a, PairedSample>, Basis),
    /// Other people.
    Arms(TwoArms),
    /// Another site of the same people.
    Sites(Box<SplitBody>),
    /// The same people in two periods.
    Periods(TwoArms),
}

impl<'a> Compared<'a> {
    /// A claim about a cause, or one that names its control, is held against the control where the study has one.
    pub(super) fn of(claim: &Claim, records: &'a dyn Records) -> Result<Compared<'a>, Stop> {
        let which = Which::of(claim);
        if claim.wording == Wording::Causal || claim.control.is_some() {
            match (records.controlled(&which), &claim.control) {
                (Some(Controlled::Arms(arms)), _) => return Ok(Compared::Arms(arms)),
                (Some(Controlled::Sites(sites)), _) => return Ok(Compared::Sites(sites)),
                (Some(Controlled::Sequences(sequences)), _) => return Ok(Compared::Periods(sequences)),
                (None, Some(control)) => {
                    return Err(Stop::lacks(format!(
                        "pairs of {} with `{control}` to hold them against",
                        which.words()
                    )));
                }
                (None, None) => {}
            }
        }
        Compared::pairs(&which, records)
    }

    /// The pairs alone.
    pub(super) fn pairs(which: &Which<'_>, records: &'a dyn Records) -> Result<Compared<'a>, Stop> {
        let pairs = records.pairs(which).ok_or_else(|| Stop::lacks(format!("pairs of {}", which.words())))?;
        let basis = if records.pairs_are_conditions() { Basis::Conditions } else { Basis::Change };
        Ok(Compared::Pairs(pairs, basis))
    }

    pub(super) fn basis(&self) -> Basis {
        match self {
            Compared::Pairs(_, basis) => *basis,
            Compared::Arms(_) => Basis::Arms,
            Compared::Sites(_) => Basis::Sites,
            Compared::Periods(_) => Basis::Periods,
        }
    }

    pub(super) fn outcome(&self) -> &Outcome {
        match self {
            Compared::Pairs(sample, _) => sample.outcome(),
            Compared::Arms(arms) | Compared::Periods(arms) => arms.outcome(),
            Compared::Sites(sites) => sites.difference().outcome(),
        }
    }

    pub(super) fn n(&self) -> usize {
        match self {
            Compared::Pairs(sample, _) => sample.n(),
            Compared::Arms(arms) | Compared::Periods(arms) => arms.n(),
            Compared::Sites(sites) => sites.difference().n(),
        }
    }

    /// What is counted when more of them are wanted.
    pub(super) fn counted(&self) -> &'static str {
        match self {
            Compared::Pairs(..) => "complete pairs",
            Compared::Sites(_) => "people with both sites",
            Compared::Arms(_) => "people in all, divided as they are here,",
            Compared::Periods(_) => "people in all, with orders divided as they are here,",
        }
    }

    /// The mean on the axis of a region, with a caution where few and skewed changes make its interval miss too often.
    pub(super) fn measured(&self, region: Region, level: Level) -> Result<Measured, StatsError> {
        let measured = Measured::of(self.basis(), region, self.n(), level, |level| self.mean(level))?;
        Ok(match self.skewed() {
            Some(caution) => measured.settled_by(self.counted()).remark(caution),
            None => measured.settled_by(self.counted()),
        })
    }

    /// What to say of an interval of a mean of few skewed changes.
    fn skewed(&self) -> Option<String> {
        let sample = match self {
            Compared::Pairs(sample, _) => sample.as_ref(),
            Compared::Sites(sites) => sites.difference(),
            Compared::Arms(_) | Compared::Periods(_) => return None,
        };
        let found = skewness(&Moments::of(sample.change()), ShapeEstimator::Adjusted)?;
        (found.abs() > SKEWED && sample.n() < FEW).then(|| {
            format!(
                "The changes are skewed (skewness {found:.1}) and the participants few ({}): the interval of a mean then misses more often \
                 than its level says, on the side of the long tail (reports/verdicts.md has how often).",
                sample.n()
            )
        })
    }

    /// The mean change, or the difference treated - control of the mean changes, with its two-sided interval: what the report gives.
    pub(super) fn mean(&self, level: Level) -> Result<Estimate, StatsError> {
        let options = TestOptions { level, ..TestOptions::default() };
        match self {
            Compared::Pairs(sample, _) => first(PairedT.run(sample, &options)?),
            Compared::Sites(sites) => {
                Ok(Estimate { quantity: DIFFERENCE, ..first(PairedT.run(sites.difference(), &options)?)? })
            }
            Compared::Arms(arms) => Ok(Estimate { quantity: DIFFERENCE, ..first(WelchT.run(arms, &options)?)? }),
            Compared::Periods(orders) => {
                let treatment = crossover(orders, &options)?.contrasts.into_iter().next();
                let test =
                    treatment.ok_or_else(|| StatsError::numerical(PROCEDURE, "the model gave no estimate"))?.test;
                Ok(Estimate { quantity: PERIODS, ..first(test)? })
            }
        }
    }
}

fn first(result: TestResult) -> Result<Estimate, StatsError> {
    result.estimates.into_iter().next().ok_or_else(|| StatsError::numerical(PROCEDURE, "the test gave no estimate"))
}
