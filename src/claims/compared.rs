//! What a claim's change is held against: nothing, other people, another site, another condition.

use super::contrast::of_means;
use super::found::Stop;
use super::{Basis, Claim, Records, Which, Wording};
use crate::data::{Controlled, Outcome, PairedSample, SplitBody, TwoArms};
use crate::result::{Alternative, Estimate, Level, Quantity};
use crate::stats::paired::PairedT;
use crate::stats::{PairedProcedure, StatsError, TestOptions};
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
                (Some(Controlled::Sites(sites)), _) => return Ok(Compared::Sites(Box::new(sites))),
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

    /// The mean change, or the difference treated - control of the mean changes, with its two-sided interval.
    ///
    /// The two-arm difference is Welch's and is to give way to the registered comparison once there is one.
    pub(super) fn mean(&self, level: Level) -> Result<Estimate, StatsError> {
        match self {
            Compared::Pairs(sample, _) => mean_change(sample, level),
            Compared::Sites(sites) => Ok(Estimate { quantity: DIFFERENCE, ..mean_change(sites.difference(), level)? }),
            Compared::Arms(arms) => of_means(DIFFERENCE, &[(arms.treated(), 1.0), (arms.control(), -1.0)], PROCEDURE)?
                .estimate(level, PROCEDURE),
            // In those treated first the change is control - treated, in the others treated - control: half their difference is free of
            // what the second period does by itself.
            Compared::Periods(orders) => {
                of_means(PERIODS, &[(orders.control(), 0.5), (orders.treated(), -0.5)], PROCEDURE)?
                    .estimate(level, PROCEDURE)
            }
        }
    }
}

/// The mean change with its two-sided t interval.
fn mean_change(sample: &PairedSample, level: Level) -> Result<Estimate, StatsError> {
    let options = TestOptions { level, alternative: Alternative::TwoSided, ..TestOptions::default() };
    let result = PairedT.run(sample, &options)?;
    result.estimates.into_iter().next().ok_or_else(|| StatsError::numerical(PROCEDURE, "the t test gave no estimate"))
}
