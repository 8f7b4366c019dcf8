//! The results over the shifts of what was missed in two arms.

use super::axis::{heading, title_below};
use super::legend::{self, Entry, Key};
use super::marks;
use super::regions::written_decimals;
use super::scale::Scale;
use super::scene::{Anchor, Ink, Point, Scene, Stroke, TextStyle};
use super::text::width;
use super::theme::{CAP_HEIGHT, INK, LABEL_TEXT, MARGIN, TICK_TEXT, WHITE, WIDTH};
use super::tipping::{Tipping, TippingCell, TippingMap, TippingShade};
use crate::result::format::{as_heading, count, fixed, in_sentence, named, p_number, p_words, with_unit};

/// From what is least to what is most: one hue, ever darker, so that grey print keeps the order.
const RAMP: [Ink; 4] = [
    Ink::solid(0xf3, 0xf7, 0xfb),
    Ink::solid(0xb3, 0xd0, 0xe6),
    Ink::solid(0x4f, 0x93, 0xc2),
    Ink::solid(0x0b, 0x3f, 0x73),
];
/// The upper ends of the classes of p-values, the darkest first.
const CLASSES: [f64; 5] = [0.001, 0.01, 0.05, 0.1, 0.5];
/// Most shifts of an arm for which numbers stand in the cells.
const MOST_NUMBERED: usize = 9;
/// Tallest cell, tallest map, and the room of a colour bar.
const CELL: f64 = 36.0;
const HEIGHT: f64 = 360.0;
const BAR: f64 = 150.0;
/// What separates where the conclusion holds from where it does not, and its white edge.
const BOUNDARY: f64 = 3.4;

/// A colour of the ramp, from 0 to 1.
fn ramp(share: f64) -> Ink {
    let steps = (RAMP.len() - 1) as f64;
    let at = share.clamp(0.0, 1.0) * steps;
    let from = (at as usize).min(RAMP.len() - 2);
    let part = at - from as f64;
    let mix = |one: u8, other: u8| (f64::from(one) + part * (f64::from(other) - f64::from(one))).round() as u8;
    let (one, other) = (RAMP[from].rgb, RAMP[from + 1].rgb);
    Ink::solid(mix(one.0, other.0), mix(one.1, other.1), mix(one.2, other.2))
}

/// Whether white text is read better than black on it.
fn is_dark(ink: Ink) -> bool {
    let (red, green, blue) = ink.rgb;
    0.299 * f64::from(red) + 0.587 * f64::from(green) + 0.114 * f64::from(blue) < 140.0
}

fn class_of(p: f64) -> usize {
    CLASSES.iter().position(|upper| p < *upper).unwrap_or(CLASSES.len())
}

fn class_ink(class: usize) -> Ink {
    ramp(1.0 - class as f64 / CLASSES.len() as f64)
}

struct Map<'a> {
    input: &'a Tipping,
    map: &'a TippingMap,
    /// The least and the greatest estimate.
    range: (f64, f64),
    left: f64,
    top: f64,
    wide: f64,
    tall: f64,
}

/// Draws the map; gives the lower edge, the caption and the alternative text.
pub(crate) fn draw(scene: &mut Scene, input: &Tipping, map: &TippingMap) -> (f64, String, String) {
    let texts = |deltas: &[f64]| -> Vec<String> {
        let written = deltas.iter().map(|delta| written_decimals(*delta)).max().unwrap_or(0);
        let decimals = written.min(usize::from(input.decimals) + 1);
        deltas.iter().map(|delta| fixed(*delta, decimals)).collect()
    };
    let (up, along) = (texts(&map.treated), texts(&map.control));
    let estimates = map.cells.iter().flatten().flatten().map(|cell| cell.estimate).filter(|value| value.is_finite());
    let range = estimates.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), it| (low.min(it), high.max(it)));
    let room = up.iter().map(|text| width(text, TICK_TEXT)).fold(0.0, f64::max) + 10.0;
    let left = MARGIN + room;
    let wide = (WIDTH - MARGIN - left) / map.control.len().max(1) as f64;
    let tall = (HEIGHT / map.treated.len().max(1) as f64).min(CELL);
    let mut chart = Map { input, map, range, left, top: 0.0, wide, tall };
    let top = legend::row(scene, &chart.entries(), MARGIN, WIDTH - MARGIN, MARGIN - 4.0) + 2.0;
    let named_or =
        |arm: usize, otherwise| if map.arms[arm].trim().is_empty() { otherwise } else { map.arms[arm].trim() };
    let (treated, control) = (named_or(0, "the treated arm"), named_or(1, "the control arm"));
    let name = |arm: &str| named(&format!("Shift of the readings missed in {arm}"), input.unit);
    chart.top = heading(scene, &name(treated), MARGIN, top, WIDTH - 2.0 * MARGIN, Anchor::Start) + 10.0;
    chart.cells(scene);
    chart.boundary(scene);
    chart.unshifted(scene);
    let edge = chart.numbers(scene, &up, &along);
    let span = Scale::new((0.0, 1.0), (left, WIDTH - MARGIN));
    let edge = title_below(scene, &name(control), &span, edge);
    let lowest = chart.shades(scene, edge + 8.0);
    let (caption, alt_text) = chart.words(treated, control);
    (lowest, caption, alt_text)
}

impl Map<'_> {
    fn cell(&self, treated: usize, control: usize) -> Option<&TippingCell> {
        let cell = self.map.cells.get(treated)?.get(control)?.as_ref()?;
        cell.estimate.is_finite().then_some(cell)
    }

    /// The upper left corner of a cell; the least shift of the treated arm lies lowest.
    fn corner(&self, treated: usize, control: usize) -> Point {
        let row = self.map.treated.len() - 1 - treated;
        (self.left + control as f64 * self.wide, self.top + row as f64 * self.tall)
    }

    fn all(&self) -> impl Iterator<Item = (usize, usize)> {
        let along = self.map.control.len();
        (0..self.map.treated.len()).flat_map(move |treated| (0..along).map(move |control| (treated, control)))
    }

    fn ink(&self, cell: &TippingCell) -> Ink {
        match self.map.shade {
            TippingShade::PValue => class_ink(class_of(cell.p.value())),
            // The farther from zero, the darker, if zero lies outside; otherwise from the least to the greatest.
            TippingShade::Estimate if self.range.1 > self.range.0 => {
                let share = (cell.estimate - self.range.0) / (self.range.1 - self.range.0);
                ramp(if self.runs_down() { 1.0 - share } else { share })
            }
            TippingShade::Estimate => ramp(0.35),
        }
    }

    /// Whether the least estimate is the darkest: where estimates lie below zero, mostly.
    fn runs_down(&self) -> bool {
        self.range.0 + self.range.1 < 0.0
    }

    fn is_numbered(&self) -> bool {
        self.map.treated.len().max(self.map.control.len()) <= MOST_NUMBERED
    }

    fn text(&self, cell: &TippingCell) -> String {
        match self.map.shade {
            TippingShade::PValue => p_number(cell.p).replace(' ', "\u{a0}"),
            TippingShade::Estimate => fixed(cell.estimate, usize::from(self.input.decimals) + 1),
        }
    }

    fn cells(&self, scene: &mut Scene) {
        let edge = Stroke::new(WHITE, 0.8);
        let texts_fit = self.is_numbered()
            && self
                .all()
                .filter_map(|(treated, control)| self.cell(treated, control))
                .all(|cell| width(&self.text(cell), TICK_TEXT) <= self.wide - 8.0);
        for (treated, control) in self.all() {
            let (x, y) = self.corner(treated, control);
            let (right, bottom) = (x + self.wide, y + self.tall);
            let Some(cell) = self.cell(treated, control) else {
                scene.line([(x + 3.0, bottom - 3.0), (right - 3.0, y + 3.0)], Stroke::new(TICK_TEXT.ink, 0.8));
                continue;
            };
            let ink = self.ink(cell);
            scene.rect((x, y), (right, bottom), ink);
            scene.line([(x, y), (right, y), (right, bottom), (x, bottom), (x, y)], edge);
            let on_it = if is_dark(ink) { WHITE } else { INK };
            let middle = ((x + right) / 2.0, (y + bottom) / 2.0);
            if texts_fit {
                let style = TextStyle { ink: on_it, ..TICK_TEXT };
                scene.text((middle.0, middle.1 + TICK_TEXT.size * CAP_HEIGHT / 2.0), self.text(cell), style);
            }
            if !cell.holds {
                let at = if texts_fit { (right - 6.0, y + 6.0) } else { middle };
                scene.disc(at, (self.tall * 0.14).min(2.4), on_it);
            }
        }
    }

    /// The edges between neighbours of which the conclusion holds at one only.
    fn boundary(&self, scene: &mut Scene) {
        let mut edges: Vec<[Point; 2]> = Vec::new();
        for (treated, control) in self.all() {
            let Some(own) = self.cell(treated, control) else { continue };
            let (x, y) = self.corner(treated, control);
            if self.cell(treated + 1, control).is_some_and(|above| above.holds != own.holds) {
                edges.push([(x, y), (x + self.wide, y)]);
            }
            if self.cell(treated, control + 1).is_some_and(|beside| beside.holds != own.holds) {
                edges.push([(x + self.wide, y), (x + self.wide, y + self.tall)]);
            }
        }
        for (ink, wide) in [(WHITE, BOUNDARY + 2.6), (INK, BOUNDARY)] {
            edges.iter().for_each(|edge| scene.line(*edge, Stroke::new(ink, wide)));
        }
    }

    /// Where neither arm is shifted.
    fn at_zero(&self) -> Option<(usize, usize)> {
        let zero = |deltas: &[f64]| deltas.iter().position(|delta| *delta == 0.0);
        zero(&self.map.treated).zip(zero(&self.map.control))
    }

    fn unshifted(&self, scene: &mut Scene) {
        let Some((treated, control)) = self.at_zero() else { return };
        let (x, y) = self.corner(treated, control);
        marks::frame(scene, (x + 3.0, y + 3.0), (x + self.wide - 3.0, y + self.tall - 3.0));
    }

    /// The shifts beside and below the map, as many as fit. Gives the lower edge.
    fn numbers(&self, scene: &mut Scene, up: &[String], along: &[String]) -> f64 {
        let every = |room: f64, wanted: f64| (wanted / room.max(1e-9)).ceil().max(1.0) as usize;
        let baseline = |y: f64| y + TICK_TEXT.size * CAP_HEIGHT / 2.0;
        // Counted from no shift, so that it keeps its number.
        let (zero_up, zero_along) = self.at_zero().unwrap_or((0, 0));
        let step = every(self.tall, TICK_TEXT.size * 1.2);
        for (index, text) in up.iter().enumerate().filter(|(index, _)| index.abs_diff(zero_up).is_multiple_of(step)) {
            let (x, y) = self.corner(index, 0);
            let style = TICK_TEXT.anchored(Anchor::End);
            scene.text((x - 6.0, baseline(y + self.tall / 2.0)), text.as_str(), style);
        }
        let widest = along.iter().map(|text| width(text, TICK_TEXT)).fold(0.0, f64::max);
        let step = every(self.wide, widest + 8.0);
        let bottom = self.top + self.map.treated.len() as f64 * self.tall;
        let below = bottom + 7.0 + TICK_TEXT.size * CAP_HEIGHT;
        for (index, text) in along.iter().enumerate() {
            if index.abs_diff(zero_along).is_multiple_of(step) {
                let x = self.left + (index as f64 + 0.5) * self.wide;
                let half = width(text, TICK_TEXT) / 2.0;
                scene.text((x.min(WIDTH - half - 2.0), below), text.as_str(), TICK_TEXT);
            }
        }
        below + TICK_TEXT.size * 0.3
    }

    /// What the shades stand for.
    fn shades(&self, scene: &mut Scene, top: f64) -> f64 {
        if self.map.shade == TippingShade::PValue {
            let class = |class: usize| {
                let text = match class {
                    0 => format!("p < {}", CLASSES[0]),
                    _ if class == CLASSES.len() => format!("{} and more", CLASSES[class - 1]),
                    _ => format!("to {}", CLASSES[class]),
                };
                (Key::Patch(class_ink(class)), text)
            };
            let entries: Vec<Entry> = (0..=CLASSES.len()).map(class).collect();
            return legend::row(scene, &entries, MARGIN, WIDTH - MARGIN, top);
        }
        let title = format!("Estimate{}:", with_unit("", self.input.unit).replace(' ', " in "));
        let (low, high) = self.range;
        let baseline = top + 5.0 + LABEL_TEXT.size * CAP_HEIGHT;
        scene.text((MARGIN, baseline), title.as_str(), LABEL_TEXT);
        if low > high {
            return baseline + LABEL_TEXT.size * 0.35;
        }
        let decimals = usize::from(self.input.decimals) + 1;
        let mut x = MARGIN + width(&title, LABEL_TEXT) + 10.0;
        let (low_text, high_text) = (fixed(low, decimals), fixed(high, decimals));
        scene.text((x, baseline), low_text.as_str(), LABEL_TEXT);
        if high > low {
            x += width(&low_text, LABEL_TEXT) + 8.0;
            let steps = 50;
            for step in 0..steps {
                let share = (f64::from(step) + 0.5) / f64::from(steps);
                let ink = ramp(if self.runs_down() { 1.0 - share } else { share });
                let from = x + BAR * f64::from(step) / f64::from(steps);
                // To the end of the bar, so that no seam shows between steps.
                scene.rect((from, baseline - 12.0), (x + BAR, baseline + 2.0), ink);
            }
            scene.text((x + BAR + 8.0, baseline), high_text, LABEL_TEXT);
        }
        baseline + LABEL_TEXT.size * 0.35
    }

    fn entries(&self) -> Vec<Entry> {
        let holds = |wanted: bool| self.map.cells.iter().flatten().flatten().any(|cell| cell.holds == wanted);
        let fallen = holds(false).then(|| {
            let text = format!("No longer: {}", self.input.conclusion.trim());
            (Key::Point { ink: INK, open: false }, text)
        });
        let boundary =
            (holds(true) && holds(false)).then(|| (Key::Line(Stroke::new(INK, BOUNDARY)), "Boundary".to_owned()));
        let zero = self.at_zero().map(|_| (Key::Frame, "No shift".to_owned()));
        fallen.into_iter().chain(boundary).chain(zero).collect()
    }

    fn words(&self, treated: &str, control: &str) -> (String, String) {
        let quantity = as_heading(self.input.quantity.trim());
        let conclusion = self.input.conclusion.trim();
        let shown = match self.map.shade {
            TippingShade::Estimate => "estimate",
            TippingShade::PValue => "p-value",
        };
        let caption = format!(
            "{} over shifts that are added to every reading that was missed, of {treated} upwards and of {control} to the right. Shades: the \
             {shown}. The conclusion in question: {conclusion}; a dot marks where it falls, the heavy line runs between where it holds and \
             where it falls, and the frame is no shift.",
            named(&quantity, self.input.unit)
        );
        let cells = || self.all().filter_map(|(treated, control)| self.cell(treated, control));
        let held = cells().filter(|cell| cell.holds).count();
        let decimals = usize::from(self.input.decimals) + 1;
        let zero = self.at_zero().and_then(|(treated, control)| self.cell(treated, control));
        let zero = zero.map_or_else(String::new, |cell| {
            let estimate = with_unit(&fixed(cell.estimate, decimals), self.input.unit);
            format!(" Without a shift {estimate}, {}.", p_words(cell.p))
        });
        let first = self.first_fall().map_or_else(String::new, |(arm, delta)| {
            let name = if arm == 0 { treated } else { control };
            let delta = with_unit(&fixed(delta, written_decimals(delta).min(decimals)), self.input.unit);
            format!(" With the other arm unshifted, it first falls at a shift of {delta} in {name}.")
        });
        let alt_text = format!(
            "Map of {} over shifts of missed readings in {treated} and {control}. The conclusion ({conclusion}) holds at {} of {} pairs of \
             shifts.{zero}{first}",
            in_sentence(&quantity),
            count(held),
            count(cells().count()),
        );
        (caption, alt_text)
    }

    /// The smallest shift of one arm alone at which the conclusion falls: the treated arm's, or the control's.
    fn first_fall(&self) -> Option<(usize, f64)> {
        let (zero_treated, zero_control) = self.at_zero()?;
        let falls = |treated: usize, control: usize| self.cell(treated, control).is_some_and(|cell| !cell.holds);
        let of_treated = self.map.treated.iter().enumerate().filter(|(at, _)| falls(*at, zero_control));
        let of_control = self.map.control.iter().enumerate().filter(|(at, _)| falls(zero_treated, *at));
        let all = of_treated.map(|(_, delta)| (0, *delta)).chain(of_control.map(|(_, delta)| (1, *delta)));
        all.min_by(|one, other| one.1.abs().total_cmp(&other.1.abs()))
    }
}
