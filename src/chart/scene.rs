//! What a chart draws, before anybody draws it.

/// A colour with its opacity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Ink {
    pub rgb: (u8, u8, u8),
    pub opacity: f64,
}

impl Ink {
    /// An opaque colour.
    pub const fn solid(red: u8, green: u8, blue: u8) -> Ink {
        Ink { rgb: (red, green, blue), opacity: 1.0 }
    }

    /// The same colour, seen through.
    pub const fn at(self, opacity: f64) -> Ink {
        Ink { opacity, ..self }
    }
}

/// How a line is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dash {
    Solid,
    Dashed,
    Dotted,
}

/// A line's looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Stroke {
    pub ink: Ink,
    pub width: f64,
    pub dash: Dash,
}

impl Stroke {
    /// An unbroken line.
    pub const fn new(ink: Ink, width: f64) -> Stroke {
        Stroke { ink, width, dash: Dash::Solid }
    }

    /// The same line, broken.
    pub const fn dashed(self, dash: Dash) -> Stroke {
        Stroke { dash, ..self }
    }
}

/// Which end of a text its position is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// A text's looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct TextStyle {
    pub size: f64,
    pub bold: bool,
    pub ink: Ink,
    pub anchor: Anchor,
}

impl TextStyle {
    /// The same looks, held at another end.
    pub const fn anchored(self, anchor: Anchor) -> TextStyle {
        TextStyle { anchor, ..self }
    }
}

/// A point in px from the upper left corner.
pub(crate) type Point = (f64, f64);

/// One thing drawn.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Mark {
    Line { points: Vec<Point>, stroke: Stroke },
    Area { points: Vec<Point>, ink: Ink },
    Rect { from: Point, to: Point, ink: Ink },
    Disc { centre: Point, radius: f64, ink: Ink },
    Ring { centre: Point, radius: f64, stroke: Stroke },
    Text { at: Point, text: String, style: TextStyle },
}

/// Everything that a figure draws, from back to front.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    pub(crate) marks: Vec<Mark>,
}

impl Scene {
    pub(crate) fn line(&mut self, points: impl Into<Vec<Point>>, stroke: Stroke) {
        self.marks.push(Mark::Line { points: points.into(), stroke });
    }

    pub(crate) fn area(&mut self, points: impl Into<Vec<Point>>, ink: Ink) {
        self.marks.push(Mark::Area { points: points.into(), ink });
    }

    pub(crate) fn rect(&mut self, from: Point, to: Point, ink: Ink) {
        self.marks.push(Mark::Rect { from, to, ink });
    }

    pub(crate) fn disc(&mut self, centre: Point, radius: f64, ink: Ink) {
        self.marks.push(Mark::Disc { centre, radius, ink });
    }

    pub(crate) fn ring(&mut self, centre: Point, radius: f64, stroke: Stroke) {
        self.marks.push(Mark::Ring { centre, radius, stroke });
    }

    /// Writes a text whose baseline lies at `at`.
    pub(crate) fn text(&mut self, at: Point, text: impl Into<String>, style: TextStyle) {
        self.marks.push(Mark::Text { at, text: text.into(), style });
    }

    /// Writes lines of text downwards, the first baseline at `at`.
    pub(crate) fn lines_of_text(&mut self, at: Point, lines: &[String], style: TextStyle, line_height: f64) {
        for (index, line) in lines.iter().enumerate() {
            self.text((at.0, at.1 + index as f64 * line_height), line.as_str(), style);
        }
    }
}
