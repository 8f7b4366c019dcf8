//! From a claim and a study to a judgement.

use super::found::Stop;
use super::{Claim, Conflict, Criterion, Ingredient, Judgement, Records, criteria, verdict};
use crate::stats::StatsError;

/// Judges a claim.
///
/// With R the claim's region on the axis of the estimate and alpha = 1 - level: supported when R has two ends and the 1 - 2 alpha
/// interval (two one-sided tests) lies inside R, or R is a half-line and the two-sided 1 - alpha interval lies inside it; refuted when
/// the 1 - alpha interval and R are disjoint; inconclusive otherwise, with the number of participants that would settle it. Not
/// testable when an ingredient is missing. A claim about a cause is judged by the difference from the control where there is one, and
/// is at most observed, not attributable, where the design cannot carry it.
///
/// A claim that states several things is supported when each of them is and refuted when one of them is (intersection-union); with three,
/// each refutes by an interval so wide that all together refute a true claim no more often than alpha. That no more than a margin is lost
/// is supported by the 1 - 2 alpha interval: a test of non-inferiority at alpha.
///
/// # Errors
/// [`StatsError::Numerical`] when an interval or a sample size cannot be computed.
pub fn judge(claim: &Claim, records: &dyn Records) -> Result<Judgement, StatsError> {
    let others = claim.contradicts.iter().filter_map(|id| records.claim(id));
    let mut judgement = Judgement::blank(claim, others.map(|other| Conflict::between(claim, other, records)).collect());
    if let Criterion::NotMeasurable { missing } = &claim.criterion {
        judgement.reasons.push(format!("The claim cannot be measured as worded: {}.", missing.trim_end_matches('.')));
        judgement.missing.push("an outcome that can be measured".to_owned());
        return Ok(judgement);
    }
    let needed: Vec<Ingredient> =
        claim.needs.iter().copied().filter(|need| !claim.settled_by_attribution(*need)).collect();
    let missing = records.ingredients().missing(&needed);
    if !missing.is_empty() {
        judgement.missing = missing.iter().map(|ingredient| ingredient.words().to_owned()).collect();
        judgement.reasons.push(format!("These data lack {}.", listed(&judgement.missing)));
        return Ok(judgement);
    }
    if let Criterion::NeedsAnalysis { analysis } = &claim.criterion {
        let words = analysis.replace('-', " ");
        judgement.reasons.push(format!("The claim needs an analysis that girth does not have yet: {words}."));
        judgement.missing.push(format!("an analysis that girth does not have yet ({words})"));
        return Ok(judgement);
    }
    match criteria::find(claim, records) {
        Ok(found) => verdict::decide(&mut judgement, found, records)?,
        Err(Stop::Lacks { what, why }) => {
            judgement.missing.push(what);
            judgement.reasons.push(why);
        }
        Err(Stop::Fails(cause)) => return Err(cause),
    }
    Ok(judgement)
}

/// `a, b and c`.
fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
