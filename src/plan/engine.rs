//! Runs a plan: read, audit, pair, describe, test, judge.

use super::baseline::baseline_table;
use super::bootstrap::add_bootstrap;
use super::comparison::comparisons;
use super::explain::explain;
use super::flow::flow;
use super::harms::harms;
use super::individual::{Selected, individuals};
use super::judging::judge_all;
use super::longitudinal::longitudinal;
use super::pairing::{Paired, samples};
use super::photos::photos;
use super::reliability::reliability;
use super::sites::sites;
use super::truth;
use super::{
    AdjustedTest, Analysis, ComparisonAnalysis, ExplainAnalysis, Input, PhotosAnalysis, Plan, PlanError, Progress,
    Refusal, SampleAnalysis, Selection, Settings, Study, StudyHeader,
};
use crate::claims::Articles;
use crate::data::{Controlled, CovariateValues, Decimal, Design, DesignKind};
use crate::ingest::audit::{audit, offered_pairs};
use crate::ingest::{Ingested, ingest, sha256};
use crate::result::{Level, Note};
use crate::simulate::Truth;
use crate::stats::describe::describe_pairs;
use crate::stats::multiplicity::{self, Hypothesis, Method};
use crate::stats::paired::PairedT;
use crate::stats::resample::bootstrap_means;
use crate::stats::{PairedProcedure, StatsError, TestOptions, Threshold, Trim, Usage, engine_answers, registry};
use std::collections::BTreeMap;

/// How much of a study to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Analyse pairs, comparisons and harms.
    pub pairs: bool,
    /// Model all visits.
    pub visits: bool,
    /// Draw the bootstrap distribution that the estimation plot shows.
    pub bootstrap: bool,
    /// Judge the study's and the articles' claims.
    pub claims: bool,
    /// Answer the same questions as other programs do.
    pub compare_engines: bool,
    /// Call the participants P1, P2, ... in everything that is shown or written.
    pub hide_ids: bool,
}

impl Ask {
    /// Reading and auditing alone.
    pub const NOTHING: Ask =
        Ask { pairs: false, visits: false, bootstrap: false, claims: false, compare_engines: false, hide_ids: false };
    /// All that a report shows.
    pub const ALL: Ask = Ask { pairs: true, visits: true, bootstrap: true, claims: true, ..Ask::NOTHING };
}

/// Runs a study.
///
/// # Errors
/// [`PlanError`] when the data cannot be read or paired, or a computation fails.
pub fn run(study: &Study, ask: Ask, progress: &dyn Progress) -> Result<Analysis, PlanError> {
    let plan = &study.plan;
    if plan.evidence.is_some() {
        let what = "its data are published results, not people's readings; use `girth evidence` or `girth report`";
        return Err(plan_problem(study, what.to_owned()));
    }
    progress.step("reading");
    let mut data = ingest(&study.data, &plan.roles())?;
    if ask.hide_ids {
        data.hide_ids();
    }
    let settings = settings(study)?;
    let mut notes: Vec<Note> = data.notes.clone();
    let design = stated_design(plan, &data, &mut notes);
    if ask.visits && !ask.pairs {
        choose_ends(&mut data, &mut notes);
    }
    let repeats = match &study.reliability {
        Some(source) if ask.pairs => {
            Some(reliability(source, &plan.reliability, settings.level, ask.hide_ids, progress)?)
        }
        _ => None,
    };
    progress.step("pairing");
    let samples = if ask.pairs { samples(study, &data, repeats.as_ref(), &mut notes)? } else { Vec::new() };
    let mut analyses = samples
        .into_iter()
        .map(|sample| analyse(sample, &settings, ask, progress))
        .collect::<Result<Vec<_>, PlanError>>()?;
    let adjusted = adjusted(&analyses, &settings, &mut notes)?;
    let (comparisons, arms) = match ask.pairs {
        true => comparisons(study, &data, &design, &analyses, &settings, &mut notes, progress)?,
        false => (Vec::new(), Vec::new()),
    };
    let (explained, photos) = caution(study, &design, &analyses, &settings, progress)?;
    caution_about_individuals(&mut analyses, &comparisons, &explained, &settings)?;
    let longitudinal = match ask.visits {
        true => longitudinal(study, &data, &design, &settings, if ask.pairs { 2 } else { 1 }, progress)?,
        false => Vec::new(),
    };
    progress.step("auditing");
    let audit = audit(&data, &offered_pairs(&data));
    let (claims, article_claims) = if ask.claims {
        progress.step("judging claims");
        (
            judge_all(&study.claims, study, &design, &data, &analyses, &explained, settings.level)?,
            judge_all(&Articles::bundled()?.claim, study, &design, &data, &analyses, &explained, settings.level)?,
        )
    } else {
        (Vec::new(), Vec::new())
    };
    let truth = match &study.truth_file {
        Some((file, text)) => {
            let truth = Truth::read(file, text).map_err(|cause| PlanError::NotFound(cause.to_string()))?;
            truth::check(&truth, plan, &data, &claims)
        }
        None => Vec::new(),
    };
    let sites = sites(&analyses, &design, &settings)?;
    let harms = if ask.pairs { harms(plan, &data, &design, &settings)? } else { Vec::new() };
    let flow = flow(plan, &data, &analyses, &comparisons);
    Ok(Analysis {
        study: header(study, design),
        inputs: inputs(study, &data),
        settings,
        audit,
        samples: analyses,
        flow,
        baseline: baseline_table(plan, &data),
        sites,
        harms,
        comparisons,
        arms,
        longitudinal,
        reliability: repeats,
        explained,
        photos,
        adjusted,
        claims,
        article_claims,
        truth,
        notes,
    })
}

/// What can be said of the single people of every sample, against the control where it has one.
fn caution_about_individuals(
    analyses: &mut [SampleAnalysis],
    comparisons: &[ComparisonAnalysis],
    explained: &[ExplainAnalysis],
    settings: &Settings,
) -> Result<(), PlanError> {
    for analysis in analyses {
        let is_treated = |one: &&ComparisonAnalysis| {
            let treated = match &one.controlled {
                Controlled::Arms(two) | Controlled::Sequences(two) => two.treated(),
                Controlled::Sites(sites) => sites.treated(),
            };
            treated.outcome().name == analysis.sample.outcome().name
                && one.arm == analysis.arm
                && (one.site.is_none() || one.site == analysis.site)
        };
        let controlled = comparisons.iter().find(is_treated).map(|one| &one.controlled);
        let panel = explained.iter().find(|one| one.label == analysis.title());
        let selected = match (controlled, panel.and_then(|one| one.selection.known_change())) {
            (Some(_), _) => Selected::Controlled,
            (None, Some(change)) => Selected::Known(change),
            (None, None) => Selected::NotKnown,
        };
        analysis.individuals = individuals(analysis, controlled, selected, settings)?;
    }
    Ok(())
}

/// What else would make the change of people without a control, and what picked pictures would show.
fn caution(
    study: &Study,
    design: &Design,
    analyses: &[SampleAnalysis],
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<(Vec<ExplainAnalysis>, Vec<PhotosAnalysis>), PlanError> {
    let mut explained = Vec::new();
    if design.kind == DesignKind::SingleArm {
        progress.step("what else explains the change");
        for sample in analyses.iter().filter(|sample| sample.primary) {
            explained.extend(explain(study, sample, analyses, settings)?);
        }
    }
    let photos = match &study.plan.photos {
        Some(plan) if !analyses.is_empty() => photos(study, plan, analyses, settings)?,
        _ => Vec::new(),
    };
    Ok((explained, photos))
}

/// Where a model of all visits is asked for and nobody says which visits are the ends: the first and the last.
fn choose_ends(data: &mut Ingested, notes: &mut Vec<Note>) {
    let name = |at: usize| data.trial.visits.get(at).map_or("", |visit| visit.as_str());
    let last = data.trial.visits.len().saturating_sub(1);
    if last == 0 {
        return;
    }
    let baseline = data.baseline.unwrap_or(0);
    if data.baseline.is_none() {
        let text = format!("The baseline is {}, the first visit (--baseline VISIT names another).", name(baseline));
        notes.push(Note::new("baseline", text));
    }
    data.baseline = Some(baseline);
    data.followup = data.followup.or(Some(last).filter(|&last| last > baseline));
}

fn header(study: &Study, design: Design) -> StudyHeader {
    let plan = &study.plan;
    StudyHeader {
        name: study.name.clone(),
        title: plan.title.clone(),
        question: plan.question.clone(),
        intervention: plan.intervention.clone(),
        source: plan.source.clone(),
        simulated: plan.simulated,
        design,
    }
}

/// The design as declared. Where none is declared, two or more arms make it parallel arms, and a contrast of two sites of the same people
/// a split body, which is noted.
fn stated_design(plan: &Plan, data: &Ingested, notes: &mut Vec<Note>) -> Design {
    let mut design = plan.design.clone();
    if whole_clusters_were_assigned(plan, data) && !design.records.iter().any(|record| record == "clusters") {
        design.records.push("clusters".to_owned());
        notes.push(Note::new("clusters", "Everybody of a cluster is in the same arm: whole clusters were assigned."));
    }
    if design.kind != DesignKind::SingleArm {
        return design;
    }
    let arms: Vec<&str> = data.trial.arms.iter().map(|arm| arm.as_str()).collect();
    let of_sites = plan.contrast.iter().find(|contrast| !arms.contains(&contrast.treated.as_str()));
    if arms.len() > 1 {
        design.kind = DesignKind::ParallelArms;
        notes.push(Note::new("design", format!("The arms {} make the design parallel arms.", arms.join(", "))));
    } else if let Some(contrast) = of_sites {
        design.kind = DesignKind::SplitBody;
        let text = format!("Holding {} against {} makes the design a split body.", contrast.treated, contrast.control);
        notes.push(Note::new("design", text));
    }
    design
}

/// Whether the plan names clusters, and each lies wholly in one arm of several.
fn whole_clusters_were_assigned(plan: &Plan, data: &Ingested) -> bool {
    let trial = &data.trial;
    let column = trial.covariates.iter().find(|column| Some(&column.name) == plan.columns.cluster.as_ref());
    let Some(column) = column.filter(|_| trial.arms.len() > 1) else { return false };
    let mut arm_of: BTreeMap<String, usize> = BTreeMap::new();
    for (at, person) in trial.participants.iter().enumerate() {
        let cluster = match &column.values {
            CovariateValues::Groups { at: of, .. } => of.get(at).copied().flatten().map(|level| level.to_string()),
            CovariateValues::Numbers(numbers) => numbers.get(at).copied().flatten().map(|number| number.to_string()),
        };
        let (Some(cluster), Some(arm)) = (cluster, person.arm) else { continue };
        if *arm_of.entry(cluster).or_insert(arm) != arm {
            return false;
        }
    }
    !arm_of.is_empty()
}

fn inputs(study: &Study, data: &Ingested) -> Vec<Input> {
    let texts = [&study.plan_file, &study.claims_file, &study.truth_file].into_iter().flatten();
    let repeats = [&study.reliability, &study.ratings].into_iter().flatten();
    let repeats = repeats.map(|source| Input { path: source.name.clone(), sha256: source.sha256(), rows: None });
    let data_input = Input { path: study.data.name.clone(), sha256: data.sha256.clone(), rows: Some(data.rows) };
    let others = texts.map(|(path, text)| Input { path: path.clone(), sha256: sha256(text.as_bytes()), rows: None });
    std::iter::once(data_input).chain(repeats).chain(others).collect()
}

fn settings(study: &Study) -> Result<Settings, PlanError> {
    let analysis = &study.plan.analysis;
    let level = Level::try_new(analysis.level).map_err(|cause| plan_problem(study, cause.to_string()))?;
    let methods = Selection::of(&analysis.methods).map_err(|cause| plan_problem(study, cause.to_string()))?;
    let trim = Trim::try_new(analysis.trim)
        .ok_or_else(|| plan_problem(study, format!("trim: {} is not from 0 to below 0.5", analysis.trim)))?;
    if !(analysis.prior_scale > 0.0 && analysis.prior_scale.is_finite()) {
        return Err(plan_problem(study, format!("prior-scale {} is not above zero", analysis.prior_scale)));
    }
    Ok(Settings {
        level,
        methods,
        adjust: analysis
            .adjust
            .as_deref()
            .map(multiplicity::find)
            .transpose()
            .map_err(|cause| plan_problem(study, cause.to_string()))?
            .map(|adjustment| adjustment.id()),
        alternative: analysis.alternative,
        responder: analysis.responder,
        zeros: analysis.zeros,
        signed_rank: analysis.signed_rank,
        trim,
        prior_scale: analysis.prior_scale,
        seed: analysis.seed,
        resamples: analysis.resamples,
        bootstrap: analysis.bootstrap,
    })
}

pub(super) fn plan_problem(study: &Study, what: String) -> PlanError {
    let file = study.plan_file.as_ref().map_or_else(|| study.data.name.clone(), |(file, _)| file.clone());
    PlanError::Plan { file, what }
}

/// The settings that all samples share.
pub(super) fn options(settings: &Settings) -> TestOptions {
    TestOptions {
        null_value: Decimal::ZERO,
        alternative: settings.alternative,
        level: settings.level,
        margin: None,
        responder: None,
        zeros: settings.zeros,
        signed_rank: settings.signed_rank,
        trim: settings.trim,
        prior_scale: settings.prior_scale,
        seed: settings.seed,
        resamples: settings.resamples,
    }
}

fn analyse(
    paired: Paired,
    settings: &Settings,
    ask: Ask,
    progress: &dyn Progress,
) -> Result<SampleAnalysis, PlanError> {
    let Paired { sample, arm, site, primary, null_value, margin, reading_errors } = paired;
    let unit = sample.outcome().unit;
    let options = TestOptions {
        null_value,
        margin: margin.as_ref().and_then(|(margin, _)| margin.in_unit(unit).ok()),
        responder: settings.responder.and_then(|stated| Threshold::of(stated, unit).ok()),
        ..options(settings)
    };
    let mut analysis = SampleAnalysis {
        description: describe_pairs(&sample),
        arm,
        site,
        primary,
        null_value,
        margin,
        reading_errors,
        individuals: None,
        tests: Vec::new(),
        effects: Vec::new(),
        refusals: Vec::new(),
        engines: Vec::new(),
        bootstrap_means: Vec::new(),
        sample,
    };
    let title = analysis.title();
    for procedure in registry::PAIRED {
        if !settings.methods.takes(procedure.id(), procedure.usage(&analysis.sample, &options)) {
            continue;
        }
        progress.step(&format!("{title}: {}", procedure.title()));
        keep(
            procedure.run(&analysis.sample, &options),
            &mut analysis.tests,
            &mut analysis.refusals,
            procedure.title(),
        )?;
    }
    for procedure in registry::EFFECTS {
        // In SDs of zeros and ones a size says nothing that the shares do not say better.
        let usage = match procedure.usage(&analysis.sample, &options) {
            Usage::ByDefault if analysis.sample.is_binary() => Usage::OnRequest,
            usage => usage,
        };
        if !settings.methods.takes(procedure.id(), usage) {
            continue;
        }
        progress.step(&format!("{title}: {}", procedure.title()));
        keep(
            procedure.run(&analysis.sample, &options),
            &mut analysis.effects,
            &mut analysis.refusals,
            procedure.title(),
        )?;
    }
    if ask.compare_engines {
        analysis.engines = engine_answers(&analysis.sample, &options)?;
    }
    if let Some(method) = settings.bootstrap {
        progress.step(&format!("{title}: bootstrap intervals"));
        add_bootstrap(&analysis.sample, &mut analysis.tests, &mut analysis.effects, &options, method);
    }
    if ask.bootstrap && primary {
        progress.step(&format!("{title}: bootstrap"));
        analysis.bootstrap_means = bootstrap_means(analysis.sample.change(), settings.resamples, settings.seed);
    }
    Ok(analysis)
}

/// The p-values of the samples' main tests, adjusted: one family of all outcomes, sites and arms, because whoever reads the table sees
/// them all and may pick any. The main test is the first of the sample's; for an adjustment that goes back to the changes, the t test.
fn adjusted(
    analyses: &[SampleAnalysis],
    settings: &Settings,
    notes: &mut Vec<Note>,
) -> Result<Vec<AdjustedTest>, PlanError> {
    let Some(adjustment) = settings.adjust.and_then(|id| multiplicity::find(id).ok()) else { return Ok(Vec::new()) };
    let mut tests = Vec::new();
    for analysis in analyses {
        let options = TestOptions { null_value: analysis.null_value, ..options(settings) };
        let test = match analysis.tests.first() {
            Some(first) if matches!(adjustment.method(), Method::OfPValues(_)) => Some(first.clone()),
            _ => PairedT.run(&analysis.sample, &options).ok(),
        };
        tests.push(test);
    }
    let family: Vec<Hypothesis<'_>> = analyses
        .iter()
        .zip(&tests)
        .map(|(analysis, test)| Hypothesis {
            sample: &analysis.sample,
            null_value: analysis.null_value,
            p: test.as_ref().and_then(|test| test.p_value),
        })
        .collect();
    let (values, flips) = multiplicity::adjust(adjustment, &family, &options(settings))?;
    notes.extend(flips.map(|flips| Note::new("sign-flips", flips.words())));
    let rows = tests.into_iter().zip(values).enumerate().filter_map(|(sample, (test, p))| {
        let test = test?;
        Some(AdjustedTest { sample, procedure: test.procedure, estimate: test.primary()?.clone(), p: p? })
    });
    Ok(rows.collect())
}

/// Keeps a result, or the reason why the data do not give one; a numerical failure ends the run.
pub(super) fn keep<T>(
    result: Result<T, StatsError>,
    results: &mut Vec<T>,
    refusals: &mut Vec<Refusal>,
    procedure: &'static str,
) -> Result<(), PlanError> {
    match result {
        Ok(result) => results.push(result),
        Err(failure @ StatsError::Numerical { .. }) => return Err(failure.into()),
        Err(refusal) => refusals.push(Refusal { procedure, why: refusal.to_string() }),
    }
    Ok(())
}
