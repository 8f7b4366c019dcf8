//! How the Bayes factor depends on the width of the prior.

use super::axis::{Numbered, heading, horizontal, title_below, vertical};
use super::figure::Figure;
use super::legend::{self, Entry, Key};
use super::marks;
use super::pairs::Pairs;
use super::scale::{Scale, limits};
use super::scene::{Anchor, Dash, Scene, Stroke, TextStyle};
use super::text::{line_height, wrap};
use super::theme::{BLUE, CAP_HEIGHT, GREY, INK, LABEL_TEXT, MARGIN, PLOT_HEIGHT, SOFT_INK, WIDTH};
use super::ticks::ticks;
use crate::data::PairedSample;
use crate::result::format::{count, fixed, in_sentence};

/// Width of the words for the strength of evidence.
const NOTE: f64 = 128.0;
const CURVE: Stroke = Stroke::new(BLUE, 2.2);
const EVEN: Stroke = Stroke::new(INK, 1.2);
const REFERENCE: Stroke = Stroke::new(GREY, 1.2).dashed(Dash::Dashed);

/// The longest axis, in powers of ten, on which 3 and 10 can be told apart.
const SHORT: f64 = 4.5;

/// Log10 of 3.
const LOG_3: f64 = 0.477_121_254_719_662_4;
/// The evidence between two Bayes factors, on the scale of log10 BF10 (Jeffreys 1961, in the words of Lee and Wagenmakers 2013).
const EVIDENCE: [(f64, f64, &str); 6] = [
    (f64::NEG_INFINITY, -1.0, "strong for no change"),
    (-1.0, -LOG_3, "moderate for no change"),
    (-LOG_3, 0.0, "weak for no change"),
    (0.0, LOG_3, "weak for a change"),
    (LOG_3, 1.0, "moderate for a change"),
    (1.0, f64::INFINITY, "strong for a change"),
];

/// The Bayes factor for a change against none over the scale r of the Cauchy prior of the standardised change: `points` are
/// (r, ln BF10), ascending; `default` is the one that is reported. Lines mark 1/10, 1/3, 1, 3 and 10 where the curve comes near them.
pub fn bayes_robustness(sample: &PairedSample, points: &[(f64, f64)], default: (f64, f64)) -> Figure {
    let pairs = Pairs::of(sample);
    let log10 = |ln: f64| ln / std::f64::consts::LN_10;
    let curve: Vec<(f64, f64)> = points.iter().map(|&(r, ln)| (r, log10(ln))).collect();
    let default = (default.0, log10(default.1));
    let factors = curve.iter().map(|point| point.1).chain([default.1]);
    let (low, high) = limits(factors.chain([-LOG_3, LOG_3]), 0.08, 1.0);
    let (_, widest) = limits(curve.iter().map(|point| point.0).chain([default.0]), 0.02, 1.0);

    let mut scene = Scene::default();
    let top = legend::row(&mut scene, &entries(&pairs, default), MARGIN, WIDTH - MARGIN, MARGIN - 4.0) + 2.0;
    let name = "Bayes factor, change against no change (log scale)";
    let top = heading(&mut scene, name, MARGIN, top, WIDTH - 2.0 * MARGIN, Anchor::Start) + 12.0;
    let y = Scale::new((low, high), (top + PLOT_HEIGHT, top));
    let numbers = factors_along(&y);
    let (left, right) = (MARGIN + numbers.room(), WIDTH - MARGIN - NOTE - 10.0);
    let x = Scale::new((0.0, widest), (left, right));
    vertical(&mut scene, &y, &numbers, left, true, Some(right));
    let near = |at: &f64| high - low <= SHORT && (low..=high).contains(at);
    for reference in [-1.0, -LOG_3, LOG_3, 1.0].into_iter().filter(near) {
        scene.line([(left, y.px(reference)), (right, y.px(reference))], REFERENCE);
    }
    scene.line([(left, y.px(0.0)), (right, y.px(0.0))], EVEN);
    evidence(&mut scene, &y, right + 10.0);
    scene.line(curve.iter().map(|&(r, factor)| (x.px(r), y.px(factor))).collect::<Vec<_>>(), CURVE);
    marks::mean(&mut scene, (x.px(default.0), y.px(default.1)));
    let edge = horizontal(&mut scene, &x, &Numbered::horizontal(0.0, widest, right - left), y.start, None, WIDTH);
    let bottom = title_below(&mut scene, "Scale r of the Cauchy prior on the standardised change", &x, edge);

    let height = (bottom + MARGIN).ceil();
    let (title, caption, alt_text) = words(&pairs, &curve, default);
    Figure { id: "bayes-robustness", title, caption, alt_text, width: WIDTH, height, scene }
}

/// Bayes factors as people say them: 1/3, 1, 3, 10, 100; powers of ten only, and not every one, where the axis is long.
fn factors_along(scale: &Scale) -> Numbered {
    let span = scale.high - scale.low;
    let powers: Vec<f64> = if span <= 9.0 {
        (scale.low.ceil() as i32..=scale.high.floor() as i32).map(f64::from).collect()
    } else {
        // Of steps of 2.5 powers, every second one is whole.
        ticks(scale.low, scale.high, 9).values.into_iter().filter(|power| *power == power.round()).collect()
    };
    let mut at: Vec<(f64, String)> = powers.into_iter().map(|power| (power, power_of_ten(power))).collect();
    if span <= SHORT {
        for (factor, text) in [(-LOG_3, "1/3"), (LOG_3, "3")] {
            if (scale.low..=scale.high).contains(&factor) {
                at.push((factor, text.to_owned()));
            }
        }
    }
    Numbered { at }
}

/// `1/100`, `1`, `1,000`, `10¹²`, `1/10¹²`.
fn power_of_ten(exponent: f64) -> String {
    let size = if exponent.abs() > 6.0 { raised(exponent.abs()) } else { fixed(libm::pow(10.0, exponent.abs()), 0) };
    if exponent < 0.0 { format!("1/{size}") } else { size }
}

/// 10 to a whole power.
fn raised(exponent: f64) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let digits = format!("{exponent:.0}");
    let raised = digits.chars().filter_map(|digit| DIGITS.get(digit.to_digit(10)? as usize));
    std::iter::once("10".to_owned()).chain(raised.map(char::to_string)).collect()
}

/// `17.3`, or `1/4.2` for evidence the other way; beyond a million `2.1 × 10⁹`.
fn factor_in_words(log10: f64) -> String {
    let size = libm::pow(10.0, log10.abs());
    let size = match log10.abs() {
        large if large > 6.0 => {
            let whole = libm::floor(large);
            format!("{} × {}", fixed(libm::pow(10.0, large - whole), 1), raised(whole))
        }
        _ => fixed(size, if size < 99.95 { 1 } else { 0 }),
    };
    let size = if log10 < 0.0 && size.contains('×') { format!("({size})") } else { size };
    if log10 < 0.0 { format!("1/{size}") } else { size }
}

/// The words for each strength of evidence beside the part of the axis to which they belong, where that is tall enough.
fn evidence(scene: &mut Scene, scale: &Scale, left: f64) {
    let style = TextStyle { ink: SOFT_INK, ..LABEL_TEXT };
    for (from, to, word) in EVIDENCE {
        let (from, to) = (from.max(scale.low), to.min(scale.high));
        let lines = wrap(word, style, NOTE);
        let tall = lines.len() as f64 * line_height(style);
        if from >= to || scale.px(from) - scale.px(to) < tall {
            continue;
        }
        let middle = (scale.px(from) + scale.px(to)) / 2.0;
        let first = middle - (tall - line_height(style)) / 2.0 + style.size * CAP_HEIGHT / 2.0;
        scene.lines_of_text((left, first), &lines, style, line_height(style));
    }
}

fn entries(pairs: &Pairs, default: (f64, f64)) -> Vec<Entry> {
    let group = pairs.group.clone().map(|group| (Key::Words { bold: true }, group));
    let others = [
        (Key::Words { bold: false }, format!("n = {}", count(pairs.n()))),
        (Key::Mean, format!("r = {}: Bayes factor {}", fixed(default.0, 3), factor_in_words(default.1))),
        (Key::Line(EVEN), "No evidence either way".to_owned()),
    ];
    group.into_iter().chain(others).collect()
}

/// What a Bayes factor is called.
fn strength(log10: f64) -> &'static str {
    EVIDENCE.iter().find(|(from, to, _)| log10 >= *from && log10 < *to).map_or("not defined", |(_, _, word)| word)
}

fn words(pairs: &Pairs, curve: &[(f64, f64)], default: (f64, f64)) -> (String, String, String) {
    let group = pairs.group_in_words();
    let n = count(pairs.n());
    let title = format!("{}: does the Bayes factor hang on the prior?{group}", pairs.label);
    let caption = format!(
        "Bayes factor BF10 of a change in {}{group} against none, n = {n}, over the scale r of the Cauchy prior of the standardised \
         change (t test of Rouder and others 2009). Point: r = {}, BF10 = {}. Dashed: 1/10, 1/3, 3 and 10, as far as the axis reaches \
         them. A Bayes factor has no interval.",
        in_sentence(&pairs.label),
        fixed(default.0, 3),
        factor_in_words(default.1),
    );
    let ends = match (curve.first(), curve.last()) {
        (Some(first), Some(last)) => format!(
            " From r = {} to r = {} it goes from {} to {}.",
            fixed(first.0, 2),
            fixed(last.0, 2),
            factor_in_words(first.1),
            factor_in_words(last.1)
        ),
        _ => String::new(),
    };
    let alt_text = format!(
        "Bayes factor over the scale of the prior, {}{group}, n = {n}: at r = {} it is {}, {}.{ends}",
        in_sentence(&pairs.label),
        fixed(default.0, 3),
        factor_in_words(default.1),
        strength(default.1),
    );
    (title, caption, alt_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, degenerate, many};
    use std::f64::consts::{FRAC_1_SQRT_2, SQRT_2};

    /// ln BF10 of the JZS t test by quadrature in mpmath 1.4.1: t = 4.0621276861, n = 10 (sleep), and t = 0.3, n = 25.
    const SLEEP: [(f64, f64); 8] = [
        (0.1, 1.609_907_854),
        (0.2, 2.126_321_371),
        (0.353_553_390_6, 2.516_695_3),
        (0.5, 2.710_075_705),
        (FRAC_1_SQRT_2, 2.848_326_812),
        (1.0, 2.913_176_944),
        (SQRT_2, 2.891_213_625),
        (2.0, 2.779_408_063),
    ];
    const NOTHING: [(f64, f64); 8] = [
        (0.1, -0.342_714_488_9),
        (0.2, -0.623_258_502_5),
        (0.353_553_390_6, -0.966_927_018_9),
        (0.5, -1.225_739_833),
        (FRAC_1_SQRT_2, -1.515_560_804),
        (1.0, -1.828_222_377),
        (SQRT_2, -2.155_811_647),
        (2.0, -2.492_244_005),
    ];

    #[test]
    fn evidence_both_ways_is_drawn_and_named() {
        let figure = bayes_robustness(&many(10), &SLEEP, SLEEP[4]);
        check(&figure);
        assert!(figure.alt_text.contains("at r = 0.707 it is 17.3, strong for a change"), "{}", figure.alt_text);
        let figure = bayes_robustness(&many(25), &NOTHING, NOTHING[4]);
        check(&figure);
        assert!(figure.alt_text.contains("it is 1/4.6, moderate for no change"), "{}", figure.alt_text);
    }

    #[test]
    fn any_size_of_evidence_is_drawn() {
        for size in [0.0, 1e-9, 7.0, 90.0, 7e4] {
            let up: Vec<(f64, f64)> = (1..=40).map(|step| (f64::from(step) / 20.0, size)).collect();
            let down: Vec<(f64, f64)> = up.iter().map(|&(r, ln)| (r, -ln * r)).collect();
            for points in [up, down] {
                check(&bayes_robustness(&many(10), &points, points[13]));
            }
        }
        for sample in degenerate() {
            check(&bayes_robustness(&sample, &SLEEP, SLEEP[4]));
        }
        check(&bayes_robustness(&many(3), &[], SLEEP[4]));
    }
}
