//! The only place where a number becomes a verdict.

use super::attribution::attribution;
use super::found::{Found, Measured, Part, Stop, in_words};
use super::{Basis, JudgedRegion, Judgement, Records, Region, Verdict, Wording};
use crate::data::{Decimal, Unit};
use crate::result::{Alternative, Estimate, Interval, Level, Quantity};
use crate::stats::StatsError;
use crate::stats::power::{Settled, participants_to_settle};
use crate::stats::proportion::{Proportion, ProportionMethod};
use std::cmp::Reverse;

/// Rates of which is said how many event-free people exclude them.
const RATES: [(f64, &str); 2] = [(0.05, "5 %"), (0.01, "1 %")];
const SHARE_WITH_EVENT: Quantity =
    Quantity { id: "share_with_event", label: "share of people with an event", symbol: "p(event)" };

/// Turns what a criterion found into the verdict.
pub(super) fn decide(judgement: &mut Judgement, found: Found, records: &dyn Records) -> Result<(), StatsError> {
    match found {
        Found::Measured(measured) => interval_and_region(judgement, *measured, records),
        Found::Parts { parts, remarks } => together(judgement, parts, remarks, records),
        Found::Events { with_event, people } => no_events(judgement, with_event, people, records.level()),
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

/// One estimate and one region: the whole of most claims, and a part of some.
struct Weighed {
    verdict: Verdict,
    /// The deciding sentence first.
    reasons: Vec<String>,
    /// What is missing, where there is no interval.
    missing: Option<&'static str>,
    participants_to_settle: Option<u64>,
}

fn weigh(measured: &Measured) -> Result<Weighed, StatsError> {
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

/// One event refutes; none among n never shows that there are none.
fn no_events(judgement: &mut Judgement, with_event: u64, people: u64, level: Level) -> Result<(), StatsError> {
    const PROCEDURE: &str = "the share of people with an event";
    let numerical = |cause| StatsError::numerical(PROCEDURE, cause);
    let too_few = StatsError::TooFew { procedure: PROCEDURE, needed: 1, found: 0 };
    let share = Proportion::try_new(with_event, people).ok_or(too_few)?;
    let alternative = if with_event == 0 { Alternative::Less } else { Alternative::TwoSided };
    let mut interval = share.interval(ProportionMethod::ClopperPearson, alternative, level).map_err(numerical)?;
    interval.lower = interval.lower.max(0.0);
    judgement.basis = Some(Basis::Events);
    judgement.n = usize::try_from(people).ok();
    judgement.region = Some(JudgedRegion { lower: 0.0, upper: 0.0, unit: Unit::None });
    if with_event > 0 {
        judgement.verdict = Verdict::Refuted;
        judgement.reasons.push(format!(
            "{with_event} of {people} people had an event. One is enough to refute that there are none."
        ));
    } else {
        judgement.verdict = Verdict::Inconclusive;
        judgement.reasons.push(format!(
            "None of {people} people had an event. That never shows that there are none: a rate of up to {} % cannot be excluded (exact \
             one-sided {} bound).",
            three_digits(100.0 * interval.upper),
            level.percent()
        ));
        let needed = |rate: f64| (level.alpha().ln() / (-rate).ln_1p()).ceil();
        judgement.reasons.push(format!(
            "{}.",
            RATES
                .map(|(rate, words)| format!("A rate of {words} is excluded by {} event-free people", needed(rate)))
                .join("; ")
        ));
    }
    let estimate = Estimate::new(SHARE_WITH_EVENT, share.value(), Unit::None, None, Some(interval));
    judgement.estimate = Some(estimate);
    Ok(())
}

/// A table shows what it holds; that something is not in it shows little.
fn trials(judgement: &mut Judgement, found: u64, wanted: u64, absent: bool) {
    judgement.basis = Some(Basis::Trials);
    let counted = format!(
        "The table holds {found} controlled {}",
        if found == 1 { "trial".to_owned() } else { "trials".to_owned() }
    );
    let (verdict, why) = match (found >= wanted, absent) {
        (true, true) => (Verdict::Refuted, "; one instance refutes that there is none".to_owned()),
        (true, false) => (Verdict::Supported, format!(" and {wanted} are claimed")),
        (false, _) => {
            (Verdict::Inconclusive, "; that others are not in it does not show that there are none".to_owned())
        }
    };
    let why =
        if verdict == Verdict::Refuted && wanted > 1 { format!("; fewer than {wanted} are claimed") } else { why };
    judgement.verdict = verdict;
    judgement.reasons.push(format!("{counted}{why}."));
}

pub(super) fn inside(interval: &Interval, region: &Region) -> bool {
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

/// Rounded to three digits, upwards.
fn three_digits(value: f64) -> String {
    let places = (2 - value.abs().max(1e-300).log10().floor() as i32).clamp(0, 12);
    let scale = 10f64.powi(places);
    Decimal::from_f64((value * scale).ceil() / scale).map_or_else(|| value.to_string(), |value| value.to_string())
}
