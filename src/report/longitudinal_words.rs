//! Sentences about several visits.

use super::Text;
use super::longitudinal_tables::{effects, places};
use crate::data::Readings;
use crate::plan::{Analysis, LongitudinalAnalysis};
use crate::result::VisitTest;
use crate::result::format::{count, ends, interval_name, p_words, signed, with_unit};

/// "Thigh over time: at week 12 the change is -1.2 cm (95 % CI ...; p ...); at week 38 it is ...": the end of the course and the last
/// visit.
pub(crate) fn finding(one: &LongitudinalAnalysis) -> Text {
    let title = match &one.site {
        Some(site) => format!("{} ({site})", one.label),
        None => one.label.clone(),
    };
    let rows = effects(one);
    let name = |visit: usize| one.courses.visits().get(visit).map(|visit| visit.name.as_str());
    let last = rows.last().map(|row| row.visit.as_str());
    let mut visits: Vec<&str> = one.end.and_then(name).into_iter().chain(last).collect();
    visits.dedup();
    let said: Vec<String> = visits
        .iter()
        .flat_map(|visit| rows.iter().filter(move |row| row.visit == *visit))
        .filter_map(|row| at_visit(one, row))
        .collect();
    let text = Text::default().strong(format!("{title} over time: "));
    if said.is_empty() {
        let why = one.refusals.first().map_or("no model of the visits was fitted", |refusal| refusal.why.as_str());
        return text.and(format!("{why}."));
    }
    let model = one.model.as_ref().map_or_else(String::new, |model| format!(" ({})", model.model.title));
    text.and(format!("{}{model}.", said.join("; ")))
}

/// `week 12`; `visit 7` of a bare number.
fn named(visit: &str) -> String {
    if visit.trim().parse::<f64>().is_ok() { format!("visit {}", visit.trim()) } else { visit.to_owned() }
}

fn at_visit(one: &LongitudinalAnalysis, row: &VisitTest) -> Option<String> {
    let estimate = row.test.primary()?;
    let places = places(one, estimate);
    let what = match (&row.arm, one.courses.arms().len(), one.courses.kind()) {
        (Some(arm), 2.., _) => format!("the difference from the control is, with {arm},"),
        (_, _, Readings::SiteDifference) => "the difference of the changes is".to_owned(),
        _ => "the change is".to_owned(),
    };
    let size = with_unit(&signed(estimate.value, places), estimate.unit);
    let mut inner = Vec::new();
    if let Some(interval) = &estimate.interval {
        let range = with_unit(&ends(interval.lower, interval.upper, places), estimate.unit);
        inner.push(format!("{} {range}", interval_name(interval)));
    }
    inner.extend(row.test.p_value.map(p_words));
    let inner = if inner.is_empty() { String::new() } else { format!(" ({})", inner.join("; ")) };
    Some(format!("at {} {what} {size}{inner}", named(&row.visit)))
}

/// Who left, and what the model takes of them.
pub(crate) fn missing(one: &LongitudinalAnalysis) -> Option<Text> {
    let last = one.courses.visits().len().checked_sub(1)?;
    let people = one.courses.people();
    let absent = (0..people).filter(|&person| one.courses.is_missing(person, last)).count();
    let visit = named(&one.courses.visits().get(last)?.name);
    if absent == 0 {
        return None;
    }
    let share = 100.0 * absent as f64 / people as f64;
    Some(Text::plain(format!(
        "{} of {} people ({share:.0} %) have no reading at {visit}. The model takes it that they would have gone on like those who had the \
         same readings until then (missing at random), which no data can show; the table of other assumptions says what hangs on it.",
        count(absent),
        count(people)
    )))
}

/// How much worse those who left must have done for the answer to change.
pub(crate) fn tipping(one: &LongitudinalAnalysis) -> Option<Text> {
    let map = one.tipping.as_ref()?;
    let places = usize::from(one.courses.decimals()) + 1;
    let amount = |delta: f64| with_unit(&signed(delta, places), map.unit);
    let of_arm = map.arms.as_ref().map_or_else(String::new, |[treated, _]| format!(" with {treated}"));
    let left = match map.dropouts_treated {
        1 => "1 person".to_owned(),
        several => format!("{} people", count(several)),
    };
    Some(Text::plain(match map.tipping {
        Some(0.0) => format!(
            "At {} the answer is not significant as it stands, so there is nothing that worse readings of those who left could undo.",
            named(&map.visit)
        ),
        Some(delta) => format!(
            "Tipping point: if those who left{of_arm} ({left}) would have read {} from what is assumed of them at {}, the answer would no \
             longer be significant.",
            amount(delta),
            named(&map.visit)
        ),
        None => format!(
            "No shift of the readings of those who left{of_arm} ({left}) makes the answer at {} lose its significance.",
            named(&map.visit)
        ),
    }))
}

/// How the visits were modelled, one paragraph a step.
pub(crate) fn methods(analysis: &Analysis) -> Vec<Text> {
    let models = || analysis.longitudinal.iter().filter_map(|one| one.model.as_ref());
    let Some(first) = models().next() else { return Vec::new() };
    let mut methods = vec![Text::plain(format!(
        "All visits of an outcome were analysed in one mixed model for repeated measures ({}), fitted to every reading that is there. Where \
         there are arms, the change from the baseline is explained by visit, arm, their interaction, and the baseline with its own slope at \
         each visit; a single group, or the difference of two sites, has a mean for each visit, the baseline among them. The tables name \
         the covariance that was used, and why where it is not the one asked for.",
        first.model.formula
    ))];
    if analysis.longitudinal.iter().any(|one| !one.sensitivity.is_empty()) {
        methods.push(Text::plain(
            "What was not read was then imputed under other assumptions: by conditional means with the jackknife over people, and by \
             multiple imputation with Rubin\u{2019}s rules. Complete cases, and the last or the first reading carried forward, are given for \
             comparison only.",
        ));
    }
    methods
}

/// What must not be concluded from visits.
pub(crate) fn limits(analysis: &Analysis) -> Vec<Text> {
    let informative = analysis.longitudinal.iter().any(|one| !one.dose.is_empty());
    let dose = informative.then(|| {
        Text::default().strong("More sessions. ").and(
            "Everybody who stayed had the same number of sessions at a visit, so an effect that grows with sessions also grows with time; \
             and whoever stops when content, or disappointed, makes the number of sessions follow the effect.",
        )
    });
    dose.into_iter().collect()
}
