//! The comparison of changes and the analysis of covariance side by side, with what makes them differ (Lord 1967).

use super::effect_rows::{EffectPanel, EffectRow};
use super::equivalence::margin_in_words;
use super::figure::Figure;
use super::legend::{self, Entry, Key};
use super::scene::{Scene, Stroke};
use super::theme::{BAND, INK, MARGIN, WIDTH};
use crate::data::Unit;
use crate::result::Estimate;
use crate::result::format::{as_heading, in_sentence, named, with_unit};

/// The three differences between two arms, treated - control.
#[derive(Clone, Debug, PartialEq)]
pub struct Lord {
    /// What was measured: `Waist girth`.
    pub label: String,
    /// Which minus which: `CBT − control`.
    pub comparison: String,
    /// The unit of all three.
    pub unit: Unit,
    /// Decimals of the readings.
    pub decimals: u8,
    /// The difference of the mean first readings.
    pub baseline: Option<Estimate>,
    /// The difference of the mean changes.
    pub change: Option<Estimate>,
    /// The difference adjusted for the first reading.
    pub ancova: Option<Estimate>,
    /// Lower and upper bound of what does not matter.
    pub margin: Option<(f64, f64)>,
}

/// Above, how far apart the arms were at baseline; below, the difference in change and the difference adjusted for the baseline, on one
/// axis: the two differ by (slope - 1) times the difference at baseline.
pub fn lord(input: &Lord) -> Figure {
    let baseline = [EffectRow::single("Before", input.baseline.clone())];
    let after = [
        EffectRow::single("Change scores", input.change.clone()),
        EffectRow::single("Adjusted for baseline", input.ancova.clone()),
    ];
    let axis = |words: &str| named(words, input.unit);
    let upper = EffectPanel {
        rows: &baseline,
        beside: &after,
        head: "At baseline",
        axis: axis("Difference at baseline"),
        margin: None,
        reference: None,
        decimals: input.decimals,
    };
    let lower = EffectPanel {
        rows: &after,
        beside: &baseline,
        head: "Effect",
        axis: axis("Difference in change"),
        margin: input.margin,
        reference: None,
        decimals: input.decimals,
    };
    let mut scene = Scene::default();
    let top = legend::row(&mut scene, &entries(input), MARGIN, WIDTH - MARGIN, MARGIN - 4.0) + 10.0;
    let top = upper.draw(&mut scene, top) + 14.0;
    let height = (lower.draw(&mut scene, top) + MARGIN).ceil();
    let (title, caption, alt_text) = words(input, [&upper, &lower]);
    Figure { id: "lord", title, caption, alt_text, width: WIDTH, height, scene }
}

fn entries(input: &Lord) -> Vec<Entry> {
    let comparison = (Key::Words { bold: true }, input.comparison.trim().to_owned());
    let zero = (Key::Line(Stroke::new(INK, 1.2)), "No difference".to_owned());
    let margin =
        input.margin.map(|margin| (Key::Patch(BAND), format!("Margin {}", margin_in_words(margin, input.unit))));
    [comparison, zero].into_iter().chain(margin).collect()
}

fn words(input: &Lord, panels: [&EffectPanel<'_>; 2]) -> (String, String, String) {
    let (label, comparison) = (as_heading(input.label.trim()), input.comparison.trim());
    let title = format!("{label}: change scores and analysis of covariance");
    let caption = format!(
        "{}, {comparison}. Above: the difference at baseline. Below: the difference of the mean changes, and the difference adjusted for \
         the baseline by analysis of covariance, with intervals. The two differ by (slope − 1) × the difference at baseline; they agree in \
         expectation where people were allocated at random, and answer different questions where they were not.",
        named(&label, input.unit),
    );
    let line = |panel: &EffectPanel<'_>, row: &EffectRow, name: &str| {
        let text = panel.estimate_text(row);
        format!("{name}: {}.", if row.estimate.is_some() { with_unit(&text, input.unit) } else { text })
    };
    let [upper, lower] = panels;
    let names = ["Difference of mean changes", "Difference adjusted for baseline"];
    let lines = upper.rows.iter().map(|row| line(upper, row, "Difference at baseline"));
    let lines = lines.chain(lower.rows.iter().zip(names).map(|(row, name)| line(lower, row, name)));
    let alt_text = format!(
        "Change scores and analysis of covariance of {}, {comparison}. {}",
        in_sentence(&label),
        lines.collect::<Vec<_>>().join(" ")
    );
    (title, caption, alt_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, difference};

    #[test]
    fn the_three_differences_are_drawn() {
        let input = Lord {
            label: "Waist girth".into(),
            comparison: "CBT − control".into(),
            unit: Unit::Cm,
            decimals: 1,
            baseline: Some(difference(4.2, 2.2)),
            change: Some(difference(-1.9, 0.8)),
            ancova: Some(difference(-1.2, 0.7)),
            margin: Some((-0.5, 0.5)),
        };
        let figure = lord(&input);
        check(&figure);
        assert!(
            figure.alt_text.contains("Difference adjusted for baseline: −1.20 (−1.90 to −0.50) cm."),
            "{}",
            figure.alt_text
        );
        let long = "a treatment & <script> with a Donaudampfschifffahrtsgesellschaftskapitänswitwenrente ".repeat(6);
        check(&lord(&Lord {
            comparison: long.clone(),
            label: long,
            baseline: None,
            change: None,
            ancova: None,
            margin: None,
            ..input.clone()
        }));
        check(&lord(&Lord { baseline: Some(difference(1e9, 0.0)), ..input }));
    }
}
