//! One interval against one region.

use crate::claims::found::{Measured, Stop};
use crate::claims::{Basis, Claim, Region, Verdict};
use crate::result::{Interval, Quantity};
use crate::stats::StatsError;
use crate::stats::power::{Settled, participants_to_settle};

/// One estimate and one region: the whole of most claims, and a part of some.
pub(super) struct Weighed {
    pub(super) verdict: Verdict,
    /// The deciding sentence first.
    pub(super) reasons: Vec<String>,
    /// What is missing, where there is no interval.
    pub(super) missing: Option<&'static str>,
    pub(super) participants_to_settle: Option<u64>,
}

pub(super) fn weigh(measured: &Measured) -> Result<Weighed, StatsError> {
    let Measured { basis, estimate, inner, region, settle, .. } = measured;
    let Some(interval) = &estimate.interval else {
        let all_alike = match basis {
            Basis::Change => "Every participant changed by exactly the same amount",
            _ => "All participants who are compared differ by exactly the same amount",
        };
        return Ok(Weighed {
            verdict: Verdict::NotTestable,
            reasons: vec![format!("{all_alike}: there is no variation to judge by.")],
            missing: Some("variation between participants"),
            participants_to_settle: None,
        });
    };
    let deciding = inner.as_ref().unwrap_or(interval);
    let verdict = if inside(deciding, region) {
        Verdict::Supported
    } else if disjoint(interval, region) {
        Verdict::Refuted
    } else {
        Verdict::Inconclusive
    };
    if let (Verdict::Supported, Some(why)) = (verdict, &measured.withheld) {
        let inside = reason(verdict, estimate.quantity, interval, deciding, region);
        return Ok(Weighed {
            verdict: Verdict::Inconclusive,
            reasons: vec![why.clone(), inside],
            missing: None,
            participants_to_settle: None,
        });
    }
    let mut weighed = Weighed {
        verdict,
        reasons: vec![reason(verdict, estimate.quantity, interval, deciding, region)],
        missing: None,
        participants_to_settle: None,
    };
    if let (Verdict::Inconclusive, Some(settle)) = (verdict, settle) {
        let ends = (region.lower_value(), region.upper_value());
        // Where the estimate lies says which interval more participants would bring to a verdict.
        let to_support = ends.0 < estimate.value && estimate.value < ends.1;
        let level = if to_support && !region.is_bounded() { deciding.level } else { interval.level };
        match participants_to_settle(estimate.value, settle.sd, ends, level.alpha())? {
            Settled::Participants(people) => {
                weighed.participants_to_settle = Some(people);
                let (observed, what) = (if *basis == Basis::Change { "mean" } else { "value" }, settle.what);
                weighed.reasons.push(format!(
                    "If the true {observed} and SD were those observed, about {people} {what} would settle it with a probability of 80 %."
                ));
            }
            Settled::Never => weighed.reasons.push(
                "The observed mean lies on, or all but on, the edge of the claimed region: no feasible number of participants would settle it."
                    .to_owned(),
            ),
        }
    }
    Ok(weighed)
}

/// What a published figure would come to, without what its design lets it say; `None` for claims that are not about an amount.
pub(in crate::claims) fn reading(
    claim: &Claim,
    amount: impl FnOnce() -> Result<Measured, Stop>,
) -> Result<Option<(Measured, Verdict)>, Stop> {
    if claim.criterion.unit().is_none() {
        return Ok(None);
    }
    let measured = amount()?;
    let weighed = weigh(&measured)?;
    Ok(Some((measured, weighed.verdict)))
}

pub(in crate::claims) fn inside(interval: &Interval, region: &Region) -> bool {
    region.lower_value() <= interval.lower && interval.upper <= region.upper_value()
}

fn disjoint(interval: &Interval, region: &Region) -> bool {
    interval.upper < region.lower_value() || region.upper_value() < interval.lower
}

fn reason(verdict: Verdict, quantity: Quantity, interval: &Interval, deciding: &Interval, region: &Region) -> String {
    let (place, label) = (region.words(), quantity.label);
    match verdict {
        Verdict::Supported => format!(
            "The {} interval of the {label} lies wholly inside the claimed region ({place}).",
            deciding.level.percent()
        ),
        Verdict::Refuted => format!(
            "The {} interval of the {label} lies wholly outside the claimed region ({place}).",
            interval.level.percent()
        ),
        _ => format!(
            "The {} interval of the {label} reaches across the edge of the claimed region ({place}).",
            deciding.level.percent()
        ),
    }
}
