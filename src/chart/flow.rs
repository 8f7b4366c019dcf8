//! The flow of participants (Schulz, Altman and Moher 2010, CONSORT): who was assessed, allocated, lost and analysed.

use super::figure::Figure;
use super::marks;
use super::scene::{Anchor, Ink, Scene, Stroke, TextStyle};
use super::text::{line_height, wrap_to};
use super::theme::{INK, LABEL_TEXT, MARGIN, SOFT_INK, STRONG_TEXT, WHITE, WIDTH};
use crate::result::format::count;

/// Some people and what is said of them: `moved away`, 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowLoss {
    /// Why, or what.
    pub reason: String,
    /// How many.
    pub n: usize,
}

/// Those who do not go on: `Excluded`, `Lost to follow-up`, with the reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowSide {
    /// What happened to them.
    pub label: String,
    /// How many in all.
    pub n: usize,
    /// Why, with numbers; may be empty.
    pub reasons: Vec<FlowLoss>,
}

/// One box on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowStep {
    /// What it is: `Assessed for eligibility`, `Allocated`, `Analysed`.
    pub label: String,
    /// How many; absent where nobody counted.
    pub n: Option<usize>,
    /// Parts of them: `received the treatment`, 39.
    pub details: Vec<FlowLoss>,
    /// Those who leave after it.
    pub lost: Option<FlowSide>,
}

impl FlowStep {
    /// A step of so many, whom nobody leaves.
    pub fn new(label: impl Into<String>, n: usize) -> FlowStep {
        FlowStep { label: label.into(), n: Some(n), details: Vec::new(), lost: None }
    }
}

/// One arm, or one site of each person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowBranch {
    /// Its name.
    pub label: String,
    /// Its boxes from above.
    pub steps: Vec<FlowStep>,
}

/// A study as it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// The steps of all together, from above.
    pub trunk: Vec<FlowStep>,
    /// Arms or sites, side by side; empty, or one, for a study of one arm.
    pub branches: Vec<FlowBranch>,
    /// What the branches are, for words: `arm`, `site of each person`.
    pub branch_kind: String,
}

/// Air inside a box, to the sides and above.
const PAD: f64 = 9.0;
/// Least distance of boxes below each other; between branches.
const DOWN: f64 = 30.0;
const BESIDE: f64 = 14.0;
/// Most reasons that are listed in a box, and most lines of one text.
const MOST_REASONS: usize = 12;
const MOST_LINES: usize = 6;
/// How far reasons are moved in.
const INDENT: f64 = 12.0;
/// Lines of boxes and arrows.
const EDGE: Stroke = Stroke::new(INK, 1.3);
const LOSS_EDGE: Stroke = Stroke::new(SOFT_INK, 1.1);
/// The ground of the boxes of those who go on.
const GOING: Ink = Ink::solid(0xee, 0xf4, 0xf9);

/// Boxes from above with arrows: those who go on in the middle, those who leave beside the arrow between two boxes; arms or sites side
/// by side below, with those who leave in boxes of their own.
pub fn flow(input: &Flow) -> Figure {
    // One branch is the end of the trunk.
    let mut trunk: Vec<(Option<&str>, &FlowStep)> = input.trunk.iter().map(|step| (None, step)).collect();
    let branches: &[FlowBranch] = if input.branches.len() > 1 { &input.branches } else { &[] };
    if let [branch] = &input.branches[..] {
        let steps = branch.steps.iter().enumerate();
        trunk.extend(steps.map(|(index, step)| ((index == 0).then_some(branch.label.as_str()), step)));
    }
    let mut scene = Scene::default();
    let sides = trunk.iter().any(|(_, step)| step.lost.is_some());
    let (wide, middle) = match (sides, branches.is_empty()) {
        (false, _) => (340.0, WIDTH / 2.0),
        (true, true) => (300.0, MARGIN + 190.0),
        // Near the middle of the branches, as far as the boxes beside it allow.
        (true, false) => (250.0, WIDTH / 2.0 - 50.0),
    };
    let mut y = MARGIN;
    let mut from: Option<f64> = None;
    for (index, (name, step)) in trunk.iter().enumerate() {
        let words = Words::step(*name, step, wide);
        if let Some(from) = from {
            arrow(&mut scene, middle, from, y);
        }
        words.draw(&mut scene, (middle - wide / 2.0, y), words.height, GOING, EDGE);
        y += words.height;
        from = Some(y);
        let goes_on = index + 1 < trunk.len() || !branches.is_empty();
        if let Some(lost) = &step.lost {
            let left = middle + wide / 2.0 + 28.0;
            let words = Words::side(lost, WIDTH - MARGIN - left);
            let top = y + 12.0;
            words.draw(&mut scene, (left, top), words.height, WHITE, LOSS_EDGE);
            let at = top + words.height / 2.0;
            if !goes_on {
                scene.line([(middle, y), (middle, at)], EDGE);
            }
            scene.line([(middle, at), (left - 8.0, at)], EDGE);
            marks::arrowhead(&mut scene, (middle, at), (left, at), 9.0, INK);
            // The line across to the branches passes below the box.
            let last = index + 1 == trunk.len();
            y = top
                + words.height
                + if !goes_on {
                    0.0
                } else if last {
                    28.0
                } else {
                    12.0
                };
        } else if goes_on {
            y += DOWN;
        }
    }
    if !branches.is_empty() {
        y = side_by_side(&mut scene, branches, middle, from, y);
    }
    if trunk.is_empty() && branches.is_empty() {
        scene.text((MARGIN, y + LABEL_TEXT.size), "Nobody is counted.", LABEL_TEXT);
        y += 1.5 * LABEL_TEXT.size;
    }
    let height = (y + MARGIN).ceil();
    let (title, caption, alt_text) = words(input);
    Figure { id: "flow", title, caption, alt_text, width: WIDTH, height, scene }
}

/// A box of one branch in one row.
enum Cell {
    /// Those who go on, or those who left.
    Box { words: Words, going: bool },
    /// Nothing of the kind here; the arrow goes on past it.
    Past,
}

/// The branches below the trunk, boxes of one kind level with each other. Gives the lower edge.
fn side_by_side(scene: &mut Scene, branches: &[FlowBranch], trunk: f64, from: Option<f64>, top: f64) -> f64 {
    let many = branches.len() as f64;
    let wide = (WIDTH - 2.0 * MARGIN - (many - 1.0) * BESIDE) / many;
    let left = |index: usize| MARGIN + index as f64 * (wide + BESIDE);
    let middle = |index: usize| left(index) + wide / 2.0;
    let rows = rows(branches, wide);

    let mut y = top;
    if let Some(from) = from {
        // One line across, from which an arrow goes down to each branch.
        let bus = (from + 14.0).max(top - 16.0);
        scene.line([(trunk, from), (trunk, bus)], EDGE);
        let ends = (middle(0).min(trunk), middle(branches.len() - 1).max(trunk));
        scene.line([(ends.0, bus), (ends.1, bus)], EDGE);
        y = bus + 22.0;
        for index in 0..branches.len() {
            arrow(scene, middle(index), bus, y);
        }
    }
    let mut ends: Vec<Option<f64>> = vec![None; branches.len()];
    let mut lowest = y;
    for row in &rows {
        let height = |cell: &Cell| if let Cell::Box { words, .. } = cell { words.height } else { 0.0 };
        let tall = row.iter().map(height).fold(0.0, f64::max);
        for (index, cell) in row.iter().enumerate() {
            if let Cell::Box { words, going } = cell {
                if let Some(from) = ends[index] {
                    arrow(scene, middle(index), from, y);
                }
                let (ground, edge) = if *going { (GOING, EDGE) } else { (WHITE, LOSS_EDGE) };
                words.draw(scene, (left(index), y), tall, ground, edge);
                ends[index] = Some(y + tall);
            }
        }
        lowest = y + tall;
        y = lowest + 24.0;
    }
    lowest
}

/// The boxes of the branches row by row: for each step those who go on and, where a branch has any, those who leave.
fn rows(branches: &[FlowBranch], wide: f64) -> Vec<Vec<Cell>> {
    let most = branches.iter().map(|branch| branch.steps.len()).max().unwrap_or(0);
    let mut rows = Vec::new();
    for at in 0..most.max(1) {
        let step = |branch: &FlowBranch| {
            let name = (at == 0).then_some(branch.label.as_str());
            match branch.steps.get(at) {
                Some(step) => Cell::Box { words: Words::step(name, step, wide), going: true },
                None if at == 0 => Cell::Box { words: Words::name_only(&branch.label, wide), going: true },
                None => Cell::Past,
            }
        };
        rows.push(branches.iter().map(step).collect());
        let lost = |branch: &FlowBranch| match branch.steps.get(at).and_then(|step| step.lost.as_ref()) {
            Some(lost) => Cell::Box { words: Words::side(lost, wide), going: false },
            None => Cell::Past,
        };
        let row: Vec<Cell> = branches.iter().map(lost).collect();
        if row.iter().any(|cell| matches!(cell, Cell::Box { .. })) {
            rows.push(row);
        }
    }
    rows
}

fn arrow(scene: &mut Scene, x: f64, from: f64, to: f64) {
    scene.line([(x, from), (x, to - 8.0)], EDGE);
    marks::arrowhead(scene, (x, from), (x, to), 9.0, INK);
}

/// The words of a box: what stands centred, and the list below it.
struct Words {
    head: Vec<(String, TextStyle)>,
    list: Vec<Vec<String>>,
    wide: f64,
    height: f64,
}

impl Words {
    fn new(heads: &[(String, TextStyle)], list: &[FlowLoss], wide: f64) -> Words {
        let room = wide - 2.0 * PAD;
        let head: Vec<(String, TextStyle)> = heads
            .iter()
            .flat_map(|(text, style)| wrap_to(text, *style, room, MOST_LINES).into_iter().map(|line| (line, *style)))
            .collect();
        let mut texts: Vec<String> =
            list.iter().take(MOST_REASONS).map(|loss| counted(&loss.reason, Some(loss.n))).collect();
        if list.len() > MOST_REASONS {
            let rest: usize = list[MOST_REASONS..].iter().map(|loss| loss.n).sum();
            texts.push(counted(&format!("{} more reasons", list.len() - MOST_REASONS), Some(rest)));
        }
        let list: Vec<Vec<String>> =
            texts.iter().map(|text| wrap_to(text, LABEL_TEXT, room - INDENT, MOST_LINES)).collect();
        let lines = head.len() + list.iter().map(Vec::len).sum::<usize>();
        let height = lines.max(1) as f64 * line_height(LABEL_TEXT) + 2.0 * PAD - 3.0;
        Words { head, list, wide, height }
    }

    fn step(name: Option<&str>, step: &FlowStep, wide: f64) -> Words {
        let name = name.map(str::trim).filter(|name| !name.is_empty());
        let name = name.map(|name| (name.to_owned(), STRONG_TEXT));
        let label = (counted(&step.label, step.n), LABEL_TEXT);
        Words::new(&name.into_iter().chain([label]).collect::<Vec<_>>(), &step.details, wide)
    }

    fn name_only(name: &str, wide: f64) -> Words {
        Words::new(&[(name.trim().to_owned(), STRONG_TEXT)], &[], wide)
    }

    fn side(side: &FlowSide, wide: f64) -> Words {
        Words::new(&[(counted(&side.label, Some(side.n)), LABEL_TEXT)], &side.reasons, wide)
    }

    /// Draws the box from its upper left corner, as tall as its row.
    fn draw(&self, scene: &mut Scene, (left, top): (f64, f64), tall: f64, ground: Ink, edge: Stroke) {
        let (right, bottom) = (left + self.wide, top + tall);
        scene.rect((left, top), (right, bottom), ground);
        scene.line([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], edge);
        let step = line_height(LABEL_TEXT);
        let mut baseline = top + PAD + LABEL_TEXT.size * 0.8;
        let centred = self.list.is_empty();
        for (line, style) in &self.head {
            let (x, anchor) =
                if centred { ((left + right) / 2.0, Anchor::Middle) } else { (left + PAD, Anchor::Start) };
            scene.text((x, baseline), line.as_str(), style.anchored(anchor));
            baseline += step;
        }
        for lines in &self.list {
            scene.disc((left + PAD + 3.0, baseline - LABEL_TEXT.size * 0.3), 2.0, SOFT_INK);
            scene.lines_of_text((left + PAD + INDENT, baseline), lines, LABEL_TEXT, step);
            baseline += lines.len() as f64 * step;
        }
    }
}

/// `Analysed (n = 38)`.
fn counted(label: &str, n: Option<usize>) -> String {
    let n = n.map(|n| format!("(n\u{a0}=\u{a0}{})", count(n)));
    let label = Some(label.trim().to_owned()).filter(|label| !label.is_empty());
    label.into_iter().chain(n).collect::<Vec<_>>().join(" ")
}

fn words(input: &Flow) -> (String, String, String) {
    let kind = input.branch_kind.trim();
    let plain = |text: String| text.replace('\u{a0}', " ");
    let side = |side: &FlowSide| {
        let reasons: Vec<String> = side.reasons.iter().map(|loss| counted(&loss.reason, Some(loss.n))).collect();
        let reasons = if reasons.is_empty() { String::new() } else { format!(": {}", reasons.join(", ")) };
        format!("; {}{reasons}", counted(&side.label, Some(side.n)))
    };
    let step = |step: &FlowStep| {
        let details: Vec<String> = step.details.iter().map(|loss| counted(&loss.reason, Some(loss.n))).collect();
        let details = if details.is_empty() { String::new() } else { format!(": {}", details.join(", ")) };
        let lost = step.lost.as_ref().map(side).unwrap_or_default();
        plain(format!("{}{details}{lost}.", counted(&step.label, step.n)))
    };
    let steps = |steps: &[FlowStep]| steps.iter().map(step).collect::<Vec<_>>().join(" ");
    let trunk = Some(steps(&input.trunk)).filter(|text| !text.is_empty());
    let branches = input.branches.iter().map(|branch| format!("{}: {}", branch.label.trim(), steps(&branch.steps)));
    let all: Vec<String> = trunk.into_iter().chain(branches).collect();
    let all = if all.is_empty() { "Nobody is counted.".to_owned() } else { all.join(" ") };
    let caption = match input.branches.len() {
        0 | 1 => "Flow of participants: how many entered each step, and how many left after it and why.".to_owned(),
        many => format!(
            "Flow of participants through {many} branches (one for each {}): how many entered each step, and how many left after it and why.",
            if kind.is_empty() { "arm" } else { kind }
        ),
    };
    (
        "Flow of participants".to_owned(),
        caption,
        format!("Flow diagram. {all}").split_whitespace().collect::<Vec<_>>().join(" "),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::check;

    fn loss(reason: &str, n: usize) -> FlowLoss {
        FlowLoss { reason: reason.into(), n }
    }

    fn study(branches: usize, reason: &str) -> Flow {
        let excluded =
            FlowSide { label: "Excluded".into(), n: 9, reasons: vec![loss("not eligible", 7), loss(reason, 2)] };
        let branch = |index: usize| {
            let lost = FlowSide {
                label: "Lost to follow-up".into(),
                n: 2,
                reasons: vec![loss("moved away", 1), loss(reason, 1)],
            };
            let lost = index.is_multiple_of(2).then_some(lost);
            let mut steps = vec![
                FlowStep { details: vec![loss("received the treatment", 19)], lost, ..FlowStep::new("Allocated", 20) },
                FlowStep::new("Analysed", 18),
            ];
            steps.truncate(2 - usize::from(index == 3));
            FlowBranch { label: format!("Arm {index}"), steps }
        };
        let trunk = vec![
            FlowStep { lost: Some(excluded), ..FlowStep::new("Assessed for eligibility", 1049) },
            FlowStep::new("Randomised", 40),
        ];
        Flow { trunk, branches: (0..branches).map(branch).collect(), branch_kind: "arm".into() }
    }

    #[test]
    fn one_to_six_branches_are_drawn() {
        for branches in 0..=6 {
            let figure = flow(&study(branches, "other reasons"));
            check(&figure);
            assert!(
                figure
                    .alt_text
                    .contains("Assessed for eligibility (n = 1,049); Excluded (n = 9): not eligible (n = 7)"),
                "{}",
                figure.alt_text
            );
            let allocated = figure.alt_text.matches("received the treatment (n = 19)").count();
            assert_eq!(allocated, branches);
        }
    }

    #[test]
    fn strange_studies_are_drawn() {
        let empty = Flow { trunk: Vec::new(), branches: Vec::new(), branch_kind: String::new() };
        check(&flow(&empty));
        let nobody = FlowBranch { label: "nobody".into(), steps: Vec::new() };
        check(&flow(&Flow { branches: vec![nobody.clone(), nobody.clone()], ..empty.clone() }));
        check(&flow(&Flow { branches: vec![nobody], ..empty.clone() }));
        let long = "did not return <script> & Donaudampfschifffahrtsgesellschaftskapitänswitwenrente ".repeat(12);
        for branches in [1, 4] {
            check(&flow(&study(branches, &long)));
        }
        let reasons: Vec<FlowLoss> = (0..40).map(|index| loss(&format!("reason {index}"), 1)).collect();
        let lost = Some(FlowSide { label: String::new(), n: 40, reasons });
        let last = FlowStep { lost, n: None, ..FlowStep::new("", 0) };
        check(&flow(&Flow { trunk: vec![last], ..empty }));
    }
}
