//! Names beside points, where they lie over nothing.

use super::scene::{Anchor, Point, Scene, Stroke};
use super::text::{line_height, width, wrap_to};
use super::theme::{CAP_HEIGHT, LABEL_TEXT, SOFT_INK, WHITE};

/// Left, top, right, bottom.
type Area = (f64, f64, f64, f64);

/// Widest line of a name in px, and most of its lines; what is longer ends in an ellipsis.
const WIDEST: f64 = 150.0;
const MOST_LINES: usize = 2;
/// From a point to its name, and beyond which of these a line joins them.
const DISTANCES: [f64; 6] = [8.0, 14.0, 24.0, 38.0, 54.0, 72.0];
const JOINED_BEYOND: f64 = 15.0;
/// Directions in which a name may lie, the ones that read best first.
const DIRECTIONS: [(f64, f64); 16] = [
    (1.0, 0.0),
    (-1.0, 0.0),
    (0.0, -1.0),
    (0.0, 1.0),
    (0.8, -0.7),
    (-0.8, -0.7),
    (0.8, 0.7),
    (-0.8, 0.7),
    (0.4, -0.9),
    (-0.4, -0.9),
    (0.9, -0.35),
    (-0.9, -0.35),
    (0.2, -1.0),
    (-0.2, -1.0),
    (0.6, -0.8),
    (-0.6, -0.8),
];
/// From a point to the start of that line.
const START: f64 = 12.0;
const LEADER: Stroke = Stroke::new(SOFT_INK, 0.9);

/// What names keep off, and how far they may go.
pub(crate) struct PointLabels {
    inside: Area,
    points: Vec<Area>,
    lines: Vec<Area>,
    /// The names already written, with what joins them to their points.
    names: Vec<Area>,
}

impl PointLabels {
    /// Names that stay between left, top, right and bottom.
    pub fn inside(inside: Area) -> PointLabels {
        PointLabels { inside, points: Vec::new(), lines: Vec::new(), names: Vec::new() }
    }

    /// Keeps names off a point.
    pub fn keep_off(&mut self, at: Point, radius: f64) {
        self.points.push(around(at, radius));
    }

    /// Keeps names off a straight line, as long as they find room elsewhere.
    pub fn keep_off_line(&mut self, from: Point, to: Point) {
        self.lines.extend(along(from, to));
    }

    /// Writes a name beside its point, unless there is no room for it; gives whether it did. Names written first have the first choice.
    pub fn write(&mut self, scene: &mut Scene, at: Point, name: &str) -> bool {
        let lines = wrap_to(name, LABEL_TEXT, WIDEST, MOST_LINES);
        let wide = lines.iter().map(|line| width(line, LABEL_TEXT)).fold(0.0, f64::max);
        if lines.is_empty() {
            return false;
        }
        let step = line_height(LABEL_TEXT);
        let half = (wide / 2.0, ((lines.len() - 1) as f64 * step + LABEL_TEXT.size) / 2.0);
        let places = || DISTANCES.iter().flat_map(|away| DIRECTIONS.map(|way| Place::of(at, *away, way, half)));
        let found = places().find(|place| self.is_free(place, at, &self.lines)).map(|place| (place, false));
        let found = found.or_else(|| places().find(|place| self.is_free(place, at, &[])).map(|place| (place, true)));
        let Some((place, crosses)) = found else { return false };
        if let Some(from) = place.joined(at) {
            scene.line([from, place.edge], LEADER);
            self.names.extend(along(from, place.edge));
        }
        let (left, top, right, bottom) = place.room;
        let (x, anchor) = match place.side {
            side if side > 0.0 => (left, Anchor::Start),
            side if side < 0.0 => (right, Anchor::End),
            _ => ((left + right) / 2.0, Anchor::Middle),
        };
        if crosses {
            scene.rect((left - 2.0, top), (right + 2.0, bottom), WHITE.at(0.8));
        }
        let first = top + (LABEL_TEXT.size + LABEL_TEXT.size * CAP_HEIGHT) / 2.0;
        scene.lines_of_text((x, first), &lines, LABEL_TEXT.anchored(anchor), step);
        self.names.push((left - 4.0, top - 2.0, right + 4.0, bottom + 2.0));
        true
    }

    fn is_free(&self, place: &Place, at: Point, lines: &[Area]) -> bool {
        let (left, top, right, bottom) = self.inside;
        let room = place.room;
        let fits = room.0 >= left && room.1 >= top && room.2 <= right && room.3 <= bottom;
        let mut taken = self.points.iter().chain(&self.names).chain(lines);
        // Without a line a name belongs to the point that lies closest to it.
        let own = gap(at, &room);
        let is_closest = || self.points.iter().all(|point| gap(middle(point), &room) >= own);
        let is_told_apart = match place.joined(at) {
            None => is_closest(),
            Some(from) => along(from, place.edge)
                .iter()
                .all(|part| self.points.iter().chain(&self.names).all(|taken| are_apart(taken, part))),
        };
        fits && taken.all(|taken| are_apart(taken, &room)) && is_told_apart
    }
}

/// Where a name may stand.
struct Place {
    /// The end of the name towards its point.
    edge: Point,
    room: Area,
    /// To the right of the point, to its left, or neither.
    side: f64,
    away: f64,
    way: (f64, f64),
}

impl Place {
    fn of(at: Point, away: f64, way: (f64, f64), half: (f64, f64)) -> Place {
        let side = if way.0 == 0.0 { 0.0 } else { way.0.signum() };
        let edge = (at.0 + way.0 * away, at.1 + way.1 * away);
        let (x, y) = (edge.0 + side * half.0, edge.1 + way.1 * half.1);
        let room = (x - half.0, y - half.1, x + half.0, y + half.1);
        Place { edge, room, side, away, way }
    }

    /// Where the line from the point to a name far off starts.
    fn joined(&self, at: Point) -> Option<Point> {
        (self.away > JOINED_BEYOND).then_some((at.0 + self.way.0 * START, at.1 + self.way.1 * START))
    }
}

fn around((x, y): Point, radius: f64) -> Area {
    (x - radius, y - radius, x + radius, y + radius)
}

fn middle(area: &Area) -> Point {
    ((area.0 + area.2) / 2.0, (area.1 + area.3) / 2.0)
}

/// From a point to an area.
fn gap((x, y): Point, area: &Area) -> f64 {
    (area.0 - x).max(x - area.2).max(0.0).hypot((area.1 - y).max(y - area.3).max(0.0))
}

/// What a thin line takes.
fn along(from: Point, to: Point) -> Vec<Area> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let steps = (dx.hypot(dy) / 5.0).ceil().max(1.0);
    let parts = (0..=steps as usize).map(|step| step as f64 / steps);
    parts.map(|part| around((from.0 + part * dx, from.1 + part * dy), 1.5)).collect()
}

fn are_apart(one: &Area, other: &Area) -> bool {
    one.2 <= other.0 || other.2 <= one.0 || one.3 <= other.1 || other.3 <= one.1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scene::Mark;

    fn written(labels: &mut PointLabels, at: Point, name: &str) -> Option<Point> {
        let mut scene = Scene::default();
        labels.write(&mut scene, at, name);
        scene.marks.iter().find_map(|mark| if let Mark::Text { at, .. } = mark { Some(*at) } else { None })
    }

    #[test]
    fn names_go_where_there_is_room() {
        let mut labels = PointLabels::inside((0.0, 0.0, 200.0, 100.0));
        labels.keep_off((50.0, 50.0), 5.0);
        let right = written(&mut labels, (50.0, 50.0), "Rao").expect("room");
        assert!(right.0 > 55.0 && (right.1 - 55.5).abs() < 1.0, "{right:?}");
        let other = written(&mut labels, (52.0, 50.0), "Park").expect("room");
        assert!(other.0 < 50.0 || (other.1 - 55.5).abs() > LABEL_TEXT.size, "{other:?}");
        assert_eq!(written(&mut labels, (50.0, 50.0), ""), None);
    }

    #[test]
    fn names_cross_lines_only_where_they_must() {
        let mut labels = PointLabels::inside((0.0, 0.0, 200.0, 100.0));
        labels.keep_off_line((0.0, 50.0), (200.0, 50.0));
        assert!(written(&mut labels, (150.0, 50.0), "Kim").is_some_and(|at| at.1 < 50.0 || at.1 > 60.0));
        let mut narrow = PointLabels::inside((0.0, 40.0, 200.0, 60.0));
        narrow.keep_off_line((0.0, 50.0), (200.0, 50.0));
        assert!(written(&mut narrow, (100.0, 50.0), "Kim").is_some());
    }

    #[test]
    fn a_name_without_a_line_lies_closest_to_its_own_point() {
        let mut labels = PointLabels::inside((0.0, 0.0, 300.0, 100.0));
        labels.keep_off((50.0, 50.0), 5.0);
        labels.keep_off((62.0, 57.0), 5.0);
        let mut scene = Scene::default();
        assert!(labels.write(&mut scene, (50.0, 50.0), "Rao"));
        let room = labels.names.last().expect("a name");
        let is_joined = scene.marks.iter().any(|mark| matches!(mark, Mark::Line { .. }));
        assert!(is_joined || gap((50.0, 50.0), room) <= gap((62.0, 57.0), room), "{room:?}");
    }

    #[test]
    fn a_name_without_room_is_left_out() {
        let mut labels = PointLabels::inside((0.0, 0.0, 60.0, 60.0));
        assert_eq!(written(&mut labels, (30.0, 30.0), "Circumference of the abdomen"), None);
        labels.keep_off((30.0, 30.0), 100.0);
        assert_eq!(written(&mut labels, (30.0, 30.0), "A"), None);
    }
}
