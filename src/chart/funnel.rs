//! Whether small studies tell another story than large ones: the contour-enhanced funnel plot (Peters and others 2008).

use super::axis::{Numbered, heading, horizontal, title_below, vertical};
use super::figure::Figure;
use super::funnel_ground::{Wedge, outline, shade, shades, sides};
use super::legend::{self, Entry, Key};
use super::marks;
use super::point_labels::PointLabels;
use super::scale::{Scale, limits};
use super::scene::{Anchor, Dash, Ink, Point, Scene, Stroke, TextStyle};
use super::text::{line_height, wrap};
use super::theme::{BLUE, DARK_VERMILLION, INK, MARGIN, SOFT_INK, STRONG_TEXT, WHITE, WIDTH};
use crate::data::Unit;
use crate::result::format::{
    as_heading, count, estimate_decimals, fixed, in_sentence, named, significant, uncertainty, with_interval, with_unit,
};
use crate::result::{Estimate, Level};

/// One study.
#[derive(Clone, Debug, PartialEq)]
pub struct FunnelStudy {
    /// Its name.
    pub label: String,
    /// What it found.
    pub estimate: f64,
    /// How sure it is.
    pub standard_error: f64,
}

/// Where an estimate of no effect reaches a p-value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FunnelContour {
    /// The p-value, two-sided.
    pub p: f64,
    /// So many standard errors from no effect.
    pub z: f64,
}

/// Between which lines studies of one and the same effect are expected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PseudoLimits {
    /// What part of them is expected there.
    pub level: Level,
    /// So many standard errors from the combined estimate.
    pub z: f64,
}

/// What a funnel plot shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Funnel {
    /// What is estimated: `Difference in change of waist girth`.
    pub quantity: String,
    /// The unit of estimates and standard errors.
    pub unit: Unit,
    /// Decimals of the readings.
    pub decimals: u8,
    /// The studies.
    pub studies: Vec<FunnelStudy>,
    /// The studies that trim and fill adds.
    pub filled: Vec<FunnelStudy>,
    /// The combined estimate of the studies.
    pub combined: Option<Estimate>,
    /// The combined estimate with the filled studies.
    pub adjusted: Option<Estimate>,
    /// The limits around the combined estimate.
    pub pseudo_limits: PseudoLimits,
    /// The borders of the shaded regions around no effect.
    pub contours: Vec<FunnelContour>,
}

const HEIGHT: f64 = 340.0;
const RADIUS: f64 = 5.0;
const STUDY: Ink = INK;
const FILLED: Ink = DARK_VERMILLION;
const COMBINED: Stroke = Stroke::new(BLUE, 2.4);
const LIMITS: Stroke = Stroke::new(BLUE, 1.8).dashed(Dash::Dashed);
const ADJUSTED: Stroke = Stroke::new(DARK_VERMILLION, 2.2).dashed(Dash::Dotted);
const NO_EFFECT: Stroke = Stroke::new(SOFT_INK, 1.2);
/// From so many studies on, asymmetry can be told from chance (Sterne and others 2011).
const ENOUGH: usize = 10;
/// Up to so many studies all are named; of more, so many that lie farthest out.
const ALL_NAMED: usize = 6;
const NAMED: usize = 4;

/// Each study's estimate against its standard error, the most precise on top; the combined estimate as a line in its pseudo limits; regions
/// of p around no effect; studies that trim and fill adds as open points.
pub fn funnel(input: &Funnel) -> Figure {
    let chart = Chart::of(input);
    let mut scene = Scene::default();
    let height = (chart.draw(&mut scene) + MARGIN).ceil();
    let (title, caption, alt_text) = chart.words();
    Figure { id: "funnel", title, caption, alt_text, width: WIDTH, height, scene }
}

struct Chart<'a> {
    input: &'a Funnel,
    studies: Vec<&'a FunnelStudy>,
    filled: Vec<&'a FunnelStudy>,
    combined: Option<&'a Estimate>,
    adjusted: Option<&'a Estimate>,
    /// The regions, the widest first.
    contours: Vec<FunnelContour>,
}

impl Chart<'_> {
    fn of(input: &Funnel) -> Chart<'_> {
        let sound = |studies: &'_ [FunnelStudy]| -> Vec<usize> {
            let is_sound = |study: &FunnelStudy| {
                study.estimate.is_finite() && study.standard_error.is_finite() && study.standard_error >= 0.0
            };
            (0..studies.len()).filter(|at| is_sound(&studies[*at])).collect()
        };
        let mut contours = input.contours.clone();
        contours.retain(|contour| contour.z.is_finite() && contour.z > 0.0 && contour.p > 0.0);
        contours.sort_by(|one, other| other.z.total_cmp(&one.z));
        let finite = |estimate: &&Estimate| estimate.value.is_finite();
        Chart {
            studies: sound(&input.studies).into_iter().map(|at| &input.studies[at]).collect(),
            filled: sound(&input.filled).into_iter().map(|at| &input.filled[at]).collect(),
            combined: input.combined.as_ref().filter(finite),
            adjusted: input.adjusted.as_ref().filter(finite),
            contours,
            input,
        }
    }

    fn all(&self) -> impl Iterator<Item = &FunnelStudy> {
        self.studies.iter().chain(&self.filled).copied()
    }

    fn draw(&self, scene: &mut Scene) -> f64 {
        let top = self.caution(scene, MARGIN - 4.0);
        let top = legend::row(scene, &self.entries(), MARGIN, WIDTH - MARGIN, top);
        let top = legend::row(scene, &self.regions(), MARGIN, WIDTH - MARGIN, top) + 2.0;
        let name = named("Standard error", self.input.unit);
        let top = heading(scene, &name, MARGIN, top, WIDTH - 2.0 * MARGIN, Anchor::Start) + 12.0;
        let least_precise = self.all().map(|study| study.standard_error).fold(0.0, f64::max);
        let deepest = if least_precise > 0.0 { least_precise * 1.06 } else { 1.0 };
        let y = Scale::new((0.0, deepest), (top, top + HEIGHT));
        let numbers = Numbered::vertical(0.0, deepest, HEIGHT);
        let (left, right) = (MARGIN + numbers.room(), WIDTH - MARGIN - 8.0);
        let x = Scale::new(self.range(deepest), (left, right));
        scene.rect((left, y.start), (right, y.end), shades(self.contours.len())[0]);
        for (contour, ink) in self.contours.iter().zip(shades(self.contours.len()).into_iter().skip(1)) {
            shade(scene, &outline(Wedge { centre: 0.0, z: contour.z }, &x, &y), ink);
        }
        vertical(scene, &y, &numbers, left, true, None);
        let edge = horizontal(scene, &x, &Numbered::horizontal(x.low, x.high, right - left), y.end, None, WIDTH);
        let mut labels = PointLabels::inside((left + 2.0, top - 8.0, right - 2.0, y.end - 2.0));
        for (from, to, stroke) in self.lines(&x, &y) {
            scene.line([from, to], stroke);
            labels.keep_off_line(from, to);
        }
        self.points(scene, &mut labels, &x, &y);
        let quantity = named(&as_heading(self.input.quantity.trim()), self.input.unit);
        title_below(scene, &quantity, &x, edge)
    }

    /// Says that there are too few studies; gives the lower edge.
    fn caution(&self, scene: &mut Scene, top: f64) -> f64 {
        let style = TextStyle { ink: DARK_VERMILLION, ..STRONG_TEXT };
        let lines = self.too_few().map_or_else(Vec::new, |text| wrap(&text, style, WIDTH - 2.0 * MARGIN));
        scene.lines_of_text((MARGIN, top + 4.0 + style.size), &lines, style, line_height(style));
        top + if lines.is_empty() { 0.0 } else { 8.0 + lines.len() as f64 * line_height(style) }
    }

    fn too_few(&self) -> Option<String> {
        let k = self.studies.len();
        (k < ENOUGH).then(|| format!("Fewer than {ENOUGH} studies (k = {k}): asymmetry says little"))
    }

    /// The range of the horizontal axis: all estimates, and the pseudo limits and contours as far as they leave the studies room.
    fn range(&self, deepest: f64) -> (f64, f64) {
        let lines = self.combined.into_iter().chain(self.adjusted).map(|estimate| estimate.value);
        let core: Vec<f64> = self.all().map(|study| study.estimate).chain(lines).chain([0.0]).collect();
        let (low, high) = core.iter().fold((0.0_f64, 0.0_f64), |(low, high), at| (low.min(*at), high.max(*at)));
        let spare = ((high - low) * 0.5).max(deepest * 1.2);
        let reach = |centre: f64, z: f64| [centre - z * deepest, centre + z * deepest];
        let around = self.combined.map(|it| reach(it.value, self.input.pseudo_limits.z)).into_iter().flatten();
        let widest = self.contours.first().map(|it| reach(0.0, it.z)).into_iter().flatten();
        let ends = around.chain(widest).filter(|end| end.is_finite()).map(|end| end.clamp(low - spare, high + spare));
        let ends: Vec<f64> = ends.collect();
        limits(core.into_iter().chain(ends), 0.03, 1.0)
    }

    /// The lines of no effect, of the pseudo limits, and of the combined estimates.
    fn lines(&self, x: &Scale, y: &Scale) -> Vec<(Point, Point, Stroke)> {
        let upright = |at: f64| ((x.px(at), y.start), (x.px(at), y.end));
        let mut lines = vec![(upright(0.0), NO_EFFECT)];
        if let Some(combined) = self.combined {
            let wedge = Wedge { centre: combined.value, z: self.input.pseudo_limits.z };
            lines.extend(sides(wedge, x, y).map(|side| (side, LIMITS)));
            lines.push((upright(combined.value), COMBINED));
        }
        lines.extend(self.adjusted.map(|adjusted| (upright(adjusted.value), ADJUSTED)));
        lines.into_iter().map(|((from, to), stroke)| (from, to, stroke)).collect()
    }

    fn points(&self, scene: &mut Scene, labels: &mut PointLabels, x: &Scale, y: &Scale) {
        let at = |study: &FunnelStudy| (x.px(study.estimate), y.px(study.standard_error));
        for study in &self.filled {
            marks::point(scene, at(study), FILLED, true, RADIUS);
        }
        for study in &self.studies {
            scene.disc(at(study), RADIUS + 1.0, WHITE.at(0.85));
            scene.disc(at(study), RADIUS, STUDY);
        }
        self.all().for_each(|study| labels.keep_off(at(study), RADIUS + 2.5));
        for study in self.outermost() {
            labels.write(scene, at(study), study.label.trim());
        }
    }

    /// The studies to name: those farthest from the combined estimate in their standard errors.
    fn outermost(&self) -> Vec<&FunnelStudy> {
        let centre = self.combined.map_or(0.0, |combined| combined.value);
        let out = |study: &FunnelStudy| {
            let away = (study.estimate - centre).abs();
            if away > 0.0 { away / study.standard_error } else { 0.0 }
        };
        let mut studies = self.studies.clone();
        studies.sort_by(|one, other| out(other).total_cmp(&out(one)));
        studies.truncate(if studies.len() <= ALL_NAMED { ALL_NAMED } else { NAMED });
        studies
    }

    fn entries(&self) -> Vec<Entry> {
        let mut entries = vec![(Key::Point { ink: STUDY, open: false }, format!("Study (k = {})", self.studies.len()))];
        if !self.filled.is_empty() {
            let text = format!("Filled in by trim and fill ({})", count(self.filled.len()));
            entries.push((Key::Point { ink: FILLED, open: true }, text));
        }
        if let Some(combined) = self.combined {
            entries.push((Key::Line(COMBINED), format!("Combined {}", self.number(combined))));
            entries.push((Key::Line(LIMITS), format!("Pseudo {} limits", self.input.pseudo_limits.level.percent())));
        }
        entries
            .extend(self.adjusted.map(|it| (Key::Line(ADJUSTED), format!("With those filled in {}", self.number(it)))));
        entries.push((Key::Line(NO_EFFECT), "No effect".to_owned()));
        entries
    }

    /// The shades with what p is there, the innermost first; none without contours.
    fn regions(&self) -> Vec<Entry> {
        let p = |contour: &FunnelContour| significant(contour.p, 3).trim_end_matches('0').to_owned();
        let (Some(first), Some(last)) = (self.contours.first(), self.contours.last()) else { return Vec::new() };
        let between = self.contours.windows(2).rev().map(|pair| format!("{} to {}", p(&pair[0]), p(&pair[1])));
        let innermost = std::iter::once(format!("p > {}", p(last)));
        let texts = innermost.chain(between).chain([format!("p < {}", p(first))]);
        let edge = Stroke::new(SOFT_INK, 0.8);
        let keys = shades(self.contours.len()).into_iter().rev().map(|ink| Key::Band { ink, edge });
        keys.zip(texts).collect()
    }

    fn number(&self, estimate: &Estimate) -> String {
        let decimals = estimate_decimals(uncertainty(estimate), self.input.decimals);
        with_unit(&with_interval(estimate, decimals), self.input.unit)
    }

    fn words(&self) -> (String, String, String) {
        let quantity = in_sentence(self.input.quantity.trim());
        let title = format!("Do small studies tell another story? {}", as_heading(&quantity));
        let k = count(self.studies.len());
        let combined = self.combined.map_or_else(String::new, |estimate| {
            format!(
                " Line: the combined estimate {}; dashed: within them {} of studies of one and the same effect are expected.",
                self.number(estimate),
                self.input.pseudo_limits.level.percent(),
            )
        });
        let filled = match self.filled.len() {
            0 => String::new(),
            many => format!(" Open points: {} studies that trim and fill adds; nobody has seen them.", count(many)),
        };
        let adjusted = self.adjusted.map_or_else(String::new, |it| format!(" With them: {}.", self.number(it)));
        let outermost = if self.studies.len() > ALL_NAMED {
            " Named: the studies farthest from the combined estimate in their standard errors."
        } else {
            ""
        };
        let shaded = if self.contours.is_empty() { "" } else { " Shades: the p-value of a study there." };
        let too_few = self.too_few().map_or_else(String::new, |text| format!(" {text}."));
        let caption = format!(
            "Funnel plot of {quantity}, {k} studies: estimate against standard error, the most precise on top.{combined}{filled}\
             {adjusted}{shaded}{outermost}{too_few}"
        );
        let decimals = usize::from(self.input.decimals) + 1;
        let line = |study: &&FunnelStudy| {
            let name = if study.label.trim().is_empty() { "Unnamed" } else { study.label.trim() };
            let estimate = with_unit(&fixed(study.estimate, decimals), self.input.unit);
            let error = with_unit(&significant(study.standard_error, 3), self.input.unit);
            format!("{name}: {estimate}, standard error {error}.")
        };
        let lines: Vec<String> = self.studies.iter().map(line).collect();
        let lines = if lines.is_empty() { "No studies.".to_owned() } else { lines.join(" ") };
        let alt_text = format!("Funnel plot of {quantity}, {k} studies.{combined}{filled}{adjusted}{too_few} {lines}");
        (title, caption, alt_text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, hostile_names, named_estimate};

    fn study(label: &str, estimate: f64, standard_error: f64) -> FunnelStudy {
        FunnelStudy { label: label.to_owned(), estimate, standard_error }
    }

    fn input(studies: Vec<FunnelStudy>) -> Funnel {
        Funnel {
            quantity: "Difference in change of waist girth".into(),
            unit: Unit::Cm,
            decimals: 1,
            studies,
            filled: Vec::new(),
            combined: Some(named_estimate("combined", -0.6, 0.4)),
            adjusted: None,
            pseudo_limits: PseudoLimits { level: Level::DEFAULT, z: 1.959_963_984_540_054 },
            contours: [(0.10, 1.644_853_626_951_472), (0.05, 1.959_963_984_540_054), (0.01, 2.575_829_303_548_901)]
                .map(|(p, z)| FunnelContour { p, z })
                .to_vec(),
        }
    }

    fn scattered(k: u32) -> Vec<FunnelStudy> {
        let one = |index: u32| {
            let error = 0.1 + f64::from(index * 7 % 13) / 10.0;
            study(&format!("Study {index}"), -0.6 + error * (f64::from(index * 5 % 11) - 5.0) / 2.5, error)
        };
        (0..k).map(one).collect()
    }

    #[test]
    fn any_number_of_studies_is_drawn_and_few_are_said_to_be_few() {
        for (k, few) in [(1, true), (2, true), (9, true), (10, false), (40, false)] {
            let mut input = input(scattered(k));
            let figure = funnel(&input);
            check(&figure);
            assert_eq!(crate::chart::svg(&figure).contains("asymmetry says little"), few, "{k}");
            assert_eq!(figure.alt_text.contains("asymmetry says little"), few, "{k}");
            input.filled = vec![study("", 1.4, 0.9), study("", 2.0, 1.2)];
            input.adjusted = Some(named_estimate("adjusted", -0.2, 0.5));
            let figure = funnel(&input);
            check(&figure);
            assert!(figure.caption.contains("Open points: 2 studies that trim and fill adds"), "{}", figure.caption);
            assert!(figure.alt_text.contains("With them: −0.20 (−0.70 to 0.30) cm."), "{}", figure.alt_text);
        }
    }

    #[test]
    fn regions_and_studies_are_said() {
        let figure = funnel(&input(vec![study("Park", 0.0, 0.57), study("Rao", -0.6, 0.1)]));
        let drawn = crate::chart::svg(&figure).replace('\u{a0}', " ");
        for words in ["p &lt; 0.01", "0.01 to 0.05", "0.05 to 0.1", "p &gt; 0.1", "Pseudo 95 % limits"] {
            assert!(drawn.contains(words), "{words}");
        }
        assert!(figure.alt_text.contains("Park: 0.00 cm, standard error 0.570 cm."), "{}", figure.alt_text);
    }

    #[test]
    fn strange_studies_are_drawn() {
        let mut cases = vec![
            vec![],
            vec![study("A", 0.0, 0.0), study("B", 0.0, 0.0)],
            vec![study("A", f64::NAN, 1.0), study("B", 1.0, f64::INFINITY), study("C", 1.0, -1.0)],
            vec![study("A", -0.5, 1e-9), study("B", -0.7, 1e3)],
            vec![study("A", 1e9, 0.1), study("B", -1e9, 0.2)],
        ];
        cases.extend(hostile_names().map(|name| vec![study(&name, -3.0, 0.4), study(&name, 2.0, 1.0)]));
        for studies in cases {
            let mut input = input(studies);
            check(&funnel(&input));
            input.combined = Some(named_estimate("combined", f64::NAN, 1.0));
            input.contours = Vec::new();
            check(&funnel(&Funnel { unit: Unit::None, ..input }));
        }
    }
}
