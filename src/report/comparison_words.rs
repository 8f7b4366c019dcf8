//! Sentences about what was treated against what was not.

use super::Text;
use crate::claims::{Basis, attribution};
use crate::data::{Controlled, Design};
use crate::plan::{ArmsAnalysis, ComparisonAnalysis, SitesAnalysis};
use crate::result::format::{
    ends, estimate_decimals, fixed, interval_name, p_words, signed, significant, uncertainty, with_interval, with_unit,
};
use crate::result::{Estimate, ModelResult, TestResult};
use crate::stats::Moments;

/// Decimals of an estimate of a comparison: as precise as its uncertainty allows.
pub(crate) fn places(comparison: &ComparisonAnalysis, estimate: &Estimate) -> usize {
    estimate_decimals(uncertainty(estimate), grid(comparison))
}

fn grid(comparison: &ComparisonAnalysis) -> u8 {
    match &comparison.controlled {
        Controlled::Arms(two) | Controlled::Sequences(two) => two.treated().before().decimals(),
        Controlled::Sites(split) => split.difference().before().decimals(),
    }
}

/// The test that carries the sentence: of the difference of mean changes.
pub(crate) fn main_test(comparison: &ComparisonAnalysis) -> Option<&TestResult> {
    // In a crossover the model is the test; elsewhere models stand beside the tests that were asked for.
    let of_model = || comparison.models.iter().find_map(|model| model.contrasts.first()).map(|contrast| &contrast.test);
    ["welch-t", "paired-t", "mcnemar", "risk-difference"]
        .iter()
        .find_map(|id| comparison.test(id))
        .or_else(|| comparison.tests.first())
        .or_else(of_model)
}

/// How many people stand behind a comparison: "29 against 26 people", "20 people".
pub(crate) fn people(comparison: &ComparisonAnalysis) -> String {
    match &comparison.controlled {
        Controlled::Arms(two) | Controlled::Sequences(two) => {
            format!("{} against {} people", two.treated().n(), two.control().n())
        }
        Controlled::Sites(split) => format!("{} people", split.difference().n()),
    }
}

/// "Body weight, family therapy against control: the mean change differs by 7.7 lb (95 % CI 3.5 to 11.9 lb; 17 against 26 people; ...)."
pub(crate) fn finding(comparison: &ComparisonAnalysis, design: &Design) -> Text {
    let title = comparison.title();
    let Some((test, estimate)) = main_test(comparison).and_then(|test| Some((test, test.primary()?))) else {
        let why = comparison.refusals.first().map_or("no test suits these data", |refusal| refusal.why.as_str());
        return Text::default().strong(format!("{title}: ")).and(format!("no difference can be given; {why}."));
    };
    let places = places(comparison, estimate);
    let size = with_unit(&signed(estimate.value, places), estimate.unit);
    let text = Text::default().strong(format!("{title}: the difference of the changes is {size}"));
    let (Some(interval), Some(p)) = (&estimate.interval, test.p_value) else {
        return text.and(format!(" in {}, without variation from which an interval could come.", people(comparison)));
    };
    let range = with_unit(&ends(interval.lower, interval.upper, places), estimate.unit);
    let alone = "the data are compatible with no difference, which is not the same as showing that there is none";
    // What may be credited is decided where verdicts are, so that the sentence and they never differ.
    let basis = match &comparison.controlled {
        Controlled::Arms(_) => Basis::Arms,
        Controlled::Sites(_) => Basis::Sites,
        Controlled::Sequences(_) => Basis::Periods,
    };
    let is_clear = interval.lower > 0.0 || interval.upper < 0.0;
    let evidence = match (is_clear, attribution(design, basis).obstacle) {
        (true, None) => "Chance decided what was treated, so the difference can be credited to the treatment.",
        (true, Some(obstacle)) if design.randomised == Some(true) => obstacle,
        (true, Some(_)) => {
            "It is not stated that chance decided what was treated, so the difference cannot be credited to the treatment alone."
        }
        (false, _) => alone,
    };
    let evidence = match evidence.ends_with('.') {
        true => evidence.to_owned(),
        false => format!("The interval holds zero: {evidence}."),
    };
    text.and(format!(
        " ({} {range}; {}; {}, {}). {evidence}",
        interval_name(interval),
        people(comparison),
        test.title,
        p_words(p)
    ))
}

/// What the changes of both sides were: "It changed by 3.0 lb with CBT and by -0.5 lb with control."
pub(crate) fn both_changes(comparison: &ComparisonAnalysis) -> Text {
    let places = usize::from(grid(comparison)) + 1;
    let mean = |sample: &crate::data::PairedSample| {
        let change = sample.change();
        let name = sample.group().unwrap_or_default();
        format!("{} {}", name, with_unit(&signed(Moments::of(change).mean, places), change.unit()))
    };
    let (treated, control) = match &comparison.controlled {
        Controlled::Arms(two) | Controlled::Sequences(two) => (two.treated(), two.control()),
        Controlled::Sites(split) => (split.treated(), split.control()),
    };
    Text::plain(format!("Mean changes: {}; {}.", mean(treated), mean(control)))
}

/// The difference at the same baseline, where it was estimated: "At the same baseline the difference is ...".
pub(crate) fn at_same_baseline(comparison: &ComparisonAnalysis) -> Option<Text> {
    let test = comparison.test("ancova")?;
    let estimate = test.primary()?;
    let printed = with_interval(estimate, places(comparison, estimate));
    let p = test.p_value.map_or_else(String::new, |p| format!(", {}", p_words(p)));
    Some(Text::plain(format!(
        "Among people with the same first reading the difference is {} (analysis of covariance{p}).",
        with_unit(&printed, estimate.unit)
    )))
}

/// A model's main answer in one sentence.
pub(crate) fn model_finding(comparison: &ComparisonAnalysis, model: &ModelResult) -> Option<Text> {
    let answers: Vec<String> = model
        .contrasts
        .iter()
        .filter_map(|contrast| {
            let estimate = contrast.test.primary()?;
            let printed = with_interval(estimate, places(comparison, estimate));
            let p = contrast.test.p_value.map_or_else(String::new, |p| format!(", {}", p_words(p)));
            Some(format!("{} {}{p}", contrast.label, with_unit(&printed, estimate.unit)))
        })
        .collect();
    if answers.is_empty() {
        return None;
    }
    let notes: Vec<&str> = model.notes.iter().map(|note| note.text.as_str()).collect();
    let notes = if notes.is_empty() { String::new() } else { format!(" {}", notes.join(" ")) };
    Some(
        Text::default()
            .strong(format!("{}: ", crate::result::format::as_heading(model.title)))
            .and(format!("{}.{notes}", answers.join("; "))),
    )
}

/// Why readings are not pooled: "38 readings are of 19 people ..."; with what pooling would have claimed.
pub(crate) fn not_pooled(sites: &SitesAnalysis) -> Option<Text> {
    let pooled = sites.pooled.as_ref()?;
    let icc = pooled.icc?;
    let inflation = pooled.standard_error / pooled.pooled_standard_error;
    let beside = if inflation.is_finite() && inflation > 1.0 {
        format!(
            " Taken for {} people, the mean would have a standard error of {} in place of {}: {} times too sure of itself.",
            pooled.readings,
            significant(pooled.pooled_standard_error, 3),
            significant(pooled.standard_error, 3),
            fixed(inflation, 2)
        )
    } else {
        String::new()
    };
    Some(Text::default().strong(format!("{}, all sites: ", sites.label)).and(format!(
        "{} readings are of {} people, so they are not pooled. Readings of one person resemble each other (intraclass correlation {}): \
         the design effect is {}, and they say as much as {} readings of different people.{beside}",
        pooled.readings,
        pooled.people,
        fixed(icc, 2),
        fixed(pooled.design_effect, 2),
        fixed(pooled.effective_number, 0)
    )))
}

/// The test of all arms at once.
pub(crate) fn overall(arms: &ArmsAnalysis) -> Vec<Text> {
    let of = |model: &ModelResult| {
        let test = model.overall.as_ref()?;
        let (statistic, p) = (test.statistic.as_ref()?, test.p_value?);
        Some(Text::plain(format!(
            "{}, {} arms at once: {} = {}, {}, {} ({}).",
            arms.arms.outcome().label,
            arms.arms.arms().len(),
            statistic.symbol,
            fixed(statistic.value, 2),
            statistic.distribution,
            p_words(p),
            model.title
        )))
    };
    arms.models.iter().filter_map(of).collect()
}
