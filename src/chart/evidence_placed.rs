//! A line of a table of evidence in its place.

use super::evidence_line::{Drawn, Line, broken, write};
use super::evidence_mark::USUAL;
use super::evidence_text::DETAIL_TEXT;
use super::marks;
use super::scale::Scale;
use super::scene::{Anchor, Dash, Scene, Stroke, TextStyle};
use super::text::{line_height, width};
use super::theme::{CAP_HEIGHT, GREY, LABEL_TEXT, MARGIN, WHITE, WIDTH};
use crate::result::format::fixed;

/// Air above and below the words of a line.
const AIR: f64 = 5.0;

/// Where columns stand.
pub(crate) struct Columns {
    pub labels: f64,
    pub plot: (f64, f64),
    /// Right edge.
    pub weights: Option<f64>,
    pub numbers: f64,
}

/// A line with its broken words and its place.
pub(crate) struct Placed<'a> {
    pub line: &'a Line,
    label: Vec<(String, TextStyle)>,
    numbers: Vec<(String, TextStyle)>,
    /// Words in the plot.
    words: Vec<(String, TextStyle)>,
    middle: f64,
    pub height: f64,
}

impl<'a> Placed<'a> {
    /// A line whose upper edge is at `top`.
    pub fn new(line: &'a Line, columns: &Columns, top: f64) -> Placed<'a> {
        let label = broken(&line.label, columns.labels - line.indent());
        let numbers = broken(&line.numbers, columns.numbers);
        let words = match &line.drawn {
            Drawn::Words(words) => broken(&[(words.clone(), DETAIL_TEXT)], WIDTH - MARGIN - columns.plot.0 - 4.0),
            _ => Vec::new(),
        };
        let lines = label.len().max(numbers.len()).max(words.len()).max(1) as f64;
        let height = lines * line_height(LABEL_TEXT) + 2.0 * AIR;
        Placed { line, label, numbers, words, middle: top + height / 2.0, height }
    }

    pub fn top(&self) -> f64 {
        self.middle - self.height / 2.0
    }

    /// The first baseline of so many lines around the middle.
    fn first(&self, lines: usize) -> f64 {
        let step = line_height(LABEL_TEXT);
        self.middle - (lines.max(1) as f64 - 1.0) * step / 2.0 + LABEL_TEXT.size * CAP_HEIGHT / 2.0
    }

    pub fn draw(&self, scene: &mut Scene, columns: &Columns, scale: &Scale) {
        write(scene, &self.label, (MARGIN + self.line.indent(), self.first(self.label.len())), Anchor::Start);
        write(scene, &self.numbers, (WIDTH - MARGIN, self.first(self.numbers.len())), Anchor::End);
        if let (Some(edge), Some(share)) = (columns.weights, self.line.share) {
            let percent = format!("{}\u{a0}%", fixed(share * 100.0, 1));
            scene.text((edge, self.first(1)), percent, LABEL_TEXT.anchored(Anchor::End));
        }
        match &self.line.drawn {
            Drawn::Heading(kind) => {
                if let Some(kind) = kind {
                    let y = self.first(self.label.len()) - LABEL_TEXT.size * CAP_HEIGHT / 2.0;
                    kind.mark(scene, (MARGIN + 7.0, y), USUAL);
                }
            }
            Drawn::Words(_) => {
                let wide = self.words.iter().map(|(text, style)| width(text, *style)).fold(0.0, f64::max);
                let half = self.words.len() as f64 * line_height(LABEL_TEXT) / 2.0;
                let from = scale.start;
                scene.rect((from, self.middle - half), (from + wide + 8.0, self.middle + half), WHITE.at(0.85));
                write(scene, &self.words, (from + 4.0, self.first(self.words.len())), Anchor::Start);
            }
            Drawn::Found { kind, value, ends, derived } => {
                kind.found(scene, scale, self.middle, (*value, *ends), *derived, self.line.share);
            }
            Drawn::Combined { kind, value, ends, prediction } => {
                kind.combined(scene, scale, self.middle, (*value, *ends), *prediction);
            }
            Drawn::Between { .. } => {}
        }
    }
}

/// From the mark of the line above down to what lies between, along it, and down to the mark of the line below.
pub(crate) fn connections(scene: &mut Scene, scale: &Scale, placed: &[Placed<'_>]) {
    for around in placed.windows(3) {
        let [above, here, below] = around else { continue };
        let Drawn::Between { from, to } = here.line.drawn else { continue };
        let (from, to) = (scale.px(from), scale.px(to));
        let thread = Stroke::new(GREY, 1.3).dashed(Dash::Dotted);
        scene.line([(from, above.middle), (from, here.middle)], thread);
        scene.line([(to, here.middle), (to, below.middle)], thread);
        let along = to - from;
        let shaft = to - along.signum() * along.abs().min(7.0);
        scene.line([(from, here.middle), (shaft, here.middle)], Stroke::new(GREY, 4.5));
        marks::arrowhead(scene, (from, here.middle), (to, here.middle), along.abs().min(13.0), GREY);
    }
}
