//! Counts of events and of trials.

use crate::claims::{Basis, JudgedRegion, Judgement, Verdict};
use crate::data::{Decimal, Unit};
use crate::result::{Alternative, Estimate, Level, Quantity};
use crate::stats::StatsError;
use crate::stats::proportion::{Proportion, ProportionMethod};

/// Rates of which is said how many event-free people exclude them.
const RATES: [(f64, &str); 2] = [(0.05, "5 %"), (0.01, "1 %")];
const SHARE_WITH_EVENT: Quantity =
    Quantity { id: "share_with_event", label: "share of people with an event", symbol: "p(event)" };

/// One event refutes; none among n never shows that there are none.
pub(super) fn no_events(
    judgement: &mut Judgement,
    (with_event, of): (u64, u64),
    counted: &str,
    level: Level,
) -> Result<(), StatsError> {
    const PROCEDURE: &str = "the share of people with an event";
    let numerical = |cause| StatsError::numerical(PROCEDURE, cause);
    let too_few = StatsError::TooFew { procedure: PROCEDURE, needed: 1, found: 0 };
    let share = Proportion::try_new(with_event, of).ok_or(too_few)?;
    let alternative = if with_event == 0 { Alternative::Less } else { Alternative::TwoSided };
    let mut interval = share.interval(ProportionMethod::ClopperPearson, alternative, level).map_err(numerical)?;
    interval.lower = interval.lower.max(0.0);
    judgement.basis = Some(Basis::Events);
    judgement.n = usize::try_from(of).ok();
    judgement.region = Some(JudgedRegion { lower: 0.0, upper: 0.0, unit: Unit::None });
    if with_event > 0 {
        judgement.verdict = Verdict::Refuted;
        judgement
            .reasons
            .push(format!("{with_event} of {of} {counted} had an event. One is enough to refute that there are none."));
    } else {
        judgement.verdict = Verdict::Inconclusive;
        judgement.reasons.push(format!(
            "None of {of} {counted} had an event. That never shows that there are none: a rate of up to {} % cannot be excluded (exact \
             one-sided {} bound).",
            three_digits(100.0 * interval.upper),
            level.percent()
        ));
        let needed = |rate: f64| (level.alpha().ln() / (-rate).ln_1p()).ceil();
        judgement.reasons.push(format!(
            "{}.",
            RATES
                .map(|(rate, words)| format!("A rate of {words} is excluded by {} event-free {counted}", needed(rate)))
                .join("; ")
        ));
    }
    let estimate = Estimate::new(SHARE_WITH_EVENT, share.value(), Unit::None, None, Some(interval));
    judgement.estimate = Some(estimate);
    Ok(())
}

/// A table shows what it holds; that something is not in it shows little.
pub(super) fn trials(judgement: &mut Judgement, found: u64, wanted: u64, absent: bool) {
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

/// Rounded to three digits, upwards.
fn three_digits(value: f64) -> String {
    let places = (2 - value.abs().max(1e-300).log10().floor() as i32).clamp(0, 12);
    let scale = 10f64.powi(places);
    Decimal::from_f64((value * scale).ceil() / scale).map_or_else(|| value.to_string(), |value| value.to_string())
}
