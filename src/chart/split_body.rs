//! Two sites of the same people: each person's two changes as a line, and beside it the differences within persons.

use super::axis::{Numbered, heading, vertical};
use super::equivalence::margin_in_words;
use super::figure::Figure;
use super::kde::density;
use super::legend::{self, Entry, Key};
use super::marks;
use super::pair_panel::{PairPanel, is_dense, panel_legend, systematic_sample};
use super::pairs::{Change, Pair, Pairs};
use super::scale::{Scale, grain, limits};
use super::scene::{Anchor, Dash, Scene, Stroke};
use super::swarm::swarm;
use super::text::{line_height, wrap};
use super::theme::{
    BAND, BLUE, CAP_HEIGHT, INK, LABEL_TEXT, LIGHT_GREY, MARGIN, PLOT_HEIGHT, SOFT_INK, STRONG_TEXT, WIDTH,
};
use super::violin::HalfViolin;
use crate::data::SplitBody;
use crate::result::Estimate;
use crate::result::format::{as_heading, count, in_sentence, named};

/// Width of the part that shows the differences.
const EFFECT: f64 = 240.0;
/// Fewest participants whose density is drawn.
const LEAST_CLOUD: usize = 5;

/// Left, the change at the untreated and at the treated site of each person, joined by a line; right, on an axis of its own, the
/// difference treated - untreated of each person as points and a half violin, with the mean (`difference`, or the bare mean) and its
/// interval, zero, and the margin if there is one.
pub fn split_body(body: &SplitBody, difference: Option<&Estimate>, margin: Option<(f64, f64)>) -> Figure {
    let mut pairs = Pairs::of(body.difference());
    let change = Change { label: "mean difference".to_owned(), ..Change::of(&pairs, difference) };
    pairs.label = format!("Change in {}", in_sentence(&pairs.label));
    let name = named("Difference in change", pairs.unit);

    let mut scene = Scene::default();
    let entries = entries(&pairs, &change, margin);
    let top = legend::row(&mut scene, &entries, MARGIN, WIDTH - MARGIN, MARGIN - 4.0) + 2.0;
    let divide = WIDTH - MARGIN - EFFECT;
    let edges = [
        heading(&mut scene, &pairs.axis_name(), MARGIN, top, divide - MARGIN - 20.0, Anchor::Start),
        heading(&mut scene, &name, WIDTH - MARGIN, top, EFFECT, Anchor::End),
    ];
    let top = edges[0].max(edges[1]) + 12.0;
    let px = (top + PLOT_HEIGHT, top);
    let (low, high) = limits(pairs.readings().chain([0.0]), 0.04, grain(pairs.decimals));
    let scale = Scale::new((low, high), px);
    let numbers = Numbered::vertical(low, high, PLOT_HEIGHT);
    let (left, right) = (MARGIN + numbers.room(), divide - 14.0);
    vertical(&mut scene, &scale, &numbers, left, true, Some(right));
    scene.line([(left, scale.px(0.0)), (right, scale.px(0.0))], Stroke::new(INK, 1.2));
    let violin = if is_dense(&pairs) { (right - left) * 0.17 } else { 0.0 };
    let inset = if is_dense(&pairs) { violin + 8.0 } else { (right - left) * 0.2 }.max(40.0);
    let (before_x, after_x) = (left + inset, right - inset);
    let panel = PairPanel { pairs: &pairs, scale, before_x, after_x, violin, decimals: change.decimals, band: None };
    let lowest = panel.draw(&mut scene);
    let lowest = lowest.max(differences(&mut scene, &pairs, &change, margin, divide + 6.0, px));

    let height = (lowest + MARGIN).ceil();
    let (title, caption, alt_text) = words(body, &pairs, &change, margin);
    Figure { id: "split-body", title, caption, alt_text, width: WIDTH, height, scene }
}

/// The right panel; gives the lower edge of its words.
fn differences(
    scene: &mut Scene,
    pairs: &Pairs,
    change: &Change,
    margin: Option<(f64, f64)>,
    left: f64,
    px: (f64, f64),
) -> f64 {
    let values: Vec<f64> = pairs.rows.iter().map(|pair| pair.change).collect();
    let ends = change.interval.iter().flat_map(|(lower, upper, _)| [*lower, *upper]);
    let bounds = margin.into_iter().flat_map(|(lower, upper)| [lower, upper]);
    let all = values.iter().copied().chain(ends).chain(bounds).chain([0.0, change.value]);
    let (low, high) = limits(all, 0.04, grain(pairs.decimals));
    let scale = Scale::new((low, high), px);
    let numbers = Numbered::vertical(low, high, PLOT_HEIGHT);
    let axis_x = WIDTH - MARGIN - numbers.room();
    if let Some((lower, upper)) = margin.filter(|(lower, upper)| lower <= upper) {
        scene.rect((left, scale.px(upper)), (axis_x, scale.px(lower)), BAND);
    }
    vertical(scene, &scale, &numbers, axis_x, false, Some(left));
    if let Some((lower, upper)) = margin {
        for bound in [lower, upper].into_iter().filter(|bound| bound.is_finite()) {
            let y = scale.px(bound);
            scene.line([(left, y), (axis_x, y)], Stroke::new(BLUE, 1.3).dashed(Dash::Dashed));
        }
    }
    let zero = scale.px(0.0);
    scene.line([(left, zero), (axis_x, zero)], Stroke::new(INK, 1.2));

    let base = left + (axis_x - left) * 0.56;
    if values.len() >= LEAST_CLOUD {
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let density = density(&values, grain(pairs.decimals));
        let (reach, outline) = (axis_x - base - 12.0, Some(Stroke::new(SOFT_INK, 1.0)));
        HalfViolin { density: &density, scale: &scale, base, reach, ink: LIGHT_GREY, outline }.draw(scene, least, most);
    }
    let rows: Vec<&Pair> = if is_dense(pairs) { systematic_sample(pairs) } else { pairs.rows.iter().collect() };
    let radius = if rows.len() <= 60 { 3.5 } else { 2.25 };
    let room = ((base - 12.0 - left) / 2.0).min(42.0);
    let heights: Vec<f64> = rows.iter().map(|pair| scale.px(pair.change)).collect();
    let offsets = swarm(&heights, radius, (room - radius).max(0.0));
    for ((pair, height), offset) in rows.iter().zip(&heights).zip(offsets) {
        marks::reading(scene, (base - 12.0 - room + offset, *height), pair.direction, radius, 0.85);
    }
    let ends = change.interval.as_ref().map(|(lower, upper, _)| (scale.px(*lower), scale.px(*upper)));
    marks::mean_with_interval(scene, base, scale.px(change.value), ends);

    let middle = WIDTH - MARGIN - EFFECT / 2.0;
    let mut baseline = px.0 + 14.0 + STRONG_TEXT.size * CAP_HEIGHT;
    let head = format!("{} {}", as_heading(&change.label), change.value_text());
    let interval = change.interval_texts().map(|(name, ends)| format!("{name} {ends}"));
    for (text, style) in [(Some(head), STRONG_TEXT), (interval, LABEL_TEXT)] {
        for line in text.iter().flat_map(|text| wrap(text, style, EFFECT)) {
            scene.text((middle, baseline), line, style.anchored(Anchor::Middle));
            baseline += line_height(style);
        }
    }
    baseline - line_height(LABEL_TEXT) + LABEL_TEXT.size * 0.35
}

fn entries(pairs: &Pairs, change: &Change, margin: Option<(f64, f64)>) -> Vec<Entry> {
    let mean = change.interval.as_ref().map(|(_, _, name)| format!("Mean, right with {name}"));
    let participants = panel_legend(pairs).into_iter().map(|(key, text)| match (key, &mean) {
        (Key::Mean, Some(mean)) => (key, mean.clone()),
        _ => (key, text),
    });
    let margin = margin.map(|margin| (Key::Patch(BAND), format!("Margin {}", margin_in_words(margin, pairs.unit))));
    participants.chain(margin).collect()
}

fn words(body: &SplitBody, pairs: &Pairs, change: &Change, margin: Option<(f64, f64)>) -> (String, String, String) {
    let n = count(pairs.n());
    let label = body.treated().outcome().label.trim();
    let title = format!("{label}: change at two sites of each person");
    let lines = if is_dense(pairs) {
        let shown = count(systematic_sample(pairs).len());
        format!(
            "densities of all changes; of the lines and of the points, {shown} are shown, chosen at equal steps along the sorted differences"
        )
    } else {
        "each line is one person".to_owned()
    };
    let cloud =
        if pairs.n() >= LEAST_CLOUD { ", half violin: their density (Gaussian kernel, Silverman's width)" } else { "" };
    let band =
        margin.map_or_else(String::new, |margin| format!("; band: the margin {}", margin_in_words(margin, pairs.unit)));
    let caption = format!(
        "Left: {}, {} and {} (n = {n}): {lines}. Right, on an axis of its own: the difference {} minus {} within each person{cloud}; {}{}{band}.",
        in_sentence(&pairs.axis_name()),
        pairs.first,
        pairs.second,
        pairs.second,
        pairs.first,
        change.in_words(),
        change.method_in_words(),
    );
    let alt_text = format!(
        "Changes at two sites, {}, {} and {}, n = {n}: {}. The mean change is {} and {}: {}. Of the single differences, {}.",
        in_sentence(label),
        pairs.first,
        pairs.second,
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
    use crate::chart::test_support::{check, degenerate, difference, many, shifted};

    fn drawn(treated: crate::data::PairedSample, half: f64, margin: Option<(f64, f64)>) -> Figure {
        let control = shifted(&treated);
        let label = |name: &str| Some(name.to_owned());
        let body = SplitBody::try_new(treated.labelled(label("left")), control.labelled(label("right & <script>")))
            .expect("sites");
        let changes = body.difference().change().values();
        let mean = changes.iter().sum::<f64>() / changes.len() as f64;
        let figure = split_body(&body, Some(&difference(mean, half)), margin);
        check(&figure);
        check(&split_body(&body, None, None));
        figure
    }

    #[test]
    fn any_number_of_people_is_drawn() {
        for n in [1, 2, 20, 137, 300] {
            let figure = drawn(many(n), 0.4, Some((-0.5, 0.5)));
            assert_eq!(figure.caption.contains("are shown"), n > 250, "{}", figure.caption);
            assert!(figure.caption.contains("left minus right"), "{}", figure.caption);
        }
    }

    #[test]
    fn degenerate_samples_are_drawn() {
        for sample in degenerate() {
            drawn(sample, 0.0, None);
        }
    }
}
