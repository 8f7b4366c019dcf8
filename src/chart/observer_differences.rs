//! How each observer reads beside the others, and how far the observer's own readings lie apart.

use super::axis::{Numbered, horizontal, wide_title_below};
use super::detectable_band::{self, DetectableBand};
use super::figure::Figure;
use super::legend::{self, Entry, Key};
use super::observer_row::{Beyond, ObserverRow, POINTS, swarm_middle};
use super::scale::{Scale, limits_with_ends};
use super::scene::{Anchor, Scene, Stroke};
use super::text::{line_height, width, wrap, wrap_to};
use super::theme::{CAP_HEIGHT, DARK_VERMILLION, GRID, GRID_LINE, INK, LABEL_TEXT, LIGHT_GREY, MARGIN, SOFT_INK};
use super::theme::{STRONG_TEXT, WIDTH};
use crate::data::Unit;
use crate::result::Estimate;
use crate::result::format::{as_heading, count, ends, estimate_decimals, fixed, in_sentence, interval_name, named};
use crate::result::format::{signed, uncertainty, with_interval, with_unit};

/// What a chart of observers shows.
#[derive(Clone, Debug, PartialEq)]
pub struct ObserverDifferences {
    /// What was measured: `Waist girth`.
    pub label: String,
    /// The unit of the readings.
    pub unit: Unit,
    /// Decimals of the readings.
    pub decimals: u8,
    /// The observers in their order.
    pub observers: Vec<ObserverRow>,
    /// How far a reading may lie off by measuring error alone: `TEM`, `MDC95`.
    pub band: Option<DetectableBand>,
}

const ZERO: Stroke = Stroke::new(INK, 1.2);
/// Widest column of names.
const NAMES: f64 = 150.0;
const GUTTER: f64 = 14.0;
/// Most lines of a name; the whole of it is in the alternative text.
const MOST_LINES: usize = 3;

/// Where columns stand.
struct Columns {
    names: f64,
    plot: (f64, f64),
    /// Left edge and width.
    errors: (f64, f64),
}

/// One row for each observer: every reading as its deviation from the person's mean of all observers, the mean deviation with its interval,
/// and the observer's own typical error of measurement. Gross errors are triangles; those beyond the axis are arrows with their value.
pub fn observer_differences(input: &ObserverDifferences) -> Figure {
    let band = detectable_band::sound(input.band.as_ref());
    let (low, high) = range(input, band);
    let beyond: Vec<Vec<Beyond>> = input.observers.iter().map(|row| row.beyond((low, high), input.decimals)).collect();
    let mut scene = Scene::default();
    let top = legend::row(&mut scene, &entries(input, band), MARGIN, WIDTH - MARGIN, MARGIN - 4.0) + 6.0;
    let columns = columns(input);
    let top = heads(&mut scene, input, &columns, top);
    let scale = scale(input, band, &beyond, (low, high), columns.plot);
    let rows: Vec<(Vec<String>, Vec<String>, f64)> =
        input.observers.iter().map(|row| row.cells(input, &columns)).collect();
    let bottom = top + rows.iter().map(|row| row.2).sum::<f64>() + 4.0;
    if let Some(band) = band {
        let (from, to) = (scale.px(-band.value), scale.px(band.value));
        scene.rect((from, top), (to, bottom), LIGHT_GREY.at(0.5));
    }
    let numbers = Numbered::horizontal(low, high, scale.end - scale.start);
    for (value, _) in &numbers.at {
        scene.line([(scale.px(*value), top), (scale.px(*value), bottom)], GRID_LINE);
    }
    scene.line([(scale.px(0.0), top), (scale.px(0.0), bottom)], ZERO);
    let mut y = top;
    for ((observer, (name, error, tall)), beyond) in input.observers.iter().zip(&rows).zip(&beyond) {
        if y > top {
            scene.line([(MARGIN, y), (WIDTH - MARGIN, y)], Stroke::new(GRID, 1.0));
        }
        let middle = y + tall / 2.0;
        let step = line_height(LABEL_TEXT);
        let first =
            |lines: usize| middle - (lines.max(1) as f64 - 1.0) * step / 2.0 + LABEL_TEXT.size * CAP_HEIGHT / 2.0;
        scene.lines_of_text((MARGIN, first(name.len())), name, LABEL_TEXT, step);
        let right = columns.errors.0 + columns.errors.1;
        scene.lines_of_text((right, first(error.len())), error, LABEL_TEXT.anchored(Anchor::End), step);
        observer.draw(&mut scene, &scale, (y, y + tall));
        for side in beyond {
            side.draw(&mut scene, columns.plot, swarm_middle((y, y + tall)));
        }
        y += tall;
    }
    let edge = horizontal(&mut scene, &scale, &numbers, bottom, None, WIDTH);
    let axis = named("Deviation from the person's mean of all observers", input.unit);
    let lowest = wide_title_below(&mut scene, &axis, &scale, edge);
    let (title, caption, alt_text) = words(input, band);
    Figure {
        id: "observer-differences",
        title,
        caption,
        alt_text,
        width: WIDTH,
        height: (lowest + MARGIN).ceil(),
        scene,
    }
}

/// The range of the axis: what is no gross error, the means with their intervals and the band; gross errors as far as they leave the rest
/// legible.
fn range(input: &ObserverDifferences, band: Option<&DetectableBand>) -> (f64, f64) {
    let all = || input.observers.iter().flat_map(|row| &row.deviations);
    let plain = all().filter(|one| !one.gross).map(|one| one.value);
    let means = input.observers.iter().filter_map(|row| row.mean.as_ref());
    let band = band.into_iter().flat_map(|band| [-band.value, band.value]);
    let core: Vec<f64> = plain.chain(means.clone().map(|mean| mean.value)).chain(band).chain([0.0]).collect();
    let intervals = means.filter_map(|mean| mean.interval.as_ref()).flat_map(|it| [it.lower, it.upper]);
    let span =
        core.iter().copied().filter(|value| value.is_finite()).fold(0.0, |most: f64, value| most.max(value.abs()));
    let near = all().filter(|one| one.gross && one.value.abs() <= 1.5 * span).map(|one| one.value);
    limits_with_ends(&core, intervals.chain(near), 0.06)
}

/// The axis leaves as much room at its ends as keeps what stands there for readings beyond it off the row's other signs.
fn scale(
    input: &ObserverDifferences,
    band: Option<&DetectableBand>,
    beyond: &[Vec<Beyond>],
    (low, high): (f64, f64),
    (left, right): (f64, f64),
) -> Scale {
    let band = band.map_or(0.0, |band| band.value);
    // What part of the axis is free at that end of a row.
    let free = |row: &ObserverRow, above: bool| {
        let interval = row.mean.iter().filter_map(|mean| mean.interval.as_ref()).flat_map(|it| [it.lower, it.upper]);
        let mean = row.mean.iter().map(|mean| mean.value);
        let all = row.found().map(|one| one.value).chain(mean).chain(interval).chain([band, -band]);
        let inside = all.filter(|value| (low..=high).contains(value));
        match above {
            true => (high - inside.fold(low, f64::max)) / (high - low),
            false => (inside.fold(high, f64::min) - low) / (high - low),
        }
    };
    let room = |above: bool, wide: f64| {
        let of_row = input.observers.iter().zip(beyond).flat_map(|(row, beyond)| {
            let side = beyond.iter().filter(move |it| it.above == above);
            side.map(move |it| it.room() + 10.0 - free(row, above) * wide)
        });
        of_row.fold(0.0, f64::max)
    };
    // The more room the axis has, the less its ends need: each pass starts from a width that is too small rather than too large.
    let mut scale = Scale::new((low, high), (left, left));
    for _ in 0..8 {
        let wide = scale.end - scale.start;
        let start = left + room(false, wide);
        scale = Scale { start, end: (right - room(true, wide)).max(start + 20.0), ..scale };
    }
    scale
}

fn decimals<'a>(estimates: impl Iterator<Item = &'a Estimate>, readings: u8) -> usize {
    estimates.map(|one| estimate_decimals(uncertainty(one), readings)).max().unwrap_or(usize::from(readings) + 1)
}

impl ObserverRow {
    fn tem_text(&self, input: &ObserverDifferences) -> String {
        let decimals = decimals(input.observers.iter().filter_map(|row| row.tem.as_ref()), input.decimals);
        match self.tem.as_ref().filter(|tem| tem.value.is_finite()) {
            Some(tem) => with_interval(tem, decimals),
            None => "–".to_owned(),
        }
    }

    /// Name, typical error and height of the row.
    fn cells(&self, input: &ObserverDifferences, columns: &Columns) -> (Vec<String>, Vec<String>, f64) {
        let name = wrap_to(self.name(), LABEL_TEXT, columns.names, MOST_LINES);
        let error = wrap(&self.tem_text(input), LABEL_TEXT, columns.errors.1);
        let text = name.len().max(error.len()).max(1) as f64 * line_height(LABEL_TEXT) + 10.0;
        let plot = if input.observers.len() <= 8 { 60.0 } else { 42.0 };
        (name, error, text.max(plot))
    }
}

/// `TEM in cm (95 % CI)`.
fn error_head(input: &ObserverDifferences) -> String {
    let mut names = input.observers.iter().filter_map(|row| row.tem.as_ref()?.interval.as_ref().map(interval_name));
    let interval = names.next().map(|name| format!(" ({})", name.replace(' ', "\u{a0}"))).unwrap_or_default();
    match input.unit.symbol() {
        "" => format!("TEM{interval}"),
        unit => format!("TEM\u{a0}in\u{a0}{unit}{interval}"),
    }
}

fn columns(input: &ObserverDifferences) -> Columns {
    let names = input.observers.iter().map(|row| width(row.name(), LABEL_TEXT) + 1.0).fold(0.0, f64::max);
    let names = names.max(width("Observer", STRONG_TEXT)).min(NAMES);
    let errors = input.observers.iter().map(|row| width(&row.tem_text(input), LABEL_TEXT) + 1.0).fold(0.0, f64::max);
    let errors = errors.clamp(96.0, 150.0);
    let from = WIDTH - MARGIN - errors;
    Columns { names, plot: (MARGIN + names + GUTTER, from - GUTTER), errors: (from, errors) }
}

fn heads(scene: &mut Scene, input: &ObserverDifferences, columns: &Columns, top: f64) -> f64 {
    let step = line_height(STRONG_TEXT);
    let error = wrap(&error_head(input), STRONG_TEXT, columns.errors.1);
    let plot = wrap("Reading − person's mean", STRONG_TEXT, columns.plot.1 - columns.plot.0);
    let last = top + (error.len().max(plot.len()) as f64 - 1.0) * step + STRONG_TEXT.size;
    let first = |lines: usize| last - (lines as f64 - 1.0) * step;
    scene.text((MARGIN, last), "Observer", STRONG_TEXT);
    let middle = (columns.plot.0 + columns.plot.1) / 2.0;
    scene.lines_of_text((middle, first(plot.len())), &plot, STRONG_TEXT.anchored(Anchor::Middle), step);
    let right = columns.errors.0 + columns.errors.1;
    scene.lines_of_text((right, first(error.len())), &error, STRONG_TEXT.anchored(Anchor::End), step);
    let rule = last + 7.0;
    scene.line([(MARGIN, rule), (WIDTH - MARGIN, rule)], Stroke::new(SOFT_INK, 1.2));
    rule + 2.0
}

fn entries(input: &ObserverDifferences, band: Option<&DetectableBand>) -> Vec<Entry> {
    let all = || input.observers.iter().flat_map(ObserverRow::found);
    let mut entries = vec![(Key::Point { ink: POINTS, open: false }, "One reading".to_owned())];
    if all().any(|one| one.gross) {
        entries.push((Key::Triangle(DARK_VERMILLION), "Gross error".to_owned()));
    }
    let interval = input.observers.iter().find_map(|row| row.mean.as_ref()?.interval.as_ref().map(interval_name));
    let interval =
        interval.map_or_else(|| "Mean of an observer".to_owned(), |name| format!("Mean of an observer, {name}"));
    entries.push((Key::Estimate, interval));
    entries.extend(band.map(|band| (Key::Patch(LIGHT_GREY.at(0.5)), format!("± {}", band.text(input.unit)))));
    entries
}

fn words(input: &ObserverDifferences, band: Option<&DetectableBand>) -> (String, String, String) {
    let label = as_heading(input.label.trim());
    let title = format!("{label}: differences between observers");
    let band = band.map(|band| format!(" Grey: ± {}.", band.text(input.unit))).unwrap_or_default();
    let gross: usize = input.observers.iter().map(|row| row.found().filter(|one| one.gross).count()).sum();
    let triangles = match gross {
        0 => "",
        _ => " Triangles: readings flagged as gross errors; an arrow is one beyond the axis, with its value.",
    };
    let caption = format!(
        "{}, by observer. Points: each reading minus the person's mean of all observers; squares: the mean of an observer with its interval. \
         At the right the observer's own typical error of measurement (TEM), which is about repeated readings and not about the mean; – : \
         nothing was read twice.{triangles}{band}",
        named(&label, input.unit),
    );
    let digits = decimals(input.observers.iter().filter_map(|row| row.mean.as_ref()), input.decimals);
    let line = |row: &ObserverRow| {
        let mean = row.mean.as_ref().filter(|mean| mean.value.is_finite()).map_or_else(
            || "mean not estimable".to_owned(),
            |mean| {
                let interval = mean.interval.as_ref().map(|it| {
                    format!(" ({} {})", interval_name(it), with_unit(&ends(it.lower, it.upper, digits), input.unit))
                });
                format!("mean {}{}", with_unit(&signed(mean.value, digits), input.unit), interval.unwrap_or_default())
            },
        );
        let tem = row
            .tem
            .as_ref()
            .map_or_else(String::new, |_| format!(", TEM {}", with_unit(&row.tem_text(input), input.unit)));
        let gross: Vec<String> = row
            .found()
            .filter(|one| one.gross)
            .map(|one| with_unit(&fixed(one.value, usize::from(input.decimals)), input.unit))
            .collect();
        let gross = if gross.is_empty() { String::new() } else { format!(", gross errors {}", gross.join(", ")) };
        let name = if row.name().is_empty() { "Unnamed" } else { row.name() };
        format!(" {name}, {} readings: {mean}{tem}{gross}.", count(row.found().count()))
    };
    let lines: String = input.observers.iter().map(line).collect();
    let alt_text = format!(
        "Deviations of {} readings of {} observers from each person's mean.{lines}{band}",
        in_sentence(&label),
        count(input.observers.len()),
    );
    (title, caption, alt_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::observer_row::ObserverDeviation;
    use crate::chart::test_support::{check, hostile_names, named_estimate};

    fn row(index: usize, readings: usize, half: f64) -> ObserverRow {
        let value = |at: usize| ((at * 7919 + index * 31) % 41) as f64 / 20.0 - 1.0 + 0.05 * index as f64;
        let deviations = (0..readings).map(|at| ObserverDeviation { value: value(at), gross: false }).collect();
        ObserverRow {
            label: format!("Observer {index}"),
            deviations,
            mean: Some(named_estimate("mean deviation", 0.05 * index as f64, half)),
            tem: Some(named_estimate("TEM", 0.62, half)),
        }
    }

    fn input(observers: usize, readings: usize, half: f64) -> ObserverDifferences {
        ObserverDifferences {
            label: "Waist girth".into(),
            unit: Unit::Cm,
            decimals: 1,
            observers: (0..observers).map(|index| row(index, readings, half)).collect(),
            band: Some(DetectableBand { value: 0.7, label: "TEM".into() }),
        }
    }

    #[test]
    fn observers_are_drawn_with_their_errors() {
        for (observers, readings) in [(1, 1), (2, 12), (5, 60), (12, 40), (25, 400)] {
            let figure = observer_differences(&input(observers, readings, 0.2));
            check(&figure);
            check(&figure.stamped("Simulated data"));
        }
        let figure = observer_differences(&input(2, 12, 0.2));
        let words = "Observer 1, 12 readings: mean +0.05 cm (95 % CI −0.15 to 0.25 cm), TEM 0.62 (0.42 to 0.82) cm.";
        assert!(figure.alt_text.contains(words), "{}", figure.alt_text);
        assert!(figure.caption.ends_with(" Grey: ± TEM 0.7 cm."), "{}", figure.caption);
    }

    #[test]
    fn gross_errors_stand_out_and_do_not_squeeze_the_others() {
        let gross = |value| ObserverDeviation { value, gross: true };
        let mut input = input(3, 30, 0.2);
        let plain = range(&input, input.band.as_ref());
        input.observers[0].deviations.extend([gross(1.2), gross(12.3)]);
        input.observers[2].deviations.extend([gross(-25.0), gross(-9.0), gross(1e9)]);
        let wide = range(&input, input.band.as_ref());
        assert!(wide.1 - wide.0 < 1.5 * (plain.1 - plain.0), "{wide:?}");
        let texts = |row: usize| -> Vec<String> {
            input.observers[row].beyond(wide, 1).into_iter().map(|beyond| beyond.text).collect()
        };
        assert_eq!(texts(0), ["+12.3"]);
        assert_eq!(texts(2), ["2, to −25.0", "+1,000,000,000.0"]);
        let figure = observer_differences(&input);
        check(&figure);
        assert!(figure.alt_text.contains("gross errors 1.2 cm, 12.3 cm."), "{}", figure.alt_text);
        assert!(figure.caption.contains("an arrow is one beyond the axis"), "{}", figure.caption);
    }

    #[test]
    fn degenerate_observers_are_drawn() {
        for half in [0.0, 1e-9, 1e9, f64::INFINITY] {
            check(&observer_differences(&input(3, 5, half)));
        }
        check(&observer_differences(&input(0, 0, 1.0)));
        let mut input = input(4, 3, 0.2);
        for (row, name) in input.observers.iter_mut().zip(hostile_names()) {
            row.label = name;
        }
        input.observers[1].deviations = vec![ObserverDeviation { value: f64::NAN, gross: true }; 3];
        input.observers[2].deviations = Vec::new();
        input.observers[2].mean = None;
        input.observers[2].tem = None;
        input.observers[3].deviations = vec![ObserverDeviation { value: 0.0, gross: false }; 900];
        check(&observer_differences(&input));
        check(&observer_differences(&ObserverDifferences { band: None, unit: Unit::None, ..input }));
    }
}
