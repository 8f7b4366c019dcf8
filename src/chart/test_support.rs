//! What tests of charts share: literal samples, and checks that every figure must pass.

use super::scene::{Anchor, Mark, Point};
use super::{Figure, svg, text};
use crate::data::{Decimal, Outcome, OutcomeKind, PairedSample, ParticipantId, TimePoint, Unit};
use crate::result::{Estimate, Interval, Level, Quantity};

const MEAN_CHANGE: Quantity = Quantity { id: "mean_change", label: "mean change", symbol: "mean" };

/// A sample from readings as written.
pub fn sample(label: &str, rows: &[(&str, &str)]) -> PairedSample {
    let outcome = Outcome { name: "waist".into(), label: label.into(), kind: OutcomeKind::Girth, unit: Unit::Cm };
    let read = |text: &str| Decimal::parse(text, '.').expect("a number");
    let before: Vec<_> = rows.iter().map(|row| read(row.0)).collect();
    let after: Vec<_> = rows.iter().map(|row| read(row.1)).collect();
    let ids = (0..rows.len()).map(|index| ParticipantId::new(format!("p{index}"))).collect();
    PairedSample::try_new(outcome, None, ids, &before, &after, Vec::new()).expect("a sample")
}

/// n pairs that wander over a grid of 0.1.
pub fn many(n: usize) -> PairedSample {
    let row = |index: usize| {
        let before = 700 + (index * 7919) % 400;
        let after = before + (index * 104_729) % 61 - 33.min(before);
        (format!("{}.{}", before / 10, before % 10), format!("{}.{}", after / 10, after % 10))
    };
    let rows: Vec<_> = (0..n).map(row).collect();
    let rows: Vec<_> = rows.iter().map(|(before, after)| (before.as_str(), after.as_str())).collect();
    sample("Waist girth", &rows)
}

/// Samples that break charts: one, two, equal, all zero, huge offsets, an outlier.
pub fn degenerate() -> Vec<PairedSample> {
    vec![
        sample("One", &[("92.3", "90.9")]),
        sample("One unchanged", &[("92.3", "92.3")]),
        sample("Two", &[("92.3", "90.9"), ("71.5", "70.1")]),
        sample("All equal", &[("80", "80"), ("80", "80"), ("80", "80")]),
        sample("All zero", &[("0", "0"), ("0", "0")]),
        sample("Constant change", &[("80", "79"), ("85", "84"), ("90", "89")]),
        sample("Huge offset", &[("1000000000.1", "1000000000.3"), ("1000000001.1", "1000000000.9")]),
        sample(
            "Beyond doubles",
            &[("9999999999999999999", "9999999999999999998"), ("9999999999999999997", "9999999999999999999")],
        ),
        sample("Tiny", &[("0.0000000000001", "0.0000000000002"), ("0.0000000000003", "0.0000000000001")]),
        sample("Outlier", &[("80", "79"), ("81", "81"), ("82", "80"), ("83", "1000000")]),
        sample("<script>alert('x')</script> & \"quotes\" \u{1}", &[("80", "79"), ("81", "82")]),
        sample(
            &"Circumference of the relaxed abdomen at the level of the umbilicus ".repeat(3),
            &[("80", "79"), ("81", "82")],
        ),
        sample(
            "Bauchumfangsmessungsprotokollzeileneintragsnummernverzeichnisübersichtstabellenüberschrift",
            &[("8", "7")],
        ),
    ]
}

/// The mean change of a sample with an interval of so much to each side.
pub fn estimate(sample: &PairedSample, half: f64) -> Estimate {
    let changes = sample.change().values();
    let value = changes.iter().sum::<f64>() / changes.len() as f64;
    let interval = Interval::new(value - half, value + half, Level::DEFAULT, "t");
    Estimate::new(MEAN_CHANGE, value, Unit::Cm, Some(half / 2.0), Some(interval))
}

/// A difference of means with an interval of so much to each side.
pub fn difference(value: f64, half: f64) -> Estimate {
    let quantity = Quantity { id: "difference", label: "difference of mean changes", symbol: "diff" };
    let interval = Interval::new(value - half, value + half, Level::DEFAULT, "Welch t");
    Estimate::new(quantity, value, Unit::Cm, Some(half / 2.0), Some(interval))
}

/// An estimate of this name, in centimetres, with an interval of so much to each side.
pub fn named_estimate(label: &'static str, value: f64, half: f64) -> Estimate {
    let interval = Interval::new(value - half, value + half, Level::DEFAULT, "t");
    Estimate::new(Quantity { id: label, label, symbol: "x" }, value, Unit::Cm, Some(half / 2.0), Some(interval))
}

/// So many visits, four weeks apart, under a name each.
pub fn visits(many: usize, name: &str) -> Vec<TimePoint> {
    let point = |index: usize| TimePoint {
        name: format!("{name} {}", 4 * index),
        time: Some(4.0 * index as f64),
        sessions: u32::try_from(2 * index).ok(),
    };
    (0..many).map(point).collect()
}

/// Names that break charts.
pub fn hostile_names() -> [String; 4] {
    [
        String::new(),
        "<script>alert('x')</script> & \"quotes\" \u{1}".to_owned(),
        "Waiting list with usual care, a leaflet on diet and a telephone call each week ".repeat(3).trim().to_owned(),
        "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle".to_owned(),
    ]
}

/// The same people with the second readings handed on by one person: another site.
pub fn shifted(sample: &PairedSample) -> PairedSample {
    let decimals = sample.before().decimals();
    let written = |column: &crate::data::Sample| -> Vec<Decimal> {
        let text = |ticks: &i128| {
            let digits = format!("{:0>width$}", ticks.abs(), width = usize::from(decimals) + 1);
            let (whole, fraction) = digits.split_at(digits.len() - usize::from(decimals));
            format!("{}{whole}.{fraction}", if *ticks < 0 { "-" } else { "" }).trim_end_matches('.').to_owned()
        };
        column.ticks().iter().map(|ticks| Decimal::parse(&text(ticks), '.').expect("a number")).collect()
    };
    let (before, mut after) = (written(sample.before()), written(sample.after()));
    let by = 1.min(after.len() - 1);
    after.rotate_left(by);
    let ids = sample.ids().to_vec();
    PairedSample::try_new(sample.outcome().clone(), None, ids, &before, &after, Vec::new()).expect("a sample")
}

/// Left, top, right, bottom of a text.
fn text_box(at: Point, words: &str, style: super::scene::TextStyle) -> (f64, f64, f64, f64) {
    let wide = text::width(words, style);
    let left = match style.anchor {
        Anchor::Start => at.0,
        Anchor::Middle => at.0 - wide / 2.0,
        Anchor::End => at.0 - wide,
    };
    (left, at.1 - style.size * 0.75, left + wide, at.1 + style.size * 0.22)
}

/// Everything inside the canvas, no text over another, a sound and repeatable SVG with words for those who do not see it.
pub fn check(figure: &Figure) {
    let (width, height) = (figure.width, figure.height);
    let name = format!("{} {}", figure.id, figure.title);
    let inside = |point: &Point| (0.0..=width).contains(&point.0) && (0.0..=height).contains(&point.1);
    let mut boxes = Vec::new();
    for mark in &figure.scene.marks {
        match mark {
            Mark::Text { at, text, style } => boxes.push((text_box(*at, text, *style), text)),
            Mark::Line { points, .. } | Mark::Area { points, .. } => {
                assert!(points.iter().all(inside), "{name}: {mark:?}")
            }
            Mark::Rect { from, to, .. } => assert!(inside(from) && inside(to), "{name}: {mark:?}"),
            Mark::Disc { centre, .. } | Mark::Ring { centre, .. } => assert!(inside(centre), "{name}: {mark:?}"),
        }
    }
    for (index, ((left, top, right, bottom), words)) in boxes.iter().enumerate() {
        assert!(*left >= 0.0 && *top >= 0.0 && *right <= width && *bottom <= height, "{name}: cut: {words}");
        for ((other_left, other_top, other_right, other_bottom), other) in &boxes[index + 1..] {
            let apart = right <= other_left || other_right <= left || bottom <= other_top || other_bottom <= top;
            assert!(apart, "{name}: {words:?} lies over {other:?}");
        }
    }
    let drawn = svg(figure);
    assert_eq!(drawn, svg(figure), "{name}: not the same bytes twice");
    for word in ["NaN", "inf\"", "<script"] {
        assert!(!drawn.contains(word), "{name}: {word}");
    }
    assert!(drawn.contains("<title id=") && drawn.contains("<desc id=") && drawn.contains("role=\"img\""), "{name}");
    let tree = resvg::usvg::Tree::from_str(&drawn, &resvg::usvg::Options::default()).expect("sound SVG");
    assert_eq!((f64::from(tree.size().width()), f64::from(tree.size().height())), (width, height));
    for words in [&figure.title, &figure.caption, &figure.alt_text] {
        assert!(!words.is_empty() && !words.contains("NaN") && !words.contains("  "), "{name}: {words}");
    }
}

/// What a study found, in centimetres: with an interval of so much to each side, or none.
pub fn evidence(study: &str, value: f64, half: Option<f64>) -> super::EvidenceRow {
    let mut estimate = difference(value, half.unwrap_or(0.0));
    if half.is_none() {
        (estimate.standard_error, estimate.interval) = (None, None);
    }
    super::EvidenceRow {
        study: study.to_owned(),
        detail: "cream, thigh, 4 weeks".to_owned(),
        n: vec![34, 34],
        source: "P01".to_owned(),
        finding: super::Finding::Printed(estimate),
        weight: None,
    }
}

/// Rows that break charts: without names, with long ones, without number, without end, huge, tiny, not a number.
pub fn strange_evidence() -> Vec<super::EvidenceRow> {
    let named = hostile_names().into_iter().map(|name| super::EvidenceRow {
        study: name.clone(),
        detail: name.clone(),
        source: name,
        ..evidence("", -1.0, None)
    });
    let words = hostile_names().into_iter().map(|name| super::EvidenceRow {
        n: Vec::new(),
        source: String::new(),
        finding: super::Finding::Words(name),
        ..evidence("", -1.0, None)
    });
    let numbers = [(1e9, Some(1.0)), (1e-9, Some(1e-10)), (-0.5, Some(1e6)), (f64::NAN, None), (0.0, Some(0.0))];
    let numbers = numbers.into_iter().map(|(value, half)| evidence("Rao 2005", value, half));
    let mut one_sided = evidence("One-sided", -1.0, Some(0.5));
    if let super::Finding::Printed(Estimate { interval: Some(interval), .. }) = &mut one_sided.finding {
        interval.lower = f64::NEG_INFINITY;
    }
    named.chain(words).chain(numbers).chain([one_sided]).collect()
}
