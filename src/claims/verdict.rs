//! The only place where a number becomes a verdict.

use super::attribution::obstacle;
use super::judgement::JudgedRegion;
use super::{Claim, Criterion, Ingredient, Ingredients, Judgement, Region, Verdict, Wording};
use crate::data::{DataError, Design, PairedSample};
use crate::result::{Alternative, Estimate, Interval, Level, TestResult};
use crate::stats::paired::PairedT;
use crate::stats::power::{Settled, participants_to_settle};
use crate::stats::{PairedProcedure, StatsError, TestOptions};

/// What a claim is held against.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// The pairs that the claim is about, if the study has them.
    pub sample: Option<&'a PairedSample>,
    /// How the data came about.
    pub design: &'a Design,
    /// What the study has.
    pub ingredients: &'a Ingredients,
    /// 1 - alpha.
    pub level: Level,
}

/// Judges a claim.
///
/// With R the claim's region on the axis of the mean change and alpha = 1 - level: supported when R has two ends and the 1 - 2 alpha
/// interval (two one-sided t tests) lies inside R, or R is a half-line and the two-sided 1 - alpha interval lies inside it; refuted
/// when the 1 - alpha interval and R are disjoint; inconclusive otherwise, with the number of pairs that would settle it. Not
/// testable when an ingredient is missing. A causal wording that the design cannot carry is at most observed, not attributable.
///
/// # Errors
/// [`StatsError::Numerical`] when an interval or a sample size cannot be computed.
pub fn judge(claim: &Claim, evidence: &Evidence<'_>) -> Result<Judgement, StatsError> {
    let mut judgement = Judgement {
        claim: claim.clone(),
        verdict: Verdict::NotTestable,
        reasons: Vec::new(),
        missing: Vec::new(),
        region: None,
        estimate: None,
        inner_interval: None,
        n: None,
        participants_to_settle: None,
    };
    if let Criterion::NotMeasurable { missing } = &claim.criterion {
        judgement.reasons.push(format!("The claim cannot be measured as worded: {}.", missing.trim_end_matches('.')));
        judgement.missing.push("an outcome that can be measured".to_owned());
        return Ok(judgement);
    }
    let needed: Vec<Ingredient> =
        claim.needs.iter().copied().filter(|need| !claim.settled_by_attribution(*need)).collect();
    let missing = evidence.ingredients.missing(&needed);
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
    let Some(sample) = evidence.sample else {
        let outcome = claim.outcome.as_deref().unwrap_or("the claim's outcome");
        let group = claim.group.as_ref().map_or(String::new(), |group| format!(" in group `{group}`"));
        judgement.missing.push(format!("pairs of `{outcome}`{group}"));
        judgement.reasons.push(format!("These data lack pairs of `{outcome}`{group}."));
        return Ok(judgement);
    };
    judgement.n = Some(sample.n());
    let region = match claim.criterion.region(claim.direction, sample.outcome().unit) {
        Ok(Some(region)) => region,
        Ok(None) => return Ok(judgement),
        Err(DataError::Unit { from, to }) => {
            judgement.missing.push(format!("readings in a unit that fits {from}"));
            judgement.reasons.push(format!("The claim speaks of {from}, and the readings are in {to}."));
            return Ok(judgement);
        }
        Err(other) => return Err(other.into()),
    };
    judgement.region =
        Some(JudgedRegion { lower: region.lower_value(), upper: region.upper_value(), unit: region.unit });
    let outer = match mean_change(sample, evidence.level) {
        Err(StatsError::TooFew { found, .. }) => {
            judgement.missing.push("at least two complete pairs".to_owned());
            judgement.reasons.push(format!("There is {found} complete pair: no interval can be given."));
            return Ok(judgement);
        }
        other => other?,
    };
    let estimate = outer.estimates.into_iter().next();
    let Some(interval) = estimate.as_ref().and_then(|estimate| estimate.interval.clone()) else {
        judgement.estimate = estimate;
        judgement.missing.push("variation between participants".to_owned());
        judgement.reasons.push(
            "Every participant changed by exactly the same amount: there is no variation to judge by.".to_owned(),
        );
        return Ok(judgement);
    };
    if region.is_bounded() {
        let inner = mean_change(sample, evidence.level.two_one_sided())?;
        judgement.inner_interval = inner.estimates.into_iter().next().and_then(|estimate| estimate.interval);
    }
    let deciding = judgement.inner_interval.as_ref().unwrap_or(&interval);
    judgement.verdict = if inside(deciding, &region) {
        Verdict::Supported
    } else if disjoint(&interval, &region) {
        Verdict::Refuted
    } else {
        Verdict::Inconclusive
    };
    let sentence = reason(judgement.verdict, &interval, deciding, &region);
    judgement.reasons.push(sentence);
    judgement.estimate = estimate;
    if judgement.verdict == Verdict::Inconclusive {
        settle(&mut judgement, &region, sample, evidence.level)?;
    }
    if claim.wording == Wording::Causal
        && let Some(obstacle) = obstacle(evidence.design)
    {
        if judgement.verdict == Verdict::Supported {
            judgement.verdict = Verdict::ObservedNotAttributable;
        }
        judgement.reasons.push(obstacle.to_owned());
    }
    Ok(judgement)
}

/// The mean change with its two-sided t interval.
fn mean_change(sample: &PairedSample, level: Level) -> Result<TestResult, StatsError> {
    PairedT.run(sample, &TestOptions { level, alternative: Alternative::TwoSided, ..TestOptions::default() })
}

fn inside(interval: &Interval, region: &Region) -> bool {
    region.lower_value() <= interval.lower && interval.upper <= region.upper_value()
}

fn disjoint(interval: &Interval, region: &Region) -> bool {
    interval.upper < region.lower_value() || region.upper_value() < interval.lower
}

fn settle(judgement: &mut Judgement, region: &Region, sample: &PairedSample, level: Level) -> Result<(), StatsError> {
    let Some(Estimate { value: mean, standard_error: Some(error), .. }) = judgement.estimate else {
        return Ok(());
    };
    let sd = error * (sample.n() as f64).sqrt();
    let ends = (region.lower_value(), region.upper_value());
    match participants_to_settle(mean, sd, ends, level.alpha())? {
        Settled::Participants(pairs) => {
            judgement.participants_to_settle = Some(pairs);
            judgement.reasons.push(format!(
                "If the true mean and SD were those observed, about {pairs} complete pairs would settle it with a probability of 80 %."
            ));
        }
        Settled::Never => judgement.reasons.push(
            "The observed mean lies on, or all but on, the edge of the claimed region: no feasible number of participants would settle it."
                .to_owned(),
        ),
    }
    Ok(())
}

fn reason(verdict: Verdict, interval: &Interval, deciding: &Interval, region: &Region) -> String {
    let place = region_in_words(region);
    match verdict {
        Verdict::Supported => format!(
            "The {} interval of the mean change lies wholly inside the claimed region ({place}).",
            deciding.level.percent()
        ),
        Verdict::Refuted => format!(
            "The {} interval of the mean change lies wholly outside the claimed region ({place}).",
            interval.level.percent()
        ),
        _ => format!(
            "The {} interval of the mean change reaches across the edge of the claimed region ({place}).",
            deciding.level.percent()
        ),
    }
}

/// The region as a reader says it: `-1.5 cm or less`, `between -2 and -1.5 cm`.
pub(crate) fn region_in_words(region: &Region) -> String {
    let unit = region.unit.symbol();
    let signed = |value: crate::data::Decimal| value.to_string().replacen('-', "\u{2212}", 1);
    match (region.lower, region.upper) {
        (Some(lower), Some(upper)) => format!("between {} and {} {unit}", signed(lower), signed(upper)),
        (Some(lower), None) => format!("{} {unit} or more", signed(lower)),
        (None, Some(upper)) => format!("{} {unit} or less", signed(upper)),
        (None, None) => "anywhere".to_owned(),
    }
    .trim_end()
    .to_owned()
}

/// `a, b and c`.
fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
