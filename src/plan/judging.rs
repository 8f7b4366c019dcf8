//! Holds claims against a study.

use super::courses::courses;
use super::pairing::pairs_are_conditions;
use super::{ContrastPlan, ExplainAnalysis, PlanError, SampleAnalysis, Study};
use crate::claims::{
    Articles, Claim, EventCounts, FactorCells, Ingredient, Ingredients, Judgement, PersonEvents, ReadingError, Records,
    SelectionEffect, Which, judge,
};
use crate::data::{
    Controlled, Decimal, Design, DesignKind, Harm, Longitudinal, Outcome, PairedSample, SplitBody, TwoArms,
};
use crate::data::{Covariate, CovariateValues, ParticipantId, Sample};
use crate::ingest::{CourseRequest, Ingested, PairRequest};
use crate::result::Level;
use crate::result::format::signed;
use crate::stats::TestOptions;
use crate::stats::repeated::mmrm::MmrmOptions;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

/// Judges all claims; those of the study itself must be in a unit that their outcome can have.
pub(super) fn judge_all(
    claims: &[Claim],
    study: &Study,
    design: &Design,
    data: &Ingested,
    analyses: &[SampleAnalysis],
    explained: &[ExplainAnalysis],
    level: Level,
) -> Result<Vec<Judgement>, PlanError> {
    let mut ingredients = Ingredients::of(&study.plan.intervention, design, &data.trial.outcomes);
    if !data.trial.harms.is_empty() {
        ingredients = ingredients.with(&[Ingredient::Events, Ingredient::Denominator]);
    }
    let articles = Articles::bundled()?;
    let records =
        StudyRecords { study, design, data, analyses, explained, level, ingredients, articles: &articles.claim };
    claims
        .iter()
        .map(|claim| {
            if let Some(sample) = records.pairs(&Which::of(claim)) {
                check_unit(claim, study, &sample)?;
            }
            Ok(judge(claim, &records)?)
        })
        .collect()
}

/// A claim of the study in a unit that its outcome cannot have is a slip of whoever wrote it; an article's claim is not testable then.
fn check_unit(claim: &Claim, study: &Study, sample: &PairedSample) -> Result<(), PlanError> {
    let outcome = sample.outcome();
    match (claim.criterion.region(claim.direction, outcome.unit), &study.claims_file) {
        (Err(cause), Some((file, _))) if claim.article.is_none() => Err(PlanError::Plan {
            file: file.clone(),
            what: format!(
                "claim `{}`: {cause}; give it in the unit of {}, or the unit of the data with --unit",
                claim.id, outcome.name
            ),
        }),
        _ => Ok(()),
    }
}

/// A run of a study, as claims see it.
struct StudyRecords<'a> {
    study: &'a Study,
    design: &'a Design,
    data: &'a Ingested,
    analyses: &'a [SampleAnalysis],
    explained: &'a [ExplainAnalysis],
    level: Level,
    ingredients: Ingredients,
    articles: &'a [Claim],
}

/// An arm and a site, where the data have them.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Place<'a> {
    arm: Option<&'a str>,
    site: Option<&'a str>,
}

impl<'a> StudyRecords<'a> {
    fn arms(&self) -> impl Iterator<Item = &'a str> {
        self.data.trial.arms.iter().map(|arm| arm.as_str())
    }

    fn sites(&self) -> impl Iterator<Item = &'a str> {
        self.data.trial.sites.iter().map(|site| site.as_str())
    }

    /// An arm by its code or by its label in the plan.
    fn arm(&self, name: &str) -> Option<&'a str> {
        let by_label = |arm: &&'a str| self.study.plan.arms.get(*arm).is_some_and(|label| label == name);
        self.arms().find(|arm| *arm == name).or_else(|| self.arms().find(by_label))
    }

    fn site(&self, name: &str) -> Option<&'a str> {
        self.sites().find(|site| *site == name)
    }

    fn control_arm(&self, which: &Which<'_>) -> Option<&'a str> {
        which.control.or(self.design.control.as_deref()).and_then(|name| self.arm(name))
    }

    fn control_site(&self, which: &Which<'_>) -> Option<&'a str> {
        which.control.or(self.design.control.as_deref()).and_then(|name| self.site(name))
    }

    /// Index of the outcome: by name, or the first of its kind.
    fn outcome(&self, which: &Which<'_>) -> Option<usize> {
        let wanted = which.outcome?;
        let fits =
            |outcome: &Outcome| if which.by_kind { outcome.kind.name() == wanted } else { outcome.name == wanted };
        self.data.trial.outcomes.iter().position(fits)
    }

    fn visit(&self, name: Option<&str>, otherwise: Option<usize>) -> Option<usize> {
        match name {
            Some(name) => self.data.trial.visits.iter().position(|visit| visit.as_str() == name.trim()),
            None => otherwise,
        }
    }

    /// Pairs drawn from the data on demand; `None` when nobody has both readings.
    fn pair(&self, which: &Which<'_>, place: Place<'a>, label: Option<&str>) -> Option<PairedSample> {
        let request = PairRequest {
            outcome: self.outcome(which)?,
            site: place.site,
            arm: place.arm,
            baseline: self.visit(which.from, self.data.baseline)?,
            followup: self.visit(which.to, self.data.followup)?,
        };
        let sample = self.data.pair(&request).ok()?;
        Some(sample.labelled(label.map(str::to_owned)))
    }

    /// The contrast of the plan in which the claim's outcome is the treated one.
    fn planned_contrast(&self, which: &Which<'_>) -> Option<&'a ContrastPlan> {
        let treated = self.data.trial.outcomes.get(self.outcome(which)?)?;
        self.study.plan.contrast.iter().find(|contrast| contrast.treated == treated.name)
    }

    /// The two sites of the plan's contrast in which the claim's outcome is the treated one, at the claim's visits.
    fn contrast(&self, which: &Which<'_>) -> Option<SplitBody> {
        let trial = &self.data.trial;
        let treated = trial.outcomes.get(self.outcome(which)?)?;
        let contrast = self.planned_contrast(which)?;
        let control = trial.outcomes.iter().position(|outcome| outcome.name == contrast.control)?;
        let everywhere = Place { arm: None, site: None };
        let treated = self.pair(which, everywhere, Some(&treated.label))?;
        let control_label = &trial.outcomes.get(control)?.label;
        let by_name = Which { outcome: Some(&contrast.control), by_kind: false, ..*which };
        let control = self.pair(&by_name, everywhere, Some(control_label))?;
        SplitBody::try_new(treated, control).ok()
    }

    /// The courses of an outcome at a place, in the arms given (the control first), or of the place's own arm alone.
    fn courses_at(&self, which: &Which<'_>, place: Place<'a>, control: Option<&'a str>) -> Option<Longitudinal> {
        let label = |arm: &'a str| (arm, self.label(arm));
        let arms = control.into_iter().chain(place.arm).map(label).collect();
        let request = CourseRequest {
            outcome: self.outcome(which)?,
            site: place.site,
            arms,
            has_control: control.is_some(),
            baseline: self.visit(which.from, self.data.baseline),
        };
        courses(&self.study.plan, self.data, &request).ok().map(|(found, _)| found)
    }

    /// The name of an arm in sentences.
    fn label(&self, arm: &str) -> String {
        self.study.plan.arms.get(arm).cloned().unwrap_or_else(|| arm.to_owned())
    }

    /// Where the claim's people and readings are: the arm and the site that it names, or those that were treated.
    fn place(&self, which: &Which<'_>) -> Option<Place<'a>> {
        let (mut arm, mut site) = (None, None);
        if let Some(group) = which.group {
            match (self.arm(group), self.site(group)) {
                (Some(found), _) => arm = Some(found),
                (None, Some(found)) => site = Some(found),
                (None, None) => return None,
            }
        }
        if let Some(name) = which.site {
            site = Some(self.site(name)?);
        }
        let (control_arm, control_site) = (self.control_arm(which), self.control_site(which));
        let treated = |all: Vec<&'a str>, control: Option<&'a str>| {
            let mut others = all.into_iter().filter(|name| Some(*name) != control);
            let first = others.next();
            // An article's claim is about the first that was treated; a study's claim says which, unless there is only one.
            first.filter(|_| which.by_kind || others.next().is_none())
        };
        if arm.is_none() && self.arms().next().is_some() {
            arm = Some(treated(self.arms().collect(), control_arm)?);
        }
        if site.is_none() && self.sites().next().is_some() {
            site = Some(treated(self.sites().collect(), control_site)?);
        }
        Some(Place { arm, site })
    }
}

impl Records for StudyRecords<'_> {
    fn design(&self) -> &Design {
        self.design
    }

    fn ingredients(&self) -> &Ingredients {
        &self.ingredients
    }

    fn level(&self) -> Level {
        self.level
    }

    fn pairs(&self, which: &Which<'_>) -> Option<Cow<'_, PairedSample>> {
        if which.from.is_none() && which.to.is_none() {
            return sample_of(which, self.design, self.analyses).map(|analysis| Cow::Borrowed(&analysis.sample));
        }
        self.pair(which, self.place(which)?, which.group.or(which.site)).map(Cow::Owned)
    }

    fn pairs_are_conditions(&self) -> bool {
        pairs_are_conditions(&self.study.plan, self.data)
    }

    /// The contrast of the plan in which the claim's outcome is the treated one, or that the claim names; else another site of the same
    /// people where the control is a site, else another arm at the same site. In a crossover the arms are the orders of the conditions.
    fn controlled(&self, which: &Which<'_>) -> Option<Controlled> {
        if self.pairs_are_conditions() {
            return None;
        }
        if let Some(split) = self.contrast(which) {
            return Some(Controlled::Sites(Box::new(split)));
        }
        let treated = self.place(which)?;
        if let Some(control) = self.control_site(which) {
            if treated.site == Some(control) {
                return None;
            }
            let untreated = Place { site: Some(control), ..treated };
            let sample = self.pair(which, treated, treated.site)?;
            let control = self.pair(which, untreated, Some(control))?;
            return Some(Controlled::Sites(Box::new(SplitBody::try_new(sample, control).ok()?)));
        }
        let control = self.control_arm(which).filter(|control| treated.arm.is_some_and(|arm| arm != *control))?;
        let treated_arm = self.pair(which, treated, treated.arm.map(|arm| self.label(arm)).as_deref())?;
        let control_arm = self.pair(which, Place { arm: Some(control), ..treated }, Some(&self.label(control)))?;
        let two = TwoArms::try_new(treated_arm, control_arm).ok()?;
        let crossover = self.design.kind == DesignKind::Crossover;
        Some(if crossover { Controlled::Sequences(two) } else { Controlled::Arms(two) })
    }

    /// As [`Records::controlled`]: two outcomes or sites of the same people, or two arms.
    fn courses(&self, which: &Which<'_>, against_control: bool) -> Option<Longitudinal> {
        if self.pairs_are_conditions() || self.design.kind == DesignKind::Crossover {
            return None;
        }
        // The first visit of a claim about several is the baseline; which others it speaks of, the criterion knows.
        let which = &Which { from: None, to: None, ..*which };
        if against_control && let Some(contrast) = self.planned_contrast(which) {
            let everywhere = Place { arm: None, site: None };
            let control = Which { outcome: Some(&contrast.control), by_kind: false, ..*which };
            let treated = self.courses_at(which, everywhere, None)?;
            return Longitudinal::of_sites(&treated, &self.courses_at(&control, everywhere, None)?).ok();
        }
        let place = self.place(which)?;
        if !against_control {
            return self.courses_at(which, place, None);
        }
        if let Some(control) = self.control_site(which) {
            let untreated = Place { site: Some(control), ..place };
            let treated = self.courses_at(which, place, None).filter(|_| place != untreated)?;
            return Longitudinal::of_sites(&treated, &self.courses_at(which, untreated, None)?).ok();
        }
        let control = self.control_arm(which).filter(|control| place.arm.is_some_and(|arm| arm != *control))?;
        self.courses_at(which, place, Some(control))
    }

    fn model_of_visits(&self) -> MmrmOptions {
        self.study.plan.longitudinal.options(TestOptions::default())
    }

    /// Those of whom the plan's covariate says yes.
    fn adherent(&self, _: &Which<'_>) -> Option<Vec<ParticipantId>> {
        let name = self.study.plan.longitudinal.adherent.as_ref()?;
        let kept = yes_or_no(self.data.trial.covariates.iter().find(|fact| fact.name == *name)?)?;
        let people = self.data.trial.participants.iter().zip(kept);
        Some(people.filter(|(_, kept)| *kept == Some(true)).map(|(person, _)| person.id.clone()).collect())
    }

    /// Those between the two visits, where everybody had as many; one where the design records `single-session`.
    fn sessions(&self, which: &Which<'_>) -> Option<u32> {
        let by = |visit: usize| self.data.trial.sessions.get(visit).copied().flatten();
        let from = self.visit(which.from, self.data.baseline).and_then(by);
        let to = self.visit(which.to, self.data.followup).and_then(by);
        let single = self.ingredients.missing(&[Ingredient::SingleSession]).is_empty();
        to.zip(from).and_then(|(to, from)| to.checked_sub(from)).or(single.then_some(1))
    }

    /// Everybody with a count: at the treated site where the sites were counted apart, in the claim's arm where there are arms. Without
    /// the name of a harm, all of them together.
    fn events(&self, which: &Which<'_>, harm: Option<&str>) -> Option<EventCounts> {
        let trial = &self.data.trial;
        let harms: Vec<&Harm> = trial.harms.iter().filter(|one| harm.is_none_or(|name| one.name == name)).collect();
        let arm = which.group.and_then(|group| self.arm(group));
        let control = self.control_arm(which);
        let wanted = |participant: usize| {
            let of = trial.participants.get(participant).and_then(|person| person.arm);
            let of = of.and_then(|at| trial.arms.get(at)).map(|arm| arm.as_str());
            arm.map_or(of.is_none() || of != control, |arm| of == Some(arm))
        };
        let mut people: BTreeMap<usize, PersonEvents> = BTreeMap::new();
        for count in harms.iter().flat_map(|harm| &harm.counts).filter(|count| wanted(count.participant)) {
            let person = people.entry(count.participant).or_insert(PersonEvents { events: 0, sessions: None });
            if !count.control_side {
                person.events += count.count;
            }
            let by_then = count.visit.and_then(|visit| trial.sessions.get(visit).copied().flatten());
            person.sessions = person.sessions.max(by_then);
        }
        (!people.is_empty()).then(|| EventCounts { people: people.into_values().collect() })
    }

    /// The four cells, where the factor is a fact about the participants with two values, the first of which (in order of appearance) is
    /// taken as absent unless it is called yes or 1.
    fn factor_cells(&self, which: &Which<'_>, factor: &str) -> Option<FactorCells> {
        let trial = &self.data.trial;
        let fact = trial.covariates.iter().find(|fact| fact.name == factor || fact.label == factor)?;
        let present = yes_or_no(fact)?;
        let Some(Controlled::Arms(arms)) = self.controlled(which) else { return None };
        let people = |wanted: bool| -> HashSet<&ParticipantId> {
            let chosen = trial.participants.iter().zip(&present).filter(|(_, present)| **present == Some(wanted));
            chosen.map(|(person, _)| &person.id).collect()
        };
        let (with, without) = (people(true), people(false));
        let cells = |people: &HashSet<&ParticipantId>| {
            Some([restricted(arms.treated(), people)?, restricted(arms.control(), people)?])
        };
        Some(FactorCells { without: cells(&without)?, with: cells(&with)? })
    }

    /// What the plan states, or its repeated readings show; a figure that is only offered is none.
    fn reading_error(&self, which: &Which<'_>) -> Option<ReadingError> {
        let outcome = self.data.trial.outcomes.get(self.outcome(which)?)?;
        let of_this = |analysis: &&SampleAnalysis| {
            analysis.sample.outcome().name == outcome.name
                && (which.site.is_none() || analysis.site.as_deref() == which.site)
        };
        let known = self.analyses.iter().find(of_this)?.reading_errors.of_change()?;
        Some(ReadingError { error: known.error, unit: outcome.unit, source: known.source.clone() })
    }

    /// From the panel of the claim's outcome, where the plan says how people came in and the population is not merely offered.
    fn expected_from_selection(&self, which: &Which<'_>) -> Option<SelectionEffect> {
        let outcome = self.data.trial.outcomes.get(self.outcome(which)?)?;
        let one = self
            .explained
            .iter()
            .find(|one| one.outcome == outcome.name && (which.site.is_none() || one.site.as_deref() == which.site))?;
        let part = &one.selection;
        let change = part.known_change()?;
        let Some(population) = part.population.as_ref().filter(|_| !part.separate && !part.everybody) else {
            let words = "The plan says that nobody was picked by the first reading here.".to_owned();
            return Some(SelectionEffect { change, unit: outcome.unit, words });
        };
        let words = format!(
            "People came in by {}; picked so from a population with a mean of {} {unit} and an SD of {} {unit} ({}), they are expected to \
             read {} {unit} the second time although nothing was done.",
            part.rule.as_deref().unwrap_or("their readings"),
            population.mean,
            population.sd,
            population.source.trim_end_matches('.'),
            signed(change, 2),
            unit = outcome.unit.symbol()
        );
        Some(SelectionEffect { change, unit: outcome.unit, words })
    }

    /// Needed: a table of published trials beside the plan, with a column that says which were controlled.
    fn published_controlled_trials(&self) -> Option<u64> {
        None
    }

    fn claim(&self, id: &str) -> Option<&Claim> {
        self.study.claims.iter().chain(self.articles).find(|claim| claim.id == id)
    }
}

/// Of whom a fact with two values says yes; the first of two words (in order of appearance) is no unless it is called yes or 1.
fn yes_or_no(fact: &Covariate) -> Option<Vec<Option<bool>>> {
    match &fact.values {
        CovariateValues::Groups { levels, at } => {
            let [first, _] = levels.as_slice() else { return None };
            let with = usize::from(!is_yes(first));
            Some(at.iter().map(|at| at.map(|at| at == with)).collect())
        }
        CovariateValues::Numbers(values) => {
            let one = Decimal::new(1, 0)?;
            let is_zero_or_one = |value: &Decimal| *value == Decimal::ZERO || *value == one;
            let known = values.iter().flatten().all(is_zero_or_one);
            known.then(|| values.iter().map(|value| value.map(|value| value == one)).collect())
        }
    }
}

fn is_yes(word: &str) -> bool {
    matches!(word.trim().to_lowercase().as_str(), "yes" | "y" | "true" | "1" | "with")
}

/// Those of a sample who are among some people; `None` when nobody is.
fn restricted(sample: &PairedSample, people: &HashSet<&ParticipantId>) -> Option<PairedSample> {
    let rows: Vec<usize> = (0..sample.n()).filter(|&row| people.contains(&sample.ids()[row])).collect();
    let pick = |column: &Sample| -> Option<Vec<Decimal>> {
        rows.iter().map(|&row| Decimal::new(column.ticks()[row], column.decimals())).collect()
    };
    let ids = rows.iter().map(|&row| sample.ids()[row].clone()).collect();
    let (before, after) = (pick(sample.before())?, pick(sample.after())?);
    let group = sample.group().map(str::to_owned);
    PairedSample::try_new(sample.outcome().clone(), group, ids, &before, &after, Vec::new()).ok()
}

/// The analysed sample that a claim is about: for a study's claim the outcome by name, in the claim's group or at its site; for an
/// article's claim the first outcome of its kind that was treated.
fn sample_of<'a>(which: &Which<'_>, design: &Design, analyses: &'a [SampleAnalysis]) -> Option<&'a SampleAnalysis> {
    let wanted = which.outcome?;
    let control = which.control.or(design.control.as_deref());
    let at_site = |analysis: &SampleAnalysis| which.site.is_none() || analysis.site.as_deref() == which.site;
    let of_group = |analysis: &SampleAnalysis, group: &str| {
        analysis.arm.as_deref() == Some(group)
            || analysis.site.as_deref() == Some(group)
            || analysis.sample.group() == Some(group)
    };
    let mut fitting = analyses.iter().filter(|analysis| {
        let outcome = analysis.sample.outcome();
        let is_outcome = if which.by_kind { outcome.kind.name() == wanted } else { outcome.name == wanted };
        is_outcome && at_site(analysis) && which.group.is_none_or(|group| of_group(analysis, group))
    });
    if which.group.is_some() {
        return fitting.next();
    }
    if which.by_kind {
        let spared = |analysis: &SampleAnalysis| {
            control.is_some() && (analysis.arm.as_deref() == control || analysis.site.as_deref() == control)
        };
        return fitting.find(|analysis| which.site.is_some() || !spared(analysis));
    }
    let only = fitting.next();
    only.filter(|_| fitting.next().is_none())
}
