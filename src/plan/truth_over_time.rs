//! What is true of claims about what happens in time.

use super::Plan;
use super::truth::up_to;
use crate::claims::{Claim, Criterion, Direction, Judgement};
use crate::data::Measure;
use crate::ingest::Ingested;
use crate::simulate::Truth;
use crate::stats::repeated::{LOSS, RETAINED_SHARE};

/// True slopes closer to each other than this, in parts of the largest effect, make a straight line.
const STRAIGHT: f64 = 1e-3;

/// The true value of the estimate by which the claim was judged, in words what it is, and whether the claim holds.
pub(super) fn of_claim(
    truth: &Truth,
    plan: &Plan,
    data: &Ingested,
    judgement: &Judgement,
) -> Option<(f64, &'static str, bool)> {
    let claim = &judgement.claim;
    let unit = data.trial.outcomes.iter().find(|outcome| Some(&outcome.name) == claim.outcome.as_ref())?.unit;
    // Sizes in the direction of the claim, so that more is always above.
    let sign = if claim.direction == Some(Direction::Decrease) { -1.0 } else { 1.0 };
    let size = |measure: &Measure| Some(measure.amount_in(unit).ok()?.to_f64());
    let at = |visit: &str| up_to(truth, plan, data, judgement, visit);
    let effect = |visit: &str| at(visit).map(|(value, _)| value);
    let sessions = |wanted: u32| {
        let visit = data.trial.sessions.iter().position(|sessions| *sessions == Some(wanted))?;
        data.trial.visits.get(visit).map(|visit| visit.as_str())
    };
    match &claim.criterion {
        Criterion::Onset { value, session, not_at } => {
            let (found, words) = at(session.map_or(claim.to.as_deref(), sessions)?)?;
            let least = match value {
                Some(value) => size(value)?,
                None => judgement.region.map(|region| region.lower.abs().min(region.upper.abs()))?,
            };
            let not_yet = match not_at {
                Some(earlier) => sign * effect(sessions(*earlier)?)? <= least,
                None => true,
            };
            Some((found, words, sign * found >= least && not_yet))
        }
        Criterion::DoseTrend { value } => {
            let slope = slope(&doses(data), effect)?;
            Some((slope, "slope of the effect per session", sign * slope >= size(value)?))
        }
        Criterion::Gain { from_session, to_session, value } => {
            let gain = effect(sessions(*to_session)?)? - effect(sessions(*from_session)?)?;
            Some((gain, "gain between the sessions", sign * gain >= size(value)?))
        }
        Criterion::Durable { value, margin, share, weeks } => {
            let (end, later) = span(truth, claim, data, *weeks)?;
            let (first, (second, words)) = (effect(end)?, at(later)?);
            let held = |measure: &Option<Measure>, holds: &dyn Fn(f64) -> bool| match measure {
                Some(measure) => size(measure).map(holds),
                None => Some(true),
            };
            let enough = held(value, &|least| sign * second >= least)?;
            let little_lost = held(margin, &|most| sign * (first - second) <= most)?;
            let kept = share.is_none_or(|share| sign * first > 0.0 && second / first > share);
            let (found, words) = match judgement.estimate.as_ref()?.quantity {
                LOSS => (second - first, "change of the effect after the course"),
                RETAINED_SHARE => (second / first, "share of the effect that is left"),
                _ => (second, words),
            };
            Some((found, words, enough && little_lost && kept))
        }
        Criterion::Regain { value, weeks } => {
            let (end, later) = span(truth, claim, data, *weeks)?;
            let regained = effect(later)? - effect(end)?;
            Some((regained, "change of the effect after the course", sign * regained >= size(value)?))
        }
        _ => None,
    }
}

/// The visits at which a new number of sessions was reached.
fn doses(data: &Ingested) -> Vec<(&str, u32)> {
    let mut doses: Vec<(&str, u32)> = Vec::new();
    for (visit, sessions) in data.trial.visits.iter().zip(&data.trial.sessions) {
        let before = doses.last().map_or(0, |last| last.1);
        if let Some(sessions) = sessions.filter(|sessions| *sessions > before) {
            doses.push((visit.as_str(), sessions));
        }
    }
    doses
}

/// The slope of the true effects over the sessions; `None` where they do not lie on a straight line, of which every weighting of the
/// visits would make another slope.
fn slope(doses: &[(&str, u32)], effect: impl Fn(&str) -> Option<f64>) -> Option<f64> {
    let points: Vec<(f64, f64)> =
        doses.iter().map(|(visit, sessions)| Some((f64::from(*sessions), effect(visit)?))).collect::<Option<_>>()?;
    let (first, last) = (points.first()?, points.last().filter(|_| points.len() > 1)?);
    let slope = (last.1 - first.1) / (last.0 - first.0);
    let largest = points.iter().map(|point| point.1.abs()).fold(0.0, f64::max);
    let off = |point: &&(f64, f64)| (point.1 - first.1 - slope * (point.0 - first.0)).abs() > STRAIGHT * largest;
    points.iter().find(off).is_none().then_some(slope)
}

/// The end of the course and the later visit, as a claim's judgement takes them.
fn span<'a>(truth: &'a Truth, claim: &'a Claim, data: &'a Ingested, weeks: Option<u32>) -> Option<(&'a str, &'a str)> {
    let end = match &claim.from {
        Some(visit) => visit.as_str(),
        None => doses(data).last()?.0,
    };
    let week = |visit: &str| truth.change.iter().find(|change| change.visit == visit).map(|change| change.week);
    let after = data.trial.visits.iter().map(|visit| visit.as_str()).skip_while(|visit| *visit != end).skip(1);
    let later = match (&claim.to, weeks) {
        (Some(visit), _) => visit.as_str(),
        (None, Some(weeks)) => {
            let start = week(end)?;
            after.into_iter().find(|visit| week(visit).is_some_and(|week| week - start >= f64::from(weeks) - 0.5))?
        }
        (None, None) => after.last()?,
    };
    Some((end, later))
}
