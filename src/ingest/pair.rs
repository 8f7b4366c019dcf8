//! From readings to pairs: joined by participant, never by row order.

use super::IngestError;
use super::error::Repeated;
use super::join::full_join;
use crate::data::{Decimal, Exclusion, ExclusionReason, PairedSample, ParticipantId, Reading, Trial, Visit};

/// Repeated records shown in full.
const SHOWN: usize = 5;

/// Which readings make the pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PairRequest<'a> {
    /// Index into [`Trial::outcomes`].
    pub outcome: usize,
    /// Only readings of this place on the body.
    pub site: Option<&'a str>,
    /// Only participants of this arm.
    pub arm: Option<&'a str>,
    /// Index of the first visit in [`Trial::visits`].
    pub baseline: usize,
    /// Index of the second visit.
    pub followup: usize,
}

/// A paired sample with the places of its readings in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pairs {
    /// The sample.
    pub sample: PairedSample,
    /// For each pair, the lines of the two readings.
    pub lines: Vec<(u64, u64)>,
}

/// Joins the records of two visits by participant; the pairs stand in order of first appearance in the file.
///
/// # Errors
/// Repeated records, several sites without a choice, names that do not exist, nobody with both readings.
pub fn pair(trial: &Trial, request: &PairRequest<'_>) -> Result<PairedSample, IngestError> {
    pair_with_lines(trial, request).map(|pairs| pairs.sample)
}

/// [`pair`], with the lines of the readings.
///
/// # Errors
/// As [`pair`].
pub fn pair_with_lines(trial: &Trial, request: &PairRequest<'_>) -> Result<Pairs, IngestError> {
    let outcome =
        trial.outcomes.get(request.outcome).ok_or_else(|| unknown("outcome", request.outcome.to_string(), vec![]))?;
    let visit_name =
        |at: usize| trial.visits.get(at).map(Visit::to_string).ok_or_else(|| unknown("visit", at.to_string(), vec![]));
    let (baseline, followup) = (visit_name(request.baseline)?, visit_name(request.followup)?);
    if request.baseline == request.followup {
        return Err(IngestError::SameVisit { visit: baseline });
    }
    let names = |list: Vec<&str>| list.into_iter().map(str::to_string).collect::<Vec<_>>();
    let arm = request.arm.map(|name| {
        let found = trial.arms.iter().position(|arm| arm.as_str() == name);
        found
            .ok_or_else(|| unknown("arm", name.to_string(), names(trial.arms.iter().map(|arm| arm.as_str()).collect())))
    });
    let arm = arm.transpose()?;
    let all_sites = || names(trial.sites.iter().map(|site| site.as_str()).collect());
    let site = request.site.map(|name| {
        let found = trial.sites.iter().position(|site| site.as_str() == name);
        found.ok_or_else(|| unknown("site", name.to_string(), all_sites()))
    });
    let site = site.transpose()?;
    let in_arm = |participant: usize| {
        arm.is_none_or(|arm| trial.participants.get(participant).is_some_and(|person| person.arm == Some(arm)))
    };
    let wanted = |reading: &Reading, visit: usize| {
        reading.outcome == request.outcome
            && reading.visit == visit
            && (site.is_none() || reading.site == site)
            && in_arm(reading.participant)
    };
    if site.is_none() {
        let mut sites: Vec<Option<usize>> = Vec::new();
        let visits = [request.baseline, request.followup];
        for reading in trial.readings.iter().filter(|reading| visits.iter().any(|&visit| wanted(reading, visit))) {
            if !sites.contains(&reading.site) {
                sites.push(reading.site);
            }
        }
        if sites.len() > 1 {
            return Err(IngestError::SeveralSites { outcome: outcome.name.clone(), sites: all_sites() });
        }
    }
    let records = |visit: usize| -> Vec<(u32, u32)> {
        let readings = trial.readings.iter().enumerate().filter(|(_, reading)| wanted(reading, visit));
        readings.map(|(at, reading)| (reading.participant as u32, at as u32)).collect()
    };
    let (before, after) = (records(request.baseline), records(request.followup));
    no_repeats(trial, &outcome.name, [(&before, &baseline), (&after, &followup)])?;
    let joined = full_join(&before, &after)?;

    let mut ids: Vec<ParticipantId> = Vec::with_capacity(joined.len());
    let (mut firsts, mut seconds): (Vec<Decimal>, Vec<Decimal>) = (Vec::new(), Vec::new());
    let (mut lines, mut excluded) = (Vec::new(), Vec::new());
    let mut rows = joined.into_iter().peekable();
    for (at, person) in trial.participants.iter().enumerate().filter(|(at, _)| in_arm(*at)) {
        let row = rows.next_if(|row| row.participant as usize == at);
        let reading = |record: Option<u32>| record.and_then(|record| trial.readings.get(record as usize));
        let first = row.and_then(|row| reading(row.before));
        let second = row.and_then(|row| reading(row.after));
        let reason = match (first.map(|reading| reading.value), second.map(|reading| reading.value)) {
            (Some(Some(before)), Some(Some(after))) => {
                ids.push(person.id.clone());
                firsts.push(before);
                seconds.push(after);
                lines.push((first.map_or(0, |reading| reading.line), second.map_or(0, |reading| reading.line)));
                continue;
            }
            (None, _) => ExclusionReason::NoBaselineRecord,
            (_, None) => ExclusionReason::NoFollowupRecord,
            (Some(None), Some(None)) => ExclusionReason::MissingBoth,
            (Some(None), Some(Some(_))) => ExclusionReason::MissingBefore,
            (Some(Some(_)), Some(None)) => ExclusionReason::MissingAfter,
        };
        let line = first.or(second).map_or(person.line, |reading| reading.line);
        excluded.push(Exclusion { participant: person.id.clone(), reason, line: Some(line) });
    }
    if ids.is_empty() {
        let counted = count_reasons(&excluded);
        let mut reasons: Vec<String> = counted.iter().map(|(reason, n)| format!("{n} {reason}")).collect();
        if reasons.is_empty() {
            reasons.push("no participant is in this arm".to_string());
        }
        return Err(IngestError::NoPairs { outcome: outcome.name.clone(), baseline, followup, reasons });
    }
    let group: Vec<&str> = [request.arm, request.site].into_iter().flatten().collect();
    let group = (!group.is_empty()).then(|| group.join(", "));
    let sample = PairedSample::try_new(outcome.clone(), group, ids, &firsts, &seconds, excluded)?;
    Ok(Pairs { sample, lines })
}

/// How many were left out for each reason, in a fixed order.
pub fn count_reasons(excluded: &[Exclusion]) -> Vec<(ExclusionReason, usize)> {
    let mut counted = std::collections::BTreeMap::new();
    for exclusion in excluded {
        *counted.entry(exclusion.reason).or_insert(0) += 1;
    }
    counted.into_iter().collect()
}

fn unknown(what: &'static str, name: String, known: Vec<String>) -> IngestError {
    IngestError::UnknownName { what, name, known }
}

/// Refuses several records of one participant at one visit.
fn no_repeats(trial: &Trial, outcome: &str, visits: [(&Vec<(u32, u32)>, &String); 2]) -> Result<(), IngestError> {
    let mut repeats: Vec<Repeated> = Vec::new();
    let mut more = 0;
    for (records, visit) in visits {
        let mut sorted = records.clone();
        sorted.sort_unstable();
        for group in sorted.chunk_by(|left, right| left.0 == right.0).filter(|group| group.len() > 1) {
            if repeats.len() == SHOWN {
                more += 1;
                continue;
            }
            let person = group.first().and_then(|(at, _)| trial.participants.get(*at as usize));
            let line =
                |(_, record): &(u32, u32)| trial.readings.get(*record as usize).map_or(0, |reading| reading.line);
            repeats.push(Repeated {
                participant: person.map_or(String::new(), |person| person.id.to_string()),
                visit: visit.clone(),
                lines: group.iter().map(line).collect(),
            });
        }
    }
    if repeats.is_empty() {
        return Ok(());
    }
    Err(IngestError::Duplicates { outcome: outcome.to_string(), repeats, more })
}
