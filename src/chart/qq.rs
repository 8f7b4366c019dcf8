//! Changes against normal quantiles.

use super::axis::{Numbered, heading, horizontal, title_below, vertical};
use super::figure::Figure;
use super::legend::{self, Entry, Key};
use super::marks;
use super::pairs::Pairs;
use super::scale::{Scale, limits};
use super::scene::{Anchor, Ink, Scene, Stroke};
use super::theme::{BAND, BLUE, INK, MARGIN, VERMILLION, WIDTH};
use crate::data::PairedSample;
use crate::result::Level;
use crate::result::format::{count, in_sentence, with_unit};

/// One change in the plot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QqPoint {
    /// Standard normal quantile of its rank.
    pub theoretical: f64,
    /// The change.
    pub observed: f64,
    /// Lower end of the pointwise band at its rank.
    pub lower: f64,
    /// Upper end of the pointwise band at its rank.
    pub upper: f64,
}

impl QqPoint {
    fn is_outside(&self) -> bool {
        self.observed < self.lower || self.observed > self.upper
    }

    fn ink(&self) -> Ink {
        if self.is_outside() { VERMILLION } else { BLUE }
    }
}

/// Height of the plot, and its width where the legend leaves it.
const SIDE: f64 = 392.0;
/// Width of the legend beside it.
const BESIDE: f64 = 200.0;
/// A point inside the band that lies nearer than this to the one before it cannot be told from it.
const HIDDEN: f64 = 0.4;
/// What normal changes would follow.
const LINE: Stroke = Stroke::new(INK, 1.25);

/// The sorted changes against the quantiles of a standard normal distribution, with the line mean + SD z and the band in which each
/// point of a normal sample would lie with the probability `level`.
pub fn qq(sample: &PairedSample, points: &[QqPoint], level: Level) -> Figure {
    let pairs = Pairs::of(sample);
    let sd = pairs.sd_change().unwrap_or(0.0);
    let line = |z: f64| pairs.mean_change + sd * z;
    let (low_z, high_z) = limits(points.iter().map(|point| point.theoretical), 0.06, 1.0);
    let observed = points.iter().flat_map(|point| [point.observed, point.lower, point.upper]);
    let (low, high) = limits(observed.chain([line(low_z), line(high_z)]), 0.03, 0.0);

    let mut scene = Scene::default();
    let numbers = Numbered::vertical(low, high, SIDE);
    let left = MARGIN + numbers.room();
    let side = SIDE.min(WIDTH - left - BESIDE);
    let top = heading(&mut scene, &pairs.change_name(), MARGIN, MARGIN, left + side - MARGIN, Anchor::Start) + 12.0;
    let x = Scale::new((low_z, high_z), (left, left + side));
    let y = Scale::new((low, high), (top + side, top));
    let along = |end: fn(&QqPoint) -> f64| points.iter().map(move |point| (x.px(point.theoretical), y.px(end(point))));
    scene.area(along(|point| point.lower).chain(along(|point| point.upper).rev()).collect::<Vec<_>>(), BAND);
    vertical(&mut scene, &y, &numbers, left, true, Some(left + side));
    let across = Numbered::horizontal(low_z, high_z, side);
    let edge = horizontal(&mut scene, &x, &across, top + side, Some(top), WIDTH);
    let bottom = title_below(&mut scene, "Standard normal quantile", &x, edge);
    scene.line([(x.px(low_z), y.px(line(low_z))), (x.px(high_z), y.px(line(high_z)))], LINE);
    let radius = if points.len() > 200 { 2.75 } else { 3.75 };
    let mut last = (f64::NEG_INFINITY, 0.0);
    for point in points {
        let at = (x.px(point.theoretical), y.px(point.observed));
        // Of many thousand, those that would not be seen are not drawn.
        let is_seen = point.is_outside() || (at.0 - last.0).hypot(at.1 - last.1) >= HIDDEN;
        if !is_seen {
            continue;
        }
        last = at;
        marks::point(&mut scene, at, point.ink(), point.is_outside(), radius);
    }
    let entries = entries(&pairs, points, level);
    let lowest = legend::column(&mut scene, &entries, left + side + 22.0, WIDTH - MARGIN, top - 6.0);

    let height = (bottom.max(lowest) + MARGIN).ceil();
    let (title, caption, alt_text) = words(&pairs, points, level);
    Figure { id: "qq", title, caption, alt_text, width: WIDTH, height, scene }
}

fn outside(points: &[QqPoint]) -> usize {
    points.iter().filter(|point| point.is_outside()).count()
}

fn entries(pairs: &Pairs, points: &[QqPoint], level: Level) -> Vec<Entry> {
    let group = pairs.group.clone().map(|group| (Key::Words { bold: true }, group));
    let out = outside(points);
    let within = (Key::Point { ink: BLUE, open: false }, format!("Inside the band ({})", count(points.len() - out)));
    let beyond = (out > 0).then(|| (Key::Point { ink: VERMILLION, open: true }, format!("Outside ({})", count(out))));
    let fixed = [
        (Key::Line(LINE), "Normal distribution".to_owned()),
        (Key::Patch(BAND), format!("{} band, point by point", level.percent())),
    ];
    let n = (Key::Words { bold: false }, format!("n = {}", count(pairs.n())));
    group.into_iter().chain([n, within]).chain(beyond).chain(fixed).collect()
}

fn words(pairs: &Pairs, points: &[QqPoint], level: Level) -> (String, String, String) {
    let group = pairs.group_in_words();
    let n = count(pairs.n());
    let title = format!("{}: are the changes normal?{group}", pairs.label);
    let caption = format!(
        "Normal Q-Q plot of the {}{group}, n = {n}. The line is the mean plus SD times the normal score of the rank (Blom); \
         the band holds each point of a normal sample with a probability of {} (beta distribution of its rank, mean and SD \
         taken as known), so that of {n} points about {} would lie outside by chance.",
        in_sentence(&pairs.change_name()),
        level.percent(),
        crate::result::format::fixed(level.alpha() * pairs.n() as f64, usize::from(pairs.n() < 100)),
    );
    let decimals = usize::from(pairs.decimals);
    let value = |point: &QqPoint| with_unit(&crate::result::format::signed(point.observed, decimals), pairs.unit);
    let ends = match (points.first(), points.last()) {
        (Some(first), Some(last)) => format!(" The smallest change is {}, the largest {}.", value(first), value(last)),
        _ => String::new(),
    };
    let far: Vec<String> = points.iter().filter(|point| point.is_outside()).map(value).collect();
    let far = match far.len() {
        0 => String::new(),
        1..=6 => format!(" Outside: {}.", far.join(", ")),
        _ => format!(" Outside are, among others, {} and {}.", far[0], far[far.len() - 1]),
    };
    let alt_text = format!(
        "Normal Q-Q plot of the changes in {}{group}, n = {n}: {} of {n} points lie outside the {} band.{ends}{far}",
        in_sentence(&pairs.label),
        count(outside(points)),
        level.percent(),
    );
    (title, caption, alt_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, degenerate, many};

    /// Points with a band of so much to each side of the line, which is all that the chart needs to know.
    fn points(sample: &PairedSample, half: f64) -> Vec<QqPoint> {
        let pairs = Pairs::of(sample);
        let mut changes: Vec<f64> = pairs.rows.iter().map(|pair| pair.change).collect();
        changes.sort_unstable_by(f64::total_cmp);
        let n = changes.len() as f64;
        let point = |(rank, observed): (usize, f64)| {
            let theoretical = 4.0 * (rank as f64 + 0.5) / n - 2.0;
            let middle = pairs.mean_change + pairs.sd_change().unwrap_or(0.0) * theoretical;
            QqPoint { theoretical, observed, lower: middle - half, upper: middle + half }
        };
        changes.into_iter().enumerate().map(point).collect()
    }

    #[test]
    fn any_number_of_points_is_drawn() {
        for (n, half) in [(3, 9.0), (40, 0.5), (1382, 0.2)] {
            let sample = many(n);
            let points = points(&sample, half);
            let figure = qq(&sample, &points, Level::DEFAULT);
            check(&figure);
            let words = format!("{} of {} points lie outside the 95 % band", count(outside(&points)), count(n));
            assert!(figure.alt_text.contains(&words), "{}", figure.alt_text);
        }
    }

    #[test]
    fn degenerate_samples_are_drawn() {
        for sample in degenerate() {
            check(&qq(&sample, &points(&sample, 0.0), Level::DEFAULT));
        }
        check(&qq(&many(3), &[], Level::DEFAULT));
    }
}
