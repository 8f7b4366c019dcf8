//! Several visits of the same people in one model, and what the answer owes to those who left.

use super::courses::{IntercurrentCount, courses};
use super::engine::{keep, options};
use super::pairing::{group_label, optional, pairs_are_conditions};
use super::{Plan, PlanError, Progress, Refusal, Settings, Study};
use crate::data::{DataError, Design, DesignKind, Longitudinal, Readings, Unit};
use crate::ingest::{CourseRequest, IngestError, Ingested};
use crate::result::{Alternative, Estimate, LongitudinalModel, ModelResult, TestResult};
use crate::stats::repeated::missing::{
    ImputationOptions, MissingPatterns, SimpleMethod, Strategy, TippingMap, conditional_mean_imputation,
    multiple_imputation, simple_analysis,
};
use crate::stats::repeated::mmrm::MmrmModel;
use crate::stats::repeated::{DoseEffects, RETAINED_SHARE, Retention, retained_share_bootstrap, sessions_of_visits};
use crate::stats::{BootstrapMethod, StatedMargin, TestOptions, registry};
use schemars::JsonSchema;
use serde::Serialize;

/// One outcome of everybody at every visit.
#[derive(Clone, Debug, PartialEq)]
pub struct LongitudinalAnalysis {
    /// `Thigh, treated - untreated`.
    pub label: String,
    /// The site, if there are sites.
    pub site: Option<String>,
    /// What was taken off in each person, where two sites are compared.
    pub untreated: Option<Untreated>,
    /// Whether its outcome is the primary one.
    pub primary: bool,
    /// Who was read when.
    pub courses: Longitudinal,
    /// The margin, and where it comes from.
    pub margin: Option<(StatedMargin, String)>,
    /// The place of the plan's follow-up among the visits: the end of the course.
    pub end: Option<usize>,
    /// What happened on the way.
    pub intercurrent: Vec<IntercurrentCount>,
    /// Who left when.
    pub patterns: MissingPatterns,
    /// The model of all visits.
    pub model: Option<LongitudinalModel>,
    /// Effects over the number of sessions.
    pub dose: Vec<TestResult>,
    /// The fitted line of the effect at each number of sessions.
    pub dose_line: Vec<(f64, Estimate)>,
    /// What is left of the effect after the end of the course.
    pub lasting: Vec<TestResult>,
    /// Other procedures that were asked for.
    pub others: Vec<ModelResult>,
    /// The effect at the last visit under other assumptions about those who left.
    pub sensitivity: Vec<Sensitivity>,
    /// How much worse those who left must have done for the answer to change.
    pub tipping: Option<TippingMap>,
    /// What could not be computed.
    pub refusals: Vec<Refusal>,
}

/// The effect at the last visit under one assumption about those who left.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Sensitivity {
    /// The assumption in a few words.
    pub assumption: &'static str,
    /// The treated arm, where there are several.
    pub arm: Option<String>,
    /// The answer.
    pub test: TestResult,
}

/// The two sites of a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Untreated {
    /// Name of the outcome of the untreated side.
    pub outcome: String,
    /// Its site, if there are sites.
    pub site: Option<String>,
    /// The treated side's site, if there are sites.
    pub treated_site: Option<String>,
    /// What is measured on both sides, where the plan says so.
    pub measured: Option<String>,
}

/// What is modelled, before it is read.
struct Wanted<'a> {
    label: String,
    site: Option<&'a str>,
    primary: bool,
    request: CourseRequest<'a>,
    /// The untreated site or outcome, whose readings are taken off in each person.
    untreated: Option<CourseRequest<'a>>,
    /// What is measured on both sides.
    measured: Option<&'a str>,
}

/// Every outcome at every site with at least so many visits after the baseline, differences of treated and untreated sites first, and the
/// primary outcome before others.
///
/// # Errors
/// [`PlanError`] for repeated records and numerical failures.
pub(super) fn longitudinal(
    study: &Study,
    data: &Ingested,
    design: &Design,
    settings: &Settings,
    fewest_visits: usize,
    progress: &dyn Progress,
) -> Result<Vec<LongitudinalAnalysis>, PlanError> {
    if pairs_are_conditions(&study.plan, data) || design.kind == DesignKind::Crossover {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for wanted in wanted(&study.plan, data, design) {
        let read = courses(&study.plan, data, &wanted.request).and_then(|(treated, events)| match &wanted.untreated {
            None => Ok((treated, events)),
            Some(request) => {
                let (untreated, _) = courses(&study.plan, data, request)?;
                Ok((Longitudinal::of_sites(&treated, &untreated)?, events))
            }
        });
        let (courses, events) = match read {
            Err(cause) if is_empty(&cause) => continue,
            read => read?,
        };
        if courses.visits().len() < fewest_visits || is_yes_or_no(&courses) {
            continue;
        }
        progress.step(&format!("{}: all visits", wanted.label));
        found.push(analyse(wanted, courses, events, study, data, settings)?);
    }
    found.sort_by_key(|one| !one.primary);
    // What rests on assumptions about those who left is worked out for the main question alone.
    if let Some(first) = found.iter_mut().find(|one| one.primary) {
        progress.step(&format!("{}: those who left", first.label));
        missing(first, &study.plan, settings)?;
        if let Some(method) = settings.bootstrap {
            progress.step(&format!("{}: bootstrap", first.label));
            resample_share(first, method, &study.plan, settings);
        }
    }
    Ok(found)
}

fn is_empty(cause: &IngestError) -> bool {
    match cause {
        IngestError::Data(DataError::Empty) => true,
        IngestError::InFile { error, .. } => is_empty(error),
        _ => false,
    }
}

fn is_yes_or_no(courses: &Longitudinal) -> bool {
    let is_bare = matches!(courses.outcome().unit, Unit::None | Unit::Score);
    let mut values = (0..courses.people())
        .flat_map(|person| (0..courses.visits().len()).filter_map(move |visit| courses.value(person, visit)));
    is_bare && courses.kind() == Readings::Plain && values.all(|value| value == 0.0 || value == 1.0)
}

fn wanted<'a>(plan: &'a Plan, data: &'a Ingested, design: &'a Design) -> Vec<Wanted<'a>> {
    let trial = &data.trial;
    let any_primary = plan.outcome.iter().any(|outcome| outcome.primary);
    let is_primary = |outcome: usize| match any_primary {
        true => plan.outcome.get(outcome).is_some_and(|planned| planned.primary),
        false => outcome == 0,
    };
    let names: Vec<&str> = trial.arms.iter().map(|arm| arm.as_str()).collect();
    let control = design.control.as_deref().filter(|control| names.contains(control));
    // The control stands first.
    let others = names.iter().copied().filter(|name| Some(*name) != control);
    let arms: Vec<(&str, String)> = control
        .into_iter()
        .chain(others)
        .map(|arm| (arm, group_label(plan, Some(arm), None).unwrap_or_default()))
        .collect();
    let request = |outcome: usize, site| CourseRequest {
        outcome,
        site,
        arms: arms.clone(),
        has_control: control.is_some(),
        baseline: data.baseline,
    };
    let sites: Vec<&str> = trial.sites.iter().map(|site| site.as_str()).collect();
    let place = |name: &str| trial.outcomes.iter().position(|outcome| outcome.name == name);
    let mut found = Vec::new();
    for contrast in &plan.contrast {
        let label = |treated: &str, untreated: &str| {
            contrast.label.clone().unwrap_or_else(|| format!("{treated}, less {untreated}"))
        };
        if let (Some(treated), Some(untreated)) = (place(&contrast.treated), place(&contrast.control)) {
            found.push(Wanted {
                label: label(&trial.outcomes[treated].label, &trial.outcomes[untreated].label),
                site: None,
                primary: is_primary(treated),
                request: request(treated, None),
                untreated: Some(request(untreated, None)),
                measured: contrast.outcome.as_deref(),
            });
        }
    }
    let control_site = design.control.as_deref().filter(|control| sites.contains(control));
    for (outcome, measured) in trial.outcomes.iter().enumerate() {
        if let Some(control) = control_site {
            for site in sites.iter().copied().filter(|site| *site != control) {
                found.push(Wanted {
                    label: format!("{}, {site} less {control}", measured.label),
                    site: None,
                    primary: is_primary(outcome),
                    request: request(outcome, Some(site)),
                    untreated: Some(request(outcome, Some(control))),
                    measured: None,
                });
            }
        }
        for site in optional(sites.iter().copied()) {
            found.push(Wanted {
                label: measured.label.clone(),
                site,
                primary: is_primary(outcome),
                request: request(outcome, site),
                untreated: None,
                measured: None,
            });
        }
    }
    found
}

fn analyse(
    wanted: Wanted<'_>,
    courses: Longitudinal,
    intercurrent: Vec<IntercurrentCount>,
    study: &Study,
    data: &Ingested,
    settings: &Settings,
) -> Result<LongitudinalAnalysis, PlanError> {
    let test = options(settings);
    let end = data.followup.and_then(|visit| courses.visit(data.trial.visits.get(visit)?.as_str()));
    let planned = study.plan.outcome.get(wanted.request.outcome);
    let margin = planned.and_then(|planned| Some((planned.margin?, planned.margin_source.clone().unwrap_or_default())));
    let mut one = LongitudinalAnalysis {
        label: wanted.label,
        site: wanted.site.map(str::to_owned),
        untreated: wanted.untreated.and_then(|request| {
            Some(Untreated {
                outcome: data.trial.outcomes.get(request.outcome)?.name.clone(),
                site: request.site.map(str::to_owned),
                treated_site: wanted.request.site.map(str::to_owned),
                measured: wanted.measured.map(str::to_owned),
            })
        }),
        primary: wanted.primary,
        patterns: MissingPatterns::of(&courses),
        margin,
        end,
        intercurrent,
        model: None,
        dose: Vec::new(),
        dose_line: Vec::new(),
        lasting: Vec::new(),
        others: Vec::new(),
        sensitivity: Vec::new(),
        tipping: None,
        refusals: Vec::new(),
        courses,
    };
    let mut kept = Vec::new();
    let model = MmrmModel::fit(&one.courses, &study.plan.longitudinal.options(test));
    keep(model, &mut kept, &mut one.refusals, "mixed model for repeated measures")?;
    if let Some(model) = kept.pop() {
        let mut answers = Vec::new();
        keep(model.answer(), &mut answers, &mut one.refusals, "mixed model for repeated measures")?;
        one.model = answers.pop();
        effects(&mut one, &model, &test)?;
    }
    for procedure in registry::REPEATED.iter().filter(|procedure| procedure.id() != "mmrm") {
        if settings.methods.takes(procedure.id(), procedure.usage(&one.courses, &test)) {
            keep(procedure.run(&one.courses, &test), &mut one.others, &mut one.refusals, procedure.title())?;
        }
    }
    Ok(one)
}

/// Effects over sessions, where these were counted, and what is left of the effect after the end of the course, where somebody came later.
fn effects(one: &mut LongitudinalAnalysis, model: &MmrmModel, test: &TestOptions) -> Result<(), PlanError> {
    if let Some(sessions) = sessions_of_visits(&one.courses) {
        let dose = DoseEffects::new(model, &sessions);
        let answers = [dose.ordered_contrast(test), dose.slope(test), dose.curvature(test)];
        let titles = ["ordered contrast over sessions", "slope over sessions", "curvature over sessions"];
        for (answer, title) in answers.into_iter().zip(titles) {
            keep(answer, &mut one.dose, &mut one.refusals, title)?;
        }
        let at: Vec<f64> = dose.sessions().collect();
        one.dose_line = at.iter().copied().zip(dose.fitted(&at, test).unwrap_or_default()).collect();
    }
    let last = one.courses.visits().len().saturating_sub(1);
    let Some(end) = one.end.filter(|&end| end < last) else { return Ok(()) };
    let kept = Retention::try_new(model, end, last)?;
    let times: Vec<Option<f64>> = one.courses.visits().iter().map(|visit| visit.time).collect();
    keep(kept.change(test), &mut one.lasting, &mut one.refusals, "change after the course")?;
    keep(kept.share(Alternative::TwoSided, test), &mut one.lasting, &mut one.refusals, "retained share")?;
    if times.iter().all(Option::is_some) {
        keep(kept.regain(&times, test), &mut one.lasting, &mut one.refusals, "regain after the course")?;
    }
    Ok(())
}

/// The bootstrap interval of the retained share beside Fieller's, every resample of people with the model fitted anew.
fn resample_share(one: &mut LongitudinalAnalysis, method: BootstrapMethod, plan: &Plan, settings: &Settings) {
    let last = one.courses.visits().len().saturating_sub(1);
    let share = one.lasting.iter_mut().find(|test| test.hypothesis.quantity == RETAINED_SHARE);
    let (Some(end), Some(share)) = (one.end, share) else { return };
    let Some(estimate) = share.estimates.first_mut() else { return };
    let test = options(settings);
    let model = plan.longitudinal.options(test);
    let again = |people: &Longitudinal| {
        let fitted = MmrmModel::fit(people, &model).ok()?;
        let at = |visit: usize| {
            let weights: Vec<f64> = (0..=last).map(|other| f64::from(u8::from(other == visit))).collect();
            fitted.effect_estimate(&weights).ok().map(|effect| effect.estimate)
        };
        Some(at(last)? / at(end)?)
    };
    let found = retained_share_bootstrap(&one.courses, estimate.value, method, &test, again);
    estimate.bootstrap = found.interval;
    share.notes.push(found.note);
}

/// The effect at the last visit under other assumptions about those who left, and how much worse than assumed they must have done for the
/// answer to change.
fn missing(one: &mut LongitudinalAnalysis, plan: &Plan, settings: &Settings) -> Result<(), PlanError> {
    let last = one.courses.visits().len().saturating_sub(1);
    let everybody_came = (0..one.courses.people()).all(|person| !one.courses.is_missing(person, last));
    if everybody_came || one.courses.baseline_name().is_none() {
        return Ok(());
    }
    let test = options(settings);
    let imputation =
        ImputationOptions { imputations: plan.longitudinal.imputations, test, ..ImputationOptions::default() };
    let strategies: &[Strategy] = match one.courses.has_control() {
        true => {
            &[Strategy::MissingAtRandom, Strategy::JumpToReference, Strategy::CopyReference, Strategy::CopyIncrements]
        }
        false => &[Strategy::MissingAtRandom, Strategy::JumpToBaseline],
    };
    let (courses, found, refused) = (&one.courses, &mut one.sensitivity, &mut one.refusals);
    // Several treated arms are each held against the control; the tipping point is that of the first.
    let several = courses.arms().len() > 2 && courses.has_control();
    let treated: Vec<Option<usize>> = if several { (1..courses.arms().len()).map(Some).collect() } else { vec![None] };
    for &treated in &treated {
        let arm = treated.and_then(|arm| courses.arms().get(arm).cloned());
        let under = |assumption| {
            let arm = arm.clone();
            move |test| Sensitivity { assumption, arm, test }
        };
        for strategy in strategies {
            let imputation = ImputationOptions { strategy: *strategy, treated, ..imputation };
            let answers = [
                (conditional_mean_imputation(courses, &imputation), "conditional mean imputation"),
                (multiple_imputation(courses, &imputation), "multiple imputation"),
            ];
            for (answer, title) in answers {
                keep(answer.map(under(strategy.name())), found, refused, title)?;
            }
        }
        for method in SimpleMethod::ALL {
            let answer = simple_analysis(courses, method, None, treated, &test);
            keep(answer.map(under("for comparison only")), found, refused, method.title())?;
        }
    }
    let mut maps = Vec::new();
    let imputation = ImputationOptions { treated: treated.first().copied().flatten(), ..imputation };
    keep(TippingMap::of(courses, &imputation, None), &mut maps, refused, "tipping point")?;
    one.tipping = maps.pop();
    Ok(())
}
