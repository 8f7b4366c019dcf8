//! Differences of two readings of the same thing against their means (Bland and Altman 1986, 1999).

use super::agreement_points::{AgreementPoint, Dots};
use super::axis::{Numbered, heading, horizontal, title_below, vertical};
use super::figure::Figure;
use super::legend::{self, Entry, Key};
use super::rule_labels::{self, LEADER, Rule};
use super::scale::{Scale, grain, limits, limits_with_ends};
use super::scene::{Anchor, Dash, Ink, Point, Scene, Stroke};
use super::theme::{BLUE, GREY, INK, LABEL_TEXT, MARGIN, PLOT_HEIGHT, STRONG_TEXT, VERMILLION, WHITE, WIDTH};
use crate::data::Unit;
use crate::result::Estimate;
use crate::result::format::{as_heading, count, ends, estimate_decimals, fixed, in_sentence, interval_name, named};
use crate::result::format::{signed, uncertainty, with_interval, with_unit};

/// A line of the difference against the mean.
#[derive(Clone, Debug, PartialEq)]
pub struct ProportionalBias {
    /// The difference at a mean of zero.
    pub intercept: f64,
    /// By how much the difference grows with each unit of the mean.
    pub slope: Estimate,
}

/// What a Bland-Altman plot shows.
#[derive(Clone, Debug, PartialEq)]
pub struct BlandAltman {
    /// What was measured: `Waist girth`.
    pub label: String,
    /// The unit of the readings.
    pub unit: Unit,
    /// Decimals of the readings.
    pub decimals: u8,
    /// Where the first readings come from: `first reading`, `observer A`, `tape`.
    pub first: String,
    /// Where the second ones come from.
    pub second: String,
    /// The pairs of readings; of one person in the order in which they were taken.
    pub points: Vec<AgreementPoint>,
    /// The mean difference.
    pub bias: Estimate,
    /// The lower limit of agreement.
    pub lower: Estimate,
    /// The upper limit of agreement.
    pub upper: Estimate,
    /// How the difference changes with the size, where that is to be shown.
    pub slope: Option<ProportionalBias>,
}

/// Width of the words right of the plot.
const NOTE: f64 = 140.0;
const POINTS: Ink = INK.at(0.6);
const ZERO: Stroke = Stroke::new(INK, 1.2);
const BIAS: Stroke = Stroke::new(BLUE, 2.4);
const LIMIT: Stroke = Stroke::new(BLUE, 2.0).dashed(Dash::Dashed);
const INTERVAL: Ink = BLUE.at(0.15);
const SLOPE: Stroke = Stroke::new(VERMILLION, 2.0).dashed(Dash::Dotted);
/// What joins the points of one person.
const JOIN: Stroke = Stroke::new(GREY.at(0.45), 1.2);

/// The difference of each two readings against their mean, with the mean difference and the limits of agreement as lines, each in the band
/// of its interval, and the line of no difference. Equal points are one point, the larger the more they are; points of one person are
/// joined.
pub fn bland_altman(input: &BlandAltman) -> Figure {
    let dots = Dots::of(&input.points);
    let mut scene = Scene::default();
    let top = legend::row(&mut scene, &entries(input, &dots), MARGIN, WIDTH - MARGIN, MARGIN - 4.0) + 2.0;
    let [first, second] = names(input);
    let name = format!("Difference in {}, {second} − {first}", in_sentence(input.label.trim()));
    let name = named(&name, input.unit);
    let top = heading(&mut scene, &name, MARGIN, top, WIDTH - 2.0 * MARGIN, Anchor::Start) + 12.0;
    let rules = rules(input);
    let tall = PLOT_HEIGHT.max(rule_labels::tall(&rules));
    let (low, high) = differences(input);
    let numbers = Numbered::vertical(low, high, tall);
    let y = Scale::new((low, high), (top + tall, top));
    let (left, right) = (MARGIN + numbers.room(), WIDTH - MARGIN - NOTE - LEADER);
    let means = limits(dots.all.iter().map(|dot| dot.mean), 0.05, grain(input.decimals));
    let x = Scale::new(means, (left, right));
    for interval in estimates(input).iter().filter_map(|(_, estimate, _)| estimate.interval.as_ref()) {
        scene.rect((left, y.px(interval.upper)), (right, y.px(interval.lower)), INTERVAL);
    }
    vertical(&mut scene, &y, &numbers, left, true, Some(right));
    scene.line([(left, y.px(0.0)), (right, y.px(0.0))], ZERO);
    if dots.is_joined() {
        for person in dots.persons() {
            scene.line(person.iter().map(|at| (x.px(at.mean), y.px(at.difference))).collect::<Vec<Point>>(), JOIN);
        }
    }
    rule_labels::draw(&mut scene, &rules, &y, (left, right));
    for dot in &dots.all {
        let at = (x.px(dot.mean), y.px(dot.difference));
        scene.disc(at, dots.radius(dot.many) + 0.8, WHITE.at(0.7));
        scene.disc(at, dots.radius(dot.many), POINTS);
    }
    if let Some(line) = slope_line(input) {
        let line = line.map(|(mean, difference)| (x.px(mean), y.px(difference)));
        scene.line(line, Stroke::new(WHITE.at(0.8), SLOPE.width + 1.5));
        scene.line(line, SLOPE);
    }
    let across = Numbered::horizontal(x.low, x.high, right - left);
    let edge = horizontal(&mut scene, &x, &across, top + tall, None, WIDTH);
    let mean = named(&format!("Mean of the two readings of {}", in_sentence(input.label.trim())), input.unit);
    let height = (title_below(&mut scene, &mean, &x, edge) + MARGIN).ceil();
    let (title, caption, alt_text) = words(input, &dots);
    Figure { id: "bland-altman", title, caption, alt_text, width: WIDTH, height, scene }
}

/// What the two readings are called.
fn names(input: &BlandAltman) -> [&str; 2] {
    [(&input.first, "first"), (&input.second, "second")].map(|(given, otherwise)| match given.trim() {
        "" => otherwise,
        given => given,
    })
}

/// Name, estimate and line of each of the three.
fn estimates(input: &BlandAltman) -> [(&'static str, &Estimate, Stroke); 3] {
    [("Upper limit", &input.upper, LIMIT), ("Bias", &input.bias, BIAS), ("Lower limit", &input.lower, LIMIT)]
}

/// Decimals of the three.
fn decimals(input: &BlandAltman) -> usize {
    let of = |(_, estimate, _): (&str, &Estimate, Stroke)| estimate_decimals(uncertainty(estimate), input.decimals);
    estimates(input).map(of).into_iter().max().unwrap_or(0)
}

fn rules(input: &BlandAltman) -> Vec<Rule> {
    let decimals = decimals(input);
    let found = estimates(input).into_iter().filter(|(_, estimate, _)| estimate.value.is_finite());
    let rule = |(name, estimate, stroke): (&str, &Estimate, Stroke)| {
        let value = with_unit(&signed(estimate.value, decimals), input.unit);
        let mut texts = vec![(name.to_owned(), LABEL_TEXT), (value, STRONG_TEXT)];
        texts.extend(estimate.interval.as_ref().map(|it| (ends(it.lower, it.upper, decimals), LABEL_TEXT)));
        Rule::new(estimate.value, Some(stroke), &texts, NOTE)
    };
    found.map(rule).collect()
}

/// The proportional bias over the range of the means.
fn slope_line(input: &BlandAltman) -> Option<[Point; 2]> {
    let bias = input.slope.as_ref().filter(|bias| (bias.intercept + bias.slope.value).is_finite())?;
    let means = || input.points.iter().map(|point| point.mean).filter(|mean| mean.is_finite());
    let ends = [means().fold(f64::INFINITY, f64::min), means().fold(f64::NEG_INFINITY, f64::max)];
    let line = ends.map(|mean| (mean, bias.intercept + bias.slope.value * mean));
    line.iter().all(|end| end.1.is_finite()).then_some(line)
}

/// The range of the vertical axis.
fn differences(input: &BlandAltman) -> (f64, f64) {
    let estimates = estimates(input);
    let values = estimates.iter().map(|(_, estimate, _)| estimate.value);
    let points = input.points.iter().map(|point| point.difference);
    let line = slope_line(input).into_iter().flatten().map(|end| end.1);
    let core: Vec<f64> = values.chain(points).chain(line).chain([0.0]).collect();
    let intervals = estimates.iter().filter_map(|(_, estimate, _)| estimate.interval.as_ref());
    limits_with_ends(&core, intervals.flat_map(|interval| [interval.lower, interval.upper]), 0.05)
}

/// `95 % CI`, where the three have intervals of one level.
fn interval_word(input: &BlandAltman) -> Option<String> {
    estimates(input).into_iter().find_map(|(_, estimate, _)| estimate.interval.as_ref().map(interval_name))
}

fn entries(input: &BlandAltman, dots: &Dots<'_>) -> Vec<Entry> {
    let mut entries = vec![(Key::Words { bold: false }, dots.in_words())];
    entries.push((Key::Point { ink: POINTS, open: false }, "One pair".to_owned()));
    if let Some(many) = dots.largest_shown() {
        let key = Key::SizedPoint { ink: POINTS, radius: dots.radius(many) };
        entries.push((key, format!("{} equal pairs", count(many))));
    }
    if dots.is_joined() {
        entries.push((Key::Line(JOIN), "Same person".to_owned()));
    }
    entries.push((Key::Line(ZERO), "No difference".to_owned()));
    entries.extend(interval_word(input).map(|name| (Key::Patch(INTERVAL), name)));
    if let (Some(bias), Some(_)) = (&input.slope, slope_line(input)) {
        entries.push((Key::Line(SLOPE), format!("Slope {}", slope_text(input, bias))));
    }
    entries
}

/// `0.052 (0.011 to 0.093) cm per cm`.
fn slope_text(input: &BlandAltman, bias: &ProportionalBias) -> String {
    let decimals = estimate_decimals(uncertainty(&bias.slope), 3);
    let text = with_interval(&bias.slope, decimals);
    match input.unit.symbol() {
        "" => text,
        unit => format!("{text} {unit} per {unit}"),
    }
}

fn words(input: &BlandAltman, dots: &Dots<'_>) -> (String, String, String) {
    let label = as_heading(input.label.trim());
    let [first, second] = names(input);
    let title = format!("{label}: agreement of two readings, {second} and {first}");
    let decimals = decimals(input);
    let line = |(name, estimate, _): (&str, &Estimate, Stroke)| {
        let value = match estimate.value.is_finite() {
            true => with_unit(&signed(estimate.value, decimals), input.unit),
            false => "not estimable".to_owned(),
        };
        let interval = estimate.interval.as_ref().map(|it| {
            format!(" ({} {})", interval_name(it), with_unit(&ends(it.lower, it.upper, decimals), input.unit))
        });
        format!("{name} {value}{}.", interval.unwrap_or_default())
    };
    let [upper, bias, lower] = estimates(input).map(line);
    let tied = if dots.largest_shown().is_some() { " The area of a point is the number of equal pairs." } else { "" };
    let joined = match (dots.is_joined(), dots.persons().next().is_some()) {
        (true, _) => " Thin lines join the points of one person.",
        (false, true) => " Several points may be of one person.",
        (false, false) => "",
    };
    let slope = input.slope.as_ref().filter(|_| slope_line(input).is_some());
    let slope = slope.map(|bias| format!(" Dotted: proportional bias, slope {}.", slope_text(input, bias)));
    let slope = slope.unwrap_or_default();
    let bands = interval_word(input).map(|name| format!(", each in the band of its {name}")).unwrap_or_default();
    let caption = format!(
        "{}: {second} minus {first} against the mean of both, {}. Thick line: the mean difference (bias); dashed: the limits of agreement, \
         between which most differences of such readings lie{bands}; thin line: no difference.{tied}{joined}{slope}",
        named(&label, input.unit),
        dots.in_words(),
    );
    let range = |value: fn(&AgreementPoint) -> f64| {
        let values = || dots.points.iter().map(|point| value(point));
        let ends = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
        let digits = usize::from(input.decimals);
        with_unit(&format!("{} to {}", fixed(ends.0, digits), fixed(ends.1, digits)), input.unit)
    };
    let ranges = match dots.points.is_empty() {
        true => String::new(),
        false => format!(
            " The means run from {}, the differences from {}.",
            range(|point| point.mean),
            range(|point| point.difference)
        ),
    };
    let alt_text = format!(
        "Bland-Altman plot of {}, {second} minus {first}, {}. {bias} {lower} {upper}{slope}{ranges}",
        in_sentence(&label),
        dots.in_words(),
    );
    (title, caption, alt_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, hostile_names, named_estimate};

    fn input(people: usize, each: usize, half: f64) -> BlandAltman {
        let point = |index: usize| AgreementPoint {
            mean: 80.0 + (index * 7919 % 293) as f64 / 10.0,
            difference: ((index * 104_729 % 41) as f64 - 18.0) / 10.0,
            person: index % people,
        };
        BlandAltman {
            label: "Waist girth".into(),
            unit: Unit::Cm,
            decimals: 1,
            first: "first reading".into(),
            second: "second reading".into(),
            points: (0..people * each).map(point).collect(),
            bias: named_estimate("bias", 0.2, half),
            lower: named_estimate("lower limit", -2.1, 2.0 * half),
            upper: named_estimate("upper limit", 2.5, 2.0 * half),
            slope: None,
        }
    }

    #[test]
    fn bias_and_limits_are_drawn_and_said() {
        for (people, each) in [(1, 1), (2, 1), (15, 3), (60, 1), (100, 3), (2000, 1)] {
            let mut input = input(people, each, 0.3);
            check(&bland_altman(&input));
            input.slope = Some(ProportionalBias { intercept: -4.0, slope: named_estimate("slope", 0.05, 0.04) });
            let figure = bland_altman(&input);
            check(&figure);
            check(&figure.stamped("Simulated data"));
        }
        let mut repeated = input(15, 3, 0.3);
        repeated.slope = Some(ProportionalBias { intercept: -4.0, slope: named_estimate("slope", 0.05, 0.04) });
        let figure = bland_altman(&repeated);
        for words in [
            "45 pairs of readings of 15 people",
            "Bias +0.20 cm (95 % CI −0.10 to 0.50 cm).",
            "Lower limit −2.10 cm (95 % CI −2.70 to −1.50 cm).",
            "slope 0.050 (0.010 to 0.090) cm per cm",
        ] {
            assert!(figure.alt_text.contains(words), "{}", figure.alt_text);
        }
        assert!(figure.caption.contains("join the points of one person"), "{}", figure.caption);
    }

    #[test]
    fn equal_points_are_said_to_be_larger() {
        let point = |mean, difference, person| AgreementPoint { mean, difference, person };
        let mut input = input(1, 1, 0.3);
        input.points = vec![point(80.0, 1.0, 0), point(80.0, 1.0, 1), point(80.0, 1.0, 2), point(81.0, 0.0, 3)];
        let figure = bland_altman(&input);
        check(&figure);
        assert!(figure.caption.contains("The area of a point is the number of equal pairs."), "{}", figure.caption);
    }

    #[test]
    fn degenerate_agreement_is_drawn() {
        for half in [0.0, 1e-9, 1e9, f64::INFINITY] {
            check(&bland_altman(&input(5, 2, half)));
        }
        for name in hostile_names() {
            let named = BlandAltman { first: name.clone(), second: name.clone(), label: name, ..input(5, 1, 0.2) };
            check(&bland_altman(&named));
        }
        let point = |mean, difference| AgreementPoint { mean, difference, person: 0 };
        for points in [
            vec![],
            vec![point(f64::NAN, 1.0), point(80.0, f64::INFINITY)],
            vec![point(80.0, 0.0); 400],
            vec![point(1e9, 0.1), point(1e9 + 1.0, -0.1)],
            vec![point(80.0, 1e6), point(81.0, 0.1)],
        ] {
            let mut input = BlandAltman { points, ..input(1, 1, 0.2) };
            input.slope = Some(ProportionalBias { intercept: 0.0, slope: named_estimate("slope", 1e3, f64::INFINITY) });
            check(&bland_altman(&input));
            input.upper.value = f64::NAN;
            input.upper.interval = None;
            check(&bland_altman(&BlandAltman { unit: Unit::None, ..input }));
        }
    }
}
