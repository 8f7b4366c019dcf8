//! Picked pairs among all, and the three means: of everybody, of the picked, and of what picking alone would give.

use super::axis::{Numbered, horizontal, title_below};
use super::figure::Figure;
use super::legend::{self, Entry, Key};
use super::marks;
use super::pairs::{Change, Pairs};
use super::responder_curve::Sought;
use super::scale::{Scale, grain, limits};
use super::scene::{Ink, Scene, Stroke};
use super::swarm::swarm;
use super::text::{line_height, wrap_to};
use super::theme::{
    BLUE, CAP_HEIGHT, GREY, GRID_LINE, INK, LABEL_TEXT, MARGIN, SOFT_INK, STRONG_TEXT, VERMILLION, WIDTH,
};
use crate::data::PairedSample;
use crate::result::format::{count, ends, signed, with_unit};
use crate::result::{Estimate, Level};

/// What picking alone would give if nobody had truly changed.
#[derive(Clone, Debug, PartialEq)]
pub struct PickingAlone {
    /// The expected mean of the picked.
    pub expected: f64,
    /// The range of that mean.
    pub range: (f64, f64),
    /// The probability of the range.
    pub level: Level,
    /// Where the noise comes from: `error of a reading 0.5 cm`.
    pub noise: String,
}

/// What a chart of a gallery shows.
#[derive(Clone, Debug)]
pub struct GalleryChart<'a> {
    /// All pairs.
    pub sample: &'a PairedSample,
    /// The pairs that are shown, as indices into the sample.
    pub picked: &'a [usize],
    /// The wanted direction.
    pub sought: Sought,
    /// The mean change of everybody.
    pub everybody: &'a Estimate,
    /// The mean change of the picked.
    pub gallery: f64,
    /// Absent where the noise is not known.
    pub alone: Option<PickingAlone>,
}

/// Left edge of the plot: the words of the rows stand before it.
const LEFT: f64 = 222.0;
/// Height of all changes, and of the row of a mean.
const SWARM: f64 = 150.0;
const ROW: f64 = 58.0;
/// Most lines of the words of a row.
const MOST_LINES: usize = 3;

/// All changes with the picked ones filled, and below on the same axis the means of everybody, of the picked, and of picking alone.
pub fn gallery(input: &GalleryChart<'_>) -> Figure {
    let pairs = Pairs::of(input.sample);
    let chart = Chart { input, change: Change::of(&pairs, Some(input.everybody)), pairs };
    let mut scene = Scene::default();
    let height = (chart.draw(&mut scene) + MARGIN).ceil();
    let (title, caption, alt_text) = chart.words();
    Figure { id: "gallery", title, caption, alt_text, width: WIDTH, height, scene }
}

/// The row of a mean.
struct Row {
    label: String,
    value: f64,
    range: Option<(f64, f64)>,
}

struct Chart<'a> {
    input: &'a GalleryChart<'a>,
    pairs: Pairs,
    change: Change,
}

impl Chart<'_> {
    /// The colour of the wanted direction.
    fn ink(&self) -> Ink {
        if self.input.sought == Sought::Reduction { BLUE } else { VERMILLION }
    }

    fn is_picked(&self, index: usize) -> bool {
        self.input.picked.contains(&index)
    }

    fn shown(&self) -> String {
        count(self.input.picked.len())
    }

    fn number(&self, value: f64) -> String {
        with_unit(&signed(value, self.change.decimals), self.pairs.unit)
    }

    /// `−2.1 to −0.4 cm`.
    fn range(&self, (low, high): (f64, f64)) -> String {
        with_unit(&ends(low, high, self.change.decimals), self.pairs.unit)
    }

    /// `−1.14 (−2.57 to 0.29) cm`, broken before the range if anywhere.
    fn numbers(&self, value: f64, range: Option<(f64, f64)>) -> String {
        let Some((low, high)) = range else { return self.number(value) };
        let range = with_unit(&format!("({})", ends(low, high, self.change.decimals)), self.pairs.unit);
        format!("{} {}", signed(value, self.change.decimals), range.replace(' ', "\u{a0}"))
    }

    /// `the 12 with the largest falls`.
    fn who(&self) -> String {
        let direction = if self.input.sought == Sought::Reduction { "fall" } else { "rise" };
        match self.input.picked.len() {
            1 => format!("the one with the largest {direction}"),
            _ => format!("the {} with the largest {direction}s", self.shown()),
        }
    }

    fn rows(&self) -> Vec<Row> {
        let interval = self.change.interval.as_ref().map(|(lower, upper, _)| (*lower, *upper));
        let everybody = format!("Everybody (n\u{a0}=\u{a0}{})", count(self.pairs.n()));
        let shown = format!("Shown (n\u{a0}=\u{a0}{})", self.shown());
        let alone = self.input.alone.as_ref().filter(|alone| alone.expected.is_finite());
        let alone = alone.map(|alone| Row {
            label: "Picking alone, no effect".to_owned(),
            value: alone.expected,
            range: Some(alone.range),
        });
        let found = [
            Row { label: everybody, value: self.change.value, range: interval },
            Row { label: shown, value: self.input.gallery, range: None },
        ];
        found.into_iter().chain(alone).collect()
    }

    fn scale(&self) -> Scale {
        let means = self.rows();
        let ends = means.iter().filter_map(|row| row.range).flat_map(|(low, high)| [low, high]);
        let values = self.pairs.rows.iter().map(|pair| pair.change).chain(means.iter().map(|row| row.value));
        let limits = limits(values.chain(ends).chain([0.0]), 0.05, grain(self.pairs.decimals));
        Scale::new(limits, (LEFT, WIDTH - MARGIN - 10.0))
    }

    fn draw(&self, scene: &mut Scene) -> f64 {
        let x = self.scale();
        let top = legend::row(scene, &self.entries(), MARGIN, WIDTH - MARGIN, MARGIN - 4.0) + 8.0;
        let rows = self.rows();
        let bottom = top + SWARM + rows.len() as f64 * ROW + 6.0;
        let numbers = Numbered::horizontal(x.low, x.high, x.end - x.start);
        let edge = horizontal(scene, &x, &numbers, bottom, Some(top), WIDTH);
        scene.line([(x.px(0.0), top), (x.px(0.0), bottom)], Stroke::new(INK, 1.2));
        let single = self.pairs.changes_in_words();
        self.words_of_row(scene, "Single changes", single.trim_start_matches("they run "), top + SWARM / 2.0);
        self.swarm(scene, &x, top + SWARM / 2.0);
        for (index, Row { label, value, range }) in rows.iter().enumerate() {
            let upper = top + SWARM + index as f64 * ROW;
            scene.line([(MARGIN, upper), (x.end, upper)], GRID_LINE);
            let middle = upper + ROW / 2.0;
            self.words_of_row(scene, label, &self.numbers(*value, *range), middle);
            let ink = [INK, self.ink(), SOFT_INK][index];
            if let Some(ends) = *range {
                marks::interval(scene, &x, middle, *value, ends, ink);
            }
            match index {
                // A large sign would hide a short interval.
                0 if range.is_some_and(|(low, high)| x.px(high) - x.px(low) < 30.0) => {
                    scene.disc((x.px(*value), middle), 4.25, INK);
                }
                0 => marks::mean(scene, (x.px(*value), middle)),
                1 => marks::point(scene, (x.px(*value), middle), ink, false, 7.0),
                _ => marks::point(scene, (x.px(*value), middle), ink, true, 6.5),
            }
        }
        title_below(scene, &self.pairs.change_name(), &x, edge)
    }

    /// A bold label with numbers below it, around `middle`.
    fn words_of_row(&self, scene: &mut Scene, label: &str, numbers: &str, middle: f64) {
        let room = LEFT - MARGIN - 16.0;
        let lines = wrap_to(numbers, LABEL_TEXT, room, MOST_LINES - 1);
        let label = wrap_to(label, STRONG_TEXT, room, 1);
        let step = line_height(LABEL_TEXT);
        let first = middle - lines.len() as f64 * step / 2.0 + LABEL_TEXT.size * CAP_HEIGHT / 2.0;
        scene.lines_of_text((MARGIN, first), &label, STRONG_TEXT, step);
        scene.lines_of_text((MARGIN, first + step), &lines, LABEL_TEXT, step);
    }

    fn swarm(&self, scene: &mut Scene, x: &Scale, middle: f64) {
        let radius = match self.pairs.n() {
            0..=80 => 5.0,
            81..=250 => 3.75,
            _ => 2.75,
        };
        let places: Vec<f64> = self.pairs.rows.iter().map(|pair| x.px(pair.change)).collect();
        let offsets = swarm(&places, radius, SWARM / 2.0 - radius - 4.0);
        // The picked ones lie over the others.
        for picked in [false, true] {
            for (index, (px, offset)) in places.iter().zip(&offsets).enumerate() {
                if self.is_picked(index) == picked {
                    let ink = if picked { self.ink() } else { GREY };
                    marks::point(scene, (*px, middle + offset), ink, !picked, radius);
                }
            }
        }
    }

    fn entries(&self) -> Vec<Entry> {
        let all_shown = self.input.picked.len() >= self.pairs.n();
        let shown = (Key::Point { ink: self.ink(), open: false }, format!("Shown ({})", self.shown()));
        let hidden = count(self.pairs.n().saturating_sub(self.input.picked.len()));
        let hidden = (Key::Point { ink: GREY, open: true }, format!("Not shown ({hidden})"));
        [Some(shown), (!all_shown).then_some(hidden)].into_iter().flatten().collect()
    }

    fn words(&self) -> (String, String, String) {
        let (who, shown, n) = (self.who(), self.shown(), count(self.pairs.n()));
        let group = self.pairs.group_in_words();
        let title = format!("{}: a gallery of {shown} of {n} pairs against everybody{group}", self.pairs.label);
        let alone = self.input.alone.as_ref().filter(|alone| alone.expected.is_finite());
        let alone_in_words = alone.map_or_else(String::new, |alone| {
            format!(
                " Picking alone: the mean of {who} if nobody had truly changed, expected and {} range; noise: {}.",
                alone.level.percent(),
                alone.noise.trim(),
            )
        });
        let interval = self.change.interval_texts().map(|(name, _)| format!(" with {name}")).unwrap_or_default();
        let caption = format!(
            "{}{group} of n = {n} people, {} minus {}; filled: {who}, as a gallery would show. Below: the mean of \
             everybody{interval}{} and the mean of the shown, which has no interval because it is of picked changes.{alone_in_words}",
            self.pairs.change_name(),
            self.pairs.second,
            self.pairs.first,
            self.change.method_in_words(),
        );
        let alone = alone.map_or_else(String::new, |alone| {
            let percent = alone.level.percent();
            format!(
                " Without any effect picking alone would give {} ({percent} range {}).",
                self.number(alone.expected),
                self.range(alone.range)
            )
        });
        let alt_text = format!(
            "Single changes{group} of {n} people: {}; {}. The {}. Mean change of {who}: {}.{alone}",
            self.pairs.directions_in_words(),
            self.pairs.changes_in_words(),
            self.change.in_words(),
            self.number(self.input.gallery),
        );
        (title, caption, alt_text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, degenerate, estimate, many};

    fn figure(sample: &PairedSample, shown: usize, alone: bool) -> Figure {
        let changes = sample.change();
        let mut order: Vec<usize> = (0..sample.n()).collect();
        order.sort_by_key(|&at| changes.ticks()[at]);
        order.truncate(shown);
        let mean = order.iter().map(|&at| changes.values()[at]).sum::<f64>() / shown as f64;
        let alone = alone.then(|| PickingAlone {
            expected: mean / 2.0,
            range: ((mean / 2.0).min(mean / 4.0), (mean / 2.0).max(mean / 4.0)),
            level: Level::DEFAULT,
            noise: "error of a reading 0.5 cm".to_owned(),
        });
        let sought = Sought::Reduction;
        let everybody = estimate(sample, 0.4);
        gallery(&GalleryChart { sample, picked: &order, sought, everybody: &everybody, gallery: mean, alone })
    }

    #[test]
    fn galleries_of_any_size_are_drawn() {
        for n in [1, 2, 5, 40, 400] {
            let sample = many(n);
            for shown in [1, n.div_ceil(8), n] {
                check(&figure(&sample, shown, true));
                check(&figure(&sample, shown, false));
            }
        }
        let words = figure(&many(40), 3, true);
        assert!(words.title.contains("a gallery of 3 of 40 pairs"), "{}", words.title);
        assert!(words.caption.contains("95 % range; noise: error of a reading 0.5 cm."), "{}", words.caption);
        assert!(words.alt_text.contains("Mean change of the 3 with the largest falls: −"), "{}", words.alt_text);
    }

    #[test]
    fn degenerate_samples_are_drawn() {
        for sample in degenerate() {
            check(&figure(&sample, 1, true));
        }
    }
}
