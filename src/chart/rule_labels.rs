//! Lines across a plot with their words in the margin on the right.

use super::labels::stack;
use super::scale::Scale;
use super::scene::{Scene, Stroke, TextStyle};
use super::text::{line_height, wrap};
use super::theme::{CAP_HEIGHT, LABEL_TEXT, SOFT_INK, WHITE};

/// A line across the plot with its words.
pub(crate) struct Rule {
    pub value: f64,
    /// None where there are only words.
    pub stroke: Option<Stroke>,
    pub lines: Vec<(String, TextStyle)>,
}

/// From the plot to the words.
pub(crate) const LEADER: f64 = 22.0;
/// Between the words of two lines.
const GAP: f64 = 6.0;

impl Rule {
    /// A line with texts that are broken to so many px.
    pub fn new(value: f64, stroke: Option<Stroke>, texts: &[(String, TextStyle)], room: f64) -> Rule {
        let lines = texts.iter().flat_map(|(text, style)| wrap(text, *style, room).into_iter().map(|it| (it, *style)));
        Rule { value, stroke, lines: lines.collect() }
    }

    fn height(&self) -> f64 {
        self.lines.len() as f64 * line_height(LABEL_TEXT)
    }
}

/// Fewest px that the words of all lines take below each other.
pub(crate) fn tall(rules: &[Rule]) -> f64 {
    rules.iter().map(|rule| rule.height() + GAP).sum()
}

/// Draws the lines, and right of the plot their words, moved apart where they would overlap.
pub(crate) fn draw(scene: &mut Scene, rules: &[Rule], scale: &Scale, (left, right): (f64, f64)) {
    let blocks: Vec<(f64, f64)> = rules.iter().map(|rule| (scale.px(rule.value), rule.height())).collect();
    let tops = stack(&blocks, scale.end - GAP, scale.start + GAP, GAP);
    for (rule, top) in rules.iter().zip(tops) {
        let y = scale.px(rule.value);
        if let Some(stroke) = rule.stroke {
            scene.line([(left, y), (right, y)], Stroke::new(WHITE.at(0.8), stroke.width + 1.0));
            scene.line([(left, y), (right, y)], stroke);
        }
        let middle = top + rule.height() / 2.0;
        scene.line(
            [(right, y), (right + 5.0, y), (right + 13.0, middle), (right + 17.0, middle)],
            Stroke::new(SOFT_INK, 1.0),
        );
        let first = top + (line_height(LABEL_TEXT) + LABEL_TEXT.size * CAP_HEIGHT) / 2.0;
        for (index, (text, style)) in rule.lines.iter().enumerate() {
            scene.text((right + LEADER, first + index as f64 * line_height(LABEL_TEXT)), text.as_str(), *style);
        }
    }
}
