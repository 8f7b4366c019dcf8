//! Results that no verdict may rest on, held against a claim all the same.

use super::judge::amount;
use super::{Beside, Directness, PublishedEvidence, PublishedResult};
use crate::claims::found::Stop;
use crate::claims::{Claim, verdict};
use crate::stats::StatsError;

/// What other treatments of the same thing came to, for claims about an amount.
pub(super) fn beside(claim: &Claim, evidence: &PublishedEvidence<'_>) -> Result<Vec<Beside>, StatsError> {
    let other = |result: &&PublishedResult| {
        claim.outcome.as_deref() == Some(result.outcome.as_str())
            && result.directness == Directness::Far
            && result.unusable.is_none()
            && result.is_on_axis(claim)
            && result.estimate.as_ref().is_some_and(|estimate| estimate.interval.is_some())
    };
    let mut all = Vec::new();
    for result in evidence.results.iter().filter(other) {
        match verdict::reading(claim, || amount(claim, result)) {
            Ok(Some((measured, reading))) => all.push(Beside {
                label: result.label.clone(),
                treatment: result.treatment.clone(),
                directness: result.directness,
                basis: result.basis,
                estimate: measured.estimate,
                reading,
                sessions: result.sessions,
            }),
            Ok(None) | Err(Stop::Lacks { .. }) => {}
            Err(Stop::Fails(cause)) => return Err(cause),
        }
    }
    Ok(all)
}
