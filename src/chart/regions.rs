//! What does not matter and what is claimed, as bands across a plot.

use super::legend::{Entry, Key};
use super::scale::Scale;
use super::scene::{Dash, Ink, Scene, Stroke};
use super::theme::{BAND, BLUE, GREEN};
use crate::data::Unit;
use crate::result::format::{ends, with_unit};

/// A margin and a claimed range; an infinite end leaves that side open.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Regions {
    pub margin: Option<(f64, f64)>,
    pub claimed: Option<(f64, f64)>,
}

const MARGIN_EDGE: Stroke = Stroke::new(BLUE, 1.3).dashed(Dash::Dashed);
const CLAIMED: Ink = GREEN.at(0.13);
const CLAIMED_EDGE: Stroke = Stroke::new(GREEN, 1.8).dashed(Dash::Dotted);

impl Regions {
    /// Name, bounds and looks of each.
    fn all(&self) -> impl Iterator<Item = (&'static str, (f64, f64), Ink, Stroke)> {
        let sound = |bounds: &(f64, f64)| bounds.0 <= bounds.1;
        let margin = self.margin.filter(sound).map(|bounds| ("Margin", bounds, BAND, MARGIN_EDGE));
        let claimed = self.claimed.filter(sound).map(|bounds| ("Claimed", bounds, CLAIMED, CLAIMED_EDGE));
        margin.into_iter().chain(claimed)
    }

    /// The bounds that an axis has to show.
    pub fn bounds(&self) -> impl Iterator<Item = f64> {
        self.all().flat_map(|region| [region.1.0, region.1.1]).filter(|bound| bound.is_finite())
    }

    /// Draws them over a plot with a vertical scale.
    pub fn draw(&self, scene: &mut Scene, scale: &Scale, (left, right): (f64, f64)) {
        for (_, (lower, upper), ink, _) in self.all() {
            scene.rect((left, scale.px(upper)), (right, scale.px(lower)), ink);
        }
        for (_, (lower, upper), _, edge) in self.all() {
            for bound in [lower, upper].into_iter().filter(|bound| bound.is_finite()) {
                scene.line([(left, scale.px(bound)), (right, scale.px(bound))], edge);
            }
        }
    }

    /// Draws them over a plot with a horizontal scale.
    pub fn draw_upright(&self, scene: &mut Scene, scale: &Scale, (top, bottom): (f64, f64)) {
        for (_, (lower, upper), ink, edge) in self.all() {
            scene.rect((scale.px(lower), top), (scale.px(upper), bottom), ink);
            for bound in [lower, upper].into_iter().filter(|bound| bound.is_finite()) {
                scene.line([(scale.px(bound), top), (scale.px(bound), bottom)], edge);
            }
        }
    }

    /// `Margin: −0.5 to 0.5 cm`.
    fn texts(&self, unit: Unit) -> impl Iterator<Item = (String, Ink, Stroke)> {
        self.all().map(move |(name, (lower, upper), ink, edge)| {
            let decimals = [lower, upper].into_iter().filter(|bound| bound.is_finite()).map(written_decimals);
            let text = if lower == upper {
                super::equivalence::margin_in_words((lower, upper), unit)
            } else {
                with_unit(&ends(lower, upper, decimals.max().unwrap_or(0)), unit)
            };
            (format!("{name}: {text}"), ink, edge)
        })
    }

    pub fn entries(&self, unit: Unit) -> Vec<Entry> {
        self.texts(unit).map(|(text, ink, edge)| (Key::Band { ink, edge }, text)).collect()
    }

    /// ` Margin: −0.5 to 0.5 cm.` for captions.
    pub fn in_words(&self, unit: Unit) -> String {
        self.texts(unit).map(|(text, ..)| format!(" {text}.")).collect()
    }
}

/// The decimals with which a number reads back that was written rather than measured, up to the rounding of a sum of steps.
pub(crate) fn written_decimals(value: f64) -> usize {
    let reads_back = |decimals: &usize| {
        let shift = libm::pow(10.0, *decimals as f64);
        (value - (value * shift).round() / shift).abs() <= 1e-9 * value.abs()
    };
    (0..=6).find(reads_back).unwrap_or(6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_named_with_their_bounds() {
        let regions = Regions { margin: Some((-0.5, 0.5)), claimed: Some((f64::NEG_INFINITY, -2.0)) };
        assert_eq!(regions.in_words(Unit::Cm), " Margin: −0.5 to 0.5 cm. Claimed: at most −2 cm.");
        assert_eq!([0.1 + 0.2, -2.0, 1.25, 0.0].map(written_decimals), [1, 0, 2, 0]);
        assert_eq!(regions.bounds().collect::<Vec<_>>(), [-0.5, 0.5, -2.0]);
        assert_eq!(Regions { margin: Some((1.0, -1.0)), claimed: None }.entries(Unit::Cm), []);
    }
}
