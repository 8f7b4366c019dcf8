//! The changes of arms side by side, and below them how they differ (Allen and others 2019; Cumming 2012).

use super::arms::{ArmLook, ChartArm, Effect};
use super::axis::{Numbered, heading, vertical};
use super::column_names::{ColumnName, column_names};
use super::effect_rows::{EffectPanel, EffectRow};
use super::equivalence::margin_in_words;
use super::figure::Figure;
use super::kde::density;
use super::legend::{self, Entry, Key};
use super::marks;
use super::pairs::{Change, Pairs};
use super::raincloud::Quartiles;
use super::scale::{Scale, grain, limits};
use super::scene::{Anchor, Scene, Stroke};
use super::swarm::swarm;
use super::theme::{BAND, GRID_LINE, INK, LIGHT_GREY, MARGIN, SOFT_INK, WIDTH};
use super::violin::HalfViolin;
use crate::data::Unit;
use crate::result::format::{count, fixed, in_sentence, named, with_unit};

/// Height of the panel of changes.
const UPPER: f64 = 270.0;
/// Most participants of an arm of whom each is a point.
const MOST_POINTS: usize = 250;
/// Fewest participants whose density and quartiles are drawn.
const LEAST_CLOUD: usize = 5;
/// The line of no change.
const ZERO: Stroke = Stroke::new(INK, 1.2);

/// One arm as it is drawn.
struct Column<'a> {
    arm: &'a ChartArm<'a>,
    look: ArmLook,
    /// Absent for an arm without anybody.
    data: Option<(Pairs, Change)>,
}

/// The single changes of each arm, or site, as a raincloud (points, quartiles, half violin) with its mean and interval; below, on an
/// axis of their own, the differences treated - control with their intervals, zero, and the margin if there is one. For two to six arms;
/// all have the unit of the first.
pub fn change_by_arm(arms: &[ChartArm<'_>], differences: &[Effect], margin: Option<(f64, f64)>) -> Figure {
    let looks = ArmLook::all(arms.iter().map(|arm| arm.is_control));
    let columns: Vec<Column<'_>> = arms
        .iter()
        .zip(looks)
        .map(|(arm, look)| {
            let data = arm.sample.map(|sample| {
                let pairs = Pairs::of(sample);
                let change = Change::of(&pairs, arm.change);
                (pairs, change)
            });
            Column { arm, look, data }
        })
        .collect();
    let first = columns.iter().find_map(|column| column.data.as_ref().map(|(pairs, _)| pairs));
    let name = first.map_or_else(|| "Change".to_owned(), Pairs::change_name);
    let unit = first.map_or(Unit::None, |pairs| pairs.unit);
    let decimals = columns.iter().filter_map(|column| column.data.as_ref()).map(|(pairs, _)| pairs.decimals).max();

    let mut scene = Scene::default();
    let entries = entries(&columns, margin, unit);
    let top = legend::row(&mut scene, &entries, MARGIN, WIDTH - MARGIN, MARGIN - 4.0) + 2.0;
    let top = heading(&mut scene, &name, MARGIN, top, WIDTH - 2.0 * MARGIN, Anchor::Start) + 12.0;
    let changes = columns.iter().flat_map(values).chain(columns.iter().flat_map(ends)).chain([0.0]);
    let (low, high) = limits(changes, 0.04, grain(decimals.unwrap_or(1)));
    let numbers = Numbered::vertical(low, high, UPPER);
    let scale = Scale::new((low, high), (top + UPPER, top));
    let (left, right) = (MARGIN + numbers.room(), WIDTH - MARGIN);
    let wide = (right - left) / columns.len().max(1) as f64;
    let middle = |index: usize| left + (index as f64 + 0.5) * wide;
    vertical(&mut scene, &scale, &numbers, left, true, Some(right));
    for index in 1..columns.len() {
        let x = left + index as f64 * wide;
        scene.line([(x, top), (x, top + UPPER)], GRID_LINE);
    }
    scene.line([(left, scale.px(0.0)), (right, scale.px(0.0))], ZERO);
    for (index, column) in columns.iter().enumerate() {
        Place { x: middle(index), wide, scale: &scale }.draw(&mut scene, column);
    }
    let names: Vec<ColumnName> = columns.iter().map(|column| column_name(column, wide)).collect();
    let mut lowest = column_names(&mut scene, &names, &middle, wide, scale.start);

    let rows: Vec<EffectRow> =
        differences.iter().map(|effect| EffectRow::single(&effect.label, effect.estimate.clone())).collect();
    let unit_of_difference = differences.iter().find_map(|effect| effect.estimate.as_ref()).map_or(unit, |it| it.unit);
    let axis = named("Difference in change", unit_of_difference);
    let panel = EffectPanel {
        rows: &rows,
        beside: &[],
        head: "Difference",
        axis,
        margin,
        reference: None,
        decimals: decimals.unwrap_or(1),
    };
    if !rows.is_empty() {
        lowest = panel.draw(&mut scene, lowest + 14.0);
    }
    let height = (lowest + MARGIN).ceil();
    let (title, caption, alt_text) = words(&columns, &panel, &name, unit_of_difference);
    Figure { id: "change-by-arm", title, caption, alt_text, width: WIDTH, height, scene }
}

impl Column<'_> {
    fn quartiles(&self) -> Option<Quartiles> {
        self.arm.quartiles.filter(|_| self.arm.n() >= LEAST_CLOUD)
    }
}

fn values<'a>(column: &'a Column<'_>) -> impl Iterator<Item = f64> + 'a {
    column.data.iter().flat_map(|(pairs, _)| pairs.rows.iter().map(|pair| pair.change))
}

/// The ends of the interval of a mean.
fn ends<'a>(column: &'a Column<'_>) -> impl Iterator<Item = f64> + 'a {
    let interval = column.data.iter().filter_map(|(_, change)| change.interval.as_ref());
    interval.flat_map(|(lower, upper, _)| [*lower, *upper])
}

/// Where a column stands.
struct Place<'a> {
    x: f64,
    wide: f64,
    scale: &'a Scale,
}

impl Place<'_> {
    /// Points on the left, the quartiles, then the mean at the foot of the half violin on the right.
    fn draw(&self, scene: &mut Scene, column: &Column<'_>) {
        let Some((pairs, change)) = &column.data else { return };
        let y = |value| self.scale.px(value);
        let unit = (self.wide * 0.5).min(120.0);
        let base = self.x + unit * 0.3;
        if pairs.n() >= LEAST_CLOUD {
            let changes: Vec<f64> = values(column).collect();
            let density = density(&changes, grain(pairs.decimals));
            let low = changes.iter().copied().fold(f64::INFINITY, f64::min);
            let high = changes.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let outline = Some(Stroke::new(SOFT_INK, 1.0));
            let shape =
                HalfViolin { density: &density, scale: self.scale, base, reach: unit * 0.62, ink: LIGHT_GREY, outline };
            shape.draw(scene, low, high);
        }
        let box_wide = (unit * 0.14).clamp(7.0, 14.0);
        let box_x = base - unit * 0.12 - box_wide;
        let room = (box_x - box_wide / 2.0 - 4.0 - (self.x - unit * 0.96)) / 2.0;
        let cloud_x = box_x - box_wide / 2.0 - 4.0 - room;
        if pairs.n() <= MOST_POINTS {
            let radius = match pairs.n() {
                0..=60 if self.wide > 200.0 => 4.0,
                0..=60 if self.wide > 130.0 => 3.5,
                _ => 2.5,
            };
            let heights: Vec<f64> = pairs.rows.iter().map(|pair| y(pair.change)).collect();
            let offsets = swarm(&heights, radius, (room - radius).max(0.0));
            let opacity = if pairs.n() > 100 { 0.6 } else { 0.85 };
            for (height, offset) in heights.iter().zip(offsets) {
                column.look.mark(scene, (cloud_x + offset, *height), radius, opacity);
            }
        }
        if let Some(found) = column.quartiles() {
            marks::quartiles(scene, box_x, [found.first, found.median, found.third].map(y), box_wide);
        }
        let ends = change.interval.as_ref().map(|(lower, upper, _)| (y(*lower), y(*upper)));
        marks::mean_with_interval(scene, base, y(change.value), ends);
    }
}

fn size_in_words(column: &Column<'_>) -> String {
    format!("n\u{a0}=\u{a0}{}", count(column.arm.n()))
}

fn column_name(column: &Column<'_>, wide: f64) -> ColumnName {
    let mut texts = Vec::new();
    if let Some((_, change)) = column.data.as_ref().filter(|_| wide > 90.0) {
        texts.push(change.value_text());
        texts.extend(change.interval_texts().map(|(_, ends)| ends));
    }
    ColumnName { name: column.arm.name().to_owned(), size: size_in_words(column), texts }
}

fn entries(columns: &[Column<'_>], margin: Option<(f64, f64)>, unit: Unit) -> Vec<Entry> {
    let point = columns.iter().filter(|column| (1..=MOST_POINTS).contains(&column.arm.n()));
    let points = point.map(|column| (Key::Arm(column.look), column.arm.name().to_owned()));
    let boxed = columns.iter().any(|column| column.quartiles().is_some());
    let quartiles = boxed.then(|| (Key::Quartiles, "Median, quartiles".to_owned()));
    let level = columns.iter().find_map(|column| Some(column.data.as_ref()?.1.interval.as_ref()?.2.clone()));
    let mean = level.map_or_else(|| "Mean".to_owned(), |name| format!("Mean, {name}"));
    let margin = margin.map(|margin| (Key::Patch(BAND), format!("Margin {}", margin_in_words(margin, unit))));
    let names_fit = columns.iter().all(|column| column.arm.name().chars().count() <= 40);
    let points: Vec<Entry> = if names_fit { points.collect() } else { Vec::new() };
    points.into_iter().chain(quartiles).chain([(Key::Mean, mean)]).chain(margin).collect()
}

fn words(columns: &[Column<'_>], panel: &EffectPanel<'_>, name: &str, unit: Unit) -> (String, String, String) {
    let pairs = columns.iter().find_map(|column| column.data.as_ref().map(|(pairs, _)| pairs));
    let label = pairs.map_or("Outcome", |pairs| pairs.label.as_str());
    let title = format!("{label}: change by group");
    let order = pairs.map_or_else(String::new, |pairs| format!(" A change is {} minus {}.", pairs.second, pairs.first));
    let dense = if columns.iter().any(|column| column.arm.n() > MOST_POINTS) {
        format!(" (a density only for more than {MOST_POINTS})")
    } else {
        String::new()
    };
    let boxes = if columns.iter().any(|column| column.quartiles().is_some()) {
        " Boxes: quartiles, with the median across."
    } else {
        ""
    };
    let clouds = if columns.iter().any(|column| column.arm.n() >= LEAST_CLOUD) {
        " Grey: densities (Gaussian kernel, Silverman's width)."
    } else {
        ""
    };
    let level = columns.iter().find_map(|column| {
        let change = &column.data.as_ref()?.1;
        Some(format!(" with their {}{}", change.interval.as_ref()?.2, change.method_in_words()))
    });
    let differences = if panel.rows.is_empty() {
        String::new()
    } else {
        let margin = panel
            .margin
            .map_or_else(String::new, |margin| format!(", band: the margin {}", margin_in_words(margin, unit)));
        format!(
            " Below, on an axis of its own: the difference in change, first minus second, with its interval{margin}; an interval that \
             runs beyond the axis ends in an arrow."
        )
    };
    let sizes: Vec<String> =
        columns.iter().map(|column| format!("{} n = {}", column.arm.name(), count(column.arm.n()))).collect();
    let sizes = if sizes.is_empty() { "No group".to_owned() } else { sizes.join("; ") };
    let caption = format!(
        "{name} by group, one point for each participant{dense}.{order}{boxes}{clouds} Large points: means{}.{differences} {sizes}.",
        level.unwrap_or_default(),
    );
    let lines = columns.iter().map(|column| match &column.data {
        None => format!("{}: nobody.", column.arm.name()),
        Some((pairs, change)) => {
            let sd = pairs.sd_change();
            let sd = sd.map_or_else(String::new, |sd| format!(", SD {}", fixed(sd, usize::from(pairs.decimals) + 1)));
            let (n, directions) = (count(pairs.n()), pairs.directions_in_words());
            format!("{}, n = {n}: {}{sd}; {directions}.", column.arm.name(), change.in_words())
        }
    });
    let differences = panel.rows.iter().map(|row| {
        let text = panel.estimate_text(row);
        let text = if row.estimate.is_some() { with_unit(&text, unit) } else { text };
        format!("{}: {text}.", if row.label.is_empty() { "Difference" } else { &row.label })
    });
    let all: Vec<String> = lines.chain(differences).collect();
    let alt_text = format!("Raincloud by group (groups: {}), {}. {}", columns.len(), in_sentence(name), all.join(" "));
    (title, caption, alt_text.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, degenerate, difference, estimate, many};
    use crate::data::PairedSample;
    use crate::result::Estimate;

    fn quartiles(sample: &PairedSample) -> Quartiles {
        let mut values = sample.change().values();
        values.sort_unstable_by(f64::total_cmp);
        let at = |share: f64| values[(share * (values.len() - 1) as f64).round() as usize];
        Quartiles { first: at(0.25), median: at(0.5), third: at(0.75) }
    }

    fn drawn(samples: &[PairedSample], label: impl Fn(usize) -> String, half: f64) -> Figure {
        let labels: Vec<String> = (0..samples.len()).map(label).collect();
        let estimates: Vec<Estimate> = samples.iter().map(|sample| estimate(sample, half)).collect();
        let arms: Vec<ChartArm<'_>> = (0..samples.len())
            .map(|index| ChartArm {
                change: Some(&estimates[index]),
                quartiles: Some(quartiles(&samples[index])),
                ..ChartArm::new(&labels[index], index == 0, &samples[index])
            })
            .collect();
        let effects: Vec<Effect> = (1..samples.len())
            .map(|index| Effect {
                label: format!("{} − {}", labels[index], labels[0]),
                estimate: Some(difference(estimates[index].value - estimates[0].value, half * 1.4)),
            })
            .collect();
        let figure = change_by_arm(&arms, &effects, Some((-0.5, 0.5)));
        check(&figure);
        figure
    }

    #[test]
    fn one_to_six_arms_are_drawn() {
        for arms in [0, 1, 2, 3, 6] {
            let samples: Vec<_> = (0..arms).map(|index| many(4 + 60 * index)).collect();
            let figure = drawn(&samples, |index| format!("arm {index}"), 0.8);
            assert!(
                figure.alt_text.starts_with(&format!("Raincloud by group (groups: {arms})")),
                "{}",
                figure.alt_text
            );
            drawn(&samples, |index| format!("a treatment that needs many words, number {index}"), 0.8);
        }
    }

    #[test]
    fn degenerate_samples_and_empty_arms_are_drawn() {
        for sample in degenerate() {
            drawn(&[sample.clone(), sample.clone()], |index| format!("{index} & <script>"), 0.0);
            let alone = ChartArm::new("alone", false, &sample);
            let nobody = ChartArm { sample: None, ..alone };
            let effects = [Effect { label: "alone − nobody".into(), estimate: None }];
            let figure = change_by_arm(&[alone, ChartArm { label: "nobody", ..nobody }], &effects, None);
            check(&figure);
            assert!(figure.alt_text.contains("nobody: nobody.") && figure.alt_text.contains("not estimable"));
        }
    }
}
