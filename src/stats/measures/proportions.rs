use super::{Measure, StudyMeasure};
use crate::result::Note;
use crate::stats::StatsError;

/// PR: x / n; variance p (1 - p) / n. Where nobody or everybody had an event, the variance, and it alone, is that of (x + 1/2) / (n + 1).
///
/// # Errors
/// [`StatsError::Undefined`] without people, or with more events than people.
pub fn proportion(events: u64, n: u64) -> Result<StudyMeasure, StatsError> {
    let share = Share::of(Measure::Pr, events, n)?;
    let p = share.with / share.people;
    let text = "The variance, not the proportion, is that with half a person added to those with and without an event, because nobody or \
                everybody had one.";
    let note = share.added.then(|| Note::new("half-added", text));
    let variance = p * (share.without / share.people) / share.people;
    Ok(StudyMeasure::try_new(Measure::Pr, events as f64 / n as f64, variance)?.noted(note))
}

/// PLN: ln(x / n); variance 1 / x - 1 / n. Where nobody or everybody had an event, (x + 1/2) / (n + 1) is taken.
///
/// # Errors
/// As [`proportion`].
pub fn proportion_log(events: u64, n: u64) -> Result<StudyMeasure, StatsError> {
    let share = Share::of(Measure::Pln, events, n)?;
    let variance = share.without / (share.with * share.people);
    let measure = StudyMeasure::try_new(Measure::Pln, (share.with / share.people).ln(), variance)?;
    Ok(measure.noted(share.note()))
}

/// PLO: ln(x / (n - x)); variance 1 / x + 1 / (n - x). Where nobody or everybody had an event, half a person is added to both.
///
/// # Errors
/// As [`proportion`].
pub fn proportion_logit(events: u64, n: u64) -> Result<StudyMeasure, StatsError> {
    let share = Share::of(Measure::Plo, events, n)?;
    let variance = 1.0 / share.with + 1.0 / share.without;
    let measure = StudyMeasure::try_new(Measure::Plo, (share.with / share.without).ln(), variance)?;
    Ok(measure.noted(share.note()))
}

/// PAS: asin(sqrt(x / n)); variance 1 / (4 n) (Anscombe 1948).
///
/// # Errors
/// As [`proportion`].
pub fn proportion_arcsine(events: u64, n: u64) -> Result<StudyMeasure, StatsError> {
    check(Measure::Pas, events, n)?;
    let (x, n) = (events as f64, n as f64);
    StudyMeasure::try_new(Measure::Pas, (x / n).sqrt().asin(), 0.25 / n)
}

/// PFT: (asin(sqrt(x / (n + 1))) + asin(sqrt((x + 1) / (n + 1)))) / 2; variance 1 / (4 n + 2) (Freeman and Tukey 1950, halved as in
/// metafor). The way back needs the harmonic mean of the studies' numbers and can mislead where these differ much (Schwarzer et al.
/// 2019).
///
/// # Errors
/// As [`proportion`].
pub fn proportion_double_arcsine(events: u64, n: u64) -> Result<StudyMeasure, StatsError> {
    check(Measure::Pft, events, n)?;
    let (x, n) = (events as f64, n as f64);
    let angle = |count: f64| (count / (n + 1.0)).sqrt().asin();
    StudyMeasure::try_new(Measure::Pft, (angle(x) + angle(x + 1.0)) / 2.0, 1.0 / (4.0 * n + 2.0))
}

/// People with and without an event, half a person added to both where one is nobody.
struct Share {
    with: f64,
    without: f64,
    people: f64,
    added: bool,
}

impl Share {
    fn of(kind: Measure, events: u64, n: u64) -> Result<Share, StatsError> {
        check(kind, events, n)?;
        let added = events == 0 || events == n;
        let half = if added { 0.5 } else { 0.0 };
        Ok(Share {
            with: events as f64 + half,
            without: (n - events) as f64 + half,
            people: n as f64 + 2.0 * half,
            added,
        })
    }

    fn note(&self) -> Option<Note> {
        let text = "Half a person was added to those with and without an event, because nobody or everybody had one.";
        self.added.then(|| Note::new("half-added", text))
    }
}

fn check(kind: Measure, events: u64, n: u64) -> Result<(), StatsError> {
    if n > 0 && events <= n {
        return Ok(());
    }
    let why = format!("{events} of {n} is no share of people");
    Err(StatsError::Undefined { procedure: kind.label(), why })
}
