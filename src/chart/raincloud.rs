//! Distribution, quartiles and single readings at once (Allen and others 2019).

use super::axis::{Numbered, heading, vertical};
use super::figure::Figure;
use super::kde::density;
use super::legend::{self, Entry, Key};
use super::marks;
use super::pair_panel::{is_dense, systematic_sample};
use super::pairs::{Change, Pair, Pairs};
use super::scale::{Scale, grain, limits};
use super::scene::{Anchor, Scene, Stroke};
use super::swarm::swarm;
use super::text::{line_height, wrap};
use super::theme::{CAP_HEIGHT, INK, LABEL_TEXT, LIGHT_GREY, MARGIN, PLOT_HEIGHT, SOFT_INK, STRONG_TEXT, WIDTH};
use super::violin::HalfViolin;
use crate::data::PairedSample;
use crate::result::Estimate;
use crate::result::format::{as_heading, count, fixed, in_sentence, signed, with_unit};

/// First quartile, median and third quartile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quartiles {
    /// First quartile.
    pub first: f64,
    /// Median.
    pub median: f64,
    /// Third quartile.
    pub third: f64,
}

/// Width of the part that shows the changes.
const CHANGES: f64 = 226.0;
/// Width of a box, of the rain beside it, and of the air between the parts of a cloud.
const BOX: f64 = 12.0;
const RAIN: f64 = 15.0;
const AIR: f64 = 7.0;

/// Fewest participants whose density is drawn.
const LEAST_CLOUD: usize = 5;

/// A half violin, the quartiles and the single readings before and after, mirrored so that lines join the readings of each
/// participant; beside them the same of the changes, on an axis of their own. `quartiles` are those of the first readings, of the
/// second and of the changes.
pub fn raincloud(sample: &PairedSample, quartiles: [Quartiles; 3], change: Option<&Estimate>) -> Figure {
    let pairs = Pairs::of(sample);
    let change = Change::of(&pairs, change);
    let dense = is_dense(&pairs);
    let rows: Vec<&Pair> = if dense { systematic_sample(&pairs) } else { pairs.rows.iter().collect() };

    let mut scene = Scene::default();
    let top = legend::row(&mut scene, &entries(&pairs), MARGIN, WIDTH - MARGIN, MARGIN - 4.0) + 2.0;
    let divide = WIDTH - MARGIN - CHANGES;
    let edges = [
        heading(&mut scene, &pairs.axis_name(), MARGIN, top, divide - MARGIN - 20.0, Anchor::Start),
        heading(&mut scene, &pairs.change_name(), WIDTH - MARGIN, top, CHANGES, Anchor::End),
    ];
    let top = edges[0].max(edges[1]) + 12.0;
    let px = (top + PLOT_HEIGHT, top);

    let all: [Vec<f64>; 3] = [|pair: &Pair| pair.before, |pair: &Pair| pair.after, |pair: &Pair| pair.change]
        .map(|value| pairs.rows.iter().map(value).collect());
    let [before, after, changes] = &all;
    let readings = limits(pairs.readings(), 0.04, grain(pairs.decimals));
    let of_change = limits(changes.iter().copied().chain([0.0]), 0.04, grain(pairs.decimals));
    let numbers = Numbered::vertical(readings.0, readings.1, PLOT_HEIGHT);
    let scale = Scale::new(readings, px);
    let (left, right) = (MARGIN + numbers.room(), divide - 14.0);
    vertical(&mut scene, &scale, &numbers, left, true, Some(right));

    let change_numbers = Numbered::vertical(of_change.0, of_change.1, PLOT_HEIGHT);
    let change_scale = Scale::new(of_change, px);
    let axis_x = WIDTH - MARGIN - change_numbers.room();
    vertical(&mut scene, &change_scale, &change_numbers, axis_x, false, Some(divide + 2.0));
    let zero = change_scale.px(0.0);
    scene.line([(divide + 2.0, zero), (axis_x, zero)], Stroke::new(INK, 1.2));

    let radius = match rows.len() {
        _ if dense => 1.75,
        0..=60 => 3.25,
        _ => 2.5,
    };
    let wide = ((right - left) * 0.19).max(30.0);
    let room = RAIN - radius / 2.0;
    // Of many participants, the ends of the sampled lines would hide the lines.
    let reading_room = if dense { 0.0 } else { room };
    let change_base = divide + 8.0 + 2.0 * RAIN + BOX + 2.0 * AIR;
    let change_reach = (axis_x - change_base - 12.0).clamp(20.0, 92.0);
    let clouds = [
        Cloud { base: left + 6.0 + wide, reach: -wide, scale, values: before },
        Cloud { base: right - 6.0 - wide, reach: wide, scale, values: after },
        Cloud { base: change_base, reach: change_reach, scale: change_scale, values: changes },
    ];
    for cloud in clouds.iter().filter(|_| pairs.n() >= LEAST_CLOUD) {
        cloud.density(&mut scene, grain(pairs.decimals));
    }
    let places = |value: fn(&Pair) -> f64, scale: &Scale, x: f64, room: f64| -> Vec<(f64, f64)> {
        let heights: Vec<f64> = rows.iter().map(|pair| scale.px(value(pair))).collect();
        let offsets = swarm(&heights, radius, room);
        offsets.iter().zip(&heights).map(|(offset, height)| (x + offset, *height)).collect()
    };
    let at_first = places(|pair| pair.before, &scale, clouds[0].rain(), reading_room);
    let at_second = places(|pair| pair.after, &scale, clouds[1].rain(), reading_room);
    let at_change = places(|pair| pair.change, &change_scale, clouds[2].rain(), room);
    let fade = libm::sqrt((40.0 / rows.len() as f64).min(1.0));
    for ((pair, from), to) in rows.iter().zip(&at_first).zip(&at_second) {
        scene.line([*from, *to], Stroke::new(marks::ink(pair.direction).at((0.6 * fade).max(0.22)), 1.0));
    }
    if dense {
        for (pair, at) in rows.iter().zip(&at_change) {
            scene.disc(*at, radius, marks::ink(pair.direction).at(0.8));
        }
    } else {
        for (pair, at) in [&at_first, &at_second, &at_change].into_iter().flat_map(|places| rows.iter().zip(places)) {
            marks::reading(&mut scene, *at, pair.direction, radius, 0.9);
        }
    }
    for (cloud, values) in clouds.iter().zip(quartiles) {
        cloud.quartiles(&mut scene, values);
    }

    let columns = [
        (as_heading(&pairs.first), (left + right) / 2.0 - (right - left) / 4.0, (right - left) / 2.0 - 8.0),
        (as_heading(&pairs.second), (left + right) / 2.0 + (right - left) / 4.0, (right - left) / 2.0 - 8.0),
        ("Change".to_owned(), divide + (axis_x - divide) / 2.0, CHANGES - 30.0),
    ];
    let mut lowest: f64 = 0.0;
    for (index, (name, x, room)) in columns.into_iter().enumerate() {
        let bottom = below(&mut scene, &pairs, name, quartiles[index], index == 2, (x, px.0, room));
        lowest = lowest.max(bottom);
    }
    let height = (lowest + MARGIN).ceil();
    let (title, caption, alt_text) = words(&pairs, &change, quartiles, rows.len());
    Figure { id: "raincloud", title, caption, alt_text, width: WIDTH, height, scene }
}

/// A half violin on `base` to one side; box and rain on the other.
struct Cloud<'a> {
    base: f64,
    reach: f64,
    scale: Scale,
    values: &'a [f64],
}

impl Cloud<'_> {
    /// Away from the violin.
    fn side(&self) -> f64 {
        -self.reach.signum()
    }

    fn rain(&self) -> f64 {
        self.base + self.side() * (AIR + BOX + AIR + RAIN)
    }

    fn density(&self, scene: &mut Scene, grain: f64) {
        let density = density(self.values, grain);
        let outline = Some(Stroke::new(SOFT_INK, 1.0));
        let (base, reach) = (self.base, self.reach);
        let shape = HalfViolin { density: &density, scale: &self.scale, base, reach, ink: LIGHT_GREY, outline };
        let low = self.values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = self.values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        shape.draw(scene, low, high);
    }

    fn quartiles(&self, scene: &mut Scene, values: Quartiles) {
        let y = [values.first, values.median, values.third].map(|value| self.scale.px(value));
        marks::quartiles(scene, self.base + self.side() * (AIR / 2.0 + BOX / 2.0), y, BOX);
    }
}

/// Writes the name of a cloud, its median and its quartiles below it.
fn below(
    scene: &mut Scene,
    pairs: &Pairs,
    name: String,
    values: Quartiles,
    is_change: bool,
    (x, top, room): (f64, f64, f64),
) -> f64 {
    let mut baseline = top + 14.0 + STRONG_TEXT.size * CAP_HEIGHT;
    let [median, range] = texts(pairs, values, is_change);
    for (text, style) in [(name, STRONG_TEXT), (median, LABEL_TEXT), (range, LABEL_TEXT)] {
        for line in wrap(&text, style, room) {
            scene.text((x, baseline), line, style.anchored(Anchor::Middle));
            baseline += line_height(style);
        }
    }
    baseline - line_height(LABEL_TEXT) + LABEL_TEXT.size * 0.35
}

/// `median 82.3 lb` and `79.6 to 85.0`.
fn texts(pairs: &Pairs, values: Quartiles, is_change: bool) -> [String; 2] {
    let decimals = decimals(pairs, values);
    let median = if is_change { signed(values.median, decimals) } else { fixed(values.median, decimals) };
    [
        format!("median {}", with_unit(&median, pairs.unit)),
        format!("{} to {}", fixed(values.first, decimals), fixed(values.third, decimals)),
    ]
}

/// The decimals of the readings; one more, up to two, where a quartile lies between two readings.
fn decimals(pairs: &Pairs, values: Quartiles) -> usize {
    let ticks = [values.first, values.median, values.third].map(|value| value / grain(pairs.decimals));
    let between = ticks.iter().any(|ticks| (ticks - ticks.round()).abs() > 1e-6);
    usize::from(pairs.decimals) + usize::from(between && pairs.decimals < 2)
}

fn entries(pairs: &Pairs) -> Vec<Entry> {
    let quartiles = (Key::Quartiles, "Median and quartiles".to_owned());
    let dense = is_dense(pairs);
    let key = |direction| if dense { Key::PairLine { direction, ends: false } } else { Key::Reading(direction) };
    legend::participants(pairs, key).into_iter().chain([quartiles]).collect()
}

fn words(pairs: &Pairs, change: &Change, quartiles: [Quartiles; 3], shown: usize) -> (String, String, String) {
    let group = pairs.group_in_words();
    let n = count(pairs.n());
    let title = format!("{}: distributions and single readings{group}", pairs.label);
    let singles = if shown < pairs.n() {
        format!(
            "of the single participants, {} are shown, chosen at equal steps along the sorted changes, before and after as lines only",
            count(shown)
        )
    } else {
        "each point is one participant, moved sideways where points would lie over each other".to_owned()
    };
    let clouds = if pairs.n() >= LEAST_CLOUD { "Grey: densities (Gaussian kernel, Silverman's width). " } else { "" };
    let caption = format!(
        "{}{}{group} (n = {n} pairs), and the changes on an axis of their own. {clouds}Boxes: quartiles (type 7), with the median across; \
         {singles}; lines join the two readings of a participant. {}{}.",
        pairs.axis_name(),
        pairs.readings_in_words(),
        as_heading(&change.in_words()),
        change.method_in_words(),
    );
    let listed = [(pairs.first.as_str(), false), (pairs.second.as_str(), false), ("change", true)];
    let listed: Vec<String> = listed
        .into_iter()
        .zip(quartiles)
        .map(|((name, is_change), values)| format!("{name}: {}", texts(pairs, values, is_change).join(", quartiles ")))
        .collect();
    let alt_text = format!(
        "Raincloud of {}{}{group}, n = {n}: {}. {}. The {}. Of the single changes, {}.",
        in_sentence(&pairs.label),
        pairs.readings_in_words(),
        pairs.directions_in_words(),
        as_heading(&listed.join("; ")),
        change.in_words(),
        pairs.changes_in_words(),
    );
    (title, caption, alt_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, degenerate, estimate, many};

    fn quartiles(sample: &PairedSample) -> [Quartiles; 3] {
        [sample.before(), sample.after(), sample.change()].map(|column| {
            let mut values = column.values();
            values.sort_unstable_by(f64::total_cmp);
            let at = |share: f64| values[(share * (values.len() - 1) as f64).round() as usize];
            Quartiles { first: at(0.25), median: at(0.5), third: at(0.75) }
        })
    }

    #[test]
    fn any_number_of_pairs_is_drawn() {
        for n in [2, 20, 137, 250, 1382] {
            let sample = many(n);
            let figure = raincloud(&sample, quartiles(&sample), Some(&estimate(&sample, 0.4)));
            check(&figure);
            assert_eq!(figure.caption.contains("are shown"), n > 250, "{}", figure.caption);
        }
    }

    #[test]
    fn degenerate_samples_are_drawn() {
        for sample in degenerate() {
            check(&raincloud(&sample, quartiles(&sample), None));
        }
    }

    #[test]
    fn a_quartile_between_readings_has_one_decimal_more() {
        let pairs = Pairs::of(&many(5));
        let values = Quartiles { first: 70.1, median: 72.35, third: 80.0 };
        assert_eq!(texts(&pairs, values, false), ["median 72.35 cm", "70.10 to 80.00"]);
        assert_eq!(texts(&pairs, Quartiles { median: 72.3, ..values }, true)[0], "median +72.3 cm");
    }
}
