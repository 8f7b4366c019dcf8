use super::{Measure, StudyMeasure};
use crate::result::Note;
use crate::stats::StatsError;
use crate::stats::risk::Exposure;

/// IR: events per exposure; variance x / T^2 (Poisson). Without events the variance, and it alone, is that of half an event.
///
/// # Errors
/// None for an exposure.
pub fn rate(group: &Exposure) -> Result<StudyMeasure, StatsError> {
    let none = group.events() == 0;
    let variance = counted(group, none) / group.amount() / group.amount();
    Ok(StudyMeasure::try_new(Measure::Ir, group.rate(), variance)?.noted(variance_note(none)))
}

/// IRLN: ln(x / T); variance 1 / x. Half an event is taken where there is none.
///
/// # Errors
/// None for an exposure.
pub fn rate_log(group: &Exposure) -> Result<StudyMeasure, StatsError> {
    let none = group.events() == 0;
    let events = counted(group, none);
    let measure = StudyMeasure::try_new(Measure::Irln, (events / group.amount()).ln(), 1.0 / events)?;
    Ok(measure.noted(half_note(none)))
}

/// IRS: sqrt(x / T); variance 1 / (4 T).
///
/// # Errors
/// None for an exposure.
pub fn rate_square_root(group: &Exposure) -> Result<StudyMeasure, StatsError> {
    StudyMeasure::try_new(Measure::Irs, group.rate().sqrt(), 0.25 / group.amount())
}

/// IRR: ln of the ratio of the rates, treated over control; variance 1 / x_t + 1 / x_c (Cochrane Handbook 10.4.1; Rothman et al. 2008).
/// Half an event is added to both where one has none.
///
/// # Errors
/// [`StatsError::Undefined`] without any event: such a study says nothing of a ratio.
pub fn rate_ratio(treated: &Exposure, control: &Exposure) -> Result<StudyMeasure, StatsError> {
    if treated.events() == 0 && control.events() == 0 {
        let why = "there was no event in either group, which says nothing of a ratio".to_owned();
        return Err(StatsError::Undefined { procedure: Measure::Irr.label(), why });
    }
    let none = treated.events() == 0 || control.events() == 0;
    let [own, other] = [treated, control].map(|group| counted(group, none));
    let ratio = (own / treated.amount()) / (other / control.amount());
    let measure = StudyMeasure::try_new(Measure::Irr, ratio.ln(), 1.0 / own + 1.0 / other)?;
    Ok(measure.noted(half_note(none)))
}

/// IRD: rate of the treated - rate of the controls; variance x_t / T_t^2 + x_c / T_c^2. Without any event the variance, and it alone, is
/// that of half an event in each group.
///
/// # Errors
/// None for two exposures.
pub fn rate_difference(treated: &Exposure, control: &Exposure) -> Result<StudyMeasure, StatsError> {
    let none = treated.events() == 0 && control.events() == 0;
    let part = |group: &Exposure| counted(group, none) / group.amount() / group.amount();
    let variance = part(treated) + part(control);
    let measure = StudyMeasure::try_new(Measure::Ird, treated.rate() - control.rate(), variance)?;
    Ok(measure.noted(variance_note(none)))
}

fn counted(group: &Exposure, add_half: bool) -> f64 {
    group.events() as f64 + if add_half { 0.5 } else { 0.0 }
}

fn half_note(added: bool) -> Option<Note> {
    let text = "Half an event was added, because a count that the formula divides by is zero.";
    added.then(|| Note::new("half-added", text))
}

fn variance_note(added: bool) -> Option<Note> {
    let text = "The variance, not the estimate, is that of half an event, because there was none.";
    added.then(|| Note::new("half-added", text))
}
