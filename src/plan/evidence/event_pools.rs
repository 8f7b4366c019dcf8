//! Counted events of single groups, combined where they agree.

use super::pools::shared;
use super::{EventPool, EvidenceAnalysis, EvidenceResult};
use crate::claims::PublishedEvents;
use crate::stats::StatsError;
use crate::stats::meta::rare::{combined_rate, combined_share};
use crate::stats::proportion::Proportion;
use crate::stats::risk::Exposure;

/// Two or more groups of one kind whose events are counted over the same thing and which agree in what the plan names.
///
/// # Errors
/// [`StatsError::Numerical`] when a model cannot be fitted.
pub(super) fn event_pools(analysis: &EvidenceAnalysis) -> Result<Vec<EventPool>, StatsError> {
    let mut groups: Vec<(Vec<Option<String>>, Vec<usize>)> = Vec::new();
    for (at, result) in analysis.results.iter().enumerate() {
        let (Some(events), Some(row)) = (result.events, analysis.row_of(result)) else { continue };
        if result.apart.is_some() {
            continue;
        }
        let fixed = [result.kind.heading().to_owned(), events.of_treatments.to_string()].map(Some);
        let Some(shared) = shared(row, analysis, &analysis.combine_by) else { continue };
        let key: Vec<Option<String>> = fixed.into_iter().chain(shared).collect();
        match groups.iter_mut().find(|(other, _)| *other == key) {
            Some((_, members)) => members.push(at),
            None => groups.push((key, vec![at])),
        }
    }
    let several = groups.into_iter().filter(|(_, members)| members.len() > 1);
    several.map(|(key, members)| pool(&key, members, analysis)).collect()
}

fn pool(key: &[Option<String>], members: Vec<usize>, analysis: &EvidenceAnalysis) -> Result<EventPool, StatsError> {
    let results: Vec<&EvidenceResult> = members.iter().filter_map(|at| analysis.results.get(*at)).collect();
    let counted: Vec<PublishedEvents> = results.iter().filter_map(|result| result.events).collect();
    let of_treatments = counted.iter().any(|events| events.of_treatments);
    let found = if of_treatments {
        let exposures = counted.iter().filter_map(|events| Exposure::try_new(events.events, events.of as f64));
        combined_rate(&exposures.collect::<Vec<_>>(), analysis.level)
    } else {
        let shares = counted.iter().filter_map(|events| Proportion::try_new(events.events, events.of));
        combined_share(&shares.collect::<Vec<_>>(), analysis.level)
    };
    let (combined, refused) = match found {
        Ok(found) => (Some(found), None),
        Err(cause @ StatsError::Numerical { .. }) => return Err(cause),
        Err(cause) => (None, Some(cause.to_string())),
    };
    let shared: Vec<&str> = key.iter().skip(2).flatten().map(String::as_str).collect();
    let kind = results.first().map_or(super::ResultKind::AsGiven, |result| result.kind);
    let label = format!("{}: {}", kind.heading(), shared.join(", "));
    Ok(EventPool { label, kind, of_treatments, members, combined, refused })
}
