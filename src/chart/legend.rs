//! A row, or a column, of signs and what they mean.

use super::marks;
use super::pairs::{Direction, Pairs};
use super::scene::{Ink, Point, Scene, Stroke, TextStyle};
use super::text::{line_height, width, wrap};
use super::theme::{CAP_HEIGHT, INK, LABEL_TEXT, STRONG_TEXT};

/// A sign.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Key {
    /// A participant's line with its ends.
    PairLine(Direction),
    /// A participant's point.
    Reading(Direction),
    /// A participant's point where there are many.
    Dot(Direction),
    /// A bar or an area.
    Patch(Ink),
    /// A mean.
    Mean,
    /// A line.
    Line(Stroke),
    /// An estimate with its interval, the inner interval thick.
    Interval { inner: bool },
    /// No sign: text only, bold or not.
    Words { bold: bool },
}

impl Key {
    fn width(self) -> f64 {
        match self {
            Key::PairLine(_) | Key::Line(_) | Key::Interval { .. } => 34.0,
            Key::Patch(_) => 22.0,
            Key::Reading(_) | Key::Dot(_) | Key::Mean => 18.0,
            Key::Words { .. } => 0.0,
        }
    }

    fn style(self) -> TextStyle {
        if self == (Key::Words { bold: true }) { STRONG_TEXT } else { LABEL_TEXT }
    }

    fn draw(self, scene: &mut Scene, (x, y): Point) {
        match self {
            Key::PairLine(direction) => {
                scene.line([(x + 4.0, y), (x + 24.0, y)], Stroke::new(marks::ink(direction), 1.6));
                marks::reading(scene, (x + 4.0, y), direction, 3.75, 1.0);
                marks::reading(scene, (x + 24.0, y), direction, 3.75, 1.0);
            }
            Key::Reading(direction) => marks::reading(scene, (x + 6.0, y), direction, 4.25, 1.0),
            Key::Dot(direction) => scene.disc((x + 6.0, y), 4.25, marks::ink(direction)),
            Key::Patch(ink) => scene.rect((x, y - 6.0), (x + 15.0, y + 6.0), ink),
            Key::Mean => marks::mean(scene, (x + 6.0, y)),
            Key::Line(stroke) => scene.line([(x, y), (x + 27.0, y)], stroke),
            Key::Interval { inner } => {
                scene.line([(x, y), (x + 28.0, y)], Stroke::new(INK, 1.6));
                if inner {
                    scene.line([(x + 5.0, y), (x + 23.0, y)], Stroke::new(INK, 4.5));
                }
                scene.disc((x + 14.0, y), 5.0, INK);
            }
            Key::Words { .. } => {}
        }
    }
}

/// A sign and its meaning.
pub(crate) type Entry = (Key, String);

/// Distance of one entry to the next.
const BETWEEN: f64 = 22.0;
/// Height of a row.
const ROW: f64 = 24.0;

/// Puts entries side by side, in as many rows as they need. Gives the lower edge.
pub(crate) fn row(scene: &mut Scene, entries: &[Entry], left: f64, right: f64, top: f64) -> f64 {
    let (mut x, mut y) = (left, top);
    for (key, text) in entries {
        let style = key.style();
        let wide = key.width() + width(text, style);
        if x > left && x + wide > right {
            (x, y) = (left, y + ROW);
        }
        let middle = y + ROW / 2.0;
        key.draw(scene, (x, middle));
        let lines = wrap(text, style, right - x - key.width());
        let baseline = middle + style.size * CAP_HEIGHT / 2.0;
        scene.lines_of_text((x + key.width(), baseline), &lines, style, line_height(style));
        y += (lines.len().max(1) - 1) as f64 * line_height(style);
        x += wide + BETWEEN;
    }
    if entries.is_empty() { top } else { y + ROW }
}

/// Puts entries below each other. Gives the lower edge.
pub(crate) fn column(scene: &mut Scene, entries: &[Entry], left: f64, right: f64, top: f64) -> f64 {
    let mut y = top;
    let widest = entries.iter().map(|(key, _)| key.width()).fold(0.0, f64::max);
    for (key, text) in entries {
        let style = key.style();
        let middle = y + ROW / 2.0;
        let indent = if matches!(key, Key::Words { .. }) { 0.0 } else { widest };
        key.draw(scene, (left + (indent - key.width()) / 2.0, middle));
        let lines = wrap(text, style, right - left - indent);
        let baseline = middle + style.size * CAP_HEIGHT / 2.0;
        scene.lines_of_text((left + indent, baseline), &lines, style, line_height(style));
        y += ROW + (lines.len().max(1) - 1) as f64 * line_height(style);
    }
    y
}

/// The group, if there is one, as first entry: the charts of arms look alike otherwise.
pub(crate) fn group(pairs: &Pairs) -> Option<Entry> {
    pairs.group.clone().map(|group| (Key::Words { bold: true }, group))
}
