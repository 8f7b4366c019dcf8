//! What was believed before the studies, what is believed after them, and what a new study would find.

use super::axis::{Numbered, heading, horizontal, title_below};
use super::figure::Figure;
use super::legend::{self, Entry, Key};
use super::marks;
use super::regions::Regions;
use super::ribbon::hill;
use super::scale::{Scale, limits};
use super::scene::{Anchor, Dash, Ink, Point, Scene, Stroke};
use super::theme::{AXIS_LINE, BLUE, GREY, INK, MARGIN, PURPLE, WIDTH};
use crate::data::Unit;
use crate::result::format::{
    as_heading, ends, estimate_decimals, fixed, in_sentence, named, uncertainty, with_interval, with_unit,
};
use crate::result::{Estimate, Interval};

/// What a chart of a posterior shows. Densities are pairs (value, density), ascending, all on one scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Posterior {
    /// What is combined: `Difference in change of waist girth`.
    pub quantity: String,
    /// The unit of all values.
    pub unit: Unit,
    /// Decimals of the readings.
    pub decimals: u8,
    /// The density of the combined effect before the studies.
    pub prior: Vec<(f64, f64)>,
    /// Its density after them.
    pub posterior: Vec<(f64, f64)>,
    /// The density of the effect in a new study; empty where it is not shown.
    pub predictive: Vec<(f64, f64)>,
    /// The combined effect with its credible interval.
    pub estimate: Estimate,
    /// The prediction interval of a new study.
    pub prediction: Option<Interval>,
    /// Lower and upper bound of what is claimed; an end may be infinite.
    pub claimed: Option<(f64, f64)>,
}

const HEIGHT: f64 = 250.0;
/// Height of an interval below the densities.
const STRIP: f64 = 22.0;
const POSTERIOR: Ink = BLUE.at(0.22);
const POSTERIOR_EDGE: Stroke = Stroke::new(BLUE, 2.4);
const PRIOR: Stroke = Stroke::new(GREY, 2.0).dashed(Dash::Dashed);
const PREDICTIVE: Stroke = Stroke::new(PURPLE, 2.2).dashed(Dash::Dotted);
const NO_EFFECT: Stroke = Stroke::new(INK, 1.2);
/// Where a density is lower than this part of its height, the axis need not reach.
const NEGLIGIBLE: f64 = 0.004;

/// The prior and the posterior density of the combined effect and the predictive density of a new study's, with their intervals below, no
/// effect as a line and the claimed amount as a band.
pub fn posterior(input: &Posterior) -> Figure {
    let chart = Chart {
        input,
        prior: sound(&input.prior),
        posterior: sound(&input.posterior),
        predictive: sound(&input.predictive),
        regions: Regions { margin: None, claimed: input.claimed },
    };
    let mut scene = Scene::default();
    let height = (chart.draw(&mut scene) + MARGIN).ceil();
    let (title, caption, alt_text) = chart.words();
    Figure { id: "posterior", title, caption, alt_text, width: WIDTH, height, scene }
}

type Density = Vec<(f64, f64)>;

struct Chart<'a> {
    input: &'a Posterior,
    prior: Density,
    posterior: Density,
    predictive: Density,
    regions: Regions,
}

fn sound(density: &[(f64, f64)]) -> Density {
    density.iter().filter(|(at, height)| at.is_finite() && height.is_finite() && *height >= 0.0).copied().collect()
}

fn highest(density: &Density) -> f64 {
    density.iter().map(|point| point.1).fold(0.0, f64::max)
}

/// Where a density is more than negligible.
fn support(density: &Density) -> impl Iterator<Item = f64> {
    let floor = highest(density) * NEGLIGIBLE;
    density.iter().filter(move |point| point.1 > floor).map(|point| point.0)
}

impl Chart<'_> {
    fn draw(&self, scene: &mut Scene) -> f64 {
        let top = legend::row(scene, &self.entries(), MARGIN, WIDTH - MARGIN, MARGIN - 4.0) + 2.0;
        let top = heading(scene, "Density", MARGIN, top, WIDTH - 2.0 * MARGIN, Anchor::Start) + 8.0;
        let (low, high) = self.range();
        // Numbers at the ends of the axis stand below them, not beside.
        let inset = (Numbered::horizontal(low, high, WIDTH - 2.0 * MARGIN).widest() / 2.0 + 2.0).max(MARGIN);
        let x = Scale::new((low, high), (inset, WIDTH - inset));
        let numbers = Numbered::horizontal(low, high, x.end - x.start);
        let ground = top + HEIGHT;
        let strips = if self.input.prediction.is_some() { 2.0 } else { 1.0 };
        let bottom = ground + strips * STRIP + 4.0;
        let edge = horizontal(scene, &x, &numbers, bottom, Some(top), WIDTH);
        self.regions.draw_upright(scene, &x, (top, bottom));
        self.densities(scene, &x, (ground, top));
        scene.line([(x.start, ground), (x.end, ground)], AXIS_LINE);
        scene.line([(x.px(0.0), top), (x.px(0.0), bottom)], NO_EFFECT);
        self.intervals(scene, &x, ground);
        title_below(scene, &named(&as_heading(self.input.quantity.trim()), self.input.unit), &x, edge)
    }

    /// The range of the axis; the prior, which may be very wide, does not stretch it.
    fn range(&self) -> (f64, f64) {
        let interval = self.input.estimate.interval.iter().chain(&self.input.prediction);
        let ends = interval.flat_map(|interval| [interval.lower, interval.upper]);
        let densities = support(&self.posterior).chain(support(&self.predictive));
        limits(densities.chain(ends).chain(self.regions.bounds()).chain([self.input.estimate.value, 0.0]), 0.03, 1.0)
    }

    fn densities(&self, scene: &mut Scene, x: &Scale, (ground, top): (f64, f64)) {
        let inside = |density: &Density| -> Density {
            density.iter().filter(|(at, _)| (x.low..=x.high).contains(at)).copied().collect()
        };
        let all = [&self.posterior, &self.prior, &self.predictive].map(inside);
        let tallest = all.iter().map(highest).fold(f64::MIN_POSITIVE, f64::max);
        let y = Scale::new((0.0, tallest), (ground, top + 4.0));
        let [after, before, new] =
            all.map(|density| density.iter().map(|(at, height)| (x.px(*at), y.px(*height))).collect::<Vec<Point>>());
        hill(scene, after, ground, POSTERIOR, POSTERIOR_EDGE);
        for (line, stroke) in [(before, PRIOR), (new, PREDICTIVE)] {
            if line.len() > 1 {
                scene.line(line, stroke);
            }
        }
    }

    fn intervals(&self, scene: &mut Scene, x: &Scale, ground: f64) {
        let estimate = &self.input.estimate;
        if !estimate.value.is_finite() {
            return;
        }
        let height = ground + STRIP / 2.0 + 2.0;
        if let Some(interval) = &estimate.interval {
            marks::interval(scene, x, height, estimate.value, (interval.lower, interval.upper), INK);
        }
        let at = x.px(estimate.value);
        scene.rect((at - 4.5, height - 4.5), (at + 4.5, height + 4.5), INK);
        if let Some(prediction) = &self.input.prediction {
            marks::interval(scene, x, height + STRIP, estimate.value, (prediction.lower, prediction.upper), PURPLE);
        }
    }

    fn entries(&self) -> Vec<Entry> {
        let level = |interval: &Interval| interval.level.percent();
        let percent = self.input.estimate.interval.as_ref().map_or_else(String::new, |it| format!("{} ", level(it)));
        let mut entries = vec![(Key::Estimate, format!("{}, {percent}credible interval", self.number()))];
        entries.push((Key::Band { ink: POSTERIOR, edge: POSTERIOR_EDGE }, "After the studies".to_owned()));
        if !self.prior.is_empty() {
            entries.push((Key::Line(PRIOR), "Before them (prior)".to_owned()));
        }
        if !self.predictive.is_empty() {
            entries.push((Key::Line(PREDICTIVE), "Effect in a new study".to_owned()));
        }
        entries.extend(self.input.prediction.as_ref().map(|interval| {
            let text = format!("{} prediction interval {}", level(interval), self.ends(interval));
            (Key::Line(Stroke::new(PURPLE, 1.6)), text)
        }));
        entries.push((Key::Line(NO_EFFECT), "No effect".to_owned()));
        entries.extend(self.regions.entries(self.input.unit));
        entries
    }

    fn decimals(&self) -> usize {
        estimate_decimals(uncertainty(&self.input.estimate), self.input.decimals)
    }

    fn number(&self) -> String {
        match self.input.estimate.value.is_finite() {
            true => with_unit(&with_interval(&self.input.estimate, self.decimals()), self.input.unit),
            false => "not estimable".to_owned(),
        }
    }

    fn ends(&self, interval: &Interval) -> String {
        with_unit(&ends(interval.lower, interval.upper, self.decimals()), self.input.unit)
    }

    fn words(&self) -> (String, String, String) {
        let quantity = in_sentence(self.input.quantity.trim());
        let title = format!("Before and after the studies: {quantity}");
        let predictive =
            if self.predictive.is_empty() { "" } else { "; dotted: the density of the effect in a new study" };
        let caption = format!(
            "{}: filled, the density of the combined effect after the studies; dashed, before them (prior){predictive}. Below the densities \
             their intervals.{}",
            named(&as_heading(&quantity), self.input.unit),
            self.regions.in_words(self.input.unit),
        );
        let mode = |name: &str, density: &Density| {
            let most = density.iter().max_by(|one, other| one.1.total_cmp(&other.1));
            most.map_or_else(String::new, |(at, _)| {
                format!(
                    " The {name} density is highest at {}.",
                    with_unit(&fixed(*at, self.decimals()), self.input.unit)
                )
            })
        };
        let prediction = self.input.prediction.as_ref().map_or_else(String::new, |interval| {
            format!(" {} prediction interval of a new study: {}.", interval.level.percent(), self.ends(interval))
        });
        let alt_text = format!(
            "Prior and posterior density of {quantity}. Combined: {}.{prediction}{}{}{}",
            self.number(),
            mode("prior", &self.prior),
            mode("posterior", &self.posterior),
            self.regions.in_words(self.input.unit),
        );
        (title, caption, alt_text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, hostile_names, named_estimate};
    use crate::result::Level;

    fn bell(mean: f64, sd: f64) -> Density {
        let at = |step: i32| mean + sd * f64::from(step) / 10.0;
        let height = |step: i32| (-f64::from(step * step) / 200.0).exp() / sd;
        (-40..=40).map(|step| (at(step), height(step))).collect()
    }

    fn input(sd: f64) -> Posterior {
        Posterior {
            quantity: "Difference in change of waist girth".into(),
            unit: Unit::Cm,
            decimals: 1,
            prior: bell(0.0, 4.0),
            posterior: bell(-0.6, sd),
            predictive: bell(-0.6, 2.0 * sd),
            estimate: named_estimate("combined", -0.6, 1.96 * sd),
            prediction: Some(Interval::new(-0.6 - 4.0 * sd, -0.6 + 4.0 * sd, Level::DEFAULT, "quantiles")),
            claimed: Some((-2.0, -1.5)),
        }
    }

    #[test]
    fn densities_and_intervals_are_drawn_and_said() {
        let figure = posterior(&input(0.25));
        check(&figure);
        for words in [
            "Combined: −0.60 (−1.09 to −0.11) cm.",
            "95 % prediction interval of a new study: −1.60 to 0.40 cm.",
            "The prior density is highest at 0.00 cm. The posterior density is highest at −0.60 cm.",
        ] {
            assert!(figure.alt_text.contains(words), "{}", figure.alt_text);
        }
        let bare = Posterior { predictive: Vec::new(), prediction: None, claimed: None, ..input(0.25) };
        let figure = posterior(&bare);
        check(&figure);
        assert!(!figure.caption.contains("new study"), "{}", figure.caption);
    }

    #[test]
    fn strange_densities_are_drawn() {
        for sd in [1e-9, 0.01, 30.0, 1e9] {
            check(&posterior(&input(sd)));
        }
        for density in
            [vec![], vec![(0.0, 1.0)], vec![(0.0, 0.0), (1.0, 0.0)], vec![(f64::NAN, 1.0), (0.0, f64::INFINITY)]]
        {
            let mut input = Posterior { prior: density.clone(), posterior: density, ..input(0.2) };
            check(&posterior(&input));
            input.estimate = named_estimate("combined", f64::NAN, 1.0);
            check(&posterior(&Posterior { unit: Unit::None, claimed: Some((f64::NEG_INFINITY, -1.5)), ..input }));
        }
        for name in hostile_names() {
            check(&posterior(&Posterior { quantity: name, ..input(0.2) }));
        }
    }
}
