//! The estimate of a single group over the shift of what was missed.

use super::axis::{Numbered, heading, horizontal, title_below, vertical};
use super::legend::{self, Entry, Key};
use super::marks;
use super::regions::written_decimals;
use super::ribbon::band;
use super::scale::{Scale, grain, limits, limits_with_ends};
use super::scene::{Anchor, Dash, Point, Scene, Stroke};
use super::theme::{BLUE, INK, MARGIN, VERMILLION, WIDTH};
use super::tipping::{Tipping, TippingCurve, TippingPoint};
use crate::result::format::{as_heading, ends, fixed, in_sentence, named, with_unit};

const HEIGHT: f64 = 300.0;
const CURVE: Stroke = Stroke::new(BLUE, 2.4);
const BOUND: Stroke = Stroke::new(INK, 1.4);
const TIPPING: Stroke = Stroke::new(VERMILLION, 2.0).dashed(Dash::Dashed);

/// Draws the curve; gives the lower edge, the caption and the alternative text.
pub(crate) fn draw(scene: &mut Scene, input: &Tipping, curve: &TippingCurve) -> (f64, String, String) {
    let mut points: Vec<&TippingPoint> =
        curve.points.iter().filter(|point| point.delta.is_finite() && point.estimate.is_finite()).collect();
    points.sort_by(|left, right| left.delta.total_cmp(&right.delta));
    let delta_text =
        |delta: f64| with_unit(&fixed(delta, written_decimals(delta).min(usize::from(input.decimals) + 1)), input.unit);
    let bound = delta_text(curve.bound);
    let interval = format!("{} CI", curve.level.percent());
    let tipping = curve.tipping.filter(|delta| delta.is_finite());
    let mut entries: Vec<Entry> = vec![(Key::Line(CURVE), "Estimate".to_owned())];
    if points.iter().any(|point| point.interval.is_some()) {
        entries.push((Key::Patch(BLUE.at(0.2)), interval.clone()));
    }
    entries.push((Key::Line(BOUND), format!("Bound: {bound}")));
    entries.extend(tipping.map(|delta| (Key::Line(TIPPING), format!("Tipping point: {}", delta_text(delta)))));
    let top = legend::row(scene, &entries, MARGIN, WIDTH - MARGIN, MARGIN - 4.0) + 2.0;
    let axis = named(&as_heading(input.quantity.trim()), input.unit);
    let top = heading(scene, &axis, MARGIN, top, WIDTH - 2.0 * MARGIN, Anchor::Start) + 12.0;

    let core: Vec<f64> = points.iter().map(|point| point.estimate).chain([curve.bound]).collect();
    let all: Vec<f64> = points.iter().filter_map(|point| point.interval).flat_map(|(low, high)| [low, high]).collect();
    let first = core[0];
    let (low, high) = if core.iter().chain(&all).all(|value| *value == first) {
        limits([first], 0.0, grain(input.decimals))
    } else {
        let away: Vec<f64> = core.iter().map(|value| value - first).collect();
        let (low, high) = limits_with_ends(&away, all.iter().map(|end| end - first), 0.08);
        (low + first, high + first)
    };
    let numbers = Numbered::vertical(low, high, HEIGHT);
    let y = Scale::new((low, high), (top + HEIGHT, top));
    let (left, right) = (MARGIN + numbers.room(), WIDTH - MARGIN - 10.0);
    let deltas = points.iter().map(|point| point.delta).chain(tipping);
    let x = Scale::new(limits(deltas, 0.03, grain(input.decimals)), (left, right));
    let across = Numbered::horizontal(x.low, x.high, right - left);
    vertical(scene, &y, &numbers, left, true, Some(right));
    let edge = horizontal(scene, &x, &across, y.start, Some(top), WIDTH);

    let banded = points.iter().filter_map(|point| Some((point.delta, point.interval?)));
    band(scene, &x, &y, banded, BLUE.at(0.2));
    scene.line([(left, y.px(curve.bound)), (right, y.px(curve.bound))], BOUND);
    if let Some(delta) = tipping {
        scene.line([(x.px(delta), y.start), (x.px(delta), y.end)], TIPPING);
    }
    let line: Vec<Point> = points.iter().map(|point| (x.px(point.delta), y.px(point.estimate))).collect();
    for at in line.iter().filter(|_| line.len() <= 25) {
        scene.disc(*at, 3.4, BLUE);
    }
    if line.len() > 1 {
        scene.line(line, CURVE);
    }
    let unshifted = points.iter().find(|point| point.delta == 0.0);
    if let Some(point) = unshifted {
        marks::mean(scene, (x.px(0.0), y.px(point.estimate)));
    }
    let lowest = title_below(scene, &named("Shift of the readings that were missed", input.unit), &x, edge);

    let conclusion = input.conclusion.trim();
    let found = tipping.map_or_else(
        || {
            let range = points.first().zip(points.last());
            let range = range.map_or_else(String::new, |(first, last)| {
                format!(" from {} to {}", delta_text(first.delta), delta_text(last.delta))
            });
            format!("No shift{range} makes it fall.")
        },
        |delta| format!("It falls at a shift of {}.", delta_text(delta)),
    );
    let caption = format!(
        "{} over a shift that is added to every reading that was missed{}. Line: the bound {bound}. Large point: no shift. The conclusion \
         in question: {conclusion}. {found}",
        named(&as_heading(input.quantity.trim()), input.unit),
        if points.iter().any(|point| point.interval.is_some()) {
            format!(", with its {interval}")
        } else {
            String::new()
        },
    );
    let decimals = usize::from(input.decimals) + 1;
    let unshifted = unshifted.map_or_else(String::new, |point| {
        let ends = point
            .interval
            .map_or_else(String::new, |(low, high)| format!(" ({interval} {})", ends(low, high, decimals)));
        format!(" Without a shift {}{ends}.", with_unit(&fixed(point.estimate, decimals), input.unit))
    });
    let quantity = in_sentence(input.quantity.trim());
    let alt_text = format!(
        "Curve of {quantity} over the shift of missed readings, {} shifts.{unshifted} The conclusion: {conclusion}. {found}",
        points.len()
    );
    (lowest, caption, alt_text)
}
