//! How many people are still in the study, visit by visit.

use super::arms::ArmLook;
use super::axis::{Numbered, heading, title_below, vertical};
use super::figure::Figure;
use super::legend::{self, Entry, Key};
use super::scale::Scale;
use super::scene::{Anchor, Point, Scene};
use super::theme::{MARGIN, WIDTH};
use super::visit_axis::{Head, Row, Spacing, VisitAxis, Visits, head_room, visit_name};
use crate::data::TimePoint;
use crate::result::format::{count, fixed};

/// One arm's people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetentionArm {
    /// Its name; empty for a single group.
    pub label: String,
    /// Whether the others are held against it.
    pub is_control: bool,
    /// How many began.
    pub entered: usize,
    /// How many have a reading at this visit or a later one, visit by visit: they had not left.
    pub remaining: Vec<usize>,
    /// How many have a reading at this very visit.
    pub with_reading: Vec<usize>,
}

/// What a chart of retention shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Retention {
    /// The visits in time order.
    pub visits: Vec<TimePoint>,
    /// What times are counted in: `weeks`.
    pub time_unit: Option<String>,
    /// The arms.
    pub arms: Vec<RetentionArm>,
}

const HEIGHT: f64 = 250.0;
/// How far the curve of an arm lies below that of the arm before, so that equal curves are seen.
const ASIDE: f64 = 2.6;

impl RetentionArm {
    fn percent(&self, people: usize) -> f64 {
        if self.entered == 0 { 0.0 } else { (100.0 * people as f64 / self.entered as f64).min(100.0) }
    }

    fn at(counts: &[usize], visit: usize) -> usize {
        counts.get(visit).copied().unwrap_or(0)
    }

    fn name(&self) -> &str {
        self.label.trim()
    }
}

/// Step curves of the share of each arm's people who are still in the study, that is who have a reading at a visit or later, with the
/// share who have a reading at the very visit as points, and both in numbers below the axis.
pub fn retention(input: &Retention) -> Figure {
    let looks = ArmLook::all(input.arms.iter().map(|arm| arm.is_control));
    let mut scene = Scene::default();
    let entry = |(arm, look): (&RetentionArm, &ArmLook)| {
        let name = if arm.name().is_empty() { "All" } else { arm.name() };
        let text = format!("{name} ({} began)", count(arm.entered));
        (Key::ArmLine { look: *look, sign: true }, text)
    };
    let entries: Vec<Entry> = input.arms.iter().zip(&looks).map(entry).collect();
    let top = legend::row(&mut scene, &entries, MARGIN, WIDTH - MARGIN, MARGIN - 4.0) + 2.0;
    let name = "Still in the study (line), with a reading (points) (% of those who began)";
    let top = heading(&mut scene, name, MARGIN, top, WIDTH - 2.0 * MARGIN, Anchor::Start) + 12.0;
    let y = Scale::new((0.0, 100.0), (top + HEIGHT, top));
    let numbers = Numbered::vertical(0.0, 100.0, HEIGHT);
    let rows = rows(input, &looks);
    let left = MARGIN + numbers.room().max(head_room(&input.visits, &rows));
    let right = WIDTH - MARGIN;
    let axis = VisitAxis::new(Visits {
        points: &input.visits,
        rows,
        spacing: Spacing::Times { least: 9.0 },
        plot: (left, right),
        below: (left, WIDTH - MARGIN / 2.0),
        inset: 24.0,
    });
    axis.grid(&mut scene, (y.start, y.end));
    vertical(&mut scene, &y, &numbers, left, true, Some(right));
    for (index, (arm, look)) in input.arms.iter().zip(&looks).enumerate() {
        curve(&mut scene, arm, *look, &axis.x, &y, (left, index as f64 * ASIDE));
    }
    let edge = axis.draw(&mut scene, y.start);
    let span = Scale::new((0.0, 1.0), (left, right));
    let edge = title_below(&mut scene, &axis.title(input.time_unit.as_deref()), &span, edge + 1.0);
    let edge = axis.table(&mut scene, "Still in the study: number, then % of those who began", edge + 3.0);
    let lowest = axis.key(&mut scene, edge);
    let (caption, alt_text) = words(input, axis.in_words());
    let title = "People still in the study by visit".to_owned();
    Figure { id: "retention", title, caption, alt_text, width: WIDTH, height: (lowest + MARGIN).ceil(), scene }
}

/// Level up to a visit, then a step down to those who come to it.
fn curve(scene: &mut Scene, arm: &RetentionArm, look: ArmLook, visits: &[f64], y: &Scale, (left, aside): (f64, f64)) {
    if arm.entered == 0 {
        return;
    }
    let px = |people: usize| (y.px(arm.percent(people)) + aside).min(y.start);
    let mut points: Vec<Point> = vec![(left, px(arm.entered))];
    let mut before = arm.entered;
    for (visit, x) in visits.iter().enumerate() {
        let here = RetentionArm::at(&arm.remaining, visit);
        points.extend([(*x, px(before)), (*x, px(here))]);
        before = here;
    }
    scene.line(points, look.stroke(2.4));
    for (visit, x) in visits.iter().enumerate() {
        look.mark(scene, (*x, px(RetentionArm::at(&arm.with_reading, visit))), 4.5, 1.0);
    }
}

/// For each arm a row of numbers, and a row of the same in %.
fn rows(input: &Retention, looks: &[ArmLook]) -> Vec<Row> {
    let several = input.arms.len() > 1;
    let row = |(arm, look): (&RetentionArm, &ArmLook)| {
        let counts = |visit: usize| RetentionArm::at(&arm.remaining, visit);
        let percent = |visit: usize| match arm.entered {
            0 => "–".to_owned(),
            _ => fixed(arm.percent(counts(visit)), 0),
        };
        let visits = 0..input.visits.len();
        let head = if several { Head::Arm(*look) } else { Head::Words("n") };
        [
            Row { head, cells: visits.clone().map(|visit| count(counts(visit))).collect() },
            Row { head: Head::Words("%"), cells: visits.map(percent).collect() },
        ]
    };
    input.arms.iter().zip(looks).flat_map(row).collect()
}

fn words(input: &Retention, spacing: &str) -> (String, String) {
    let aside =
        if input.arms.len() > 1 { " Curves are set a little below each other where they would coincide." } else { "" };
    let caption = format!(
        "Share of the people who began that is still in the study by visit: those with a reading at the visit or later. Points: those \
         with a reading at the very visit; a point below its line counts people who missed the visit and came back.{aside}{spacing}"
    );
    let line = |arm: &RetentionArm| {
        let visit = |visit: usize| {
            let (here, read) = (RetentionArm::at(&arm.remaining, visit), RetentionArm::at(&arm.with_reading, visit));
            let percent =
                if arm.entered == 0 { String::new() } else { format!(" ({} %)", fixed(arm.percent(here), 0)) };
            let read = if read == here { String::new() } else { format!(", {} with a reading", count(read)) };
            format!("{} {}{percent}{read}", visit_name(&input.visits, visit), count(here))
        };
        let visits: Vec<String> = (0..input.visits.len()).map(visit).collect();
        let name = if arm.name().is_empty() { "All" } else { arm.name() };
        let visits = if visits.is_empty() { "no visit".to_owned() } else { visits.join("; ") };
        format!("{name}, {} began: {visits}.", count(arm.entered))
    };
    let lines: Vec<String> = input.arms.iter().map(line).collect();
    let lines = if lines.is_empty() { "Nobody began.".to_owned() } else { lines.join(" ") };
    (caption, format!("Step curves of the people still in the study (groups: {}). {lines}", input.arms.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, hostile_names, visits};

    fn arm(label: &str, entered: usize, visits: usize) -> RetentionArm {
        let remaining: Vec<usize> = (0..visits).map(|visit| entered - entered * visit / (3 * visits)).collect();
        let with_reading = remaining.iter().map(|people| people - people / 9).collect();
        RetentionArm { label: label.to_owned(), is_control: label == "sham", entered, remaining, with_reading }
    }

    #[test]
    fn curves_and_numbers_are_drawn() {
        for (people, many) in [(2, 1), (2, 4), (40, 7), (2000, 12), (2000, 52)] {
            let arms = vec![arm("sham", people, many), arm("active", people, many)];
            let input = Retention { visits: visits(many, "Week"), time_unit: Some("weeks".into()), arms };
            let figure = retention(&input);
            check(&figure);
            check(&figure.stamped("Simulated data"));
        }
        let mut one = arm("", 40, 3);
        one.remaining = vec![40, 38, 31];
        one.with_reading = vec![40, 35, 31];
        let figure = retention(&Retention { visits: visits(3, "Week"), time_unit: None, arms: vec![one] });
        check(&figure);
        assert!(
            figure
                .alt_text
                .ends_with("All, 40 began: Week 0 40 (100 %); Week 4 38 (95 %), 35 with a reading; Week 8 31 (78 %)."),
            "{}",
            figure.alt_text
        );
    }

    #[test]
    fn degenerate_retention_is_drawn() {
        let mut arms: Vec<RetentionArm> = hostile_names().iter().map(|name| arm(name, 9, 5)).collect();
        arms.push(arm("empty", 0, 5));
        arms.push(arm("short", 5, 2));
        for points in [visits(5, "Week"), visits(5, &hostile_names()[2]), Vec::new()] {
            check(&retention(&Retention { visits: points.clone(), time_unit: None, arms: arms.clone() }));
            check(&retention(&Retention { visits: points, time_unit: None, arms: Vec::new() }));
        }
    }
}
