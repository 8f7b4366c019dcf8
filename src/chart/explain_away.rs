//! How much of a change without a control group is explained by something else than the treatment, and what remains.

use super::axis::{Numbered, horizontal, title_below};
use super::figure::Figure;
use super::legend::{self, Entry, Key};
use super::marks;
use super::regions::Regions;
use super::scale::{Scale, limits_with_ends};
use super::scene::{Anchor, Dash, Ink, Scene, Stroke, TextStyle};
use super::text::{line_height, wrap, wrap_to};
use super::theme::{
    BLUE, CAP_HEIGHT, GRID_LINE, INK, LABEL_TEXT, MARGIN, ORANGE, PURPLE, SOFT_INK, STRONG_TEXT, WIDTH,
};
use crate::data::Unit;
use crate::result::Estimate;
use crate::result::format::{as_heading, ends, estimate_decimals, in_sentence, interval_name, named, signed};
use crate::result::format::{uncertainty, with_unit};

/// What is done with the amount of an explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExplanationKind {
    /// It is taken off the observed change: expected regression to the mean, drift of weight.
    Taken,
    /// It stands beside the change and is not taken off: a published change without treatment.
    Benchmark,
    /// The change of a control group at which nothing would be left.
    Tipping,
}

/// One explanation of a change.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// What it is: `Regression to the mean`.
    pub label: String,
    /// The change that it amounts to, signed as the observed change; absent where it is not known.
    pub value: Option<f64>,
    /// Interval or range of the amount.
    pub interval: Option<(f64, f64)>,
    /// What is done with it.
    pub kind: ExplanationKind,
    /// Where the amount comes from, or why it is not known.
    pub note: Option<String>,
}

/// A change and what explains it away.
#[derive(Clone, Debug, PartialEq)]
pub struct ExplainAway {
    /// What was measured: `Waist girth`.
    pub label: String,
    /// The unit of all amounts.
    pub unit: Unit,
    /// Decimals of the readings.
    pub decimals: u8,
    /// The mean change as observed.
    pub observed: Estimate,
    /// The explanations from top to bottom.
    pub rows: Vec<Explanation>,
    /// The change less all that is taken off; absent where that cannot be said.
    pub remains: Option<Estimate>,
    /// Lower and upper bound of what is claimed; an end may be infinite.
    pub claimed: Option<(f64, f64)>,
}

/// Widest column of labels and of numbers.
const LABELS: f64 = 190.0;
const NUMBERS: f64 = 128.0;
const GUTTER: f64 = 14.0;
/// Air above and below the words of a row.
const AIR: f64 = 6.0;
/// Most lines of a label; the whole of it is in the alternative text.
const MOST_LINES: usize = 4;
const NOTE_TEXT: TextStyle = TextStyle { ink: SOFT_INK, ..LABEL_TEXT };
const TAKEN: Ink = ORANGE.at(0.75);
const BENCHMARK: Ink = BLUE;
const TIPPING: Ink = PURPLE;
const ZERO: Stroke = Stroke::new(INK, 1.2);
/// From where one row ends to where the next begins.
const CONNECTION: Stroke = Stroke::new(SOFT_INK, 1.2).dashed(Dash::Dotted);
/// Half the height of a bar.
const BAR: f64 = 8.0;

/// The observed mean change, below it what is taken off, each bar from where the one before ended, and what remains; with what is not taken
/// off but stands beside it: published changes without treatment, and the change of a control group that would remove the effect.
pub fn explain_away(input: &ExplainAway) -> Figure {
    let mut scene = Scene::default();
    let top = legend::row(&mut scene, &entries(input), MARGIN, WIDTH - MARGIN, MARGIN - 4.0) + 6.0;
    let rows = rows(input);
    let plot = (MARGIN + LABELS + GUTTER, WIDTH - MARGIN - NUMBERS - GUTTER);
    let heights: Vec<f64> = rows.iter().map(|row| row.height(plot.0)).collect();
    let bottom = top + heights.iter().sum::<f64>() + 4.0;
    let (low, high) = range(input, &rows);
    let scale = Scale::new((low, high), plot);
    let numbers = Numbered::horizontal(low, high, plot.1 - plot.0);
    let mut y = top;
    for (row, tall) in rows.iter().zip(&heights) {
        if row.amount.is_some() {
            ground(&mut scene, input, &scale, &numbers, (y, y + tall));
        }
        y += tall;
    }
    ground(&mut scene, input, &scale, &numbers, (y, bottom));
    connect(&mut scene, &rows, &heights, &scale, top);
    let mut y = top;
    for (index, (row, tall)) in rows.iter().zip(&heights).enumerate() {
        if index > 0 && index + 1 == rows.len() {
            scene.line([(MARGIN, y), (WIDTH - MARGIN, y)], Stroke::new(SOFT_INK, 1.0));
        }
        row.draw(&mut scene, &scale, (y, *tall));
        y += tall;
    }
    let edge = horizontal(&mut scene, &scale, &numbers, bottom, None, WIDTH);
    let middle = (scale.start + scale.end) / 2.0;
    let half = (middle - MARGIN).min(WIDTH - MARGIN - middle);
    let axis = named(&format!("Change in {}", in_sentence(input.label.trim())), input.unit);
    let lowest = title_below(&mut scene, &axis, &Scale { start: middle - half, end: middle + half, ..scale }, edge);
    let (title, caption, alt_text) = words(input, &rows);
    Figure { id: "explain-away", title, caption, alt_text, width: WIDTH, height: (lowest + MARGIN).ceil(), scene }
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// The observed change, or what remains of it.
    Mean,
    Explanation(ExplanationKind),
}

/// A number with what lies around it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Amount {
    value: f64,
    interval: Option<(f64, f64)>,
    /// Where on the axis a bar begins.
    from: f64,
}

impl Amount {
    /// Where on the axis it ends: what is left after it, for what is taken off.
    fn end(&self, role: Role) -> f64 {
        if role == Role::Explanation(ExplanationKind::Taken) { self.from - self.value } else { self.value }
    }

    /// The interval on the axis.
    fn ends(&self, role: Role) -> Option<(f64, f64)> {
        let (lower, upper) = self.interval.filter(|(lower, upper)| lower <= upper)?;
        match role {
            Role::Explanation(ExplanationKind::Taken) => Some((self.from - upper, self.from - lower)),
            _ => Some((lower, upper)),
        }
    }
}

/// One row with its words.
struct Row<'a> {
    role: Role,
    label: &'a str,
    note: Option<&'a str>,
    amount: Option<Amount>,
    /// `−2.43 cm` and `−3.12 to −1.75`; or why there is no number.
    texts: Vec<String>,
}

fn rows(input: &ExplainAway) -> Vec<Row<'_>> {
    let decimals = estimate_decimals(uncertainty(&input.observed), input.decimals);
    let texts = |value: f64, interval: Option<(f64, f64)>| -> Vec<String> {
        let value = with_unit(&signed(value, decimals), input.unit);
        let interval = interval.filter(|it| it.0 <= it.1).map(|(lower, upper)| ends(lower, upper, decimals));
        [value].into_iter().chain(interval).collect()
    };
    let mean = |label: &'static str, estimate: Option<&Estimate>| {
        let amount = estimate.filter(|estimate| estimate.value.is_finite()).map(|estimate| Amount {
            value: estimate.value,
            interval: estimate.interval.as_ref().map(|interval| (interval.lower, interval.upper)),
            from: 0.0,
        });
        let texts = amount.map_or_else(|| vec!["not known".to_owned()], |it| texts(it.value, it.interval));
        Row { role: Role::Mean, label, note: None, amount, texts }
    };
    let mut rows = vec![mean("Observed mean change", Some(&input.observed))];
    let mut level = rows[0].amount.map_or(0.0, |amount| amount.value);
    for one in &input.rows {
        let role = Role::Explanation(one.kind);
        let note = one.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
        let value = one.value.filter(|value| value.is_finite());
        let amount = value.map(|value| Amount { value, interval: one.interval, from: level });
        let (texts, note) = match amount {
            Some(amount) => (texts(amount.value, amount.interval), note),
            None => (vec![note.map_or_else(|| "not known".to_owned(), |note| format!("not known: {note}"))], None),
        };
        if one.kind == ExplanationKind::Taken {
            level = amount.map_or(level, |amount| amount.end(role));
        }
        rows.push(Row { role, label: one.label.trim(), note, amount, texts });
    }
    rows.push(mean("What remains", input.remains.as_ref()));
    rows
}

impl Row<'_> {
    fn style(&self) -> TextStyle {
        if self.role == Role::Mean { STRONG_TEXT } else { LABEL_TEXT }
    }

    /// Label and note, broken into lines.
    fn label_lines(&self) -> Vec<(String, TextStyle)> {
        let label = wrap_to(self.label, self.style(), LABELS, MOST_LINES);
        let note = self.note.map_or_else(Vec::new, |note| wrap_to(note, NOTE_TEXT, LABELS, MOST_LINES));
        let label = label.into_iter().map(|line| (line, self.style()));
        label.chain(note.into_iter().map(|line| (line, NOTE_TEXT))).collect()
    }

    /// The number, or, from the left edge of the plot on, why there is none.
    fn number_lines(&self, plot: f64) -> Vec<(String, TextStyle)> {
        if self.amount.is_none() {
            let room = WIDTH - MARGIN - plot;
            return self
                .texts
                .iter()
                .flat_map(|text| wrap_to(text, NOTE_TEXT, room, MOST_LINES))
                .map(|it| (it, NOTE_TEXT))
                .collect();
        }
        let styled = self.texts.iter().enumerate().flat_map(|(index, text)| {
            let style = if index == 0 { self.style() } else { LABEL_TEXT };
            wrap(text, style, NUMBERS).into_iter().map(move |line| (line, style))
        });
        styled.collect()
    }

    fn height(&self, plot: f64) -> f64 {
        let lines = self.label_lines().len().max(self.number_lines(plot).len()).max(1);
        lines as f64 * line_height(LABEL_TEXT) + 2.0 * AIR
    }

    fn draw(&self, scene: &mut Scene, scale: &Scale, (top, tall): (f64, f64)) {
        let step = line_height(LABEL_TEXT);
        let middle = top + tall / 2.0;
        let mut write = |lines: Vec<(String, TextStyle)>, x: f64, anchor: Anchor| {
            let first = middle - (lines.len() as f64 - 1.0) * step / 2.0 + LABEL_TEXT.size * CAP_HEIGHT / 2.0;
            for (index, (line, style)) in lines.into_iter().enumerate() {
                scene.text((x, first + index as f64 * step), line, style.anchored(anchor));
            }
        };
        write(self.label_lines(), MARGIN, Anchor::Start);
        let numbers = self.number_lines(scale.start);
        match self.amount {
            Some(_) => write(numbers, WIDTH - MARGIN, Anchor::End),
            None => write(numbers, scale.start, Anchor::Start),
        }
        let Some(amount) = self.amount else { return };
        let x = scale.px(amount.end(self.role));
        let ends = amount.ends(self.role);
        let interval = |scene: &mut Scene, y: f64, ink: Ink| {
            if let Some(ends) = ends {
                marks::interval(scene, scale, y, amount.end(self.role), ends, ink);
            }
        };
        match self.role {
            Role::Mean => {
                interval(scene, middle, INK);
                scene.rect((x - 5.5, middle - 5.5), (x + 5.5, middle + 5.5), INK);
            }
            Role::Explanation(ExplanationKind::Taken) => {
                // The interval stands below the bar, so that neither hides the other.
                let aside = if ends.is_some() { 6.0 } else { 0.0 };
                bar(scene, (scale.px(amount.from), x), middle - aside);
                interval(scene, middle - aside + BAR + 8.0, INK);
            }
            Role::Explanation(ExplanationKind::Benchmark) => {
                interval(scene, middle, BENCHMARK);
                marks::point(scene, (x, middle), BENCHMARK, true, 5.5);
            }
            Role::Explanation(ExplanationKind::Tipping) => {
                interval(scene, middle, TIPPING);
                marks::diamond(scene, (x, middle), 7.0, TIPPING);
            }
        }
    }
}

/// What is taken off, from where the row before ended to what is left.
fn bar(scene: &mut Scene, (from, to): (f64, f64), y: f64) {
    let (left, right) = (from.min(to), from.max(to).max(from.min(to) + 1.0));
    scene.rect((left, y - BAR), (right, y + BAR), TAKEN);
    scene.line([(from, y - BAR), (from, y + BAR)], Stroke::new(INK, 1.2));
    scene.line([(to, y - BAR - 2.0), (to, y + BAR + 2.0)], Stroke::new(INK, 2.2));
    if right - left >= 16.0 {
        marks::arrowhead(scene, (from, y), (to + (from - to).signum() * 2.0, y), 9.0, INK);
    }
}

/// Grid, claimed range and the line of no change behind a row.
fn ground(scene: &mut Scene, input: &ExplainAway, scale: &Scale, numbers: &Numbered, (top, bottom): (f64, f64)) {
    Regions { margin: None, claimed: input.claimed }.draw_upright(scene, scale, (top, bottom));
    for (value, _) in &numbers.at {
        scene.line([(scale.px(*value), top), (scale.px(*value), bottom)], GRID_LINE);
    }
    scene.line([(scale.px(0.0), top), (scale.px(0.0), bottom)], ZERO);
}

/// From the observed change over all that is taken off to what remains: a line down from where one ends to where the next begins, past rows
/// that have no part in it, but not through the words of a row without a number.
fn connect(scene: &mut Scene, rows: &[Row<'_>], heights: &[f64], scale: &Scale, top: f64) {
    let takes_part = |row: &Row<'_>| matches!(row.role, Role::Mean | Role::Explanation(ExplanationKind::Taken));
    let Some(last) = rows.iter().rposition(|row| takes_part(row) && row.amount.is_some()) else { return };
    let mut level = None;
    let mut y = top;
    for (index, (row, tall)) in rows.iter().zip(heights).enumerate().take(last + 1) {
        if let (Some(x), true) = (level, row.amount.is_some()) {
            // Into the middle of the last row; through the others.
            let to = if index == last || takes_part(row) { y + tall / 2.0 } else { y + tall };
            scene.line([(x, y), (x, to)], CONNECTION);
        }
        if let (Some(amount), true) = (row.amount, takes_part(row)) {
            let x = scale.px(amount.end(row.role));
            level = Some(x);
            if index < last {
                scene.line([(x, y + tall / 2.0), (x, y + tall)], CONNECTION);
            }
        }
        y += tall;
    }
}

/// The range of the axis.
fn range(input: &ExplainAway, rows: &[Row<'_>]) -> (f64, f64) {
    let claimed = Regions { margin: None, claimed: input.claimed };
    let amounts = || rows.iter().filter_map(|row| row.amount.map(|amount| (amount, row.role)));
    let core: Vec<f64> =
        amounts().map(|(amount, role)| amount.end(role)).chain(claimed.bounds()).chain([0.0]).collect();
    limits_with_ends(&core, amounts().filter_map(|(amount, role)| amount.ends(role)).flat_map(|it| [it.0, it.1]), 0.06)
}

fn has(input: &ExplainAway, kind: ExplanationKind) -> bool {
    input.rows.iter().any(|row| row.kind == kind && row.value.is_some_and(f64::is_finite))
}

fn entries(input: &ExplainAway) -> Vec<Entry> {
    let interval = input.observed.interval.as_ref().map(|it| format!(", {}", interval_name(it))).unwrap_or_default();
    let mut entries = vec![(Key::Estimate, format!("Mean change{interval}"))];
    if has(input, ExplanationKind::Taken) {
        entries.push((Key::Patch(TAKEN), "Taken off".to_owned()));
    }
    if has(input, ExplanationKind::Benchmark) {
        entries.push((Key::Point { ink: BENCHMARK, open: true }, "For comparison, not taken off".to_owned()));
    }
    if has(input, ExplanationKind::Tipping) {
        entries.push((Key::Diamond(TIPPING), "Tipping point, not taken off".to_owned()));
    }
    entries.extend(Regions { margin: None, claimed: input.claimed }.entries(input.unit));
    entries
}

fn words(input: &ExplainAway, rows: &[Row<'_>]) -> (String, String, String) {
    let label = as_heading(input.label.trim());
    let title = format!("{label}: what explains the change, and what remains");
    let told = |kind, words: &'static str| if has(input, kind) { words } else { "" };
    let unknown =
        if rows.iter().any(|row| row.amount.is_none()) { " What is not known was not taken off." } else { "" };
    let claimed = Regions { margin: None, claimed: input.claimed }.in_words(input.unit);
    let caption = format!(
        "{}: the mean change as observed, what may explain it, and what remains.{}{}{}{unknown} Line: zero.{claimed}",
        named(&label, input.unit),
        told(
            ExplanationKind::Taken,
            " Bars: amounts taken off, each from where the one before ended, with the interval or range of the amount at its end."
        ),
        told(ExplanationKind::Benchmark, " Rings: amounts for comparison, not taken off."),
        told(
            ExplanationKind::Tipping,
            " Diamonds: the change of a control group that would remove the effect, not taken off."
        ),
    );
    let line = |row: &Row<'_>| {
        let kind = match (row.role, row.amount) {
            (Role::Mean, _) | (_, None) => "",
            (Role::Explanation(ExplanationKind::Taken), _) => ", taken off",
            (Role::Explanation(ExplanationKind::Benchmark), _) => ", for comparison",
            (Role::Explanation(ExplanationKind::Tipping), _) => ", tipping point",
        };
        let texts = match &row.texts[..] {
            [value, interval] => format!("{value} ({interval})"),
            others => others.join(" "),
        };
        let note = row.note.map(|note| format!("; {note}")).unwrap_or_default();
        let label = if row.label.is_empty() { "Unnamed" } else { row.label };
        format!(" {label}{kind}: {texts}{note}.")
    };
    let lines: String = rows.iter().map(line).collect();
    let alt_text = format!("The change in {} and what explains it.{lines}{claimed}", in_sentence(&label));
    (title, caption, alt_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, hostile_names, named_estimate};

    fn explanation(label: &str, value: Option<f64>, half: f64, kind: ExplanationKind) -> Explanation {
        let interval = value.map(|value| (value - half, value + half));
        Explanation { label: label.into(), value, interval, kind, note: None }
    }

    fn input(half: f64) -> ExplainAway {
        ExplainAway {
            label: "Waist girth".into(),
            unit: Unit::Cm,
            decimals: 1,
            observed: named_estimate("mean change", -2.4, half),
            rows: vec![
                explanation("Regression to the mean", Some(-0.6), 0.3, ExplanationKind::Taken),
                explanation("Drift of weight", Some(-0.5), 0.2, ExplanationKind::Taken),
                Explanation {
                    note: Some("no second reading of the same day".into()),
                    ..explanation("Practice of the observer", None, 0.0, ExplanationKind::Taken)
                },
                explanation("Waiting lists of other studies", Some(-0.8), 0.4, ExplanationKind::Benchmark),
                explanation("A control group would have to fall by", Some(-1.1), 0.0, ExplanationKind::Tipping),
            ],
            remains: Some(named_estimate("what remains", -1.3, half)),
            claimed: Some((-3.0, -2.0)),
        }
    }

    #[test]
    fn amounts_are_drawn_and_said() {
        let figure = explain_away(&input(0.7));
        check(&figure);
        check(&figure.clone().stamped("Simulated data"));
        for words in [
            "Observed mean change: −2.40 cm (−3.10 to −1.70).",
            "Regression to the mean, taken off: −0.60 cm (−0.90 to −0.30).",
            "Practice of the observer: not known: no second reading of the same day.",
            "Waiting lists of other studies, for comparison: −0.80 cm (−1.20 to −0.40).",
            "What remains: −1.30 cm (−2.00 to −0.60).",
            "Claimed: −3 to −2 cm.",
        ] {
            assert!(figure.alt_text.contains(words), "{}", figure.alt_text);
        }
        assert!(figure.caption.contains("What is not known was not taken off."), "{}", figure.caption);
    }

    #[test]
    fn each_bar_begins_where_the_one_before_ended() {
        let input = input(0.7);
        let rows = rows(&input);
        let taken: Vec<(f64, f64)> = rows
            .iter()
            .filter(|row| row.role == Role::Explanation(ExplanationKind::Taken))
            .filter_map(|row| row.amount.map(|amount| (amount.from, amount.end(row.role))))
            .collect();
        assert_eq!(taken, [(-2.4, -2.4 + 0.6), (-2.4 + 0.6, -2.4 + 0.6 + 0.5)]);
        let ends = rows[1].amount.and_then(|amount| amount.ends(rows[1].role)).expect("an interval");
        assert!((ends.0 + 2.1).abs() < 1e-12 && (ends.1 + 1.5).abs() < 1e-12, "{ends:?}");
    }

    #[test]
    fn degenerate_explanations_are_drawn() {
        for half in [0.0, 1e-9, 1e9, f64::INFINITY] {
            check(&explain_away(&input(half)));
        }
        let none = ExplainAway { rows: Vec::new(), remains: None, claimed: None, ..input(0.5) };
        check(&explain_away(&none));
        let kinds = [ExplanationKind::Taken, ExplanationKind::Benchmark, ExplanationKind::Tipping];
        for kind in kinds {
            let named = |value| {
                let rows = hostile_names().into_iter().map(|name| Explanation {
                    note: Some(name.clone()),
                    label: name,
                    ..explanation("", value, 0.3, kind)
                });
                ExplainAway { rows: rows.collect(), claimed: Some((f64::NEG_INFINITY, -2.0)), ..input(0.5) }
            };
            for value in [None, Some(0.0), Some(-1e6), Some(1e-9), Some(f64::NAN)] {
                check(&explain_away(&named(value)));
            }
            check(&explain_away(&ExplainAway { unit: Unit::None, ..named(Some(0.4)) }));
        }
        let mut unknown = input(0.5);
        unknown.observed.value = f64::NAN;
        unknown.observed.interval = None;
        check(&explain_away(&unknown));
    }
}
