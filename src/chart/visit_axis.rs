//! Visits along a horizontal axis: at their times, with names, sessions and a table of numbers below them that do not overlap.

use super::arms::ArmLook;
use super::labels::spread;
use super::legend::{self, Entry, Key};
use super::scene::{Anchor, Scene, Stroke};
use super::text::{line_height, width, wrap, wrap_to};
use super::theme::{AXIS_LINE, CAP_HEIGHT, GRID_LINE, LABEL_TEXT, MARGIN, SOFT_INK, TICK_TEXT, WIDTH};
use crate::data::TimePoint;

/// What stands before a row of the table below the axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Head {
    Words(&'static str),
    Arm(ArmLook),
}

/// A row of the table below the axis, a cell for each visit.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    pub head: Head,
    pub cells: Vec<String>,
}

impl Head {
    fn room(self) -> f64 {
        match self {
            Head::Words(words) => width(words, TICK_TEXT) + 10.0,
            Head::Arm(_) => 22.0,
        }
    }
}

/// Where visits stand along the axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Spacing {
    /// At their times where these are known and leave so many px between neighbours.
    Times { least: f64 },
    /// At their times, however close.
    AlwaysTimes,
    /// At equal distances.
    Even,
}

/// What is put along an axis.
pub(crate) struct Visits<'a> {
    pub points: &'a [TimePoint],
    pub rows: Vec<Row>,
    pub spacing: Spacing,
    /// Left and right edge of the plot.
    pub plot: (f64, f64),
    /// Left and right edge of the room for what stands below.
    pub below: (f64, f64),
    /// Distance of the outer visits to the edges of the plot.
    pub inset: f64,
}

/// What stands below one visit.
#[derive(Clone, Debug, PartialEq)]
struct Column {
    visit: usize,
    middle: f64,
    name: Vec<String>,
}

/// Visits with their places.
pub(crate) struct VisitAxis {
    /// Where each visit stands.
    pub x: Vec<f64>,
    /// Whether distances are those of the times.
    pub is_timed: bool,
    times: Vec<f64>,
    names: Vec<String>,
    rows: Vec<Row>,
    sessions: Option<Row>,
    columns: Vec<Column>,
    by_letter: bool,
    plot: (f64, f64),
    left: f64,
}

/// Length of a tick, and room for lines that lead from a tick to a label moved aside.
const TICK: f64 = 5.0;
const LEAD: f64 = 11.0;
/// How far a label may stand beside its tick without a line.
const SLIGHT: f64 = 8.0;
/// Most lines of a name, and the widest name that is not wrapped.
const MOST_LINES: usize = 3;
const WIDEST: f64 = 130.0;
/// Most visits of which each has a letter rather than every other one a name.
const MOST_LETTERS: usize = 14;

/// How names are written.
#[derive(Clone, Copy, PartialEq)]
enum Naming {
    Whole,
    Wrapped,
    Letters,
}

impl Naming {
    /// Least distance of labels side by side: words that could be read on need more than letters.
    fn apart(self) -> f64 {
        match self {
            Naming::Whole => 8.0,
            Naming::Wrapped => 6.0,
            Naming::Letters => 4.0,
        }
    }
}

/// Room that the heads of rows take beside the axis.
pub(crate) fn head_room(points: &[TimePoint], rows: &[Row]) -> f64 {
    let sessions = points.iter().any(|point| point.sessions.is_some()).then_some(SESSIONS.room());
    rows.iter().map(|row| row.head.room()).chain(sessions).fold(0.0, f64::max)
}

const SESSIONS: Head = Head::Words("Sessions");

/// Times that grow from visit to visit, if all are known.
fn times(points: &[TimePoint]) -> Option<Vec<f64>> {
    let times: Vec<f64> =
        points.iter().map(|point| point.time.filter(|time| time.is_finite())).collect::<Option<_>>()?;
    let grows = times.windows(2).all(|pair| pair[0] < pair[1]);
    (grows && times.len() > 1).then_some(times)
}

/// The least distance of neighbours.
pub(crate) fn closest(x: &[f64]) -> f64 {
    x.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min)
}

impl VisitAxis {
    pub fn new(visits: Visits<'_>) -> VisitAxis {
        let Visits { points, rows, spacing, plot, below, inset } = visits;
        let n = points.len();
        let even = |index: usize| {
            let share = if n > 1 { index as f64 / (n - 1) as f64 } else { 0.5 };
            plot.0 + inset + share * (plot.1 - plot.0 - 2.0 * inset)
        };
        let timed = times(points).filter(|_| spacing != Spacing::Even).map(|times| {
            let (first, span) = (times[0], times[n - 1] - times[0]);
            let at = |time: &f64| plot.0 + inset + (time - first) / span * (plot.1 - plot.0 - 2.0 * inset);
            (times.iter().map(at).collect::<Vec<f64>>(), times)
        });
        let timed = timed.filter(|(x, _)| match spacing {
            Spacing::Times { least } => closest(x) >= least,
            _ => true,
        });
        let is_timed = timed.is_some();
        let (x, times) = timed.unwrap_or_else(|| ((0..n).map(even).collect(), Vec::new()));
        let sessions = points.iter().any(|point| point.sessions.is_some()).then(|| Row {
            head: SESSIONS,
            cells: points
                .iter()
                .map(|point| point.sessions.map_or_else(|| "–".to_owned(), |sessions| sessions.to_string()))
                .collect(),
        });
        let names: Vec<String> = points.iter().map(|point| point.name.trim().to_owned()).collect();
        let mut axis = VisitAxis {
            x,
            is_timed,
            times,
            names,
            rows,
            sessions,
            columns: Vec::new(),
            by_letter: false,
            plot,
            left: MARGIN,
        };
        axis.place(below);
        axis
    }

    /// Finds the fullest labels that fit side by side: whole names, names in lines, letters with a key, and all of that for every
    /// second visit, every third and so on.
    fn place(&mut self, below: (f64, f64)) {
        let n = self.x.len();
        let named = |every: usize| [(every, Naming::Whole), (every, Naming::Wrapped)];
        let letters_first = !self.rows.is_empty() && n <= MOST_LETTERS;
        let mut tried = named(1).to_vec();
        if letters_first {
            tried.push((1, Naming::Letters));
        }
        tried.extend((2..=(n / 2).max(2)).flat_map(named));
        tried.extend((1..=n.max(1)).map(|every| (every, Naming::Letters)));
        for (every, naming) in tried {
            if let Some(columns) = self.columns(every, naming, below) {
                (self.columns, self.by_letter) = (columns, naming == Naming::Letters);
                return;
            }
        }
    }

    /// The labels in one manner; absent where they do not fit, or where names of some visits only would have to be moved aside.
    fn columns(&self, every: usize, naming: Naming, below: (f64, f64)) -> Option<Vec<Column>> {
        let shown: Vec<usize> = (0..self.x.len()).step_by(every).collect();
        let mut names = Vec::with_capacity(shown.len());
        let mut blocks = Vec::with_capacity(shown.len());
        for &visit in &shown {
            let name = &self.names[visit];
            let cells = self.rows.iter().chain(&self.sessions).filter_map(|row| row.cells.get(visit));
            let widest = cells.map(|cell| width(cell, TICK_TEXT)).fold(0.0, f64::max);
            let lines = match naming {
                Naming::Letters => vec![letter(visit)],
                Naming::Whole => vec![name.clone()],
                Naming::Wrapped => {
                    let words = name.split_whitespace().map(|word| width(word, TICK_TEXT) + 0.5);
                    wrap_to(name, TICK_TEXT, words.fold(widest.max(30.0), f64::max), MOST_LINES + 1)
                }
            };
            let wide = lines.iter().map(|line| width(line, TICK_TEXT)).fold(widest, f64::max);
            let is_legible = naming == Naming::Letters
                || (lines.len() <= MOST_LINES && wide <= WIDEST && lines.iter().any(|line| !line.is_empty()));
            if !is_legible {
                return None;
            }
            blocks.push((self.x[visit], wide));
            names.push(lines);
        }
        let apart = naming.apart();
        let taken = blocks.iter().map(|block| block.1 + apart).sum::<f64>() - apart;
        if taken > below.1 - below.0 {
            return None;
        }
        let middles = spread(&blocks, below.0, below.1, apart);
        let moved = middles.iter().zip(&blocks).any(|(middle, block)| (middle - block.0).abs() > SLIGHT);
        if moved && every > 1 && naming != Naming::Letters {
            return None;
        }
        let columns = shown.iter().zip(names).zip(middles);
        Some(columns.map(|((&visit, name), middle)| Column { visit, middle, name }).collect())
    }

    /// Where a time stands; absent where visits do not stand at their times.
    pub fn at(&self, time: f64) -> Option<f64> {
        let (first, last) = (self.times.first()?, self.times.last()?);
        let (from, to) = (self.x.first()?, self.x.last()?);
        Some(from + (time - first) / (last - first) * (to - from))
    }

    /// A line up from the axis at each visit, to lie behind all else.
    pub fn grid(&self, scene: &mut Scene, (from, to): (f64, f64)) {
        self.x.iter().for_each(|x| scene.line([(*x, from), (*x, to)], GRID_LINE));
    }

    /// Draws the axis at `y` with its names, and sessions if they were counted. Gives the lower edge.
    pub fn draw(&self, scene: &mut Scene, y: f64) -> f64 {
        scene.line([(self.plot.0, y), (self.plot.1, y)], AXIS_LINE);
        for x in &self.x {
            scene.line([(*x, y), (*x, y + TICK)], AXIS_LINE);
        }
        let moved = self.columns.iter().any(|column| (column.middle - self.x[column.visit]).abs() > SLIGHT);
        let mut top = y + TICK;
        if moved {
            let lead = Stroke::new(SOFT_INK, 0.9);
            for column in &self.columns {
                scene.line([(self.x[column.visit], top), (column.middle, top + LEAD)], lead);
            }
            top += LEAD;
        }
        let mut edge = self.names(scene, top);
        if let Some(sessions) = &self.sessions {
            edge = self.row(scene, sessions, edge + 1.0);
        }
        edge
    }

    /// Writes the names, or letters, from `top` down. Gives the lower edge.
    pub fn names(&self, scene: &mut Scene, top: f64) -> f64 {
        let baseline = top + 5.0 + TICK_TEXT.size * CAP_HEIGHT;
        let step = line_height(TICK_TEXT);
        for column in &self.columns {
            scene.lines_of_text((column.middle, baseline), &column.name, TICK_TEXT, step);
        }
        let lines = self.columns.iter().map(|column| column.name.len()).max().unwrap_or(0);
        baseline + (lines.max(1) - 1) as f64 * step + TICK_TEXT.size * 0.3
    }

    /// Writes the rows of the table below `title`. Gives the lower edge.
    pub fn table(&self, scene: &mut Scene, title: &str, top: f64) -> f64 {
        if self.rows.is_empty() {
            return top;
        }
        let lines = wrap(title, LABEL_TEXT, WIDTH - 2.0 * MARGIN);
        scene.lines_of_text((self.left, top + LABEL_TEXT.size), &lines, LABEL_TEXT, line_height(LABEL_TEXT));
        let top = top + lines.len() as f64 * line_height(LABEL_TEXT);
        self.rows.iter().fold(top, |y, row| self.row(scene, row, y))
    }

    fn row(&self, scene: &mut Scene, row: &Row, top: f64) -> f64 {
        let baseline = top + 4.0 + TICK_TEXT.size * CAP_HEIGHT + 2.0;
        match row.head {
            Head::Words(words) => scene.text((self.left, baseline), words, TICK_TEXT.anchored(Anchor::Start)),
            Head::Arm(look) => {
                look.mark(scene, (self.left + 7.0, baseline - TICK_TEXT.size * CAP_HEIGHT / 2.0), 4.75, 1.0)
            }
        }
        for column in &self.columns {
            if let Some(cell) = row.cells.get(column.visit) {
                scene.text((column.middle, baseline), cell.as_str(), TICK_TEXT);
            }
        }
        baseline + TICK_TEXT.size * 0.32
    }

    /// Writes what the letters stand for, where letters stand for names. Gives the lower edge.
    pub fn key(&self, scene: &mut Scene, top: f64) -> f64 {
        if !self.by_letter {
            return top;
        }
        let name = |visit: usize| (Key::Words { bold: false }, format!("{}: {}", letter(visit), self.names[visit]));
        let entries: Vec<Entry> = self.columns.iter().map(|column| name(column.visit)).collect();
        legend::columns(scene, &entries, self.left, WIDTH - MARGIN, top + 4.0)
    }

    /// What the axis shows: `Visit, spaced by time (weeks)`.
    pub fn title(&self, unit: Option<&str>) -> String {
        match unit.map(str::trim).filter(|unit| !unit.is_empty()) {
            _ if !self.is_timed => "Visit".to_owned(),
            Some(unit) => format!("Visit, spaced by time ({unit})"),
            None => "Visit, spaced by time".to_owned(),
        }
    }

    /// The same for a caption.
    pub fn in_words(&self) -> &'static str {
        match (self.is_timed, self.x.len()) {
            (_, 0 | 1) => "",
            (true, _) => " Visits stand at their times.",
            (false, _) => " Visits are evenly spaced, whatever the time between them.",
        }
    }
}

/// A, B, C ... AA, AB ...
fn letter(index: usize) -> String {
    let own = char::from(b'A' + (index % 26) as u8).to_string();
    if index < 26 { own } else { format!("{}{own}", letter(index / 26 - 1)) }
}

/// The name of a visit in a sentence.
pub(crate) fn visit_name(points: &[TimePoint], visit: usize) -> String {
    let name = points.get(visit).map(|point| point.name.trim()).filter(|name| !name.is_empty());
    name.map_or_else(|| format!("visit {}", visit + 1), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(points: &[TimePoint], rows: Vec<Row>, spacing: Spacing) -> VisitAxis {
        VisitAxis::new(Visits { points, rows, spacing, plot: (60.0, 628.0), below: (40.0, 636.0), inset: 20.0 })
    }

    fn weeks(weeks: &[f64], name: &str) -> Vec<TimePoint> {
        let point = |week: &f64| TimePoint { name: format!("{name} {week}"), time: Some(*week), sessions: None };
        weeks.iter().map(point).collect()
    }

    #[test]
    fn visits_stand_at_their_times_where_these_leave_room() {
        let points = weeks(&[0.0, 4.0, 12.0], "Week");
        let timed = axis(&points, Vec::new(), Spacing::Times { least: 10.0 });
        assert!(timed.is_timed && (timed.x[1] - timed.x[0]) * 2.0 < timed.x[2] - timed.x[1] + 1e-9);
        assert_eq!(timed.at(12.0), Some(timed.x[2]));
        assert!(!axis(&points, Vec::new(), Spacing::Even).is_timed);
        let close = weeks(&[0.0, 1.0, 520.0], "Week");
        assert!(!axis(&close, Vec::new(), Spacing::Times { least: 10.0 }).is_timed);
        assert!(axis(&close, Vec::new(), Spacing::AlwaysTimes).is_timed);
        let mut unknown = points.clone();
        unknown[1].time = None;
        assert!(!axis(&unknown, Vec::new(), Spacing::AlwaysTimes).is_timed);
        assert!(axis(&points[..1], Vec::new(), Spacing::AlwaysTimes).x[0] > 300.0);
    }

    #[test]
    fn names_become_lines_then_letters_then_every_other_name() {
        let twelve: Vec<f64> = (1..=12).map(f64::from).collect();
        let row = || vec![Row { head: Head::Words("n"), cells: vec!["1,998".to_owned(); 60] }];
        let spacing = Spacing::Times { least: 5.0 };
        let lines = axis(&weeks(&twelve, "Week"), row(), spacing);
        assert!(!lines.by_letter && lines.columns.iter().all(|column| column.name.len() == 2));
        let letters = axis(&weeks(&twelve, "Follow-up by telephone in week"), row(), spacing);
        assert!(letters.by_letter && letters.columns.len() == 12);
        let many: Vec<f64> = (1..=60).map(f64::from).collect();
        let thinned = axis(&weeks(&many, "Week"), row(), spacing);
        assert!(!thinned.by_letter && (8..=20).contains(&thinned.columns.len()), "{}", thinned.columns.len());
        assert_eq!((letter(25), letter(26)), ("Z".to_owned(), "AA".to_owned()));
    }
}
