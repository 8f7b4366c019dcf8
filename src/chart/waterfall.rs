//! Every participant's change, sorted.

use super::axis::{Numbered, heading, vertical};
use super::detectable_band::{self, DetectableBand};
use super::figure::Figure;
use super::legend::{self, Key};
use super::marks;
use super::pairs::{Change, Direction, Pair, Pairs};
use super::rule_labels::{self, LEADER, Rule};
use super::scale::{Scale, grain, limits};
use super::scene::{Anchor, Dash, Scene, Stroke};
use super::text::{line_height, wrap};
use super::theme::{CAP_HEIGHT, GREY, INK, LABEL_TEXT, MARGIN, PLOT_HEIGHT, STRONG_TEXT, WIDTH};
use crate::data::PairedSample;
use crate::result::Estimate;
use crate::result::format::{as_heading, count, fixed, signed, with_unit};

/// A change that a claim speaks of, to be drawn as a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Threshold {
    /// The change, in the unit of the sample.
    pub value: f64,
    /// What it is: `claimed`, `smallest that matters`.
    pub label: String,
}

/// Width of the labels right of the plot.
const NOTE: f64 = 140.0;
/// Fewest px of a bar that still has a gap beside it; narrower ones join to an area.
const BAR: f64 = 3.0;

/// One bar for each participant, from the largest rise to the largest fall; those without change as a grey band on the zero line. Lines
/// show the mean change (the estimate, if `change` is given) and the thresholds; a grey band holds the changes of a person that measuring
/// error alone explains.
pub fn waterfall(
    sample: &PairedSample,
    change: Option<&Estimate>,
    thresholds: &[Threshold],
    band: Option<&DetectableBand>,
) -> Figure {
    let pairs = Pairs::of(sample);
    let band = detectable_band::sound(band);
    let change = Change::of(&pairs, change);
    let thresholds: Vec<&Threshold> = thresholds.iter().filter(|threshold| threshold.value.is_finite()).collect();
    let mut rows: Vec<&Pair> = pairs.rows.iter().collect();
    rows.sort_by(|left, right| right.change.total_cmp(&left.change));

    let mut scene = Scene::default();
    let mut entries = legend::participants(&pairs, Key::Bar);
    entries.extend(band.map(|band| band.entry(pairs.unit)));
    let top = legend::row(&mut scene, &entries, MARGIN, WIDTH - MARGIN, MARGIN - 4.0) + 2.0;
    let top = heading(&mut scene, &pairs.change_name(), MARGIN, top, WIDTH - 2.0 * MARGIN, Anchor::Start) + 12.0;
    let mut lines: Vec<f64> = thresholds.iter().map(|threshold| threshold.value).chain([0.0, change.value]).collect();
    lines.extend(band.iter().flat_map(|band| [-band.value, band.value]));
    let (low, high) = window(&pairs, &rows, &lines);
    let beyond = Beyond::of(&rows, (low, high));
    let labels = labels(&pairs, &change, &thresholds, &beyond);
    let plot_height = PLOT_HEIGHT.max(rule_labels::tall(&labels));
    let numbers = Numbered::vertical(low, high, plot_height);
    let scale = Scale::new((low, high), (top + plot_height, top));
    let (left, right) = (MARGIN + numbers.room(), WIDTH - MARGIN - NOTE - LEADER);
    if let Some(band) = band {
        band.draw(&mut scene, &scale, (left, right));
    }
    vertical(&mut scene, &scale, &numbers, left, true, Some(right));
    bars(&mut scene, &rows, &scale, (left + 4.0, right));
    let zero = scale.px(0.0);
    scene.line([(left, zero), (right, zero)], Stroke::new(INK, 1.2));
    rule_labels::draw(&mut scene, &labels, &scale, (left, right));

    let below = top + plot_height + 14.0 + LABEL_TEXT.size * CAP_HEIGHT;
    let mut baseline = below;
    for line in wrap("Participants, sorted by change", LABEL_TEXT, right - left) {
        scene.text(((left + right) / 2.0, baseline), line, LABEL_TEXT.anchored(Anchor::Middle));
        baseline += line_height(LABEL_TEXT);
    }
    let height = (baseline - line_height(LABEL_TEXT) + 5.0 + MARGIN).ceil();
    let (title, caption, alt_text) = words(&pairs, &change, &thresholds, &beyond, band);
    Figure { id: "waterfall", title, caption, alt_text, width: WIDTH, height, scene }
}

/// Fewest participants of whom the axis may leave out the farthest.
const MANY: usize = 100;

/// The range of the axis: all changes and lines; but of many participants, should the farthest 1 % squeeze the others to less than 60 %
/// of the height, the range of the others.
fn window(pairs: &Pairs, rows: &[&Pair], lines: &[f64]) -> (f64, f64) {
    let of = |rows: &[&Pair]| {
        limits(rows.iter().map(|pair| pair.change).chain(lines.iter().copied()), 0.04, grain(pairs.decimals))
    };
    let all = of(rows);
    let aside = rows.len() / 200;
    let core = rows.get(aside..rows.len() - aside).filter(|_| rows.len() >= MANY).map_or(all, of);
    if core.1 - core.0 < 0.6 * (all.1 - all.0) { core } else { all }
}

/// Those whose bars are cut at the ends of the axis: how many, and the farthest of them.
#[derive(Clone, Copy, Debug, Default)]
struct Beyond {
    above: Option<(usize, f64, f64)>,
    below: Option<(usize, f64, f64)>,
}

impl Beyond {
    /// From rows that are sorted from the largest change down.
    fn of(rows: &[&Pair], (low, high): (f64, f64)) -> Beyond {
        let above = rows.iter().filter(|pair| pair.change > high).count();
        let below = rows.iter().filter(|pair| pair.change < low).count();
        Beyond {
            above: rows.first().filter(|_| above > 0).map(|pair| (above, high, pair.change)),
            below: rows.last().filter(|_| below > 0).map(|pair| (below, low, pair.change)),
        }
    }

    /// `5 falls cut, to −56.0 cm`, with the end of the axis.
    fn texts(&self, pairs: &Pairs) -> Vec<(f64, String)> {
        let text = |((many, end, farthest), word): ((usize, f64, f64), &str)| {
            let farthest = with_unit(&signed(farthest, usize::from(pairs.decimals)), pairs.unit);
            let plural = if many == 1 { "" } else { "s" };
            (end, format!("{} {word}{plural} cut, to {farthest}", count(many)))
        };
        let both = self.above.map(|above| (above, "rise")).into_iter().chain(self.below.map(|below| (below, "fall")));
        both.map(text).collect()
    }
}

/// Bars where they have the room, an area where they have not.
fn bars(scene: &mut Scene, rows: &[&Pair], scale: &Scale, (left, right): (f64, f64)) {
    let step = (right - left) / rows.len().max(1) as f64;
    let zero = scale.px(0.0);
    if step >= BAR {
        let wide = (step * 0.78).min(56.0);
        for (index, pair) in rows.iter().enumerate() {
            let middle = left + (index as f64 + 0.5) * step;
            let (from, to) = (middle - wide / 2.0, middle + wide / 2.0);
            let (upper, lower) = match pair.direction {
                Direction::Unchanged => (zero - 2.5, zero + 2.5),
                _ => (zero.min(scale.px(pair.change)), zero.max(scale.px(pair.change))),
            };
            scene.rect((from, upper), (to, lower), marks::ink(pair.direction));
        }
        return;
    }
    for direction in [Direction::Rose, Direction::Fell] {
        let mut outline = Vec::new();
        for (index, pair) in rows.iter().enumerate().filter(|(_, pair)| pair.direction == direction) {
            let y = scale.px(pair.change);
            let (from, to) = (left + index as f64 * step, left + (index + 1) as f64 * step);
            match outline.last_mut() {
                Some((x, last)) if *last == y => *x = to,
                _ => outline.extend([(from, y), (to, y)]),
            }
        }
        if let (Some(first), Some(last)) = (outline.first().copied(), outline.last().copied()) {
            outline.extend([(last.0, zero), (first.0, zero)]);
            scene.area(outline, marks::ink(direction));
        }
    }
    let first = rows.iter().position(|pair| pair.direction == Direction::Unchanged);
    let last = rows.iter().rposition(|pair| pair.direction == Direction::Unchanged);
    if let (Some(first), Some(last)) = (first, last) {
        let (from, to) = (left + first as f64 * step, left + (last + 1) as f64 * step);
        scene.rect((from, zero - 2.5), (to.max(from + 1.0), zero + 2.5), GREY);
    }
}

fn labels(pairs: &Pairs, change: &Change, thresholds: &[&Threshold], beyond: &Beyond) -> Vec<Rule> {
    let stroke = |dash| Some(Stroke::new(INK, 2.0).dashed(dash));
    let mean = [(as_heading(&change.label), LABEL_TEXT), (change.value_text(), STRONG_TEXT)];
    let mean = Rule::new(change.value, stroke(Dash::Dashed), &mean, NOTE);
    let others = thresholds.iter().map(|threshold| {
        let text = format!("{} {}", threshold.label, threshold_value(threshold, change));
        Rule::new(threshold.value, stroke(Dash::Dotted), &[(text, LABEL_TEXT)], NOTE)
    });
    let cut = beyond.texts(pairs).into_iter();
    let cut = cut.map(|(value, text)| Rule::new(value, None, &[(text, LABEL_TEXT)], NOTE));
    [mean].into_iter().chain(others).chain(cut).collect()
}

/// The shortest digits that are exact: a threshold is a number that somebody wrote.
fn threshold_value(threshold: &Threshold, change: &Change) -> String {
    let written = format!("{}", threshold.value);
    let decimals = written.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    with_unit(&fixed(threshold.value, decimals.min(6)), change.unit)
}

fn words(
    pairs: &Pairs,
    change: &Change,
    thresholds: &[&Threshold],
    beyond: &Beyond,
    band: Option<&DetectableBand>,
) -> (String, String, String) {
    let group = pairs.group_in_words();
    let n = count(pairs.n());
    let title = format!("{}: single changes{group}", pairs.label);
    let lines = thresholds.iter().map(|it| format!("; dotted line: {} {}", it.label, threshold_value(it, change)));
    let lines: String = lines.collect();
    let caption = format!(
        "{}{group}, of each of n = {n} participants, from the largest rise to the largest fall; a change is {} minus {}. \
         Dashed line: {}{lines}.{}{}{}",
        pairs.change_name(),
        pairs.second,
        pairs.first,
        change.in_words(),
        if pairs.count(Direction::Unchanged) > 0 {
            " Participants without change are a grey mark on the zero line."
        } else {
            ""
        },
        match beyond.texts(pairs) {
            cut if cut.is_empty() => String::new(),
            cut => format!(
                " So that the others can be read, bars beyond the axis are cut: {}.",
                cut.into_iter().map(|(_, text)| text.replace(" cut,", " up")).collect::<Vec<_>>().join(" and ")
            ),
        },
        band.map(|band| format!(" Of the changes, {} (grey band).", band.counts_in_words(pairs))).unwrap_or_default(),
    );
    let reached: String = thresholds
        .iter()
        .map(|it| {
            let far = |pair: &&Pair| if it.value < 0.0 { pair.change <= it.value } else { pair.change >= it.value };
            let many = pairs.rows.iter().filter(far).count();
            format!(" {} of {n} reached {} ({}).", count(many), threshold_value(it, change), it.label)
        })
        .collect();
    let alt_text = format!(
        "Waterfall of the single changes{group}, n = {n}: {}; {}. The {}.{reached}{}",
        pairs.directions_in_words(),
        pairs.changes_in_words(),
        change.in_words(),
        band.map(|band| format!(" Of the changes, {}.", band.counts_in_words(pairs))).unwrap_or_default(),
    );
    (title, caption, alt_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, degenerate, estimate, many, sample};

    fn threshold(value: f64, label: &str) -> Threshold {
        Threshold { value, label: label.to_owned() }
    }

    #[test]
    fn any_number_of_bars_is_drawn() {
        for n in [1, 2, 40, 137, 500, 1382] {
            let sample = many(n);
            let lines = [
                threshold(-1.5, "claimed"),
                threshold(-2.0, "claimed"),
                threshold(-1.6, "<b>smallest that matters</b>"),
            ];
            check(&waterfall(&sample, Some(&estimate(&sample, 0.4)), &lines, None));
        }
    }

    #[test]
    fn degenerate_samples_are_drawn() {
        for sample in degenerate() {
            let many_lines: Vec<_> =
                (0..20).map(|index| threshold(f64::from(index) * 0.01, "one of many thresholds")).collect();
            check(&waterfall(&sample, None, &[threshold(f64::NAN, "none")], None));
            check(&waterfall(&sample, None, &many_lines, None));
        }
    }

    #[test]
    fn measuring_error_is_a_band_and_counted() {
        let mut samples = degenerate();
        samples.extend([many(1), many(40), many(500)]);
        for sample in samples {
            for (value, label) in
                [(3.3, "MDC95"), (1e6, "MDC95"), (1e-6, ""), (1.5, "smallest detectable change of one person")]
            {
                let band = DetectableBand { value, label: label.into() };
                check(&waterfall(&sample, None, &[threshold(-1.5, "claimed")], Some(&band)));
            }
        }
        let sample = sample("Waist girth", &[("92.3", "90.8"), ("71.5", "70.1"), ("80.0", "78.4"), ("80.0", "82.0")]);
        let band = DetectableBand { value: 1.5, label: "MDC95".into() };
        let figure = waterfall(&sample, None, &[], Some(&band));
        let counts = "2 of 4 lie within measuring error (MDC95 1.5 cm), 1 fell by more and 1 rose by more";
        assert!(figure.caption.contains(counts) && figure.alt_text.contains(counts), "{}", figure.caption);
    }

    #[test]
    fn a_threshold_is_decided_exactly() {
        let sample = sample("Waist girth", &[("92.3", "90.8"), ("71.5", "70.1"), ("80.0", "78.5")]);
        let figure = waterfall(&sample, None, &[threshold(-1.5, "claimed")], None);
        assert!(figure.alt_text.contains("2 of 3 reached −1.5 cm (claimed)"), "{}", figure.alt_text);
    }

    #[test]
    fn far_bars_of_many_are_cut_and_said_so() {
        let mut rows: Vec<(String, &str)> =
            (0..300).map(|index| (format!("{}.{}", 80 + index % 3, index % 10), "81.0")).collect();
        rows.push(("181.0".to_owned(), "81.0"));
        let rows: Vec<_> = rows.iter().map(|(before, after)| (before.as_str(), *after)).collect();
        let figure = waterfall(&sample("Waist girth", &rows), None, &[], None);
        check(&figure);
        assert!(figure.caption.contains("1 fall up to −100.0 cm"), "{}", figure.caption);
    }
}
