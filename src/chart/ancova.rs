//! The analysis of covariance as a picture: readings against the baseline, with parallel lines.

use super::arms::{ArmLook, ChartArm, Effect};
use super::axis::{Numbered, heading, horizontal, title_below, vertical};
use super::effect_rows::{EffectPanel, EffectRow};
use super::equivalence::margin_in_words;
use super::figure::Figure;
use super::legend::{self, Entry, Key};
use super::pairs::{Pair, Pairs};
use super::scale::{Scale, grain, limits};
use super::scene::{Anchor, Dash, Point, Scene, Stroke};
use super::theme::{BAND, GREY, INK, MARGIN, WIDTH};
use crate::data::Unit;
use crate::result::format::{count, fixed, in_sentence, named, with_unit};

/// What is drawn against the first reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Response {
    /// The second reading.
    After,
    /// The change.
    Change,
}

/// The fitted model of the response: one slope for all arms, a mean for each at the same baseline.
#[derive(Clone, Debug, PartialEq)]
pub struct AncovaFit {
    /// The common slope on the first reading (for the change it is that for the second reading less 1).
    pub slope: f64,
    /// The baseline at which the means stand and the arms are compared: the mean of all first readings.
    pub baseline: f64,
    /// The adjusted mean of the response of each arm, in the order of the arms.
    pub means: Vec<f64>,
}

/// Height of the plot.
const HEIGHT: f64 = 350.0;
/// The line of no change.
const NO_CHANGE: Stroke = Stroke::new(INK, 1.25);
/// The baseline of the comparison.
const BASELINE: Stroke = Stroke::new(GREY, 1.2).dashed(Dash::Dotted);

/// The response against the first reading, one sign for each arm, with the line of no change, the fitted parallel lines over the range
/// of each arm's first readings, the adjusted means at the common baseline, and below the adjusted differences with their intervals.
pub fn ancova(
    arms: &[ChartArm<'_>],
    response: Response,
    fit: Option<&AncovaFit>,
    differences: &[Effect],
    margin: Option<(f64, f64)>,
) -> Figure {
    let looks = ArmLook::all(arms.iter().map(|arm| arm.is_control));
    let fit = fit.filter(|fit| fit.slope.is_finite() && fit.baseline.is_finite());
    let plot = Plot {
        arms: arms
            .iter()
            .zip(looks)
            .enumerate()
            .map(|(index, (arm, look))| {
                let mean = fit.and_then(|fit| fit.means.get(index)).copied().filter(|mean| mean.is_finite());
                Fitted { name: arm.name(), look, pairs: arm.sample.map(Pairs::of), mean }
            })
            .collect(),
        response,
        fit,
    };
    let mut scene = Scene::default();
    let top = legend::row(&mut scene, &plot.entries(margin), MARGIN, WIDTH - MARGIN, MARGIN - 4.0) + 2.0;
    let [x_name, y_name] = plot.axis_names();
    let top = heading(&mut scene, &y_name, MARGIN, top, WIDTH - 2.0 * MARGIN, Anchor::Start) + 12.0;
    let (x_limits, y_limits) = plot.limits();
    let numbers = Numbered::vertical(y_limits.0, y_limits.1, HEIGHT);
    let (left, right) = (MARGIN + numbers.room(), WIDTH - MARGIN - 8.0);
    let y = Scale::new(y_limits, (top + HEIGHT, top));
    let x = Scale::new(x_limits, (left, right));
    vertical(&mut scene, &y, &numbers, left, true, Some(right));
    let across = Numbered::horizontal(x_limits.0, x_limits.1, right - left);
    let edge = horizontal(&mut scene, &x, &across, top + HEIGHT, Some(top), WIDTH);
    let mut lowest = title_below(&mut scene, &x_name, &x, edge);
    plot.draw(&mut scene, &x, &y);

    let rows: Vec<EffectRow> =
        differences.iter().map(|effect| EffectRow::single(&effect.label, effect.estimate.clone())).collect();
    let unit = differences.iter().find_map(|effect| effect.estimate.as_ref()).map_or(plot.unit(), |it| it.unit);
    let axis = named("Adjusted difference", unit);
    let panel = EffectPanel {
        rows: &rows,
        beside: &[],
        head: "Difference",
        axis,
        margin,
        reference: None,
        decimals: plot.decimals(),
    };
    if !rows.is_empty() {
        lowest = panel.draw(&mut scene, lowest + 10.0);
    }
    let height = (lowest + MARGIN).ceil();
    let (title, caption, alt_text) = plot.words(&panel, unit);
    Figure { id: "ancova", title, caption, alt_text, width: WIDTH, height, scene }
}

struct Fitted<'a> {
    name: &'a str,
    look: ArmLook,
    /// Absent for an arm without anybody.
    pairs: Option<Pairs>,
    /// Its adjusted mean.
    mean: Option<f64>,
}

impl Fitted<'_> {
    fn rows(&self) -> &[Pair] {
        self.pairs.as_ref().map_or(&[], |pairs| &pairs.rows)
    }

    /// Smallest and largest first reading.
    fn reach(&self) -> Option<(f64, f64)> {
        let first = self.rows().first()?.before;
        let fold = |(low, high): (f64, f64), pair: &Pair| (low.min(pair.before), high.max(pair.before));
        Some(self.rows().iter().fold((first, first), fold))
    }
}

struct Plot<'a> {
    arms: Vec<Fitted<'a>>,
    response: Response,
    fit: Option<&'a AncovaFit>,
}

impl Plot<'_> {
    fn first(&self) -> Option<&Pairs> {
        self.arms.iter().find_map(|arm| arm.pairs.as_ref())
    }

    fn unit(&self) -> Unit {
        self.first().map_or(Unit::None, |pairs| pairs.unit)
    }

    fn decimals(&self) -> u8 {
        self.arms.iter().filter_map(|arm| arm.pairs.as_ref()).map(|pairs| pairs.decimals).max().unwrap_or(1)
    }

    fn response_of(&self, pair: &Pair) -> f64 {
        match self.response {
            Response::After => pair.after,
            Response::Change => pair.change,
        }
    }

    /// The two ends of an arm's fitted line.
    fn line(&self, arm: &Fitted<'_>) -> Option<[Point; 2]> {
        let (fit, mean, (from, to)) = (self.fit?, arm.mean?, arm.reach()?);
        let at = |before: f64| (before, mean + fit.slope * (before - fit.baseline));
        (from < to).then(|| [at(from), at(to)])
    }

    fn limits(&self) -> ((f64, f64), (f64, f64)) {
        let pairs = || self.arms.iter().flat_map(|arm| arm.rows());
        let grain = grain(self.decimals());
        let means = || self.arms.iter().filter_map(|arm| arm.mean);
        let x = limits(
            pairs()
                .map(|pair| pair.before)
                .chain(self.fit.map(|fit| fit.baseline).filter(|_| means().next().is_some())),
            0.04,
            grain,
        );
        let ends = self.arms.iter().filter_map(|arm| self.line(arm)).flatten().map(|end| end.1);
        // No change has its place in the picture of changes; in that of readings the line crosses it or not.
        let zero = (self.response == Response::Change).then_some(0.0);
        let y = limits(pairs().map(|pair| self.response_of(pair)).chain(ends).chain(means()).chain(zero), 0.04, grain);
        (x, y)
    }

    fn axis_names(&self) -> [String; 2] {
        let Some(pairs) = self.first() else { return ["First reading".to_owned(), "Second reading".to_owned()] };
        let name = |moment: &str| named(&format!("{} {moment}", pairs.label), pairs.unit);
        let response = match self.response {
            Response::After => name(&pairs.second),
            Response::Change => pairs.change_name(),
        };
        [name(&pairs.first), response]
    }

    fn draw(&self, scene: &mut Scene, x: &Scale, y: &Scale) {
        self.no_change(scene, x, y);
        let n: usize = self.arms.iter().map(|arm| arm.rows().len()).sum();
        let (radius, opacity) = match n {
            0..=60 => (4.25, 0.85),
            61..=200 => (3.75, 0.65),
            _ => (3.0, 0.5),
        };
        // In turns, so that no arm lies over all of another.
        let most = self.arms.iter().map(|arm| arm.rows().len()).max().unwrap_or(0);
        for index in 0..most {
            for arm in &self.arms {
                if let Some(pair) = arm.rows().get(index) {
                    arm.look.mark(scene, (x.px(pair.before), y.px(self.response_of(pair))), radius, opacity);
                }
            }
        }
        if let Some(fit) = self.fit.filter(|_| self.arms.iter().any(|arm| arm.mean.is_some())) {
            scene.line([(x.px(fit.baseline), y.start), (x.px(fit.baseline), y.end)], BASELINE);
        }
        for arm in &self.arms {
            if let Some(ends) = self.line(arm) {
                let px: Vec<Point> = ends.iter().map(|&(before, response)| (x.px(before), y.px(response))).collect();
                scene.line(px, arm.look.stroke(2.6));
            }
        }
        for arm in &self.arms {
            if let (Some(fit), Some(mean)) = (self.fit, arm.mean) {
                arm.look.mean(scene, (x.px(fit.baseline), y.px(mean)));
            }
        }
    }

    /// The part of the line of no change that lies in the picture.
    fn no_change(&self, scene: &mut Scene, x: &Scale, y: &Scale) {
        match self.response {
            Response::Change => scene.line([(x.start, y.px(0.0)), (x.end, y.px(0.0))], NO_CHANGE),
            Response::After => {
                let (from, to) = (x.low.max(y.low), x.high.min(y.high));
                if from < to {
                    scene.line([(x.px(from), y.px(from)), (x.px(to), y.px(to))], NO_CHANGE);
                }
            }
        }
    }

    fn entries(&self, margin: Option<(f64, f64)>) -> Vec<Entry> {
        let arm = |arm: &Fitted<'_>| {
            let sign = self.line(arm).is_some();
            let key = if sign { Key::ArmLine { look: arm.look, sign } } else { Key::Arm(arm.look) };
            (key, format!("{} (n\u{a0}=\u{a0}{})", arm.name, count(arm.rows().len())))
        };
        let fitted = self.fit.is_some() && self.arms.iter().any(|arm| arm.mean.is_some());
        let baseline = fitted.then(|| (Key::Line(BASELINE), "Mean baseline".to_owned()));
        let margin =
            margin.map(|margin| (Key::Patch(BAND), format!("Margin {}", margin_in_words(margin, self.unit()))));
        let no_change = (Key::Line(NO_CHANGE), "No change".to_owned());
        self.arms.iter().map(arm).chain([no_change]).chain(baseline).chain(margin).collect()
    }

    fn words(&self, panel: &EffectPanel<'_>, unit: Unit) -> (String, String, String) {
        let label = self.first().map_or("Outcome", |pairs| pairs.label.as_str());
        let (first, second) =
            self.first().map_or(("before", "after"), |pairs| (pairs.first.as_str(), pairs.second.as_str()));
        let response = if self.response == Response::After { second } else { "change" };
        let title = format!("{label}: {response} against {first}, by arm");
        let decimals = usize::from(self.decimals()) + 1;
        let number = |value: f64| with_unit(&fixed(value, decimals), self.unit());
        let fitted = self.fit.filter(|_| self.arms.iter().any(|arm| arm.mean.is_some()));
        let lines = fitted.map_or_else(String::new, |fit| {
            format!(
                " Parallel lines: the fitted analysis of covariance with a common slope of {} ({response} on {first}); large points: the \
                 adjusted means at the mean baseline of {} (dotted).",
                fixed(fit.slope, 2),
                number(fit.baseline),
            )
        });
        let no_change = match self.response {
            Response::After => "On the line of no change the two readings are equal; below it the second is lower.",
            Response::Change => "The horizontal line is no change.",
        };
        let method = panel.rows.iter().find_map(|row| row.estimate.as_ref()?.interval.as_ref());
        let method = method.map_or_else(String::new, |interval| {
            let margin = panel
                .margin
                .map_or_else(String::new, |margin| format!("; band: the margin {}", margin_in_words(margin, unit)));
            format!(
                " Below: the adjusted differences, first minus second, with {} CI (method: {}){margin}.",
                interval.level.percent(),
                interval.method
            )
        });
        let sizes: Vec<String> =
            self.arms.iter().map(|arm| format!("{} n = {}", arm.name, count(arm.rows().len()))).collect();
        let sizes = if sizes.is_empty() { "No arm".to_owned() } else { sizes.join("; ") };
        let caption = format!(
            "{label}, {response} against {first}, one point for each participant. {no_change}{lines}{method} {sizes}."
        );
        let arm = |arm: &Fitted<'_>| {
            let n = count(arm.rows().len());
            let mean = arm.mean.map_or_else(String::new, |mean| format!(", adjusted mean {}", number(mean)));
            format!("{}, n = {n}{mean}.", arm.name)
        };
        let row = |row: &EffectRow| {
            let text = panel.estimate_text(row);
            let text = if row.estimate.is_some() { with_unit(&text, unit) } else { text };
            format!("Adjusted difference {}: {text}.", row.label)
        };
        let slope = fitted
            .map(|fit| format!("Common slope {} at a mean baseline of {}.", fixed(fit.slope, 2), number(fit.baseline)));
        let parts: Vec<String> = self.arms.iter().map(arm).chain(slope).chain(panel.rows.iter().map(row)).collect();
        let alt_text = format!(
            "Scatter of {}, {response} against {first}, by arm (arms: {}). {}",
            in_sentence(label),
            self.arms.len(),
            parts.join(" ")
        );
        (title, caption, alt_text.trim_end().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, degenerate, difference, many};
    use crate::data::PairedSample;

    fn drawn(samples: &[PairedSample], response: Response, slope: f64) -> Figure {
        let labels: Vec<String> = (0..samples.len()).map(|index| format!("arm {index} & <script>")).collect();
        let arms: Vec<ChartArm<'_>> =
            (0..samples.len()).map(|index| ChartArm::new(&labels[index], index == 0, &samples[index])).collect();
        let mean = |values: Vec<f64>| values.iter().sum::<f64>() / values.len() as f64;
        let means = samples.iter().map(|sample| match response {
            Response::After => mean(sample.after().values()),
            Response::Change => mean(sample.change().values()),
        });
        let baseline = samples.first().map_or(0.0, |sample| mean(sample.before().values()));
        let fit = AncovaFit { slope, baseline, means: means.collect() };
        let effects = [Effect { label: "arm 1 − arm 0".into(), estimate: Some(difference(-1.2, 0.7)) }];
        check(&ancova(&arms, response, None, &[], None));
        let figure = ancova(&arms, response, Some(&fit), &effects, Some((-0.5, 0.5)));
        check(&figure);
        figure
    }

    #[test]
    fn arms_of_any_size_are_drawn() {
        for response in [Response::After, Response::Change] {
            for sizes in [&[][..], &[1, 1], &[20, 22], &[150, 150], &[30, 31, 40, 9, 5, 2]] {
                let samples: Vec<_> = sizes.iter().map(|n| many(*n)).collect();
                let figure = drawn(&samples, response, 0.8);
                assert!(
                    figure.alt_text.contains("Adjusted difference arm 1 − arm 0: −1.20 (−1.90 to −0.50) cm."),
                    "{}",
                    figure.alt_text
                );
            }
        }
    }

    #[test]
    fn degenerate_samples_and_fits_are_drawn() {
        for sample in degenerate() {
            for slope in [0.0, -3.0, f64::NAN] {
                drawn(&[sample.clone(), sample.clone()], Response::After, slope);
                drawn(&[sample.clone(), sample.clone()], Response::Change, slope);
            }
        }
        let sample = many(12);
        let nobody = ChartArm { sample: None, ..ChartArm::new("nobody", false, &sample) };
        let fit = AncovaFit { slope: 0.9, baseline: 80.0, means: vec![79.0] };
        check(&ancova(&[ChartArm::new("all", true, &sample), nobody], Response::After, Some(&fit), &[], None));
    }
}
