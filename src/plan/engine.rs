//! Runs a plan: read, audit, pair, describe, test, judge.

use super::baseline::baseline_table;
use super::bootstrap::add_bootstrap;
use super::comparison::comparisons;
use super::flow::flow;
use super::harms::harms;
use super::judging::judge_all;
use super::longitudinal::longitudinal;
use super::sites::sites;
use super::truth;
use super::{
    AdjustedTest, Analysis, Input, Plan, PlanError, Progress, Refusal, SampleAnalysis, Selection, Settings, Study,
    StudyHeader,
};
use crate::claims::Articles;
use crate::data::{CovariateValues, DataError, Decimal, Design, DesignKind, PairedSample, Unit};
use crate::ingest::audit::{audit, offered_pairs};
use crate::ingest::{FileShape, IngestError, Ingested, PairRequest, ingest, sha256};
use crate::result::{Level, Note};
use crate::simulate::Truth;
use crate::stats::describe::describe_pairs;
use crate::stats::multiplicity::{self, Hypothesis, Method};
use crate::stats::paired::PairedT;
use crate::stats::resample::bootstrap_means;
use crate::stats::{
    PairedProcedure, StatedMargin, StatsError, TestOptions, Threshold, Trim, Usage, engine_answers, registry,
};
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
    progress.step("pairing");
    let samples = if ask.pairs { samples(study, &data, &mut notes)? } else { Vec::new() };
    let analyses = samples
        .into_iter()
        .map(|sample| analyse(sample, &settings, ask, progress))
        .collect::<Result<Vec<_>, PlanError>>()?;
    let adjusted = adjusted(&analyses, &settings, &mut notes)?;
    let (comparisons, arms) = match ask.pairs {
        true => comparisons(study, &data, &design, &analyses, &settings, &mut notes, progress)?,
        false => (Vec::new(), Vec::new()),
    };
    let longitudinal = match ask.visits {
        true => longitudinal(study, &data, &design, &settings, if ask.pairs { 2 } else { 1 }, progress)?,
        false => Vec::new(),
    };
    progress.step("auditing");
    let audit = audit(&data, &offered_pairs(&data));
    let (claims, article_claims) = if ask.claims {
        progress.step("judging claims");
        (
            judge_all(&study.claims, study, &design, &data, &analyses, settings.level)?,
            judge_all(&Articles::bundled()?.claim, study, &design, &data, &analyses, settings.level)?,
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
        adjusted,
        claims,
        article_claims,
        truth,
        notes,
    })
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
    let data_input = Input { path: study.data.name.clone(), sha256: data.sha256.clone(), rows: Some(data.rows) };
    let others = texts.map(|(path, text)| Input { path: path.clone(), sha256: sha256(text.as_bytes()), rows: None });
    std::iter::once(data_input).chain(others).collect()
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

/// One outcome in one arm, at one site, before it is analysed.
struct Paired {
    sample: PairedSample,
    arm: Option<String>,
    site: Option<String>,
    primary: bool,
    null_value: Decimal,
    margin: Option<(StatedMargin, String)>,
    reading_error: Option<f64>,
}

/// Every outcome in every arm and at every site, the primary outcome first. A combination without a single pair is noted and left
/// out, unless no combination has any.
fn samples(study: &Study, data: &Ingested, notes: &mut Vec<Note>) -> Result<Vec<Paired>, PlanError> {
    let trial = &data.trial;
    let plan = &study.plan;
    let arms: Vec<Option<&str>> = optional(trial.arms.iter().map(|arm| arm.as_str()));
    let sites: Vec<Option<&str>> = optional(trial.sites.iter().map(|site| site.as_str()));
    let (baseline, followup) = data.visits()?;
    let any_outcome = |fits: &dyn Fn(Unit) -> bool| trial.outcomes.iter().any(|outcome| fits(outcome.unit));
    let null =
        plan.analysis.null.map(|null| (format!("null {null}"), any_outcome(&|unit| null.amount_in(unit).is_ok())));
    let margin = plan.analysis.margin;
    let margin = margin.map(|margin| (format!("margin {margin}"), any_outcome(&|unit| margin.in_unit(unit).is_ok())));
    let responder = plan.analysis.responder;
    let responder = responder
        .map(|stated| (format!("responder {stated}"), any_outcome(&|unit| Threshold::of(stated, unit).is_ok())));
    for (what, fits) in [null, margin, responder].into_iter().flatten() {
        if !fits {
            let units: Vec<String> =
                trial.outcomes.iter().map(|outcome| format!("{} in {}", outcome.name, outcome.unit)).collect();
            let what = format!(
                "{what} fits no outcome ({}); give it in the outcome's unit, and the unit of the data with --unit",
                units.join(", ")
            );
            return Err(plan_problem(study, what));
        }
    }
    let any_primary = plan.outcome.iter().any(|outcome| outcome.primary);
    let mut paired = Vec::new();
    let mut nobody: Option<IngestError> = None;
    for (at, outcome) in trial.outcomes.iter().enumerate() {
        // The reader keeps the plan's outcomes in the plan's order; without a plan they come from the header.
        let planned = plan.outcome.get(at);
        let problem = |cause: DataError| plan_problem(study, format!("outcome {}: {cause}", outcome.name));
        let general_null = plan.analysis.null.filter(|null| null.amount_in(outcome.unit).is_ok());
        let null_value = planned
            .and_then(|planned| planned.null)
            .or(general_null)
            .map_or(Ok(Decimal::ZERO), |null| null.amount_in(outcome.unit).map_err(problem))?;
        let general_margin = plan.analysis.margin.filter(|margin| margin.in_unit(outcome.unit).is_ok());
        let margin = planned
            .and_then(|planned| Some((planned.margin?, planned.margin_source.clone().unwrap_or_default())))
            .or_else(|| Some((general_margin?, "given for the whole analysis, without a reason.".to_owned())));
        if let Some((margin, _)) = &margin {
            margin.in_unit(outcome.unit).map_err(problem)?;
        }
        let reading_error = planned.and_then(|planned| planned.reading_error);
        let reading_error = reading_error
            .map(|stated| stated.amount_in(outcome.unit).map(Decimal::to_f64).map_err(problem))
            .transpose()?;
        let primary = if any_primary { planned.is_some_and(|planned| planned.primary) } else { at == 0 };
        for site in &sites {
            for arm in &arms {
                let request = PairRequest { outcome: at, site: *site, arm: *arm, baseline, followup };
                match data.pair(&request) {
                    Ok(sample) => paired.push(Paired {
                        sample: named(sample.labelled(group_label(plan, *arm, *site)), plan, data, at),
                        arm: arm.map(str::to_owned),
                        site: site.map(str::to_owned),
                        primary,
                        null_value,
                        margin: margin.clone(),
                        reading_error,
                    }),
                    Err(cause) if is_nobody(&cause) => {
                        notes.push(Note::new("no-pairs", cause.to_string()));
                        nobody.get_or_insert(cause);
                    }
                    Err(cause) => return Err(cause.into()),
                }
            }
        }
    }
    if paired.is_empty()
        && let Some(cause) = nobody
    {
        return Err(cause.into());
    }
    // The primary outcome first, and the control arm after those that were treated.
    paired.sort_by_key(|paired| (!paired.primary, paired.arm.is_some() && paired.arm == plan.design.control));
    Ok(paired)
}

/// In a crossover or split body, the readings by the names of their conditions: the plan's, or else those in the file.
fn named(sample: PairedSample, plan: &Plan, data: &Ingested, outcome: usize) -> PairedSample {
    if !pairs_are_conditions(plan, data) {
        return sample;
    }
    let visit = |at: Option<usize>| at.and_then(|at| data.trial.visits.get(at)).map(|visit| visit.as_str().to_owned());
    let in_file = match (data.shape, data.outcome_columns.get(outcome).map(Vec::as_slice)) {
        (FileShape::Wide, Some([first, second])) => Some([first.clone(), second.clone()]),
        _ => visit(data.baseline).zip(visit(data.followup)).map(|(first, second)| [first, second]),
    };
    match plan.columns.conditions.clone().or(in_file) {
        Some(names) => sample.of_conditions(names),
        None => sample,
    }
}

/// Whether the two readings of a pair are two conditions of one person: in a crossover or split body, unless sites are compared by
/// their changes, or the orders of the conditions by their arms.
pub(super) fn pairs_are_conditions(plan: &Plan, data: &Ingested) -> bool {
    let by_sites = !plan.contrast.is_empty() || !data.trial.sites.is_empty();
    let by_orders = plan.design.kind == DesignKind::Crossover && data.trial.arms.len() > 1;
    plan.design.kind.pairs_are_conditions() && !by_sites && !by_orders
}

/// Whether it is only that nobody has both readings.
pub(super) fn is_nobody(cause: &IngestError) -> bool {
    match cause {
        IngestError::NoPairs { .. } => true,
        IngestError::InFile { error, .. } => is_nobody(error),
        _ => false,
    }
}

/// All values, or one `None` when there are none.
pub(super) fn optional<'a>(values: impl Iterator<Item = &'a str>) -> Vec<Option<&'a str>> {
    let values: Vec<Option<&str>> = values.map(Some).collect();
    if values.is_empty() { vec![None] } else { values }
}

pub(super) fn group_label(plan: &Plan, arm: Option<&str>, site: Option<&str>) -> Option<String> {
    let arm = arm.map(|arm| plan.arms.get(arm).map_or(arm, String::as_str));
    let parts: Vec<&str> = [site, arm].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
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
    let Paired { sample, arm, site, primary, null_value, margin, reading_error } = paired;
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
        reading_error,
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
