//! Half a violin beside a vertical line.

use super::kde::Density;
use super::scale::Scale;
use super::scene::{Ink, Scene, Stroke};

/// A half-violin: where it stands and how it looks.
pub(crate) struct HalfViolin<'a> {
    pub density: &'a Density,
    pub scale: &'a Scale,
    /// px of its straight side.
    pub base: f64,
    /// Its widest, in px; negative to the left.
    pub reach: f64,
    pub ink: Ink,
    pub outline: Option<Stroke>,
}

impl HalfViolin<'_> {
    /// Draws the part of it between two values.
    pub fn draw(&self, scene: &mut Scene, from: f64, to: f64) {
        let inside = self.density.points.iter().filter(|point| point.0 >= from && point.0 <= to);
        let edge: Vec<_> =
            inside.map(|&(value, height)| (self.base + height * self.reach, self.scale.px(value))).collect();
        let (Some(first), Some(last)) = (edge.first(), edge.last()) else { return };
        let (bottom, top) = ((self.base, first.1), (self.base, last.1));
        let around: Vec<_> = [bottom].into_iter().chain(edge.iter().copied()).chain([top]).collect();
        scene.area(around, self.ink);
        if let Some(stroke) = self.outline {
            scene.line(edge, stroke);
        }
    }
}
