use super::Scene;
use super::scene::{Anchor, TextStyle};
use super::theme::{DARK_VERMILLION, MARGIN, STRONG_TEXT};

/// A chart, ready to be drawn, with the words that go with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Which kind of chart: `paired-lines`.
    pub id: &'static str,
    /// What it is, in a few words: `Waist girth before and after`.
    pub title: String,
    /// What is shown, of how many, in what unit, with what interval: the text under the chart.
    pub caption: String,
    /// What there is to be seen, in words and numbers, for a reader who does not see it.
    pub alt_text: String,
    /// Width in px (96 to the inch).
    pub width: f64,
    /// Height in px.
    pub height: f64,
    /// What is drawn.
    pub scene: Scene,
}

/// Height of the strip below a chart that says what its data are.
const STRIP: f64 = 18.0;

impl Figure {
    /// The same chart with words below it, in its title and in its alternative text that say what the data are, so that no copy of the
    /// picture goes without.
    #[must_use]
    pub fn stamped(mut self, words: &str) -> Figure {
        let style = TextStyle { ink: DARK_VERMILLION, anchor: Anchor::End, ..STRONG_TEXT };
        let at = (self.width - MARGIN, self.height + STRIP - 6.0);
        self.scene.text(at, words, style);
        self.height += STRIP;
        self.title = format!("{words}: {}", self.title);
        self.alt_text = format!("{words}. {}", self.alt_text);
        self
    }
}
