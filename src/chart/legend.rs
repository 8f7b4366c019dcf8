//! A row, or a column, of signs and what they mean.

use super::arms::ArmLook;
use super::marks;
use super::pairs::{Direction, Pairs};
use super::scene::{Ink, Point, Scene, Stroke, TextStyle};
use super::text::{line_height, width, wrap};
use super::theme::{CAP_HEIGHT, INK, LABEL_TEXT, STRONG_TEXT};
use crate::result::format::count;

/// A sign. What fell, rose or stayed also goes down, up or level in its sign, for readers of grey print.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Key {
    /// A participant's line, with or without its ends.
    PairLine { direction: Direction, ends: bool },
    /// A participant's point.
    Reading(Direction),
    /// A participant's point where there are many: beside or on the line of no change.
    Dot(Direction),
    /// A participant's bar: on, below or across the line of zero.
    Bar(Direction),
    /// An area.
    Patch(Ink),
    /// An area between two lines.
    Band { ink: Ink, edge: Stroke },
    /// A point of no direction, filled or open.
    Point { ink: Ink, open: bool },
    /// Several points at one place, as large as they are drawn.
    SizedPoint { ink: Ink, radius: f64 },
    /// A participant of an arm.
    Arm(ArmLook),
    /// The line of an arm, with its sign on it or without.
    ArmLine { look: ArmLook, sign: bool },
    /// A cell in a frame.
    Frame,
    /// Where a participant left.
    Left,
    /// A visit with a reading, or without.
    Square { filled: bool },
    /// A mean.
    Mean,
    /// Quartiles and median.
    Quartiles,
    /// Mean and standard deviation.
    Gapped,
    /// A line.
    Line(Stroke),
    /// An estimate with its interval, the inner interval thick.
    Interval { inner: bool },
    /// An estimate with its interval, where points lie behind it.
    Estimate,
    /// What was flagged as wrong.
    Triangle(Ink),
    /// A number beside the data: one at which a conclusion falls, or one that was observed.
    Diamond(Ink),
    /// A limit above no event.
    UpperLimit,
    /// No sign: text only, bold or not.
    Words { bold: bool },
}

/// Up or down, in px for each px of rise.
fn slope(direction: Direction) -> f64 {
    match direction {
        Direction::Fell => 1.0,
        Direction::Unchanged => 0.0,
        Direction::Rose => -1.0,
    }
}

impl Key {
    fn width(self) -> f64 {
        match self {
            Key::PairLine { .. }
            | Key::Line(_)
            | Key::ArmLine { .. }
            | Key::Interval { .. }
            | Key::UpperLimit
            | Key::Estimate => 34.0,
            Key::Patch(_) => 22.0,
            Key::Band { .. } => 32.0,
            Key::Dot(_) | Key::Bar(_) | Key::Frame => 24.0,
            Key::Reading(_)
            | Key::Mean
            | Key::Left
            | Key::Square { .. }
            | Key::Arm(_)
            | Key::Point { .. }
            | Key::Triangle(_)
            | Key::Diamond(_) => 18.0,
            Key::SizedPoint { radius, .. } => 2.0 * radius + 6.0,
            Key::Quartiles => 20.0,
            Key::Gapped => 12.0,
            Key::Words { .. } => 0.0,
        }
    }

    fn style(self) -> TextStyle {
        if self == (Key::Words { bold: true }) { STRONG_TEXT } else { LABEL_TEXT }
    }

    fn draw(self, scene: &mut Scene, (x, y): Point) {
        match self {
            Key::PairLine { direction, ends } => {
                let rise = 4.5 * slope(direction);
                let line = [(x + 4.0, y - rise), (x + 24.0, y + rise)];
                scene.line(line, Stroke::new(marks::ink(direction), 1.75));
                if ends {
                    line.into_iter().for_each(|at| marks::reading(scene, at, direction, 3.75, 1.0));
                }
            }
            Key::Reading(direction) => marks::reading(scene, (x + 6.0, y), direction, 4.25, 1.0),
            Key::Dot(direction) => {
                let away = 3.75 * slope(direction);
                scene.line([(x, y + 7.5), (x + 15.0, y - 7.5)], Stroke::new(INK, 1.25));
                scene.disc((x + 7.5 + away, y + away), 3.75, marks::ink(direction));
            }
            Key::Bar(direction) => {
                let (upper, lower) = match direction {
                    Direction::Fell => (y - 5.0, y + 7.0),
                    Direction::Unchanged => (y - 2.5, y + 2.5),
                    Direction::Rose => (y - 7.0, y + 5.0),
                };
                let zero = y + 5.0 * -slope(direction);
                scene.rect((x + 3.0, upper), (x + 14.0, lower), marks::ink(direction));
                scene.line([(x, zero), (x + 17.0, zero)], Stroke::new(INK, 1.25));
            }
            Key::Point { ink, open } => marks::point(scene, (x + 6.0, y), ink, open, 4.25),
            Key::SizedPoint { ink, radius } => scene.disc((x + radius, y), radius, ink),
            Key::Arm(look) => look.mark(scene, (x + 6.0, y), 4.75, 1.0),
            Key::ArmLine { look, sign } => {
                scene.line([(x, y), (x + 27.0, y)], look.stroke(2.4));
                if sign {
                    look.mark(scene, (x + 13.5, y), 4.75, 1.0);
                }
            }
            Key::Quartiles => marks::quartiles(scene, x + 7.0, [y + 7.0, y + 1.0, y - 7.0], 11.0),
            Key::Gapped => marks::gapped(scene, x + 4.0, y + 9.0, y, y - 9.0),
            Key::Patch(ink) => scene.rect((x, y - 6.0), (x + 15.0, y + 6.0), ink),
            Key::Band { ink, edge } => {
                scene.rect((x, y - 6.0), (x + 25.0, y + 6.0), ink);
                [y - 6.0, y + 6.0].into_iter().for_each(|y| scene.line([(x, y), (x + 25.0, y)], edge));
            }
            Key::Square { filled } => marks::square(scene, (x + 6.0, y), 6.0, filled),
            Key::Frame => marks::frame(scene, (x + 1.0, y - 6.0), (x + 17.0, y + 6.0)),
            Key::Left => marks::left(scene, (x + 6.0, y), INK),
            Key::Mean => marks::mean(scene, (x + 6.0, y)),
            Key::Line(stroke) => scene.line([(x, y), (x + 27.0, y)], stroke),
            Key::Interval { inner } => {
                scene.line([(x, y), (x + 28.0, y)], Stroke::new(INK, 1.6));
                if inner {
                    scene.line([(x + 5.0, y), (x + 23.0, y)], Stroke::new(INK, 4.5));
                }
                scene.disc((x + 14.0, y), 5.0, INK);
            }
            Key::Estimate => {
                scene.line([(x, y), (x + 28.0, y)], Stroke::new(INK, 1.6));
                [x, x + 28.0]
                    .into_iter()
                    .for_each(|end| scene.line([(end, y - 4.0), (end, y + 4.0)], Stroke::new(INK, 1.6)));
                scene.rect((x + 9.5, y - 4.5), (x + 18.5, y + 4.5), INK);
            }
            Key::Triangle(ink) => marks::triangle(scene, (x + 6.0, y), 6.0, ink),
            Key::Diamond(ink) => marks::diamond(scene, (x + 6.0, y), 6.5, ink),
            Key::UpperLimit => marks::upper_limit(scene, (x, x + 26.0), y, INK),
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

/// Distance of columns of entries.
const BETWEEN_COLUMNS: f64 = 10.0;

/// Puts entries in as many equally wide columns as hold them, read from left to right. Gives the lower edge.
pub(crate) fn columns(scene: &mut Scene, entries: &[Entry], left: f64, right: f64, top: f64) -> f64 {
    let widest = entries.iter().map(|(key, text)| key.width() + width(text, key.style()) + 1.0).fold(1.0, f64::max);
    let wide = right - left + BETWEEN_COLUMNS;
    let many = ((wide / (widest + BETWEEN_COLUMNS)) as usize).clamp(1, entries.len().max(1));
    let step = wide / many as f64;
    let mut y = top;
    for side_by_side in entries.chunks(many) {
        let lower = side_by_side.iter().enumerate().map(|(at, entry)| {
            let x = left + at as f64 * step;
            row(scene, std::slice::from_ref(entry), x, x + step - BETWEEN_COLUMNS, y)
        });
        y = lower.fold(y, f64::max);
    }
    y
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

/// The group, if there is one (the charts of arms look alike otherwise), the number of participants, and each direction that occurs
/// with its sign and its count.
pub(crate) fn participants(pairs: &Pairs, key: impl Fn(Direction) -> Key) -> Vec<Entry> {
    let group = pairs.group.clone().map(|group| (Key::Words { bold: true }, group));
    let n = (Key::Words { bold: false }, format!("n = {}", count(pairs.n())));
    let seen = Direction::ALL.into_iter().filter(|direction| pairs.count(*direction) > 0);
    let directions = seen.map(|it| (key(it), format!("{} ({})", it.word(pairs.conditions), count(pairs.count(it)))));
    group.into_iter().chain([n]).chain(directions).collect()
}

/// The mean, where it is not the only participant.
pub(crate) fn mean(pairs: &Pairs) -> Option<Entry> {
    (pairs.n() > 1).then(|| (Key::Mean, "Mean".to_owned()))
}
