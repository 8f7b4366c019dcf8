use super::check::Check;
use super::context::Context;
use super::finding::{Finding, Severity};
use crate::ingest::list::listed;

pub(super) const CHECK: Check = Check {
    id: "duplicates",
    looks_for: "several records of one participant at one visit, of which only one can be right",
    about_reading: false,
    run,
};

fn run(context: &Context<'_>) -> Vec<Finding> {
    let trial = &context.ingested.trial;
    let mut keys: Vec<(usize, Option<usize>, usize, usize, u64)> = trial
        .readings
        .iter()
        .map(|reading| (reading.outcome, reading.site, reading.visit, reading.participant, reading.line))
        .collect();
    keys.sort_unstable();
    let asked = |outcome: usize, visit: usize| {
        let of_visit = |sampled: &super::context::Sampled<'_>| {
            sampled.request.outcome == outcome && [sampled.request.baseline, sampled.request.followup].contains(&visit)
        };
        context.samples.is_empty() || context.samples.iter().any(of_visit)
    };
    let mut found = Vec::new();
    for (at, outcome) in trial.outcomes.iter().enumerate() {
        let repeated: Vec<_> = keys
            .chunk_by(|left, right| (left.0, left.1, left.2, left.3) == (right.0, right.1, right.2, right.3))
            .filter(|group| group.len() > 1)
            .filter_map(|group| group.first().map(|key| (*key, group)))
            .filter(|(key, _)| key.0 == at)
            .collect();
        for severity in [Severity::Error, Severity::Warning] {
            let of_severity = |visit: usize| asked(at, visit) == (severity == Severity::Error);
            let these: Vec<_> = repeated.iter().filter(|(key, _)| of_severity(key.2)).collect();
            if these.is_empty() {
                continue;
            }
            let examples: Vec<String> = these
                .iter()
                .map(|(key, group)| {
                    let lines: Vec<String> = group.iter().map(|key| key.4.to_string()).collect();
                    let visit = trial.visits.get(key.2).map_or("", |visit| visit.as_str());
                    format!("{} at {visit} (lines {})", context.name(key.3), listed(&lines, 5))
                })
                .collect();
            let where_words = if severity == Severity::Error { "" } else { ", at visits that no pair uses" };
            let words = format!("{}: repeated records{where_words}: {}", outcome.name, listed(&examples, 5));
            let advice = "keep one record per participant and visit (--where COLUMN=VALUE), or name all columns that make up \
                          the participant (--id A,B)";
            let mut finding = Finding::new(severity, CHECK.id, words, advice).of(&outcome.name);
            for (key, group) in these.into_iter().take(5) {
                finding = finding.about(context.name(key.3), group.iter().map(|key| key.4));
            }
            found.push(finding);
        }
    }
    found
}
