//! From a claim and a table of published results to a judgement.

use super::beside::beside;
use super::{OnlyResults, PublishedEvidence, PublishedJudgement, PublishedResult};
use crate::claims::found::{Found, Measured, Settle, Stop, region_in};
use crate::claims::{
    Basis, Claim, Conflict, Criterion, Directness, Ingredient, Ingredients, Judgement, Per, Records, Region, Verdict,
    Which, criteria, shares, verdict,
};
use crate::data::{Decimal, Design, PairedSample, Unit};
use crate::result::{Level, Quantity};
use crate::stats::StatsError;
use std::borrow::Cow;
use std::collections::BTreeSet;

const OF_PEOPLE: Quantity =
    Quantity { id: "share_with_event", label: "share of people with the event", symbol: "p(event)" };
const OF_TREATMENTS: Quantity = Quantity { id: "events_per_treatment", label: "events per treatment", symbol: "rate" };

/// Judges a claim by published results, by the rules of [`crate::claims::judge`].
///
/// A verdict rests only on results of the treatment that the claim is about, or of the same way with other drugs, that have everything
/// the claim needs and an interval. Controlled results decide a claim about a cause; changes without a control can be observed, not
/// attributed. Several results are not combined here: where they do not agree, the claim is inconclusive. What has no such result is not
/// testable, and the nearest result is named with what it lacks.
///
/// # Errors
/// [`StatsError::Numerical`] when an interval or a sample size cannot be computed.
pub fn judge_published(claim: &Claim, evidence: &PublishedEvidence<'_>) -> Result<PublishedJudgement, StatsError> {
    let only = evidence.only.iter().find(|only| only.claim == claim.id);
    let wordings = Wordings::of(evidence, Design::default());
    let others = claim.contradicts.iter().filter_map(|id| wordings.claim(id));
    let blank = Judgement::blank(claim, others.map(|other| Conflict::between(claim, other, &wordings)).collect());
    let (judgement, rests_on) = decide(claim, blank, evidence, only)?;
    Ok(PublishedJudgement { judgement, rests_on, beside: beside(claim, evidence)? })
}

fn decide(
    claim: &Claim,
    mut judgement: Judgement,
    evidence: &PublishedEvidence<'_>,
    only: Option<&OnlyResults>,
) -> Result<(Judgement, Vec<String>), StatsError> {
    match &claim.criterion {
        Criterion::NotMeasurable { missing } => {
            judgement
                .reasons
                .push(format!("The claim cannot be measured as worded: {}.", missing.trim_end_matches('.')));
            judgement.missing.push("an outcome that can be measured".to_owned());
            return Ok((judgement, Vec::new()));
        }
        Criterion::EvidenceExists { trials, absent } => {
            let found = trials_with_figures(evidence);
            let rests_on = found.iter().map(|trial| (*trial).to_owned()).collect();
            let counted = Found::Trials { found: found.len() as u64, wanted: *trials, absent: *absent };
            verdict::decide(&mut judgement, counted, &Wordings::of(evidence, Design::default()))?;
            judgement.reasons.push(without_figures(evidence));
            return Ok((judgement, rests_on));
        }
        Criterion::Contradiction { with, of, .. } => {
            contradiction(claim, with, of.as_deref(), &mut judgement, evidence)?;
            return Ok((judgement, Vec::new()));
        }
        _ => {}
    }
    let about: Vec<&PublishedResult> = evidence.results.iter().filter(|result| result.is_about(claim, only)).collect();
    if let Some(only) = only {
        judgement.reasons.push(only.why.clone());
    }
    let complete: Vec<&PublishedResult> =
        about.iter().copied().filter(|result| result.lacks(claim).is_empty()).collect();
    let on_axis: Vec<&PublishedResult> = complete.iter().copied().filter(|result| result.is_on_axis(claim)).collect();
    // A claim about a cause without a controlled result is held against what was seen, and the rule of attribution says the rest.
    let eligible = if on_axis.is_empty() { complete } else { on_axis };
    if eligible.is_empty() {
        nothing_complete(claim, &about, &mut judgement);
        return Ok((judgement, Vec::new()));
    }
    let mut judged: Vec<(&PublishedResult, Judgement)> = Vec::new();
    for result in eligible {
        match found(claim, result, evidence.level) {
            Ok(mut found) => {
                if let (Found::Measured(measured), Some(why)) =
                    (&mut found, only.and_then(|only| only.withheld.clone()))
                {
                    measured.withheld = Some(why);
                }
                let mut one = judgement.clone();
                let before = std::mem::take(&mut one.reasons);
                verdict::decide(&mut one, found, &Wordings::of(evidence, result.design.clone()))?;
                one.reasons.extend(before);
                one.reasons.extend(qualifications(result));
                judged.push((result, one));
            }
            Err(Stop::Lacks { what, why }) => {
                judgement.missing.push(what);
                judgement.reasons.push(why);
            }
            Err(Stop::Fails(cause)) => return Err(cause),
        }
    }
    judgement.missing.dedup();
    judgement.reasons.dedup();
    Ok(together(judgement, judged))
}

/// The verdict of several results: theirs where they agree.
fn together(blank: Judgement, mut judged: Vec<(&PublishedResult, Judgement)>) -> (Judgement, Vec<String>) {
    let rests_on: Vec<String> = judged.iter().map(|(result, _)| result.label.clone()).collect();
    let verdicts: BTreeSet<&str> = judged.iter().map(|(_, one)| one.verdict.words()).collect();
    let agree = verdicts.len() <= 1;
    if judged.len() < 2 {
        return (judged.pop().map_or(blank, |(_, one)| one), rests_on);
    }
    let said = |(result, one): &(&PublishedResult, Judgement)| {
        let why = one.reasons.first().map_or("", String::as_str);
        format!("{}: {}. {why}", result.label, one.verdict.words())
    };
    let lines: Vec<String> = judged.iter().map(said).collect();
    let (_, mut first) = judged.swap_remove(0);
    if agree {
        first.reasons.extend(lines.into_iter().skip(1));
        return (first, rests_on);
    }
    let mut reasons = vec![format!("{} published results do not agree.", lines.len())];
    reasons.extend(lines);
    (Judgement { verdict: Verdict::Inconclusive, reasons, ..first }, rests_on)
}

/// What one result has on the claim's axis.
fn found(claim: &Claim, result: &PublishedResult, level: Level) -> Result<Found, Stop> {
    match &claim.criterion {
        Criterion::NoEvents {} => {
            let events = result.events.ok_or_else(|| Stop::lacks("counted events"))?;
            let counted = if events.of_treatments { "treatments" } else { "people" };
            Ok(Found::Events { with_event: events.events, of: events.of, counted })
        }
        Criterion::EventRateAtMost { rate, per } => rate_at_most(result, *rate, *per, level),
        // Two groups of people say nothing of two places on one body.
        Criterion::Locality { .. } if result.basis != Basis::Sites => {
            Err(Stop::lacks(Ingredient::UntreatedSite.words()))
        }
        Criterion::AtLeast { .. }
        | Criterion::AtMost { .. }
        | Criterion::WithinRange { .. }
        | Criterion::NoMeaningfulChange { .. }
        | Criterion::Locality { .. }
        | Criterion::WithinRangePerSession { .. }
        | Criterion::Additive { .. } => amount(claim, result)?.found(),
        other => Err(Stop::lacks(not_in_tables(other))),
    }
}

/// The estimate of a result with its two intervals against the claim's region.
pub(super) fn amount(claim: &Claim, result: &PublishedResult) -> Result<Measured, Stop> {
    let estimate = result.estimate.clone().ok_or_else(|| Stop::lacks("figures"))?;
    let mut region = region_in(claim, estimate.unit)?;
    let mut remarks = Vec::new();
    if claim.criterion.is_per_session() {
        let sessions = result.sessions.or(claim.sessions).filter(|sessions| *sessions > 0);
        let sessions = sessions.ok_or_else(|| Stop::lacks("the number of sessions between the two readings"))?;
        let of_one = region.words();
        region = region.times(sessions).ok_or_else(|| Stop::lacks("amounts that a tape could measure"))?;
        remarks.push(format!("Between the readings lay {sessions} sessions; claimed is, of each, {of_one}."));
    }
    let inner = result.inner.as_ref().filter(|_| region.is_bounded()).and_then(|inner| inner.interval.clone());
    let n = result.n.unwrap_or_default();
    let sd = estimate.standard_error.filter(|_| n > 1).map(|error| error * (n as f64).sqrt());
    Ok(Measured {
        basis: result.basis,
        estimate,
        inner,
        region,
        n,
        settle: sd.map(|sd| Settle { sd, what: "people in a study like this" }),
        remarks,
        descriptive: None,
        withheld: None,
    })
}

fn rate_at_most(result: &PublishedResult, rate: f64, per: Per, level: Level) -> Result<Found, Stop> {
    let events = result.events.ok_or_else(|| Stop::lacks("counted events"))?;
    if events.of_treatments != (per == Per::Session) {
        return Err(Stop::lacks(match per {
            Per::Person => "events counted by people rather than by treatments",
            Per::Session => "events counted by treatments rather than by people",
        }));
    }
    let upper = Decimal::from_f64(rate).ok_or_else(|| Stop::lacks("a rate that can be written"))?;
    let region = Region { lower: None, upper: Some(upper), unit: Unit::None };
    let of = usize::try_from(events.of).unwrap_or(usize::MAX);
    const PROCEDURE: &str = "the rate of events";
    let measured = Measured::of(Basis::Events, region, of, level, |level| match per {
        Per::Person => shares::share(OF_PEOPLE, events.events as usize, of, level, PROCEDURE),
        Per::Session => shares::rate(OF_TREATMENTS, events.events, events.of, level, PROCEDURE),
    })?;
    let what = if per == Per::Person { "people" } else { "treatments" };
    measured.remark(format!("{} of {} {what}.", events.events, events.of)).found()
}

/// What a reader must know of the result behind a verdict.
fn qualifications(result: &PublishedResult) -> Vec<String> {
    let near = (result.directness == Directness::Near)
        .then(|| format!("The treatment was not the claimed one but one near it: {}.", result.treatment));
    near.into_iter().chain(result.cautions.iter().cloned()).collect()
}

/// How many conclusions without figures are named.
const NAMED: usize = 4;

/// Nothing published has what the claim needs: what comes nearest, and what it lacks.
fn nothing_complete(claim: &Claim, about: &[&PublishedResult], judgement: &mut Judgement) {
    let subject = match claim.outcome.as_deref() {
        None | Some("other") => "its subject".to_owned(),
        Some(outcome) => outcome.replace('-', " "),
    };
    let treatment = if claim.needs.contains(&Ingredient::Mesotherapy) { " of this treatment" } else { "" };
    let Some(nearest) = about.iter().min_by_key(|result| (result.lacks(claim).len(), !result.is_on_axis(claim))) else {
        judgement.missing.push(format!("a published result{treatment} on {subject}"));
        judgement.reasons.push(format!("No published result{treatment} on {subject} was found."));
        return;
    };
    judgement.missing = nearest.lacks(claim);
    let lacking = listed(&judgement.missing);
    judgement.reasons.push(match about.len() {
        1 => format!("The one published result{treatment} on {subject}, {}, lacks {lacking}.", nearest.label),
        n => format!(
            "None of {n} published results{treatment} on {subject} has all that the claim needs. The nearest, {}, lacks {lacking}.",
            nearest.label
        ),
    });
    let mut said: Vec<String> = Vec::new();
    for result in about {
        let words = result.said.as_ref().map(|words| format!("{}: {words}", result.trial));
        said.extend(words.filter(|words| !said.contains(words)));
    }
    if !said.is_empty() {
        said.truncate(NAMED);
        judgement.reasons.push(format!("Said without figures: {}.", said.join("; ")));
    }
}

/// Trials of the treatment, or of one near it, with a control and an interval.
fn trials_with_figures<'a>(evidence: &PublishedEvidence<'a>) -> BTreeSet<&'a str> {
    let counts = |result: &&PublishedResult| {
        let interval = result.estimate.as_ref().is_some_and(|estimate| estimate.interval.is_some());
        result.directness <= Directness::Near && result.basis.is_controlled() && interval && result.unusable.is_none()
    };
    evidence.results.iter().filter(counts).map(|result| result.trial.as_str()).collect()
}

fn without_figures(evidence: &PublishedEvidence<'_>) -> String {
    let with = trials_with_figures(evidence);
    let controlled = |result: &&PublishedResult| result.directness <= Directness::Near && result.basis.is_controlled();
    let others: BTreeSet<&str> =
        evidence.results.iter().filter(controlled).map(|result| result.trial.as_str()).collect();
    let without: Vec<String> = others.difference(&with).map(|trial| (*trial).to_owned()).collect();
    match without.as_slice() {
        [] => "Counted are trials of injections with a control and figures that give an interval.".to_owned(),
        some => format!(
            "Counted are trials of injections with a control and figures that give an interval; {} more print none, or none that could \
             be confirmed: {}.",
            some.len(),
            listed(some)
        ),
    }
}

/// Whether two claims exclude each other is a matter of their words; what is published of each stands beside.
fn contradiction(
    claim: &Claim,
    with: &str,
    of: Option<&str>,
    judgement: &mut Judgement,
    evidence: &PublishedEvidence<'_>,
) -> Result<(), StatsError> {
    let wordings = Wordings::of(evidence, Design::default());
    let sides = match criteria::sides(claim, with, of, &wordings) {
        Ok(sides) => sides,
        Err(Stop::Lacks { what, why }) => {
            judgement.missing.push(what);
            judgement.reasons.push(why);
            return Ok(());
        }
        Err(Stop::Fails(cause)) => return Err(cause),
    };
    let conflict = Conflict::between(&sides[0], &sides[1], &wordings);
    let Some(exclude) = conflict.exclude else {
        judgement.missing.push("two amounts on one axis".to_owned());
        judgement.reasons.push(conflict.words);
        return Ok(());
    };
    let mut reasons = vec![conflict.words];
    for side in sides.iter().filter(|side| !matches!(side.criterion, Criterion::Contradiction { .. })) {
        let side = Claim { contradicts: Vec::new(), ..side.clone() };
        let found = judge_published(&side, evidence)?.judgement.verdict.words();
        reasons.push(format!("What is published finds `{}` by itself {found}.", side.id));
    }
    verdict::decide(judgement, Found::Regions { exclude, reasons }, &wordings)
}

/// What tables of means after a course do not hold.
fn not_in_tables(criterion: &Criterion) -> &'static str {
    match criterion {
        Criterion::Onset { .. } | Criterion::DoseTrend { .. } | Criterion::Gain { .. } => "results after each session",
        Criterion::Durable { .. } | Criterion::Regain { .. } => "results at the end of a course and long after it",
        Criterion::GradeImproves {} | Criterion::GradeEliminated { .. } => {
            "how many people's grades improved and how many got worse"
        }
        Criterion::RespondersBeyondNoise { .. } | Criterion::EveryPerson { .. } => "the changes of single people",
        Criterion::ExplainedBySelection {} => "how people came in, and the spread of those they came from",
        Criterion::BeyondCoIntervention { .. } => "girth and weight of the same people",
        Criterion::Interaction { .. } => "results with and without what goes with the treatment, each with a control",
        Criterion::OrderOfSites { .. } => "changes of several sites in percent, in the same people",
        _ => "an analysis that a table of results allows",
    }
}

/// `a; b and c`: parts may hold commas.
fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join("; ")),
    }
}

/// The words of the claims, and the design of one result: what is left of a study where nobody's readings are known.
struct Wordings<'a> {
    claims: &'a [Claim],
    level: Level,
    design: Design,
    ingredients: Ingredients,
}

impl<'a> Wordings<'a> {
    fn of(evidence: &PublishedEvidence<'a>, design: Design) -> Wordings<'a> {
        Wordings { claims: evidence.claims, level: evidence.level, design, ingredients: Ingredients::default() }
    }
}

impl Records for Wordings<'_> {
    fn design(&self) -> &Design {
        &self.design
    }

    fn ingredients(&self) -> &Ingredients {
        &self.ingredients
    }

    fn level(&self) -> Level {
        self.level
    }

    fn pairs(&self, _which: &Which<'_>) -> Option<Cow<'_, PairedSample>> {
        None
    }

    fn claim(&self, id: &str) -> Option<&Claim> {
        self.claims.iter().find(|claim| claim.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::PublishedEvents;
    use crate::data::DesignKind;
    use crate::result::{Estimate, Interval};

    const DIFFERENCE: Quantity = Quantity { id: "difference", label: "difference", symbol: "d" };

    /// A randomised comparison of two arms whose 95 % interval has these ends.
    fn arms(label: &str, lower: f64, upper: f64) -> PublishedResult {
        let (value, error) = (f64::midpoint(lower, upper), (upper - lower) / (2.0 * 1.959_964));
        let estimate = |lower, upper, level| {
            let interval = Interval::new(lower, upper, level, "normal");
            Some(Estimate::new(DIFFERENCE, value, Unit::Cm, Some(error), Some(interval)))
        };
        let half = 1.644_854 * error;
        PublishedResult {
            label: label.to_owned(),
            trial: label.to_owned(),
            treatment: "injections".to_owned(),
            group: None,
            directness: Directness::Same,
            outcome: "girth".to_owned(),
            site: Some("thigh".to_owned()),
            sessions: None,
            design: Design { kind: DesignKind::ParallelArms, randomised: Some(true), ..Design::default() },
            basis: Basis::Arms,
            estimate: estimate(lower, upper, Level::DEFAULT),
            inner: estimate(value - half, value + half, Level::DEFAULT.two_one_sided()),
            events: None,
            n: Some(40),
            unusable: None,
            cautions: Vec::new(),
            said: None,
        }
    }

    /// The change of one group.
    fn change(label: &str, lower: f64, upper: f64) -> PublishedResult {
        PublishedResult { design: Design::default(), basis: Basis::Change, ..arms(label, lower, upper) }
    }

    /// A difference between two sides of the same people.
    fn sides(label: &str, lower: f64, upper: f64) -> PublishedResult {
        let design = Design { kind: DesignKind::SplitBody, randomised: Some(true), ..Design::default() };
        PublishedResult { design, basis: Basis::Sites, ..arms(label, lower, upper) }
    }

    fn judged(rest: &str, results: &[PublishedResult], only: &[OnlyResults]) -> PublishedJudgement {
        let text = format!("[[claim]]\nid = \"c\"\nstatement = \"s\"\ndirection = \"decrease\"\n{rest}\n");
        let claims = Claim::read_all("claims.toml", &text).expect("claim");
        let evidence = PublishedEvidence { results, claims: &claims, only, level: Level::DEFAULT };
        judge_published(&claims[0], &evidence).expect("judgement")
    }

    /// A drop by at least 1 cm that mesotherapy makes.
    const CAUSE: &str = "outcome = \"girth\"\nwording = \"causal\"\nneeds = [\"mesotherapy\"]\n\
                         criterion = { kind = \"at-least\", value = \"1 cm\" }";

    fn of_cause(results: &[PublishedResult]) -> (Verdict, Vec<String>) {
        let found = judged(CAUSE, results, &[]);
        (found.judgement.verdict, found.rests_on)
    }

    #[test]
    fn results_that_disagree_decide_nothing() {
        let (large, none) = (arms("large", -3.0, -2.0), arms("none", -0.5, 0.5));
        assert_eq!(of_cause(std::slice::from_ref(&large)).0, Verdict::Supported);
        assert_eq!(of_cause(std::slice::from_ref(&none)).0, Verdict::Refuted);
        assert_eq!(of_cause(&[none.clone(), arms("none too", -0.4, 0.2)]).0, Verdict::Refuted);
        let both = judged(CAUSE, &[large, none], &[]);
        assert_eq!((both.judgement.verdict, both.rests_on.len()), (Verdict::Inconclusive, 2));
        assert_eq!(both.judgement.reasons[0], "2 published results do not agree.");
        assert!(both.judgement.reasons[1].starts_with("large: supported."), "{:?}", both.judgement.reasons);
    }

    #[test]
    fn other_treatments_and_unconfirmed_figures_never_decide() {
        let far = PublishedResult { directness: Directness::Far, ..arms("device", -3.0, -2.0) };
        let found = judged(CAUSE, std::slice::from_ref(&far), &[]);
        assert_eq!((found.judgement.verdict, found.rests_on), (Verdict::NotTestable, vec![]));
        let beside: Vec<_> = found.beside.iter().map(|one| (one.label.as_str(), one.reading)).collect();
        assert_eq!(beside, [("device", Verdict::Supported)]);
        let near = PublishedResult { directness: Directness::Near, ..arms("other drug", -0.5, 0.5) };
        assert_eq!(of_cause(&[far, near]), (Verdict::Refuted, vec!["other drug".to_owned()]));
        let unusable = Some("figures that could be confirmed".to_owned());
        let found = judged(CAUSE, &[PublishedResult { unusable, ..arms("press", -3.0, -2.0) }], &[]);
        assert_eq!(found.judgement.verdict, Verdict::NotTestable);
        assert_eq!(found.judgement.missing, ["figures that could be confirmed"]);
    }

    #[test]
    fn a_change_without_a_control_is_at_most_observed() {
        let found = judged(CAUSE, &[change("series", -3.0, -2.0)], &[]).judgement;
        assert_eq!(found.verdict, Verdict::ObservedNotAttributable);
        assert!(found.reasons.iter().any(|why| why.starts_with("Nobody was left untreated")), "{:?}", found.reasons);
        // A change that did not happen needs no control to fail.
        assert_eq!(of_cause(&[change("series", -0.5, 0.5)]).0, Verdict::Refuted);
        // Where there is a control, the change of the treated decides nothing.
        let both = [change("series", -3.0, -2.0), arms("trial", -0.5, 0.5)];
        assert_eq!(of_cause(&both), (Verdict::Refuted, vec!["trial".to_owned()]));
        let observed = CAUSE.replace("causal", "observed");
        assert_eq!(judged(&observed, &both, &[]).rests_on, ["series"]);
        assert_eq!(judged(&observed, &both, &[]).judgement.verdict, Verdict::Supported);
    }

    #[test]
    fn support_can_be_withheld_and_refutation_cannot() {
        let claim =
            "outcome = \"events\"\ncriterion = { kind = \"event-rate-at-most\", rate = 0.01, per = \"person\" }";
        let series = |events| {
            let events = Some(PublishedEvents { events, of: 1616, of_treatments: false });
            let outcome = "events".to_owned();
            [PublishedResult { outcome, estimate: None, events, basis: Basis::Events, ..change("series", 0.0, 1.0) }]
        };
        let only = OnlyResults {
            claim: "c".to_owned(),
            why: "Counted are ulcers.".to_owned(),
            withheld: Some("Bruises were not counted.".to_owned()),
            ..OnlyResults::default()
        };
        assert_eq!(judged(claim, &series(2), &[]).judgement.verdict, Verdict::Supported);
        let found = judged(claim, &series(2), std::slice::from_ref(&only)).judgement;
        assert_eq!((found.verdict, found.reasons[0].as_str()), (Verdict::Inconclusive, "Bruises were not counted."));
        assert!(found.reasons.contains(&only.why), "{:?}", found.reasons);
        assert_eq!(judged(claim, &series(100), &[only]).judgement.verdict, Verdict::Refuted);
    }

    #[test]
    fn a_claim_about_places_needs_two_sides_of_the_same_people() {
        let claim = CAUSE.replace("{ kind = \"at-least\", value", "{ kind = \"locality\", margin");
        let found = judged(&claim, &[arms("arms", -3.0, -2.0)], &[]).judgement;
        assert_eq!(found.verdict, Verdict::NotTestable);
        assert_eq!(found.missing, ["the girth of an untreated site of the same people"]);
        let both = [arms("arms", -0.5, 0.5), sides("sides", -3.0, -2.0), change("series", -0.5, 0.5)];
        for claim in [&claim, &claim.replace("causal", "observed")] {
            let found = judged(claim, &both, &[]);
            assert_eq!((found.judgement.verdict, found.rests_on), (Verdict::Supported, vec!["sides".to_owned()]));
        }
    }

    #[test]
    fn treatments_are_not_called_people() {
        let events = Some(PublishedEvents { events: 15, of: 10_581, of_treatments: true });
        let series = PublishedResult { estimate: None, events, basis: Basis::Events, ..change("series", 0.0, 1.0) };
        let series = PublishedResult { outcome: "events".to_owned(), ..series };
        let claim = "outcome = \"events\"\ncriterion = { kind = \"no-events\" }";
        let found = judged(claim, &[series], &[]).judgement;
        assert_eq!(found.verdict, Verdict::Refuted);
        assert!(found.reasons[0].starts_with("15 of 10581 treatments had an event."), "{:?}", found.reasons);
    }
}
