//! Published results below each other on one axis, between their words and their numbers, over the claimed range.

use super::axis::{Numbered, horizontal, wide_title_below};
use super::claimed_range::{CLAIM_TEXT, ClaimedRange};
use super::evidence_line::{Drawn, Line};
use super::evidence_mark::{DERIVED, PREDICTION};
use super::evidence_placed::{Columns, Placed, connections};
use super::legend::{self, Entry, Key};
use super::regions::Regions;
use super::scale::{Scale, limits_with_ends};
use super::scene::{Anchor, Scene, Stroke, TextStyle};
use super::text::{line_height, width, wrap, wrap_to};
use super::theme::{GRID_LINE, INK, LABEL_TEXT, LIGHT_GREY, MARGIN, SOFT_INK, STRONG_TEXT, WIDTH};

/// Lines with what they share.
#[derive(Clone, Debug)]
pub(crate) struct EvidencePanel<'a> {
    pub lines: &'a [Line],
    /// What stands over the labels and over the numbers.
    pub heads: (&'a str, String),
    /// What the axis shows.
    pub axis: String,
    pub claimed: Option<&'a ClaimedRange>,
    /// What zero means: `no change`.
    pub zero: &'a str,
    /// What lies below and above zero: `less with treatment`.
    pub sides: (&'a str, &'a str),
}

/// Widest columns of labels and of numbers.
const LABELS: f64 = 208.0;
const NUMBERS: f64 = 118.0;
const GUTTER: f64 = 14.0;
/// What is left between two words side by side.
const BETWEEN: f64 = 12.0;
const ZERO: Stroke = Stroke::new(INK, 1.2);
const ZERO_TEXT: TextStyle = TextStyle { ink: SOFT_INK, ..LABEL_TEXT };

impl EvidencePanel<'_> {
    /// Draws the panel; gives its lower edge.
    pub fn draw(&self, scene: &mut Scene, top: f64) -> f64 {
        let columns = self.columns();
        let (low, high) = self.limits();
        let scale = Scale::new((low, high), columns.plot);
        let numbers = Numbered::horizontal(low, high, columns.plot.1 - columns.plot.0);
        let (band, top) = self.heads(scene, &columns, &scale, top);
        let (placed, bottom) = self.placed(&columns, top);
        self.ground(scene, &scale, &numbers, (band, top, bottom));
        connections(scene, &scale, &placed);
        for (index, line) in placed.iter().enumerate() {
            if index > 0 && matches!(line.line.drawn, Drawn::Heading(_)) {
                let y = line.top();
                scene.line([(MARGIN, y), (WIDTH - MARGIN, y)], Stroke::new(LIGHT_GREY, 1.0));
            }
            line.draw(scene, &columns, &scale);
        }
        let edge = horizontal(scene, &scale, &numbers, bottom, None, WIDTH);
        let edge = self.directions(scene, scale.px(0.0), edge + 2.0);
        let edge = wide_title_below(scene, &self.axis, &scale, edge + 2.0);
        legend::row(scene, &self.key(), MARGIN, WIDTH - MARGIN, edge + 4.0)
    }

    /// The signs that do not explain themselves.
    fn key(&self) -> Vec<Entry> {
        let any = |is: fn(&Drawn) -> bool| self.lines.iter().any(|line| is(&line.drawn));
        let derived = any(|drawn| matches!(drawn, Drawn::Found { derived: true, ends: Some(_), .. })).then(|| {
            let dashed = Stroke::new(INK, 1.6).dashed(DERIVED);
            (Key::Line(dashed), "Interval worked out from a p-value or a bound".to_owned())
        });
        let prediction = any(|drawn| matches!(drawn, Drawn::Combined { prediction: Some(_), .. }))
            .then(|| (Key::Line(PREDICTION), "Where a new study is expected".to_owned()));
        derived.into_iter().chain(prediction).collect()
    }

    fn columns(&self) -> Columns {
        let widest = |paragraphs: &mut dyn Iterator<Item = &(String, TextStyle)>| {
            paragraphs.fold(0.0, |most: f64, (text, style)| most.max(width(text, *style) + 1.0))
        };
        let weighted = self.lines.iter().any(|line| line.share.is_some());
        let most = if weighted { LABELS - 26.0 } else { LABELS };
        let labels = widest(&mut self.lines.iter().flat_map(|line| &line.label)).clamp(90.0, most);
        let numbers = widest(&mut self.lines.iter().flat_map(|line| &line.numbers)).clamp(80.0, NUMBERS);
        let mut right = WIDTH - MARGIN - numbers - GUTTER;
        let weights = weighted.then(|| {
            let edge = right;
            right -= width("Weight", STRONG_TEXT) + GUTTER;
            edge
        });
        Columns { labels, plot: (MARGIN + labels + GUTTER, right), weights, numbers }
    }

    /// The range of the axis.
    fn limits(&self) -> (f64, f64) {
        let claimed = self.region().bounds().collect::<Vec<f64>>();
        let values = self.lines.iter().filter_map(Line::value);
        let core: Vec<f64> = values.chain(claimed).chain([0.0]).collect();
        limits_with_ends(&core, self.lines.iter().flat_map(Line::ends).flat_map(|ends| [ends.0, ends.1]), 0.08)
    }

    fn claimed(&self) -> Option<&ClaimedRange> {
        self.claimed.filter(|claimed| claimed.is_sound())
    }

    fn region(&self) -> Regions {
        Regions { margin: None, claimed: self.claimed.map(|claimed| (claimed.lower, claimed.upper)) }
    }

    /// Words over the columns, over the claimed range and over the line of zero. Gives where the band and where the lines begin.
    fn heads(&self, scene: &mut Scene, columns: &Columns, scale: &Scale, top: f64) -> (f64, f64) {
        let step = line_height(STRONG_TEXT);
        let left = wrap_to(self.heads.0, STRONG_TEXT, columns.labels, 2);
        let right = wrap(&self.heads.1, STRONG_TEXT, columns.numbers);
        let room = (MARGIN, WIDTH - MARGIN - columns.numbers - GUTTER);
        let (claim, claim_lines) = self.claimed().map(|it| it.over(scale, room.0, room.1)).unwrap_or_default();
        let lines = (claim_lines.len() + 1).max(left.len()).max(right.len()) as f64;
        let last = top + (lines - 1.0) * step + STRONG_TEXT.size;
        let first = |many: usize| last - (many.max(1) as f64 - 1.0) * step;
        scene.lines_of_text((MARGIN, first(left.len())), &left, STRONG_TEXT, step);
        let end = STRONG_TEXT.anchored(Anchor::End);
        scene.lines_of_text((WIDTH - MARGIN, first(right.len())), &right, end, step);
        if let Some(edge) = columns.weights {
            scene.text((edge, last), "Weight", end);
        }
        scene.text((self.zero_label(columns, scale), last), self.zero, ZERO_TEXT.anchored(Anchor::Middle));
        scene.lines_of_text((claim, last - claim_lines.len() as f64 * step), &claim_lines, CLAIM_TEXT, step);
        let band = last - STRONG_TEXT.size + 0.5;
        let rule = last + 7.0;
        scene.line([(MARGIN, rule), (WIDTH - MARGIN, rule)], Stroke::new(SOFT_INK, 1.2));
        (band, rule)
    }

    /// Where the word of zero stands: over its line, but beside the claimed range and between the columns.
    fn zero_label(&self, columns: &Columns, scale: &Scale) -> f64 {
        let half = width(self.zero, ZERO_TEXT) / 2.0;
        let wanted = self.claimed().map_or(scale.px(0.0), |claimed| claimed.beside(scale, half));
        wanted.min(columns.plot.1 + GUTTER - 4.0 - half).max(columns.plot.0 - 4.0 + half)
    }

    fn placed(&self, columns: &Columns, top: f64) -> (Vec<Placed<'_>>, f64) {
        let mut y = top + 3.0;
        let mut placed = Vec::with_capacity(self.lines.len());
        for line in self.lines {
            let next = Placed::new(line, columns, y);
            y += next.height;
            placed.push(next);
        }
        (placed, y + 4.0)
    }

    /// Claimed range, grid and the line of zero.
    fn ground(&self, scene: &mut Scene, scale: &Scale, numbers: &Numbered, (band, top, bottom): (f64, f64, f64)) {
        self.region().draw_upright(scene, scale, (band, bottom));
        for (value, _) in &numbers.at {
            scene.line([(scale.px(*value), top), (scale.px(*value), bottom)], GRID_LINE);
        }
        scene.line([(scale.px(0.0), top), (scale.px(0.0), bottom)], ZERO);
    }

    /// Words to both sides of zero, below the axis. Gives their lower edge.
    fn directions(&self, scene: &mut Scene, zero: f64, top: f64) -> f64 {
        let (less, more) = (self.sides.0.trim(), self.sides.1.trim());
        let pointed = |words: &str, arrow: String, room| {
            if words.is_empty() { Vec::new() } else { wrap(&arrow, ZERO_TEXT, room) }
        };
        let less = pointed(less, format!("←\u{a0}{less}"), zero - BETWEEN - MARGIN);
        let more = pointed(more, format!("{more}\u{a0}→"), WIDTH - MARGIN - zero - BETWEEN);
        let step = line_height(ZERO_TEXT);
        let first = top + ZERO_TEXT.size;
        scene.lines_of_text((zero - BETWEEN, first), &less, ZERO_TEXT.anchored(Anchor::End), step);
        scene.lines_of_text((zero + BETWEEN, first), &more, ZERO_TEXT, step);
        top + less.len().max(more.len()) as f64 * step
    }
}
