//! Which visits people missed.

use super::arms::ArmLook;
use super::figure::Figure;
use super::legend::{self, Entry, Key};
use super::marks;
use super::scene::{Anchor, Scene, Stroke, TextStyle};
use super::text::width;
use super::theme::{CAP_HEIGHT, GRID_LINE, LABEL_TEXT, MARGIN, SOFT_INK, STRONG_TEXT, TICK_TEXT, WIDTH};
use super::visit_axis::{Spacing, VisitAxis, Visits, visit_name};
use crate::data::TimePoint;
use crate::result::format::{count, fixed};

/// People who missed the same visits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingPattern {
    /// Whether they were read, visit by visit.
    pub seen: Vec<bool>,
    /// How many, arm by arm; one number for a single group.
    pub n: Vec<usize>,
}

/// What a chart of missingness shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Missingness {
    /// The visits in time order.
    pub visits: Vec<TimePoint>,
    /// The arms, the control first where there is one; empty for a single group.
    pub arms: Vec<String>,
    /// Whether the first arm is the control.
    pub has_control: bool,
    /// The patterns, in any order, each once.
    pub patterns: Vec<MissingPattern>,
}

/// Most patterns in rows of their own.
const MOST_ROWS: usize = 12;
const ROW: f64 = 25.0;
/// Widest column of squares, and half of the largest square.
const WIDEST: f64 = 58.0;
const HALF: f64 = 8.0;
/// Air between columns of numbers.
const GUTTER: f64 = 16.0;

impl MissingPattern {
    fn people(&self) -> usize {
        self.n.iter().sum()
    }

    /// What became of these people: whether they stayed, left for good, or came and went.
    fn kind(&self) -> &'static str {
        let first_missed = self.seen.iter().position(|seen| !seen);
        match (first_missed, self.seen.iter().any(|seen| *seen)) {
            (None, _) => "complete",
            (_, false) => "never read",
            (Some(from), true) if self.seen[from..].iter().any(|seen| *seen) => "gaps",
            _ => "left",
        }
    }
}

/// One line of numbers.
struct Line {
    kind: String,
    n: Vec<usize>,
}

/// A row for each pattern of missed visits, the most frequent first: a square for each visit, filled where people were read; whether they
/// stayed, left for good (monotone) or have gaps (intermittent); and how many they are, by arm and in all. Patterns beyond the twelfth are
/// summed in one row.
pub fn missingness(input: &Missingness) -> Figure {
    let mut patterns: Vec<&MissingPattern> = input.patterns.iter().filter(|pattern| pattern.people() > 0).collect();
    patterns.sort_by(|left, right| right.people().cmp(&left.people()).then_with(|| right.seen.cmp(&left.seen)));
    let own = if patterns.len() > MOST_ROWS { MOST_ROWS - 1 } else { patterns.len() };
    let arms = input.arms.len().max(1);
    let at = |pattern: &MissingPattern, arm: usize| pattern.n.get(arm).copied().unwrap_or(0);
    let sum = |of: &[&MissingPattern]| -> Vec<usize> {
        (0..arms).map(|arm| of.iter().map(|pattern| at(pattern, arm)).sum()).collect()
    };
    let table = Table {
        input,
        looks: ArmLook::all((0..input.arms.len()).map(|arm| input.has_control && arm == 0)),
        rows: patterns[..own].to_vec(),
        rest: (own < patterns.len())
            .then(|| Line { kind: format!("{} more patterns", patterns.len() - own), n: sum(&patterns[own..]) }),
        all: Line { kind: "All".to_owned(), n: sum(&patterns) },
    };
    let mut scene = Scene::default();
    let height = (table.draw(&mut scene) + MARGIN).ceil();
    let (caption, alt_text) = table.words(&patterns);
    let title = "Patterns of missed visits".to_owned();
    Figure { id: "missingness", title, caption, alt_text, width: WIDTH, height, scene }
}

struct Table<'a> {
    input: &'a Missingness,
    looks: Vec<ArmLook>,
    rows: Vec<&'a MissingPattern>,
    rest: Option<Line>,
    all: Line,
}

impl Table<'_> {
    fn total(&self) -> usize {
        self.all.n.iter().sum()
    }

    /// The number in each arm where there are several, and that of all with its share.
    fn cells(&self, n: &[usize]) -> Vec<String> {
        let n: Vec<usize> = (0..self.looks.len().max(1)).map(|arm| n.get(arm).copied().unwrap_or(0)).collect();
        let people: usize = n.iter().sum();
        let percent = if self.total() == 0 { 0.0 } else { 100.0 * people as f64 / self.total() as f64 };
        let all = format!("{} ({}\u{a0}%)", count(people), fixed(percent, 0));
        let arms = n.iter().filter(|_| self.looks.len() > 1).map(|n| count(*n));
        arms.chain([all]).collect()
    }

    /// The right edges of the columns of numbers, as wide as those of all together, and the left edge of the words before them.
    fn columns(&self) -> (Vec<f64>, f64) {
        let of_all = self.cells(&self.all.n);
        let mut edge = WIDTH - MARGIN;
        let mut edges = Vec::new();
        for cell in of_all.iter().rev() {
            edges.push(edge);
            edge -= width(cell, STRONG_TEXT).max(14.0) + GUTTER;
        }
        edges.reverse();
        (edges, edge - width("never read", LABEL_TEXT) - 2.0)
    }

    fn draw(&self, scene: &mut Scene) -> f64 {
        let (edges, most) = self.columns();
        let n = self.input.visits.len().max(1) as f64;
        let wide = ((most - GUTTER - MARGIN) / n).min(WIDEST);
        let half = (wide / 2.0 - 1.5).clamp(1.0, HALF);
        let right = MARGIN + n * wide;
        let words = right + GUTTER;
        let points: Vec<TimePoint> =
            self.input.visits.iter().map(|point| TimePoint { sessions: None, ..point.clone() }).collect();
        let axis = VisitAxis::new(Visits {
            points: &points,
            rows: Vec::new(),
            spacing: Spacing::Even,
            plot: (MARGIN, right),
            below: (MARGIN / 2.0, right + MARGIN / 2.0),
            inset: wide / 2.0,
        });
        let top = legend::row(scene, &self.entries(), MARGIN, WIDTH - MARGIN, MARGIN - 4.0);
        let lowest = axis.names(scene, top);
        self.heads(scene, &edges, lowest - TICK_TEXT.size * 0.3);
        let mut y = lowest + 6.0;
        scene.line([(MARGIN, y), (WIDTH - MARGIN, y)], Stroke::new(SOFT_INK, 1.2));
        for pattern in &self.rows {
            let middle = y + ROW / 2.0;
            for (visit, x) in axis.x.iter().enumerate() {
                marks::square(scene, (*x, middle), half, pattern.seen.get(visit).copied().unwrap_or(false));
            }
            self.line(scene, pattern.kind(), &pattern.n, (words, &edges), middle, LABEL_TEXT);
            y += ROW;
            scene.line([(MARGIN, y), (WIDTH - MARGIN, y)], GRID_LINE);
        }
        if let Some(rest) = &self.rest {
            self.line(scene, &rest.kind, &rest.n, (MARGIN, &edges), y + ROW / 2.0, LABEL_TEXT);
            y += ROW;
        }
        scene.line([(MARGIN, y), (WIDTH - MARGIN, y)], Stroke::new(SOFT_INK, 0.8));
        self.line(scene, &self.all.kind, &self.all.n, (MARGIN, &edges), y + ROW / 2.0, STRONG_TEXT);
        axis.key(scene, y + ROW)
    }

    /// The signs of the arms over their numbers.
    fn heads(&self, scene: &mut Scene, edges: &[f64], baseline: f64) {
        if self.looks.len() > 1 {
            for (look, edge) in self.looks.iter().zip(edges) {
                look.mark(scene, (edge - 6.0, baseline - LABEL_TEXT.size * CAP_HEIGHT / 2.0), 4.75, 1.0);
            }
        }
        if let Some(edge) = edges.last() {
            let all = if self.looks.len() > 1 { "All" } else { "n" };
            scene.text((*edge, baseline), all, STRONG_TEXT.anchored(Anchor::End));
        }
    }

    fn line(
        &self,
        scene: &mut Scene,
        kind: &str,
        n: &[usize],
        (x, edges): (f64, &[f64]),
        middle: f64,
        style: TextStyle,
    ) {
        let baseline = middle + style.size * CAP_HEIGHT / 2.0;
        scene.text((x, baseline), kind, style);
        for (cell, edge) in self.cells(n).into_iter().zip(edges) {
            scene.text((*edge, baseline), cell, style.anchored(Anchor::End));
        }
    }

    fn entries(&self) -> Vec<Entry> {
        let squares = [(true, "Read"), (false, "Missed")];
        let squares = squares.map(|(filled, word)| (Key::Square { filled }, word.to_owned()));
        let several = self.looks.len() > 1;
        let arms = self.input.arms.iter().zip(&self.looks).filter(|_| several);
        squares.into_iter().chain(arms.map(|(arm, look)| (Key::Arm(*look), arm.trim().to_owned()))).collect()
    }

    fn words(&self, patterns: &[&MissingPattern]) -> (String, String) {
        let rest = self
            .rest
            .as_ref()
            .map_or_else(String::new, |rest| format!(" The {}, with fewest people, are summed in one row.", rest.kind));
        let caption = format!(
            "People by the visits that they missed, the most frequent pattern first. Complete: no visit missed; left: no reading after the \
             first missed visit (monotone); gaps: a visit missed before a later reading (intermittent).{rest}"
        );
        let of_kind = |kind: &str| -> usize {
            patterns.iter().filter(|pattern| pattern.kind() == kind).map(|pattern| pattern.people()).sum()
        };
        let kinds = ["complete", "left", "gaps", "never read"].map(|kind| (kind, of_kind(kind)));
        let kinds = kinds.iter().filter(|(_, n)| *n > 0).map(|(kind, n)| format!("{kind} {}", count(*n)));
        let line = |pattern: &&MissingPattern| {
            let missed =
                (0..self.input.visits.len()).filter(|visit| !pattern.seen.get(*visit).copied().unwrap_or(false));
            let missed: Vec<String> = missed.map(|visit| visit_name(&self.input.visits, visit)).collect();
            let missed = if missed.is_empty() { "nothing".to_owned() } else { missed.join(", ") };
            format!("Missed {missed}: {}{}.", count(pattern.people()), self.by_arm(&pattern.n))
        };
        let lines = self.rows.iter().map(line);
        let rest = self.rest.iter().map(|rest| format!("{}: {}.", rest.kind, count(rest.n.iter().sum())));
        let lines: Vec<String> = lines.chain(rest).collect();
        let alt_text = if self.total() == 0 {
            "Patterns of missed visits of nobody.".to_owned()
        } else {
            let kinds: Vec<String> = kinds.collect();
            let n = count(self.total());
            format!("Patterns of missed visits of {n} people: {}. {}", kinds.join(", "), lines.join(" "))
        };
        (caption, alt_text)
    }

    /// ` (active 3, sham 2)`, or nothing for a single group.
    fn by_arm(&self, n: &[usize]) -> String {
        let parts =
            self.input.arms.iter().zip(n).map(|(arm, n)| format!("{} {}", arm.trim(), count(*n)).trim().to_owned());
        let parts: Vec<String> = parts.collect();
        if self.looks.len() > 1 { format!(" ({})", parts.join(", ")) } else { String::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, hostile_names, visits};

    fn pattern(seen: &str, n: &[usize]) -> MissingPattern {
        MissingPattern { seen: seen.chars().map(|letter| letter == 'x').collect(), n: n.to_vec() }
    }

    fn input(visits: Vec<TimePoint>, patterns: Vec<MissingPattern>) -> Missingness {
        Missingness { visits, arms: vec!["sham".into(), "active".into()], has_control: true, patterns }
    }

    #[test]
    fn patterns_are_sorted_named_and_counted() {
        let kinds = ["xxx", "xx-", "x-x", "---", "-xx"].map(|seen| pattern(seen, &[1]).kind());
        assert_eq!(kinds, ["complete", "left", "gaps", "never read", "gaps"]);
        let patterns = vec![pattern("x-x", &[1, 0]), pattern("xxx", &[30, 31]), pattern("xx-", &[4, 6])];
        let figure = missingness(&input(visits(3, "Week"), patterns));
        check(&figure);
        let expected = "Patterns of missed visits of 72 people: complete 61, left 10, gaps 1. Missed nothing: 61 (sham 30, active 31). \
                        Missed Week 8: 10 (sham 4, active 6). Missed Week 4: 1 (sham 1, active 0).";
        assert_eq!(figure.alt_text, expected);
        let drawn = crate::chart::svg(&figure);
        assert!(drawn.contains("61 (85\u{a0}%)") && drawn.contains("72 (100\u{a0}%)"));
    }

    #[test]
    fn rare_patterns_are_summed() {
        let of = |bits: usize, visits: usize| MissingPattern {
            seen: (0..visits).map(|visit| bits >> visit & 1 == 1).collect(),
            n: vec![bits, 1],
        };
        for (visits_in_all, many) in [(4, 12), (4, 13), (12, 900)] {
            let patterns: Vec<MissingPattern> = (0..many).map(|bits| of(bits, visits_in_all)).collect();
            let figure = missingness(&input(visits(visits_in_all, "Week"), patterns));
            check(&figure);
            assert_eq!(figure.caption.contains("are summed in one row"), many > 12, "{}", figure.caption);
        }
    }

    #[test]
    fn degenerate_patterns_are_drawn() {
        check(&missingness(&input(Vec::new(), Vec::new())));
        check(&missingness(&input(visits(4, "Week"), vec![pattern("xxxx", &[0, 0])])));
        let alone = Missingness {
            arms: Vec::new(),
            has_control: false,
            ..input(visits(52, "Week"), vec![pattern(&"x".repeat(52), &[2000])])
        };
        check(&missingness(&alone));
        for name in hostile_names() {
            let mut named = input(visits(12, &name), vec![pattern("x", &[3, 4, 5]), pattern("xxxx--xxxx-x", &[1])]);
            named.arms = vec![name.clone(), name.clone(), name];
            check(&missingness(&named));
        }
    }
}
