//! How sure the heterogeneity of studies is, and how the combined estimate depends on it.

use super::axis::{Numbered, heading, horizontal, title_below, vertical};
use super::figure::Figure;
use super::legend::{self, Entry, Key};
use super::marks;
use super::regions::Regions;
use super::ribbon::{above, band, hill};
use super::scale::{Scale, limits};
use super::scene::{Anchor, Dash, Ink, Point, Scene, Stroke};
use super::theme::{BLUE, GRID_LINE, INK, MARGIN, PURPLE, SOFT_INK, VERMILLION, WIDTH};
use crate::data::Unit;
use crate::result::format::{
    as_heading, count, ends, estimate_decimals, fixed, in_sentence, interval_name, named, uncertainty, with_interval,
    with_unit,
};
use crate::result::{Estimate, Level};

/// What one value of tau gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TauPoint {
    /// The standard deviation of the true effects between studies.
    pub tau: f64,
    /// The log likelihood of tau, up to a constant.
    pub log_likelihood: f64,
    /// The combined estimate if tau were that.
    pub estimate: f64,
    /// The ends of its interval.
    pub interval: Option<(f64, f64)>,
}

/// What a profile of tau shows.
#[derive(Clone, Debug, PartialEq)]
pub struct TauProfile {
    /// What is combined: `Difference in change of waist girth`.
    pub quantity: String,
    /// The unit of tau and of the estimates.
    pub unit: Unit,
    /// Decimals of the readings.
    pub decimals: u8,
    /// Whether the likelihood is the restricted one, of the differences between studies alone.
    pub restricted: bool,
    /// The values of tau, ascending from 0.
    pub points: Vec<TauPoint>,
    /// The log likelihood less its highest value at the ends of its own interval: -1.92 for 95 %.
    pub likelihood_cut: Option<f64>,
    /// The estimate of tau with its interval.
    pub tau: Estimate,
    /// The combined estimate at that tau.
    pub combined: Estimate,
    /// The level of the intervals of the points.
    pub level: Level,
    /// The posterior density of tau as (tau, density), ascending, where there is one.
    pub posterior: Vec<(f64, f64)>,
    /// Lower and upper bound of what is claimed; an end may be infinite.
    pub claimed: Option<(f64, f64)>,
}

const UPPER: f64 = 170.0;
const LOWER: f64 = 200.0;
/// Height of the interval above the likelihood.
const STRIP: f64 = 26.0;
/// The likelihood is shown down to so much below its highest value.
const DEEPEST: f64 = -6.0;
const LIKELIHOOD: Stroke = Stroke::new(INK, 2.2);
const CUT: Stroke = Stroke::new(SOFT_INK, 1.4).dashed(Dash::Dashed);
const CURVE: Stroke = Stroke::new(BLUE, 2.4);
const BAND: Ink = BLUE.at(0.2);
const NO_EFFECT: Stroke = Stroke::new(INK, 1.2);
const AT_TAU: Stroke = Stroke::new(VERMILLION, 1.8).dashed(Dash::Dotted);
const POSTERIOR: Ink = PURPLE.at(0.2);
const POSTERIOR_EDGE: Stroke = Stroke::new(PURPLE, 1.4);

/// Above, the log likelihood of tau with its estimate and interval, and the posterior density where there is one; below, the combined
/// estimate with its interval at each tau. Both share the axis of tau.
pub fn tau_profile(input: &TauProfile) -> Figure {
    let chart = Chart::of(input);
    let mut scene = Scene::default();
    let height = (chart.draw(&mut scene) + MARGIN).ceil();
    let (title, caption, alt_text) = chart.words();
    Figure { id: "tau-profile", title, caption, alt_text, width: WIDTH, height, scene }
}

struct Chart<'a> {
    input: &'a TauProfile,
    /// Ascending in tau.
    points: Vec<&'a TauPoint>,
    /// (tau, density), ascending.
    posterior: Vec<(f64, f64)>,
    regions: Regions,
}

impl Chart<'_> {
    fn of(input: &TauProfile) -> Chart<'_> {
        let is_sound = |point: &&TauPoint| {
            point.tau.is_finite() && point.tau >= 0.0 && point.log_likelihood.is_finite() && point.estimate.is_finite()
        };
        let mut points: Vec<&TauPoint> = input.points.iter().filter(is_sound).collect();
        points.sort_by(|one, other| one.tau.total_cmp(&other.tau));
        let widest = points.last().map_or(f64::INFINITY, |point| point.tau);
        let inside = |at: &&(f64, f64)| (0.0..=widest).contains(&at.0) && at.1.is_finite() && at.1 >= 0.0;
        let posterior = input.posterior.iter().filter(inside).copied().collect();
        Chart { input, points, posterior, regions: Regions { margin: None, claimed: input.claimed } }
    }

    /// The estimate of tau, if it lies on the axis.
    fn tau(&self, x: &Scale) -> Option<f64> {
        Some(self.input.tau.value).filter(|tau| (x.low..=x.high).contains(tau))
    }

    fn draw(&self, scene: &mut Scene) -> f64 {
        let top = legend::row(scene, &self.entries(), MARGIN, WIDTH - MARGIN, MARGIN - 4.0) + 2.0;
        let likelihood = format!("{}, below its highest value", as_heading(self.likelihood_name()));
        let top = heading(scene, &likelihood, MARGIN, top, WIDTH - 2.0 * MARGIN, Anchor::Start) + 12.0;
        let upper = Scale::new(self.depths(), (top + STRIP + UPPER, top + STRIP));
        let (low, high) = self.estimates();
        let numbers = [Numbered::vertical(upper.low, upper.high, UPPER), Numbered::vertical(low, high, LOWER)];
        let room = numbers.iter().map(Numbered::room).fold(0.0, f64::max);
        let (left, right) = (MARGIN + room, WIDTH - MARGIN - 10.0);
        let taus = self.points.iter().map(|point| point.tau).fold(0.0, f64::max);
        let x = Scale::new((0.0, if taus > 0.0 { taus } else { 1.0 }), (left, right));
        let across = Numbered::horizontal(x.low, x.high, right - left);

        vertical(scene, &upper, &numbers[0], left, true, Some(right));
        horizontal(scene, &x, &Numbered { at: Vec::new() }, upper.start, None, WIDTH);
        across.at.iter().for_each(|(at, _)| scene.line([(x.px(*at), upper.start), (x.px(*at), upper.end)], GRID_LINE));
        self.density(scene, &x, &upper);
        self.likelihood(scene, &x, &upper);

        let name = format!(
            "{} at each tau",
            named(&format!("Combined {}", in_sentence(self.input.quantity.trim())), self.input.unit)
        );
        let middle = heading(scene, &name, MARGIN, upper.start + 10.0, WIDTH - 2.0 * MARGIN, Anchor::Start) + 12.0;
        let lower = Scale::new((low, high), (middle + LOWER, middle));
        vertical(scene, &lower, &numbers[1], left, true, Some(right));
        let edge = horizontal(scene, &x, &across, lower.start, Some(middle), WIDTH);
        self.combined(scene, &x, &lower);
        if let Some(tau) = self.tau(&x) {
            scene.line([(x.px(tau), top + STRIP / 2.0), (x.px(tau), upper.start)], AT_TAU);
            scene.line([(x.px(tau), lower.start), (x.px(tau), lower.end)], AT_TAU);
            if (low..=high).contains(&self.input.combined.value) {
                marks::mean(scene, (x.px(tau), lower.px(self.input.combined.value)));
            }
            self.interval(scene, &x, top + STRIP / 2.0 - 4.0);
        }
        let name = named("Heterogeneity tau, the SD of true effects between studies", self.input.unit);
        title_below(scene, &name, &x, edge)
    }

    /// The likelihood as far as it is shown, below its highest value.
    fn profile(&self) -> Vec<(f64, f64)> {
        let highest = self.points.iter().map(|point| point.log_likelihood).fold(f64::NEG_INFINITY, f64::max);
        self.points.iter().map(|point| (point.tau, point.log_likelihood - highest)).collect()
    }

    fn cut(&self) -> Option<f64> {
        self.input.likelihood_cut.filter(|cut| *cut > DEEPEST && *cut < 0.0)
    }

    /// The range of the upper panel.
    fn depths(&self) -> (f64, f64) {
        let lowest = self.profile().iter().map(|point| point.1).fold(0.0, f64::min);
        let cut = self.cut().map_or(0.0, |cut| 1.25 * cut);
        (lowest.min(cut).clamp(DEEPEST, -0.5), 0.0)
    }

    /// The range of the lower panel.
    fn estimates(&self) -> (f64, f64) {
        let values = self.points.iter().map(|point| point.estimate).chain([self.input.combined.value, 0.0]);
        let ends = self.points.iter().filter_map(|point| point.interval).flat_map(|(lower, upper)| [lower, upper]);
        limits(values.chain(ends).chain(self.regions.bounds()), 0.06, 1.0)
    }

    fn density(&self, scene: &mut Scene, x: &Scale, y: &Scale) {
        let highest = self.posterior.iter().map(|point| point.1).fold(0.0, f64::max);
        let tall = (y.start - y.end) * 0.9;
        let at = |(tau, density): &(f64, f64)| (x.px(*tau), y.start - tall * density / highest);
        if highest > 0.0 {
            hill(scene, self.posterior.iter().map(at).collect(), y.start, POSTERIOR, POSTERIOR_EDGE);
        }
    }

    fn likelihood(&self, scene: &mut Scene, x: &Scale, y: &Scale) {
        if let Some(cut) = self.cut() {
            scene.line([(x.start, y.px(cut)), (x.end, y.px(cut))], CUT);
        }
        for run in above(&self.profile(), y.low) {
            scene.line(run.iter().map(|(tau, depth)| (x.px(*tau), y.px(*depth))).collect::<Vec<Point>>(), LIKELIHOOD);
        }
    }

    fn interval(&self, scene: &mut Scene, x: &Scale, height: f64) {
        if let Some(interval) = &self.input.tau.interval {
            marks::interval(scene, x, height, self.input.tau.value, (interval.lower, interval.upper), INK);
        }
        let at = x.px(self.input.tau.value);
        scene.rect((at - 4.5, height - 4.5), (at + 4.5, height + 4.5), INK);
    }

    fn combined(&self, scene: &mut Scene, x: &Scale, y: &Scale) {
        self.regions.draw(scene, y, (x.start, x.end));
        band(scene, x, y, self.points.iter().filter_map(|point| Some((point.tau, point.interval?))), BAND);
        scene.line([(x.start, y.px(0.0)), (x.end, y.px(0.0))], NO_EFFECT);
        let line: Vec<Point> = self.points.iter().map(|point| (x.px(point.tau), y.px(point.estimate))).collect();
        if line.len() > 1 {
            scene.line(line, CURVE);
        }
    }

    fn entries(&self) -> Vec<Entry> {
        let name = self.input.tau.interval.as_ref().map_or_else(String::new, |it| format!(" ({})", interval_name(it)));
        let mut entries = vec![(Key::Estimate, format!("tau {}{name}", self.number(&self.input.tau)))];
        entries.push((Key::Line(LIKELIHOOD), "Log likelihood".to_owned()));
        entries.extend(self.cut().map(|cut| (Key::Line(CUT), format!("{} below the highest", fixed(-cut, 2)))));
        if !self.posterior.is_empty() {
            let text = "Posterior density (own scale)".to_owned();
            entries.push((Key::Band { ink: POSTERIOR, edge: POSTERIOR_EDGE }, text));
        }
        entries.push((Key::Line(CURVE), "Combined estimate".to_owned()));
        if self.points.iter().any(|point| point.interval.is_some()) {
            entries.push((Key::Patch(BAND), format!("{} CI", self.input.level.percent())));
        }
        entries.push((Key::Mean, format!("At the estimated tau: {}", self.number(&self.input.combined))));
        entries.push((Key::Line(NO_EFFECT), "No effect".to_owned()));
        entries.extend(self.regions.entries(self.input.unit));
        entries
    }

    fn likelihood_name(&self) -> &'static str {
        if self.input.restricted { "restricted log likelihood" } else { "log likelihood" }
    }

    fn number(&self, estimate: &Estimate) -> String {
        if !estimate.value.is_finite() {
            return "not estimable".to_owned();
        }
        let decimals = estimate_decimals(uncertainty(estimate), self.input.decimals);
        with_unit(&with_interval(estimate, decimals), self.input.unit)
    }

    fn words(&self) -> (String, String, String) {
        let quantity = in_sentence(self.input.quantity.trim());
        let title = format!("Does the result hang on the heterogeneity? {}", as_heading(&quantity));
        let method = self.input.tau.interval.as_ref();
        let method = method.map_or_else(String::new, |it| format!(" with its {} ({})", interval_name(it), it.method));
        let posterior = if self.posterior.is_empty() {
            ""
        } else {
            " Shaded: the posterior density of tau, on a scale of its own."
        };
        let caption = format!(
            "Heterogeneity of {quantity}: above, the {} of tau, the standard deviation of the true effects between studies, and the estimate of tau{method}; \
             below, the combined estimate and its {} CI if tau were known to be that. Dotted: the estimate of tau.{posterior}{}",
            self.likelihood_name(),
            self.input.level.percent(),
            self.regions.in_words(self.input.unit),
        );
        let decimals = usize::from(self.input.decimals) + 1;
        let number = |value: f64| with_unit(&fixed(value, decimals), self.input.unit);
        let at = |point: &TauPoint| {
            let ends = point.interval.map(|(lower, upper)| format!(" ({})", ends(lower, upper, decimals)));
            format!("at tau {} it is {}{}", number(point.tau), number(point.estimate), ends.unwrap_or_default())
        };
        let range = match (self.points.first(), self.points.last()) {
            (Some(first), Some(last)) => as_heading(&format!("{}, {}", at(first), at(last))),
            _ => "No values of tau".to_owned(),
        };
        let alt_text = format!(
            "Profile of the heterogeneity of {quantity} over {} values of tau. The estimate of tau is {}. The combined estimate there is {}. \
             {range}.{}",
            count(self.points.len()),
            self.number(&self.input.tau),
            self.number(&self.input.combined),
            self.regions.in_words(self.input.unit),
        );
        (title, caption, alt_text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, hostile_names, named_estimate};

    /// A likelihood with its highest value at tau = 0.5.
    fn points(many: u32, far: f64) -> Vec<TauPoint> {
        let point = |index: u32| {
            let tau = far * f64::from(index) / f64::from(many.max(2) - 1);
            let half = 0.3 + 0.4 * tau;
            let estimate = -0.6 + 0.1 * tau;
            let interval = Some((estimate - half, estimate + half));
            TauPoint { tau, log_likelihood: -12.0 - 8.0 * (tau - 0.5) * (tau - 0.5), estimate, interval }
        };
        (0..many).map(point).collect()
    }

    fn input(points: Vec<TauPoint>) -> TauProfile {
        TauProfile {
            quantity: "Difference in change of waist girth".into(),
            unit: Unit::Cm,
            decimals: 1,
            restricted: true,
            points,
            likelihood_cut: Some(-1.92),
            tau: named_estimate("tau", 0.5, 0.4),
            combined: named_estimate("combined", -0.55, 0.5),
            level: Level::DEFAULT,
            posterior: Vec::new(),
            claimed: None,
        }
    }

    #[test]
    fn both_panels_are_drawn_and_said() {
        for (many, far) in [(2, 1.0), (50, 1.5), (200, 9.0)] {
            let mut input = input(points(many, far));
            check(&tau_profile(&input));
            input.posterior =
                (0..=60).map(|step| f64::from(step) / 20.0).map(|tau| (tau, tau * (-tau).exp())).collect();
            input.claimed = Some((-2.0, -1.5));
            check(&tau_profile(&input));
        }
        let figure = tau_profile(&input(points(50, 1.5)));
        for words in [
            "The estimate of tau is 0.50 (0.10 to 0.90) cm.",
            "At tau 0.00 cm it is −0.60 cm (−0.90 to −0.30), at tau 1.50 cm it is −0.45 cm (−1.35 to 0.45).",
        ] {
            assert!(figure.alt_text.contains(words), "{}", figure.alt_text);
        }
    }

    #[test]
    fn strange_profiles_are_drawn() {
        let flat = |value: f64| TauPoint { tau: value, log_likelihood: 0.0, estimate: 0.0, interval: Some((0.0, 0.0)) };
        let broken = TauPoint { tau: f64::NAN, log_likelihood: f64::NEG_INFINITY, estimate: 0.0, interval: None };
        let unbounded = TauPoint { interval: Some((f64::NEG_INFINITY, f64::INFINITY)), ..flat(1.0) };
        for points in [
            vec![],
            vec![flat(0.0)],
            vec![flat(0.0), flat(2.0)],
            vec![broken],
            vec![flat(0.0), unbounded],
            points(30, 1e9),
        ] {
            let mut input = input(points);
            check(&tau_profile(&input));
            input.tau = named_estimate("tau", 0.0, f64::INFINITY);
            input.combined = named_estimate("combined", f64::NAN, 1.0);
            input.posterior = vec![(0.0, f64::NAN), (0.1, 0.0), (0.2, 0.0)];
            check(&tau_profile(&TauProfile { unit: Unit::None, likelihood_cut: Some(-1e9), ..input }));
        }
        for name in hostile_names().into_iter().filter(|name| !name.is_empty()) {
            check(&tau_profile(&TauProfile { quantity: name, restricted: false, ..input(points(20, 1.0)) }));
        }
    }
}
