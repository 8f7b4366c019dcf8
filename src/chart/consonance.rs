//! Every value that the mean change could have, and how compatible the data are with it.

use super::axis::{Numbered, heading, horizontal, title_below, vertical};
use super::equivalence::margin_in_words;
use super::figure::Figure;
use super::labels::stack;
use super::legend::{self, Entry, Key};
use super::marks;
use super::pairs::{Change, Pairs};
use super::scale::{Scale, limits};
use super::scene::{Anchor, Dash, Scene, Stroke};
use super::text::{line_height, wrap};
use super::theme::{BAND, BLUE, CAP_HEIGHT, INK, LABEL_TEXT, MARGIN, PLOT_HEIGHT, SOFT_INK, WIDTH};
use crate::data::PairedSample;
use crate::result::format::{as_heading, count, ends, fixed, in_sentence, interval_name, p_words, with_unit};
use crate::result::{Estimate, Interval, PValue};

/// Width of the labels of the intervals.
const NOTE: f64 = 140.0;
/// The widest share of the axis that null value and margin may take from the curve.
const LEAST_CURVE: f64 = 0.25;
const NULL: Stroke = Stroke::new(INK, 1.2);
const CURVE: Stroke = Stroke::new(BLUE, 2.2);

/// The value under the null hypothesis, and the p against it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NullValue {
    /// In the unit of the change.
    pub value: f64,
    /// Two-sided.
    pub p_value: PValue,
}

/// The consonance curve (p-value function) of the mean change: `curve` gives the two-sided p of each value, ascending; `intervals` are
/// drawn across it at the height 1 - level. The null value is a line, the margin a band.
pub fn consonance(
    sample: &PairedSample,
    change: &Estimate,
    curve: &[(f64, f64)],
    intervals: &[Interval],
    null: NullValue,
    margin: Option<(f64, f64)>,
) -> Figure {
    let pairs = Pairs::of(sample);
    let change = Change::of(&pairs, Some(change));
    let (low, high) = axis_limits(curve, null.value, margin);
    let has_null = (low..=high).contains(&null.value);
    let margin = margin.filter(|margin| margin.0 < high && margin.1 > low);

    let mut scene = Scene::default();
    let entries = entries(&pairs, &change, null, margin);
    let top = legend::row(&mut scene, &entries, MARGIN, WIDTH - MARGIN, MARGIN - 4.0) + 2.0;
    let top = heading(&mut scene, "p (two-sided) of each value", MARGIN, top, WIDTH / 2.0, Anchor::Start) + 12.0;
    let numbers = Numbered::vertical(0.0, 1.0, PLOT_HEIGHT);
    let (left, right) = (MARGIN + numbers.room(), WIDTH - MARGIN - NOTE - 24.0);
    let y = Scale::new((0.0, 1.0), (top + PLOT_HEIGHT, top));
    let x = Scale::new((low, high), (left, right));
    if let Some((lower, upper)) = margin {
        scene.rect((x.px(lower), top), (x.px(upper), top + PLOT_HEIGHT), BAND);
    }
    vertical(&mut scene, &y, &numbers, left, true, Some(right));
    if has_null {
        scene.line([(x.px(null.value), top), (x.px(null.value), top + PLOT_HEIGHT)], NULL);
    } else {
        let (edge, side) = if null.value < low { (left, 1.0) } else { (right, -1.0) };
        let height = top + PLOT_HEIGHT - 12.0;
        marks::arrowhead(&mut scene, (edge + 20.0 * side, height), (edge + 2.0 * side, height), 11.0, INK);
    }
    scene.line(curve.iter().map(|&(value, p)| (x.px(value), y.px(p))).collect::<Vec<_>>(), CURVE);
    labelled(&mut scene, intervals, &change, &x, &y);
    marks::mean(&mut scene, (x.px(change.value), y.px(1.0)));
    let across = Numbered::horizontal(low, high, right - left);
    let edge = horizontal(&mut scene, &x, &across, top + PLOT_HEIGHT, None, WIDTH);
    let name = format!("Mean {}", in_sentence(&pairs.change_name()));
    let bottom = title_below(&mut scene, &name, &x, edge);

    let height = (bottom + MARGIN).ceil();
    let (title, caption, alt_text) = words(&pairs, &change, intervals, null, margin, has_null);
    Figure { id: "consonance", title, caption, alt_text, width: WIDTH, height, scene }
}

/// The whole curve; null value and margin as far as they leave the curve a fair share of the width.
fn axis_limits(curve: &[(f64, f64)], null: f64, margin: Option<(f64, f64)>) -> (f64, f64) {
    let values = || curve.iter().map(|point| point.0);
    let (low, high) = limits(values(), 0.02, 1.0);
    let fits = |others: &[f64]| {
        let (low_all, high_all) = limits(values().chain(others.iter().copied()), 0.04, 1.0);
        ((high - low) / (high_all - low_all) >= LEAST_CURVE).then_some((low_all, high_all))
    };
    let margin = margin.map_or_else(Vec::new, |(lower, upper)| vec![lower, upper]);
    let all: Vec<f64> = margin.iter().copied().chain([null]).collect();
    fits(&all).or_else(|| fits(&[null])).unwrap_or((low, high))
}

/// The intervals as bars across the curve, each with its level and ends beside the plot.
fn labelled(scene: &mut Scene, intervals: &[Interval], change: &Change, x: &Scale, y: &Scale) {
    let texts: Vec<Vec<String>> = intervals
        .iter()
        .map(|interval| {
            let ends = with_unit(&ends(interval.lower, interval.upper, change.decimals), change.unit);
            [interval_name(interval), ends].iter().flat_map(|text| wrap(text, LABEL_TEXT, NOTE)).collect()
        })
        .collect();
    let heights = intervals.iter().map(|interval| y.px(interval.level.alpha()));
    let blocks: Vec<(f64, f64)> =
        heights.clone().zip(&texts).map(|(at, lines)| (at, lines.len() as f64 * line_height(LABEL_TEXT))).collect();
    let tops = stack(&blocks, y.end - 6.0, y.start + 26.0, 5.0);
    for (((interval, lines), (at, tall)), upper) in intervals.iter().zip(&texts).zip(&blocks).zip(tops) {
        let (from, to) = (x.px(interval.lower), x.px(interval.upper));
        scene.line([(from, *at), (to, *at)], Stroke::new(INK, 2.4));
        for end in [from, to] {
            scene.line([(end, at - 4.5), (end, at + 4.5)], Stroke::new(INK, 2.4));
        }
        scene.line([(to, *at), (x.end, *at)], Stroke::new(SOFT_INK.at(0.6), 1.0).dashed(Dash::Dotted));
        let middle = upper + tall / 2.0;
        let leader = [(x.end, *at), (x.end + 5.0, *at), (x.end + 14.0, middle), (x.end + 19.0, middle)];
        scene.line(leader, Stroke::new(SOFT_INK, 1.0));
        let first = upper + (line_height(LABEL_TEXT) + LABEL_TEXT.size * CAP_HEIGHT) / 2.0;
        scene.lines_of_text((x.end + 24.0, first), lines, LABEL_TEXT, line_height(LABEL_TEXT));
    }
}

fn null_in_words(pairs: &Pairs, change: &Change, null: NullValue) -> String {
    let what = if null.value == 0.0 {
        "No change".to_owned()
    } else {
        format!("Null value {}", pairs.number(null.value, change.decimals))
    };
    format!("{what}: {}", p_words(null.p_value))
}

fn entries(pairs: &Pairs, change: &Change, null: NullValue, margin: Option<(f64, f64)>) -> Vec<Entry> {
    let group = pairs.group.clone().map(|group| (Key::Words { bold: true }, group));
    let margin = margin.map(|margin| (Key::Patch(BAND), format!("Margin {}", margin_in_words(margin, change.unit))));
    let others = [
        (Key::Words { bold: false }, format!("n = {}", count(pairs.n()))),
        (Key::Mean, format!("{} {}", as_heading(&change.label), change.value_text())),
        (Key::Line(NULL), null_in_words(pairs, change, null)),
    ];
    group.into_iter().chain(others).chain(margin).collect()
}

fn words(
    pairs: &Pairs,
    change: &Change,
    intervals: &[Interval],
    null: NullValue,
    margin: Option<(f64, f64)>,
    has_null: bool,
) -> (String, String, String) {
    let group = pairs.group_in_words();
    let n = count(pairs.n());
    let title = format!("{}: which mean changes fit the data{group}", pairs.label);
    let margin = margin
        .map_or_else(String::new, |margin| format!(" Band: the margin, {}.", margin_in_words(margin, change.unit)));
    let far = if has_null { "" } else { " The null value lies beyond the axis, where the arrow points." };
    let caption = format!(
        "Consonance curve (p-value function) of the mean {}{group}, n = {n}: the two-sided p of a paired t test against each value. \
         A bar at the height 1 − level is the interval of that level (method: t). Line: {}.{margin}{far}",
        in_sentence(&pairs.change_name()),
        in_sentence(&null_in_words(pairs, change, null)),
    );
    let listed: Vec<String> = intervals
        .iter()
        .map(|interval| {
            format!("{} {}", interval_name(interval), ends(interval.lower, interval.upper, change.decimals))
        })
        .collect();
    let alt_text = format!(
        "Consonance curve of the mean change in {}{group}, n = {n}: it rises to 1 at {} and falls on both sides; {}. {}.",
        in_sentence(&pairs.label),
        with_unit(&fixed(change.value, change.decimals), change.unit),
        listed.join(", "),
        null_in_words(pairs, change, null),
    );
    (title, caption, alt_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, degenerate, estimate, many};
    use crate::result::Level;

    /// A tent of so much to each side, with the intervals that it would have.
    fn drawn(sample: &PairedSample, half: f64, null: f64, margin: Option<(f64, f64)>) -> Figure {
        let estimate = estimate(sample, half * 0.95);
        let at = |part: f64| estimate.value + half * part;
        let curve: Vec<(f64, f64)> =
            (-50..=50).map(|step| f64::from(step) / 50.0).map(|part| (at(part), 1.0 - part.abs())).collect();
        let interval = |level: f64| {
            let (lower, upper, level) = (at(-level), at(level), Level::try_new(level).expect("a level"));
            Interval::new(lower, upper, level, "t")
        };
        let intervals = [0.5, 0.8, 0.95, 0.99].map(interval);
        let p_value = PValue::try_new(0.012).expect("p");
        consonance(sample, &estimate, &curve, &intervals, NullValue { value: null, p_value }, margin)
    }

    #[test]
    fn null_and_margin_are_drawn_where_they_have_room() {
        let sample = many(30);
        let near = drawn(&sample, 3.0, 0.0, Some((-1.0, 1.0)));
        check(&near);
        assert!(near.caption.contains("Band: the margin") && !near.caption.contains("beyond the axis"));
        let far = drawn(&sample, 0.001, 0.0, None);
        check(&far);
        assert!(far.caption.contains("beyond the axis"), "{}", far.caption);
        let other = drawn(&sample, 3.0, -1.5, Some((-1000.0, 1000.0)));
        check(&other);
        assert!(other.alt_text.contains("Null value −1.5"), "{}", other.alt_text);
    }

    #[test]
    fn degenerate_samples_are_drawn() {
        for sample in degenerate() {
            check(&drawn(&sample, 2.0, 0.0, Some((-0.5, 0.5))));
        }
    }
}
