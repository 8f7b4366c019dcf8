//! One explanation of a change, with its words and its amount on a shared axis.

use super::marks;
use super::scale::Scale;
use super::scene::{Anchor, Ink, Scene, Stroke, TextStyle};
use super::text::{line_height, wrap, wrap_to};
use super::theme::{BLUE, CAP_HEIGHT, INK, LABEL_TEXT, MARGIN, ORANGE, PURPLE, SOFT_INK, STRONG_TEXT, WIDTH};

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

/// Widest column of labels and of numbers.
const LABELS: f64 = 190.0;
const NUMBERS: f64 = 128.0;
const GUTTER: f64 = 14.0;
/// Where the axis begins and ends.
pub(crate) const PLOT: (f64, f64) = (MARGIN + LABELS + GUTTER, WIDTH - MARGIN - NUMBERS - GUTTER);
/// Air above and below the words of a row.
const AIR: f64 = 6.0;
/// Most lines of a label; the whole of it is in the alternative text.
const MOST_LINES: usize = 4;
const NOTE_TEXT: TextStyle = TextStyle { ink: SOFT_INK, ..LABEL_TEXT };
pub(crate) const TAKEN: Ink = ORANGE.at(0.75);
pub(crate) const BENCHMARK: Ink = BLUE;
pub(crate) const TIPPING: Ink = PURPLE;
/// Half the height of a bar.
const BAR: f64 = 8.0;

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// The observed change, or what remains of it.
    Mean,
    Explanation(ExplanationKind),
}

/// A number with what lies around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Amount {
    pub value: f64,
    pub interval: Option<(f64, f64)>,
    /// Where on the axis a bar begins.
    pub from: f64,
}

impl Amount {
    /// Where on the axis it ends: what is left after it, for what is taken off.
    pub fn end(&self, role: Role) -> f64 {
        if role == Role::Explanation(ExplanationKind::Taken) { self.from - self.value } else { self.value }
    }

    /// The interval on the axis.
    pub fn ends(&self, role: Role) -> Option<(f64, f64)> {
        let (lower, upper) = self.interval.filter(|(lower, upper)| lower <= upper)?;
        match role {
            Role::Explanation(ExplanationKind::Taken) => Some((self.from - upper, self.from - lower)),
            _ => Some((lower, upper)),
        }
    }
}

/// One row with its words.
pub(crate) struct Row<'a> {
    pub role: Role,
    pub label: &'a str,
    pub note: Option<&'a str>,
    pub amount: Option<Amount>,
    /// `−2.43 cm` and `−3.12 to −1.75`; or why there is no number.
    pub texts: Vec<String>,
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
    fn number_lines(&self) -> Vec<(String, TextStyle)> {
        if self.amount.is_none() {
            let room = WIDTH - MARGIN - PLOT.0;
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

    pub fn height(&self) -> f64 {
        let lines = self.label_lines().len().max(self.number_lines().len()).max(1);
        lines as f64 * line_height(LABEL_TEXT) + 2.0 * AIR
    }

    /// Words, sign and interval.
    pub fn draw(&self, scene: &mut Scene, scale: &Scale, (top, tall): (f64, f64)) {
        let step = line_height(LABEL_TEXT);
        let middle = top + tall / 2.0;
        let mut write = |lines: Vec<(String, TextStyle)>, x: f64, anchor: Anchor| {
            let first = middle - (lines.len() as f64 - 1.0) * step / 2.0 + LABEL_TEXT.size * CAP_HEIGHT / 2.0;
            for (index, (line, style)) in lines.into_iter().enumerate() {
                scene.text((x, first + index as f64 * step), line, style.anchored(anchor));
            }
        };
        write(self.label_lines(), MARGIN, Anchor::Start);
        let numbers = self.number_lines();
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
