//! What the combined estimate would be without each of the studies, or was as they came in.

use super::effect_rows::{EffectPanel, EffectRow, REFERENCE, REFERENCE_BAND, RowKind};
use super::figure::Figure;
use super::legend::{self, Entry, Key};
use super::scene::{Scene, Stroke, TextStyle};
use super::text::{line_height, wrap};
use super::theme::{DARK_VERMILLION, INK, MARGIN, STRONG_TEXT, WIDTH};
use crate::data::Unit;
use crate::result::Estimate;
use crate::result::format::{as_heading, count, in_sentence, interval_name, named, with_unit};

/// What the rows are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refit {
    /// All studies but the one that the row names.
    Omitting,
    /// The study that the row names and all above it.
    Adding {
        /// In which order: `year of publication`.
        order: String,
    },
}

/// The combined estimate of some of the studies.
#[derive(Clone, Debug, PartialEq)]
pub struct RefitRow {
    /// The study left out, or added.
    pub label: String,
    /// The combined estimate; absent where what remains defines none.
    pub estimate: Option<Estimate>,
}

/// What a chart of leaving one out, or of a cumulative meta-analysis, shows.
#[derive(Clone, Debug, PartialEq)]
pub struct LeaveOneOut {
    /// What the rows are.
    pub refit: Refit,
    /// What is estimated: `Difference in change of waist girth`.
    pub quantity: String,
    /// The unit of all estimates.
    pub unit: Unit,
    /// Decimals of the readings.
    pub decimals: u8,
    /// A row for each study.
    pub rows: Vec<RefitRow>,
    /// The combined estimate of all studies.
    pub overall: Estimate,
}

/// One row for each study: the combined estimate without it, or with it and those before it, against the estimate of all studies as a line
/// in the band of its interval. Says above the rows whose omission moves the interval on or off no effect.
pub fn leave_one_out(input: &LeaveOneOut) -> Figure {
    let (id, head) = match &input.refit {
        Refit::Omitting => ("leave-one-out", "Left out"),
        Refit::Adding { .. } => ("cumulative", "Added"),
    };
    let rows = rows(input);
    let axis = named(&format!("{}, combined", as_heading(input.quantity.trim())), input.unit);
    let (reference, decimals) = (Some(&input.overall), input.decimals);
    let panel = EffectPanel { rows: &rows, beside: &[], head, axis, margin: None, reference, decimals };
    let mut scene = Scene::default();
    let mut top = MARGIN - 4.0;
    if let Some(text) = verdict(input) {
        let ink = if turning(input).is_empty() { INK } else { DARK_VERMILLION };
        let style = TextStyle { ink, ..STRONG_TEXT };
        let lines = wrap(&text, style, WIDTH - 2.0 * MARGIN);
        scene.lines_of_text((MARGIN, top + 4.0 + style.size), &lines, style, line_height(style));
        top += 8.0 + lines.len() as f64 * line_height(style);
    }
    top = legend::row(&mut scene, &entries(input), MARGIN, WIDTH - MARGIN, top) + 6.0;
    let height = (panel.draw(&mut scene, top) + MARGIN).ceil();
    let (title, caption, alt_text) = words(input, &panel);
    Figure { id, title, caption, alt_text, width: WIDTH, height, scene }
}

fn rows(input: &LeaveOneOut) -> Vec<EffectRow> {
    let singles = input.rows.iter().map(|row| EffectRow::single(&row.label, row.estimate.clone()));
    // Of a cumulative meta-analysis the last row is that of all studies.
    let overall = (input.refit == Refit::Omitting)
        .then(|| EffectRow { kind: RowKind::Overall, ..EffectRow::single("None", Some(input.overall.clone())) });
    singles.chain(overall).collect()
}

/// On which side of no effect an interval lies: -1, 0 for neither, 1.
fn side(estimate: &Estimate) -> Option<i8> {
    let interval = estimate.interval.as_ref()?;
    Some(i8::from(interval.lower > 0.0) - i8::from(interval.upper < 0.0))
}

/// The studies without which the interval lies on another side of no effect than that of all.
fn turning(input: &LeaveOneOut) -> Vec<&str> {
    let Some(all) = side(&input.overall).filter(|_| input.refit == Refit::Omitting) else { return Vec::new() };
    let turns = |row: &&RefitRow| row.estimate.as_ref().and_then(side).is_some_and(|side| side != all);
    input
        .rows
        .iter()
        .filter(turns)
        .map(|row| row.label.trim())
        .map(|label| if label.is_empty() { "unnamed" } else { label })
        .collect()
}

/// What the rows say about the estimate of all studies.
fn verdict(input: &LeaveOneOut) -> Option<String> {
    let interval =
        input.overall.interval.as_ref().filter(|_| input.refit == Refit::Omitting && !input.rows.is_empty())?;
    let name = interval_name(interval);
    let turning = turning(input);
    let includes = side(&input.overall) == Some(0);
    let list = turning.iter().take(MOST_NAMED).copied().collect::<Vec<_>>().join("; ");
    let more = match turning.len().saturating_sub(MOST_NAMED) {
        0 => String::new(),
        more => format!("; and {} more", count(more)),
    };
    let does = match (includes, turning.is_empty()) {
        (true, true) => return Some(format!("Whichever study is left out, the {name} includes no effect")),
        (false, true) => return Some(format!("Whichever study is left out, the {name} excludes no effect")),
        (true, false) => "excludes",
        (false, false) => "includes",
    };
    let which = if turning.len() == 1 { "this is left out" } else { "any one of these is left out" };
    Some(format!("The {name} {does} no effect once {which}: {list}{more}"))
}

/// So many studies are named above the rows.
const MOST_NAMED: usize = 4;

fn entries(input: &LeaveOneOut) -> Vec<Entry> {
    let mut entries = vec![(Key::Line(Stroke::new(INK, 1.2)), "No effect".to_owned())];
    entries.push((Key::Line(REFERENCE), "All studies".to_owned()));
    entries.extend(input.overall.interval.as_ref().map(|it| (Key::Patch(REFERENCE_BAND), interval_name(it))));
    entries
}

fn words(input: &LeaveOneOut, panel: &EffectPanel<'_>) -> (String, String, String) {
    let quantity = in_sentence(input.quantity.trim());
    let k = count(input.rows.len());
    let (title, rows, name) = match &input.refit {
        Refit::Omitting => (
            format!("Does the result hang on one study? {}", as_heading(&quantity)),
            "one row for each study left out".to_owned(),
            "Leave-one-out plot",
        ),
        Refit::Adding { order } => (
            format!("How the result came about: {quantity}"),
            format!("one row for each study added, in order of {}", in_sentence(order.trim())),
            "Cumulative meta-analysis",
        ),
    };
    let method = input.overall.interval.as_ref();
    let method = method.map_or_else(String::new, |it| format!(" with {} (method: {})", interval_name(it), it.method));
    let verdict = verdict(input).map_or_else(String::new, |text| format!(" {text}."));
    let caption = format!(
        "{}, combined{method}, {rows}. Dashed line and band: the estimate of all {k} studies and its interval; an interval that runs beyond \
         the axis ends in an arrow.{verdict}",
        named(&as_heading(&quantity), input.unit),
    );
    let text = |row: &EffectRow| {
        let text = panel.estimate_text(row);
        if row.estimate.is_some() { with_unit(&text, input.unit) } else { text }
    };
    let line = |row: &EffectRow| match row.kind {
        RowKind::Overall => String::new(),
        _ => format!(" {}: {}.", if row.label.is_empty() { "Unnamed" } else { &row.label }, text(row)),
    };
    let lines: String = panel.rows.iter().map(line).collect();
    let all = text(&EffectRow::single("", Some(input.overall.clone())));
    let alt_text = format!("{name} of {quantity}, {k} studies, {rows}. All: {all}.{verdict}{lines}");
    (title, caption, alt_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, hostile_names, named_estimate};

    fn row(label: &str, value: f64, half: f64) -> RefitRow {
        RefitRow { label: label.to_owned(), estimate: Some(named_estimate("combined", value, half)) }
    }

    fn input(rows: Vec<RefitRow>) -> LeaveOneOut {
        LeaveOneOut {
            refit: Refit::Omitting,
            quantity: "Difference in change of waist girth".into(),
            unit: Unit::Cm,
            decimals: 1,
            rows,
            overall: named_estimate("combined", -0.6, 0.5),
        }
    }

    fn adding(rows: Vec<RefitRow>) -> LeaveOneOut {
        LeaveOneOut { refit: Refit::Adding { order: "year".into() }, ..input(rows) }
    }

    #[test]
    fn the_study_that_carries_the_result_is_named() {
        let rows = vec![row("Park", -0.7, 0.4), row("Rao", -0.2, 0.4), row("Kim", -0.6, 0.55)];
        let figure = leave_one_out(&input(rows.clone()));
        check(&figure);
        let expected = "The 95 % CI includes no effect once this is left out: Rao.";
        assert!(figure.caption.contains(expected) && figure.alt_text.contains(expected), "{}", figure.alt_text);
        assert!(figure.alt_text.contains("Rao: −0.20 (−0.60 to 0.20) cm."), "{}", figure.alt_text);
        let none = leave_one_out(&input(rows[..1].to_vec()));
        assert!(none.caption.contains("Whichever study is left out, the 95 % CI excludes"), "{}", none.caption);
        let mut wide = input(rows);
        wide.overall = named_estimate("combined", -0.3, 0.5);
        let figure = leave_one_out(&wide);
        assert!(
            figure.caption.contains("excludes no effect once any one of these is left out: Park; Kim."),
            "{}",
            figure.caption
        );
    }

    #[test]
    fn studies_added_end_in_the_estimate_of_all() {
        let figure = leave_one_out(&adding(vec![row("Park 2005", -1.0, 2.0), row("Rao 2006", -0.6, 0.5)]));
        check(&figure);
        assert_eq!(figure.id, "cumulative");
        assert!(figure.alt_text.contains("in order of year") && !figure.alt_text.contains("Whichever"));
    }

    #[test]
    fn strange_rows_are_drawn() {
        let bare = RefitRow { label: String::new(), estimate: None };
        let many =
            |k: u32| (0..k).map(|index| row(&format!("Study {index}"), f64::from(index) / 40.0 - 0.9, 0.5)).collect();
        let mut cases = vec![
            vec![],
            vec![bare],
            many(2),
            many(40),
            vec![row("nan", f64::NAN, 1.0), row("huge", 1e9, 1e9), row("tiny", 1e-9, 1e-10)],
            vec![row("unbounded", -0.5, f64::INFINITY)],
        ];
        cases.extend(hostile_names().map(|name| vec![row(&name, -0.1, 1.0), row(&name, -0.1, 1.0)]));
        for rows in cases {
            check(&leave_one_out(&adding(rows.clone())));
            let mut input = input(rows);
            check(&leave_one_out(&input));
            input.overall.interval = None;
            check(&leave_one_out(&LeaveOneOut { unit: Unit::None, ..input }));
        }
    }
}
