//! One line of a table of evidence: its words left and right of the plot, and what is drawn between them.

use super::evidence_mark::EvidenceKind;
use super::scene::{Anchor, Point, Scene, TextStyle};
use super::text::{line_height, wrap_to};
use super::theme::{LABEL_TEXT, STRONG_TEXT};

/// What stands in the plot.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Drawn {
    /// Nothing: the line is a heading, with the mark of what follows where that is all of a kind.
    Heading(Option<EvidenceKind>),
    /// Words instead of a number.
    Words(String),
    /// What one study found.
    Found { kind: EvidenceKind, value: f64, ends: Option<(f64, f64)>, derived: bool },
    /// What several studies found together, and where a new one is expected.
    Combined { kind: EvidenceKind, value: f64, ends: Option<(f64, f64)>, prediction: Option<(f64, f64)> },
    /// What lies between the line above and the line below.
    Between { from: f64, to: f64 },
}

/// A line before it has a place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    /// Paragraphs left of the plot.
    pub label: Vec<(String, TextStyle)>,
    /// Paragraphs right of it.
    pub numbers: Vec<(String, TextStyle)>,
    /// Its part of all weights, from 0 to 1.
    pub share: Option<f64>,
    pub drawn: Drawn,
}

/// Most lines of a paragraph; the whole of it is in the alternative text.
const MOST_LINES: usize = 4;
/// Room of a mark before a heading.
pub(crate) const MARK_ROOM: f64 = 19.0;

impl Line {
    pub fn heading(words: impl Into<String>, kind: Option<EvidenceKind>) -> Line {
        Line { label: vec![(words.into(), STRONG_TEXT)], numbers: Vec::new(), share: None, drawn: Drawn::Heading(kind) }
    }

    /// Words in place of lines.
    pub fn nothing(words: &str) -> Line {
        Line { label: Vec::new(), numbers: Vec::new(), share: None, drawn: Drawn::Words(words.to_owned()) }
    }

    /// How far its label is moved in.
    pub fn indent(&self) -> f64 {
        if matches!(self.drawn, Drawn::Heading(Some(_))) { MARK_ROOM } else { 0.0 }
    }

    /// The number that the axis shows in any case.
    pub fn value(&self) -> Option<f64> {
        match self.drawn {
            Drawn::Found { value, .. } | Drawn::Combined { value, .. } => Some(value),
            _ => None,
        }
    }

    /// Ends of its intervals.
    pub fn ends(&self) -> impl Iterator<Item = (f64, f64)> {
        let both = match self.drawn {
            Drawn::Found { ends, .. } => [ends, None],
            Drawn::Combined { ends, prediction, .. } => [ends, prediction],
            _ => [None, None],
        };
        both.into_iter().flatten()
    }
}

/// Paragraphs broken to so many px.
pub(crate) fn broken(paragraphs: &[(String, TextStyle)], room: f64) -> Vec<(String, TextStyle)> {
    let lines = paragraphs
        .iter()
        .flat_map(|(text, style)| wrap_to(text, *style, room, MOST_LINES).into_iter().map(|line| (line, *style)));
    lines.collect()
}

/// Writes lines downwards, the first baseline at `at`.
pub(crate) fn write(scene: &mut Scene, lines: &[(String, TextStyle)], at: Point, anchor: Anchor) {
    for (index, (line, style)) in lines.iter().enumerate() {
        let y = at.1 + index as f64 * line_height(LABEL_TEXT);
        scene.text((at.0, y), line.as_str(), style.anchored(anchor));
    }
}
