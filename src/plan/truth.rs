//! Which verdicts were right, where the data are simulated and their truth is known.

use super::{ContrastPlan, Plan, truth_over_time};
use crate::claims::{Basis, Claim, Criterion, Judgement, Per, Verdict, Wording};
use crate::ingest::Ingested;
use crate::result::number::{Number, number};
use crate::simulate::Truth;
use schemars::JsonSchema;
use serde::Serialize;

/// A claim about simulated data with what is true of it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TruthCheck {
    /// The claim's id.
    pub claim: String,
    /// The claim in words.
    pub statement: String,
    /// The true value of what the claim is about, in the unit of its region.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub true_value: f64,
    /// What that value is: `effect of the treatment`, `mean change`.
    pub of: &'static str,
    /// Whether the claim is true.
    pub holds: bool,
    /// The verdict.
    pub verdict: Verdict,
    /// Whether the verdict was right; absent where it decided nothing.
    pub right: Option<bool>,
}

/// Every claim whose true value is known.
pub(super) fn check(truth: &Truth, plan: &Plan, data: &Ingested, judgements: &[Judgement]) -> Vec<TruthCheck> {
    let found = judgements.iter().filter_map(|judgement| {
        let (true_value, of, holds) = of_claim(truth, plan, data, judgement)?;
        let right = match judgement.verdict {
            Verdict::Supported => Some(holds),
            Verdict::Refuted => Some(!holds),
            Verdict::Inconclusive | Verdict::ObservedNotAttributable | Verdict::NotTestable => None,
        };
        Some(TruthCheck {
            claim: judgement.claim.id.clone(),
            statement: judgement.claim.statement.clone(),
            true_value,
            of,
            holds,
            verdict: judgement.verdict,
            right,
        })
    });
    found.collect()
}

/// The true value of what a claim is about, in words what it is, and whether the claim holds.
fn of_claim(truth: &Truth, plan: &Plan, data: &Ingested, judgement: &Judgement) -> Option<(f64, &'static str, bool)> {
    let claim = &judgement.claim;
    match &claim.criterion {
        Criterion::AtLeast { .. }
        | Criterion::AtMost { .. }
        | Criterion::WithinRange { .. }
        | Criterion::WithinRangePerSession { .. }
        | Criterion::Additive { .. }
        | Criterion::NoMeaningfulChange { .. }
        | Criterion::Locality { .. } => of_change(truth, plan, data, judgement),
        Criterion::Onset { .. }
        | Criterion::DoseTrend { .. }
        | Criterion::Gain { .. }
        | Criterion::Durable { .. }
        | Criterion::Regain { .. } => truth_over_time::of_claim(truth, plan, data, judgement),
        Criterion::NoEvents {} => {
            let any = any_event(truth, data, claim)?;
            Some((any, "probability of an event in a person", any == 0.0))
        }
        Criterion::EventRateAtMost { rate, per } => {
            let value = match per {
                Per::Person => any_event(truth, data, claim)?,
                Per::Session => harms(truth, data, claim).map(|harm| harm.per_session).sum(),
            };
            Some((value, "rate of events", value <= *rate))
        }
        _ => None,
    }
}

/// A mean change, or the difference of two, at the claim's visit.
fn of_change(truth: &Truth, plan: &Plan, data: &Ingested, judgement: &Judgement) -> Option<(f64, &'static str, bool)> {
    let region = judgement.region?;
    let to = match &judgement.claim.to {
        Some(visit) => visit.as_str(),
        None => data.trial.visits.get(data.followup?)?.as_str(),
    };
    let (value, words) = up_to(truth, plan, data, judgement, to)?;
    Some((value, words, region.lower <= value && value <= region.upper))
}

/// A mean change up to a visit, or the difference of two, with what it is; what the treatment does where the claim speaks of a cause.
pub(super) fn up_to(
    truth: &Truth,
    plan: &Plan,
    data: &Ingested,
    judgement: &Judgement,
    visit: &str,
) -> Option<(f64, &'static str)> {
    let claim = &judgement.claim;
    let column = |outcome: &str| {
        let at = data.trial.outcomes.iter().position(|one| one.name == outcome)?;
        data.outcome_columns.get(at)?.first().map(String::as_str)
    };
    let outcome = claim.outcome.as_deref()?;
    let of = |outcome: &str, arm: Option<&str>| truth.change_of(column(outcome)?, claim.site.as_deref(), arm, visit);
    let arm = claim.group.as_deref();
    let treated = of(outcome, arm)?;
    let control = match judgement.basis? {
        Basis::Change => {
            return Some(match claim.wording {
                Wording::Observed => (treated.expected_change, "mean change"),
                Wording::Causal => (treated.effect, "effect of the treatment"),
            });
        }
        Basis::Sites => {
            let contrast: &ContrastPlan = plan.contrast.iter().find(|contrast| contrast.treated == outcome)?;
            of(&contrast.control, arm)?
        }
        Basis::Arms => of(outcome, plan.design.control.as_deref())?,
        _ => return None,
    };
    Some(match claim.wording {
        Wording::Causal => (treated.effect - control.effect, "effect of the treatment"),
        Wording::Observed => (treated.expected_change - control.expected_change, "difference of mean changes"),
    })
}

/// The true harms that a claim is about, at the treated site where they are counted by site.
fn harms<'a>(
    truth: &'a Truth,
    data: &'a Ingested,
    claim: &'a Claim,
) -> impl Iterator<Item = &'a crate::simulate::HarmTruth> {
    let columns: Vec<&str> = data
        .trial
        .harms
        .iter()
        .filter(|harm| claim.harm.as_ref().is_none_or(|name| harm.name == *name))
        .filter_map(|harm| harm.columns.first().map(String::as_str))
        .collect();
    truth.harm.iter().filter(move |harm| columns.contains(&harm.column.as_str()))
}

/// The probability that a person has at least one of the events, which are independent of each other.
fn any_event(truth: &Truth, data: &Ingested, claim: &Claim) -> Option<f64> {
    let mut found = harms(truth, data, claim).peekable();
    found.peek()?;
    Some(1.0 - found.map(|harm| 1.0 - harm.any_event).product::<f64>())
}
