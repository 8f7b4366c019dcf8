//! The report's sentences. Procedures say what is peculiar to them in their own notes; everything else that a reader is told is said
//! here, once.

use crate::claims::{Basis, Judgement, Verdict, attribution};
use crate::data::{Decimal, Design, DesignKind, OutcomeKind};
use crate::ingest::Grid;
use crate::ingest::audit::Severity;
use crate::plan::{Analysis, SampleAnalysis, Settings, TruthCheck};
use crate::report::{Text, Tone};
use crate::result::format::{
    count, ends, estimate_decimals, fixed, in_sentence, interval_name, p_words, signed, uncertainty, with_unit,
};
use crate::result::{Alternative, DetailValue, Estimate, Level, TestResult};
use crate::stats::equivalence::Conclusion;
use crate::stats::multiplicity::{self, ErrorRate};
use crate::stats::proportion::RESPONDERS;
use crate::stats::spread::outliers;
use crate::stats::{MarginUnit, SignedRankMethod, StatedMargin, ZeroHandling};

/// Decimals for an estimate of this sample's outcome; shares and odds are not on the scale of its readings and have three at most.
pub(crate) fn decimals(analysis: &SampleAnalysis, estimate: &Estimate) -> usize {
    let sample = &analysis.sample;
    let own_scale = estimate.unit != sample.outcome().unit || sample.is_binary() || estimate.quantity == RESPONDERS;
    estimate_decimals(uncertainty(estimate), if own_scale { 2 } else { sample.before().decimals() })
}

/// The finding in one sentence, estimate and interval first: "Body weight rose by 7.3 lb on average (95 % CI 3.6 to 10.9 lb; 17 pairs,
/// p = 0.0007)."
pub(crate) fn finding(analysis: &SampleAnalysis) -> Text {
    let label = analysis.title();
    if let Some(shares) = Shares::of(analysis) {
        return share_finding(analysis, &shares);
    }
    let Some(test) = analysis.test("paired-t") else {
        let text = Text::default().strong(format!("{label}: "));
        return match analysis.refusals.first() {
            Some(refusal) => text.and(format!("no mean change with an interval can be given; {}.", refusal.why)),
            None => other_finding(analysis, text),
        };
    };
    let Some(estimate) = test.primary() else { return Text::plain(format!("{label}: no estimate.")) };
    let places = decimals(analysis, estimate);
    let unit = estimate.unit;
    let size = with_unit(&fixed(estimate.value.abs(), places), unit);
    let pairs = counted(analysis.sample.n(), "pair");
    let is_clear = estimate.interval.as_ref().is_some_and(|interval| interval.lower > 0.0 || interval.upper < 0.0);
    let signed = with_unit(&fixed(estimate.value, places), unit);
    let verb = match (analysis.sample.conditions(), is_clear) {
        (None, true) if estimate.value < 0.0 => format!("fell by {size} on average"),
        (None, true) => format!("rose by {size} on average"),
        (None, false) => format!("changed by {signed} on average"),
        (Some([_, second]), true) if estimate.value < 0.0 => format!("was {size} lower with {second} on average"),
        (Some([_, second]), true) => format!("was {size} higher with {second} on average"),
        (Some([first, second]), false) => format!("differed by {signed} from {first} to {second} on average"),
    };
    let text = Text::default().strong(format!("{label} {verb}"));
    let (Some(interval), Some(p)) = (&estimate.interval, test.p_value) else {
        return text.and(format!(
            " in {pairs}: every participant changed by exactly the same amount, so there is no variation from which an interval or a \
             p-value could come."
        ));
    };
    let range = with_unit(&ends(interval.lower, interval.upper, places), unit);
    text.and(format!(
        " ({} {range}; {pairs}; paired t test against {}, {}{}). {}",
        interval_name(interval),
        with_unit(&fixed(test.hypothesis.null_value, null_decimals(analysis)), unit),
        alternative_in_words(test.hypothesis.alternative),
        p_words(p),
        evidence(test)
    ))
}

/// What there is in place of a mean change: the first estimate with its interval and p-value.
fn other_finding(analysis: &SampleAnalysis, text: Text) -> Text {
    let test = analysis.tests.first();
    let sized = || analysis.effects.first().map(|effect| &effect.estimate);
    let Some(estimate) = test.and_then(TestResult::primary).or_else(sized) else {
        return text.and("nothing that suits these data was asked for.");
    };
    let places = decimals(analysis, estimate);
    let printed = with_unit(&fixed(estimate.value, places), estimate.unit);
    let interval = estimate.interval.as_ref().map_or_else(String::new, |interval| {
        let range = with_unit(&ends(interval.lower, interval.upper, places), estimate.unit);
        format!("{} {range}; ", interval_name(interval))
    });
    let tested =
        test.and_then(|test| Some(format!("; {}, {}", test.title, p_words(test.p_value?)))).unwrap_or_default();
    let pairs = counted(analysis.sample.n(), "pair");
    text.and(format!("{} {printed} ({interval}{pairs}{tested}).", estimate.quantity.label))
}

/// The shares of yes and their test, for readings of yes and no.
pub(crate) struct Shares<'a> {
    /// McNemar's test, or the score test where another null value than 0 was stated.
    pub test: &'a TestResult,
    /// The share before, from 0 to 1.
    pub before: f64,
    /// The share after.
    pub after: f64,
}

impl<'a> Shares<'a> {
    pub(crate) fn of(analysis: &'a SampleAnalysis) -> Option<Shares<'a>> {
        let test = analysis.test("mcnemar").or_else(|| analysis.test("paired-proportions"))?;
        let share = |id| match test.detail(id) {
            Some(DetailValue::Number(share)) => Some(share),
            _ => None,
        };
        Some(Shares { test, before: share("share_before")?, after: share("share_after")? })
    }

    /// Decimals of percentages: none where the shares are whole percents.
    pub(crate) fn places(&self) -> usize {
        let whole = |share: f64| (100.0 * share - (100.0 * share).round()).abs() < 1e-9;
        usize::from(!(whole(self.before) && whole(self.after)))
    }
}

/// "Pain: the share of yes rose from 20 % to 45 % (difference 25 percentage points, 95 % CI 5 to 42; 40 pairs; McNemar's test ...)."
fn share_finding(analysis: &SampleAnalysis, shares: &Shares<'_>) -> Text {
    let places = shares.places();
    let percent = |share: f64| fixed(100.0 * share, places);
    let (before, after) = (percent(shares.before), percent(shares.after));
    let test = shares.test;
    let null = test.hypothesis.null_value;
    let p = test.p_value;
    let rejected = |level: Level| p.is_some_and(|p| p.value() < level.alpha());
    let (Some(estimate), Some(interval)) =
        (test.primary(), test.primary().and_then(|estimate| estimate.interval.as_ref()))
    else {
        return Text::plain(format!("{}: no estimate.", analysis.title()));
    };
    let outside = interval.lower > null || interval.upper < null;
    let verb = match analysis.sample.conditions() {
        Some([first, second]) => format!("was {before} % with {first} and {after} % with {second}"),
        None if !outside => format!("was {before} % before and {after} % after"),
        None if estimate.value > 0.0 => format!("rose from {before} % to {after} %"),
        None => format!("fell from {before} % to {after} %"),
    };
    let evidence = match (outside, rejected(interval.level), null == 0.0) {
        (true, true, true) => "The interval lies on one side of zero.",
        (false, false, true) => {
            "The interval holds zero: the data are compatible with no change of the share, which is not the same as showing that there is \
             none."
        }
        (true, true, false) => "The interval does not hold the stated value.",
        (false, false, false) => "The interval holds the stated value.",
        _ => "Interval and test, made in different ways, disagree: the evidence is at the edge.",
    };
    let against = if null == 0.0 { String::new() } else { format!(" against a difference of {}", percent(null)) };
    Text::default().strong(format!("{}: the share of yes {verb}", analysis.title())).and(format!(
        " (difference {} percentage points, {} {}; {}; {}{against}, {}{}). {evidence}",
        percent(estimate.value),
        interval_name(interval),
        ends(100.0 * interval.lower, 100.0 * interval.upper, places),
        counted(analysis.sample.n(), "pair"),
        test.title,
        alternative_in_words(test.hypothesis.alternative),
        p.map_or_else(String::new, p_words),
    ))
}

/// Who responded, in one sentence.
pub(crate) fn responders(analysis: &SampleAnalysis) -> Option<Text> {
    let test = analysis.test("responders")?;
    let estimate = test.primary()?;
    let interval = estimate.interval.as_ref()?;
    let note = test.notes.first()?;
    let text = Text::default().strong(format!("Responders: {} %", fixed(100.0 * estimate.value, 1))).and(format!(
        " ({} {} %). {}",
        interval_name(interval),
        ends(100.0 * interval.lower, 100.0 * interval.upper, 1),
        note.text
    ));
    let Some(expected) = analysis
        .individuals
        .as_ref()
        .filter(|found| !found.offered)
        .and_then(|found| found.at_threshold.as_ref().map(|share| (share.expected, found.gate.expected_change)))
    else {
        return Some(text);
    };
    let from = if expected.1 == 0.0 { "errors of reading alone" } else { "errors of reading and selection alone" };
    Some(text.and(format!(" If nobody had truly changed, {from} would give {} %.", fixed(100.0 * expected.0, 1))))
}

fn null_decimals(analysis: &SampleAnalysis) -> usize {
    usize::from(analysis.null_value.needed_decimals())
}

pub(crate) fn alternative_in_words(alternative: Alternative) -> &'static str {
    match alternative {
        Alternative::TwoSided => "",
        Alternative::Less => "alternative below, ",
        Alternative::Greater => "alternative above, ",
    }
}

/// What the interval of the mean change says about the null value.
pub(crate) fn evidence(test: &TestResult) -> &'static str {
    let Some(interval) = test.primary().and_then(|estimate| estimate.interval.as_ref()) else { return "" };
    let null = test.hypothesis.null_value;
    match (test.hypothesis.alternative, interval.upper < null, interval.lower > null, null == 0.0) {
        (Alternative::TwoSided, true, _, true) => "The interval lies wholly below zero.",
        (Alternative::TwoSided, _, true, true) => "The interval lies wholly above zero.",
        (Alternative::TwoSided, false, false, true) => {
            "The interval holds zero: the data are compatible with no mean change, which is not the same as showing that there is none."
        }
        (_, true, _, _) => "The interval lies wholly below the stated value.",
        (_, _, true, _) => "The interval lies wholly above the stated value.",
        _ => "The interval holds the stated value.",
    }
}

/// What the audit of the whole file found, where it found anything.
pub(crate) fn audit_summary(analysis: &Analysis) -> Option<Text> {
    let audit = &analysis.audit;
    let (errors, warnings) = (audit.count(Severity::Error), audit.count(Severity::Warning));
    let found: Vec<String> = [(errors, "error"), (warnings, "warning")]
        .into_iter()
        .filter(|&(n, _)| n > 0)
        .map(|(n, what)| counted(n, what))
        .collect();
    (!found.is_empty()).then(|| {
        Text::default()
            .strong(format!("The audit of the file raised {}. ", found.join(" and ")))
            .code("girth check")
            .and(" lists them; nothing was removed or changed because of them.")
    })
}

/// Who entered a sample, who did not and why, and how finely it was read.
pub(crate) fn entered(analysis: &SampleAnalysis) -> Text {
    let sample = &analysis.sample;
    let excluded = sample.excluded().len();
    let total = counted(sample.n() + excluded, "participant");
    let left_out = match excluded {
        0 => "nobody left out".to_owned(),
        n => {
            let reasons: Vec<String> = analysis
                .tests
                .first()
                .map(|test| {
                    test.analysed.excluded.iter().map(|count| format!("{} {}", count.n, count.reason)).collect()
                })
                .unwrap_or_default();
            let why = if reasons.is_empty() { String::new() } else { format!(" ({})", reasons.join("; ")) };
            format!("{} left out{why}", count(n))
        }
    };
    let unchanged = sample.change().ticks().iter().filter(|&&ticks| ticks == 0).count();
    let unchanged = if unchanged == 0 {
        "no change is zero".to_owned()
    } else {
        format!("{} of zero", counted(unchanged, "change"))
    };
    Text::plain(format!("{total}, {}, {left_out}; {unchanged}.", counted(sample.n(), "complete pair")))
}

/// What a reader must know about the numbers of one sample: conventions, ties, zeros, and what could not be computed. A note that
/// several procedures share is given once.
pub(crate) fn sample_notes(analysis: &SampleAnalysis) -> Vec<Text> {
    let tests = analysis.tests.iter().flat_map(|test| test.notes.iter().map(move |note| (test.title, note)));
    let sizes = analysis
        .effects
        .iter()
        .flat_map(|size| size.notes.iter().map(move |note| (size.estimate.quantity.label, note)));
    let mut said: Vec<(Vec<&str>, &str)> = Vec::new();
    for (who, note) in tests.chain(sizes) {
        match said.iter_mut().find(|(_, text)| *text == note.text) {
            Some((names, _)) => names.push(who),
            None => said.push((vec![who], &note.text)),
        }
    }
    let refused = analysis.refusals.iter().map(|refusal| Text::plain(format!("Not computed: {}.", refusal.why)));
    let noted = said.into_iter().map(|(names, text)| match names.as_slice() {
        [name] if text.to_lowercase().starts_with(&name.to_lowercase()) => Text::plain(text),
        names => Text::default().strong(format!("{}: ", names.join(", "))).and(text),
    });
    noted.chain(far_out(analysis)).chain(refused).collect()
}

/// The most participants with changes far out that are named one by one.
const MOST_NAMED: usize = 8;

/// Whose change lies far from the others; `None` when nobody's does. Yes and no have no outliers.
pub(crate) fn far_out(analysis: &SampleAnalysis) -> Option<Text> {
    let sample = &analysis.sample;
    let flags = if sample.is_binary() { Vec::new() } else { outliers(sample) };
    let places = usize::from(sample.change().decimals());
    let named = flags.iter().take(MOST_NAMED).filter_map(|flag| {
        let change = with_unit(&signed(flag.change, places), sample.outcome().unit);
        Some(format!("{} ({change})", sample.ids().get(flag.row)?))
    });
    let named: Vec<String> = named.collect();
    let others = flags.len().saturating_sub(MOST_NAMED);
    let others = if others > 0 { format!(" and {} more", count(others)) } else { String::new() };
    (!flags.is_empty()).then(|| {
        Text::default().strong(format!("{}: far from the other changes: ", analysis.title())).and(format!(
            "{}{others}, by a modified z above 3.5 or beyond a quartile by more than 1.5 interquartile ranges. Nobody was left out for it.",
            named.join(", ")
        ))
    })
}

/// The answer of an equivalence test in one sentence, and what it and the test of a difference say together in another.
pub(crate) fn equivalence(analysis: &SampleAnalysis, settings: &Settings) -> Option<Text> {
    let test = analysis.test("equivalence-t")?;
    let (stated, _) = analysis.margin.as_ref()?;
    let estimate = test.primary()?;
    let (interval, p) = (estimate.interval.as_ref()?, test.p_value?);
    let places = decimals(analysis, estimate);
    let shows = if test.detail("equivalent") == Some(DetailValue::Flag(true)) { "shows" } else { "does not show" };
    let range = with_unit(&ends(interval.lower, interval.upper, places), estimate.unit);
    let kind = MarginKind::of(analysis)?;
    let (question, tests) = match kind {
        MarginKind::AroundZero => ("Is the change too small to matter?", "two one-sided t tests"),
        MarginKind::Elsewhere => ("Is the change within the margin?", "two one-sided t tests"),
        MarginKind::OneSided => ("Is the change no worse than the margin?", "a one-sided t test"),
    };
    let text = Text::default().strong(format!("{question} The study {shows} it")).and(format!(
        " at a margin of {}: the {} of {} is {range} ({} of {tests}).",
        margin(stated),
        interval_name(interval),
        with_article(estimate.quantity.label),
        p_words(p)
    ));
    let null = with_unit(&fixed(analysis.null_value.to_f64(), null_decimals(analysis)), analysis.sample.outcome().unit);
    Some(match analysis.conclusion(settings.level) {
        Some(together) => text.and(format!(" {}", conclusion(together, kind, &null))),
        None => text,
    })
}

/// `the mean change`, but `Cohen's d_z`.
fn with_article(label: &str) -> String {
    if label.starts_with(char::is_uppercase) { label.to_owned() } else { format!("the {label}") }
}

/// What lies within a margin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum MarginKind {
    /// Changes too small to matter, either way.
    AroundZero,
    /// Changes between two sizes.
    Elsewhere,
    /// Changes no worse than a bound.
    OneSided,
}

impl MarginKind {
    fn of(analysis: &SampleAnalysis) -> Option<MarginKind> {
        let margin = analysis.margin.as_ref()?.0.in_unit(analysis.sample.outcome().unit).ok()?;
        Some(match (margin.lower, margin.upper) {
            (Some(lower), Some(upper)) if lower < Decimal::ZERO && Decimal::ZERO < upper => MarginKind::AroundZero,
            (Some(_), Some(_)) => MarginKind::Elsewhere,
            _ => MarginKind::OneSided,
        })
    }
}

/// A conclusion in a sentence; `null` is the value that the difference was tested against, with its unit.
fn conclusion(conclusion: Conclusion, kind: MarginKind, null: &str) -> String {
    let inside = if kind == MarginKind::OneSided { "is no worse than the margin" } else { "lies within the margin" };
    match conclusion {
        Conclusion::Different => {
            format!("Different: the mean change differs from {null}, and it is not shown that it {inside}.")
        }
        Conclusion::Equivalent if kind == MarginKind::AroundZero => {
            format!("Equivalent: the mean change {inside}, and is not shown to differ from {null}.")
        }
        Conclusion::Equivalent => format!("The mean change {inside}, and is not shown to differ from {null}."),
        Conclusion::DifferentButTrivial if kind == MarginKind::AroundZero => format!(
            "Different but trivial: the mean change differs from {null}, and {inside}; there is a change, and it is too small to matter."
        ),
        Conclusion::DifferentButTrivial => format!("The mean change differs from {null}, and {inside}."),
        Conclusion::Undecided => format!(
            "Undecided: it is shown neither that the mean change differs from {null} nor that it {inside}; the data leave both open."
        ),
    }
}

/// A margin as a reader says it: `1 kg` for both sides of zero, `-2 to 0.5 cm`, `at most 5 %`.
pub(crate) fn margin(stated: &StatedMargin) -> String {
    let signed = |end: Decimal| end.to_string().replacen('-', "\u{2212}", 1);
    let ends = match (stated.size(), stated.lower, stated.upper) {
        (Some(size), ..) => size.to_string(),
        (None, Some(lower), Some(upper)) => format!("{} to {}", signed(lower), signed(upper)),
        (None, Some(lower), None) => format!("at least {}", signed(lower)),
        (None, None, Some(upper)) => format!("at most {}", signed(upper)),
        (None, None, None) => String::new(),
    };
    match stated.unit {
        MarginUnit::Unit(unit) => with_unit(&ends, unit),
        MarginUnit::Ratio => format!("{ends} times the reading before"),
        MarginUnit::SdOfChange => format!("{ends} SD of the changes"),
    }
}

/// Why the margins are what they are, once for each outcome.
pub(crate) fn margin_sources(analysis: &Analysis) -> Vec<Text> {
    let mut seen: Vec<&str> = Vec::new();
    let mut sources = Vec::new();
    for sample in &analysis.samples {
        let outcome = sample.sample.outcome();
        if let Some((stated, source)) = &sample.margin
            && !seen.contains(&outcome.name.as_str())
        {
            seen.push(&outcome.name);
            sources.push(
                Text::default()
                    .strong(format!("Margin for {}, {}: ", in_sentence(&outcome.label), margin(stated)))
                    .and(source.clone()),
            );
        }
    }
    sources
}

/// What was looked for, where no question is stated.
pub(crate) fn no_question(analysis: &Analysis) -> Text {
    let mut labels: Vec<String> =
        analysis.samples.iter().map(|sample| in_sentence(&sample.sample.outcome().label)).collect();
    labels.dedup();
    Text::plain(format!(
        "No question was stated (a plan.toml states it). The data were examined for a change of {} from the first reading to the second.",
        labels.join(" and ")
    ))
}

/// `17 pairs`, `1 pair`.
pub(crate) fn counted(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{} {noun}s", count(n)) }
}

/// A verdict as a marked word.
pub(crate) fn verdict(verdict: Verdict) -> Text {
    Text::mark(tone(verdict), verdict.words())
}

/// How a verdict is marked.
pub(crate) fn tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Supported => Tone::Good,
        Verdict::Refuted => Tone::Bad,
        Verdict::Inconclusive | Verdict::ObservedNotAttributable => Tone::Open,
        Verdict::NotTestable => Tone::Quiet,
    }
}

/// `1 supported, 2 refuted, 3 inconclusive, 0 not testable`, in that order, without what there is none of.
pub(crate) fn tally(judgements: &[Judgement]) -> String {
    let words: Vec<String> = Verdict::ALL
        .into_iter()
        .filter_map(|verdict| {
            let n = judgements.iter().filter(|judgement| judgement.verdict == verdict).count();
            (n > 0).then(|| format!("{n} {}", verdict.words()))
        })
        .collect();
    if words.is_empty() { "none judged".to_owned() } else { words.join("; ") }
}

/// What the analysis did, one sentence a procedure.
pub(crate) fn methods(analysis: &Analysis) -> Vec<Text> {
    let settings = &analysis.settings;
    let conditions = analysis.samples.iter().any(|sample| sample.sample.conditions().is_some());
    let change = if conditions { "the second condition minus the first" } else { "after minus before" };
    let ran = |id: &str| analysis.samples.iter().any(|sample| sample.test(id).is_some());
    let mut methods = vec![Text::plain(format!(
        "Readings were joined by participant, never by row order. A change is {change}, so a reduction is negative. Readings were kept \
             as whole numbers of the smallest step in which they were written, so that ties, zeros and thresholds are decided in decimal."
    ))];
    if ran("paired-t") {
        methods.push(Text::plain(format!(
            "The mean change was tested with the paired t test ({}); its interval is the {} t interval.",
            side(settings.alternative),
            settings.level.percent()
        )));
    }
    if ran("signed-rank") {
        methods.push(Text::plain(format!(
            "The Wilcoxon signed-rank test {}; zeros were {}. The Hodges-Lehmann estimate is the median of all averages of two changes, with \
             the interval of the signed-rank test.",
            match settings.signed_rank {
                SignedRankMethod::Auto => format!(
                    "was exact over all sign patterns of the ranks at hand, with their ties, up to {} non-zero changes, and the normal \
                     approximation above",
                    SignedRankMethod::EXACT_LIMIT
                ),
                SignedRankMethod::Exact =>
                    "was exact over all sign patterns of the ranks at hand, with their ties".to_owned(),
                SignedRankMethod::Asymptotic =>
                    "used the normal approximation with the variance corrected for ties".to_owned(),
                SignedRankMethod::Sas => format!(
                    "was done as in SAS: exact up to {} non-zero changes, Student's t approximation above",
                    SignedRankMethod::SAS_EXACT_LIMIT
                ),
                SignedRankMethod::AsymptoticContinuity => {
                    "used the normal approximation with the variance corrected for ties and a continuity correction"
                        .to_owned()
                }
            },
            match settings.zeros {
                ZeroHandling::Wilcoxon => "dropped before ranking (Wilcoxon)",
                ZeroHandling::Pratt => "ranked and then dropped (Pratt)",
                ZeroHandling::Split => "ranked, half of their ranks to each sign",
            }
        )));
    }
    if ran("mcnemar") {
        methods.push(Text::plain(format!(
            "Shares of yes before and after were compared by McNemar's test, exact over the directions of those who changed ({}). The \
             interval of their difference is Newcombe's, that of the odds ratio is exact.",
            side(settings.alternative)
        )));
    }
    if ran("paired-proportions") {
        methods.push(Text::plain(
            "The score test of two paired shares has Tango's interval, which agrees with it; intervals of other makings stand beside it.",
        ));
    }
    if ran("marginal-homogeneity") {
        methods.push(Text::plain(
            "The distributions of grades before and after were compared by the Stuart-Maxwell test, which does not use their order.",
        ));
    }
    if ran("responders") {
        methods.push(Text::plain(
            "The share of responders has the exact interval of Clopper and Pearson, which never covers less than its level.",
        ));
    }
    if ran("equivalence-t") {
        methods.push(Text::plain(format!(
            "Equivalence was tested by two one-sided t tests at alpha = {}; a t test that is not significant was never taken as evidence of \
             no change.",
            settings.level.alpha()
        )));
    }
    methods.extend(super::explain_words::methods(analysis));
    methods.extend(super::longitudinal_words::methods(analysis));
    if analysis.samples.iter().any(|sample| !sample.effects.is_empty()) {
        methods.push(Text::plain(
            "Standardised sizes are named by their formula; their intervals come from the noncentral t distribution, those of ranks from \
             Fisher's z, those of counts from score tests.",
        ));
    }
    if !analysis.claims.is_empty() || !analysis.article_claims.is_empty() {
        methods.push(Text::plain(format!(
            "A claim is a region of the axis of the mean change. It is supported when the {} interval lies inside a region with two ends, or \
             the {} interval inside one with one end; refuted when the {} interval lies wholly outside; inconclusive otherwise. Wording that \
             credits the treatment needs a design that can carry it.",
            settings.level.two_one_sided().percent(),
            settings.level.percent(),
            settings.level.percent()
        )));
    }
    if analysis.samples.iter().any(|sample| !sample.bootstrap_means.is_empty()) {
        methods.push(Text::plain(format!(
            "The bootstrap distributions in the estimation plots have {} resamples of pairs, seed {}.",
            count(settings.resamples),
            settings.seed
        )));
    }
    methods
}

/// Why the distribution of the changes is shown.
pub(crate) fn changes_described() -> Text {
    Text::plain(
        "The paired t test and its interval ask for changes whose mean is about normal, not for normal readings. The charts show where \
         the changes lie on the grid of the readings, and which of them a normal distribution would not have put there; with many pairs \
         even clear departures matter little for the mean, with few pairs a chart cannot show that there are none.",
    )
}

fn side(alternative: Alternative) -> &'static str {
    match alternative {
        Alternative::TwoSided => "two-sided",
        Alternative::Less => "one-sided, alternative below the null value",
        Alternative::Greater => "one-sided, alternative above the null value",
    }
}

/// What a reader must not conclude.
pub(crate) fn limits(analysis: &Analysis) -> Vec<Text> {
    let design = &analysis.study.design;
    let mut limits = vec![Text::default().strong("Cause. ").and(cause(design))];
    let selection_is_known = analysis.explained.iter().any(|one| one.selection.expected.is_some());
    if !design.kind.pairs_are_conditions() && !selection_is_known {
        limits.push(Text::default().strong("Regression to the mean. ").and(
            "If people entered because their reading was high or low on that day, part of the change would have come without any \
             treatment. The data do not say how they were chosen.",
        ));
    }
    let error_is_known = analysis.samples.iter().any(|sample| sample.reading_errors.of_change().is_some());
    limits.push(Text::default().strong("Measuring error. ").and(if error_is_known {
        "The spread of the changes holds the error of two readings. That some people changed by more than it does not say which of them \
         would do so again."
    } else {
        "The spread of the changes holds the error of two readings. Nothing here says that any one participant truly changed."
    }));
    let missing: usize = analysis.samples.iter().map(|sample| sample.sample.excluded().len()).sum();
    if missing > 0 {
        limits.push(Text::default().strong("Missing readings. ").and(
            "Only complete pairs are analysed. If those without a second reading differ from the others, the change of everybody is not \
             the change of the complete pairs.",
        ));
    }
    limits.extend(super::longitudinal_words::limits(analysis));
    if analysis.samples.len() > 1 {
        limits.push(Text::default().strong("Several analyses. ").and(several(analysis)));
    }
    if design.blinded != Some(true) {
        limits.push(Text::default().strong("Blinding. ").and(if design.blinded == Some(false) {
            "Those who measured knew who was treated."
        } else {
            "It is not stated whether those who measured knew what had been done."
        }));
    }
    if analysis.samples.iter().any(|sample| sample.sample.outcome().kind == OutcomeKind::Girth) {
        limits.push(Text::default().strong("What a girth is. ").and(
            "A tape does not tell fat from water, muscle or the firmness of the pull; a smaller girth is not a loss of fat.",
        ));
    }
    limits
}

fn several(analysis: &Analysis) -> String {
    let n = analysis.samples.len();
    match analysis.settings.adjust {
        None => format!(
            "{n} samples are analysed side by side without correction for multiplicity; one of twenty 95 % intervals misses by chance."
        ),
        Some(id) => format!(
            "{n} samples are analysed side by side. The p-values of their main tests are adjusted for that ({id}); all other p-values, and \
             all intervals, are each by themselves."
        ),
    }
}

/// What the adjusted p-values promise, for below their table.
pub(crate) fn adjustment(analysis: &Analysis) -> Vec<String> {
    let Some(adjustment) = analysis.settings.adjust.and_then(|id| multiplicity::find(id).ok()) else {
        return Vec::new();
    };
    let promise = match adjustment.controls() {
        ErrorRate::FamilyWise => "keeps the chance of one false rejection or more in the whole table below alpha",
        ErrorRate::FalseDiscovery => "keeps the expected share of false ones among the rejections below alpha",
    };
    let mut notes = vec![format!(
        "{}: rejecting where the adjusted p is below alpha {promise}. Every sample shown is one hypothesis; intervals are not adjusted.",
        adjustment.title()
    )];
    notes.extend(analysis.notes.iter().filter(|note| note.id == "sign-flips").map(|note| note.text.clone()));
    notes
}

fn cause(design: &Design) -> &'static str {
    let basis = match design.kind {
        DesignKind::ParallelArms => Basis::Arms,
        DesignKind::SplitBody => Basis::Sites,
        DesignKind::Crossover => Basis::Periods,
        DesignKind::SingleArm | DesignKind::OneOccasion => Basis::Change,
    };
    // Where chance decided and yet nothing may be credited, verdicts say why.
    if let (Some(true), true, Some(obstacle)) =
        (design.randomised, basis.is_controlled(), attribution(design, basis).obstacle)
    {
        return obstacle;
    }
    match (design.kind, design.randomised) {
        (DesignKind::SplitBody | DesignKind::Crossover, Some(true)) => {
            "Chance decided which condition came where in each person, so the mean difference can be credited to the condition, within \
             the conduct of the study."
        }
        (DesignKind::SplitBody | DesignKind::Crossover, _) => {
            "It is not stated that chance decided which condition came where, so the difference cannot be credited to the condition."
        }
        (DesignKind::ParallelArms, Some(true)) => {
            "Chance decided who was in which arm, so the difference between the arms\u{2019} changes can be credited to the treatment, within \
             the conduct of the study. The change within one arm cannot: it also holds time, attention and regression to the mean."
        }
        (DesignKind::ParallelArms, _) => {
            "What a treatment did is the difference between the arms\u{2019} changes, and that only where chance decided who was in which arm, \
             which is not stated here: people who choose a treatment differ in more than the treatment. The change within one arm also \
             holds time, attention and regression to the mean."
        }
        (DesignKind::SingleArm | DesignKind::OneOccasion, _) => {
            "Nobody was left untreated. The change also holds time, season, diet, measuring error and regression to the mean, and cannot be \
             credited to what was done in between."
        }
    }
}

/// The design in one sentence.
pub(crate) fn design(design: &Design) -> String {
    let chance = match design.randomised {
        Some(true) => "randomised",
        Some(false) => "not randomised",
        None => "randomisation not stated",
    };
    let blind = match design.blinded {
        Some(true) => "blinded",
        Some(false) => "not blinded",
        None => "blinding not stated",
    };
    let control = design.control.as_ref().map_or(String::new(), |control| format!("; control: {control}"));
    let chance = if design.kind == DesignKind::SingleArm { String::new() } else { format!("; {chance}") };
    format!("{}{chance}; {blind}{control}", design.kind.words())
}

/// Why a causal claim got less than it asked for, if one did.
pub(crate) fn cause_of_verdicts(judgements: &[Judgement]) -> Option<Text> {
    let any = judgements.iter().any(|judgement| judgement.verdict == Verdict::ObservedNotAttributable);
    any.then(|| {
        Text::default().strong("Observed, not attributable ").and(
            "means that the change is as large as claimed, and that this design cannot say that the treatment made it. Change is not effect.",
        )
    })
}

/// How many verdicts on simulated data were right.
pub(crate) fn truth(checks: &[TruthCheck]) -> String {
    let count_of = |right: Option<bool>| checks.iter().filter(|check| check.right == right).count();
    let (right, wrong, open) = (count_of(Some(true)), count_of(Some(false)), count_of(None));
    let wrong = if wrong == 0 { "none was wrong".to_owned() } else { format!("{wrong} wrong") };
    format!(
        "These data are SIMULATED, so what is true of them is known. Of {} whose truth can be told, {right} got the right verdict, \
         {wrong}, and {open} decided nothing.",
        counted(checks.len(), "claim")
    )
}

/// What makes the report the same again.
pub(crate) fn reproducible(settings: &Settings) -> String {
    format!(
        "The same files and settings give the same bytes, whatever the number of threads. Level {}, {}, seed {}, {} bootstrap resamples. \
         All numbers in full precision are in results.json; each table is a CSV file, each chart an SVG and a PNG file beside this report.",
        settings.level.percent(),
        side(settings.alternative),
        settings.seed,
        count(settings.resamples)
    )
}

/// How finely an outcome was read.
pub(crate) fn grid(grid: &Grid) -> String {
    let coarser = grid.coarser.as_ref().map_or(String::new(), |coarser| {
        format!("; {:.0} % of them lie on steps of {}", 100.0 * coarser.share, coarser.step)
    });
    format!("{}: {} readings on steps of {}{coarser}", grid.outcome, count(grid.n), grid.step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_conclusion_has_words_for_every_margin() {
        let starts = |together| {
            let words = conclusion(together, MarginKind::AroundZero, "0 cm");
            words.split(':').next().unwrap_or_default().to_owned()
        };
        assert_eq!(starts(Conclusion::Different), "Different");
        assert_eq!(starts(Conclusion::Equivalent), "Equivalent");
        assert_eq!(starts(Conclusion::DifferentButTrivial), "Different but trivial");
        assert_eq!(starts(Conclusion::Undecided), "Undecided");
        for together in
            [Conclusion::Different, Conclusion::Equivalent, Conclusion::DifferentButTrivial, Conclusion::Undecided]
        {
            let one_sided = conclusion(together, MarginKind::OneSided, "0 cm");
            assert!(one_sided.contains("no worse than the margin") && !one_sided.contains("trivial"), "{one_sided}");
            let elsewhere = conclusion(together, MarginKind::Elsewhere, "0 cm");
            assert!(elsewhere.contains("lies within the margin") && !elsewhere.contains("trivial"), "{elsewhere}");
        }
    }

    #[test]
    fn margins_are_said_as_a_reader_says_them() {
        for (text, words) in [
            ("1kg", "1 kg"),
            ("5%", "5 %"),
            ("0.3sd", "0.3 SD of the changes"),
            ("-2cm..0.5cm", "\u{2212}2 to 0.5 cm"),
            ("-2cm..", "at least \u{2212}2 cm"),
            ("0.8..1.25ratio", "0.8 to 1.25 times the reading before"),
        ] {
            assert_eq!(margin(&text.parse().expect(text)), words);
        }
    }
}
