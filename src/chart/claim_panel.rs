//! Rows of regions and estimates on one axis: what charts of claims and of equivalence share.

use super::axis::{Numbered, horizontal, title_below};
use super::claim_chart::{ClaimEstimate, ClaimRow};
use super::marks;
use super::scale::Scale;
use super::scene::{Dash, Scene, Stroke, TextStyle};
use super::text::{line_height, wrap};
use super::theme::{BAND, BLUE, CAP_HEIGHT, GRID_LINE, INK, LABEL_TEXT, MARGIN, SOFT_INK, STRONG_TEXT, WIDTH};
use crate::data::Unit;
use crate::result::format::{ends, fixed, named, with_unit};

/// Width of the claims' words and of the verdicts.
const LABEL: f64 = 200.0;
const VERDICT: f64 = 158.0;
/// Between the columns.
const GUTTER: f64 = 16.0;
/// Air above and below a row's words.
const AIR: f64 = 8.0;

/// The words of a row, wrapped, and how tall it is.
struct Cells {
    label: Vec<String>,
    verdict: Vec<(String, TextStyle)>,
    height: f64,
}

impl Cells {
    fn of(row: &ClaimRow) -> Cells {
        let label = wrap(&row.label, LABEL_TEXT, LABEL);
        let room = VERDICT - 22.0;
        let word = TextStyle { ink: row.verdict.text_ink(), ..STRONG_TEXT };
        let mut verdict: Vec<_> = wrap(&row.verdict_word, word, room).into_iter().map(|line| (line, word)).collect();
        let small = TextStyle { size: 14.0, ink: SOFT_INK, ..LABEL_TEXT };
        for text in row.estimate.iter().flat_map(|estimate| estimate_texts(estimate, row)) {
            verdict.extend(wrap(&text, small, room).into_iter().map(|line| (line, small)));
        }
        let lines = label.len().max(verdict.len()).max(2);
        Cells { label, verdict, height: lines as f64 * line_height(LABEL_TEXT) + 2.0 * AIR }
    }
}

/// `−2.43 cm` and `−3.12 to −1.75`.
pub(crate) fn estimate_texts(estimate: &ClaimEstimate, row: &ClaimRow) -> [String; 2] {
    let decimals = decimals(estimate, row);
    [with_unit(&fixed(estimate.value, decimals), row.unit), ends(estimate.lower, estimate.upper, decimals)]
}

/// Decimals in which a standard error would be 3 to 30; more where an end of the interval would otherwise look as if it lay on a claimed
/// bound, or the estimate as if it were zero.
fn decimals(estimate: &ClaimEstimate, row: &ClaimRow) -> usize {
    let error = (estimate.upper - estimate.lower) / 4.0;
    let shown = if error.is_finite() && error > 0.0 { -libm::floor(libm::log10(error / 3.0)) } else { 2.0 };
    let looks_equal = |decimals: usize| {
        let looks_zero = estimate.value != 0.0 && fixed(estimate.value, decimals) == fixed(0.0, decimals);
        let mut bounds = [row.lower, row.upper].into_iter();
        looks_zero
            || bounds.any(|bound| {
                [estimate.lower, estimate.upper]
                    .into_iter()
                    .any(|end| end != bound && fixed(end, decimals) == fixed(bound, decimals))
            })
    };
    let wanted = shown.clamp(0.0, 4.0) as usize;
    (wanted..=4).find(|&decimals| !looks_equal(decimals)).unwrap_or(wanted)
}

/// A panel for each unit, in the order in which units first occur. Gives the lower edge.
pub(crate) fn panels(scene: &mut Scene, rows: &[ClaimRow], axis: &str, top: f64) -> f64 {
    let mut y = top;
    let mut units: Vec<Unit> = Vec::new();
    for row in rows.iter().filter(|row| !row.lower.is_nan() && !row.upper.is_nan()) {
        if !units.contains(&row.unit) {
            units.push(row.unit);
        }
    }
    for unit in units {
        let group: Vec<&ClaimRow> = rows.iter().filter(|row| row.unit == unit).collect();
        y = panel(scene, &group, &named(axis, unit), y) + 14.0;
    }
    y - 14.0
}

fn panel(scene: &mut Scene, rows: &[&ClaimRow], axis: &str, top: f64) -> f64 {
    let (left, right) = (MARGIN + LABEL + GUTTER, WIDTH - MARGIN - VERDICT - GUTTER);
    let (low, high) = limits(rows);
    let scale = Scale::new((low, high), (left, right));
    let numbers = Numbered::horizontal(low, high, right - left);
    let cells: Vec<Cells> = rows.iter().map(|row| Cells::of(row)).collect();
    let bottom = top + cells.iter().map(|cells| cells.height).sum::<f64>();
    for (value, _) in &numbers.at {
        let x = scale.px(*value);
        scene.line([(x, top), (x, bottom)], GRID_LINE);
    }
    let mut y = top;
    for (index, (row, cells)) in rows.iter().zip(&cells).enumerate() {
        if index > 0 {
            scene.line([(MARGIN, y), (WIDTH - MARGIN, y)], GRID_LINE);
        }
        let middle = y + cells.height / 2.0;
        band(scene, row, &scale, (y + 5.0, y + cells.height - 5.0));
        column(scene, MARGIN, middle, cells.label.iter().map(|line| (line.as_str(), LABEL_TEXT)));
        let verdict_x = right + GUTTER;
        let words = cells.verdict.len() as f64;
        let first = middle - (words - 1.0) * line_height(LABEL_TEXT) / 2.0;
        row.verdict.draw(scene, (verdict_x + 7.0, first), 7.0);
        column(scene, verdict_x + 22.0, middle, cells.verdict.iter().map(|(line, style)| (line.as_str(), *style)));
        y += cells.height;
    }
    if (low..=high).contains(&0.0) {
        let x = scale.px(0.0);
        scene.line([(x, top), (x, bottom)], Stroke::new(SOFT_INK, 1.2).dashed(Dash::Dashed));
    }
    let mut y = top;
    for (row, cells) in rows.iter().zip(&cells) {
        interval(scene, row, &scale, y + cells.height / 2.0);
        y += cells.height;
    }
    let edge = horizontal(scene, &scale, &numbers, bottom, None, WIDTH);
    title_below(scene, axis, &scale, edge)
}

/// Writes lines around a height.
fn column<'a>(scene: &mut Scene, x: f64, middle: f64, lines: impl ExactSizeIterator<Item = (&'a str, TextStyle)>) {
    let step = line_height(LABEL_TEXT);
    let first = middle - (lines.len() as f64 - 1.0) * step / 2.0 + LABEL_TEXT.size * CAP_HEIGHT / 2.0;
    for (index, (line, style)) in lines.enumerate() {
        scene.text((x, first + index as f64 * step), line, style);
    }
}

/// The range of the axis: all claims, all estimates, zero; intervals as far as they do not make the rest illegible.
fn limits(rows: &[&ClaimRow]) -> (f64, f64) {
    let bounds = rows.iter().flat_map(|row| [row.lower, row.upper]);
    let values = rows.iter().filter_map(|row| row.estimate).map(|estimate| estimate.value);
    let core: Vec<f64> = bounds.chain(values).chain([0.0]).collect();
    let ends = rows.iter().filter_map(|row| row.estimate).flat_map(|estimate| [estimate.lower, estimate.upper]);
    super::scale::limits_with_ends(&core, ends, 0.1)
}

/// The claimed range, with an arrow where it has no end.
fn band(scene: &mut Scene, row: &ClaimRow, scale: &Scale, (top, bottom): (f64, f64)) {
    if row.lower.is_nan() || row.upper.is_nan() {
        return;
    }
    let edge = |value: f64| {
        if value.is_finite() {
            scale.px(value)
        } else if value > 0.0 {
            scale.end
        } else {
            scale.start
        }
    };
    let (mut from, mut to) = (edge(row.lower), edge(row.upper));
    let point = 8.0;
    if to - from < 3.0 {
        (from, to) = ((from + to) / 2.0 - 1.5, (from + to) / 2.0 + 1.5);
    }
    let middle = (top + bottom) / 2.0;
    let mut outline = Vec::new();
    if row.lower.is_finite() {
        outline.extend([(from, bottom), (from, top)]);
    } else {
        outline.extend([(from + point, bottom), (from, middle), (from + point, top)]);
    }
    if row.upper.is_finite() {
        outline.extend([(to, top), (to, bottom)]);
    } else {
        outline.extend([(to - point, top), (to, middle), (to - point, bottom)]);
    }
    scene.area(outline, BAND);
    for (bound, x) in [(row.lower, from), (row.upper, to)] {
        if bound.is_finite() {
            scene.line([(x, top), (x, bottom)], Stroke::new(BLUE, 1.4));
        }
    }
}

/// The estimate with its interval; ends beyond the axis are arrows.
fn interval(scene: &mut Scene, row: &ClaimRow, scale: &Scale, y: f64) {
    let Some(estimate) = row.estimate.filter(|estimate| !estimate.value.is_nan()) else { return };
    marks::interval(scene, scale, y, estimate.value, (estimate.lower, estimate.upper), INK);
    if let Some((lower, upper)) = estimate.inner.filter(|(lower, upper)| lower <= upper) {
        // Short of an arrow, should the outer interval end in one.
        let within = |value: f64| scale.px(value).clamp(scale.start + 14.0, scale.end - 14.0);
        let px = |value: f64| if (scale.low..=scale.high).contains(&value) { scale.px(value) } else { within(value) };
        scene.line([(px(lower), y), (px(upper), y)], Stroke::new(INK, 4.5));
    }
    row.verdict.draw_estimate(scene, (scale.px(estimate.value), y));
}
