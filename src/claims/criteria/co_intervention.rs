//! What remains of a change when something else is held still.

use crate::claims::compared::Compared;
use crate::claims::found::{Found, Measured, Stop, region_in};
use crate::claims::{Claim, Records, Which};
use crate::data::Controlled;
use crate::result::{Estimate, Level, ModelResult, Quantity};
use crate::stats::linear::{
    CHANGE_AT_ZERO_COMPANION, Companion, DIFFERENCE_AT_SAME_COMPANION, SITE_DIFFERENCE_AT_ZERO,
    co_intervention_in_arms, co_intervention_in_group, split_body_adjusted,
};
use crate::stats::{StatsError, TestOptions};

const PROCEDURE: &str = "the regression on the other outcome's change";
const DESCRIPTIVE: &str = "The other change comes after the treatment began and may be a result of it: what remains at no such change \
                           describes these people, and is not an effect.";

pub(super) fn find(claim: &Claim, records: &dyn Records) -> Result<Found, Stop> {
    let which = Which::of(claim);
    let other = claim.co_outcome.as_deref().ok_or_else(|| Stop::lacks("the outcome that changes along"))?;
    let co = which.of_outcome(other);
    let lacks = || Stop::lacks(format!("pairs of {} in the same people", co.words()));
    let compared = Compared::of(claim, records)?;
    let unit = compared.outcome().unit;
    let region = region_in(claim, unit)?;
    let options = |level| TestOptions { level, ..TestOptions::default() };
    // The model at any level, and which of its estimates is what remains.
    type Fit<'a> = Box<dyn Fn(Level) -> Result<ModelResult, StatsError> + 'a>;
    let (fit, remains): (Fit<'_>, Quantity) = match &compared {
        Compared::Pairs(sample, _) => {
            let weights = records.pairs(&co).ok_or_else(lacks)?;
            let (changes, co_unit) = (weights.changes_of(sample.ids()), weights.outcome().unit);
            let fit = move |level| {
                let companion = Companion { label: other, unit: co_unit };
                co_intervention_in_group(sample, &changes, companion, &options(level))
            };
            (Box::new(fit), CHANGE_AT_ZERO_COMPANION)
        }
        Compared::Sites(sites) => {
            // A person has one weight for both sites.
            let weights = records.pairs(&co).ok_or_else(lacks)?;
            let (changes, co_unit) = (weights.changes_of(sites.difference().ids()), weights.outcome().unit);
            let fit = move |level| {
                let companion = Companion { label: other, unit: co_unit };
                split_body_adjusted(sites, &changes, companion, &options(level))
            };
            (Box::new(fit), SITE_DIFFERENCE_AT_ZERO)
        }
        Compared::Arms(arms) => {
            let Some(Controlled::Arms(weights)) = records.controlled(&co) else { return Err(lacks()) };
            let fit = move |level| {
                let companion = Companion { label: other, unit: weights.outcome().unit };
                let treated = weights.treated().changes_of(arms.treated().ids());
                let control = weights.control().changes_of(arms.control().ids());
                co_intervention_in_arms(arms, &treated, &control, companion, &options(level))
            };
            (Box::new(fit), DIFFERENCE_AT_SAME_COMPANION)
        }
        Compared::Periods(_) => return Err(lacks()),
    };
    let model = fit(records.level())?;
    let slope = model.terms.first().map(|term| term.estimate.value);
    let slope = slope.ok_or_else(|| Stop::lacks("variation of the other outcome's change"))?;
    let mut measured = Measured::of(compared.basis(), region, model.analysed.n, records.level(), |level| {
        remaining(fit(level)?, remains)
    })?;
    measured.descriptive = Some(DESCRIPTIVE);
    measured
        .remark(format!(
            "Each unit of `{other}` goes with {slope:.3} {} of the change (slope of the regression).",
            unit.symbol()
        ))
        .found()
}

/// The model's estimate of what remains.
fn remaining(model: ModelResult, quantity: Quantity) -> Result<Estimate, StatsError> {
    let estimates = model.contrasts.into_iter().filter_map(|contrast| contrast.test.estimates.into_iter().next());
    let mut of_quantity = estimates.filter(|estimate| estimate.quantity == quantity);
    of_quantity.next().ok_or_else(|| StatsError::Undefined {
        procedure: PROCEDURE,
        why: "the other change and the groups cannot be told apart".to_owned(),
    })
}
