//! What a paper's means and standard deviations say while the correlation of its readings is not known.

use super::axis::{Numbered, heading, horizontal, title_below, vertical};
use super::figure::Figure;
use super::legend::{self, Entry, Key};
use super::regions::Regions;
use super::ribbon::band;
use super::scale::{Scale, limits};
use super::scene::{Anchor, Dash, Ink, Point, Scene, Stroke, TextStyle};
use super::text::{line_height, width, wrap};
use super::theme::{BLUE, GREEN, GRID_LINE, INK, MARGIN, SOFT_INK, STRONG_TEXT, VERMILLION, WIDTH};
use crate::data::Unit;
use crate::result::format::{as_heading, ends, estimate_decimals, fixed, in_sentence, named, p_words, with_unit};
use crate::result::{Level, PValue};

/// What one correlation gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CorrelationPoint {
    /// The correlation of the readings before and after.
    pub r: f64,
    /// The ends of the interval of the estimate.
    pub interval: (f64, f64),
    /// The p-value, where one was asked for.
    pub p: Option<PValue>,
}

/// What a sweep over the correlation shows.
#[derive(Clone, Debug, PartialEq)]
pub struct CorrelationSweep {
    /// What is estimated: `Mean change in waist girth`.
    pub quantity: String,
    /// The unit of the estimate.
    pub unit: Unit,
    /// Decimals of the readings.
    pub decimals: u8,
    /// The estimate, which does not depend on the correlation.
    pub estimate: f64,
    /// The correlations, ascending.
    pub points: Vec<CorrelationPoint>,
    /// The level of the intervals; 1 minus it is the line that p is held against.
    pub level: Level,
    /// Lower and upper bound of what is claimed; an end may be infinite.
    pub claimed: Option<(f64, f64)>,
    /// What holds or not, as a clause: `the change differs from none`.
    pub conclusion: String,
    /// The least and the greatest correlation of each range in which it holds, ascending; none where it holds nowhere.
    pub holds: Vec<[f64; 2]>,
}

const UPPER: f64 = 240.0;
const LOWER: f64 = 120.0;
const ESTIMATE: Stroke = Stroke::new(BLUE, 2.4);
const BAND: Ink = BLUE.at(0.2);
const NO_EFFECT: Stroke = Stroke::new(INK, 1.2);
const P: Stroke = Stroke::new(INK, 2.2);
const ALPHA: Stroke = Stroke::new(VERMILLION, 1.8).dashed(Dash::Dashed);
/// Where the conclusion starts or ceases to hold.
const TURN: Stroke = Stroke::new(GREEN, 1.8).dashed(Dash::Dashed);
/// The bar over which it holds.
const BAR: f64 = 7.0;

/// The estimate with its interval over the correlation, which the paper does not give; below it a bar where the conclusion holds, and p.
pub fn correlation_sweep(input: &CorrelationSweep) -> Figure {
    let chart = Chart::of(input);
    let mut scene = Scene::default();
    let height = (chart.draw(&mut scene) + MARGIN).ceil();
    let (title, caption, alt_text) = chart.words();
    Figure { id: "correlation-sweep", title, caption, alt_text, width: WIDTH, height, scene }
}

struct Chart<'a> {
    input: &'a CorrelationSweep,
    /// Ascending in r.
    points: Vec<&'a CorrelationPoint>,
    /// The least and the greatest r.
    range: (f64, f64),
    regions: Regions,
}

impl Chart<'_> {
    fn of(input: &CorrelationSweep) -> Chart<'_> {
        let is_sound = |point: &&CorrelationPoint| {
            (-1.0..=1.0).contains(&point.r) && !point.interval.0.is_nan() && !point.interval.1.is_nan()
        };
        let mut points: Vec<&CorrelationPoint> = input.points.iter().filter(is_sound).collect();
        points.sort_by(|one, other| one.r.total_cmp(&other.r));
        let range = match (points.first(), points.last()) {
            (Some(first), Some(last)) if first.r < last.r => (first.r, last.r),
            _ => (0.0, 1.0),
        };
        Chart { input, points, range, regions: Regions { margin: None, claimed: input.claimed } }
    }

    /// Where the conclusion holds, within the range.
    fn holds(&self) -> Vec<[f64; 2]> {
        let (low, high) = self.range;
        let inside = self.input.holds.iter().map(|[from, to]| [from.max(low), to.min(high)]);
        inside.filter(|[from, to]| from <= to).collect()
    }

    /// The correlations at which it starts or ceases to hold.
    fn turns(&self) -> Vec<f64> {
        let ends = self.holds().into_iter().flatten();
        ends.filter(|end| *end > self.range.0 && *end < self.range.1).collect()
    }

    fn p_values(&self) -> Vec<(f64, PValue)> {
        self.points.iter().filter_map(|point| Some((point.r, point.p?))).collect()
    }

    fn draw(&self, scene: &mut Scene) -> f64 {
        let top = legend::row(scene, &self.entries(), MARGIN, WIDTH - MARGIN, MARGIN - 4.0) + 2.0;
        let name = named(&as_heading(self.input.quantity.trim()), self.input.unit);
        let top = heading(scene, &name, MARGIN, top, WIDTH - 2.0 * MARGIN, Anchor::Start) + 12.0;
        let (low, high) = self.effects();
        let p_values = self.p_values();
        let highest = p_values.iter().map(|(_, p)| p.value()).fold(2.0 * self.input.level.alpha(), f64::max);
        let numbers = [Numbered::vertical(low, high, UPPER), Numbered::vertical(0.0, highest, LOWER)];
        let room = numbers.iter().map(Numbered::room).fold(0.0, f64::max);
        let (left, right) = (MARGIN + room, WIDTH - MARGIN - 12.0);
        // An axis that nearly reaches 1 is drawn up to it.
        let end = if self.range.1 > 0.9 { 1.0 } else { self.range.1 };
        let x = Scale::new((self.range.0, end), (left, right));
        let across = Numbered::horizontal(x.low, x.high, right - left);
        let y = Scale::new((low, high), (top + UPPER, top));
        vertical(scene, &y, &numbers[0], left, true, Some(right));
        let upper = horizontal(scene, &x, &across, y.start, Some(top), WIDTH);
        self.effect(scene, &x, &y);
        self.turning(scene, &x, &y);
        let strip = self.strip(scene, &x, upper + 8.0);
        let edge = if p_values.len() > 1 {
            let top = heading(scene, "p (two-sided)", MARGIN, strip + 4.0, WIDTH - 2.0 * MARGIN, Anchor::Start) + 12.0;
            let y = Scale::new((0.0, highest), (top + LOWER, top));
            vertical(scene, &y, &numbers[1], left, true, Some(right));
            let edge = horizontal(scene, &x, &across, y.start, Some(top), WIDTH);
            let alpha = y.px(self.input.level.alpha());
            scene.line([(left, alpha), (right, alpha)], ALPHA);
            let line = p_values.iter().map(|(r, p)| (x.px(*r), y.px(p.value())));
            scene.line(line.collect::<Vec<Point>>(), P);
            self.turning(scene, &x, &y);
            edge
        } else {
            strip
        };
        title_below(scene, "Correlation r of the readings before and after, not given in the source", &x, edge)
    }

    /// The range of the estimate's axis.
    fn effects(&self) -> (f64, f64) {
        let ends = self.points.iter().flat_map(|point| [point.interval.0, point.interval.1]);
        limits(ends.chain([self.input.estimate, 0.0]).chain(self.regions.bounds()), 0.06, 1.0)
    }

    fn effect(&self, scene: &mut Scene, x: &Scale, y: &Scale) {
        self.regions.draw(scene, y, (x.start, x.end));
        band(scene, x, y, self.points.iter().map(|point| (point.r, point.interval)), BAND);
        scene.line([(x.start, y.px(0.0)), (x.end, y.px(0.0))], NO_EFFECT);
        if self.input.estimate.is_finite() {
            scene.line(
                [(x.start, y.px(self.input.estimate)), (x.px(self.range.1), y.px(self.input.estimate))],
                ESTIMATE,
            );
        }
    }

    fn turning(&self, scene: &mut Scene, x: &Scale, y: &Scale) {
        for turn in self.turns() {
            scene.line([(x.px(turn), y.start), (x.px(turn), y.end)], TURN);
        }
    }

    /// A bar where the conclusion holds, and below it the words; gives the lower edge.
    fn strip(&self, scene: &mut Scene, x: &Scale, top: f64) -> f64 {
        let holds = self.holds();
        scene.line([(x.start, top + BAR / 2.0), (x.end, top + BAR / 2.0)], GRID_LINE);
        for [from, to] in &holds {
            scene.rect((x.px(*from), top), (x.px(*to).max(x.px(*from) + 2.0), top + BAR), GREEN);
        }
        let style = TextStyle { ink: if holds.is_empty() { SOFT_INK } else { GREEN }, ..STRONG_TEXT };
        let lines = wrap(&self.sentence(), style, x.end - x.start);
        let wide = lines.iter().map(|line| width(line, style)).fold(0.0, f64::max);
        let middle = match holds[..] {
            [[from, to]] => (x.px(from) + x.px(to)) / 2.0,
            _ => (x.start + x.end) / 2.0,
        };
        let middle = middle.clamp(x.start + wide / 2.0, (x.end - wide / 2.0).max(x.start + wide / 2.0));
        let step = line_height(style);
        scene.lines_of_text((middle, top + BAR + 3.0 + style.size), &lines, style.anchored(Anchor::Middle), step);
        top + BAR + 6.0 + lines.len() as f64 * step
    }

    /// `Holds from r = 0.62: p < 0.05`. Rounded inwards, so that it does hold at the number printed.
    fn sentence(&self) -> String {
        let (low, high) = self.range;
        let up = |r: f64| fixed((r * 100.0 - 1e-9).ceil() / 100.0, 2);
        let down = |r: f64| fixed((r * 100.0 + 1e-9).floor() / 100.0, 2);
        let range = |[from, to]: [f64; 2]| match (from <= low, to >= high) {
            (true, true) => format!("at every r from {} to {}", fixed(low, 2), fixed(high, 2)),
            (false, true) => format!("from r = {}", up(from)),
            (true, false) => format!("up to r = {}", down(to)),
            (false, false) => format!("from r = {} to {}", up(from), down(to)),
        };
        let ranges: Vec<String> = self.holds().into_iter().map(range).collect();
        let holds = match ranges.is_empty() {
            true => format!("Holds at no r from {} to {}", fixed(low, 2), fixed(high, 2)),
            false => format!("Holds {}", ranges.join(" and ")),
        };
        match self.input.conclusion.trim() {
            "" => holds,
            conclusion => format!("{holds}: {conclusion}"),
        }
    }

    fn interval_text(&self) -> String {
        format!("{} CI", self.input.level.percent())
    }

    fn estimate_text(&self) -> String {
        let narrowest = self.points.last().map(|point| (point.interval.1 - point.interval.0) / 4.0);
        let decimals = estimate_decimals(narrowest, self.input.decimals);
        with_unit(&fixed(self.input.estimate, decimals), self.input.unit)
    }

    fn entries(&self) -> Vec<Entry> {
        let mut entries = vec![
            (Key::Line(ESTIMATE), format!("Estimate {}", self.estimate_text())),
            (Key::Patch(BAND), self.interval_text()),
            (Key::Line(NO_EFFECT), "No effect".to_owned()),
        ];
        entries.extend(self.regions.entries(self.input.unit));
        if self.p_values().len() > 1 {
            entries.push((Key::Line(P), "p".to_owned()));
            entries.push((Key::Line(ALPHA), format!("p = {}", self.input.level.alpha())));
        }
        entries
    }

    fn words(&self) -> (String, String, String) {
        let quantity = in_sentence(self.input.quantity.trim());
        let sentence = self.sentence();
        let title = format!("What the missing correlation would have to be: {quantity}");
        let caption = format!(
            "{} with its {} over the correlation r of the readings before and after, which the source does not give: the higher r, the \
             smaller the spread of single changes and the narrower the interval; the estimate stays.{} {sentence}.",
            named(&as_heading(&quantity), self.input.unit),
            self.interval_text(),
            self.regions.in_words(self.input.unit),
        );
        let decimals = usize::from(self.input.decimals) + 1;
        let at = |point: &CorrelationPoint| {
            let (lower, upper) = point.interval;
            let p = point.p.map_or_else(String::new, |p| format!(", {}", p_words(p)));
            let ends = with_unit(&ends(lower, upper, decimals), self.input.unit);
            format!("at r = {} {} {ends}{p}", fixed(point.r, 2), self.interval_text())
        };
        let range = match (self.points.first(), self.points.last()) {
            (Some(first), Some(last)) => as_heading(&format!("{}; {}", at(first), at(last))),
            _ => "No correlations".to_owned(),
        };
        let alt_text = format!(
            "Sweep over the unknown correlation of the readings of {quantity}. The estimate is {} at every r. {range}. {sentence}.{}",
            self.estimate_text(),
            self.regions.in_words(self.input.unit),
        );
        (title, caption, alt_text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, hostile_names};

    /// A change of -1.4 with SDs of 10 in 20 people, and a p that falls with r.
    fn input(most: u32) -> CorrelationSweep {
        let point = |step: u32| {
            let r = f64::from(step) / 100.0;
            let half = 2.09 * 10.0 * libm::sqrt(2.0 * (1.0 - r) / 20.0);
            let p = PValue::try_new(1.0 - 0.98 * r).ok();
            CorrelationPoint { r, interval: (-1.4 - half, -1.4 + half), p }
        };
        CorrelationSweep {
            quantity: "Mean change in waist girth".into(),
            unit: Unit::Cm,
            decimals: 1,
            estimate: -1.4,
            points: (0..=most).map(point).collect(),
            level: Level::DEFAULT,
            claimed: None,
            conclusion: "p < 0.05".into(),
            holds: vec![[0.956_2, 0.99]],
        }
    }

    #[test]
    fn the_correlation_needed_is_drawn_and_said() {
        let figure = correlation_sweep(&input(99));
        check(&figure);
        for words in [
            "The estimate is −1.40 cm at every r.",
            "At r = 0.00 95 % CI −8.01 to 5.21 cm, p = 1.00; at r = 0.99",
            "Holds from r = 0.96: p < 0.05.",
        ] {
            assert!(figure.alt_text.contains(words), "{}", figure.alt_text);
        }
        let said = |holds: &[[f64; 2]]| {
            let holds = holds.to_vec();
            let figure = correlation_sweep(&CorrelationSweep { holds, claimed: Some((-2.0, -1.5)), ..input(99) });
            check(&figure);
            figure.caption
        };
        assert!(said(&[]).ends_with("Holds at no r from 0.00 to 0.99: p < 0.05."));
        assert!(said(&[[-1.0, 1.0]]).ends_with("Holds at every r from 0.00 to 0.99: p < 0.05."));
        assert!(said(&[[0.0, 0.404]]).ends_with("Holds up to r = 0.40: p < 0.05."));
        assert!(said(&[[0.201, 0.404]]).ends_with("Holds from r = 0.21 to 0.40: p < 0.05."));
        assert!(said(&[[-0.9, 0.1], [0.8, 0.99]]).ends_with("Holds up to r = 0.10 and from r = 0.80: p < 0.05."));
        assert!(said(&[[0.62, 1.0]]).ends_with("Holds from r = 0.62: p < 0.05."));
    }

    #[test]
    fn strange_sweeps_are_drawn() {
        let point = |r: f64, lower: f64, upper: f64| CorrelationPoint { r, interval: (lower, upper), p: None };
        for points in [
            vec![],
            vec![point(0.5, -1.0, 1.0)],
            vec![point(0.0, f64::NEG_INFINITY, f64::INFINITY), point(0.9, -1.0, 1.0)],
            vec![point(f64::NAN, 0.0, 1.0), point(0.2, f64::NAN, 1.0), point(0.5, 0.0, 0.0), point(0.6, 0.0, 0.0)],
            vec![point(-0.9, -1e9, 1e9), point(0.99, -1e-9, 1e-9)],
        ] {
            let mut input = CorrelationSweep { points, ..input(0) };
            check(&correlation_sweep(&input));
            input.estimate = f64::NAN;
            check(&correlation_sweep(&CorrelationSweep { unit: Unit::None, holds: vec![[0.5, 0.5]], ..input }));
        }
        for name in hostile_names() {
            check(&correlation_sweep(&CorrelationSweep { quantity: name.clone(), conclusion: name, ..input(99) }));
        }
    }
}
