//! Estimates with intervals below each other on one axis, between the columns of a table: what forest plots and differences share.

use super::axis::{Numbered, horizontal, wide_title_below};
use super::marks;
use super::scale::{Scale, limits_with_ends};
use super::scene::{Anchor, Dash, Ink, Scene, Stroke, TextStyle};
use super::text::{line_height, width, wrap, wrap_to};
use super::theme::{BAND, BLUE, CAP_HEIGHT, GRID_LINE, INK, LABEL_TEXT, MARGIN, SOFT_INK, STRONG_TEXT, WHITE, WIDTH};
use crate::result::Estimate;
use crate::result::format::{ends, estimate_decimals, fixed, interval_name, uncertainty};

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowKind {
    /// Words over the rows that follow.
    Heading,
    /// An estimate.
    Single,
    /// The estimate of all together.
    Overall,
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct EffectRow {
    pub kind: RowKind,
    pub label: String,
    /// How many participants; empty for none.
    pub size: String,
    pub estimate: Option<Estimate>,
    /// Its part of all weights, from 0 to 1.
    pub weight: Option<f64>,
    /// Whether the label is moved in, under a heading.
    pub indented: bool,
}

impl EffectRow {
    /// A row with nothing but its estimate.
    pub fn single(label: &str, estimate: Option<Estimate>) -> EffectRow {
        let (label, size) = (label.trim().to_owned(), String::new());
        EffectRow { kind: RowKind::Single, label, size, estimate, weight: None, indented: false }
    }

    fn found(&self) -> Option<&Estimate> {
        self.estimate.as_ref().filter(|estimate| estimate.value.is_finite())
    }

    fn style(&self) -> TextStyle {
        if self.kind == RowKind::Single { LABEL_TEXT } else { STRONG_TEXT }
    }
}

/// The rows with what they share.
#[derive(Clone, Debug)]
pub(crate) struct EffectPanel<'a> {
    pub rows: &'a [EffectRow],
    /// The rows of another panel with which the columns line up.
    pub beside: &'a [EffectRow],
    /// What stands over the labels.
    pub head: &'a str,
    /// What the axis shows.
    pub axis: String,
    /// Lower and upper bound of what does not matter.
    pub margin: Option<(f64, f64)>,
    /// What the rows are held against, as a line in the band of its interval.
    pub reference: Option<&'a Estimate>,
    /// Decimals of the readings.
    pub decimals: u8,
}

pub(crate) const REFERENCE: Stroke = Stroke::new(BLUE, 1.8).dashed(Dash::Dashed);
pub(crate) const REFERENCE_BAND: Ink = BLUE.at(0.15);

/// Widest column of labels and of estimates, in px.
const LABELS: f64 = 172.0;
const ESTIMATES: f64 = 186.0;
/// Between columns.
const GUTTER: f64 = 14.0;
/// Air above and below the words of a row.
const AIR: f64 = 5.0;
/// Most lines of a label; the whole of it is in the alternative text.
const MOST_LINES: usize = 4;
/// How far rows under a heading are moved in.
const INDENT: f64 = 12.0;

/// Where columns stand.
struct Columns {
    labels: f64,
    /// Right edge and width.
    sizes: Option<(f64, f64)>,
    plot: (f64, f64),
    /// Right edge.
    weights: Option<f64>,
    /// Left edge and width.
    estimates: (f64, f64),
}

struct Cells {
    label: Vec<String>,
    estimate: Vec<String>,
    height: f64,
}

impl EffectPanel<'_> {
    /// Decimals of all estimates: those that the most certain one deserves.
    pub fn shown_decimals(&self) -> usize {
        let of = |estimate: &Estimate| estimate_decimals(uncertainty(estimate), self.decimals);
        self.rows.iter().filter_map(|row| row.found().map(of)).max().unwrap_or(usize::from(self.decimals) + 1)
    }

    /// `−1.90 (−3.10 to −0.70)`, without unit.
    pub fn estimate_text(&self, row: &EffectRow) -> String {
        let decimals = self.shown_decimals();
        match row.found() {
            None if row.kind == RowKind::Heading => String::new(),
            None => "not estimable".to_owned(),
            Some(estimate) => match &estimate.interval {
                Some(interval) => {
                    let ends = ends(interval.lower, interval.upper, decimals);
                    format!("{} ({ends})", fixed(estimate.value, decimals))
                }
                None => fixed(estimate.value, decimals),
            },
        }
    }

    /// `Estimate (95 % CI)`.
    fn estimate_head(&self) -> String {
        let mut names = self.rows.iter().filter_map(|row| row.found()?.interval.as_ref().map(interval_name));
        names.next().map_or_else(
            || "Estimate".to_owned(),
            |name| format!("Estimate ({name})").replace(' ', "\u{a0}").replace("Estimate\u{a0}", "Estimate "),
        )
    }

    fn columns(&self) -> Columns {
        let widest = |texts: &mut dyn Iterator<Item = f64>| texts.fold(0.0, f64::max);
        let indent = |row: &EffectRow| if row.indented { INDENT } else { 0.0 };
        let rows = || self.rows.iter().chain(self.beside);
        let labels = widest(
            &mut rows()
                .filter(|row| row.kind != RowKind::Heading)
                .map(|row| width(&row.label, row.style()) + indent(row) + 1.0),
        );
        let weighted = self.rows.iter().any(|row| row.weight.is_some());
        // The weights take their room from the labels, not from the plot.
        let most = if weighted { LABELS - 44.0 } else { LABELS };
        let labels = labels.max(width(self.head, STRONG_TEXT)).clamp(70.0, most);
        let mut x = MARGIN + labels;
        let sizes = widest(&mut self.rows.iter().map(|row| width(&row.size, row.style())));
        let sizes = (sizes > 0.0).then(|| {
            x += GUTTER + sizes.min(84.0);
            (x, sizes.min(84.0))
        });
        let estimates = widest(&mut rows().map(|row| width(&self.estimate_text(row), row.style()) + 1.0));
        let estimates = estimates.max(width(&self.estimate_head(), STRONG_TEXT) + 1.0).min(ESTIMATES);
        let mut right = WIDTH - MARGIN - estimates;
        let from = right;
        let weights = weighted.then(|| {
            right -= GUTTER;
            let edge = right;
            right -= width("Weight", STRONG_TEXT);
            edge
        });
        Columns { labels, sizes, plot: (x + GUTTER, right - GUTTER), weights, estimates: (from, estimates) }
    }

    fn cells(&self, row: &EffectRow, columns: &Columns) -> Cells {
        let style = row.style();
        let room = if row.kind == RowKind::Heading {
            WIDTH - 2.0 * MARGIN
        } else {
            columns.labels - if row.indented { INDENT } else { 0.0 }
        };
        let label = wrap_to(&row.label.replace(" − ", " −\u{a0}"), style, room, MOST_LINES);
        let estimate = wrap(&self.estimate_text(row), style, columns.estimates.1);
        let lines = label.len().max(estimate.len()).max(1);
        Cells { label, estimate, height: lines as f64 * line_height(style) + 2.0 * AIR }
    }

    fn reference(&self) -> Option<&Estimate> {
        self.reference.filter(|estimate| estimate.value.is_finite())
    }

    /// The range of the axis.
    fn limits(&self) -> (f64, f64) {
        let margin = self.margin.map(|(lower, upper)| [lower, upper]);
        let values = self.rows.iter().filter_map(|row| row.found().map(|estimate| estimate.value));
        let mut core: Vec<f64> = values.chain(margin.into_iter().flatten()).chain([0.0]).collect();
        let intervals = self.rows.iter().filter_map(|row| row.found()?.interval.as_ref());
        let intervals = intervals.chain(self.reference().and_then(|estimate| estimate.interval.as_ref()));
        core.extend(self.reference().map(|estimate| estimate.value));
        // The narrowest interval is always seen whole.
        let finite = intervals.clone().filter(|interval| (interval.upper - interval.lower).is_finite());
        let narrowest = finite.min_by(|one, other| (one.upper - one.lower).total_cmp(&(other.upper - other.lower)));
        core.extend(narrowest.into_iter().flat_map(|interval| [interval.lower, interval.upper]));
        limits_with_ends(&core, intervals.flat_map(|interval| [interval.lower, interval.upper]), 0.16)
    }

    /// Draws the panel; gives its lower edge.
    pub fn draw(&self, scene: &mut Scene, top: f64) -> f64 {
        let columns = self.columns();
        let top = self.heads(scene, &columns, top);
        let cells: Vec<Cells> = self.rows.iter().map(|row| self.cells(row, &columns)).collect();
        let bottom = top + cells.iter().map(|cells| cells.height).sum::<f64>() + 6.0;
        let (low, high) = self.limits();
        let scale = Scale::new((low, high), columns.plot);
        let numbers = Numbered::horizontal(low, high, columns.plot.1 - columns.plot.0);
        self.ground(scene, &scale, &numbers, (top, bottom), &cells);
        let mut y = top;
        for (row, cells) in self.rows.iter().zip(&cells) {
            if row.kind == RowKind::Overall && y > top {
                scene.line([(MARGIN, y), (columns.plot.0 - GUTTER, y)], Stroke::new(SOFT_INK, 0.8));
                scene.line([(columns.plot.1 + GUTTER, y), (WIDTH - MARGIN, y)], Stroke::new(SOFT_INK, 0.8));
            }
            self.row(scene, row, cells, &columns, &scale, y);
            y += cells.height;
        }
        let edge = horizontal(scene, &scale, &numbers, bottom, None, WIDTH);
        wide_title_below(scene, &self.axis, &scale, edge)
    }

    fn heads(&self, scene: &mut Scene, columns: &Columns, top: f64) -> f64 {
        let estimate = wrap(&self.estimate_head(), STRONG_TEXT, columns.estimates.1);
        let head = wrap_to(self.head, STRONG_TEXT, columns.labels, 2);
        let lines = estimate.len().max(head.len()).max(1) as f64;
        let step = line_height(STRONG_TEXT);
        let last = top + (lines - 1.0) * step + STRONG_TEXT.size;
        let first = |of: usize| last - (of.max(1) as f64 - 1.0) * step;
        scene.lines_of_text((MARGIN, first(head.len())), &head, STRONG_TEXT, step);
        if let Some((edge, _)) = columns.sizes {
            scene.text((edge, last), "n", STRONG_TEXT.anchored(Anchor::End));
        }
        if let Some(edge) = columns.weights {
            scene.text((edge, last), "Weight", STRONG_TEXT.anchored(Anchor::End));
        }
        let (from, room) = columns.estimates;
        let style = STRONG_TEXT.anchored(Anchor::End);
        scene.lines_of_text((from + room, first(estimate.len())), &estimate, style, step);
        let rule = last + 7.0;
        scene.line([(MARGIN, rule), (WIDTH - MARGIN, rule)], Stroke::new(SOFT_INK, 1.2));
        rule + 4.0
    }

    /// Grid, margin, reference and the line of no difference; none of them runs through the words of a heading.
    fn ground(&self, scene: &mut Scene, scale: &Scale, numbers: &Numbered, (top, bottom): (f64, f64), cells: &[Cells]) {
        let mut spans: Vec<(f64, f64)> = vec![(top, top)];
        let mut y = top;
        for (row, cells) in self.rows.iter().zip(cells) {
            if row.kind == RowKind::Heading {
                spans.push((y + cells.height, y + cells.height));
            } else if let Some(span) = spans.last_mut() {
                span.1 = y + cells.height;
            }
            y += cells.height;
        }
        if let Some(span) = spans.last_mut() {
            span.1 = bottom;
        }
        let line = |scene: &mut Scene, value: f64, stroke: Stroke| {
            for (from, to) in spans.iter().filter(|span| span.1 > span.0) {
                scene.line([(scale.px(value), *from), (scale.px(value), *to)], stroke);
            }
        };
        let band = |scene: &mut Scene, lower: f64, upper: f64, ink: Ink| {
            for (from, to) in spans.iter().filter(|span| span.1 > span.0) {
                scene.rect((scale.px(lower), *from), (scale.px(upper), *to), ink);
            }
        };
        if let Some((lower, upper)) = self.margin.filter(|(lower, upper)| lower <= upper) {
            band(scene, lower, upper, BAND);
        }
        if let Some(interval) = self.reference().and_then(|estimate| estimate.interval.as_ref()) {
            band(scene, interval.lower, interval.upper, REFERENCE_BAND);
        }
        numbers.at.iter().for_each(|(value, _)| line(scene, *value, GRID_LINE));
        if let Some((lower, upper)) = self.margin {
            for bound in [lower, upper].into_iter().filter(|bound| bound.is_finite()) {
                line(scene, bound, Stroke::new(BLUE, 1.3).dashed(Dash::Dashed));
            }
        }
        line(scene, 0.0, Stroke::new(INK, 1.2));
        if let Some(reference) = self.reference() {
            line(scene, reference.value, REFERENCE);
        }
    }

    fn row(&self, scene: &mut Scene, row: &EffectRow, cells: &Cells, columns: &Columns, scale: &Scale, top: f64) {
        let style = row.style();
        let step = line_height(style);
        let middle = top + cells.height / 2.0;
        let first = |lines: usize| middle - (lines.max(1) as f64 - 1.0) * step / 2.0 + style.size * CAP_HEIGHT / 2.0;
        let indent = if row.indented { INDENT } else { 0.0 };
        scene.lines_of_text((MARGIN + indent, first(cells.label.len())), &cells.label, style, step);
        if row.kind == RowKind::Heading {
            return;
        }
        let end = style.anchored(Anchor::End);
        if let (Some((edge, _)), false) = (columns.sizes, row.size.is_empty()) {
            scene.text((edge, first(1)), row.size.as_str(), end);
        }
        if let (Some(edge), Some(weight)) = (columns.weights, row.weight) {
            scene.text((edge, first(1)), format!("{}\u{a0}%", fixed(weight * 100.0, 1)), end);
        }
        let (from, room) = columns.estimates;
        scene.lines_of_text((from + room, first(cells.estimate.len())), &cells.estimate, end, step);
        let Some(estimate) = row.found() else { return };
        let ends = estimate.interval.as_ref().map(|interval| (interval.lower, interval.upper));
        let x = scale.px(estimate.value);
        if let (RowKind::Overall, Some((lower, upper))) =
            (row.kind, ends.filter(|ends| ends.0.is_finite() && ends.1.is_finite()))
        {
            let (left, right) = (scale.px(lower).min(x - 3.0), scale.px(upper).max(x + 3.0));
            scene.area([(left, middle), (x, middle - 9.0), (right, middle), (x, middle + 9.0)], INK);
            return;
        }
        if let Some(ends) = ends {
            marks::interval(scene, scale, middle, estimate.value, ends, INK);
        }
        match row.weight {
            // The area stands for the weight.
            Some(weight) => {
                let half = (libm::sqrt(weight.clamp(0.0, 1.0)) * 9.5).max(3.0);
                scene.rect((x - half - 1.0, middle - half - 1.0), (x + half + 1.0, middle + half + 1.0), WHITE);
                scene.rect((x - half, middle - half), (x + half, middle + half), INK);
            }
            None => {
                scene.rect((x - 6.0, middle - 6.0), (x + 6.0, middle + 6.0), WHITE);
                scene.rect((x - 5.0, middle - 5.0), (x + 5.0, middle + 5.0), INK);
            }
        }
    }
}
