//! The effect against how much was given.

use super::arms::ArmLook;
use super::axis::{Numbered, heading, title_below, vertical};
use super::figure::Figure;
use super::legend::{self, Entry, Key};
use super::marks;
use super::regions::{Regions, written_decimals};
use super::scale::{Scale, grain, limits, limits_with_ends};
use super::scene::{Anchor, Point, Scene, Stroke};
use super::theme::{INK, MARGIN, VERMILLION, WIDTH};
use super::visit_axis::{Head, Row, Spacing, VisitAxis, Visits, head_room};
use super::visit_plot::VisitPoint;
use crate::data::{TimePoint, Unit};
use crate::result::Estimate;
use crate::result::format::{
    as_heading, count, ends, estimate_decimals, fixed, in_sentence, interval_name, named, uncertainty, with_unit,
};

/// The effect of one dose.
#[derive(Clone, Debug, PartialEq)]
pub struct DosePoint {
    /// How much: a number of sessions.
    pub dose: f64,
    /// What was found, of how many.
    pub found: VisitPoint,
}

/// A fitted line with its band, at ascending doses.
#[derive(Clone, Debug, PartialEq)]
pub struct DoseLine {
    /// What it says: `slope −0.31 cm per session (95 % CI −0.42 to −0.20)`.
    pub label: String,
    /// Its points.
    pub points: Vec<FittedEffect>,
}

/// One point of a fitted line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FittedEffect {
    /// The dose.
    pub dose: f64,
    /// The fitted effect.
    pub effect: f64,
    /// The ends of its interval, where there is one.
    pub interval: Option<(f64, f64)>,
}

/// What a chart of dose and response shows.
#[derive(Clone, Debug, PartialEq)]
pub struct DoseResponse {
    /// What is estimated: `Change in thigh girth`.
    pub quantity: String,
    /// The unit of all effects.
    pub unit: Unit,
    /// Decimals of the readings.
    pub decimals: u8,
    /// What is counted: `Sessions`.
    pub dose: String,
    /// The doses, in any order, each once.
    pub points: Vec<DosePoint>,
    /// The fitted line.
    pub line: Option<DoseLine>,
    /// Lower and upper bound of what does not matter; an end may be infinite.
    pub margin: Option<(f64, f64)>,
    /// Lower and upper bound of what is claimed; an end may be infinite.
    pub claimed: Option<(f64, f64)>,
}

const HEIGHT: f64 = 300.0;
const FITTED: Stroke = Stroke::new(VERMILLION, 2.2);

/// The effect at each dose with its interval, ascending, doses at their true distances; the fitted line with its band; the number of
/// participants behind each effect below the axis; the margin and the claimed amount as bands.
pub fn dose_response(input: &DoseResponse) -> Figure {
    let mut points: Vec<&DosePoint> = input.points.iter().filter(|point| point.dose.is_finite()).collect();
    points.sort_by(|left, right| left.dose.total_cmp(&right.dose));
    points.dedup_by(|next, kept| next.dose == kept.dose);
    let line = input.line.as_ref().filter(|line| {
        line.points.len() > 1 && line.points.iter().all(|point| point.dose.is_finite() && point.effect.is_finite())
    });
    let chart = Chart { input, points, line, regions: Regions { margin: input.margin, claimed: input.claimed } };
    let mut scene = Scene::default();
    let height = (chart.draw(&mut scene) + MARGIN).ceil();
    let (title, caption, alt_text) = chart.words();
    Figure { id: "dose-response", title, caption, alt_text, width: WIDTH, height, scene }
}

struct Chart<'a> {
    input: &'a DoseResponse,
    /// By dose.
    points: Vec<&'a DosePoint>,
    line: Option<&'a DoseLine>,
    regions: Regions,
}

impl Chart<'_> {
    fn estimates(&self) -> impl Iterator<Item = &Estimate> {
        let all = self.points.iter().filter_map(|point| point.found.estimate.as_ref());
        all.filter(|estimate| estimate.value.is_finite())
    }

    fn draw(&self, scene: &mut Scene) -> f64 {
        let look = ArmLook::all([false])[0];
        let top = legend::row(scene, &self.entries(look), MARGIN, WIDTH - MARGIN, MARGIN - 4.0) + 2.0;
        let axis = named(&as_heading(self.input.quantity.trim()), self.input.unit);
        let top = heading(scene, &axis, MARGIN, top, WIDTH - 2.0 * MARGIN, Anchor::Start) + 12.0;
        let (low, high) = self.limits();
        let numbers = Numbered::vertical(low, high, HEIGHT);
        let y = Scale::new((low, high), (top + HEIGHT, top));
        let doses: Vec<TimePoint> = self
            .points
            .iter()
            .map(|point| TimePoint { name: dose_text(point.dose), time: Some(point.dose), sessions: None })
            .collect();
        let cells = self.points.iter().map(|point| count(point.found.n)).collect();
        let rows = vec![Row { head: Head::Words("n"), cells }];
        let left = MARGIN + numbers.room().max(head_room(&doses, &rows));
        let right = WIDTH - MARGIN;
        let across = VisitAxis::new(Visits {
            points: &doses,
            rows,
            spacing: Spacing::AlwaysTimes,
            plot: (left, right),
            below: (left, WIDTH - MARGIN / 2.0),
            inset: 34.0,
        });
        across.grid(scene, (y.start, y.end));
        vertical(scene, &y, &numbers, left, true, Some(right));
        self.regions.draw(scene, &y, (left, right));
        scene.line([(left, y.px(0.0)), (right, y.px(0.0))], Stroke::new(INK, 1.2));
        self.fitted(scene, &across, &y);
        for (point, x) in self.points.iter().zip(&across.x) {
            let Some(estimate) = point.found.estimate.as_ref().filter(|found| found.value.is_finite()) else {
                continue;
            };
            if let Some(interval) = &estimate.interval {
                marks::upright_interval(scene, &y, *x, estimate.value, (interval.lower, interval.upper), look.ink);
            }
            look.mark(scene, (*x, y.px(estimate.value)), 5.0, 1.0);
        }
        let edge = across.draw(scene, y.start);
        let span = Scale::new((0.0, 1.0), (left, right));
        let edge = title_below(scene, self.input.dose.trim(), &span, edge + 1.0);
        let edge = across.table(scene, "", edge + 3.0);
        across.key(scene, edge)
    }

    /// The line within the doses that were given, with its band.
    fn fitted(&self, scene: &mut Scene, across: &VisitAxis, y: &Scale) {
        let Some(line) = self.line else { return };
        let (Some(first), Some(last)) = (self.points.first(), self.points.last()) else { return };
        let within = line.points.iter().filter(|point| (first.dose..=last.dose).contains(&point.dose));
        let at = |dose: f64, effect: f64| across.at(dose).map(|x| (x, y.px(effect)));
        let mut fitted: Vec<Point> = Vec::new();
        let (mut upper, mut lower): (Vec<Point>, Vec<Point>) = (Vec::new(), Vec::new());
        for &FittedEffect { dose, effect, interval } in within {
            fitted.extend(at(dose, effect));
            if let Some((low, high)) = interval.filter(|ends| ends.0 <= ends.1) {
                upper.extend(at(dose, high));
                lower.extend(at(dose, low));
            }
        }
        if upper.len() > 1 {
            upper.extend(lower.into_iter().rev());
            scene.area(upper, VERMILLION.at(0.16));
        }
        scene.line(fitted, FITTED);
    }

    /// The range of the axis: effects, the line, regions and zero; intervals as far as the rest stays legible.
    fn limits(&self) -> (f64, f64) {
        let effects = self.estimates().map(|estimate| estimate.value);
        let line = self.line.iter().flat_map(|line| line.points.iter().map(|point| point.effect));
        let core: Vec<f64> = effects.chain(line).chain(self.regions.bounds()).chain([0.0]).collect();
        let intervals = self.estimates().filter_map(|estimate| estimate.interval.as_ref());
        let band = self.line.iter().flat_map(|line| line.points.iter().filter_map(|point| point.interval));
        let ends: Vec<f64> =
            intervals.map(|it| (it.lower, it.upper)).chain(band).flat_map(|(low, high)| [low, high]).collect();
        if core.iter().chain(&ends).all(|value| *value == 0.0) {
            return limits([0.0], 0.0, grain(self.input.decimals));
        }
        limits_with_ends(&core, ends, 0.08)
    }

    fn entries(&self, look: ArmLook) -> Vec<Entry> {
        let point = self.interval().map_or_else(|| "Estimate".to_owned(), |(name, _)| format!("Estimate, {name}"));
        let line = self.line.map(|line| (Key::Line(FITTED), as_heading(line.label.trim())));
        [(Key::Arm(look), point)].into_iter().chain(line).chain(self.regions.entries(self.input.unit)).collect()
    }

    fn interval(&self) -> Option<(String, &'static str)> {
        let mut intervals = self.estimates().filter_map(|estimate| estimate.interval.as_ref());
        intervals.next().map(|interval| (interval_name(interval), interval.method))
    }

    fn words(&self) -> (String, String, String) {
        let quantity = as_heading(self.input.quantity.trim());
        let dose = in_sentence(self.input.dose.trim());
        let interval = self.interval();
        let interval = interval.map_or_else(String::new, |(name, method)| format!(" with {name} (method: {method})"));
        let line = self.line.map_or_else(String::new, |line| format!(" Line: {}.", line.label.trim()));
        let band = self.line.is_some_and(|line| line.points.iter().any(|point| point.interval.is_some()));
        let band = if band { " Shaded: the pointwise interval of the line." } else { "" };
        let regions = self.regions.in_words(self.input.unit);
        let caption = format!(
            "{} by {dose}{interval}, with the number of participants behind each; an interval that runs beyond the axis ends in an \
             arrow.{line}{band}{regions}",
            named(&quantity, self.input.unit)
        );
        let of = |estimate: &Estimate| estimate_decimals(uncertainty(estimate), self.input.decimals);
        let decimals = self.estimates().map(of).max().unwrap_or(usize::from(self.input.decimals) + 1);
        let points = self.points.iter().map(|point| {
            let found = point.found.estimate.as_ref().filter(|found| found.value.is_finite());
            let found = found.map_or_else(
                || "not estimable".to_owned(),
                |estimate| {
                    let interval = estimate.interval.as_ref();
                    let ends = interval.map(|it| format!(" ({})", ends(it.lower, it.upper, decimals)));
                    with_unit(&fixed(estimate.value, decimals), self.input.unit) + &ends.unwrap_or_default()
                },
            );
            format!("{} {found}, n = {}", dose_text(point.dose), count(point.found.n))
        });
        let points: Vec<String> = points.collect();
        let points = if points.is_empty() { "none".to_owned() } else { points.join("; ") };
        let alt_text = format!("{quantity} against {dose}: {points}.{line}{regions}");
        (format!("{quantity} by {dose}"), caption, alt_text)
    }
}

/// A dose as it is written.
fn dose_text(dose: f64) -> String {
    fixed(dose, written_decimals(dose))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, difference, hostile_names};

    fn input(doses: &[f64], half: f64) -> DoseResponse {
        let point = |dose: &f64| {
            let found = VisitPoint { n: 31, estimate: Some(difference(-0.3 * dose, half)) };
            DosePoint { dose: *dose, found }
        };
        let fitted = |&dose: &f64| FittedEffect {
            dose,
            effect: -0.3 * dose,
            interval: Some((-0.3 * dose - 0.2, -0.3 * dose + 0.2)),
        };
        let label = "slope −0.30 cm per session (95 % CI −0.42 to −0.18)".to_owned();
        let mut ascending = doses.to_vec();
        ascending.sort_by(f64::total_cmp);
        DoseResponse {
            quantity: "change in thigh girth".into(),
            unit: Unit::Cm,
            decimals: 1,
            dose: "Sessions".into(),
            points: doses.iter().map(point).collect(),
            line: Some(DoseLine { label, points: ascending.iter().map(fitted).collect() }),
            margin: None,
            claimed: Some((-2.0, -1.5)),
        }
    }

    #[test]
    fn doses_stand_in_their_order() {
        for doses in [&[10.0, 4.0, 6.0][..], &[0.0, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 40.0]] {
            let figure = dose_response(&input(doses, 0.8));
            check(&figure);
            assert!(figure.alt_text.contains("10 −3.00 cm (−3.80 to −2.20), n = 31"), "{}", figure.alt_text);
            assert!(figure.alt_text.contains("Line: slope −0.30 cm per session"), "{}", figure.alt_text);
        }
        let figure = dose_response(&input(&[10.0, 4.0, 6.0], 0.8));
        let at = |words: &str| figure.alt_text.find(words).expect("a dose");
        assert!(at("4 −1.20") < at("6 −1.80") && at("6 −1.80") < at("10 −3.00"));
    }

    #[test]
    fn degenerate_doses_are_drawn() {
        for half in [0.0, 1e7, f64::INFINITY, f64::NAN] {
            for doses in [&[][..], &[4.0], &[4.0, 4.0], &[0.0, f64::NAN, 1e-6, 1e6]] {
                check(&dose_response(&input(doses, half)));
                check(&dose_response(&DoseResponse { line: None, claimed: None, ..input(doses, half) }));
            }
        }
        for name in hostile_names() {
            let mut named = input(&[1.0, 2.0], 0.1);
            (named.quantity, named.dose) =
                (format!("a {name}").trim().to_owned(), format!("Doses {name}").trim().to_owned());
            named.points[0].found = VisitPoint { n: 0, estimate: None };
            check(&dose_response(&named));
        }
    }
}
