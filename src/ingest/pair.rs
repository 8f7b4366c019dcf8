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
        let visits = [request.baseline, request.followup];
        let readings = trial.readings.iter().filter(|reading| visits.iter().any(|&visit| wanted(reading, visit)));
        only_site(trial, &outcome.name, readings)?;
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
        let mut reasons: Vec<String> = counted.iter().map(|(reason, n)| format!("{reason} ({n})")).collect();
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

/// Refuses readings of several sites.
pub(super) fn only_site<'a>(
    trial: &Trial,
    outcome: &str,
    readings: impl Iterator<Item = &'a Reading>,
) -> Result<(), IngestError> {
    let mut readings = readings.map(|reading| reading.site);
    let first = readings.next();
    if readings.any(|site| Some(site) != first) {
        let sites = trial.sites.iter().map(|site| site.to_string()).collect();
        return Err(IngestError::SeveralSites { outcome: outcome.to_owned(), sites });
    }
    Ok(())
}

/// Refuses several records of one participant at one visit.
pub(super) fn no_repeats<'a>(
    trial: &Trial,
    outcome: &str,
    visits: impl IntoIterator<Item = (&'a Vec<(u32, u32)>, &'a String)>,
) -> Result<(), IngestError> {
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

#[cfg(test)]
mod tests {
    use super::super::testing::{detect, read};
    use super::*;
    use crate::ingest::{Ingested, Roles};

    fn ids(sample: &PairedSample) -> Vec<&str> {
        sample.ids().iter().map(ParticipantId::as_str).collect()
    }

    fn whole(file: &Ingested) -> Result<PairedSample, IngestError> {
        file.pair(&file.request(0)?)
    }

    #[test]
    fn row_order_changes_nothing_but_the_order() {
        let rows = ["1,V0,90.5", "1,V1,88", "2,V0,80", "2,V1,80.5", "3,V0,70", "3,V1,69"];
        let shuffled = [5, 0, 3, 2, 4, 1].map(|at: usize| rows[at]);
        let [straight, shuffled] = [rows, shuffled].map(|rows| {
            let file = detect(&format!("id,visit,waist\n{}\n", rows.join("\n")));
            let sample = whole(&file).expect("pairs");
            let mut pairs: Vec<_> =
                ids(&sample).into_iter().map(str::to_string).zip(sample.change().ticks().to_vec()).collect();
            let order = pairs.clone();
            pairs.sort();
            (order, pairs)
        });
        assert_eq!(straight.1, shuffled.1);
        assert_eq!(straight.1, [("1".to_string(), -25), ("2".to_string(), 5), ("3".to_string(), -10)]);
        assert_eq!(shuffled.0[0].0, "3");
    }

    #[test]
    fn nobody_is_dropped_in_silence() {
        let file = detect(
            "id,visit,waist\n1,V0,90\n1,V1,89\n2,V0,90\n3,V1,90\n4,V0,NA\n4,V1,9\n5,V0,9\n5,V1,\n6,V0,.\n6,V1,.\n7,,1\n",
        );
        let sample = whole(&file).expect("pairs");
        assert_eq!(ids(&sample), ["1"]);
        let excluded: Vec<_> =
            sample.excluded().iter().map(|out| (out.participant.as_str(), out.reason, out.line)).collect();
        let expected = [
            ("2", ExclusionReason::NoFollowupRecord, Some(4)),
            ("3", ExclusionReason::NoBaselineRecord, Some(5)),
            ("4", ExclusionReason::MissingBefore, Some(6)),
            ("5", ExclusionReason::MissingAfter, Some(8)),
            ("6", ExclusionReason::MissingBoth, Some(10)),
            ("7", ExclusionReason::NoBaselineRecord, Some(12)),
        ];
        assert_eq!(excluded, expected);
    }

    #[test]
    fn repeated_records_are_named_with_lines() {
        let rows: String = (1..=7).map(|id| format!("{id},V0,90\n{id},V0,90\n{id},V1,89\n")).collect();
        let file = detect(&format!("id,visit,waist\n{rows}"));
        let message = whole(&file).expect_err("repeats").to_string();
        assert!(
            message
                .starts_with("waist.csv: waist: several records where one was expected: 1 at V0 (lines 2, 3); 2 at V0")
        );
        assert!(message.contains("5 at V0 (lines 14, 15) and 2 more; keep one record"), "{message}");
        assert!(message.contains("--id A,B"), "{message}");
    }

    #[test]
    fn arms_and_sites_restrict() {
        let file = detect(
            "id,arm,visit,site,girth\n1,A,V0,left thigh,60\n1,A,V1,left thigh,59\n1,A,V0,right thigh,61\n1,A,V1,right thigh,61\n\
             2,B,V0,left thigh,50\n2,B,V1,left thigh,50\n",
        );
        let request = file.request(0).expect("visits");
        let message = file.pair(&request).expect_err("two sites").to_string();
        assert!(
            message.ends_with("measured at several sites (left thigh, right thigh); name one with --site"),
            "{message}"
        );
        let left = PairRequest { site: Some("left thigh"), ..request };
        assert_eq!(ids(&file.pair(&left).expect("pairs")), ["1", "2"]);
        let in_a = file.pair(&PairRequest { arm: Some("A"), ..left }).expect("pairs");
        assert_eq!((ids(&in_a), in_a.group(), in_a.excluded().len()), (vec!["1"], Some("A, left thigh"), 0));
        let right = file.pair(&PairRequest { site: Some("right thigh"), ..request }).expect("pairs");
        assert_eq!(right.excluded()[0].reason, ExclusionReason::NoBaselineRecord);
        let message = file.pair(&PairRequest { arm: Some("C"), ..left }).expect_err("no such arm").to_string();
        assert_eq!(message, "waist.csv: there is no arm C; found A, B");
        let message = file.pair(&PairRequest { site: Some("arm"), ..left }).expect_err("no such site").to_string();
        assert!(message.contains("there is no site arm"), "{message}");
    }

    #[test]
    fn nobody_left_is_explained() {
        let file = detect("id,before,after\n1,90,\n2,,89\n3,1,\n");
        let message = whole(&file).expect_err("nobody").to_string();
        assert_eq!(
            message,
            "waist.csv: reading: nobody has both readings (before and after): reading before missing (1), reading after missing (2)"
        );
    }

    #[test]
    fn visits_must_be_chosen_when_there_are_more_than_two() {
        let text = "id,visit,waist\n1,V2,88\n1,V0,90\n1,V1,89\n";
        let message = whole(&detect(text)).expect_err("three visits").to_string();
        assert!(message.ends_with("There are 3: V0, V1, V2; use --baseline VISIT and --followup VISIT"), "{message}");
        let roles = Roles { baseline: Some("V0".to_string()), followup: Some("V2".to_string()), ..Roles::default() };
        let sample = whole(&read(text, &roles).expect("file")).expect("pairs");
        assert_eq!(sample.change().ticks(), [-2]);
        let same = Roles { baseline: Some("V0".to_string()), followup: Some("V0".to_string()), ..Roles::default() };
        assert!(read(text, &same).expect_err("same").to_string().contains("same visit (V0)"));
        let message = whole(&detect("id,visit,waist\n1,V0,88\n1,V0,90\n")).expect_err("one visit").to_string();
        assert_eq!(
            message,
            "waist.csv: only one visit (V0); a pair needs two: `girth check` audits readings of one occasion"
        );
    }
}
