//! Each participant's way from before to after.

use super::axis::{Numbered, heading, vertical};
use super::detectable_band::{self, DetectableBand};
use super::figure::Figure;
use super::legend;
use super::marks;
use super::pair_panel::{PairPanel, is_dense, lines_in_words, panel_legend, within_entry};
use super::pairs::{Change, Pairs};
use super::scale::{Scale, grain, limits};
use super::scene::{Anchor, Dash, Scene, Stroke, TextStyle};
use super::text::{line_height, wrap};
use super::theme::{INK, LABEL_TEXT, MARGIN, PLOT_HEIGHT, STRONG_TEXT, WIDTH};
use crate::data::PairedSample;
use crate::result::Estimate;
use crate::result::format::{as_heading, count, in_sentence};

/// Width of the text about the change, right of the plot.
const NOTE: f64 = 148.0;

/// Before and after as two columns with a line for each participant, coloured by direction, and the means as a thick line with the
/// change written beside it. `change` is the mean change to be written; without it the bare mean is. Lines whose change measuring error
/// alone explains (`band`) are grey and dotted.
pub fn paired_lines(sample: &PairedSample, change: Option<&Estimate>, band: Option<&DetectableBand>) -> Figure {
    let pairs = Pairs::of(sample);
    let band = detectable_band::sound(band);
    let change = Change::of(&pairs, change);
    let mut scene = Scene::default();
    let mut entries = panel_legend(&pairs);
    entries.extend(band.map(|band| within_entry(&pairs, band)));
    let top = legend::row(&mut scene, &entries, MARGIN, WIDTH - MARGIN, MARGIN - 4.0) + 2.0;
    let top = heading(&mut scene, &pairs.axis_name(), MARGIN, top, WIDTH - 2.0 * MARGIN, Anchor::Start) + 12.0;
    let (low, high) = limits(pairs.readings(), 0.04, grain(pairs.decimals));
    let numbers = Numbered::vertical(low, high, PLOT_HEIGHT);
    let scale = Scale::new((low, high), (top + PLOT_HEIGHT, top));
    let (left, right) = (MARGIN + numbers.room(), WIDTH - MARGIN - NOTE - 30.0);
    vertical(&mut scene, &scale, &numbers, left, true, Some(right));

    let violin = if is_dense(&pairs) { ((right - left) * 0.19).min(84.0) } else { 0.0 };
    let inset = if is_dense(&pairs) { violin + 8.0 } else { (right - left) * 0.17 };
    let (before_x, after_x) = (left + inset, right - inset);
    let panel = PairPanel { pairs: &pairs, scale, before_x, after_x, violin, decimals: change.decimals, band };
    bracket(&mut scene, &scale, &pairs, (before_x, after_x), right + 12.0);
    let bottom = panel.draw(&mut scene);
    note(&mut scene, &change, &scale, (pairs.mean_before, pairs.mean_after), right + 30.0);

    let height = (bottom + MARGIN).ceil();
    let (title, caption, alt_text) = words(&pairs, &change, band);
    Figure { id: "paired-lines", title, caption, alt_text, width: WIDTH, height, scene }
}

/// The way from the mean before to the mean after, beside the plot.
fn bracket(scene: &mut Scene, scale: &Scale, pairs: &Pairs, (before_x, after_x): (f64, f64), x: f64) {
    let (from, to) = (scale.px(pairs.mean_before), scale.px(pairs.mean_after));
    let guide = Stroke::new(INK, 1.2).dashed(Dash::Dotted);
    scene.line([(after_x + 12.0, to), (x, to)], guide);
    let gap = to - from;
    // Two guides and an arrow need room between them.
    if gap.abs() >= 12.0 {
        scene.line([(before_x + 12.0, from), (x, from)], guide);
        scene.line([(x, from), (x, to - gap.signum() * 6.0)], Stroke::new(INK, 1.8));
        marks::arrowhead(scene, (x, from), (x, to), 9.0, INK);
    }
}

/// The change in words, level with the means.
fn note(scene: &mut Scene, change: &Change, scale: &Scale, means: (f64, f64), x: f64) {
    let mut lines: Vec<(String, TextStyle)> = Vec::new();
    let mut add = |text: &str, style| lines.extend(wrap(text, style, NOTE).into_iter().map(|line| (line, style)));
    add(&as_heading(&change.label), LABEL_TEXT);
    add(&change.value_text(), STRONG_TEXT);
    if let Some((name, ends)) = change.interval_texts() {
        add(&name, LABEL_TEXT);
        add(&ends, LABEL_TEXT);
    }
    let tall = lines.len() as f64 * line_height(LABEL_TEXT);
    let middle = (scale.px(means.0) + scale.px(means.1)) / 2.0;
    let top = (middle - tall / 2.0).min(scale.start - tall).max(scale.end);
    for (index, (text, style)) in lines.into_iter().enumerate() {
        scene.text((x, top + LABEL_TEXT.size + index as f64 * line_height(LABEL_TEXT)), text, style);
    }
}

fn words(pairs: &Pairs, change: &Change, band: Option<&DetectableBand>) -> (String, String, String) {
    let (label, group) = (in_sentence(&pairs.label), pairs.group_in_words());
    let n = count(pairs.n());
    let within = band.map(|band| format!(" Of the changes, {}", band.counts_in_words(pairs)));
    let title = format!("{}{}{group}", pairs.label, pairs.readings_in_words());
    let caption = format!(
        "{}{}{group} (n = {n} pairs). {} Large points and the thick line are the means; {}.{}",
        pairs.axis_name(),
        pairs.readings_in_words(),
        lines_in_words(pairs),
        change.in_words(),
        within.as_ref().map(|text| format!("{text} (dotted, grey).")).unwrap_or_default(),
    );
    let alt_text = format!(
        "Paired lines of {label}{}{group}, n = {n}: {}. The mean went from {} to {}: {}. Of the single changes, {}.{}",
        pairs.readings_in_words(),
        pairs.directions_in_words(),
        pairs.number(pairs.mean_before, change.decimals),
        pairs.number(pairs.mean_after, change.decimals),
        change.in_words(),
        pairs.changes_in_words(),
        within.map(|text| text + ".").unwrap_or_default(),
    );
    (title, caption, alt_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scene::Mark;
    use crate::chart::test_support::{check, degenerate, estimate, many, sample};
    use crate::chart::theme::GREY;

    #[test]
    fn any_number_of_pairs_is_drawn() {
        for n in [2, 3, 60, 61, 250, 251, 1382] {
            let sample = many(n);
            check(&paired_lines(&sample, Some(&estimate(&sample, 0.4)), None));
        }
    }

    #[test]
    fn degenerate_samples_are_drawn() {
        for sample in degenerate() {
            check(&paired_lines(&sample, None, None));
            check(&paired_lines(&sample, Some(&estimate(&sample, 0.0)), None));
        }
    }

    #[test]
    fn measuring_error_is_dotted_and_counted() {
        let mut samples = degenerate();
        samples.extend([many(1), many(40), many(500)]);
        for sample in samples {
            for value in [3.3, 1e6, 1e-6] {
                let band = DetectableBand { value, label: "MDC95".into() };
                check(&paired_lines(&sample, None, Some(&band)));
            }
        }
        let sample = sample("Waist girth", &[("92.3", "90.8"), ("71.5", "70.1"), ("80.0", "78.4")]);
        let dotted = |value| {
            let band = DetectableBand { value, label: "MDC95".into() };
            let figure = paired_lines(&sample, None, Some(&band));
            let is_dotted = |mark: &&Mark| matches!(mark, Mark::Line { stroke, .. } if stroke.ink.rgb == GREY.rgb && stroke.dash == Dash::Dotted);
            // The key in the legend is one more.
            (figure.scene.marks.iter().filter(is_dotted).count() - 1, figure.caption)
        };
        assert_eq!([1.0, 1.4, 1.5, 1.6].map(|value| dotted(value).0), [0, 1, 2, 3]);
        let counts = "Of the changes, 2 of 3 lie within measuring error (MDC95 1.5 cm), 1 fell by more";
        assert!(dotted(1.5).1.contains(counts), "{}", dotted(1.5).1);
    }

    #[test]
    fn words_say_what_is_seen() {
        let sample = sample("Waist girth", &[("92.3", "90.9"), ("71.5", "70.1"), ("80.0", "80.0"), ("80.0", "80.4")]);
        let figure = paired_lines(&sample, None, None);
        assert!(figure.alt_text.contains("2 fell, 1 rose and 1 was unchanged"), "{}", figure.alt_text);
        assert!(
            figure.caption.contains("n = 4") && figure.caption.contains("mean change −0.60 cm"),
            "{}",
            figure.caption
        );
        assert!(!figure.caption.contains("sorted changes"));
        assert!(paired_lines(&many(401), None, None).caption.contains("134 are shown"));
    }
}
