//! One of the measures that studies are combined by, from the figures of a row.

use super::estimates::shown_in;
use super::{CombinedScale, ErrorSource, EvidenceResult, ResultKind};
use crate::data::{ArmFigures, PublishedRow, RowStatus, Unit};
use crate::result::{Estimate, Interval, Level, Note, Quantity};
use crate::stats::StatsError;
use crate::stats::measures::{
    GroupSummary, Measure, PairedSummary, Quantiles, Scale, StudyMeasure, Variances, arcsine_difference,
    correlation_from_sds, d_ppc1, d_ppc2, d_ppc3, mean_change, mean_difference, odds_ratio, peto_odds_ratio,
    proportion, proportion_arcsine, proportion_double_arcsine, proportion_log, proportion_logit, rate, rate_difference,
    rate_log, rate_ratio, rate_square_root, ratio_of_means, ratio_of_means_change, raw_score_change,
    raw_score_change_averaged, raw_score_change_heteroscedastic, risk_difference, risk_ratio, sd_from_se, sd_of_change,
    standardised_mean_change, standardised_mean_difference, standardised_mean_difference_heteroscedastic,
};
use crate::stats::risk::{Exposure, TwoByTwo};

/// What a measure makes of a row; without an estimate, and with the reason, where the row lacks the figures.
///
/// # Errors
/// [`StatsError::Numerical`] when an interval cannot be computed.
pub(super) fn measured(
    at: usize,
    row: &PublishedRow,
    measure: Measure,
    level: Level,
) -> Result<EvidenceResult, StatsError> {
    let mut notes = Vec::new();
    let found = match of_row(row, measure, &mut notes) {
        Some(Ok(found)) => Ok(found),
        Some(Err(cause @ StatsError::Numerical { .. })) => return Err(cause),
        Some(Err(cause)) => Err(cause.to_string()),
        None => Err(format!("it lacks the figures that {} needs", measure.code())),
    };
    let kind = if compares(measure) { ResultKind::Controlled } else { ResultKind::Uncontrolled };
    let control = row.control.and_then(|control| control.n).filter(|_| compares(measure));
    let unconfirmed = (row.status == RowStatus::Unconfirmed).then(|| "its figures could not be confirmed".to_owned());
    let blank = EvidenceResult {
        row: at,
        kind,
        outcome: row.outcome.clone(),
        unit: if measure.in_outcome_unit() { shown_in(row.unit) } else { Unit::None },
        estimate: None,
        events: None,
        cells: cells(row).filter(|_| counts(measure)),
        error_from: None,
        degrees_of_freedom: None,
        n: row.active.n.into_iter().chain(control).collect(),
        effect: None,
        apart: unconfirmed,
        cautions: notes.into_iter().map(|note: Note| note.text).collect(),
    };
    let found = match found {
        Ok(found) => found,
        Err(why) => return Ok(EvidenceResult { apart: blank.apart.clone().or(Some(why)), ..blank }),
    };
    let factor = if measure.in_outcome_unit() { row.unit.convert(1.0, blank.unit)? } else { 1.0 };
    let (value, error) = (found.estimate * factor, found.standard_error() * factor);
    let effect = CombinedScale { measure, estimate: value, variance: error * error };
    let even = effect.interval(level)?;
    let people = row.active.n.map(|n| n as f64);
    let natural = |value: f64| measure.scale().natural(value, people).unwrap_or(value);
    let method = if measure.scale() == Scale::Natural { "normal" } else { "normal, transformed back" };
    let interval = Interval::new(natural(even.lower), natural(even.upper), level, method);
    let own_error = (measure.scale() == Scale::Natural).then_some(error);
    Ok(EvidenceResult {
        estimate: Some(Estimate::new(quantity(measure), natural(value), blank.unit, own_error, Some(interval))),
        error_from: Some(if counts(measure) { ErrorSource::Counts } else { ErrorSource::StandardDeviations }),
        effect: Some(effect),
        cautions: blank.cautions.iter().cloned().chain(found.notes.into_iter().map(|note| note.text)).collect(),
        ..blank
    })
}

/// The people of two groups with and without an event.
pub(super) fn cells(row: &PublishedRow) -> Option<[u64; 4]> {
    let control = row.control.as_ref()?;
    Some([row.active.events?, row.active.n?, control.events?, control.n?])
}

fn quantity(measure: Measure) -> Quantity {
    Quantity { id: measure.code(), label: measure.label(), symbol: measure.code() }
}

/// Whether the measure holds two groups against each other.
fn compares(measure: Measure) -> bool {
    use Measure::{As, Dppc1, Dppc2, Dppc3, Ird, Irr, Md, Or, Peto, Rd, Rom, Rr, Smd, Smdh};
    matches!(measure, Md | Smd | Smdh | Rom | Dppc1 | Dppc2 | Dppc3 | Rr | Or | Rd | As | Peto | Irr | Ird)
}

/// Whether the measure is made from counts.
pub(super) fn counts(measure: Measure) -> bool {
    use Measure::{As, Ir, Ird, Irln, Irr, Irs, Or, Pas, Peto, Pft, Pln, Plo, Pr, Rd, Rr};
    matches!(measure, Rr | Or | Rd | As | Peto | Pr | Pln | Plo | Pas | Pft | Ir | Irln | Irs | Irr | Ird)
}

/// `None` where the row lacks a figure.
fn of_row(row: &PublishedRow, measure: Measure, notes: &mut Vec<Note>) -> Option<Result<StudyMeasure, StatsError>> {
    let (active, control) = (&row.active, row.control.as_ref());
    let two = |make: fn(&TwoByTwo) -> Result<StudyMeasure, StatsError>| {
        let [events, n, control_events, control_n] = cells(row)?;
        Some(make(&TwoByTwo::try_new(events, n, control_events, control_n)?))
    };
    let share = |make: fn(u64, u64) -> Result<StudyMeasure, StatsError>| Some(make(active.events?, active.n?));
    let exposed = |arm: &ArmFigures| Exposure::try_new(arm.events?, arm.exposure?);
    let pairs = |make: fn(&PairedSummary) -> Result<StudyMeasure, StatsError>| {
        Some(paired(active)?.and_then(|pairs| make(&pairs)))
    };
    let both_pairs = |make: fn(&PairedSummary, &PairedSummary) -> Result<StudyMeasure, StatsError>| {
        let (treated, untreated) = (paired(active)?, paired(control?)?);
        Some(treated.and_then(|treated| make(&treated, &untreated?)))
    };
    let mut change = |arm: &ArmFigures| change(arm, notes);
    match measure {
        Measure::Mc => Some(change(active)?.and_then(|change| mean_change(&change))),
        Measure::Smcc => Some(change(active)?.and_then(|change| standardised_mean_change(&change))),
        Measure::Smcr => pairs(raw_score_change),
        Measure::Smcrh => pairs(raw_score_change_heteroscedastic),
        Measure::Smcrp => pairs(raw_score_change_averaged),
        Measure::Romc => pairs(ratio_of_means_change),
        Measure::Md | Measure::Smd | Measure::Smdh => {
            let (treated, untreated) = (change(active)?, change(control?)?);
            Some(treated.and_then(|treated| {
                let untreated = untreated?;
                match measure {
                    Measure::Smd => standardised_mean_difference(&treated, &untreated),
                    Measure::Smdh => standardised_mean_difference_heteroscedastic(&treated, &untreated),
                    _ => mean_difference(&treated, &untreated, Variances::Separate),
                }
            }))
        }
        Measure::Rom => {
            let after = |arm: &ArmFigures| Some(GroupSummary::try_new(arm.n?, arm.after.value?, arm.after.sd?));
            let (treated, untreated) = (after(active)?, after(control?)?);
            Some(treated.and_then(|treated| ratio_of_means(&treated, &untreated?)))
        }
        Measure::Dppc1 => both_pairs(d_ppc1),
        Measure::Dppc2 => both_pairs(d_ppc2),
        Measure::Dppc3 => both_pairs(d_ppc3),
        Measure::Rr => two(risk_ratio),
        Measure::Or => two(odds_ratio),
        Measure::Rd => two(risk_difference),
        Measure::As => two(arcsine_difference),
        Measure::Peto => two(peto_odds_ratio),
        Measure::Pr => share(proportion),
        Measure::Pln => share(proportion_log),
        Measure::Plo => share(proportion_logit),
        Measure::Pas => share(proportion_arcsine),
        Measure::Pft => share(proportion_double_arcsine),
        Measure::Ir => Some(rate(&exposed(active)?)),
        Measure::Irln => Some(rate_log(&exposed(active)?)),
        Measure::Irs => Some(rate_square_root(&exposed(active)?)),
        Measure::Irr => Some(rate_ratio(&exposed(active)?, &exposed(control?)?)),
        Measure::Ird => Some(rate_difference(&exposed(active)?, &exposed(control?)?)),
        // A table of trials prints no correlations.
        Measure::Zcor => None,
    }
}

/// n, mean and SD of the changes of a group: printed, from the standard error, from the readings with their correlation, or from
/// quartiles, which is noted.
fn change(arm: &ArmFigures, notes: &mut Vec<Note>) -> Option<Result<GroupSummary, StatsError>> {
    let n = arm.n?;
    let means = arm.before.value.zip(arm.after.value).map(|(before, after)| after - before);
    if let Some(mean) = arm.change.value.or(means) {
        let of_readings = match (arm.before.sd, arm.after.sd, arm.r) {
            (Some(before), Some(after), Some(r)) => Some(sd_of_change(before, after, r)),
            _ => None,
        };
        let sd = match (arm.change.sd, arm.change.se) {
            (Some(sd), _) => Some(Ok(sd)),
            (None, Some(se)) => Some(sd_from_se(se, n)),
            (None, None) => of_readings.map(Ok),
        }?;
        return Some(sd.and_then(|sd| GroupSummary::try_new(n, mean, sd)));
    }
    Some(of_quartiles(arm)?.map(|(summary, note)| {
        notes.push(note);
        summary
    }))
}

/// Mean and SD from quartiles, with the conversion's source and assumption.
pub(super) fn of_quartiles(arm: &ArmFigures) -> Option<Result<(GroupSummary, Note), StatsError>> {
    let quantiles = Quantiles::try_new(arm.n?, arm.q1?, arm.median?, arm.q3?);
    Some(quantiles.and_then(|quantiles| quantiles.mean_and_sd()))
}

/// Readings before and after; the correlation is printed, or the one that the SD of the changes implies.
fn paired(arm: &ArmFigures) -> Option<Result<PairedSummary, StatsError>> {
    let (before, after) = (arm.before.sd?, arm.after.sd?);
    let implied = || arm.change.sd.and_then(|change| correlation_from_sds(before, after, change));
    let r = arm.r.or_else(implied)?;
    Some(PairedSummary::try_new(arm.n?, [arm.before.value?, arm.after.value?], [before, after], r))
}
