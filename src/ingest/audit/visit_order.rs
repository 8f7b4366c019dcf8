use super::check::Check;
use super::context::Context;
use super::finding::{Finding, Severity};
use crate::ingest::list::listed;

pub(super) const CHECK: Check = Check {
    id: "visit-order",
    looks_for: "visits whose place in time is a guess, and follow-ups that come before their baseline",
    about_reading: false,
    run,
};

fn run(context: &Context<'_>) -> Vec<Finding> {
    let ingested = context.ingested;
    let mut found = Vec::new();
    if !ingested.doubtful_visits.is_empty() {
        let order: Vec<&str> = ingested.trial.visits.iter().map(|visit| visit.as_str()).collect();
        let words = format!(
            "the names of these visits do not tell their time: {}; taken in this order: {}",
            listed(&ingested.doubtful_visits, 10),
            listed(&order, 20)
        );
        found.push(Finding::new(Severity::Warning, CHECK.id, words, "name them with --baseline and --followup"));
    }
    if let (Some(baseline), Some(followup)) = (ingested.baseline, ingested.followup)
        && baseline > followup
    {
        let name = |at: usize| ingested.trial.visits.get(at).map_or("", |visit| visit.as_str());
        let words = format!("the baseline {} comes after the follow-up {}", name(baseline), name(followup));
        found.push(Finding::new(Severity::Warning, CHECK.id, words, "exchange --baseline and --followup"));
    }
    found
}
