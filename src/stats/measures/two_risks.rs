use super::{Measure, StudyMeasure};
use crate::result::Note;
use crate::stats::StatsError;
use crate::stats::risk::TwoByTwo;

/// RR: ln of the ratio of the risks, treated over control; variance 1/a - 1/n_t + 1/c - 1/n_c (Katz et al. 1978; Cochrane Handbook 10.4.1).
/// Half a person is added to all four cells where a group has no event, or where everybody in both has one.
///
/// # Errors
/// [`StatsError::Undefined`] when nobody in either group had an event: such a study says nothing of a ratio (Cochrane Handbook 10.4.4.2).
pub fn risk_ratio(table: &TwoByTwo) -> Result<StudyMeasure, StatsError> {
    some_events(Measure::Rr, table)?;
    let nobody_without = table.events() == table.n();
    let cells = Cells::of(table, table.treated_events() == 0 || table.control_events() == 0 || nobody_without);
    let [[a, b], [c, d]] = cells.rows;
    let estimate = ((a * (c + d)) / (c * (a + b))).ln();
    let variance = b / (a * (a + b)) + d / (c * (c + d));
    Ok(StudyMeasure::try_new(Measure::Rr, estimate, variance)?.noted(cells.note()))
}

/// OR: ln of the odds ratio, treated over control; variance 1/a + 1/b + 1/c + 1/d (Woolf 1955; Cochrane Handbook 10.4.1). Half a person is
/// added to all four cells where one is empty (Haldane 1956).
///
/// # Errors
/// [`StatsError::Undefined`] when nobody, or everybody, had an event.
pub fn odds_ratio(table: &TwoByTwo) -> Result<StudyMeasure, StatsError> {
    some_with_and_without(Measure::Or, table)?;
    let full = table.treated_events() == table.treated_n() || table.control_events() == table.control_n();
    let cells = Cells::of(table, full || table.treated_events() == 0 || table.control_events() == 0);
    let [[a, b], [c, d]] = cells.rows;
    let variance = 1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d;
    Ok(StudyMeasure::try_new(Measure::Or, ((a / b) / (c / d)).ln(), variance)?.noted(cells.note()))
}

/// RD: risk of the treated - risk of the controls; variance a b / n_t^3 + c d / n_c^3 (Cochrane Handbook 10.4.1). Where nobody or
/// everybody of each group had an event, the variance, and it alone, is that with half a person added to all four cells.
///
/// # Errors
/// None for a table of two groups.
pub fn risk_difference(table: &TwoByTwo) -> Result<StudyMeasure, StatsError> {
    let settled = |events: u64, n: u64| events == 0 || events == n;
    let both = settled(table.treated_events(), table.treated_n()) && settled(table.control_events(), table.control_n());
    let cells = Cells::of(table, both);
    let variance = cells.rows.map(|[with, without]| with * without / (with + without).powi(3)).iter().sum();
    let note = cells.added.then(|| {
        let text = "The variance, not the difference, is that with half a person added to each cell, because nobody or everybody of each \
                    group had an event.";
        Note::new("half-added", text)
    });
    Ok(StudyMeasure::try_new(Measure::Rd, table.difference(), variance)?.noted(note))
}

/// AS: asin(sqrt(risk of the treated)) - asin(sqrt(risk of the controls)); variance 1 / (4 n_t) + 1 / (4 n_c), which needs no correction
/// for zeros (Ruecker et al. 2009). Its natural scale has no inverse of its own.
///
/// # Errors
/// None for a table of two groups.
pub fn arcsine_difference(table: &TwoByTwo) -> Result<StudyMeasure, StatsError> {
    let [treated, control] = [table.treated_risk(), table.control_risk()].map(|risk| risk.sqrt().asin());
    let variance = 0.25 / table.treated_n() as f64 + 0.25 / table.control_n() as f64;
    StudyMeasure::try_new(Measure::As, treated - control, variance)
}

/// PETO: (a - E) / V with E = n_t m / N and V = n_t n_c m (N - m) / (N^2 (N - 1)), m all events; variance 1 / V (Yusuf et al. 1985;
/// Cochrane Handbook 10.4.2). Meant for rare events, small effects and groups of similar size.
///
/// # Errors
/// [`StatsError::Undefined`] when nobody, or everybody, had an event.
pub fn peto_odds_ratio(table: &TwoByTwo) -> Result<StudyMeasure, StatsError> {
    some_with_and_without(Measure::Peto, table)?;
    let [people, events] = [table.n(), table.events()].map(|count| count as f64);
    let [treated, control] = [table.treated_n(), table.control_n()].map(|count| count as f64 / people);
    let information = treated * control * events * (people - events) / (people - 1.0);
    // a - E = (a n_c - c n_t) / N, whose numerator is exact.
    let excess = table.cross_difference() as f64 / people;
    StudyMeasure::try_new(Measure::Peto, excess / information, 1.0 / information)
}

/// With and without an event, treated first.
struct Cells {
    rows: [[f64; 2]; 2],
    added: bool,
}

impl Cells {
    fn of(table: &TwoByTwo, add_half: bool) -> Cells {
        let half = if add_half { 0.5 } else { 0.0 };
        let row = |events: u64, n: u64| [events as f64 + half, (n - events) as f64 + half];
        let rows = [row(table.treated_events(), table.treated_n()), row(table.control_events(), table.control_n())];
        Cells { rows, added: add_half }
    }

    fn note(&self) -> Option<Note> {
        let text =
            "Half a person was added to each of the four cells, because one that the formula divides by is empty.";
        self.added.then(|| Note::new("half-added", text))
    }
}

fn some_events(kind: Measure, table: &TwoByTwo) -> Result<(), StatsError> {
    if table.events() > 0 {
        return Ok(());
    }
    let why = "nobody in either group had an event, which says nothing of a ratio".to_owned();
    Err(StatsError::Undefined { procedure: kind.label(), why })
}

fn some_with_and_without(kind: Measure, table: &TwoByTwo) -> Result<(), StatsError> {
    some_events(kind, table)?;
    if table.events() < table.n() {
        return Ok(());
    }
    let why = "everybody in both groups had an event, which says nothing of a ratio of odds".to_owned();
    Err(StatsError::Undefined { procedure: kind.label(), why })
}
