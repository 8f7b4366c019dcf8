//! Estimates with intervals by visit, arms or comparisons beside each other: what means by visit and their differences share.

use super::arms::ArmLook;
use super::axis::{Numbered, heading, title_below, vertical};
use super::legend::{self, Entry, Key};
use super::marks;
use super::regions::Regions;
use super::scale::{Scale, grain, limits, limits_with_ends};
use super::scene::{Anchor, Point, Scene, Stroke};
use super::theme::{INK, MARGIN, WIDTH};
use super::visit_axis::{Head, Row, Spacing, VisitAxis, Visits, closest, head_room, visit_name};
use crate::data::{TimePoint, Unit};
use crate::result::Estimate;
use crate::result::format::{count, ends, estimate_decimals, fixed, interval_name, uncertainty, with_unit};

/// What is known of one arm, or one comparison, at one visit.
#[derive(Clone, Debug, PartialEq)]
pub struct VisitPoint {
    /// Participants with a reading there.
    pub n: usize,
    /// What was found; absent where the data define none.
    pub estimate: Option<Estimate>,
}

/// One arm, or one comparison, over the visits.
#[derive(Clone, Debug, PartialEq)]
pub struct VisitSeries {
    /// Its name: `active`, `active − sham`; empty for a single group.
    pub label: String,
    /// Whether the others are held against it.
    pub is_control: bool,
    /// A point for each visit, in their order.
    pub points: Vec<VisitPoint>,
}

impl VisitSeries {
    fn found(&self, visit: usize) -> Option<&Estimate> {
        self.points.get(visit)?.estimate.as_ref().filter(|estimate| estimate.value.is_finite())
    }

    fn all(&self) -> impl Iterator<Item = &Estimate> {
        (0..self.points.len()).filter_map(|visit| self.found(visit))
    }

    pub(crate) fn name(&self) -> &str {
        self.label.trim()
    }
}

/// Series with what they share.
pub(crate) struct VisitPlot<'a> {
    pub visits: &'a [TimePoint],
    pub time_unit: Option<&'a str>,
    pub series: &'a [VisitSeries],
    pub regions: Regions,
    pub unit: Unit,
    /// Decimals of the readings.
    pub decimals: u8,
    /// What the vertical axis shows.
    pub axis: String,
    /// What stands over the numbers of participants.
    pub counted: &'a str,
    /// Whether the points of a series are joined.
    pub joined: bool,
    /// Whether the axis has to show zero.
    pub from_zero: bool,
}

const HEIGHT: f64 = 300.0;
/// Distance of series at a visit, and the least distance of visits for each of them.
const BESIDE: f64 = 9.0;
const LEAST: f64 = 5.0;
const ZERO: Stroke = Stroke::new(INK, 1.2);

impl VisitPlot<'_> {
    /// Draws everything; gives the lower edge and what is to be said of the spacing of visits.
    pub fn draw(&self, scene: &mut Scene) -> (f64, &'static str) {
        let looks = ArmLook::all(self.series.iter().map(|series| series.is_control));
        let top = legend::row(scene, &self.entries(&looks), MARGIN, WIDTH - MARGIN, MARGIN - 4.0) + 2.0;
        let top = heading(scene, &self.axis, MARGIN, top, WIDTH - 2.0 * MARGIN, Anchor::Start) + 12.0;
        let (low, high) = self.limits();
        let numbers = Numbered::vertical(low, high, HEIGHT);
        let y = Scale::new((low, high), (top + HEIGHT, top));
        let rows = self.rows(&looks);
        let left = MARGIN + numbers.room().max(head_room(self.visits, &rows));
        let right = WIDTH - MARGIN;
        let many = self.series.len().max(1) as f64;
        let axis = VisitAxis::new(Visits {
            points: self.visits,
            rows,
            spacing: Spacing::Times { least: LEAST * (many + 1.0) },
            plot: (left, right),
            below: (left, WIDTH - MARGIN / 2.0),
            inset: 18.0 + BESIDE * many / 2.0,
        });
        axis.grid(scene, (y.start, y.end));
        vertical(scene, &y, &numbers, left, true, Some(right));
        self.regions.draw(scene, &y, (left, right));
        if (low..=high).contains(&0.0) {
            scene.line([(left, y.px(0.0)), (right, y.px(0.0))], ZERO);
        }
        let beside = BESIDE.min(0.7 * closest(&axis.x) / many);
        for (index, (series, look)) in self.series.iter().zip(&looks).enumerate() {
            let away = (index as f64 - (many - 1.0) / 2.0) * beside;
            let x: Vec<f64> = axis.x.iter().map(|x| x + away).collect();
            self.draw_series(scene, series, *look, &x, &y);
        }
        let edge = axis.draw(scene, y.start);
        let across = Scale::new((0.0, 1.0), (left, right));
        let edge = title_below(scene, &axis.title(self.time_unit), &across, edge + 1.0);
        let several = if self.series.len() > 1 { self.counted } else { "" };
        let edge = axis.table(scene, several, edge + 3.0);
        (axis.key(scene, edge), axis.in_words())
    }

    fn draw_series(&self, scene: &mut Scene, series: &VisitSeries, look: ArmLook, x: &[f64], y: &Scale) {
        let at = |visit: usize| series.found(visit).map(|estimate| (x[visit], y.px(estimate.value)));
        if self.joined {
            // A visit without anybody interrupts the line.
            let places: Vec<Option<Point>> = (0..x.len()).map(at).collect();
            for run in places.split(Option::is_none) {
                let line: Vec<Point> = run.iter().copied().flatten().collect();
                if line.len() > 1 {
                    scene.line(line, look.stroke(2.0));
                }
            }
        }
        let radius = if closest(x) < 34.0 || self.series.len() > 2 { 4.0 } else { 4.75 };
        for (visit, x) in x.iter().enumerate() {
            let Some(estimate) = series.found(visit) else { continue };
            if let Some(interval) = &estimate.interval {
                marks::upright_interval(scene, y, *x, estimate.value, (interval.lower, interval.upper), look.ink);
            }
            look.mark(scene, (*x, y.px(estimate.value)), radius, 1.0);
        }
    }

    /// The range of the axis: estimates, regions and zero where it belongs; intervals as far as the rest stays legible.
    fn limits(&self) -> (f64, f64) {
        let all = || self.series.iter().flat_map(VisitSeries::all);
        let zero = self.from_zero.then_some(0.0);
        let mut core: Vec<f64> = all().map(|found| found.value).chain(self.regions.bounds()).chain(zero).collect();
        let Some(first) = core.first().copied() else { return limits([], 0.0, 1.0) };
        let intervals = || all().filter_map(|found| found.interval.as_ref());
        // The narrowest interval is always seen whole.
        let finite = intervals().filter(|interval| (interval.upper - interval.lower).is_finite());
        let narrowest = finite.min_by(|one, other| (one.upper - one.lower).total_cmp(&(other.upper - other.lower)));
        core.extend(narrowest.into_iter().flat_map(|interval| [interval.lower, interval.upper]));
        let ends: Vec<f64> = intervals().flat_map(|interval| [interval.lower, interval.upper]).collect();
        if core.iter().chain(&ends).all(|value| *value == first) {
            return limits([first], 0.0, grain(self.decimals));
        }
        // Held against the first, so that readings far from zero are judged by how far they lie apart.
        let away: Vec<f64> = core.iter().map(|value| value - first).collect();
        let (low, high) = limits_with_ends(&away, ends.iter().map(|end| end - first), 0.08);
        (low + first, high + first)
    }

    fn rows(&self, looks: &[ArmLook]) -> Vec<Row> {
        let cells = |series: &VisitSeries| -> Vec<String> {
            let n = |visit: usize| series.points.get(visit).map_or(0, |point| point.n);
            (0..self.visits.len()).map(|visit| count(n(visit))).collect()
        };
        let head = |look: &ArmLook| if self.series.len() > 1 { Head::Arm(*look) } else { Head::Words("n") };
        self.series.iter().zip(looks).map(|(series, look)| Row { head: head(look), cells: cells(series) }).collect()
    }

    fn entries(&self, looks: &[ArmLook]) -> Vec<Entry> {
        let named = self.series.iter().zip(looks).filter(|(series, _)| !series.name().is_empty());
        let series = named.map(|(series, look)| {
            let key = if self.joined { Key::ArmLine { look: *look, sign: true } } else { Key::Arm(*look) };
            (key, series.name().to_owned())
        });
        let interval = self.interval().map(|(name, _)| (Key::Words { bold: false }, format!("Bars: {name}")));
        series.chain(interval).chain(self.regions.entries(self.unit)).collect()
    }

    /// `95 % CI` and how it was made.
    fn interval(&self) -> Option<(String, &'static str)> {
        let mut all = self.series.iter().flat_map(VisitSeries::all);
        all.find_map(|estimate| estimate.interval.as_ref().map(|interval| (interval_name(interval), interval.method)))
    }

    /// ` with 95 % CI (method: t)` for captions.
    pub fn interval_in_words(&self) -> String {
        self.interval().map_or_else(String::new, |(name, method)| format!(" with {name} (method: {method})"))
    }

    /// Decimals of all estimates: those that the most certain one deserves.
    fn shown_decimals(&self) -> usize {
        let of = |estimate: &Estimate| estimate_decimals(uncertainty(estimate), self.decimals);
        self.series.iter().flat_map(VisitSeries::all).map(of).max().unwrap_or(usize::from(self.decimals) + 1)
    }

    /// Every estimate in words: `active: week 4 −1.90 cm (−3.10 to −0.70), n = 38; ...`
    pub fn in_words(&self) -> String {
        let decimals = self.shown_decimals();
        let point = |series: &VisitSeries, visit: usize| {
            let n = series.points.get(visit).map_or(0, |point| point.n);
            let found = series.found(visit).map_or_else(
                || "not estimable".to_owned(),
                |estimate| {
                    let interval = estimate.interval.as_ref();
                    let interval =
                        interval.map(|interval| format!(" ({})", ends(interval.lower, interval.upper, decimals)));
                    with_unit(&fixed(estimate.value, decimals), self.unit) + &interval.unwrap_or_default()
                },
            );
            format!("{} {found}, n = {}", visit_name(self.visits, visit), count(n))
        };
        let line = |series: &VisitSeries| {
            let points: Vec<String> = (0..self.visits.len()).map(|visit| point(series, visit)).collect();
            let points = if points.is_empty() { "no visit".to_owned() } else { points.join("; ") };
            if series.name().is_empty() { format!("{points}.") } else { format!("{}: {points}.", series.name()) }
        };
        let lines: Vec<String> = self.series.iter().map(line).collect();
        if lines.is_empty() { "Nothing to show.".to_owned() } else { lines.join(" ") }
    }
}
