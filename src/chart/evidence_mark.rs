//! The mark of a result by the way it was found: its shape tells it apart in grey print as well.

use super::marks;
use super::scale::Scale;
use super::scene::{Dash, Ink, Point, Scene, Stroke};
use super::theme::{BLUE, DARK_VERMILLION, GREY, INK, SOFT_INK, WHITE};

/// How a result was found, and so what it can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EvidenceKind {
    /// The treated held against people, or sides, that were not treated: a filled square.
    Controlled,
    /// The treated before and after, without a control: a ring.
    BeforeAfter,
    /// The change of those who were not treated, or treated with a sham: a triangle.
    Untreated,
}

/// Half as wide as the mark of a result with an interval, of one without, and of all the weight.
pub(crate) const USUAL: f64 = 5.25;
const BARE: f64 = 4.0;
const HEAVIEST: f64 = 9.5;
/// Half as high as a diamond.
const DIAMOND: f64 = 9.0;

pub(crate) const DERIVED: Dash = Dash::Dashed;
pub(crate) const PREDICTION: Stroke = Stroke::new(SOFT_INK, 3.0);

impl EvidenceKind {
    pub(crate) fn ink(self) -> Ink {
        match self {
            EvidenceKind::Controlled => BLUE,
            EvidenceKind::BeforeAfter => DARK_VERMILLION,
            EvidenceKind::Untreated => GREY,
        }
    }

    /// `square`, for captions.
    pub(crate) fn shape(self) -> &'static str {
        match self {
            EvidenceKind::Controlled => "square",
            EvidenceKind::BeforeAfter => "ring",
            EvidenceKind::Untreated => "triangle",
        }
    }

    /// The mark, so many px to each side.
    pub(crate) fn mark(self, scene: &mut Scene, (x, y): Point, half: f64) {
        let ink = self.ink();
        match self {
            EvidenceKind::Controlled => {
                scene.rect((x - half - 1.0, y - half - 1.0), (x + half + 1.0, y + half + 1.0), WHITE);
                scene.rect((x - half, y - half), (x + half, y + half), ink);
            }
            EvidenceKind::BeforeAfter => {
                scene.disc((x, y), half, WHITE);
                scene.ring((x, y), half, Stroke::new(ink, 1.9));
            }
            EvidenceKind::Untreated => marks::triangle(scene, (x, y), half + 0.5, ink),
        }
    }

    /// The estimate with its interval; dashed where it was derived, smaller where there is none, larger with its share of all weights.
    pub(crate) fn found(
        self,
        scene: &mut Scene,
        scale: &Scale,
        y: f64,
        (value, ends): (f64, Option<(f64, f64)>),
        derived: bool,
        share: Option<f64>,
    ) {
        if let Some(ends) = ends {
            let dash = if derived { DERIVED } else { Dash::Solid };
            marks::interval_with(scene, scale, y, value, ends, Stroke::new(self.ink(), 1.6).dashed(dash));
        }
        let half = match share {
            // The area stands for the weight.
            Some(share) => (libm::sqrt(share.clamp(0.0, 1.0)) * HEAVIEST).max(3.0),
            None if ends.is_some() => USUAL,
            None => BARE,
        };
        self.mark(scene, (scale.px(value), y), half);
    }

    /// Several studies together, over the range where a new study is expected: a diamond as wide as the interval, or, where the axis does
    /// not show the whole interval, a short one on a line with arrows.
    pub(crate) fn combined(
        self,
        scene: &mut Scene,
        scale: &Scale,
        y: f64,
        (value, ends): (f64, Option<(f64, f64)>),
        prediction: Option<(f64, f64)>,
    ) {
        if let Some(prediction) = prediction {
            marks::interval_with(scene, scale, y, value, prediction, PREDICTION);
        }
        let x = scale.px(value);
        let is_seen = |ends: &(f64, f64)| scale.low <= ends.0 && ends.1 <= scale.high;
        let (left, right) = match ends {
            Some(ends) if is_seen(&ends) => (scale.px(ends.0).min(x - 3.0), scale.px(ends.1).max(x + 3.0)),
            _ => (x - DIAMOND, x + DIAMOND),
        };
        if let Some(ends) = ends.filter(|ends| !is_seen(ends)) {
            marks::interval(scene, scale, y, value, ends, INK);
        }
        let outline = [(left, y), (x, y - DIAMOND), (right, y), (x, y + DIAMOND), (left, y)];
        let (fill, edge) = if self == EvidenceKind::BeforeAfter { (WHITE, self.ink()) } else { (self.ink(), INK) };
        scene.area(outline, fill);
        scene.line(outline, Stroke::new(edge, 1.6));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scene::Mark;

    /// Widths of the areas drawn: of arrowheads and diamonds.
    fn widths(ends: Option<(f64, f64)>) -> Vec<f64> {
        let mut scene = Scene::default();
        let scale = Scale::new((-3.0, 1.0), (100.0, 300.0));
        EvidenceKind::Controlled.combined(&mut scene, &scale, 50.0, (-1.0, ends), None);
        let wide = |points: &[Point]| {
            let x = || points.iter().map(|point| point.0);
            x().fold(f64::MIN, f64::max) - x().fold(f64::MAX, f64::min)
        };
        let areas = scene.marks.iter().filter_map(|mark| match mark {
            Mark::Area { points, .. } => Some(wide(points)),
            _ => None,
        });
        areas.collect()
    }

    #[test]
    fn a_diamond_is_as_wide_as_its_interval_or_says_that_it_is_not() {
        assert_eq!(widths(Some((-2.0, 0.0))), [100.0]);
        assert_eq!(widths(Some((-9.0, 7.0))), [11.0, 11.0, 2.0 * DIAMOND], "two arrows and a short diamond");
        assert_eq!(widths(Some((-9.0, 0.0))), [11.0, 2.0 * DIAMOND]);
        assert_eq!(widths(None), [2.0 * DIAMOND]);
    }
}
