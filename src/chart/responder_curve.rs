//! The share of people who changed by at least so much, for every amount (Farrar, Dworkin and Max 2006), by arm.

use super::arms::{ArmLook, ChartArm};
use super::axis::{Numbered, heading, horizontal, title_below, vertical};
use super::figure::Figure;
use super::legend::{self, Entry, Key};
use super::scale::{Scale, grain, limits};
use super::scene::{Anchor, Dash, Point, Scene, Stroke};
use super::text::{line_height, width, wrap};
use super::theme::{INK, LABEL_TEXT, MARGIN, SOFT_INK, STRONG_TEXT, WIDTH};
use super::waterfall::Threshold;
use crate::data::{PairedSample, Unit};
use crate::result::Level;
use crate::result::format::{count, fixed, in_sentence, named, with_unit};

/// Which way a change is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sought {
    /// A fall.
    Reduction,
    /// A rise.
    Increase,
}

impl Sought {
    /// How much of a change is in the wanted direction.
    fn amount(self, change: f64) -> f64 {
        // Not the negative of zero.
        if self == Sought::Reduction { 0.0 - change } else { change }
    }

    fn word(self) -> &'static str {
        if self == Sought::Reduction { "Reduction" } else { "Increase" }
    }
}

/// The interval of the share of people who changed by at least so much.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShareBand {
    /// The amount, in the wanted direction.
    pub amount: f64,
    /// Lower end of the share, from 0 to 1.
    pub lower: f64,
    /// Upper end of the share, from 0 to 1.
    pub upper: f64,
}

/// An arm with the pointwise band of its curve.
#[derive(Clone, Copy, Debug)]
pub struct ResponderArm<'a> {
    /// The arm.
    pub arm: ChartArm<'a>,
    /// An interval for each amount that [`responder_counts`] gives, and for larger ones such as a threshold that nobody reached; may be
    /// empty.
    pub band: &'a [ShareBand],
}

/// The curve that errors of measurement alone would draw.
#[derive(Clone, Debug, PartialEq)]
pub struct Noise {
    /// Where it comes from: `noise alone (SD of differences 0.8 cm)`.
    pub label: String,
    /// Amounts in the wanted direction with their shares from 0 to 1, by amount.
    pub points: Vec<(f64, f64)>,
}

/// Each amount by which somebody changed, from the smallest, with the number of people who changed by at least as much.
pub fn responder_counts(sample: &PairedSample, sought: Sought) -> Vec<(f64, usize)> {
    let amounts = amounts(sample, sought);
    let mut counts: Vec<(f64, usize)> = Vec::new();
    for (index, amount) in amounts.iter().enumerate() {
        if counts.last().is_none_or(|last| last.0 < *amount) {
            counts.push((*amount, amounts.len() - index));
        }
    }
    counts
}

/// All amounts, from the smallest.
fn amounts(sample: &PairedSample, sought: Sought) -> Vec<f64> {
    let mut amounts: Vec<f64> = sample.change().values().into_iter().map(|change| sought.amount(change)).collect();
    amounts.sort_unstable_by(f64::total_cmp);
    amounts
}

/// Most arms of which bands can be told apart; with more, the intervals stand below the plot only.
const MOST_BANDS: usize = 3;
/// Distance of the signs along a curve.
const SIGN_STEP: f64 = 110.0;
/// Height of the plot.
const HEIGHT: f64 = 330.0;
/// The line of a threshold, and of noise.
const CLAIMED: Stroke = Stroke::new(SOFT_INK, 1.3).dashed(Dash::Dashed);
const NOISE: Stroke = Stroke::new(INK, 1.8).dashed(Dash::Dotted);

/// For every amount the share of people in each arm who changed by at least as much in the wanted direction, with pointwise bands, the
/// curve of noise alone, and the shares at the thresholds (changes, with the sign of a change) below. `level` is that of the bands.
pub fn responder_curve(
    arms: &[ResponderArm<'_>],
    sought: Sought,
    noise: Option<&Noise>,
    thresholds: &[Threshold],
    level: Level,
) -> Figure {
    let looks = ArmLook::all(arms.iter().map(|arm| arm.arm.is_control));
    let curves: Vec<Curve<'_>> = arms
        .iter()
        .zip(looks)
        .map(|(arm, look)| {
            let amounts = arm.arm.sample.map_or_else(Vec::new, |sample| amounts(sample, sought));
            let counts = arm.arm.sample.map_or_else(Vec::new, |sample| responder_counts(sample, sought));
            Curve { name: arm.arm.name(), look, amounts, counts, band: sound(arm.band) }
        })
        .collect();
    let mut claimed: Vec<(f64, &str)> = thresholds
        .iter()
        .filter(|threshold| threshold.value.is_finite())
        .map(|threshold| (sought.amount(threshold.value), threshold.label.trim()))
        .collect();
    claimed.sort_by(|left, right| left.0.total_cmp(&right.0));
    let outcome = arms.iter().find_map(|arm| arm.arm.sample).map(PairedSample::outcome);
    let chart = Chart {
        curves,
        sought,
        noise: noise.filter(|noise| noise.points.len() > 1),
        claimed,
        label: outcome.map_or("Outcome", |outcome| outcome.label.trim()),
        unit: outcome.map_or(Unit::None, |outcome| outcome.unit),
        decimals: arms
            .iter()
            .filter_map(|arm| arm.arm.sample)
            .map(|sample| sample.before().decimals())
            .max()
            .unwrap_or(1),
        level,
    };
    let mut scene = Scene::default();
    let height = (chart.draw(&mut scene) + MARGIN).ceil();
    let (title, caption, alt_text) = chart.words();
    Figure { id: "responder-curve", title, caption, alt_text, width: WIDTH, height, scene }
}

/// The band by amount, without what is no number.
fn sound(band: &[ShareBand]) -> Vec<ShareBand> {
    let is_sound = |at: &&ShareBand| at.amount.is_finite() && at.lower <= at.upper;
    let mut band: Vec<ShareBand> = band.iter().filter(is_sound).copied().collect();
    band.sort_by(|left, right| left.amount.total_cmp(&right.amount));
    band
}

struct Curve<'a> {
    name: &'a str,
    look: ArmLook,
    amounts: Vec<f64>,
    counts: Vec<(f64, usize)>,
    band: Vec<ShareBand>,
}

impl Curve<'_> {
    fn n(&self) -> usize {
        self.amounts.len()
    }

    /// The interval of the share who changed by at least so much: that of the smallest amount which is as large.
    fn interval_at(&self, amount: f64) -> Option<&ShareBand> {
        let slack = amount.abs() * 1e-12;
        self.band.iter().find(|at| at.amount >= amount - slack)
    }

    /// How many changed by at least so much. A threshold computed from a change in another unit may be a rounding error away from it.
    fn at_least(&self, amount: f64) -> usize {
        let slack = amount.abs() * 1e-12;
        self.amounts.iter().filter(|own| **own >= amount - slack).count()
    }
}

struct Chart<'a> {
    curves: Vec<Curve<'a>>,
    sought: Sought,
    noise: Option<&'a Noise>,
    /// Amounts and labels, from the smallest amount.
    claimed: Vec<(f64, &'a str)>,
    label: &'a str,
    unit: Unit,
    decimals: u8,
    level: Level,
}

impl Chart<'_> {
    fn x_limits(&self) -> (f64, f64) {
        let amounts = self.curves.iter().flat_map(|curve| curve.amounts.iter().copied());
        let claimed = self.claimed.iter().map(|claimed| claimed.0);
        limits(amounts.chain(claimed).chain([0.0]), 0.03, grain(self.decimals))
    }

    fn draw(&self, scene: &mut Scene) -> f64 {
        let top = legend::row(scene, &self.entries(), MARGIN, WIDTH - MARGIN, MARGIN - 4.0) + 2.0;
        let top = heading(scene, "People (%)", MARGIN, top, WIDTH - 2.0 * MARGIN, Anchor::Start);
        let x_limits = self.x_limits();
        let numbers = Numbered::vertical(0.0, 100.0, HEIGHT);
        let (left, right) = (MARGIN + numbers.room(), WIDTH - MARGIN - 8.0);
        let x = Scale::new(x_limits, (left, right));
        let (top, signs) = self.signs(&x, top + 8.0);
        let y = Scale::new((0.0, 100.0), (top + HEIGHT, top));
        vertical(scene, &y, &numbers, left, true, Some(right));
        let across = Numbered::horizontal(x_limits.0, x_limits.1, right - left);
        let edge = horizontal(scene, &x, &across, y.start, Some(top), WIDTH);
        for curve in self.curves.iter().filter(|_| self.curves.len() <= MOST_BANDS) {
            band(scene, curve, &x, &y);
        }
        scene.line([(x.px(0.0), y.start), (x.px(0.0), y.end)], Stroke::new(INK, 1.2));
        for (at, (sign, baseline)) in self.claimed.iter().zip(&signs) {
            scene.line([(x.px(at.0), y.start), (x.px(at.0), baseline + 4.0)], CLAIMED);
            scene.text((x.px(at.0), *baseline), sign.as_str(), STRONG_TEXT.anchored(Anchor::Middle));
        }
        if let Some(noise) = self.noise {
            let inside = noise.points.iter().filter(|point| (x.low..=x.high).contains(&point.0) && point.1.is_finite());
            let points: Vec<Point> = inside.map(|&(amount, share)| (x.px(amount), y.px(share * 100.0))).collect();
            scene.line(points, NOISE);
        }
        for curve in self.curves.iter().filter(|curve| curve.n() > 0) {
            let points = steps(curve, &x, &y);
            scene.line(points, curve.look.stroke(2.6));
        }
        if self.has_signs() {
            for (index, curve) in self.curves.iter().enumerate() {
                self.put_signs(scene, index, curve, &x, &y);
            }
        }
        let bottom = title_below(scene, &self.axis_name(), &x, edge);
        self.table(scene, bottom + 8.0)
    }

    /// Whether there are more curves than kinds of line that grey print tells apart.
    fn has_signs(&self) -> bool {
        self.curves.len() > 2
    }

    /// The sign of an arm at equal steps along its curve, each arm at places of its own.
    fn put_signs(&self, scene: &mut Scene, index: usize, curve: &Curve<'_>, x: &Scale, y: &Scale) {
        let first = (index as f64 + 0.5) / self.curves.len() as f64;
        let places = (0..).map(|step| x.start + (f64::from(step) + first) * SIGN_STEP).take_while(|px| *px < x.end);
        for px in places {
            let amount = x.low + (px - x.start) / (x.end - x.start) * (x.high - x.low);
            let people = curve.at_least(amount);
            if people > 0 {
                curve.look.mark(scene, (px, y.px(100.0 * people as f64 / curve.n() as f64)), 4.75, 1.0);
            }
        }
    }

    /// `Reduction of at least (cm)`.
    fn axis_name(&self) -> String {
        named(&format!("{} in {} of at least", self.sought.word(), in_sentence(self.label)), self.unit)
    }

    /// The letters of the thresholds and their baselines above the plot, in as many rows as keep them apart; and the top of the plot.
    fn signs(&self, x: &Scale, top: f64) -> (f64, Vec<(String, f64)>) {
        let mut free: Vec<f64> = Vec::new();
        let mut rows = Vec::new();
        for (index, (amount, _)) in self.claimed.iter().enumerate() {
            let sign = sign(index);
            let half = width(&sign, STRONG_TEXT) / 2.0 + 3.0;
            let at = x.px(*amount);
            let row = free.iter().position(|end| at - half >= *end).unwrap_or(free.len());
            if row == free.len() {
                free.push(0.0);
            }
            free[row] = at + half;
            rows.push((sign, row));
        }
        let step = line_height(STRONG_TEXT);
        let plot = top + free.len() as f64 * step + 4.0;
        (plot, rows.into_iter().map(|(sign, row)| (sign, plot - 6.0 - row as f64 * step)).collect())
    }

    /// `A: 2 cm (claimed)`.
    fn threshold_text(&self, amount: f64, label: &str) -> String {
        let decimals = format!("{amount}").split_once('.').map_or(0, |(_, fraction)| fraction.len()).min(4);
        let label = if label.is_empty() { String::new() } else { format!(" ({label})") };
        format!("{}{label}", with_unit(&fixed(amount, decimals), self.unit))
    }

    /// The shares at a threshold.
    fn shares(&self, amount: f64) -> String {
        let share = |curve: &Curve<'_>| {
            if curve.n() == 0 {
                return format!("{}: nobody", curve.name);
            }
            let events = curve.at_least(amount);
            let percent = 100.0 * events as f64 / curve.n() as f64;
            let interval = curve.interval_at(amount).map_or_else(String::new, |at| {
                format!("; {} to {}\u{a0}%", fixed(at.lower * 100.0, 0), fixed(at.upper * 100.0, 0))
            });
            let counts = format!("{}/{}", count(events), count(curve.n()));
            format!("{} {}\u{a0}% ({counts}{interval})", curve.name, fixed(percent, 0))
        };
        let noise = self.noise.and_then(|noise| {
            let at = noise.points.windows(2).find(|pair| (pair[0].0..=pair[1].0).contains(&amount))?;
            let span = at[1].0 - at[0].0;
            let part = if span > 0.0 { (amount - at[0].0) / span } else { 0.0 };
            Some(format!("noise {}\u{a0}%", fixed(100.0 * (at[0].1 + part * (at[1].1 - at[0].1)), 0)))
        });
        self.curves.iter().map(share).chain(noise).collect::<Vec<_>>().join(", ")
    }

    /// The thresholds with the shares at each.
    fn table(&self, scene: &mut Scene, top: f64) -> f64 {
        let mut y = top;
        for (index, (amount, label)) in self.claimed.iter().enumerate() {
            scene.text((MARGIN, y + LABEL_TEXT.size), sign(index), STRONG_TEXT);
            let text = format!("{}: {}", self.threshold_text(*amount, label), self.shares(*amount));
            let left = MARGIN + 26.0;
            let lines = wrap(&text, LABEL_TEXT, WIDTH - MARGIN - left);
            scene.lines_of_text((left, y + LABEL_TEXT.size), &lines, LABEL_TEXT, line_height(LABEL_TEXT));
            y += lines.len().max(1) as f64 * line_height(LABEL_TEXT) + 3.0;
        }
        y
    }

    fn entries(&self) -> Vec<Entry> {
        let line = |curve: &Curve<'_>| {
            let key = Key::ArmLine { look: curve.look, sign: self.has_signs() };
            (key, format!("{} (n\u{a0}=\u{a0}{})", curve.name, count(curve.n())))
        };
        let noise = self.noise.map(|noise| (Key::Line(NOISE), noise.label.trim().to_owned()));
        self.curves.iter().map(line).chain(noise).collect()
    }

    fn words(&self) -> (String, String, String) {
        let wanted = self.sought.word().to_lowercase();
        let article = if self.sought == Sought::Reduction { "a" } else { "an" };
        let label = in_sentence(self.label);
        let title = format!("{}: people with {article} {wanted} of at least so much", self.label);
        let banded = self.curves.iter().any(|curve| !curve.band.is_empty());
        let bands = match banded {
            true if self.curves.len() <= MOST_BANDS => format!(
                " Bands: pointwise {} CI of each share; they do not cover the whole curve at once.",
                self.level.percent()
            ),
            true => " Bands are left out where more than three would lie over each other.".to_owned(),
            false => String::new(),
        };
        let noise =
            self.noise.map_or_else(String::new, |noise| format!(" Dotted: {}.", in_sentence(noise.label.trim())));
        let claimed = match (self.claimed.is_empty(), banded) {
            (true, _) => String::new(),
            (false, true) => {
                format!(
                    " Dashed: the thresholds, with the shares and their {} CI below the plot.",
                    self.level.percent()
                )
            }
            (false, false) => " Dashed: the thresholds, with the shares below the plot.".to_owned(),
        };
        let sign = if self.sought == Sought::Reduction {
            " A reduction is before minus after; people left of zero rose."
        } else {
            " An increase is after minus before; people left of zero fell."
        };
        let sizes: Vec<String> =
            self.curves.iter().map(|curve| format!("{} n = {}", curve.name, count(curve.n()))).collect();
        let sizes = if sizes.is_empty() { "No arm".to_owned() } else { sizes.join("; ") };
        let caption = format!(
            "Share of people whose {wanted} in {} is at least the amount on the axis, by arm.{sign}{bands}{noise}{claimed} {sizes}.",
            named(&label, self.unit)
        );
        let curve = |curve: &Curve<'_>| {
            let median = curve.amounts.get(curve.n() / 2).filter(|_| curve.n() > 0);
            let median = median.map_or_else(
                || "nobody".to_owned(),
                |_| {
                    let at = curve
                        .counts
                        .iter()
                        .rev()
                        .find(|(_, people)| 2 * people >= curve.n())
                        .map_or(0.0, |found| found.0);
                    format!(
                        "half had {article} {wanted} of at least {}",
                        with_unit(&fixed(at, usize::from(self.decimals)), self.unit)
                    )
                },
            );
            format!("{}, n = {}: {median}.", curve.name, count(curve.n()))
        };
        let claimed = self.claimed.iter().map(|(amount, label)| {
            format!("At {}: {}.", self.threshold_text(*amount, label), self.shares(*amount)).replace('\u{a0}', " ")
        });
        let parts: Vec<String> = self.curves.iter().map(curve).chain(claimed).collect();
        let alt_text = format!(
            "Curves of the share of people by {wanted} in {label} (arms: {}). {}",
            self.curves.len(),
            parts.join(" ")
        );
        (title, caption, alt_text.trim_end().to_owned())
    }
}

/// The curve: level up to each amount that occurs, a step down behind it, to none behind the largest.
fn steps(curve: &Curve<'_>, x: &Scale, y: &Scale) -> Vec<Point> {
    let share = |people: usize| y.px(100.0 * people as f64 / curve.n() as f64);
    let mut points = vec![(x.start, share(curve.n()))];
    for (index, (amount, people)) in curve.counts.iter().enumerate() {
        let after = curve.counts.get(index + 1).map_or(0, |next| next.1);
        points.extend([(x.px(*amount), share(*people)), (x.px(*amount), share(after))]);
    }
    points
}

/// The band with the steps of the curve.
fn band(scene: &mut Scene, curve: &Curve<'_>, x: &Scale, y: &Scale) {
    let mut upper: Vec<Point> = Vec::new();
    let mut lower: Vec<Point> = Vec::new();
    let mut from = x.start;
    for at in &curve.band {
        let to = x.px(at.amount);
        let px = |share: f64| y.px(100.0 * share);
        upper.extend([(from, px(at.upper)), (to, px(at.upper))]);
        lower.extend([(from, px(at.lower)), (to, px(at.lower))]);
        from = to;
    }
    lower.reverse();
    upper.extend(lower);
    if upper.len() > 2 {
        scene.area(upper, curve.look.ink.at(0.16));
    }
}

/// A, B, C ... for thresholds.
fn sign(index: usize) -> String {
    let letter = char::from(b'A' + (index % 26) as u8);
    if index < 26 { letter.to_string() } else { format!("{letter}{}", index / 26) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, degenerate, many};

    fn drawn(samples: &[PairedSample], sought: Sought, thresholds: &[Threshold]) -> Figure {
        let labels: Vec<String> = (0..samples.len()).map(|index| format!("arm {index} & <script>")).collect();
        let bands: Vec<Vec<ShareBand>> = samples
            .iter()
            .map(|sample| {
                let band = |(amount, people): (f64, usize)| {
                    let share = people as f64 / sample.n() as f64;
                    ShareBand { amount, lower: (share - 0.15).max(0.0), upper: (share + 0.15).min(1.0) }
                };
                responder_counts(sample, sought).into_iter().map(band).collect()
            })
            .collect();
        let arms: Vec<ResponderArm<'_>> = (0..samples.len())
            .map(|index| ResponderArm {
                arm: ChartArm::new(&labels[index], index == 0, &samples[index]),
                band: &bands[index],
            })
            .collect();
        let noise = Noise {
            label: "noise alone".into(),
            points: (-40..=40)
                .map(|index| (f64::from(index) / 10.0, 1.0 / (1.0 + libm::exp(f64::from(index) / 4.0))))
                .collect(),
        };
        let figure = responder_curve(&arms, sought, Some(&noise), thresholds, Level::DEFAULT);
        check(&figure);
        check(&responder_curve(&arms, sought, None, &[], Level::DEFAULT));
        figure
    }

    fn threshold(value: f64, label: &str) -> Threshold {
        Threshold { value, label: label.into() }
    }

    #[test]
    fn counts_are_those_of_at_least() {
        let sample = &many(4);
        let counts = responder_counts(sample, Sought::Reduction);
        assert_eq!(counts.first().map(|first| first.1), Some(4));
        for (amount, people) in counts {
            let expected = sample.change().values().iter().filter(|change| 0.0 - **change >= amount).count();
            assert_eq!(people, expected);
        }
    }

    #[test]
    fn arms_of_any_size_are_drawn() {
        let thresholds = [
            threshold(-2.0, "claimed"),
            threshold(-2.05, "smallest that matters"),
            threshold(-1.0, ""),
            threshold(f64::NAN, "no"),
        ];
        for sizes in [&[][..], &[1, 1], &[20, 22], &[300, 9, 5]] {
            for sought in [Sought::Reduction, Sought::Increase] {
                let samples: Vec<_> = sizes.iter().map(|n| many(*n)).collect();
                drawn(&samples, sought, &thresholds);
            }
        }
        let samples = [many(20), many(40)];
        let reached = samples[1].change().values().iter().filter(|change| **change <= -2.0).count();
        let figure = drawn(&samples, Sought::Reduction, &thresholds);
        assert!(figure.alt_text.contains("At 2 cm (claimed): "), "{}", figure.alt_text);
        assert!(figure.alt_text.contains(&format!("({reached}/40; ")), "{}", figure.alt_text);
        let all: Vec<Threshold> = (0..30).map(|index| threshold(-f64::from(index) / 10.0, "many")).collect();
        drawn(&samples, Sought::Reduction, &all);
    }

    #[test]
    fn degenerate_samples_and_empty_arms_are_drawn() {
        for sample in degenerate() {
            drawn(
                &[sample.clone(), sample.clone()],
                Sought::Reduction,
                &[threshold(-1.0, &"a long label of a threshold ".repeat(9))],
            );
            let nobody = ChartArm { sample: None, ..ChartArm::new("nobody", false, &sample) };
            let arm = ResponderArm { arm: nobody, band: &[] };
            check(&responder_curve(&[arm], Sought::Reduction, None, &[threshold(-1.0, "x")], Level::DEFAULT));
        }
    }
}
