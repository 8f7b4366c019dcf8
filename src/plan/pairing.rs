//! What is paired with what: every outcome in every arm and at every site.

use super::engine::plan_problem;
use super::reading_error::{ReadingErrors, reading_errors};
use super::{Plan, PlanError, ReliabilityAnalysis, Study};
use crate::data::{DataError, Decimal, DesignKind, PairedSample, Unit};
use crate::ingest::{FileShape, IngestError, Ingested, PairRequest};
use crate::result::Note;
use crate::stats::{StatedMargin, Threshold};

/// One outcome in one arm, at one site, before it is analysed.
pub(super) struct Paired {
    pub(super) sample: PairedSample,
    pub(super) arm: Option<String>,
    pub(super) site: Option<String>,
    pub(super) primary: bool,
    pub(super) null_value: Decimal,
    pub(super) margin: Option<(StatedMargin, String)>,
    pub(super) reading_errors: ReadingErrors,
}

/// Every outcome in every arm and at every site, the primary outcome first. A combination without a single pair is noted and left
/// out, unless no combination has any.
pub(super) fn samples(
    study: &Study,
    data: &Ingested,
    repeats: Option<&ReliabilityAnalysis>,
    notes: &mut Vec<Note>,
) -> Result<Vec<Paired>, PlanError> {
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
                        reading_errors: reading_errors(study, planned, outcome, *site, repeats)?,
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
    // An error asked for that no outcome can take would be left out in silence.
    if plan.analysis.reading_error.is_some() && paired.iter().all(|one| one.reading_errors.same.is_none()) {
        let what = "the reading error fits no outcome: give it in an outcome's unit, or `published` for a girth at a place with a figure on \
                    file ([explain] place names one)";
        return Err(plan_problem(study, what.to_owned()));
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
