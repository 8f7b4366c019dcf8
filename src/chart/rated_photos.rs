//! Which share of blinded answers is right, by rater and over all, against guessing.

use super::axis::{Numbered, horizontal, title_below};
use super::figure::Figure;
use super::legend::{self, Key};
use super::marks;
use super::scale::Scale;
use super::scene::{Anchor, Dash, Scene, Stroke, TextStyle};
use super::text::{line_height, width, wrap_to};
use super::theme::{CAP_HEIGHT, GRID_LINE, INK, LABEL_TEXT, MARGIN, SOFT_INK, STRONG_TEXT, VERMILLION, WHITE, WIDTH};
use crate::result::Estimate;
use crate::result::format::{count, fixed, interval_name};

/// The answers of a rater, or of all.
#[derive(Clone, Debug, PartialEq)]
pub struct RatedRow {
    /// The rater; `All, pairs as clusters` for all.
    pub label: String,
    /// Right answers.
    pub right: usize,
    /// Answers.
    pub answers: usize,
    /// The share of right answers, from 0 to 1, with its interval.
    pub share: Estimate,
}

/// What a chart of rated pairs shows.
#[derive(Clone, Debug, PartialEq)]
pub struct RatedPhotos {
    /// Each rater.
    pub raters: Vec<RatedRow>,
    /// All raters together, allowing for clusters.
    pub overall: Vec<RatedRow>,
    /// How many pairs were rated.
    pub pairs: usize,
}

/// Widest column of labels; between columns; air above and below the words of a row.
const LABELS: f64 = 168.0;
const GUTTER: f64 = 14.0;
const AIR: f64 = 5.0;
/// Most lines of a label; the whole of it is in the alternative text.
const MOST_LINES: usize = 3;
/// The line of guessing.
const GUESSING: Stroke = Stroke::new(VERMILLION, 2.0).dashed(Dash::Dashed);

/// A row for each rater with the right answers, their share and its interval on an axis from 0 to 100 %, a line at one half for guessing,
/// and the share over all raters below.
pub fn rated_photos(input: &RatedPhotos) -> Figure {
    let mut scene = Scene::default();
    let height = (draw(input, &mut scene) + MARGIN).ceil();
    let (title, caption, alt_text) = words(input);
    Figure { id: "rated-photos", title, caption, alt_text, width: WIDTH, height, scene }
}

impl RatedRow {
    /// `9/12`.
    fn counts(&self) -> String {
        format!("{}/{}", count(self.right), count(self.answers))
    }

    /// In percent; absent where it is no number.
    fn percent(&self) -> Option<f64> {
        self.share.value.is_finite().then(|| (self.share.value * 100.0).clamp(0.0, 100.0))
    }

    fn ends(&self) -> Option<(f64, f64)> {
        let interval = self.share.interval.as_ref().filter(|interval| interval.lower <= interval.upper)?;
        Some(((interval.lower * 100.0).clamp(0.0, 100.0), (interval.upper * 100.0).clamp(0.0, 100.0)))
    }

    /// `75 (43 to 95)`, in percent.
    fn numbers(&self) -> String {
        let Some(percent) = self.percent() else { return "not estimable".to_owned() };
        let ends = self.ends().map(|(lower, upper)| format!(" ({}\u{a0}to\u{a0}{})", fixed(lower, 0), fixed(upper, 0)));
        format!("{}{}", fixed(percent, 0), ends.unwrap_or_default())
    }
}

fn rows(input: &RatedPhotos) -> impl Iterator<Item = (&RatedRow, bool)> {
    let raters = input.raters.iter().map(|row| (row, false));
    raters.chain(input.overall.iter().map(|row| (row, true)))
}

fn style(overall: bool) -> TextStyle {
    if overall { STRONG_TEXT } else { LABEL_TEXT }
}

/// `% (95 % CI)`.
fn numbers_head(input: &RatedPhotos) -> String {
    let interval = rows(input).find_map(|(row, _)| row.share.interval.as_ref());
    interval.map_or_else(|| "%".to_owned(), |interval| format!("% ({})", interval_name(interval)))
}

fn draw(input: &RatedPhotos, scene: &mut Scene) -> f64 {
    let top = legend::row(
        scene,
        &[(Key::Line(GUESSING), "Guessing (50 %)".to_owned())],
        MARGIN,
        WIDTH - MARGIN,
        MARGIN - 4.0,
    );
    let widest = |text: &dyn Fn(&RatedRow) -> String, head: &str| {
        rows(input)
            .map(|(row, overall)| width(&text(row), style(overall)) + 1.0)
            .fold(width(head, STRONG_TEXT) + 1.0, f64::max)
    };
    let labels = widest(&|row| row.label.trim().to_owned(), "Rater").clamp(60.0, LABELS);
    let head = numbers_head(input);
    let counts = MARGIN + labels + GUTTER + widest(&RatedRow::counts, "Right");
    let numbers = WIDTH - MARGIN - widest(&RatedRow::numbers, &head);
    let x = Scale::new((0.0, 100.0), (counts + GUTTER + 6.0, numbers - GUTTER - 6.0));
    let last = top + 4.0 + STRONG_TEXT.size;
    scene.text((MARGIN, last), "Rater", STRONG_TEXT);
    scene.text((counts, last), "Right", STRONG_TEXT.anchored(Anchor::End));
    scene.text((numbers, last), head, STRONG_TEXT);
    scene.line([(MARGIN, last + 7.0), (WIDTH - MARGIN, last + 7.0)], Stroke::new(SOFT_INK, 1.2));
    let top = last + 11.0;
    let cells: Vec<(Vec<String>, f64)> = rows(input)
        .map(|(row, overall)| {
            let label = wrap_to(row.label.trim(), style(overall), labels, MOST_LINES);
            let tall = label.len().max(1) as f64 * line_height(LABEL_TEXT) + 2.0 * AIR;
            (label, tall)
        })
        .collect();
    let bottom = top + cells.iter().map(|cell| cell.1).sum::<f64>() + 4.0;
    let ticks = Numbered::horizontal(0.0, 100.0, x.end - x.start);
    let edge = horizontal(scene, &x, &ticks, bottom, Some(top), WIDTH);
    scene.line([(x.px(50.0), top), (x.px(50.0), bottom)], GUESSING);
    let mut y = top;
    for (index, ((row, overall), (label, tall))) in rows(input).zip(&cells).enumerate() {
        if index > 0 {
            let first_overall = index == input.raters.len();
            let stroke = if first_overall { Stroke::new(SOFT_INK, 1.0) } else { GRID_LINE };
            scene.line([(MARGIN, y), (counts, y)], stroke);
            scene.line([(numbers, y), (WIDTH - MARGIN, y)], stroke);
        }
        let (middle, style) = (y + tall / 2.0, style(overall));
        let down = style.size * CAP_HEIGHT / 2.0;
        let step = line_height(style);
        let first = middle - (label.len().max(1) as f64 - 1.0) * step / 2.0 + down;
        scene.lines_of_text((MARGIN, first), label, style, step);
        scene.text((counts, middle + down), row.counts(), style.anchored(Anchor::End));
        scene.text((numbers, middle + down), row.numbers(), style);
        mark(scene, row, overall, &x, middle);
        y += tall;
    }
    title_below(scene, "Right answers (%)", &x, edge)
}

/// A rater's square, or the diamond of all as wide as its interval.
fn mark(scene: &mut Scene, row: &RatedRow, overall: bool, x: &Scale, y: f64) {
    let Some(percent) = row.percent() else { return };
    let at = x.px(percent);
    match row.ends() {
        Some((lower, upper)) if overall => {
            let (left, right) = (x.px(lower).min(at - 3.0), x.px(upper).max(at + 3.0));
            scene.area([(left, y), (at, y - 9.0), (right, y), (at, y + 9.0)], INK);
            return;
        }
        Some(ends) => marks::interval(scene, x, y, percent, ends, INK),
        None => {}
    }
    scene.rect((at - 6.0, y - 6.0), (at + 6.0, y + 6.0), WHITE);
    scene.rect((at - 5.0, y - 5.0), (at + 5.0, y + 5.0), INK);
}

fn words(input: &RatedPhotos) -> (String, String, String) {
    let title = "Which picture is after? Right answers of raters who did not know".to_owned();
    let method = |rows: &[RatedRow]| {
        let interval = rows.iter().find_map(|row| row.share.interval.as_ref());
        interval.map(|interval| format!("{} (method: {})", interval_name(interval), interval.method))
    };
    let raters = method(&input.raters).map_or_else(String::new, |method| format!(" with {method}"));
    let overall = if input.overall.is_empty() {
        String::new()
    } else {
        let method = method(&input.overall).map_or_else(String::new, |method| format!(", as wide as its {method}"));
        format!(
            " Diamond: the share over all raters and pairs{method}, which allows for answers about one pair, or of one rater, that \
             belong together."
        )
    };
    let pairs = if input.pairs == 1 { "1 pair".to_owned() } else { format!("{} pairs", count(input.pairs)) };
    let caption = format!(
        "Share of right answers of each rater about {pairs} of pictures{raters}. Dashed line: guessing, one half.{overall}"
    );
    let line = |row: &RatedRow| {
        let label = if row.label.trim().is_empty() { "Unnamed" } else { row.label.trim() };
        let unit = if row.percent().is_some() { " %" } else { "" };
        format!("{label}: {} right, {}{unit}.", row.counts(), row.numbers().replace('\u{a0}', " "))
    };
    let lines: Vec<String> = rows(input).map(|(row, _)| line(row)).collect();
    let lines = if lines.is_empty() { "Nobody rated.".to_owned() } else { lines.join(" ") };
    (title, caption, format!("Shares of right answers about {pairs} against guessing, 50 %. {lines}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, difference, hostile_names};
    use crate::data::Unit;

    fn row(label: &str, right: usize, answers: usize, half: f64) -> RatedRow {
        let mut share = difference(right as f64 / answers.max(1) as f64, half);
        share.unit = Unit::None;
        RatedRow { label: label.to_owned(), right, answers, share }
    }

    #[test]
    fn raters_are_drawn() {
        let raters = vec![row("Anna", 9, 12, 0.25), row("Berta", 12, 12, 0.2), row("Clara", 0, 12, 0.3)];
        let overall = vec![row("All, pairs as clusters", 21, 36, 0.15)];
        let figure = rated_photos(&RatedPhotos { raters, overall, pairs: 12 });
        check(&figure);
        assert!(figure.alt_text.contains("Anna: 9/12 right, 75 (50 to 100) %."), "{}", figure.alt_text);
        assert!(figure.caption.contains("about 12 pairs of pictures with 95 % CI"), "{}", figure.caption);
    }

    #[test]
    fn strange_raters_are_drawn() {
        let mut bare = row("no interval", 1, 1, 0.0);
        bare.share.interval = None;
        let mut nothing = row("nothing", 0, 0, 0.0);
        nothing.share.value = f64::NAN;
        let hostile: Vec<RatedRow> =
            hostile_names().iter().map(|name| row(name, 123_456, 234_567, 0.001)).chain([bare, nothing]).collect();
        for (raters, overall) in [
            (Vec::new(), Vec::new()),
            (hostile.clone(), hostile),
            ((0..40).map(|at| row(&format!("Rater {at}"), at, 40, 0.1)).collect(), Vec::new()),
        ] {
            check(&rated_photos(&RatedPhotos { raters, overall, pairs: 1 }));
        }
    }
}
