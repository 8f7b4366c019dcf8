//! How often something goes wrong.

use crate::claims::found::{Found, Measured, Settle, Stop};
use crate::claims::{Basis, Claim, EventCounts, Per, Records, Region, Which, shares};
use crate::data::{Decimal, Unit};
use crate::result::Quantity;

const OF_PEOPLE: Quantity =
    Quantity { id: "share_with_event", label: "share of people with an event", symbol: "p(event)" };
const OF_SESSIONS: Quantity = Quantity { id: "events_per_session", label: "events per session", symbol: "rate" };
const PROCEDURE: &str = "the rate of events";

/// A rate is at most so much.
pub(super) fn rate_at_most(claim: &Claim, rate: f64, per: Per, records: &dyn Records) -> Result<Found, Stop> {
    let counts = counts(claim, records)?;
    let upper = Decimal::from_f64(rate).ok_or_else(|| Stop::lacks("a rate that can be written"))?;
    let region = Region { lower: None, upper: Some(upper), unit: Unit::None };
    let n = counts.people.len();
    let (level, basis) = (records.level(), Basis::Events);
    match per {
        Per::Person => {
            let with_event = with_event(&counts);
            let mut measured = Measured::of(basis, region, n, level, |level| {
                shares::share(OF_PEOPLE, with_event, n, level, PROCEDURE)
            })?;
            let share = measured.estimate.value;
            measured.settle = (with_event > 0 && with_event < n)
                .then(|| Settle { sd: (share * (1.0 - share)).sqrt(), what: "people (normal approximation)" });
            measured.remark(format!("{with_event} of {n} people had an event.")).found()
        }
        Per::Session => {
            let sessions: Option<u64> = counts.people.iter().map(|person| person.sessions.map(u64::from)).sum();
            let sessions = sessions.filter(|sessions| *sessions > 0);
            let sessions = sessions.ok_or_else(|| Stop::lacks("the number of sessions that everybody had"))?;
            let events: u64 = counts.people.iter().map(|person| u64::from(person.events)).sum();
            let measured = Measured::of(basis, region, n, level, |level| {
                shares::rate(OF_SESSIONS, events, sessions, level, PROCEDURE)
            })?;
            measured
                .remark(format!(
                    "{events} events in {sessions} sessions of {n} people; the interval takes events as independent, and is too narrow where \
                     some people are prone to them."
                ))
                .found()
        }
    }
}

/// Nobody has an event.
pub(super) fn none(claim: &Claim, records: &dyn Records) -> Result<Found, Stop> {
    let counts = counts(claim, records)?;
    Ok(Found::Events { with_event: with_event(&counts) as u64, of: counts.people.len() as u64, counted: "people" })
}

fn counts(claim: &Claim, records: &dyn Records) -> Result<EventCounts, Stop> {
    let counts = records.events(&Which::of(claim), claim.harm.as_deref()).filter(|counts| !counts.people.is_empty());
    counts.ok_or_else(|| {
        let harm = claim.harm.as_ref().map_or(String::new(), |harm| format!(" (`{harm}`)"));
        Stop::lacks(format!("counts of events{harm} of everybody treated, those without any included"))
    })
}

fn with_event(counts: &EventCounts) -> usize {
    counts.people.iter().filter(|person| person.events > 0).count()
}
