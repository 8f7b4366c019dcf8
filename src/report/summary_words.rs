//! What a paper's figures say, in sentences and tables.

use super::tables::methods;
use super::wording::{alternative_in_words, counted, evidence, margin};
use super::{Block, Cell, Column, Document, Section, Table, Text, Tone};
use crate::plan::{FigureCheck, SummaryAnalysis, SummaryGroup};
use crate::result::format::{
    as_heading, ends, estimate_decimals, fixed, interval_name, p_number, p_words, signed, uncertainty, with_interval,
    with_unit,
};
use crate::result::{DetailValue, Estimate, TestResult};
use crate::stats::consistency::Consistency;
use crate::stats::summary::{CorrelationPoint, CorrelationSweep};

fn decimals(one: &SummaryAnalysis, estimate: &Estimate) -> usize {
    let own_scale = estimate.unit != one.unit || estimate.quantity.id == "d_z";
    estimate_decimals(uncertainty(estimate), if own_scale { 2 } else { one.decimals })
}

fn people(one: &SummaryAnalysis) -> String {
    match &one.groups[..] {
        [treated, control] => format!("{} treated, {}", treated.n, counted(control.n, "control")),
        groups => groups.iter().map(|group| counted(group.n, "pair")).collect(),
    }
}

/// What is estimated, as the start of a sentence.
fn estimated(one: &SummaryAnalysis) -> &'static str {
    if one.groups.len() == 1 { "The mean change is" } else { "Treated − control, the mean changes differ by" }
}

/// The estimate with interval and p.
fn finding(one: &SummaryAnalysis, test: &TestResult) -> Option<Text> {
    let (estimate, p) = (test.primary()?, test.p_value?);
    let interval = estimate.interval.as_ref()?;
    let places = decimals(one, estimate);
    let unit = |number: &str| with_unit(number, one.unit);
    Some(Text::default().strong(format!("{} {}", estimated(one), unit(&fixed(estimate.value, places)))).and(format!(
        " ({} {}; {}; {} against {}, {}{}). {}",
        interval_name(interval),
        unit(&ends(interval.lower, interval.upper, places)),
        people(one),
        test.title,
        unit(&fixed(one.null_value, usize::from(one.decimals))),
        alternative_in_words(one.alternative),
        p_words(p),
        evidence(test)
    )))
}

/// What the margin says, where there is one.
fn equivalence(one: &SummaryAnalysis) -> Option<Text> {
    let test = one.tests.iter().find(|test| test.procedure.starts_with("equivalence"))?;
    let (p, stated) = (test.p_value?, one.margin.as_ref()?);
    let DetailValue::Flag(equivalent) = test.detail("equivalent")? else { return None };
    let within = if equivalent { "lies within" } else { "is not shown to lie within" };
    Some(Text::plain(format!("It {within} the margin of {} ({}, {}).", margin(stated), test.procedure, p_words(p))))
}

/// For which correlations something holds: `a correlation of 0.62 and more`.
fn correlations(ranges: &[[f64; 2]]) -> String {
    let [first, last] = CorrelationSweep::ENDS;
    let shown = |[from, to]: &[f64; 2]| match (*from <= first, *to >= last) {
        (true, true) => format!("every correlation from {} to {}", fixed(first, 2), fixed(last, 2)),
        (false, true) => format!("a correlation of {} and more", rounded_up(*from)),
        (true, false) => format!("a correlation of at most {}", rounded_up(*to - 0.001)),
        (false, false) => format!("a correlation from {} to {}", rounded_up(*from), rounded_up(*to - 0.001)),
    };
    if ranges.is_empty() {
        return format!("no correlation from {} to {}", fixed(first, 2), fixed(last, 2));
    }
    ranges.iter().map(shown).collect::<Vec<_>>().join(", and for ")
}

/// To three decimals, upwards: what is said to hold from there on does.
fn rounded_up(correlation: f64) -> String {
    fixed((correlation * 1000.0).ceil() / 1000.0, 3)
}

fn sweep_words(one: &SummaryAnalysis, sweep: &CorrelationSweep) -> Vec<Text> {
    let Some(point) = sweep.points.first() else { return Vec::new() };
    let places = decimals(one, &point.estimate);
    let alpha = fixed(one.level.alpha(), 2);
    let lead = Text::default()
        .strong(format!("{} {}", estimated(one), with_unit(&fixed(point.estimate.value, places), one.unit)))
        .and(format!(
            " ({}). How certain that is depends on the correlation of before and after, which is not given: p < {alpha} against {} holds \
             for {}.",
            people(one),
            with_unit(&fixed(one.null_value, usize::from(one.decimals)), one.unit),
            correlations(&sweep.significant)
        ));
    let mut all = vec![lead];
    if let (Some(ranges), Some(stated)) = (&sweep.equivalent, &one.margin) {
        let text = format!("That it lies within the margin of {} holds for {}.", margin(stated), correlations(ranges));
        all.push(Text::plain(text));
    }
    all.push(Text::plain(
        "Readings of the same people a few weeks apart correlate positively, as a rule strongly; which of these correlations it was, the \
         paper must say.",
    ));
    all
}

/// The answer, the most important sentence first.
fn words(one: &SummaryAnalysis) -> Vec<Text> {
    let mut all = one.sweep.as_ref().map_or_else(Vec::new, |sweep| sweep_words(one, sweep));
    all.extend(one.tests.first().and_then(|test| finding(one, test)));
    all.extend(equivalence(one));
    let refused = |refusal: &crate::plan::Refusal| Text::plain(format!("No {}: {}.", refusal.procedure, refusal.why));
    all.extend(one.not_computed.iter().map(refused));
    all
}

fn groups_table(one: &SummaryAnalysis) -> Table {
    let number = |value: f64, places: usize| Cell::number(fixed(value, places), value);
    let places = usize::from(one.decimals) + 1;
    let row = |group: &SummaryGroup| {
        vec![
            Cell::words(as_heading(group.name)),
            Cell::words(Text::default().code(group.figures.clone())),
            number(group.n as f64, 0),
            Cell::number(signed(group.mean_change, places), group.mean_change),
            group.sd_change.map_or_else(Cell::absent, |sd| number(sd, places)),
            group.correlation.map_or_else(Cell::absent, |r| number(r, 3)),
        ]
    };
    Table {
        id: "figures".to_owned(),
        caption: format!("What the tests are made from{}", in_unit(one)),
        columns: ["Group", "As given"]
            .map(Column::words)
            .into_iter()
            .chain(["n", "Mean change", "SD of the changes", "r"].map(Column::numbers))
            .collect(),
        rows: one.groups.iter().map(row).collect(),
        footnotes: one
            .groups
            .iter()
            .flat_map(|group| group.notes.iter().map(move |note| (group.name, &note.text)))
            .map(
                |(name, text)| {
                    if one.groups.len() == 1 { text.clone() } else { format!("{}: {text}", as_heading(name)) }
                },
            )
            .collect(),
    }
}

/// The p-values that rounded figures leave open.
fn p_between([smallest, largest]: [f64; 2]) -> String {
    match (smallest, largest) {
        (_, largest) if largest < 0.0001 => "< 0.0001".to_owned(),
        (smallest, _) if smallest < 0.0001 => format!("< {}", fixed(largest, 4)),
        _ => format!("from {} to {}", fixed(smallest, 4), fixed(largest, 4)),
    }
}

/// Whether some of a group's figures fit each other.
fn agreement(one: &SummaryAnalysis, group: &SummaryGroup, check: &FigureCheck) -> Text {
    let number = |value: f64| fixed(value, usize::from(one.decimals) + 2);
    let between = |[low, high]: [f64; 2]| format!("{} to {}", number(low), number(high));
    let why = match check {
        FigureCheck::Grim(found) => {
            format!(
                "means of {} readings in these steps nearest to the printed one: {}",
                group.n,
                between(found.nearest)
            )
        }
        FigureCheck::Grimmer(found) if !found.mean_possible => "no readings in these steps have this mean".to_owned(),
        FigureCheck::Grimmer(_) => "mean and SD of readings in these steps".to_owned(),
        FigureCheck::Interval(found) => {
            let implied = p_between(found.implied_p);
            let apart = if found.centred == Consistency::Inconsistent { ", whose middle the mean is not" } else { "" };
            format!("mean and interval{apart}; a t test with this interval has p {implied}")
        }
        FigureCheck::Spread(found) => {
            let [as_sd, as_se] =
                [&found.as_sd, &found.as_se].map(|reading| p_between([reading.smallest_p, reading.largest_p]));
            format!("read as an SD the figure gives p {as_sd}, read as a standard error {as_se}")
        }
        FigureCheck::SdAndError(_) => format!("the SD and the standard error times the root of {}", group.n),
        FigureCheck::MeanChange(found) => {
            format!("the mean after less the mean before is {}", number(found.difference))
        }
        FigureCheck::SdOfChange(found) => {
            format!("readings with these SDs have changes with an SD of {}", between(found.bounds))
        }
        FigureCheck::Range(found) => format!("people between these ends have means of {}", between(found.mean_bounds)),
    };
    let verdict = match check.verdict() {
        Consistency::Consistent => Text::mark(Tone::Good, "agree"),
        Consistency::Inconsistent => Text::mark(Tone::Bad, "contradict each other"),
        Consistency::CannotTell => Text::mark(Tone::Quiet, "cannot tell"),
    };
    let whose = if one.groups.len() == 1 { String::new() } else { format!(" ({})", group.name) };
    verdict.and(format!("{whose}: {why}."))
}

fn in_unit(one: &SummaryAnalysis) -> String {
    if one.unit.symbol().is_empty() { String::new() } else { format!(" ({})", one.unit.symbol()) }
}

fn tests_table(one: &SummaryAnalysis) -> Table {
    let notes =
        one.tests.iter().flat_map(|test| test.notes.iter().map(move |note| format!("{}: {}", test.title, note.text)));
    Table {
        footnotes: notes.collect(),
        ..methods(&one.tests, &one.effects, one.level, &|estimate| decimals(one, estimate))
    }
}

fn sweep_table(one: &SummaryAnalysis, sweep: &CorrelationSweep) -> Table {
    let places = usize::from(one.decimals) + 1;
    let row = |point: &CorrelationPoint| {
        let mut row = vec![Cell::number(fixed(point.correlation, 2), point.correlation)];
        row.extend(point.sd_change.iter().map(|&sd| Cell::number(fixed(sd, places), sd)));
        row.push(Cell::number(with_interval(&point.estimate, places), point.estimate.value));
        row.push(Cell::number(p_number(point.p_value), point.p_value.value()));
        row.extend(point.equivalence_p.map(|p| Cell::number(p_number(p), p.value())));
        row
    };
    let estimate = if one.groups.len() == 1 { "Mean change" } else { "Difference in mean change" };
    let mut columns = vec![Column::numbers("r")];
    match one.groups.len() {
        1 => columns.push(Column::numbers("SD of the changes")),
        _ => columns.extend(["SD, treated", "SD, control"].map(Column::numbers)),
    }
    columns.push(Column::numbers(format!("{estimate} ({} CI)", one.level.percent())));
    columns.push(Column::numbers("p"));
    columns.extend(sweep.equivalent.as_ref().map(|_| Column::numbers("p (equivalence)")));
    Table {
        id: "correlations".to_owned(),
        caption: format!("The result for each correlation of before and after{}", in_unit(one)),
        columns,
        rows: sweep.points.iter().map(row).collect(),
        footnotes: vec!["A group whose SD of the changes is given keeps it for every r.".to_owned()],
    }
}

/// The tables of `girth test --summary`.
pub fn summary_tables(one: &SummaryAnalysis) -> Vec<Table> {
    let mut tables = vec![groups_table(one)];
    if !one.tests.is_empty() {
        tables.push(tests_table(one));
    }
    tables.extend(one.sweep.as_ref().map(|sweep| sweep_table(one, sweep)));
    tables
}

/// What `girth test --summary` prints.
pub fn summary_output(one: &SummaryAnalysis) -> Document {
    let mut blocks: Vec<Block> = words(one)
        .into_iter()
        .enumerate()
        .map(|(at, text)| if at == 0 { Block::Lead(text) } else { Block::Paragraph(text) })
        .collect();
    blocks.extend(summary_tables(one).into_iter().map(Block::Table));
    let checks: Vec<Text> =
        one.groups.iter().flat_map(|group| group.checks.iter().map(|check| agreement(one, group, check))).collect();
    if !checks.is_empty() {
        blocks.push(Block::Heading("Do the figures agree?".to_owned()));
        blocks.push(Block::List(checks));
    }
    let limits = [
        "Ranks, medians and outliers: whether a few people make the mean, figures cannot tell.",
        "The pairs: that both readings are of the same people, and who dropped out, is taken on trust.",
        "Individual answers: how many changed by a given amount.",
        "Whether the changes are normal enough for a t test of so few people.",
    ];
    Document {
        title: "A paper's figures".to_owned(),
        subtitle: String::new(),
        sections: vec![
            Section { id: "summary", heading: "A paper's figures".to_owned(), blocks },
            Section {
                id: "limits",
                heading: "What figures cannot show".to_owned(),
                blocks: vec![Block::List(limits.map(Text::plain).to_vec())],
            },
        ],
    }
}
