//! What is held against what: arms, sites of one person, the orders of a crossover.

use super::engine::{keep, options};
use super::{
    ArmsAnalysis, ComparisonAnalysis, ContrastPlan, Plan, PlanError, Progress, SampleAnalysis, Settings, Study,
};
use crate::data::{
    Controlled, CovariateValues, Design, DesignKind, Outcome, OutcomeKind, PairedSample, ParticipantId, SeveralArms,
    SplitBody, TwoArms,
};
use crate::ingest::{IngestError, Ingested, PairRequest};
use crate::result::format::in_sentence;
use crate::result::{ModelResult, Note, Quantity};
use crate::stats::linear::{
    Companion, co_intervention_in_arms, crossover, lords_paradox, split_body_adjusted, subgroups,
};
use crate::stats::mixed::{DegreesOfFreedom, MixedOptions, clusters_model};
use crate::stats::paired::{MEAN_CHANGE, PSEUDOMEDIAN};
use crate::stats::{StatsError, TestOptions, Usage, registry};
use std::collections::BTreeMap;

/// A comparison before it is analysed.
struct Compared {
    label: String,
    controlled: Controlled,
    of: usize,
}

/// Every comparison that the design allows, in the order of the samples.
///
/// # Errors
/// [`PlanError`] for a contrast that names nothing in the data, and for a numerical failure.
pub(super) fn comparisons(
    study: &Study,
    data: &Ingested,
    design: &Design,
    samples: &[SampleAnalysis],
    settings: &Settings,
    notes: &mut Vec<Note>,
    progress: &dyn Progress,
) -> Result<(Vec<ComparisonAnalysis>, Vec<ArmsAnalysis>), PlanError> {
    let mut compared = between_sites(study, data, design, samples, notes)?;
    let mut several = Vec::new();
    let asked = asked_arms(&study.plan, data);
    for group in groups(samples) {
        let arms = ordered(&group, samples, design, asked.is_empty(), notes);
        if arms.len() < 2 {
            continue;
        }
        for (at, control) in pairs_of_arms(&arms, samples, design, &asked) {
            let two = TwoArms::try_new(samples[at].sample.clone(), samples[control].sample.clone())
                .map_err(StatsError::from)?;
            let controlled =
                if design.kind == DesignKind::Crossover { Controlled::Sequences(two) } else { Controlled::Arms(two) };
            let names = [at, control].map(|at| arm_name(&study.plan, &samples[at]));
            compared.push(Compared { label: format!("{} against {}", names[0], names[1]), controlled, of: at });
        }
        if design.kind != DesignKind::Crossover {
            let people = arms.iter().map(|&at| samples[at].sample.clone()).collect();
            several.push((SeveralArms::try_new(people, design.control.is_some()).map_err(StatsError::from)?, arms[0]));
        }
    }
    if let (Some(null), false) = (study.plan.analysis.null, compared.is_empty()) {
        let text = format!("The null value {null} is one of changes within a group; differences are held against 0.");
        notes.push(Note::new("null-of-differences", text));
    }
    compared.sort_by_key(|compared| !samples[compared.of].primary);
    let analyses = compared
        .into_iter()
        .map(|compared| analyse(compared, &Context { plan: &study.plan, data, samples, settings }, progress))
        .collect::<Result<_, PlanError>>()?;
    let several = several
        .into_iter()
        .map(|(arms, of)| analyse_arms(arms, &samples[of], settings, progress))
        .collect::<Result<_, PlanError>>()?;
    Ok((analyses, several))
}

/// The contrasts of the plan that name two arms: treated and control.
fn asked_arms<'a>(plan: &'a Plan, data: &Ingested) -> Vec<(&'a str, &'a str)> {
    let is_arm = |name: &str| data.trial.arms.iter().any(|arm| arm.as_str() == name);
    let contrasts = plan.contrast.iter().map(|contrast| (contrast.treated.as_str(), contrast.control.as_str()));
    contrasts.filter(|(treated, control)| is_arm(treated) && is_arm(control)).collect()
}

/// Which arm is held against which: as the plan says; else every other arm against the control. Without a control, more than two arms
/// have no one difference to look at first.
fn pairs_of_arms(
    arms: &[usize],
    samples: &[SampleAnalysis],
    design: &Design,
    asked: &[(&str, &str)],
) -> Vec<(usize, usize)> {
    let find = |name: &str| arms.iter().copied().find(|&at| samples[at].arm.as_deref() == Some(name));
    if !asked.is_empty() {
        return asked.iter().filter_map(|(treated, control)| find(treated).zip(find(control))).collect();
    }
    if arms.len() > 2 && design.control.is_none() {
        return Vec::new();
    }
    arms[1..].iter().map(|&at| (at, arms[0])).collect()
}

/// The samples of one outcome at one site, arm by arm.
fn groups(samples: &[SampleAnalysis]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (at, sample) in samples.iter().enumerate().filter(|(_, sample)| sample.arm.is_some()) {
        let key = |sample: &SampleAnalysis| (sample.sample.outcome().name.clone(), sample.site.clone());
        match groups.iter_mut().find(|group| key(&samples[group[0]]) == key(sample)) {
            Some(group) => group.push(at),
            None => groups.push(vec![at]),
        }
    }
    groups
}

/// The arms of a group, the control first: the declared one, or else, of two, the one that comes first in the file.
fn ordered(
    group: &[usize],
    samples: &[SampleAnalysis],
    design: &Design,
    say: bool,
    notes: &mut Vec<Note>,
) -> Vec<usize> {
    let mut arms = group.to_vec();
    arms.sort_by_key(|&at| design.control.is_none() || samples[at].arm != design.control);
    if let ([first, second], None, true) = (arms.as_slice(), &design.control, say) {
        let name = |at: usize| samples[at].arm.as_deref().unwrap_or_default();
        let text = format!(
            "no arm is declared as the control: the difference is {} minus {} (--control NAME, or `control` in [design], says otherwise)",
            name(*second),
            name(*first)
        );
        if !notes.iter().any(|note| note.text == text) {
            notes.push(Note::new("no-control", text));
        }
    }
    arms
}

fn arm_name(plan: &Plan, sample: &SampleAnalysis) -> String {
    let code = sample.arm.as_deref().unwrap_or_default();
    plan.arms.get(code).map_or(code, String::as_str).to_owned()
}

/// The contrasts of the plan; without any, in a split body with a column of sites, every site against the control site.
fn between_sites(
    study: &Study,
    data: &Ingested,
    design: &Design,
    samples: &[SampleAnalysis],
    notes: &mut Vec<Note>,
) -> Result<Vec<Compared>, PlanError> {
    let arms = asked_arms(&study.plan, data);
    let of_sites = |contrast: &&ContrastPlan| !arms.contains(&(contrast.treated.as_str(), contrast.control.as_str()));
    let mut contrasts: Vec<ContrastPlan> = study.plan.contrast.iter().filter(of_sites).cloned().collect();
    let sites: Vec<&str> = data.trial.sites.iter().map(|site| site.as_str()).collect();
    let control_site = design.control.as_deref().filter(|control| sites.contains(control));
    if contrasts.is_empty()
        && design.kind == DesignKind::SplitBody
        && let Some(control) = control_site
    {
        let others = sites.iter().filter(|site| **site != control);
        contrasts.extend(others.map(|site| ContrastPlan {
            name: format!("{site} - {control}"),
            treated: (*site).to_owned(),
            control: control.to_owned(),
            ..ContrastPlan::default()
        }));
    }
    let (baseline, followup) = data.visits()?;
    let mut compared = Vec::new();
    for contrast in &contrasts {
        let label =
            contrast.label.clone().unwrap_or_else(|| format!("{} against {}", contrast.treated, contrast.control));
        let outcome = |name: &str| data.trial.outcomes.iter().position(|outcome| outcome.name == name);
        let mut pairs: Vec<(usize, PairRequest<'_>, PairRequest<'_>)> = Vec::new();
        let request = |outcome, site| PairRequest { outcome, site, arm: None, baseline, followup };
        match (outcome(&contrast.treated), outcome(&contrast.control)) {
            (Some(treated), Some(control)) => pairs.push((treated, request(treated, None), request(control, None))),
            _ if sites.contains(&contrast.treated.as_str()) && sites.contains(&contrast.control.as_str()) => {
                let of = |outcome, site| request(outcome, Some(site));
                pairs.extend((0..data.trial.outcomes.len()).map(|outcome| {
                    (outcome, of(outcome, contrast.treated.as_str()), of(outcome, contrast.control.as_str()))
                }));
            }
            _ => {
                let known: Vec<&str> = data
                    .trial
                    .arms
                    .iter()
                    .map(|arm| arm.as_str())
                    .chain(sites.clone())
                    .chain(data.trial.outcomes.iter().map(|outcome| outcome.name.as_str()))
                    .collect();
                let what = format!(
                    "contrast {}: {} and {} are not two arms, two sites or two outcomes of these data; found {}",
                    contrast.name,
                    contrast.treated,
                    contrast.control,
                    known.join(", ")
                );
                return Err(super::engine::plan_problem(study, what));
            }
        }
        for (outcome, treated, control) in pairs {
            let name = &data.trial.outcomes[outcome].name;
            let site = treated.site;
            let of_site = |sample: &SampleAnalysis| sample.site.as_deref() == site || site.is_none();
            let Some(of) = samples.iter().position(|sample| sample.sample.outcome().name == *name && of_site(sample))
            else {
                continue;
            };
            let sample = |request: &PairRequest<'_>, name: &str| -> Result<Option<PairedSample>, IngestError> {
                match data.pair(request) {
                    Ok(sample) => Ok(Some(sample.labelled(Some(name.to_owned())))),
                    Err(cause) if super::pairing::is_nobody(&cause) => Ok(None),
                    Err(cause) => Err(cause),
                }
            };
            let label_of = |request: &PairRequest<'_>, name: &str| match request.site {
                Some(_) => name.to_owned(),
                None => data.trial.outcomes[request.outcome].label.clone(),
            };
            let common = contrast.outcome.clone().unwrap_or_else(|| {
                let labels = [&treated, &control].map(|request| &data.trial.outcomes[request.outcome].label);
                if labels[0] == labels[1] { labels[0].clone() } else { "Reading".to_owned() }
            });
            let named = |sample: PairedSample| sample.measuring(common.clone());
            let treated = sample(&treated, &label_of(&treated, &contrast.treated))?.map(named);
            let control = sample(&control, &label_of(&control, &contrast.control))?.map(named);
            match treated.zip(control).map(|(treated, control)| SplitBody::try_new(treated, control)) {
                Some(Ok(split)) => {
                    compared.push(Compared { label: label.clone(), controlled: Controlled::Sites(Box::new(split)), of })
                }
                Some(Err(crate::data::DataError::Empty)) | None => notes.push(Note::new(
                    "no-pairs",
                    format!("contrast {}: nobody has complete pairs of {name} on both sides", contrast.name),
                )),
                Some(Err(cause)) => return Err(StatsError::from(cause).into()),
            }
        }
    }
    Ok(compared)
}

/// What the models of a comparison draw on.
struct Context<'a> {
    plan: &'a Plan,
    data: &'a Ingested,
    samples: &'a [SampleAnalysis],
    settings: &'a Settings,
}

fn analyse(
    compared: Compared,
    context: &Context<'_>,
    progress: &dyn Progress,
) -> Result<ComparisonAnalysis, PlanError> {
    let Compared { label, controlled, of } = compared;
    let settings = context.settings;
    let source = &context.samples[of];
    let options = TestOptions { null_value: crate::data::Decimal::ZERO, ..options_of(source, settings) };
    let mut analysis = ComparisonAnalysis {
        label,
        arm: source.arm.clone(),
        site: source.site.clone(),
        primary: source.primary,
        margin: source.margin.clone(),
        tests: Vec::new(),
        effects: Vec::new(),
        models: Vec::new(),
        refusals: Vec::new(),
        controlled,
    };
    let title = analysis.title();
    let ComparisonAnalysis { controlled, tests, effects, refusals, .. } = &mut analysis;
    match controlled {
        Controlled::Arms(two) => {
            for procedure in registry::COMPARISONS {
                if settings.methods.takes(procedure.id(), procedure.usage(two, &options)) {
                    progress.step(&format!("{title}: {}", procedure.title()));
                    keep(procedure.run(two, &options), tests, refusals, procedure.title())?;
                }
            }
            for procedure in registry::COMPARISON_EFFECTS {
                if settings.methods.takes(procedure.id(), procedure.usage(two, &options)) {
                    keep(procedure.run(two, &options), effects, refusals, procedure.title())?;
                }
            }
        }
        Controlled::Sites(split) => {
            for procedure in registry::PAIRED {
                // A response is of one site, not of a difference.
                let fits = procedure.id() != "responders";
                if fits && settings.methods.takes(procedure.id(), procedure.usage(split.difference(), &options)) {
                    progress.step(&format!("{title}: {}", procedure.title()));
                    keep(procedure.run(split.difference(), &options), tests, refusals, procedure.title())?;
                }
            }
            for procedure in registry::EFFECTS {
                // Sizes in SDs of the readings mean nothing where the two columns are changes already.
                let fits = matches!(procedure.id(), "d_z" | "g_z" | "rank_biserial");
                if fits && settings.methods.takes(procedure.id(), procedure.usage(split.difference(), &options)) {
                    keep(procedure.run(split.difference(), &options), effects, refusals, procedure.title())?;
                }
            }
        }
        Controlled::Sequences(_) => {}
    }
    progress.step(&format!("{title}: models"));
    add_models(&mut analysis, context, &options)?;
    let ComparisonAnalysis { controlled, tests, .. } = &mut analysis;
    if matches!(controlled, Controlled::Sites(_)) {
        let estimates = tests.iter_mut().flat_map(|test| {
            test.hypothesis.quantity = of_difference(test.hypothesis.quantity);
            &mut test.estimates
        });
        for estimate in estimates {
            estimate.quantity = of_difference(estimate.quantity);
        }
    }
    Ok(analysis)
}

/// Models that answer the same question with more in them: the co-intervention, the baseline, the period, subgroups.
fn add_models(
    analysis: &mut ComparisonAnalysis,
    context: &Context<'_>,
    options: &TestOptions,
) -> Result<(), PlanError> {
    let companion = companion_of(analysis, context);
    let ComparisonAnalysis { controlled, models, refusals, .. } = analysis;
    let mut add = |result: Result<ModelResult, StatsError>, title| keep(result, models, refusals, title);
    match controlled {
        Controlled::Arms(two) => {
            match lords_paradox(two, options) {
                Ok(Some(model)) => add(Ok(model), LORD)?,
                Ok(None) => {}
                Err(cause) => add(Err(cause), LORD)?,
            }
            if let Some((outcome, changes)) = &companion {
                let [treated, control] = [two.treated(), two.control()].map(|sample| changes_of(sample, changes));
                let companion = Companion { label: &in_sentence(&outcome.label), unit: outcome.unit };
                add(co_intervention_in_arms(two, &treated, &control, companion, options), CO_INTERVENTION)?;
            }
            let clusters = clusters(context);
            if !clusters.is_empty() {
                let asked = MixedOptions { test: *options, degrees: DegreesOfFreedom::Satterthwaite };
                add(clusters_model(two, &clusters, &asked), "mixed model with clusters")?;
            }
            let people: Vec<ParticipantId> =
                context.data.trial.participants.iter().map(|person| person.id.clone()).collect();
            let wanted = &context.plan.analysis.subgroups;
            for covariate in context.data.trial.covariates.iter().filter(|one| wanted.contains(&one.name)) {
                add(subgroups(two, covariate, &people, options), "subgroups")?;
            }
        }
        Controlled::Sites(split) => {
            if let Some((outcome, changes)) = &companion {
                let weight = changes_of(split.difference(), changes);
                let companion = Companion { label: &in_sentence(&outcome.label), unit: outcome.unit };
                add(split_body_adjusted(split, &weight, companion, options), CO_INTERVENTION)?;
            }
        }
        Controlled::Sequences(two) => add(crossover(two, options), "crossover with period effect")?,
    }
    Ok(())
}

/// The clinic or practitioner of everybody for whom the plan's column of clusters says it.
fn clusters(context: &Context<'_>) -> BTreeMap<ParticipantId, String> {
    let trial = &context.data.trial;
    let wanted = context.plan.columns.cluster.as_deref();
    let Some(column) = trial.covariates.iter().find(|covariate| Some(covariate.name.as_str()) == wanted) else {
        return BTreeMap::new();
    };
    let name = |at: usize| match &column.values {
        CovariateValues::Groups { levels, at: of } => levels.get((*of.get(at)?)?).cloned(),
        CovariateValues::Numbers(numbers) => numbers.get(at)?.map(|number| number.to_string()),
    };
    let people = trial.participants.iter().enumerate();
    people.filter_map(|(at, person)| Some((person.id.clone(), name(at)?))).collect()
}

const LORD: &str = "change scores beside analysis of covariance";
const CO_INTERVENTION: &str = "the difference with the co-intervention in the model";

/// The outcome whose changes a girth is held against, and its samples: the one that the plan names, or else the only weight.
fn companion_of<'a>(
    analysis: &ComparisonAnalysis,
    context: &Context<'a>,
) -> Option<(&'a Outcome, Vec<&'a PairedSample>)> {
    let outcomes = &context.data.trial.outcomes;
    let weights: Vec<&Outcome> = outcomes.iter().filter(|outcome| outcome.kind == OutcomeKind::Weight).collect();
    let outcome = match (&context.plan.analysis.co_intervention, weights.as_slice()) {
        (Some(name), _) => outcomes.iter().find(|outcome| outcome.name == *name)?,
        (None, [only]) if analysis.outcome().kind == OutcomeKind::Girth => *only,
        _ => return None,
    };
    if outcome.name == analysis.outcome().name {
        return None;
    }
    let samples = context.samples.iter().map(|sample| &sample.sample);
    let samples: Vec<&PairedSample> = samples.filter(|sample| sample.outcome().name == outcome.name).collect();
    (!samples.is_empty()).then_some((outcome, samples))
}

/// The companion's change of everybody in a sample, whichever arm's sample holds it.
fn changes_of(sample: &PairedSample, companions: &[&PairedSample]) -> Vec<Option<f64>> {
    let each: Vec<Vec<Option<f64>>> = companions.iter().map(|companion| companion.changes_of(sample.ids())).collect();
    (0..sample.n()).map(|at| each.iter().find_map(|changes| changes[at])).collect()
}

/// What a paired procedure estimates when its pairs are the changes of two sites.
fn of_difference(quantity: Quantity) -> Quantity {
    if quantity == MEAN_CHANGE {
        DIFFERENCE_OF_CHANGES
    } else if quantity == PSEUDOMEDIAN {
        MEDIAN_DIFFERENCE
    } else {
        quantity
    }
}

/// The mean, over people, of the treated site's change less the untreated site's.
const DIFFERENCE_OF_CHANGES: Quantity =
    Quantity { id: "difference_of_changes", label: "mean difference of the changes", symbol: "difference of changes" };

/// The pseudomedian of the same differences.
const MEDIAN_DIFFERENCE: Quantity = Quantity {
    id: "hodges_lehmann_difference_of_changes",
    label: "Hodges-Lehmann median difference of the changes",
    symbol: "HL difference",
};

fn analyse_arms(
    arms: SeveralArms,
    source: &SampleAnalysis,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<ArmsAnalysis, PlanError> {
    let options = options_of(source, settings);
    let (mut models, mut refusals) = (Vec::new(), Vec::new());
    for procedure in registry::ARMS {
        let usage = procedure.usage(&arms, &options);
        if settings.methods.takes(procedure.id(), usage) && usage != Usage::Unsuited {
            progress.step(&format!("{}: {}", source.sample.outcome().label, procedure.title()));
            keep(procedure.run(&arms, &options), &mut models, &mut refusals, procedure.title())?;
        }
    }
    Ok(ArmsAnalysis { arms, site: source.site.clone(), primary: source.primary, models, refusals })
}

/// The settings of a sample's outcome.
fn options_of(sample: &SampleAnalysis, settings: &Settings) -> TestOptions {
    let unit = sample.sample.outcome().unit;
    TestOptions {
        margin: sample.margin.as_ref().and_then(|(margin, _)| margin.in_unit(unit).ok()),
        responder: settings.responder.and_then(|stated| crate::stats::Threshold::of(stated, unit).ok()),
        ..options(settings)
    }
}
