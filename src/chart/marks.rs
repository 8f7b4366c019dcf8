//! The signs that charts share: what fell, what rose, what stayed; means.

use super::pairs::Direction;
use super::scale::Scale;
use super::scene::{Ink, Point, Scene, Stroke};
use super::theme::{BLUE, GREY, INK, VERMILLION, WHITE};

/// The colour of a direction.
pub(crate) fn ink(direction: Direction) -> Ink {
    match direction {
        Direction::Fell => BLUE,
        Direction::Unchanged => GREY,
        Direction::Rose => VERMILLION,
    }
}

/// A reading: filled where it fell, open where it rose, a square where it stayed, so that grey print keeps them apart.
pub(crate) fn reading(scene: &mut Scene, at: Point, direction: Direction, radius: f64, opacity: f64) {
    let ink = ink(direction).at(opacity);
    match direction {
        Direction::Fell => scene.disc(at, radius, ink),
        Direction::Rose => {
            scene.disc(at, radius - 0.5, WHITE.at(opacity));
            scene.ring(at, radius - 0.5, Stroke::new(ink, 1.5));
        }
        Direction::Unchanged => {
            let half = radius * 0.9;
            scene.rect((at.0 - half, at.1 - half), (at.0 + half, at.1 + half), ink);
        }
    }
}

/// A point that is no single direction's: filled or open.
pub(crate) fn point(scene: &mut Scene, at: Point, ink: Ink, open: bool, radius: f64) {
    if open {
        scene.disc(at, radius - 0.5, WHITE);
        scene.ring(at, radius - 0.5, Stroke::new(ink, 1.5));
    } else {
        scene.disc(at, radius, ink);
    }
}

/// Quartiles as a box with the median across, upright and centred on `x`.
pub(crate) fn quartiles(scene: &mut Scene, x: f64, [low, middle, high]: [f64; 3], wide: f64) {
    let (left, right) = (x - wide / 2.0, x + wide / 2.0);
    scene.rect((left, high), (right, low), WHITE);
    scene.line([(left, low), (left, high), (right, high), (right, low), (left, low)], Stroke::new(INK, 1.4));
    scene.line([(left, middle), (right, middle)], Stroke::new(INK, 3.0));
}

/// Mean and standard deviation as a line with a gap at the mean (Tufte 1983), upright at `x`; each end given in px.
pub(crate) fn gapped(scene: &mut Scene, x: f64, low: f64, mean: f64, high: f64) {
    for (end, side) in [(low, 1.0), (high, -1.0)] {
        if (end - mean) * side > 3.0 {
            scene.line([(x, mean + 2.5 * side), (x, end)], Stroke::new(INK, 2.6));
        }
    }
}

/// A mean, or another estimate, that stands out from what lies behind it.
pub(crate) fn mean(scene: &mut Scene, at: Point) {
    scene.disc(at, 8.0, WHITE);
    scene.disc(at, 6.25, INK);
}

/// A mean with its interval, upright at `x`: a smaller sign where a large one would hide a short interval.
pub(crate) fn mean_with_interval(scene: &mut Scene, x: f64, mean: f64, ends: Option<(f64, f64)>) {
    if let Some((low, high)) = ends {
        bold_line(scene, &[(x, low), (x, high)], 3.25);
    }
    match ends {
        Some((low, high)) if (low - high).abs() < 30.0 => scene.disc((x, mean), 4.25, INK),
        _ => self::mean(scene, (x, mean)),
    }
}

/// A thick line on a white edge.
pub(crate) fn bold_line(scene: &mut Scene, points: &[Point], width: f64) {
    scene.line(points, Stroke::new(WHITE.at(0.85), width + 3.5));
    scene.line(points, Stroke::new(INK, width));
}

/// The interval of an estimate along a horizontal axis; ends beyond the axis are arrows.
pub(crate) fn interval(scene: &mut Scene, scale: &Scale, y: f64, value: f64, ends: (f64, f64), ink: Ink) {
    interval_with(scene, scale, y, value, ends, Stroke::new(ink, 1.6));
}

/// The same with a line of other looks.
pub(crate) fn interval_with(scene: &mut Scene, scale: &Scale, y: f64, value: f64, ends: (f64, f64), stroke: Stroke) {
    let from = scale.px(value);
    for (end, outwards) in [(ends.0, -1.0), (ends.1, 1.0)] {
        if end.is_nan() {
            continue;
        }
        if (scale.low..=scale.high).contains(&end) {
            scene.line([(from, y), (scale.px(end), y)], stroke);
            scene.line([(scale.px(end), y - 4.0), (scale.px(end), y + 4.0)], Stroke::new(stroke.ink, 1.6));
        } else {
            let edge = if outwards > 0.0 { scale.end } else { scale.start };
            scene.line([(from, y), (edge - outwards * 6.0, y)], stroke);
            arrowhead(scene, (from, y), (edge, y), 11.0, stroke.ink);
        }
    }
}

/// The interval of an estimate along a vertical axis; ends beyond the axis are arrows.
pub(crate) fn upright_interval(scene: &mut Scene, scale: &Scale, x: f64, value: f64, ends: (f64, f64), ink: Ink) {
    let from = scale.px(value);
    for (end, edge) in [(ends.0, scale.start), (ends.1, scale.end)] {
        if end.is_nan() {
            continue;
        }
        let to = scale.px(end);
        if (scale.low..=scale.high).contains(&end) {
            scene.line([(x, from), (x, to)], Stroke::new(ink, 1.6));
            scene.line([(x - 3.5, to), (x + 3.5, to)], Stroke::new(ink, 1.6));
        } else {
            scene.line([(x, from), (x, edge + (from - edge).signum() * 6.0)], Stroke::new(ink, 1.6));
            arrowhead(scene, (x, from), (x, edge), 10.0, ink);
        }
    }
}

/// The end of a course before the last visit.
pub(crate) fn left(scene: &mut Scene, (x, y): Point, ink: Ink) {
    const R: f64 = 3.6;
    scene.line([(x - R, y - R), (x + R, y + R)], Stroke::new(ink, 1.5));
    scene.line([(x - R, y + R), (x + R, y - R)], Stroke::new(ink, 1.5));
}

/// What was flagged as wrong.
pub(crate) fn triangle(scene: &mut Scene, (x, y): Point, r: f64, ink: Ink) {
    let outline = |r: f64| [(x, y - r * 1.15), (x + r * 1.1, y + r * 0.8), (x - r * 1.1, y + r * 0.8)];
    scene.area(outline(r + 1.5), WHITE);
    scene.area(outline(r), ink);
}

/// A number beside the data.
pub(crate) fn diamond(scene: &mut Scene, (x, y): Point, r: f64, ink: Ink) {
    let outline = |r: f64| [(x, y - r), (x + r, y), (x, y + r), (x - r, y)];
    scene.area(outline(r + 1.8), WHITE);
    scene.area(outline(r), ink);
}

/// A visit with a reading, or without.
pub(crate) fn square(scene: &mut Scene, (x, y): Point, half: f64, filled: bool) {
    let (left, right, top, bottom) = (x - half, x + half, y - half, y + half);
    if filled {
        scene.rect((left, top), (right, bottom), BLUE);
    } else {
        let outline = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
        scene.line(outline, Stroke::new(GREY, 1.1));
    }
}

/// A black frame on a white one, which is seen on every shade.
pub(crate) fn frame(scene: &mut Scene, (left, top): Point, (right, bottom): Point) {
    let outline = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
    scene.line(outline, Stroke::new(WHITE, 4.4));
    scene.line(outline, Stroke::new(INK, 2.0));
}

/// Nothing was seen, and this is how much there could be: a bar at the limit with an arrow down to zero.
pub(crate) fn upper_limit(scene: &mut Scene, (zero, limit): (f64, f64), y: f64, ink: Ink) {
    scene.line([(limit, y - 5.5), (limit, y + 5.5)], Stroke::new(ink, 2.2));
    if limit - zero > 10.0 {
        scene.line([(limit, y), (zero + 9.0, y)], Stroke::new(ink, 1.6));
        arrowhead(scene, (limit, y), (zero + 1.0, y), 9.5, ink);
    } else {
        scene.line([(limit, y), (zero, y)], Stroke::new(ink, 1.6));
    }
}

/// A closed arrowhead that points from `from` to `tip`, along one of the two axes.
pub(crate) fn arrowhead(scene: &mut Scene, from: Point, tip: Point, size: f64, ink: Ink) {
    let (dx, dy) = (tip.0 - from.0, tip.1 - from.1);
    let length = dx.hypot(dy);
    if length > 0.0 {
        let (ux, uy) = (dx / length * size, dy / length * size);
        let base = (tip.0 - ux, tip.1 - uy);
        scene.area([tip, (base.0 - uy * 0.5, base.1 + ux * 0.5), (base.0 + uy * 0.5, base.1 - ux * 0.5)], ink);
    }
}
