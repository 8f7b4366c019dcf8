//! The changes, counted on the grid on which they were read.

use super::axis::{Numbered, heading, horizontal, title_below, vertical};
use super::figure::Figure;
use super::legend::{self, Key};
use super::marks;
use super::pairs::{Change, Direction, Pairs};
use super::scale::{Scale, limits};
use super::scene::{Anchor, Dash, Scene, Stroke};
use super::theme::{INK, MARGIN, PLOT_HEIGHT, WIDTH};
use crate::data::PairedSample;
use crate::result::Estimate;
use crate::result::format::{as_heading, count, fixed, with_unit};
use std::f64::consts::PI;

/// Most bins of which the data are the cause.
const MOST_BINS: i128 = 60;
/// Room for the mean above the bars.
const STRIP: f64 = 30.0;
/// The line of no change, the interval of the mean and the normal curve.
const ZERO: Stroke = Stroke::new(INK, 1.2);
const MEAN: Stroke = Stroke::new(INK, 1.6);
const CURVE: Stroke = Stroke::new(INK, 1.5).dashed(Dash::Dashed);

/// The order in which directions lie in the one bin that can hold all three.
const STACKED: [Direction; 3] = [Direction::Fell, Direction::Unchanged, Direction::Rose];

/// How many participants changed by how much: each bin holds the same odd number of steps of the grid of the readings, and one bin is
/// centred on zero, so no reading lies on an edge. The mean change stands above, with its interval; the curve is the normal
/// distribution with the mean and the SD of the changes.
pub fn histogram(sample: &PairedSample, change: Option<&Estimate>) -> Figure {
    let pairs = Pairs::of(sample);
    let change = Change::of(&pairs, change);
    let bins = Bins::of(sample);
    let normal = Normal::of(&pairs, bins.width);

    let mut scene = Scene::default();
    let top = legend::row(&mut scene, &entries(&pairs, &change, &normal), MARGIN, WIDTH - MARGIN, MARGIN - 4.0) + 2.0;
    let top = heading(&mut scene, "Participants", MARGIN, top, WIDTH - 2.0 * MARGIN, Anchor::Start) + 8.0;
    let (ground, ceiling) = (top + STRIP + PLOT_HEIGHT * 0.8, top + STRIP);
    let tallest = bins.all.iter().map(Bin::total).max().unwrap_or(1) as f64;
    let highest = tallest.max(normal.as_ref().map_or(0.0, |normal| normal.height(normal.mean)));
    let numbers = Numbered::counts(highest * 1.04, ground - ceiling);
    let y = Scale::new((0.0, highest * 1.04), (ground, ceiling));
    let left = MARGIN + numbers.room();
    let right = WIDTH - MARGIN - 6.0;
    let edges = bins.all.iter().flat_map(|bin| [bin.low, bin.high]);
    let interval = change.interval.iter().flat_map(|(lower, upper, _)| [*lower, *upper]);
    let (low, high) = limits(edges.chain(interval).chain([0.0, change.value]), 0.03, 0.0);
    let x = Scale::new((low, high), (left, right));
    vertical(&mut scene, &y, &numbers, left, true, Some(right));
    bars(&mut scene, &bins, &x, &y);
    if let Some(normal) = &normal {
        let at = |step: i32| low + (high - low) * f64::from(step) / 160.0;
        let curve: Vec<_> = (0..=160).map(|step| (x.px(at(step)), y.px(normal.height(at(step))))).collect();
        scene.line(curve, CURVE);
    }
    scene.line([(x.px(0.0), ground), (x.px(0.0), top)], ZERO);
    let strip = top + STRIP / 2.0;
    if let Some((lower, upper, _)) = &change.interval {
        let (lower, upper) = (x.px(*lower), x.px(*upper));
        scene.line([(lower, strip), (upper, strip)], MEAN);
        for end in [lower, upper] {
            scene.line([(end, strip - 6.0), (end, strip + 6.0)], MEAN);
        }
    }
    scene.disc((x.px(change.value), strip), 4.0, INK);
    let edge = horizontal(&mut scene, &x, &Numbered::horizontal(low, high, right - left), ground, None, WIDTH);
    let bottom = title_below(&mut scene, &pairs.change_name(), &x, edge);

    let height = (bottom + MARGIN).ceil();
    let (title, caption, alt_text) = words(&pairs, &change, &bins, normal.is_some());
    Figure { id: "histogram", title, caption, alt_text, width: WIDTH, height, scene }
}

/// Changes between two edges.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Bin {
    low: f64,
    high: f64,
    /// In the order of [`STACKED`].
    counts: [usize; 3],
}

impl Bin {
    fn total(&self) -> usize {
        self.counts.iter().sum()
    }
}

/// Bins of one width without a gap.
#[derive(Clone, Debug, PartialEq)]
struct Bins {
    all: Vec<Bin>,
    width: f64,
    /// Steps of the grid in each.
    steps: i128,
    /// The step of the grid.
    step: f64,
}

impl Bins {
    fn of(sample: &PairedSample) -> Bins {
        let change = sample.change();
        let mut sorted = change.ticks().to_vec();
        sorted.sort_unstable();
        let (low, high) = (sorted[0], sorted[sorted.len() - 1]);
        // Readings that are all one number show no grid but their decimals.
        let step = if low == high { 1 } else { sample.step() as i128 };
        let n = sorted.len();
        let quartiles = (sorted[(3 * n).div_ceil(4) - 1] - sorted[n.div_ceil(4) - 1]) / step;
        let span = (high - low) / step;
        // Freedman and Diaconis 1981; Sturges 1926 where the middle half are equal.
        let wanted = match quartiles {
            0 => span as f64 / (libm::log2(n as f64) + 1.0),
            quartiles => 2.0 * quartiles as f64 / libm::cbrt(n as f64),
        };
        let half = ((wanted / 2.0) as i128).max((span / MOST_BINS) / 2 + i128::from(span > MOST_BINS));
        let steps = 2 * half + 1;
        let place = |ticks: i128| (ticks / step + half).div_euclid(steps);
        let first = place(low);
        let edge = |bin: i128, side: i128| change.value_of((2 * bin + side) * steps * step) / 2.0;
        let empty = |bin| Bin { low: edge(bin, -1), high: edge(bin, 1), counts: [0; 3] };
        let mut all: Vec<Bin> = (first..=place(high)).map(empty).collect();
        for ticks in sorted {
            all[(place(ticks) - first) as usize].counts[(ticks.signum() + 1) as usize] += 1;
        }
        Bins { all, width: change.value_of(steps * step), steps, step: change.value_of(step) }
    }
}

/// The normal curve of the changes, in participants to a bin.
struct Normal {
    mean: f64,
    sd: f64,
    area: f64,
}

impl Normal {
    fn of(pairs: &Pairs, width: f64) -> Option<Normal> {
        let sd = pairs.sd_change()?;
        (pairs.n() > 2).then_some(Normal { mean: pairs.mean_change, sd, area: pairs.n() as f64 * width })
    }

    fn height(&self, value: f64) -> f64 {
        let z = (value - self.mean) / self.sd;
        self.area * libm::exp(-0.5 * z * z) / (self.sd * libm::sqrt(2.0 * PI))
    }
}

fn bars(scene: &mut Scene, bins: &Bins, x: &Scale, y: &Scale) {
    for bin in &bins.all {
        let (left, right) = (x.px(bin.low), x.px(bin.high));
        let gap = if right - left > 5.0 { 0.75 } else { 0.0 };
        let mut below = 0;
        for (direction, count) in STACKED.into_iter().zip(bin.counts).filter(|(_, count)| *count > 0) {
            let (lower, upper) = (y.px(below as f64), y.px((below + count) as f64));
            scene.rect((left + gap, upper), (right - gap, lower), marks::ink(direction));
            below += count;
        }
    }
}

fn entries(pairs: &Pairs, change: &Change, normal: &Option<Normal>) -> Vec<legend::Entry> {
    let mut entries = legend::participants(pairs, |direction| Key::Patch(marks::ink(direction)));
    entries.push((Key::Line(ZERO), "No change".to_owned()));
    entries.extend(normal.as_ref().map(|_| (Key::Line(CURVE), "Normal curve".to_owned())));
    let mean = match change.interval {
        Some(_) => Key::Interval { inner: false },
        None => Key::Point { ink: INK, open: false },
    };
    entries.push((mean, as_heading(&change.in_words())));
    entries
}

fn words(pairs: &Pairs, change: &Change, bins: &Bins, has_curve: bool) -> (String, String, String) {
    let group = pairs.group_in_words();
    let n = count(pairs.n());
    // Half a step needs one decimal more.
    let decimals = usize::from(pairs.decimals);
    let width = with_unit(&fixed(bins.width, decimals), pairs.unit);
    let steps = match bins.steps {
        1 => "one step of the readings".to_owned(),
        steps => format!("{} steps of {} of the readings", count(steps as usize), fixed(bins.step, decimals)),
    };
    let curve = if has_curve {
        " The dashed curve is the normal distribution with the mean and the SD of these changes."
    } else {
        ""
    };
    let title = format!("{}: how the changes are spread{group}", pairs.label);
    let caption = format!(
        "{}{group}, n = {n}, in bins of {width} ({steps}), one of them centred on zero; a change is {} minus {}. Above: \
         {}{}.{curve}",
        pairs.change_name(),
        pairs.second,
        pairs.first,
        change.in_words(),
        change.method_in_words(),
    );
    let fullest =
        bins.all.iter().max_by(|left, right| left.total().cmp(&right.total()).then(right.low.total_cmp(&left.low)));
    let fullest = fullest.map_or_else(String::new, |bin| {
        let ends = crate::result::format::ends(bin.low, bin.high, decimals + 1);
        format!(
            " The fullest of {} bins, {}, holds {}.",
            count(bins.all.len()),
            with_unit(&ends, pairs.unit),
            count(bin.total())
        )
    });
    let sd = pairs.sd_change().map_or_else(String::new, |sd| {
        format!(", SD {}", with_unit(&fixed(sd, usize::from(pairs.decimals) + 1), pairs.unit))
    });
    let alt_text = format!(
        "Histogram of the changes in {}{group}, n = {n}: {}; {}. The {}{sd}.{fullest}",
        crate::result::format::in_sentence(&pairs.label),
        pairs.directions_in_words(),
        pairs.changes_in_words(),
        change.in_words(),
    );
    (title, caption, alt_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, degenerate, estimate, many, sample};

    #[test]
    fn any_number_of_changes_is_drawn() {
        for n in [2, 3, 40, 500, 1382] {
            let sample = many(n);
            let figure = histogram(&sample, Some(&estimate(&sample, 0.4)));
            check(&figure);
            assert!(figure.caption.contains("(method: t)"), "{}", figure.caption);
        }
    }

    #[test]
    fn degenerate_samples_are_drawn() {
        for sample in degenerate() {
            check(&histogram(&sample, None));
            check(&histogram(&sample, Some(&estimate(&sample, 0.0))));
        }
    }

    #[test]
    fn bins_hold_whole_steps_and_everybody() {
        for sample in degenerate().into_iter().chain([many(137), many(1382)]) {
            let bins = Bins::of(&sample);
            assert_eq!(bins.all.iter().map(Bin::total).sum::<usize>(), sample.n());
            assert!(bins.all.len() as i128 <= MOST_BINS + 2 && bins.steps % 2 == 1, "{}", bins.all.len());
            assert!(bins.all.iter().all(|bin| bin.low < bin.high));
        }
        // Readings to 0.5: changes -1.5, -0.5, 0, 0, 0.5, of which no edge holds one.
        let halves = sample("Grade", &[("3", "1.5"), ("2.5", "2"), ("1", "1"), ("2", "2"), ("1", "1.5")]);
        let bins = Bins::of(&halves);
        assert_eq!((bins.steps, bins.step), (1, 0.5));
        assert_eq!(bins.all.iter().map(|bin| bin.low).collect::<Vec<_>>(), [-1.75, -1.25, -0.75, -0.25, 0.25]);
        assert_eq!(
            bins.all.iter().map(|bin| bin.counts).collect::<Vec<_>>(),
            [[1, 0, 0], [0, 0, 0], [1, 0, 0], [0, 2, 0], [0, 0, 1]]
        );
    }
}
