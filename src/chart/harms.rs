//! Harms as dots with intervals (Amit, Heiberger and Lane 2008): how often in each arm, and how arms differ.

use super::arms::ArmLook;
use super::axis::{Numbered, horizontal, title_below};
use super::figure::Figure;
use super::legend::{self, Entry, Key};
use super::marks;
use super::scale::{Scale, limits_with_ends};
use super::scene::{Anchor, Scene, Stroke, TextStyle};
use super::text::{line_height, width, wrap_to};
use super::theme::{CAP_HEIGHT, GRID_LINE, INK, LABEL_TEXT, MARGIN, SOFT_INK, STRONG_TEXT, TICK_TEXT, WHITE, WIDTH};
use crate::data::Unit;
use crate::result::format::{count, ends, fixed, interval_name};
use crate::result::{Estimate, Interval};

/// How many in an arm had a harm.
#[derive(Clone, Debug, PartialEq)]
pub struct HarmShare {
    /// The arm; in the same order in every row.
    pub arm: String,
    /// Whether it is the control.
    pub is_control: bool,
    /// People with the harm.
    pub events: usize,
    /// People at risk.
    pub n: usize,
    /// The interval of the share, from 0 to 1; without any event its upper end is drawn as a limit, one-sided if that is what it is.
    pub interval: Option<Interval>,
}

/// One harm.
#[derive(Clone, Debug, PartialEq)]
pub struct HarmRow {
    /// What happened: `erythema`.
    pub label: String,
    /// One for each arm.
    pub shares: Vec<HarmShare>,
    /// The difference of the shares, treated - control: as a share, or in percent if that is its unit.
    pub difference: Option<Estimate>,
}

/// Widest column of labels.
const LABELS: f64 = 150.0;
const GUTTER: f64 = 14.0;
/// Height of the line of one arm, and air above and below a row.
const LINE: f64 = 20.0;
const AIR: f64 = 6.0;
/// Most lines of a label; the whole of it is in the alternative text.
const MOST_LINES: usize = 4;

/// One row for each harm: its name, how many of how many in each arm, the share of people with interval and, on an axis of its own, the
/// difference of shares, treated - control, in percentage points. Without any event in an arm, an arrow goes from the upper limit down
/// to zero.
pub fn harms(rows: &[HarmRow]) -> Figure {
    let chart = Chart::of(rows);
    let mut scene = Scene::default();
    let top = legend::row(&mut scene, &chart.entries(), MARGIN, WIDTH - MARGIN, MARGIN - 4.0) + 6.0;
    let height = (chart.draw(&mut scene, top) + MARGIN).ceil();
    let (title, caption, alt_text) = chart.words();
    Figure { id: "harms", title, caption, alt_text, width: WIDTH, height, scene }
}

struct Chart<'a> {
    rows: &'a [HarmRow],
    /// Name and look of each arm.
    arms: Vec<(&'a str, ArmLook)>,
    /// Whether any row has a difference.
    compares: bool,
}

/// Where the columns stand.
struct Columns {
    labels: f64,
    /// Right edge of the counts.
    counts: f64,
    shares: (f64, f64),
    differences: Option<(f64, f64)>,
}

impl HarmShare {
    /// In percent; absent without anybody at risk.
    fn percent(&self) -> Option<f64> {
        (self.n > 0).then(|| 100.0 * self.events.min(self.n) as f64 / self.n as f64)
    }

    /// In percent, within 0 to 100.
    fn ends(&self) -> Option<(f64, f64)> {
        let interval = self.interval.as_ref().filter(|interval| self.n > 0 && interval.lower <= interval.upper)?;
        Some(((interval.lower * 100.0).clamp(0.0, 100.0), (interval.upper * 100.0).clamp(0.0, 100.0)))
    }

    /// `3/40`.
    fn counts(&self) -> String {
        format!("{}/{}", count(self.events), count(self.n))
    }
}

/// A difference in percentage points with its ends.
fn points(estimate: &Estimate) -> Option<(f64, Option<(f64, f64)>)> {
    let factor = if estimate.unit == Unit::Percent { 1.0 } else { 100.0 };
    let ends = estimate.interval.as_ref().map(|interval| (interval.lower * factor, interval.upper * factor));
    estimate.value.is_finite().then_some((estimate.value * factor, ends))
}

impl<'a> Chart<'a> {
    fn of(rows: &'a [HarmRow]) -> Chart<'a> {
        let widest = rows.iter().map(|row| &row.shares).max_by_key(|shares| shares.len());
        let shares = widest.map_or(&[][..], |shares| shares.as_slice());
        let looks = ArmLook::all(shares.iter().map(|share| share.is_control));
        let arms = shares.iter().map(|share| share.arm.trim()).zip(looks).collect();
        Chart { rows, arms, compares: rows.iter().any(|row| row.difference.is_some()) }
    }

    fn columns(&self) -> Columns {
        let labels = self
            .rows
            .iter()
            .map(|row| width(row.label.trim(), LABEL_TEXT) + 1.0)
            .fold(width("Harm", STRONG_TEXT), f64::max);
        let labels = labels.clamp(60.0, LABELS);
        let shares = || self.rows.iter().flat_map(|row| &row.shares);
        let counts = shares().map(|share| width(&share.counts(), LABEL_TEXT)).fold(width("n/N", STRONG_TEXT), f64::max);
        let counts = MARGIN + labels + GUTTER + counts;
        let (left, right) = (counts + GUTTER + 4.0, WIDTH - MARGIN - 10.0);
        if !self.compares {
            return Columns { labels, counts, shares: (left, right), differences: None };
        }
        let half = (right - left - 26.0) / 2.0;
        Columns { labels, counts, shares: (left, left + half), differences: Some((right - half, right)) }
    }

    fn scales(&self, columns: &Columns) -> [Option<Scale>; 2] {
        let shares = || self.rows.iter().flat_map(|row| &row.shares);
        let ends = shares().filter_map(|share| Some(share.ends()?.1));
        let highest = shares().filter_map(HarmShare::percent).chain(ends).fold(0.0, f64::max);
        let high = if highest > 0.0 { (highest * 1.05).min(100.0) } else { 5.0 };
        let left = Scale::new((0.0, high), columns.shares);
        let found = || self.rows.iter().filter_map(|row| points(row.difference.as_ref()?));
        let core: Vec<f64> = found().map(|(value, _)| value).chain([0.0]).collect();
        let ends = found().filter_map(|(_, ends)| ends).flat_map(|(lower, upper)| [lower, upper]);
        let right = columns.differences.map(|px| Scale::new(limits_with_ends(&core, ends, 0.1), px));
        [Some(left), right]
    }

    fn draw(&self, scene: &mut Scene, top: f64) -> f64 {
        let columns = self.columns();
        let [shares, differences] = self.scales(&columns);
        let last = top + STRONG_TEXT.size;
        scene.text((MARGIN, last), "Harm", STRONG_TEXT);
        scene.text((columns.counts, last), "n/N", STRONG_TEXT.anchored(Anchor::End));
        scene.line([(MARGIN, last + 7.0), (WIDTH - MARGIN, last + 7.0)], Stroke::new(SOFT_INK, 1.2));
        let top = last + 11.0;
        let labels: Vec<Vec<String>> =
            self.rows.iter().map(|row| wrap_to(&row.label, LABEL_TEXT, columns.labels, MOST_LINES)).collect();
        let heights: Vec<f64> = self
            .rows
            .iter()
            .zip(&labels)
            .map(|(row, label)| {
                let arms = row.shares.len().max(1) as f64 * LINE;
                arms.max(label.len() as f64 * line_height(LABEL_TEXT)) + 2.0 * AIR
            })
            .collect();
        let bottom = top + heights.iter().sum::<f64>() + 4.0;
        let mut lowest = bottom;
        for (scale, title) in [(shares, "People (%)"), (differences, "Difference (percentage points)")] {
            let Some(scale) = scale else { continue };
            let numbers = Numbered::horizontal(scale.low, scale.high, scale.end - scale.start);
            for (value, _) in &numbers.at {
                scene.line([(scale.px(*value), top), (scale.px(*value), bottom)], GRID_LINE);
            }
            scene.line([(scale.px(0.0), top), (scale.px(0.0), bottom)], Stroke::new(INK, 1.2));
            let edge = horizontal(scene, &scale, &numbers, bottom, None, WIDTH);
            lowest = lowest.max(title_below(scene, title, &scale, edge));
        }
        let mut y = top;
        for ((row, label), tall) in self.rows.iter().zip(&labels).zip(&heights) {
            if y > top {
                scene.line([(MARGIN, y), (WIDTH - MARGIN, y)], GRID_LINE);
            }
            let middle = y + tall / 2.0;
            let step = line_height(LABEL_TEXT);
            let first = middle - (label.len().max(1) as f64 - 1.0) * step / 2.0 + LABEL_TEXT.size * CAP_HEIGHT / 2.0;
            scene.lines_of_text((MARGIN, first), label, LABEL_TEXT, step);
            for (index, share) in row.shares.iter().enumerate() {
                let at = middle + (index as f64 - (row.shares.len() as f64 - 1.0) / 2.0) * LINE;
                let style = TextStyle { ink: INK, ..TICK_TEXT }.anchored(Anchor::End);
                scene.text((columns.counts, at + style.size * CAP_HEIGHT / 2.0), share.counts(), style);
                if let (Some(scale), Some((_, look))) = (&shares, self.arms.get(index)) {
                    draw_share(scene, share, *look, scale, at);
                }
            }
            if let (Some(scale), Some((value, ends))) = (&differences, row.difference.as_ref().and_then(points)) {
                if let Some(ends) = ends {
                    marks::interval(scene, scale, middle, value, ends, INK);
                }
                let x = scale.px(value);
                scene.rect((x - 6.0, middle - 6.0), (x + 6.0, middle + 6.0), WHITE);
                scene.rect((x - 5.0, middle - 5.0), (x + 5.0, middle + 5.0), INK);
            }
            y += tall;
        }
        lowest
    }

    fn level(&self) -> Option<String> {
        let shares = self.rows.iter().flat_map(|row| &row.shares).filter(|share| share.events > 0);
        shares.filter_map(|share| share.interval.as_ref().map(interval_name)).next()
    }

    /// The interval of an arm without any event, where there is one.
    fn no_event(&self) -> Option<&Interval> {
        let shares = self.rows.iter().flat_map(|row| &row.shares);
        shares.filter(|share| share.events == 0 && share.ends().is_some()).find_map(|share| share.interval.as_ref())
    }

    fn entries(&self) -> Vec<Entry> {
        let arms = self.arms.iter().map(|(name, look)| (Key::Arm(*look), (*name).to_owned()));
        let limit = self.no_event().is_some().then(|| (Key::UpperLimit, "No event: upper limit".to_owned()));
        arms.chain(limit).collect()
    }

    fn words(&self) -> (String, String, String) {
        let level = self.level().map_or_else(String::new, |name| format!(" with {name}"));
        let arms: Vec<&str> = self.arms.iter().map(|(name, _)| *name).collect();
        let arms = if arms.is_empty() { "no arm".to_owned() } else { arms.join(", ") };
        let method = self.rows.iter().find_map(|row| row.difference.as_ref()?.interval.as_ref());
        let method = method.map_or_else(String::new, |interval| {
            format!(" with {} (method: {})", interval_name(interval), interval.method)
        });
        let differences = if self.compares {
            format!(
                " Right: the difference of the shares, treated minus control, in percentage points{method}; an interval that runs beyond the axis ends in an arrow."
            )
        } else {
            String::new()
        };
        let none = self.no_event().map_or_else(String::new, |limit| {
            format!(
                " Where nobody had the harm, an arrow goes from the upper limit of the share ({}, {}) to zero.",
                limit.level.percent(),
                limit.method
            )
        });
        let caption = format!(
            "Harms, each person counted once for each harm: how many of how many (n/N), and the share of people{level}, by arm ({arms}).{none}{differences}"
        );
        let share = |share: &HarmShare| {
            let percent = share
                .percent()
                .map_or_else(|| "nobody at risk".to_owned(), |percent| format!("{} %", fixed(percent, 1)));
            let ends = share.ends().map_or_else(String::new, |(lower, upper)| {
                if share.events == 0 {
                    format!(", upper limit {} %", fixed(upper, 1))
                } else {
                    format!(", {} %", ends(lower, upper, 1))
                }
            });
            format!("{} {} ({percent}{ends})", share.arm.trim(), share.counts())
        };
        let lines = self.rows.iter().map(|row| {
            let shares: Vec<String> = row.shares.iter().map(share).collect();
            let difference = row.difference.as_ref().and_then(points).map_or_else(String::new, |(value, found)| {
                let found = found.map_or_else(String::new, |(lower, upper)| format!(" ({})", ends(lower, upper, 1)));
                format!("; difference {}{found} percentage points", fixed(value, 1))
            });
            let label = if row.label.trim().is_empty() { "Unnamed" } else { row.label.trim() };
            format!(
                "{label}: {}{difference}.",
                if shares.is_empty() { "nobody counted".to_owned() } else { shares.join(", ") }
            )
        });
        let lines: Vec<String> = lines.collect();
        let lines = if lines.is_empty() { "None recorded.".to_owned() } else { lines.join(" ") };
        ("Harms by arm".to_owned(), caption, format!("Dot plot of harms, {} in all. {lines}", self.rows.len()))
    }
}

/// The share of an arm with its interval; without any event an arrow from the upper limit to zero.
fn draw_share(scene: &mut Scene, share: &HarmShare, look: ArmLook, scale: &Scale, y: f64) {
    let Some(percent) = share.percent() else { return };
    let x = scale.px(percent);
    match share.ends() {
        Some((_, upper)) if share.events == 0 => {
            marks::upper_limit(scene, (scale.px(0.0), scale.px(upper)), y, look.ink)
        }
        Some(ends) => {
            marks::interval(scene, scale, y, percent, ends, look.ink);
            look.mark(scene, (x, y), 5.0, 1.0);
        }
        None => look.mark(scene, (x, y), 5.0, 1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, difference};
    use crate::result::Level;

    fn share(arm: &str, events: usize, n: usize) -> HarmShare {
        let p = events as f64 / n.max(1) as f64;
        let half = 2.0 * libm::sqrt((p * (1.0 - p) + 0.01) / n.max(1) as f64);
        let interval = Interval::new((p - half).max(0.0), (p + half).min(1.0), Level::DEFAULT, "Wilson");
        HarmShare { arm: arm.into(), is_control: arm == "control", events, n, interval: Some(interval) }
    }

    fn row(label: &str, control: (usize, usize), treated: (usize, usize)) -> HarmRow {
        let mut found =
            difference(treated.0 as f64 / treated.1.max(1) as f64 - control.0 as f64 / control.1.max(1) as f64, 0.12);
        found.unit = Unit::None;
        let shares = vec![share("control", control.0, control.1), share("CBT", treated.0, treated.1)];
        HarmRow { label: label.into(), shares, difference: Some(found) }
    }

    #[test]
    fn harms_of_two_arms_are_drawn() {
        let rows = [
            row("Erythema", (2, 41), (17, 40)),
            row("Numbness & <script>", (0, 41), (5, 40)),
            row("Burn", (0, 41), (0, 40)),
        ];
        let figure = harms(&rows);
        check(&figure);
        assert!(figure.alt_text.contains("Erythema: control 2/41 (4.9 %, "), "{}", figure.alt_text);
        assert!(figure.alt_text.contains("control 0/41 (0.0 %, upper limit 3.1 %), CBT 0/40"), "{}", figure.alt_text);
        assert!(figure.caption.contains("an arrow goes from the upper limit"));
    }

    #[test]
    fn strange_harms_are_drawn() {
        let long = "pain on the day after, and Donaudampfschifffahrtsgesellschaftskapitänswitwenschmerz ".repeat(5);
        let alone = HarmRow { label: "alone".into(), shares: vec![share("all", 3, 12)], difference: None };
        let mut bare = row("bare", (0, 0), (0, 0));
        bare.difference = None;
        bare.shares.iter_mut().for_each(|share| share.interval = None);
        let mut far = row("far", (300, 300), (0, 300));
        if let Some(interval) = far.difference.as_mut().and_then(|difference| difference.interval.as_mut()) {
            (interval.lower, interval.upper) = (f64::NEG_INFINITY, 9.0);
        }
        let nothing = HarmRow { label: String::new(), shares: Vec::new(), difference: None };
        let four = HarmRow {
            label: "four".into(),
            shares: (0..4).map(|index| share(&format!("arm {index}"), index, 9)).collect(),
            difference: None,
        };
        for rows in [
            vec![],
            vec![alone],
            vec![bare.clone()],
            vec![bare, far, nothing],
            vec![four],
            vec![row(&long, (1, 100_000), (2, 100_000))],
        ] {
            check(&harms(&rows));
        }
    }
}
