//! The estimation plot for several groups (Cumming 2012; Ho and others 2019): single changes above, their means below.

use super::axis::{Numbered, heading, vertical};
use super::column_names::{ColumnName, column_names};
use super::figure::Figure;
use super::kde::{Density, density};
use super::legend::{self, Entry, Key};
use super::marks;
use super::pairs::{Change, Direction, Pairs};
use super::scale::{Scale, grain, limits};
use super::scene::{Anchor, Scene, Stroke};
use super::swarm::swarm;
use super::theme::{GRID_LINE, INK, LIGHT_GREY, MARGIN, SOFT_INK, WIDTH};
use super::violin::HalfViolin;
use crate::data::PairedSample;
use crate::result::Estimate;
use crate::result::format::{count, fixed, in_sentence, named};

/// One group: an arm, a site or an outcome.
#[derive(Clone, Copy, Debug)]
pub struct CummingGroup<'a> {
    /// What sets it apart from the others.
    pub label: &'a str,
    /// Its pairs.
    pub sample: &'a PairedSample,
    /// Means of bootstrap samples of its changes; may be empty.
    pub bootstrap_means: &'a [f64],
    /// Its mean change, if the data give one with an interval.
    pub change: Option<&'a Estimate>,
}

/// Most groups side by side.
pub const MOST_GROUPS: usize = 12;
/// Heights of the two panels.
const UPPER: f64 = 240.0;
const LOWER: f64 = 220.0;
/// Most participants of a group of whom each is a point.
const MOST_POINTS: usize = 250;
/// The line of no change.
const ZERO: Stroke = Stroke::new(INK, 1.2);

/// One group as it is drawn.
struct Column<'a> {
    label: &'a str,
    pairs: Pairs,
    change: Change,
    means: Density,
}

/// The single changes of each group above, with mean and SD; below, on an axis of their own, the mean change of each group with its
/// interval and the distribution of its bootstrap means. All groups have the unit of the first.
pub fn cumming(groups: &[CummingGroup<'_>]) -> Figure {
    let columns: Vec<Column<'_>> = groups
        .iter()
        .map(|group| {
            let pairs = Pairs::of(group.sample);
            let change = Change::of(&pairs, group.change);
            Column { label: group.label.trim(), pairs, change, means: density(group.bootstrap_means, 0.0) }
        })
        .collect();
    let name = axis_name(&columns);
    let mut scene = Scene::default();
    let top = legend::row(&mut scene, &entries(&columns), MARGIN, WIDTH - MARGIN, MARGIN - 4.0) + 2.0;
    let top = heading(&mut scene, &name, MARGIN, top, WIDTH - 2.0 * MARGIN, Anchor::Start) + 12.0;

    let changes = columns.iter().flat_map(|column| column.pairs.rows.iter().map(|pair| pair.change));
    let spread = columns.iter().flat_map(|column| spread(&column.pairs).into_iter().flatten());
    let finest = columns.iter().map(|column| grain(column.pairs.decimals)).fold(1.0, f64::min);
    let upper = limits(changes.chain(spread).chain([0.0]), 0.04, finest);
    let lower = limits(columns.iter().flat_map(effects).chain([0.0]), 0.05, finest);
    let upper_numbers = Numbered::vertical(upper.0, upper.1, UPPER);
    let lower_numbers = Numbered::vertical(lower.0, lower.1, LOWER);
    let left = MARGIN + upper_numbers.room().max(lower_numbers.room());
    let right = WIDTH - MARGIN;
    let wide = (right - left) / columns.len().max(1) as f64;
    let middle = |index: usize| left + (index as f64 + 0.5) * wide;

    let scale = Scale::new(upper, (top + UPPER, top));
    vertical(&mut scene, &scale, &upper_numbers, left, true, Some(right));
    for (index, column) in columns.iter().enumerate() {
        clouds(&mut scene, column, &scale, axis_of(middle(index), wide), wide);
    }
    scene.line([(left, scale.px(0.0)), (right, scale.px(0.0))], ZERO);
    for (index, column) in columns.iter().enumerate() {
        singles(&mut scene, column, &scale, axis_of(middle(index), wide), wide);
    }
    let mean_name = format!("Mean {}", in_sentence(&name));
    let below = heading(&mut scene, &mean_name, MARGIN, scale.start + 14.0, WIDTH - 2.0 * MARGIN, Anchor::Start) + 12.0;
    let scale = Scale::new(lower, (below + LOWER, below));
    vertical(&mut scene, &scale, &lower_numbers, left, true, Some(right));
    for (index, column) in columns.iter().enumerate() {
        let (base, reach) = (axis_of(middle(index), wide), (wide * 0.44).min(84.0));
        let outline = Some(Stroke::new(SOFT_INK, 1.0));
        let shape = HalfViolin { density: &column.means, scale: &scale, base, reach, ink: LIGHT_GREY, outline };
        shape.draw(&mut scene, f64::NEG_INFINITY, f64::INFINITY);
    }
    scene.line([(left, scale.px(0.0)), (right, scale.px(0.0))], ZERO);
    for (index, column) in columns.iter().enumerate() {
        let base = axis_of(middle(index), wide);
        if let Some((lower, upper, _)) = &column.change.interval {
            marks::bold_line(&mut scene, &[(base, scale.px(*lower)), (base, scale.px(*upper))], 3.25);
        }
        marks::mean(&mut scene, (base, scale.px(column.change.value)));
    }
    for index in 1..columns.len() {
        let x = left + index as f64 * wide;
        scene.line([(x, top), (x, top + UPPER)], GRID_LINE);
        scene.line([(x, below), (x, below + LOWER)], GRID_LINE);
    }
    let lowest = names(&mut scene, &columns, &middle, wide, scale.start);

    let height = (lowest + MARGIN).ceil();
    let (title, caption, alt_text) = words(&columns, &name);
    Figure { id: "cumming", title, caption, alt_text, width: WIDTH, height, scene }
}

/// The outcome that all groups share.
fn shared_label<'a>(columns: &'a [Column<'_>]) -> Option<&'a str> {
    let label = columns.first()?.pairs.label.as_str();
    columns.iter().all(|column| column.pairs.label == label).then_some(label)
}

fn axis_name(columns: &[Column<'_>]) -> String {
    match (shared_label(columns), columns.first()) {
        (Some(_), Some(first)) => first.pairs.change_name(),
        (None, Some(first)) => named("Change", first.pairs.unit),
        _ => "Change".to_owned(),
    }
}

/// Mean less and plus one SD.
fn spread(pairs: &Pairs) -> Option<[f64; 2]> {
    let sd = pairs.sd_change()?;
    Some([pairs.mean_change - sd, pairs.mean_change + sd])
}

/// What the lower axis has to hold of a group.
fn effects<'a>(column: &'a Column<'_>) -> impl Iterator<Item = f64> + 'a {
    let ends = column.change.interval.iter().flat_map(|(lower, upper, _)| [*lower, *upper]);
    let distribution = column.means.range().into_iter().flat_map(|(low, high)| [low, high]);
    ends.chain(distribution).chain([column.change.value])
}

/// Where the points and the estimate of a column stand, so that its SD and its density have room on the right.
fn axis_of(middle: f64, wide: f64) -> f64 {
    middle - (wide * 0.12).min(24.0)
}

/// How far the points of a column reach to each side.
fn reach(wide: f64) -> f64 {
    (wide * 0.27).min(64.0)
}

/// The density of a group with too many participants for a point each.
fn clouds(scene: &mut Scene, column: &Column<'_>, scale: &Scale, x: f64, wide: f64) {
    if column.pairs.n() <= MOST_POINTS {
        return;
    }
    let changes: Vec<f64> = column.pairs.rows.iter().map(|pair| pair.change).collect();
    let density = density(&changes, grain(column.pairs.decimals));
    let low = changes.iter().copied().fold(f64::INFINITY, f64::min);
    let high = changes.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    for reach in [-reach(wide), reach(wide)] {
        let outline = Some(Stroke::new(SOFT_INK, 1.0));
        HalfViolin { density: &density, scale, base: x, reach, ink: LIGHT_GREY, outline }.draw(scene, low, high);
    }
}

fn singles(scene: &mut Scene, column: &Column<'_>, scale: &Scale, x: f64, wide: f64) {
    let pairs = &column.pairs;
    if pairs.n() <= MOST_POINTS {
        let radius = if wide > 90.0 && pairs.n() <= 60 { 3.5 } else { 2.5 };
        let heights: Vec<f64> = pairs.rows.iter().map(|pair| scale.px(pair.change)).collect();
        let offsets = swarm(&heights, radius, reach(wide) - radius);
        for ((pair, height), offset) in pairs.rows.iter().zip(&heights).zip(offsets) {
            marks::reading(scene, (x + offset, *height), pair.direction, radius, 0.9);
        }
    }
    if let Some([low, high]) = spread(pairs) {
        marks::gapped(scene, x + reach(wide) + 7.0, scale.px(low), scale.px(pairs.mean_change), scale.px(high));
    }
}

/// Names, numbers of pairs and, where there is room, estimates below the columns.
fn names(scene: &mut Scene, columns: &[Column<'_>], middle: &dyn Fn(usize) -> f64, wide: f64, top: f64) -> f64 {
    let name = |column: &Column<'_>| {
        let mut texts = Vec::new();
        if wide > 100.0 {
            texts.push(column.change.value_text());
            texts.extend(column.change.interval_texts().map(|(_, ends)| ends));
        }
        ColumnName { name: column.label.to_owned(), size: size_in_words(column), texts }
    };
    let names: Vec<ColumnName> = columns.iter().map(name).collect();
    column_names(scene, &names, middle, wide, top)
}

fn size_in_words(column: &Column<'_>) -> String {
    format!("n\u{a0}=\u{a0}{}", count(column.pairs.n()))
}

fn entries(columns: &[Column<'_>]) -> Vec<Entry> {
    let seen = Direction::ALL.into_iter().filter(|direction| {
        columns.iter().any(|column| column.pairs.n() <= MOST_POINTS && column.pairs.count(*direction) > 0)
    });
    let conditions = columns.iter().any(|column| column.pairs.conditions);
    let directions = seen.map(|direction| (Key::Reading(direction), direction.word(conditions).to_owned()));
    let level = columns.iter().find_map(|column| column.change.interval.as_ref().map(|(_, _, name)| name.clone()));
    let mean = level.map_or_else(|| "Mean".to_owned(), |name| format!("Mean, {name}"));
    let spread = (Key::Gapped, "Mean ± SD".to_owned());
    directions.chain([spread, (Key::Mean, mean), (Key::Line(ZERO), "No change".to_owned())]).collect()
}

fn words(columns: &[Column<'_>], name: &str) -> (String, String, String) {
    let what = shared_label(columns).map_or_else(|| "Several outcomes".to_owned(), str::to_owned);
    let title = format!("{what}: the change in each group");
    let dense = if columns.iter().any(|column| column.pairs.n() > MOST_POINTS) {
        format!(" (a density for more than {MOST_POINTS})")
    } else {
        String::new()
    };
    let shapes = if columns.iter().any(|column| !column.means.points.is_empty()) {
        "; the shapes are the bootstrap distributions of the means"
    } else {
        ""
    };
    let interval = columns.iter().find_map(|column| {
        let (_, _, name) = column.change.interval.as_ref()?;
        Some(format!(", the bars their {name}{}", column.change.method_in_words()))
    });
    let order = columns.first().map_or_else(String::new, |column| {
        format!(" A change is {} minus {}.", column.pairs.second, column.pairs.first)
    });
    let sizes: Vec<String> =
        columns.iter().map(|column| format!("{} n = {}", column.label, count(column.pairs.n()))).collect();
    let caption = format!(
        "Above: {}, one point for each participant{dense}, with mean and SD (line with a gap at the mean). Below, on an axis of its own: \
         the points are the mean changes{}{shapes}. {}.{order} Groups side by side are not compared: that two intervals overlap, or do \
         not, is no test of their difference.",
        in_sentence(name),
        interval.unwrap_or_default(),
        if sizes.is_empty() { "No group".to_owned() } else { sizes.join("; ") },
    );
    let lines: Vec<String> = columns
        .iter()
        .map(|column| {
            let sd = column
                .pairs
                .sd_change()
                .map_or_else(String::new, |sd| format!(", SD {}", fixed(sd, usize::from(column.pairs.decimals) + 1)));
            format!(
                "{}, n = {}: {}{sd}; {}.",
                column.label,
                count(column.pairs.n()),
                column.change.in_words(),
                column.pairs.directions_in_words()
            )
        })
        .collect();
    let alt_text =
        format!("Cumming estimation plot (groups: {}), {}. {}", columns.len(), in_sentence(name), lines.join(" "));
    (title, caption, alt_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, degenerate, estimate, many};

    fn drawn(samples: &[PairedSample], label: impl Fn(usize) -> String, half: f64) -> Figure {
        let labels: Vec<String> = (0..samples.len()).map(label).collect();
        let estimates: Vec<Estimate> = samples.iter().map(|sample| estimate(sample, half)).collect();
        let means: Vec<Vec<f64>> = estimates
            .iter()
            .map(|estimate| (0..=100).map(|index| estimate.value + half * (f64::from(index) / 40.0 - 1.2)).collect())
            .collect();
        let groups: Vec<CummingGroup<'_>> = (0..samples.len())
            .map(|index| CummingGroup {
                label: &labels[index],
                sample: &samples[index],
                bootstrap_means: &means[index],
                change: Some(&estimates[index]),
            })
            .collect();
        let figure = cumming(&groups);
        check(&figure);
        figure
    }

    #[test]
    fn one_to_twelve_groups_are_drawn() {
        for groups in [0, 1, 2, 3, 5, 12] {
            let samples: Vec<_> = (0..groups).map(|index| many(3 + 40 * index)).collect();
            drawn(&samples, |index| format!("arm {index}"), 0.8);
            let figure = drawn(&samples, |index| format!("a treatment that needs many words, number {index}"), 0.8);
            assert!(figure.alt_text.starts_with(&format!("Cumming estimation plot (groups: {groups})")));
        }
    }

    #[test]
    fn degenerate_samples_are_drawn() {
        for sample in degenerate() {
            drawn(&[sample.clone(), sample.clone()], |index| format!("{index}"), 0.0);
            let bare = CummingGroup { label: "alone", sample: &sample, bootstrap_means: &[], change: None };
            check(&cumming(&[bare]));
        }
        drawn(&degenerate()[..12], |index| degenerate()[index].outcome().label.clone(), 0.3);
    }
}
