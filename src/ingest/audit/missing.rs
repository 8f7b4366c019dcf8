use super::check::Check;
use super::context::Context;
use super::finding::{Finding, Severity};
use crate::ingest::count_reasons;
use crate::ingest::list::listed;

pub(super) const CHECK: Check =
    Check { id: "missing", looks_for: "participants without a complete pair, and why", about_reading: false, run };

/// Share of participants without a pair from which it is a warning.
const MANY: f64 = 0.2;

fn run(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for sampled in &context.samples {
        let name = &sampled.outcome.name;
        match &sampled.pairs {
            // The check of duplicates names them.
            Err(error) if error.is_about_duplicates() => {}
            Err(error) => {
                let advice = "without pairs there is nothing to analyse";
                found.push(Finding::new(Severity::Error, CHECK.id, error.to_string(), advice).of(name));
            }
            Ok(pairs) if pairs.sample.excluded().is_empty() => {}
            Ok(pairs) => {
                let excluded = pairs.sample.excluded();
                let all = pairs.sample.n() + excluded.len();
                let reasons: Vec<String> =
                    count_reasons(excluded).iter().map(|(reason, n)| format!("{reason} ({n})")).collect();
                let words =
                    format!("{name}: {} of {all} participants have no pair: {}", excluded.len(), reasons.join(", "));
                let many = excluded.len() as f64 > MANY * all as f64;
                let severity = if many { Severity::Warning } else { Severity::Info };
                let advice = "report them with their reasons; ask whether those who left differ from those who stayed";
                let mut finding = Finding::new(severity, CHECK.id, words, advice).of(name);
                finding.participants =
                    excluded.iter().take(5).map(|exclusion| exclusion.participant.to_string()).collect();
                found.push(finding);
            }
        }
    }
    let trial = &context.ingested.trial;
    if context.samples.is_empty() {
        for (at, outcome) in trial.outcomes.iter().enumerate() {
            let of_outcome = || trial.readings.iter().filter(|reading| reading.outcome == at);
            let lines: Vec<String> = of_outcome()
                .filter(|reading| reading.value.is_none())
                .map(|reading| reading.line.to_string())
                .collect();
            if !lines.is_empty() {
                let (n, all) = (lines.len(), of_outcome().count());
                let words =
                    format!("{}: {n} of {all} readings are missing (lines {})", outcome.name, listed(&lines, 5));
                let advice = "report how many readings are missing at each visit";
                found.push(Finding::new(Severity::Info, CHECK.id, words, advice).of(&outcome.name));
            }
        }
    }
    found
}
