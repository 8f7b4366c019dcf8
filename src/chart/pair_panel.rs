//! Readings before and after side by side, one line for each participant: what paired lines and the estimation plot share.

use super::detectable_band::DetectableBand;
use super::kde::density;
use super::legend::{self, Entry, Key};
use super::marks;
use super::pairs::{Pair, Pairs};
use super::scale::{Scale, grain};
use super::scene::{Anchor, Dash, Scene, Stroke};
use super::text::{line_height, wrap};
use super::theme::{CAP_HEIGHT, GREY, LABEL_TEXT, LIGHT_GREY, SOFT_INK, STRONG_TEXT};
use super::violin::HalfViolin;
use crate::result::format::as_heading;

/// Most participants of whom each is drawn.
const MOST_LINES: usize = 250;
/// How many lines stand for more than that.
const SAMPLED_LINES: usize = 150;

/// Readings at two places along x, on one vertical scale.
pub(crate) struct PairPanel<'a> {
    pub pairs: &'a Pairs,
    pub scale: Scale,
    pub before_x: f64,
    pub after_x: f64,
    /// Room for a density on the outer side of each place.
    pub violin: f64,
    /// Decimals of means.
    pub decimals: usize,
    /// Changes that measuring error alone explains, whose lines are grey and dotted.
    pub band: Option<&'a DetectableBand>,
}

/// The line of a participant whose change measuring error alone explains.
const WITHIN: Stroke = Stroke::new(GREY, 1.2).dashed(Dash::Dotted);

/// Are there too many participants for a line each?
pub(crate) fn is_dense(pairs: &Pairs) -> bool {
    pairs.n() > MOST_LINES
}

/// Every k-th participant in the order of change, then of the reading before: each kind of change is represented by its share.
pub(crate) fn systematic_sample(pairs: &Pairs) -> Vec<&Pair> {
    let every = pairs.n().div_ceil(SAMPLED_LINES).max(1);
    let mut rows: Vec<&Pair> = pairs.rows.iter().collect();
    rows.sort_by(|left, right| left.change.total_cmp(&right.change).then(left.before.total_cmp(&right.before)));
    let mut sample: Vec<&Pair> = rows.into_iter().skip(every / 2).step_by(every).collect();
    // Drawn from the highest first reading down, so that no direction covers the other.
    sample.sort_by(|left, right| right.before.total_cmp(&left.before).then(right.after.total_cmp(&left.after)));
    sample
}

/// What the caption says about the lines.
pub(crate) fn lines_in_words(pairs: &Pairs) -> String {
    if is_dense(pairs) {
        let shown = systematic_sample(pairs).len();
        format!(
            "The grey shapes are the densities of all {} readings before and after; of the lines, {shown} are shown, chosen at \
             equal steps along the sorted changes.",
            crate::result::format::count(pairs.n())
        )
    } else {
        "Each line is one participant.".to_owned()
    }
}

/// Are the ends of lines drawn?
fn has_ends(pairs: &Pairs) -> bool {
    pairs.n() <= 120
}

/// What the signs of a panel mean.
pub(crate) fn panel_legend(pairs: &Pairs) -> Vec<Entry> {
    let ends = has_ends(pairs);
    let participants = legend::participants(pairs, |direction| Key::PairLine { direction, ends });
    participants.into_iter().chain(legend::mean(pairs)).collect()
}

/// What the grey dotted lines mean.
pub(crate) fn within_entry(pairs: &Pairs, band: &DetectableBand) -> Entry {
    (Key::Line(WITHIN), as_heading(&band.name(pairs.unit)))
}

impl PairPanel<'_> {
    /// Draws all but the axis: lines, ends, densities, means and what stands below them. Gives the lower edge.
    pub fn draw(&self, scene: &mut Scene) -> f64 {
        if is_dense(self.pairs) {
            self.densities(scene);
            for pair in systematic_sample(self.pairs) {
                self.line(scene, pair, 1.0, 0.5);
            }
        } else {
            self.lines(scene);
        }
        let y = |value| self.scale.px(value);
        if self.pairs.n() == 1 {
            // The one participant is the mean.
            return self.names(scene);
        }
        let means = [(self.before_x, y(self.pairs.mean_before)), (self.after_x, y(self.pairs.mean_after))];
        marks::bold_line(scene, &means, 3.25);
        means.into_iter().for_each(|at| marks::mean(scene, at));
        self.names(scene)
    }

    /// Whether measuring error alone explains the change.
    fn is_within(&self, pair: &Pair) -> bool {
        self.band.is_some_and(|band| band.holds(pair))
    }

    fn line(&self, scene: &mut Scene, pair: &Pair, width: f64, opacity: f64) {
        let ends = [(self.before_x, self.scale.px(pair.before)), (self.after_x, self.scale.px(pair.after))];
        let stroke = match self.is_within(pair) {
            true => Stroke { ink: WITHIN.ink.at(opacity), ..WITHIN },
            false => Stroke::new(marks::ink(pair.direction).at(opacity), width),
        };
        scene.line(ends, stroke);
    }

    fn lines(&self, scene: &mut Scene) {
        let n = self.pairs.n() as f64;
        let fade = if n <= 60.0 { 1.0 } else { 60.0 / n };
        let opacity = (0.85 * libm::sqrt(fade)).max(0.3);
        let width = if n <= 60.0 { 1.5 } else { 1.15 };
        let radius = if n <= 20.0 { 4.0 } else { 3.25 };
        for pair in &self.pairs.rows {
            self.line(scene, pair, width, opacity);
        }
        if has_ends(self.pairs) {
            for pair in &self.pairs.rows {
                let strength = if self.is_within(pair) { 0.4 } else { opacity.max(0.7) };
                for (x, value) in [(self.before_x, pair.before), (self.after_x, pair.after)] {
                    marks::reading(scene, (x, self.scale.px(value)), pair.direction, radius, strength);
                }
            }
        }
    }

    fn densities(&self, scene: &mut Scene) {
        let before: Vec<f64> = self.pairs.rows.iter().map(|pair| pair.before).collect();
        let after: Vec<f64> = self.pairs.rows.iter().map(|pair| pair.after).collect();
        for (values, base, reach) in [(before, self.before_x, -self.violin), (after, self.after_x, self.violin)] {
            let density = density(&values, grain(self.pairs.decimals));
            let outline = Some(Stroke::new(SOFT_INK, 1.0));
            let shape = HalfViolin { density: &density, scale: &self.scale, base, reach, ink: LIGHT_GREY, outline };
            let low = values.iter().copied().fold(f64::INFINITY, f64::min);
            let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            shape.draw(scene, low, high);
        }
    }

    fn names(&self, scene: &mut Scene) -> f64 {
        let first = self.scale.start + 14.0 + STRONG_TEXT.size * CAP_HEIGHT;
        let second = first + line_height(STRONG_TEXT);
        let columns = [
            (as_heading(&self.pairs.first), self.before_x, self.pairs.mean_before),
            (as_heading(&self.pairs.second), self.after_x, self.pairs.mean_after),
        ];
        let room = (self.after_x - self.before_x - 10.0).min(2.0 * self.before_x - 8.0);
        let mut lowest = second;
        for (name, x, mean) in columns {
            scene.text((x, first), name, STRONG_TEXT.anchored(Anchor::Middle));
            let mean = format!("mean {}", self.pairs.number(mean, self.decimals));
            let lines = wrap(&mean, LABEL_TEXT, room);
            scene.lines_of_text((x, second), &lines, LABEL_TEXT.anchored(Anchor::Middle), line_height(LABEL_TEXT));
            lowest = lowest.max(second + (lines.len() as f64 - 1.0) * line_height(LABEL_TEXT));
        }
        lowest + LABEL_TEXT.size * 0.35
    }
}
