//! From a printed row to estimates: what was found against a control, in the treated, and without the treatment.

use super::measured::{cells, measured, of_quartiles};
use super::{CombinedScale, ErrorSource, EvidenceResult, ResultKind};
use crate::data::{ArmFigures, DesignKind, Dimension, PublishedRow, ReportedP, ReportedValue, RowStatus, Unit};
use crate::dist::{StudentT, normal};
use crate::result::{Estimate, Interval, Level, Quantity};
use crate::stats::StatsError;
use crate::stats::measures::{Measure, sd_of_change, se_from_ci, se_from_p};

const DIFFERENCE: Quantity = Quantity { id: "difference", label: "difference from the control", symbol: "difference" };
const CHANGE: Quantity = Quantity { id: "mean_change", label: "mean change", symbol: "mean change" };
const GIVEN: Quantity = Quantity { id: "estimate", label: "estimate", symbol: "estimate" };

/// The unit in which an outcome of a unit is shown.
pub(super) fn shown_in(unit: Unit) -> Unit {
    match unit.dimension() {
        Dimension::Length => Unit::Cm,
        Dimension::Mass => Unit::Kg,
        Dimension::Other => unit,
    }
}

/// A number with what says how sure it is.
struct Sized {
    value: f64,
    error: Option<(f64, ErrorSource)>,
    degrees: Option<f64>,
    /// The interval as printed, taken as one of 95 %.
    printed: Option<(f64, f64)>,
    why_not: Option<String>,
    caution: Option<String>,
}

impl Sized {
    /// Whether SDs of the groups or of the readings would give a better error: there is none, or only one with the rounding of a p-value.
    fn could_be_surer(&self) -> bool {
        self.error.is_none_or(|(_, from)| from == ErrorSource::PValue)
    }
}

/// All results of a row, the strongest kind first.
pub(super) fn results_of(
    at: usize,
    row: &PublishedRow,
    measure: Option<Measure>,
    level: Level,
) -> Result<Vec<EvidenceResult>, StatsError> {
    if let Some(measure) = measure {
        return Ok(vec![measured(at, row, measure, level)?]);
    }
    let mut all = Vec::new();
    let treated = row.active.n;
    let control = row.control.and_then(|control| control.n);
    let both: Vec<u64> = treated.into_iter().chain(control).collect();
    let mut push = |kind, quantity, sized: Option<Sized>, n: Vec<u64>| -> Result<(), StatsError> {
        if let Some(sized) = sized {
            all.push(result(at, row, kind, quantity, sized, n, level)?);
        }
        Ok(())
    };
    if let Some(value) = row.estimate.value {
        let kind = match row.controlled {
            Some(true) => ResultKind::Controlled,
            Some(false) => ResultKind::Uncontrolled,
            None => ResultKind::AsGiven,
        };
        push(kind, GIVEN, Some(sized(value, &row.estimate, None, None, row.p)?), both.clone())?;
    }
    push(ResultKind::Controlled, DIFFERENCE, difference(row)?, both)?;
    // A p-value of a study with a control is that of the difference.
    let p = if row.has_control() { None } else { row.p };
    push(ResultKind::Uncontrolled, CHANGE, change(&row.active, p)?, treated.into_iter().collect())?;
    if let Some(figures) = &row.control {
        push(ResultKind::Untreated, CHANGE, change(figures, None)?, control.into_iter().collect())?;
    }
    if cells(row).is_some() {
        all.push(measured(at, row, Measure::Rr, level)?);
    } else {
        all.extend(super::events::results_of(at, row, level)?);
    }
    if all.is_empty() {
        all.push(without_figures(at, row));
    }
    Ok(all)
}

/// A row that says what came out and prints no number.
fn without_figures(at: usize, row: &PublishedRow) -> EvidenceResult {
    let by_words = row.design.kind != DesignKind::SingleArm;
    let kind = if row.has_control() || by_words { ResultKind::Controlled } else { ResultKind::Uncontrolled };
    let control = row.control.and_then(|control| control.n);
    EvidenceResult {
        row: at,
        kind,
        outcome: row.outcome.clone(),
        unit: shown_in(row.unit),
        estimate: None,
        events: None,
        cells: None,
        error_from: None,
        degrees_of_freedom: None,
        n: row.active.n.into_iter().chain(control).collect(),
        effect: None,
        apart: Some("no figures are printed".to_owned()),
        cautions: Vec::new(),
    }
}

/// Treated - control.
fn difference(row: &PublishedRow) -> Result<Option<Sized>, StatsError> {
    let Some(control) = &row.control else {
        let Some(value) = row.difference.value else { return Ok(None) };
        // Of two arms the SD of a difference is none of one person's.
        let of_arms = row.design.kind == DesignKind::ParallelArms;
        let sd = row.difference.sd.filter(|_| !of_arms);
        return Ok(Some(sized(value, &ReportedValue { sd, ..row.difference }, row.active.n, Some(1), row.p)?));
    };
    let of_changes = row.active.change.value.zip(control.change.value).map(|(treated, untreated)| treated - untreated);
    let Some(value) = row.difference.value.or(of_changes) else { return Ok(None) };
    let within = row.design.kind.pairs_are_conditions();
    let people = if within { row.active.n } else { row.active.n.zip(control.n).map(|(first, second)| first + second) };
    let found = sized(value, &row.difference, people, Some(if within { 1 } else { 2 }), row.p)?;
    if within || !found.could_be_surer() {
        return Ok(Some(found));
    }
    // Two arms: each mean's own error.
    let of_arm = |arm: &ArmFigures| change(arm, None);
    let (Some(treated), Some(untreated)) = (of_arm(&row.active)?, of_arm(control)?) else { return Ok(Some(found)) };
    let (Some((first, source)), Some((second, _))) = (treated.error, untreated.error) else { return Ok(Some(found)) };
    let [first, second] = [first * first, second * second];
    let welch = treated
        .degrees
        .zip(untreated.degrees)
        .map(|(one, other)| (first + second).powi(2) / (first * first / one + second * second / other));
    Ok(Some(Sized {
        value,
        error: Some(((first + second).sqrt(), source)),
        degrees: welch,
        printed: None,
        why_not: None,
        caution: None,
    }))
}

/// The change of one group.
fn change(arm: &ArmFigures, p: Option<ReportedP>) -> Result<Option<Sized>, StatsError> {
    let means = arm.before.value.zip(arm.after.value).map(|(before, after)| after - before);
    let Some(value) = arm.change.value.or(means) else { return from_quartiles(arm) };
    let found = sized(value, &arm.change, arm.n, Some(1), p)?;
    Ok(Some(match (arm.before.sd, arm.after.sd, arm.r, arm.n) {
        (Some(before), Some(after), Some(r), Some(n)) if found.could_be_surer() && n > 1 => {
            let error = sd_of_change(before, after, r) / (n as f64).sqrt();
            let degrees = Some((n - 1) as f64);
            Sized { error: Some((error, ErrorSource::BeforeAfter)), degrees, why_not: None, ..found }
        }
        _ => found,
    }))
}

/// The change of a group of which quartiles are printed.
fn from_quartiles(arm: &ArmFigures) -> Result<Option<Sized>, StatsError> {
    let (summary, note) = match of_quartiles(arm) {
        Some(Ok(found)) => found,
        Some(Err(cause @ StatsError::Numerical { .. })) => return Err(cause),
        Some(Err(_)) | None => return Ok(None),
    };
    let error = (summary.sd() / (summary.n() as f64).sqrt(), ErrorSource::Quartiles);
    Ok(Some(Sized {
        value: summary.mean(),
        error: Some(error),
        degrees: Some((summary.n() - 1) as f64),
        printed: None,
        why_not: None,
        caution: Some(note.text),
    }))
}

/// A value with the standard error that its figures allow: printed, from its interval, from its SD, from its p-value, in this order.
/// `people` less `lost` are the degrees of freedom. Intervals are taken as 95 % ones.
fn sized(
    value: f64,
    figures: &ReportedValue,
    people: Option<u64>,
    lost: Option<u64>,
    p: Option<ReportedP>,
) -> Result<Sized, StatsError> {
    let degrees = people.zip(lost).and_then(|(n, lost)| n.checked_sub(lost)).filter(|df| *df > 0).map(|df| df as f64);
    let of_people = |sd: f64| people.filter(|n| *n > 1 && lost == Some(1)).map(|n| sd / (n as f64).sqrt());
    let from_interval = match figures.ci_low.zip(figures.ci_high) {
        Some((low, high)) => Some((se_from_ci(low, high, Level::DEFAULT, degrees)?, ErrorSource::Interval)),
        None => None,
    };
    let from_p = match p {
        Some(ReportedP::Equal(p)) if p > 0.0 && p < 1.0 && value != 0.0 => {
            Some((se_from_p(value, p, degrees)?, ErrorSource::PValue))
        }
        _ => None,
    };
    let error = figures
        .se
        .map(|error| (error, ErrorSource::Printed))
        .or(from_interval)
        .or_else(|| figures.sd.and_then(of_people).map(|error| (error, ErrorSource::StandardDeviations)))
        .or(from_p);
    let why_not = error.is_none().then(|| {
        if figures.plus_minus.is_some() {
            "the figure after its plus-minus sign is not named".to_owned()
        } else if figures.sd.is_some() && people.is_none() {
            "an SD is printed and the number of people is not".to_owned()
        } else if figures.sd.is_some() {
            "the SD and the number of people give no standard error".to_owned()
        } else if matches!(p, Some(ReportedP::Below(_) | ReportedP::Above(_))) {
            "only a bound of its p-value is printed".to_owned()
        } else {
            "no SD, standard error or interval is printed".to_owned()
        }
    });
    Ok(Sized { value, error, degrees, printed: figures.ci_low.zip(figures.ci_high), why_not, caution: None })
}

fn result(
    at: usize,
    row: &PublishedRow,
    kind: ResultKind,
    quantity: Quantity,
    sized: Sized,
    n: Vec<u64>,
    level: Level,
) -> Result<EvidenceResult, StatsError> {
    let unit = shown_in(row.unit);
    let value = row.unit.convert(sized.value, unit)?;
    let error =
        sized.error.map(|(error, from)| Ok::<_, StatsError>((row.unit.convert(error, unit)?, from))).transpose()?;
    let interval = match (error, sized.printed.filter(|_| level == Level::DEFAULT)) {
        (Some(_), Some((low, high))) => {
            let [low, high] = [row.unit.convert(low, unit)?, row.unit.convert(high, unit)?];
            Some(Interval::new(low, high, level, "as printed"))
        }
        (Some((error, _)), None) => Some(interval(value, error, sized.degrees, level)?),
        (None, _) => None,
    };
    let mut cautions: Vec<String> = sized.caution.into_iter().collect();
    if matches!(error, Some((_, ErrorSource::PValue))) {
        cautions.push("The standard error was worked back from a printed p-value, whose rounding is in it.".to_owned());
    }
    if error.is_some() && sized.degrees.is_none() && !matches!(error, Some((_, ErrorSource::Printed))) {
        cautions.push("The number of people is not printed; the interval is by the normal distribution.".to_owned());
    }
    let unconfirmed = (row.status == RowStatus::Unconfirmed).then(|| "its figures could not be confirmed".to_owned());
    let measure = if kind == ResultKind::Controlled { Measure::Md } else { Measure::Mc };
    let effect = error.filter(|(error, _)| *error > 0.0).map(|(error, _)| CombinedScale {
        measure,
        estimate: value,
        variance: error * error,
    });
    let no_width = error.is_some_and(|(error, _)| error <= 0.0).then(|| "its standard error is 0".to_owned());
    Ok(EvidenceResult {
        row: at,
        kind,
        outcome: row.outcome.clone(),
        unit,
        estimate: Some(Estimate::new(quantity, value, unit, error.map(|(error, _)| error), interval)),
        events: None,
        cells: None,
        error_from: error.map(|(_, from)| from),
        degrees_of_freedom: sized.degrees,
        n,
        effect,
        apart: unconfirmed.or(sized.why_not).or(no_width),
        cautions,
    })
}

/// The interval of an estimate by Student's t, or by the normal distribution where the people are not known.
pub(super) fn interval(value: f64, error: f64, degrees: Option<f64>, level: Level) -> Result<Interval, StatsError> {
    let numerical = |cause| StatsError::numerical("the interval of a published figure", cause);
    let tail = level.alpha() / 2.0;
    let (quantile, method) = match degrees {
        Some(degrees) => (StudentT::try_new(degrees).and_then(|t| t.upper_quantile(tail)).map_err(numerical)?, "t"),
        None => (normal::upper_quantile(tail).map_err(numerical)?, "normal"),
    };
    Ok(Interval::new(value - quantile * error, value + quantile * error, level, method))
}
