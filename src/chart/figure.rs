use super::Scene;

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
