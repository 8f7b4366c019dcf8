//! What is claimed, as a band with its words over it.

use super::scale::Scale;
use super::scene::{Anchor, TextStyle};
use super::text::{width, wrap_to};
use super::theme::{GREEN, STRONG_TEXT};

/// What is claimed: a range with the words that stand over it.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimedRange {
    /// Lower end, in the unit of the chart; may be -inf.
    pub lower: f64,
    /// Upper end; may be inf.
    pub upper: f64,
    /// `claimed: 1.5 to 2 cm less`.
    pub label: String,
}

/// The words of a claimed range.
pub(crate) const CLAIM_TEXT: TextStyle = TextStyle { ink: GREEN, anchor: Anchor::Middle, ..STRONG_TEXT };

impl ClaimedRange {
    /// Whether it holds any number.
    pub(crate) fn is_sound(&self) -> bool {
        self.lower <= self.upper
    }

    /// ` Band: claimed: 1.5 to 2 cm less.` for captions.
    pub(crate) fn in_words(&self) -> String {
        if !self.is_sound() {
            return String::new();
        }
        let label = self.label.trim().trim_end_matches('.');
        if label.is_empty() { " Band: the claimed range.".to_owned() } else { format!(" Band: {label}.") }
    }

    /// The middle of its words, over the band as far as `from` and `to` let them, and the words in lines.
    pub(crate) fn over(&self, scale: &Scale, from: f64, to: f64) -> (f64, Vec<String>) {
        let lines = wrap_to(self.label.trim(), CLAIM_TEXT, to - from, 2);
        let half = lines.iter().map(|line| width(line, CLAIM_TEXT)).fold(0.0, f64::max) / 2.0;
        let middle = (scale.px(self.lower) + scale.px(self.upper)) / 2.0;
        (middle.min(to - half).max(from + half), lines)
    }

    /// The middle of words so many px to both sides of it, over the line of zero where the band leaves room, otherwise beside the band.
    pub(crate) fn beside(&self, scale: &Scale, half: f64) -> f64 {
        let zero = scale.px(0.0);
        match self {
            _ if self.upper < 0.0 => zero.max(scale.px(self.upper) + half + AIR),
            _ if self.lower > 0.0 => zero.min(scale.px(self.lower) - half - AIR),
            _ => zero,
        }
    }
}

/// Between the band and words beside it.
const AIR: f64 = 5.0;
