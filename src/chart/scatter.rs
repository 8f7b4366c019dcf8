//! After against before.

use super::axis::{Numbered, heading, horizontal, title_below, vertical};
use super::figure::Figure;
use super::legend::{self, Entry, Key};
use super::marks;
use super::pairs::{Change, Direction, Pair, Pairs};
use super::scale::{Scale, grain, limits};
use super::scene::{Anchor, Point, Scene, Stroke};
use super::text::{line_height, width, wrap};
use super::theme::{INK, LABEL_TEXT, MARGIN, STRONG_TEXT, WIDTH};
use crate::data::PairedSample;
use crate::result::Estimate;
use crate::result::format::{as_heading, count, in_sentence, named};

/// Side of the square.
const SIDE: f64 = 392.0;
/// The line of no change.
const NO_CHANGE: Stroke = Stroke::new(INK, 1.25);

/// Are there too many points for a shape each?
fn is_dense(pairs: &Pairs) -> bool {
    pairs.n() > 200
}

/// The second reading against the first, on equal axes, with the line of no change: points below it fell, points above it rose.
pub fn before_after_scatter(sample: &PairedSample, change: Option<&Estimate>) -> Figure {
    let pairs = Pairs::of(sample);
    let change = Change::of(&pairs, change);
    let mut scene = Scene::default();
    let name = |moment: &str| {
        named(&format!("{}{} {moment}", pairs.label, if pairs.conditions { "," } else { "" }), pairs.unit)
    };
    let (low, high) = limits(pairs.readings(), 0.04, grain(pairs.decimals));
    let numbers = Numbered::vertical(low, high, SIDE);
    let left = MARGIN + numbers.room();
    let side = SIDE.min(WIDTH - left - 200.0);
    let top = heading(&mut scene, &name(&pairs.second), MARGIN, MARGIN, left + side - MARGIN, Anchor::Start) + 12.0;
    let x = Scale::new((low, high), (left, left + side));
    let y = Scale::new((low, high), (top + side, top));
    vertical(&mut scene, &y, &numbers, left, true, Some(left + side));
    let across = Numbered::horizontal(low, high, side);
    let edge = horizontal(&mut scene, &x, &across, top + side, Some(top), WIDTH);
    let bottom = title_below(&mut scene, &name(&pairs.first), &x, edge);

    let diagonal = [(x.px(low), y.px(low)), (x.px(high), y.px(high))];
    if is_dense(&pairs) {
        points(&mut scene, &pairs, &x, &y);
        scene.line(diagonal, NO_CHANGE);
    } else {
        scene.line(diagonal, NO_CHANGE);
        points(&mut scene, &pairs, &x, &y);
    }
    regions(&mut scene, &pairs, &x, &y);
    if pairs.n() > 1 {
        marks::mean(&mut scene, (x.px(pairs.mean_before), y.px(pairs.mean_after)));
    }

    let right = WIDTH - MARGIN;
    let beside = left + side + 22.0;
    let legend_bottom = legend::column(&mut scene, &entries(&pairs), beside, right, top - 6.0);
    let lowest = note(&mut scene, &pairs, &change, beside, right, legend_bottom + 12.0);

    let height = (bottom.max(lowest) + MARGIN).ceil();
    let (title, caption, alt_text) = words(&pairs, &change);
    Figure { id: "scatter", title, caption, alt_text, width: WIDTH, height, scene }
}

/// How large and how opaque a point of so many is.
fn looks(n: usize) -> (f64, f64) {
    match n {
        0..=60 => (4.25, 0.9),
        61..=200 => (3.75, 0.7),
        201..=600 => (3.25, 0.5),
        _ => (2.75, 0.38),
    }
}

fn points(scene: &mut Scene, pairs: &Pairs, x: &Scale, y: &Scale) {
    let (radius, opacity) = looks(pairs.n());
    for pair in &pairs.rows {
        let at = (x.px(pair.before), y.px(pair.after));
        if is_dense(pairs) {
            scene.disc(at, radius, marks::ink(pair.direction).at(opacity));
        } else {
            marks::reading(scene, at, pair.direction, radius, opacity);
        }
    }
}

/// `Rose` in the corner above the line and `Fell` in the one below, where no point lies in the way.
fn regions(scene: &mut Scene, pairs: &Pairs, x: &Scale, y: &Scale) {
    let inset = 12.0;
    let corners = [
        (Direction::Rose, Anchor::Start, (x.start + inset, y.end + inset + STRONG_TEXT.size * 0.75)),
        (Direction::Fell, Anchor::End, (x.end - inset, y.start - inset)),
    ];
    for (direction, anchor, at) in corners {
        let text = direction.word(pairs.conditions).to_lowercase();
        let wide = width(&text, STRONG_TEXT);
        let from = if anchor == Anchor::Start { at.0 } else { at.0 - wide };
        let in_the_way = |pair: &Pair| {
            let (px, py) = (x.px(pair.before), y.px(pair.after));
            (from - 8.0..=from + wide + 8.0).contains(&px) && (at.1 - 22.0..=at.1 + 10.0).contains(&py)
        };
        if !pairs.rows.iter().any(in_the_way) {
            let style = super::scene::TextStyle { ink: marks::ink(direction), ..STRONG_TEXT };
            scene.text(at, text, style.anchored(anchor));
        }
    }
}

fn entries(pairs: &Pairs) -> Vec<Entry> {
    let key = |direction| if is_dense(pairs) { Key::Dot(direction) } else { Key::Reading(direction) };
    let line = (Key::Line(NO_CHANGE), "No change".to_owned());
    legend::participants(pairs, key).into_iter().chain([line]).chain(legend::mean(pairs)).collect()
}

fn note(scene: &mut Scene, pairs: &Pairs, change: &Change, left: f64, right: f64, top: f64) -> f64 {
    let mut at: Point = (left, top + LABEL_TEXT.size);
    let interval = change.interval_texts();
    let (name, ends) = interval.unzip();
    let mean = |moment: &str, mean: f64| Some(format!("Mean {moment} {}", pairs.number(mean, change.decimals)));
    let parts = [
        (mean(&pairs.first, pairs.mean_before), LABEL_TEXT),
        (mean(&pairs.second, pairs.mean_after), LABEL_TEXT),
        (Some(as_heading(&change.label)), LABEL_TEXT),
        (Some(change.value_text()), STRONG_TEXT),
        (name, LABEL_TEXT),
        (ends, LABEL_TEXT),
    ];
    for (text, style) in parts {
        for line in text.iter().flat_map(|text| wrap(text, style, right - left)) {
            scene.text(at, line, style);
            at.1 += line_height(style);
        }
    }
    at.1 - LABEL_TEXT.size * 0.9
}

fn words(pairs: &Pairs, change: &Change) -> (String, String, String) {
    let (label, group) = (in_sentence(&pairs.label), pairs.group_in_words());
    let n = count(pairs.n());
    let title = format!("{}:{}{group}", pairs.label, pairs.against_in_words().trim_start_matches(','));
    let caption = format!(
        "{}{}{group}, one point for each of n = {n} participants. On the line the two readings are equal; below it the second is \
         lower, above it higher. The large point lies at the means; {}.",
        pairs.axis_name(),
        pairs.against_in_words(),
        change.in_words(),
    );
    let alt_text = format!(
        "Scatter of {label}{}{group}, n = {n}: {}. The means are {} and {}: {}. Of the single changes, {}.",
        pairs.readings_in_words(),
        pairs.directions_in_words(),
        pairs.number(pairs.mean_before, change.decimals),
        pairs.number(pairs.mean_after, change.decimals),
        change.in_words(),
        pairs.changes_in_words(),
    );
    (title, caption, alt_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, degenerate, estimate, many};

    #[test]
    fn any_number_of_points_is_drawn() {
        for n in [2, 60, 200, 201, 1382] {
            let sample = many(n);
            check(&before_after_scatter(&sample, Some(&estimate(&sample, 0.4))));
        }
    }

    #[test]
    fn degenerate_samples_are_drawn() {
        for sample in degenerate() {
            check(&before_after_scatter(&sample, None));
        }
    }
}
