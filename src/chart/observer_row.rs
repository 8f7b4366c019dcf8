//! The readings of one observer in a chart of several.

use super::marks;
use super::scale::Scale;
use super::scene::{Anchor, Ink, Scene};
use super::swarm::swarm;
use super::text::width;
use super::theme::{BLUE, CAP_HEIGHT, DARK_VERMILLION, INK, LABEL_TEXT, WHITE};
use crate::result::Estimate;
use crate::result::format::{count, signed};

/// One reading beside those of the others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ObserverDeviation {
    /// The reading minus the person's mean of all observers.
    pub value: f64,
    /// Whether it was flagged as a gross error.
    pub gross: bool,
}

/// One observer.
#[derive(Clone, Debug, PartialEq)]
pub struct ObserverRow {
    /// Who: `Observer A`.
    pub label: String,
    /// The observer's readings.
    pub deviations: Vec<ObserverDeviation>,
    /// Their mean; absent where the data give none.
    pub mean: Option<Estimate>,
    /// The typical error of the observer's repeated readings; absent where nothing was read twice.
    pub tem: Option<Estimate>,
}

pub(crate) const POINTS: Ink = BLUE.at(0.5);
/// An arrow to a reading beyond the axis.
const ARROW: f64 = 11.0;

/// Height of the middle of the readings in a row, above the mean.
pub(crate) fn swarm_middle((top, bottom): (f64, f64)) -> f64 {
    (top + bottom - 14.0) / 2.0
}

/// Readings of one observer beyond one end of the axis.
pub(crate) struct Beyond {
    pub text: String,
    pub above: bool,
}

impl ObserverRow {
    pub(crate) fn name(&self) -> &str {
        self.label.trim()
    }

    /// The readings that are numbers.
    pub(crate) fn found(&self) -> impl Iterator<Item = &ObserverDeviation> {
        self.deviations.iter().filter(|one| one.value.is_finite())
    }

    /// What lies beyond the ends of the axis: one value, or how many and the farthest.
    pub(crate) fn beyond(&self, (low, high): (f64, f64), decimals: u8) -> Vec<Beyond> {
        let side = |above: bool| {
            let is_beyond = |one: &&ObserverDeviation| if above { one.value > high } else { one.value < low };
            let values: Vec<f64> = self.found().filter(is_beyond).map(|one| one.value).collect();
            let farthest = values.iter().copied().max_by(|one, other| one.abs().total_cmp(&other.abs()))?;
            let value = signed(farthest, usize::from(decimals));
            let text = if values.len() == 1 { value } else { format!("{}, to {value}", count(values.len())) };
            Some(Beyond { text, above })
        };
        [side(false), side(true)].into_iter().flatten().collect()
    }

    /// Draws the readings as a swarm, and below it the mean with its interval, so that neither hides the other.
    pub(crate) fn draw(&self, scene: &mut Scene, scale: &Scale, (top, bottom): (f64, f64)) {
        let middle = swarm_middle((top, bottom));
        let inside: Vec<&ObserverDeviation> =
            self.found().filter(|one| (scale.low..=scale.high).contains(&one.value)).collect();
        let across: Vec<f64> = inside.iter().map(|one| scale.px(one.value)).collect();
        let radius = if inside.len() > 150 { 2.25 } else { 3.0 };
        let aside = swarm(&across, radius, middle - top - radius - 2.0);
        for ((one, x), aside) in inside.iter().zip(&across).zip(&aside) {
            if !one.gross {
                scene.disc((*x, middle + aside), radius, POINTS);
            }
        }
        for ((_, x), aside) in inside.iter().zip(&across).zip(&aside).filter(|((one, _), _)| one.gross) {
            marks::triangle(scene, (*x, middle + aside), 6.0, DARK_VERMILLION);
        }
        let Some(mean) = self.mean.as_ref().filter(|mean| mean.value.is_finite()) else { return };
        let (x, y) = (scale.px(mean.value), bottom - 9.0);
        if let Some(interval) = &mean.interval {
            marks::interval(scene, scale, y, mean.value, (interval.lower, interval.upper), INK);
        }
        scene.rect((x - 4.5, y - 4.5), (x + 4.5, y + 4.5), INK);
    }
}

impl Beyond {
    /// Px that it takes at its end of the row.
    pub fn room(&self) -> f64 {
        width(&self.text, LABEL_TEXT) + ARROW + 10.0
    }

    /// Draws it at its end of the row, on white.
    pub fn draw(&self, scene: &mut Scene, (left, right): (f64, f64), middle: f64) {
        let (tip, inwards, anchor) = if self.above { (right, -1.0, Anchor::End) } else { (left, 1.0, Anchor::Start) };
        let end = tip + inwards * self.room();
        scene.rect((tip.min(end), middle - 9.0), (tip.max(end), middle + 9.0), WHITE);
        marks::arrowhead(scene, (tip + inwards * 20.0, middle), (tip, middle), ARROW, DARK_VERMILLION);
        let baseline = middle + LABEL_TEXT.size * CAP_HEIGHT / 2.0;
        scene.text((tip + inwards * (ARROW + 4.0), baseline), self.text.as_str(), LABEL_TEXT.anchored(anchor));
    }
}
