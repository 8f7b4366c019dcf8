//! The course of each person over the visits, arm by arm.

use super::arms::ArmLook;
use super::axis::{Numbered, heading, vertical};
use super::figure::Figure;
use super::legend::{self, Entry, Key};
use super::marks;
use super::scale::{Scale, grain, limits};
use super::scene::{Anchor, Dash, Point, Scene, Stroke};
use super::text::{line_height, wrap_to};
use super::theme::{INK, LIGHT_GREY, MARGIN, STRONG_TEXT, WHITE, WIDTH};
use super::visit_axis::{Spacing, VisitAxis, Visits, visit_name};
use crate::data::{TimePoint, Unit};
use crate::result::format::{count, fixed, in_sentence, named, with_unit};

/// The people of one arm.
#[derive(Clone, Debug, PartialEq)]
pub struct TrajectoryArm {
    /// Its name; empty for a single group.
    pub label: String,
    /// Whether the others are held against it.
    pub is_control: bool,
    /// Each person's readings, visit by visit.
    pub courses: Vec<Vec<Option<f64>>>,
    /// The mean at each visit of those who were read there; absent where nobody was.
    pub means: Vec<Option<f64>>,
}

/// What a chart of trajectories shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectories {
    /// What was measured: `Thigh girth`, `Change in thigh girth`.
    pub label: String,
    /// The unit of the readings.
    pub unit: Unit,
    /// Decimals of the readings.
    pub decimals: u8,
    /// The visits in time order, the baseline among them where there is one.
    pub visits: Vec<TimePoint>,
    /// What times are counted in: `weeks`.
    pub time_unit: Option<String>,
    /// The arms, the control first where there is one.
    pub arms: Vec<TrajectoryArm>,
}

/// Most people of an arm of whom each is drawn, and how many stand for more than that.
const MOST_LINES: usize = 120;
const SAMPLED_LINES: usize = 40;
/// Most panels side by side, and the height of a panel.
const PER_ROW: usize = 3;
const HEIGHT: f64 = 270.0;
const BETWEEN: f64 = 16.0;
/// Most lines of an arm's name.
const MOST_NAME_LINES: usize = 4;

impl TrajectoryArm {
    fn name(&self) -> &str {
        self.label.trim()
    }

    fn values(&self) -> impl Iterator<Item = f64> {
        self.courses.iter().flatten().flatten().copied().filter(|value| value.is_finite())
    }

    /// The visits at which a person was read, and the readings.
    fn read(course: &[Option<f64>]) -> Vec<(usize, f64)> {
        let found = course.iter().enumerate().filter_map(|(visit, value)| Some((visit, (*value)?)));
        found.filter(|(_, value)| value.is_finite()).collect()
    }

    /// Whether a person has readings but none at the last visit.
    fn left_early(course: &[Option<f64>], visits: usize) -> bool {
        Self::read(course).last().is_some_and(|(visit, _)| visit + 1 < visits)
    }

    fn left(&self, visits: usize) -> usize {
        self.courses.iter().filter(|course| Self::left_early(course, visits)).count()
    }

    /// Those who are drawn: all, or every k-th in the order of the last reading.
    fn drawn(&self) -> Vec<&Vec<Option<f64>>> {
        let mut read: Vec<(f64, &Vec<Option<f64>>)> = self
            .courses
            .iter()
            .filter_map(|course| Self::read(course).last().map(|(_, last)| (*last, course)))
            .collect();
        if read.len() > MOST_LINES {
            let every = read.len().div_ceil(SAMPLED_LINES);
            read.sort_by(|left, right| left.0.total_cmp(&right.0));
            read = read.into_iter().skip(every / 2).step_by(every).collect();
        }
        read.into_iter().map(|(_, course)| course).collect()
    }

    /// The ends of the middle four fifths of the readings at a visit.
    fn middle(&self, visit: usize) -> Option<(f64, f64)> {
        let mut values: Vec<f64> = self.courses.iter().filter_map(|course| *course.get(visit)?).collect();
        values.retain(|value| value.is_finite());
        values.sort_unstable_by(f64::total_cmp);
        let at = |share: f64| values.get((share * (values.len() as f64 - 1.0)).round() as usize).copied();
        Some((at(0.1)?, at(0.9)?))
    }

    fn is_dense(&self) -> bool {
        self.courses.len() > MOST_LINES
    }
}

/// Each person's course as a thin line, arms in panels side by side on one scale, with the mean of those who were read on top. A visit
/// that was missed in between is bridged by dots; a course that ends before the last visit ends in a cross. Where there are many people,
/// a sample of lines over the range of the middle four fifths of the readings.
pub fn trajectories(input: &Trajectories) -> Figure {
    let looks = ArmLook::all(input.arms.iter().map(|arm| arm.is_control));
    let mut scene = Scene::default();
    let top = legend::row(&mut scene, &entries(input), MARGIN, WIDTH - MARGIN, MARGIN - 4.0) + 2.0;
    let axis_name = named(input.label.trim(), input.unit);
    let mut top = heading(&mut scene, &axis_name, MARGIN, top, WIDTH - 2.0 * MARGIN, Anchor::Start) + 6.0;
    let (low, high) = limits(input.arms.iter().flat_map(TrajectoryArm::values), 0.04, grain(input.decimals));
    let numbers = Numbered::vertical(low, high, HEIGHT);
    let left = MARGIN + numbers.room();
    let side_by_side = input.arms.len().clamp(1, PER_ROW);
    let wide = (WIDTH - MARGIN - left - (side_by_side - 1) as f64 * BETWEEN) / side_by_side as f64;
    let panels: Vec<(&TrajectoryArm, ArmLook)> = input.arms.iter().zip(looks).collect();
    let mut spacing = "";
    let mut last_axis = None;
    for row in panels.chunks(PER_ROW) {
        let names: Vec<Vec<String>> = row.iter().map(|(arm, _)| panel_name(arm, wide)).collect();
        let lines = names.iter().map(Vec::len).max().unwrap_or(1);
        let plot = top + lines as f64 * line_height(STRONG_TEXT) + 6.0;
        let y = Scale::new((low, high), (plot + HEIGHT, plot));
        let mut lowest = plot;
        for (index, ((arm, look), name)) in row.iter().zip(&names).enumerate() {
            let x = left + index as f64 * (wide + BETWEEN);
            let axis = panel_axis(input, (x, x + wide), index + 1 == row.len());
            scene.lines_of_text((x, top + STRONG_TEXT.size), name, STRONG_TEXT, line_height(STRONG_TEXT));
            axis.grid(&mut scene, (y.start, y.end));
            if index == 0 {
                vertical(&mut scene, &y, &numbers, x, true, Some(WIDTH - MARGIN));
            }
            panel(&mut scene, arm, *look, &axis.x, &y);
            lowest = lowest.max(axis.draw(&mut scene, y.start));
            spacing = axis.in_words();
            last_axis = Some(axis);
        }
        top = lowest + 8.0;
    }
    if let Some(axis) = &last_axis {
        let span = Scale::new((0.0, 1.0), (left, WIDTH - MARGIN));
        top = super::axis::title_below(&mut scene, &axis.title(input.time_unit.as_deref()), &span, top - 6.0);
        top = axis.key(&mut scene, top);
    }
    let height = (top + MARGIN).ceil();
    let (title, caption, alt_text) = words(input, spacing);
    Figure { id: "trajectories", title, caption, alt_text, width: WIDTH, height, scene }
}

fn panel_name(arm: &TrajectoryArm, wide: f64) -> Vec<String> {
    let n = format!("n\u{a0}=\u{a0}{}", count(arm.courses.len()));
    let text = if arm.name().is_empty() { n } else { format!("{} ({n})", arm.name()) };
    let lines = wrap_to(&text, STRONG_TEXT, wide, MOST_NAME_LINES);
    if lines.is_empty() { vec![String::new()] } else { lines }
}

/// The visits below one panel; labels may reach into half of the gap to the next.
fn panel_axis(input: &Trajectories, (left, right): (f64, f64), is_last: bool) -> VisitAxis {
    let points: Vec<TimePoint> =
        input.visits.iter().map(|point| TimePoint { sessions: None, ..point.clone() }).collect();
    let beyond = if is_last { MARGIN - 2.0 } else { BETWEEN / 2.0 - 3.0 };
    VisitAxis::new(Visits {
        points: &points,
        rows: Vec::new(),
        spacing: Spacing::Times { least: 4.0 },
        plot: (left, right),
        below: (left - BETWEEN / 2.0 + 3.0, right + beyond),
        inset: ((right - left) * 0.07).clamp(10.0, 30.0),
    })
}

fn panel(scene: &mut Scene, arm: &TrajectoryArm, look: ArmLook, x: &[f64], y: &Scale) {
    if arm.is_dense() {
        let ends: Vec<(f64, (f64, f64))> =
            x.iter().enumerate().filter_map(|(visit, x)| Some((*x, arm.middle(visit)?))).collect();
        let upper = ends.iter().map(|(x, ends)| (*x, y.px(ends.1)));
        let lower = ends.iter().rev().map(|(x, ends)| (*x, y.px(ends.0)));
        let outline: Vec<Point> = upper.chain(lower).collect();
        if ends.len() > 1 {
            scene.area(outline, LIGHT_GREY.at(0.8));
        }
    }
    let drawn = arm.drawn();
    let opacity = if drawn.len() <= 20 { 0.75 } else { 0.45 };
    let thin = Stroke::new(look.ink.at(opacity), 1.0);
    let bridge = Stroke::new(look.ink.at(0.8), 1.4).dashed(Dash::Dotted);
    for course in &drawn {
        let read: Vec<(usize, Point)> = TrajectoryArm::read(course)
            .into_iter()
            .filter_map(|(visit, value)| Some((visit, (*x.get(visit)?, y.px(value)))))
            .collect();
        for run in read.chunk_by(|one, next| one.0 + 1 == next.0) {
            match run {
                [(_, alone)] => scene.disc(*alone, 1.6, look.ink.at(opacity)),
                _ => scene.line(run.iter().map(|(_, at)| *at).collect::<Vec<_>>(), thin),
            }
        }
        for pair in read.windows(2).filter(|pair| pair[0].0 + 1 < pair[1].0) {
            scene.line([pair[0].1, pair[1].1], bridge);
        }
    }
    // Above the lines of all, so that no one's end is hidden.
    for course in drawn.iter().filter(|course| TrajectoryArm::left_early(course, x.len())) {
        if let Some(at) =
            TrajectoryArm::read(course).last().and_then(|(visit, last)| Some((*x.get(*visit)?, y.px(*last))))
        {
            marks::left(scene, at, INK);
        }
    }
    let mean = |(visit, x): (usize, &f64)| {
        let mean = (*arm.means.get(visit)?).filter(|mean| mean.is_finite())?;
        Some((*x, y.px(mean)))
    };
    let means: Vec<Option<Point>> = x.iter().enumerate().map(mean).collect();
    for run in means.split(Option::is_none) {
        let line: Vec<Point> = run.iter().copied().flatten().collect();
        if line.len() > 1 {
            marks::bold_line(scene, &line, 3.0);
        }
        for at in line {
            scene.disc(at, 5.0, WHITE);
            scene.disc(at, 3.8, INK);
        }
    }
}

fn entries(input: &Trajectories) -> Vec<Entry> {
    let person = Stroke::new(INK.at(0.6), 1.0);
    let dense = input.arms.iter().any(TrajectoryArm::is_dense);
    let missed = input
        .arms
        .iter()
        .flat_map(|arm| &arm.courses)
        .any(|course| TrajectoryArm::read(course).windows(2).any(|pair| pair[0].0 + 1 < pair[1].0));
    let left = input.arms.iter().any(|arm| arm.left(input.visits.len()) > 0);
    let many = if dense { "One person (a sample)" } else { "One person" };
    let mut entries = vec![(Key::Line(person), many.to_owned())];
    entries.extend(
        missed.then(|| (Key::Line(Stroke::new(INK.at(0.8), 1.4).dashed(Dash::Dotted)), "Missed between".to_owned())),
    );
    entries.extend(left.then(|| (Key::Left, "Left".to_owned())));
    entries.extend(dense.then(|| (Key::Patch(LIGHT_GREY.at(0.8)), "Middle 80\u{a0}% of readings".to_owned())));
    entries.push((Key::Mean, "Mean".to_owned()));
    entries
}

fn words(input: &Trajectories, spacing: &str) -> (String, String, String) {
    let label = input.label.trim();
    let visits = input.visits.len();
    let name = |arm: &TrajectoryArm| if arm.name().is_empty() { "All".to_owned() } else { arm.name().to_owned() };
    let sampled = input.arms.iter().filter(|arm| arm.is_dense()).map(|arm| {
        format!("{} of {} in {}", count(arm.drawn().len()), count(arm.courses.len()), in_sentence(&name(arm)))
    });
    let sampled: Vec<String> = sampled.collect();
    let sampled = if sampled.is_empty() {
        " Each thin line is one person.".to_owned()
    } else {
        format!(
            " Thin lines are people, at equal steps along the sorted last readings ({}); grey: from the first to the last decile of all \
             readings.",
            sampled.join(", ")
        )
    };
    let caption = format!(
        "{} by visit and person.{sampled} A course that ends before the last visit ends in a cross; dots bridge visits that were missed. \
         Thick: the mean of those who were read at the visit, which may be other people from visit to visit.{spacing}",
        named(label, input.unit)
    );
    let decimals = usize::from(input.decimals) + 1;
    let line = |arm: &TrajectoryArm| {
        let mean = |visit: usize| {
            let mean = (*arm.means.get(visit)?).filter(|mean| mean.is_finite())?;
            let mean = with_unit(&fixed(mean, decimals), input.unit);
            Some(format!("{} {mean}", visit_name(&input.visits, visit)))
        };
        let means: Vec<String> = (0..visits).filter_map(mean).collect();
        let means = if means.is_empty() { "nobody was read".to_owned() } else { format!("mean {}", means.join("; ")) };
        let people = count(arm.courses.len());
        format!("{}, n = {people}, {} left before the last visit: {means}.", name(arm), count(arm.left(visits)))
    };
    let lines: Vec<String> = input.arms.iter().map(line).collect();
    let lines = if lines.is_empty() { "Nobody.".to_owned() } else { lines.join(" ") };
    let alt_text = format!("Lines of {} over {visits} visits, one for each person. {lines}", in_sentence(label));
    (format!("{label}: courses of single people"), caption, alt_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, hostile_names, visits};

    fn arm(label: &str, people: usize, many: usize) -> TrajectoryArm {
        let reading = |person: usize, visit: usize| {
            let stays = person % 5 != 1 || visit * 2 < many;
            let came = (person + 3 * visit) % 11 != 7;
            (stays && came).then_some(60.0 + (person * 7919 % 97) as f64 / 10.0 - 0.2 * visit as f64)
        };
        let course = |person: usize| (0..many).map(|visit| reading(person, visit)).collect();
        let means = (0..many).map(|visit| (people > 0).then_some(62.0 - 0.2 * visit as f64)).collect();
        TrajectoryArm {
            label: label.to_owned(),
            is_control: label == "sham",
            courses: (0..people).map(course).collect(),
            means,
        }
    }

    fn input(visits: Vec<TimePoint>, arms: Vec<TrajectoryArm>) -> Trajectories {
        let (label, time_unit) = ("Thigh girth".to_owned(), Some("weeks".to_owned()));
        Trajectories { label, unit: Unit::Cm, decimals: 1, visits, time_unit, arms }
    }

    #[test]
    fn any_number_of_people_is_drawn() {
        for (people, many) in [(1, 1), (2, 2), (40, 4), (120, 7), (121, 7), (2000, 12)] {
            let figure = trajectories(&input(
                visits(many, "Week"),
                vec![arm("sham", people, many), arm("active", people, many)],
            ));
            check(&figure);
            assert_eq!(figure.caption.contains("equal steps"), people > 120, "{}", figure.caption);
        }
        let five = ["sham", "a", "b", "c", "d"].map(|label| arm(label, 9, 12)).to_vec();
        check(&trajectories(&input(visits(12, "Follow-up visit by telephone in week"), five)));
        let figure = trajectories(&input(visits(4, "Week"), vec![arm("", 2000, 4)]));
        assert!(figure.caption.contains("(40 of 2,000 in all)"), "{}", figure.caption);
    }

    #[test]
    fn those_who_left_are_counted_and_marked() {
        let mut one = arm("active", 0, 3);
        one.courses = vec![
            vec![Some(60.0), Some(59.0), Some(58.0)],
            vec![Some(61.0), None, Some(60.0)],
            vec![Some(62.0), Some(61.5), None],
            vec![None, None, None],
        ];
        one.means = vec![Some(61.0), Some(60.25), Some(59.0)];
        let figure = trajectories(&input(visits(3, "Week"), vec![one]));
        check(&figure);
        let expected =
            "active, n = 4, 1 left before the last visit: mean Week 0 61.00 cm; Week 4 60.25 cm; Week 8 59.00 cm.";
        assert!(figure.alt_text.ends_with(expected), "{}", figure.alt_text);
        let drawn = crate::chart::svg(&figure);
        assert!(drawn.contains(">Left<") && drawn.contains(">Missed between<"));
    }

    #[test]
    fn degenerate_courses_are_drawn() {
        for name in hostile_names() {
            check(&trajectories(&input(visits(4, &name), vec![arm(&name, 3, 4), arm(&name, 0, 4)])));
        }
        check(&trajectories(&input(Vec::new(), Vec::new())));
        let mut odd = arm("odd", 4, 3);
        odd.courses[0] = vec![Some(f64::NAN), Some(1e9)];
        odd.courses[1] = vec![Some(60.0); 9];
        check(&trajectories(&input(visits(3, "Week"), vec![odd])));
        let mut equal = arm("equal", 2, 3);
        equal.courses = vec![vec![Some(60.0); 3]; 2];
        check(&trajectories(&input(visits(3, "Week"), vec![equal])));
    }
}
