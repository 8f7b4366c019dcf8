//! From what a criterion found to the verdict, its reasons, and what the design lets it say.

use super::counted::{no_events, trials};
use super::weighed::weigh;
use crate::claims::attribution::attribution;
use crate::claims::found::{Found, Measured, Part, Stop, in_words};
use crate::claims::{Basis, JudgedRegion, Judgement, Records, Verdict, Wording};
use crate::stats::StatsError;
use std::cmp::Reverse;

/// Turns what a criterion found into the verdict.
pub(in crate::claims) fn decide(
    judgement: &mut Judgement,
    found: Found,
    records: &dyn Records,
) -> Result<(), StatsError> {
    match found {
        Found::Measured(measured) => interval_and_region(judgement, *measured, records),
        Found::Parts { parts, remarks } => together(judgement, parts, remarks, records),
        Found::Events { with_event, of, counted } => no_events(judgement, (with_event, of), counted, records.level()),
        Found::Trials { found, wanted, absent } => {
            trials(judgement, found, wanted, absent);
            Ok(())
        }
        Found::Regions { exclude, reasons } => {
            judgement.basis = Some(Basis::Regions);
            judgement.verdict = if exclude { Verdict::Supported } else { Verdict::Refuted };
            judgement.reasons = reasons;
            Ok(())
        }
    }
}

fn interval_and_region(judgement: &mut Judgement, measured: Measured, records: &dyn Records) -> Result<(), StatsError> {
    let weighed = weigh(&measured)?;
    judgement.verdict = weighed.verdict;
    judgement.reasons = weighed.reasons;
    judgement.missing.extend(weighed.missing.map(str::to_owned));
    judgement.participants_to_settle = weighed.participants_to_settle;
    show(judgement, &measured);
    if weighed.missing.is_none() {
        judgement.reasons.extend(measured.remarks);
        attribute(judgement, measured.basis, measured.descriptive, records);
    }
    Ok(())
}

fn show(judgement: &mut Judgement, measured: &Measured) {
    let Measured { region, estimate, inner, .. } = measured;
    judgement.n = Some(measured.n);
    judgement.basis = Some(measured.basis);
    judgement.region =
        Some(JudgedRegion { lower: region.lower_value(), upper: region.upper_value(), unit: region.unit });
    judgement.inner_interval = if estimate.interval.is_some() { inner.clone() } else { None };
    judgement.estimate = Some(estimate.clone());
}

/// All of several statements: supported when each is, refuted when one is (intersection-union). Shown is the estimate that decides.
fn together(
    judgement: &mut Judgement,
    parts: Vec<Part>,
    remarks: Vec<String>,
    records: &dyn Records,
) -> Result<(), StatsError> {
    let (mut about, mut missing) = (Vec::new(), Vec::new());
    let mut weakest: Option<(Verdict, Measured)> = None;
    for Part { what, found } in parts {
        let measured = match found {
            Ok(measured) => measured,
            Err(Stop::Fails(cause)) => return Err(cause),
            Err(Stop::Lacks { what: lacking, why }) => {
                about.push((Verdict::NotTestable, format!("{what}: {}. {why}", Verdict::NotTestable.words())));
                missing.push(lacking);
                continue;
            }
        };
        let weighed = weigh(&measured)?;
        missing.extend(weighed.missing.map(str::to_owned));
        judgement.participants_to_settle = judgement.participants_to_settle.max(weighed.participants_to_settle);
        let said = [weighed.reasons, measured.remarks.clone()].concat().join(" ");
        let (verdict, estimate) = (weighed.verdict.words(), in_words(&measured.estimate));
        about.push((weighed.verdict, format!("{what}: {verdict} ({estimate}). {said}")));
        if weakest.as_ref().is_none_or(|(verdict, _)| weakness(weighed.verdict) > weakness(*verdict)) {
            weakest = Some((weighed.verdict, measured));
        }
    }
    judgement.verdict = match &weakest {
        Some((Verdict::Refuted, _)) => Verdict::Refuted,
        Some((verdict, _)) if missing.is_empty() => *verdict,
        _ => Verdict::NotTestable,
    };
    if judgement.verdict != Verdict::Inconclusive {
        judgement.participants_to_settle = None;
    }
    if judgement.verdict == Verdict::NotTestable {
        judgement.missing = missing;
    }
    // The deciding one first, the others in the order of the claim.
    about.sort_by_key(|(verdict, _)| Reverse(weakness(*verdict)));
    judgement.reasons = about.into_iter().map(|(_, sentence)| sentence).chain(remarks).collect();
    if let Some((_, measured)) = weakest {
        show(judgement, &measured);
        attribute(judgement, measured.basis, measured.descriptive, records);
    }
    Ok(())
}

/// What a claim of several statements comes to is what its weakest comes to.
fn weakness(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Supported | Verdict::ObservedNotAttributable => 0,
        Verdict::Inconclusive => 1,
        Verdict::NotTestable => 2,
        Verdict::Refuted => 3,
    }
}

/// What a design cannot say, the verdict does not say.
fn attribute(judgement: &mut Judgement, basis: Basis, descriptive: Option<&str>, records: &dyn Records) {
    if judgement.claim.wording != Wording::Causal {
        judgement.reasons.extend(descriptive.map(str::to_owned));
        return;
    }
    let attribution = attribution(records.design(), basis);
    if let Some(obstacle) = descriptive.or(attribution.obstacle) {
        judgement.verdict = match judgement.verdict {
            Verdict::Supported => Verdict::ObservedNotAttributable,
            // A difference that chance did not make fair may hide an effect as well as feign one.
            Verdict::Refuted if basis.is_controlled() => {
                judgement
                    .reasons
                    .push("The difference seen is not as claimed, but it is not the effect either.".to_owned());
                Verdict::Inconclusive
            }
            // A change that did not even happen needs no cause: the claim fails as a description.
            other => other,
        };
        judgement.reasons.push(obstacle.to_owned());
    }
    judgement.reasons.extend(attribution.caution.map(str::to_owned));
}
