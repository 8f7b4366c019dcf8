//! Axes with round, legible numbers.

use super::scale::Scale;
use super::scene::{Anchor, Scene};
use super::text::{line_height, width, wrap};
use super::theme::{AXIS_LINE, CAP_HEIGHT, GRID_LINE, LABEL_TEXT, MARGIN, TICK_TEXT, WIDTH};
use super::ticks::ticks;
use crate::result::format::fixed;

/// Length of a tick mark and its distance to the number.
const TICK: f64 = 5.0;
const GAP: f64 = 4.0;

/// Numbers along an axis with their texts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Numbered {
    pub at: Vec<(f64, String)>,
}

impl Numbered {
    fn of(low: f64, high: f64, most: usize) -> Numbered {
        let found = ticks(low, high, most);
        Numbered { at: found.values.iter().map(|&value| (value, fixed(value, found.decimals))).collect() }
    }

    /// Numbers for a vertical axis of so many px.
    pub fn vertical(low: f64, high: f64, px: f64) -> Numbered {
        Numbered::of(low, high, ((px / 40.0) as usize).clamp(4, 9).min((px / 22.0) as usize))
    }

    /// Numbers for a horizontal axis of so many px: as many as fit side by side.
    pub fn horizontal(low: f64, high: f64, px: f64) -> Numbered {
        let fits = |numbers: &Numbered| {
            let widest = numbers.widest();
            let step = match &numbers.at[..] {
                [first, second, ..] => (second.0 - first.0) / (high - low) * px,
                _ => px,
            };
            widest + 14.0 <= step
        };
        let tried = (1..=8).rev().map(|most| Numbered::of(low, high, most));
        let mut last = None;
        for numbers in tried {
            if fits(&numbers) {
                return numbers;
            }
            last = Some(numbers);
        }
        last.map(|numbers| Numbered { at: numbers.at.into_iter().take(1).collect() })
            .unwrap_or(Numbered { at: Vec::new() })
    }

    /// Whole numbers for a vertical axis of counts up to `highest`.
    pub fn counts(highest: f64, px: f64) -> Numbered {
        let most = ((px / 40.0) as usize).clamp(1, 9);
        let tried = (1..=most).rev().map(|most| Numbered::of(0.0, highest, most));
        let mut whole = tried.filter(|numbers| numbers.at.iter().all(|(value, _)| *value == value.round()));
        whole.next().unwrap_or_else(|| Numbered { at: vec![(0.0, fixed(0.0, 0))] })
    }

    /// Width of the widest number.
    pub fn widest(&self) -> f64 {
        self.at.iter().map(|(_, text)| width(text, TICK_TEXT)).fold(0.0, f64::max)
    }

    /// Room that a vertical axis with these numbers takes beside the plot.
    pub fn room(&self) -> f64 {
        self.widest() + TICK + GAP
    }
}

/// A vertical axis at `x`, its numbers on the left or the right, with a grid to `grid_to` if given.
pub(crate) fn vertical(
    scene: &mut Scene,
    scale: &Scale,
    numbers: &Numbered,
    x: f64,
    on_left: bool,
    grid_to: Option<f64>,
) {
    let (side, anchor) = if on_left { (-1.0, Anchor::End) } else { (1.0, Anchor::Start) };
    if let Some(end) = grid_to {
        for (value, _) in &numbers.at {
            let y = scale.px(*value);
            scene.line([(x, y), (end, y)], GRID_LINE);
        }
    }
    scene.line([(x, scale.start), (x, scale.end)], AXIS_LINE);
    for (value, text) in &numbers.at {
        let y = scale.px(*value);
        scene.line([(x, y), (x + side * TICK, y)], AXIS_LINE);
        let baseline = y + TICK_TEXT.size * CAP_HEIGHT / 2.0;
        scene.text((x + side * (TICK + GAP), baseline), text.as_str(), TICK_TEXT.anchored(anchor));
    }
}

/// A horizontal axis at `y` with its numbers below; with a grid up to `grid_to` if given. Gives the lower edge of the numbers.
pub(crate) fn horizontal(
    scene: &mut Scene,
    scale: &Scale,
    numbers: &Numbered,
    y: f64,
    grid_to: Option<f64>,
    edge: f64,
) -> f64 {
    if let Some(end) = grid_to {
        for (value, _) in &numbers.at {
            let x = scale.px(*value);
            scene.line([(x, y), (x, end)], GRID_LINE);
        }
    }
    scene.line([(scale.start, y), (scale.end, y)], AXIS_LINE);
    let baseline = y + TICK + GAP + 1.0 + TICK_TEXT.size * CAP_HEIGHT;
    for (value, text) in &numbers.at {
        let x = scale.px(*value);
        scene.line([(x, y), (x, y + TICK)], AXIS_LINE);
        let half = width(text, TICK_TEXT) / 2.0;
        scene.text((x.clamp(half + 2.0, (edge - half - 2.0).max(half + 2.0)), baseline), text.as_str(), TICK_TEXT);
    }
    baseline + TICK_TEXT.size * 0.3
}

/// Writes what a vertical axis shows above it, over at most `limit` px, from `top` down. Gives the lower edge of the text.
pub(crate) fn heading(scene: &mut Scene, title: &str, x: f64, top: f64, limit: f64, anchor: Anchor) -> f64 {
    let lines = wrap(title, LABEL_TEXT, limit);
    let style = LABEL_TEXT.anchored(anchor);
    scene.lines_of_text((x, top + LABEL_TEXT.size), &lines, style, line_height(LABEL_TEXT));
    top + lines.len() as f64 * line_height(LABEL_TEXT)
}

/// Writes what a horizontal axis shows, centred below it. Gives the lower edge of the text.
pub(crate) fn title_below(scene: &mut Scene, title: &str, scale: &Scale, top: f64) -> f64 {
    let lines = wrap(title, LABEL_TEXT, (scale.end - scale.start).abs());
    let style = LABEL_TEXT.anchored(Anchor::Middle);
    scene.lines_of_text(
        ((scale.start + scale.end) / 2.0, top + LABEL_TEXT.size),
        &lines,
        style,
        line_height(LABEL_TEXT),
    );
    top + lines.len() as f64 * line_height(LABEL_TEXT)
}

/// The same of a narrow plot: a title wider than it stands centred below it as far as the picture goes.
pub(crate) fn wide_title_below(scene: &mut Scene, title: &str, scale: &Scale, top: f64) -> f64 {
    let middle = (scale.start + scale.end) / 2.0;
    let half = (middle - MARGIN).min(WIDTH - MARGIN - middle);
    title_below(scene, title, &Scale { start: middle - half, end: middle + half, ..*scale }, top)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_whole() {
        for highest in [1.04, 2.08, 2.5, 9.0, 24.96, 1400.0] {
            let numbers = Numbered::counts(highest, 250.0);
            assert!(!numbers.at.is_empty() && numbers.at.iter().all(|(value, _)| *value == value.round()), "{highest}");
        }
    }

    #[test]
    fn numbers_side_by_side_do_not_touch() {
        for (low, high) in [(0.0, 1.0), (1e9, 1e9 + 4.0), (-3.3, 8.1), (1e19, 2e19)] {
            let numbers = Numbered::horizontal(low, high, 250.0);
            assert!(!numbers.at.is_empty());
            for pair in numbers.at.windows(2) {
                assert!((pair[1].0 - pair[0].0) / (high - low) * 250.0 > numbers.widest());
            }
        }
    }
}
