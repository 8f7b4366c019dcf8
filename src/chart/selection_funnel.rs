//! Why people who were selected for a high reading read lower the next time, without any treatment: regression to the mean.

use super::axis::{Numbered, horizontal, title_below};
use super::figure::Figure;
use super::legend::{self, Entry, Key};
use super::marks;
use super::regions::written_decimals;
use super::scale::{Scale, limits};
use super::scene::{Anchor, Dash, Ink, Point, Scene, Stroke};
use super::selection_curves::{Curves, SelectionSide, full_height};
use super::text::{line_height, width, wrap};
use super::theme::{BLUE, CAP_HEIGHT, INK, LABEL_TEXT, LIGHT_GREY, MARGIN, PURPLE, SOFT_INK, STRONG_TEXT, WIDTH};
use crate::data::Unit;
use crate::result::format::{as_heading, fixed, in_sentence, named, signed, with_unit};

/// A selection by one reading, and what is expected of the next.
#[derive(Clone, Debug, PartialEq)]
pub struct SelectionFunnel {
    /// What was measured: `Waist girth`.
    pub label: String,
    /// The unit of all numbers.
    pub unit: Unit,
    /// Decimals of the readings.
    pub decimals: u8,
    /// The mean of single readings in the population.
    pub population_mean: f64,
    /// The standard deviation of single readings in the population, between and within people.
    pub population_sd: f64,
    /// The reading from which on people were selected.
    pub cut_off: f64,
    /// On which side of it.
    pub side: SelectionSide,
    /// The share of the population that is selected, from 0 to 1.
    pub share: f64,
    /// The expected mean of those selected at the reading that selected them.
    pub selected_mean: f64,
    /// The standard deviation of readings of one person.
    pub within_sd: f64,
    /// Their expected mean at a second reading, with nothing done.
    pub second_mean: f64,
    /// The means that were observed at the first and the second reading.
    pub observed: Option<[f64; 2]>,
}

/// Height of a density.
const TALL: f64 = 84.0;
/// Room above the third density for the arrow.
const STRIP: f64 = 30.0;
const SELECTED: Ink = BLUE.at(0.55);
const AGAIN: Ink = BLUE.at(0.25);
const OBSERVED: Ink = PURPLE;
const CUT: Stroke = Stroke::new(INK, 1.4).dashed(Dash::Dashed);
const MEAN: Stroke = Stroke::new(INK, 2.4);
const OUTLINE: Stroke = Stroke::new(SOFT_INK, 1.2);

/// Three densities on one axis, each as tall as the others: the population with the cut-off, those selected, and the same people read again
/// with nothing done, with the change that is expected of their mean.
pub fn selection_funnel(input: &SelectionFunnel) -> Figure {
    let mut scene = Scene::default();
    let top = legend::row(&mut scene, &entries(input), MARGIN, WIDTH - MARGIN, MARGIN - 4.0) + 4.0;
    let (low, high) = range(input);
    // Numbers at the ends of the axis stand below them, not beside.
    let inset = (Numbered::horizontal(low, high, WIDTH - 2.0 * MARGIN).widest() / 2.0 + 2.0).max(MARGIN + 6.0);
    let (left, right) = (inset, WIDTH - inset);
    let x = Scale::new((low, high), (left, right));
    let [everyone, selected, again] = heads(input);
    let curves = Curves::of((input.population_mean, input.population_sd), input.within_sd, input.cut_off, input.side);

    let ground = panel(&mut scene, everyone, top, 0.0);
    if let Some(curves) = &curves {
        for (part, ink) in curves.parts((low, high)).into_iter().zip([LIGHT_GREY, SELECTED]) {
            shape(&mut scene, &x, ground, &curves.over(part, |at| curves.population(at)), ink);
        }
    }
    upright(&mut scene, &x, input.cut_off, (ground, ground - TALL), CUT);
    upright(&mut scene, &x, input.population_mean, (ground, ground - TALL), MEAN);
    base(&mut scene, (left, right), ground);

    let ground = panel(&mut scene, selected, ground, 0.0);
    if let Some(curves) = &curves {
        let tail = curves.over(curves.parts((low, high))[1], |at| curves.population(at));
        shape(&mut scene, &x, ground, &full_height(tail), SELECTED);
    }
    upright(&mut scene, &x, input.cut_off, (ground, ground - TALL), CUT);
    upright(&mut scene, &x, input.selected_mean, (ground, ground - TALL), MEAN);
    base(&mut scene, (left, right), ground);
    observed(&mut scene, &x, input.observed.map(|it| it[0]), ground);

    let ground = panel(&mut scene, again, ground, STRIP);
    if let Some(curves) = &curves {
        let again = curves.over((low, high), |at| curves.again(at));
        shape(&mut scene, &x, ground, &full_height(again), AGAIN);
    }
    upright(&mut scene, &x, input.cut_off, (ground, ground - TALL), CUT);
    let faint = Stroke { dash: Dash::Dotted, ..Stroke::new(INK, 1.6) };
    upright(&mut scene, &x, input.selected_mean, (ground, ground - TALL - STRIP * 0.5), faint);
    upright(&mut scene, &x, input.second_mean, (ground, ground - TALL - STRIP * 0.5), MEAN);
    arrow(&mut scene, input, &x, ground - TALL - STRIP * 0.5);
    base(&mut scene, (left, right), ground);
    observed(&mut scene, &x, input.observed.map(|it| it[1]), ground);

    let numbers = Numbered::horizontal(low, high, right - left);
    let edge = horizontal(&mut scene, &x, &numbers, ground + 10.0, None, WIDTH);
    let lowest = title_below(&mut scene, &named(&as_heading(input.label.trim()), input.unit), &x, edge);
    let (title, caption, alt_text) = words(input);
    Figure { id: "selection-funnel", title, caption, alt_text, width: WIDTH, height: (lowest + MARGIN).ceil(), scene }
}

/// Fills a curve to its ground.
fn shape(scene: &mut Scene, x: &Scale, ground: f64, curve: &[(f64, f64)], ink: Ink) {
    let px: Vec<Point> = curve.iter().map(|(at, height)| (x.px(*at), ground - TALL * height)).collect();
    let (Some(first), Some(last)) = (px.first(), px.last()) else { return };
    let outline: Vec<Point> =
        [(first.0, ground)].into_iter().chain(px.iter().copied()).chain([(last.0, ground)]).collect();
    scene.area(outline.as_slice(), ink);
    scene.line(outline, OUTLINE);
}

fn upright(scene: &mut Scene, x: &Scale, value: f64, (from, to): (f64, f64), stroke: Stroke) {
    if value.is_finite() {
        scene.line([(x.px(value), from), (x.px(value), to)], stroke);
    }
}

fn base(scene: &mut Scene, (left, right): (f64, f64), ground: f64) {
    scene.line([(left, ground), (right, ground)], Stroke::new(SOFT_INK, 1.2));
}

fn observed(scene: &mut Scene, x: &Scale, value: Option<f64>, ground: f64) {
    if let Some(value) = value.filter(|value| value.is_finite()) {
        marks::diamond(scene, (x.px(value), ground), 7.0, OBSERVED);
    }
}

/// Writes the head of a panel below `above`; gives the ground of its density.
fn panel(scene: &mut Scene, (name, text): (&str, String), above: f64, strip: f64) -> f64 {
    let step = line_height(STRONG_TEXT);
    let first = above + 14.0 + STRONG_TEXT.size * CAP_HEIGHT;
    scene.text((MARGIN, first), name, STRONG_TEXT);
    let lines = wrap(&text, LABEL_TEXT, WIDTH - 2.0 * MARGIN);
    scene.lines_of_text((MARGIN, first + step), &lines, LABEL_TEXT, step);
    first + lines.len() as f64 * step + 10.0 + strip + TALL
}

/// From the mean of those selected to the mean of the second reading, with the change written where there is room.
fn arrow(scene: &mut Scene, input: &SelectionFunnel, x: &Scale, y: f64) {
    let Some(text) = expected(input).map(|change| format!("expected change {change}")) else { return };
    let (from, to) = (x.px(input.selected_mean), x.px(input.second_mean));
    if (to - from).abs() >= 3.0 {
        scene.line([(from, y), (to, y)], Stroke::new(INK, 1.8));
        let size = 10.0_f64.min((to - from).abs());
        marks::arrowhead(scene, (from, y), (to, y), size, INK);
    }
    let wide = width(&text, STRONG_TEXT);
    let baseline = y + STRONG_TEXT.size * CAP_HEIGHT / 2.0;
    let (left, right) = (from.min(to) - 8.0, from.max(to) + 8.0);
    if right + wide <= WIDTH - MARGIN {
        scene.text((right, baseline), text, STRONG_TEXT);
    } else {
        scene.text((left.max(MARGIN + wide), baseline), text, STRONG_TEXT.anchored(Anchor::End));
    }
}

/// The range of the axis: the population, and the tail beyond the cut-off.
fn range(input: &SelectionFunnel) -> (f64, f64) {
    let (mean, sd) = (input.population_mean, input.population_sd);
    let tail = match input.side {
        SelectionSide::AtLeast => 1.2 * sd,
        SelectionSide::AtMost => -1.2 * sd,
    };
    let all = [mean - 3.2 * sd, mean + 3.2 * sd, input.cut_off + tail, input.selected_mean, input.second_mean];
    limits(all.into_iter().chain(input.observed.into_iter().flatten()), 0.01, 1.0)
}

/// A mean or a standard deviation, with one decimal more than readings have.
fn number(input: &SelectionFunnel, value: f64) -> String {
    match value.is_finite() {
        true => with_unit(&fixed(value, usize::from(input.decimals) + 1), input.unit),
        false => "not known".to_owned(),
    }
}

/// `at least 104 cm`.
fn cut_off(input: &SelectionFunnel) -> String {
    let side = match input.side {
        SelectionSide::AtLeast => "at least",
        SelectionSide::AtMost => "at most",
    };
    match input.cut_off.is_finite() {
        true => format!("{side} {}", with_unit(&fixed(input.cut_off, written_decimals(input.cut_off)), input.unit)),
        false => "no known cut-off".to_owned(),
    }
}

/// The expected change: `−1.63 cm`.
fn expected(input: &SelectionFunnel) -> Option<String> {
    let change = input.second_mean - input.selected_mean;
    change.is_finite().then(|| with_unit(&signed(change, usize::from(input.decimals) + 1), input.unit))
}

/// `16 %` of the population.
fn share(input: &SelectionFunnel) -> String {
    let percent = 100.0 * input.share;
    match percent {
        _ if !percent.is_finite() => "an unknown share".to_owned(),
        _ if percent > 0.0 && percent < 0.1 => "less than 0.1\u{a0}%".to_owned(),
        _ if percent < 10.0 => format!("{}\u{a0}%", fixed(percent, 1)),
        _ => format!("{}\u{a0}%", fixed(percent, 0)),
    }
}

/// Name and numbers of each of the three.
fn heads(input: &SelectionFunnel) -> [(&'static str, String); 3] {
    let (mean, sd) = (number(input, input.population_mean), number(input, input.population_sd));
    let selected =
        format!("{}, {} of the population: mean {}", cut_off(input), share(input), number(input, input.selected_mean));
    [
        ("The population", format!("one reading each: mean {mean}, SD {sd}")),
        ("Those selected by this reading", selected),
        ("The same people read again, with nothing done", format!("mean {}", number(input, input.second_mean))),
    ]
}

fn entries(input: &SelectionFunnel) -> Vec<Entry> {
    let mut entries = vec![
        (Key::Patch(LIGHT_GREY), "Everyone".to_owned()),
        (Key::Patch(SELECTED), "Selected".to_owned()),
        (Key::Patch(AGAIN), "Read again".to_owned()),
        (Key::Line(MEAN), "Mean".to_owned()),
        (Key::Line(CUT), "Cut-off".to_owned()),
    ];
    if input.observed.is_some_and(|it| it.iter().any(|value| value.is_finite())) {
        entries.push((Key::Diamond(OBSERVED), "Observed mean".to_owned()));
    }
    entries
}

fn words(input: &SelectionFunnel) -> (String, String, String) {
    let label = as_heading(input.label.trim());
    let title = format!("{label}: selection, and what is expected of the next reading");
    let expected = expected(input).unwrap_or_else(|| "not known".to_owned());
    let within = number(input, input.within_sd);
    let seen = input.observed.map(|[first, second]| {
        format!(" Diamonds: the observed means, {} and {}.", number(input, first), number(input, second))
    });
    let seen = seen.unwrap_or_default();
    let caption = format!(
        "{}: the distribution in the population, of those selected with {}, and of the same people read again with nothing done. Readings \
         of one person vary with SD {within}; who is selected by one reading is partly selected by its error, which is not there the next \
         time. Arrow: the expected change of the mean without any effect, {expected}. Normal distributions; each is drawn to its own \
         height.{seen}",
        named(&label, input.unit),
        cut_off(input),
    );
    let [everyone, selected, again] = heads(input).map(|(name, text)| format!(" {name}, {text}."));
    let alt_text = format!(
        "Three densities of {}.{everyone}{selected}{again} Expected change without any effect: {expected}; SD within people {within}.{seen}",
        in_sentence(&label),
    );
    (title, caption, alt_text.replace('\u{a0}', " "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, hostile_names};

    /// Mean 92, SD 12, cut-off one SD above: 15.87 % are selected, with mean 92 + 12 x 1.5251; a reliability of 0.9 leaves 0.9 of that.
    fn input(side: SelectionSide) -> SelectionFunnel {
        let sign = if side == SelectionSide::AtLeast { 1.0 } else { -1.0 };
        SelectionFunnel {
            label: "Waist girth".into(),
            unit: Unit::Cm,
            decimals: 1,
            population_mean: 92.0,
            population_sd: 12.0,
            cut_off: 92.0 + sign * 12.0,
            side,
            share: 0.158_655,
            selected_mean: 92.0 + sign * 18.301_5,
            within_sd: 12.0 * libm::sqrt(0.1),
            second_mean: 92.0 + sign * 16.471_4,
            observed: Some([92.0 + sign * 18.0, 92.0 + sign * 14.9]),
        }
    }

    #[test]
    fn the_expected_change_is_drawn_and_said() {
        let figure = selection_funnel(&input(SelectionSide::AtLeast));
        check(&figure);
        check(&figure.clone().stamped("Simulated data"));
        for words in [
            "Those selected by this reading, at least 104 cm, 16 % of the population: mean 110.30 cm.",
            "Expected change without any effect: −1.83 cm; SD within people 3.79 cm.",
            "Diamonds: the observed means, 110.00 cm and 106.90 cm.",
        ] {
            assert!(figure.alt_text.contains(words), "{}", figure.alt_text);
        }
        let figure = selection_funnel(&input(SelectionSide::AtMost));
        check(&figure);
        assert!(figure.alt_text.contains("at most 80 cm"), "{}", figure.alt_text);
        assert!(figure.alt_text.contains("+1.83 cm"), "{}", figure.alt_text);
    }

    #[test]
    fn degenerate_selections_are_drawn() {
        for side in [SelectionSide::AtLeast, SelectionSide::AtMost] {
            for name in hostile_names() {
                check(&selection_funnel(&SelectionFunnel {
                    label: name,
                    unit: Unit::None,
                    observed: None,
                    ..input(side)
                }));
            }
            for (population_sd, within_sd) in
                [(12.0, 0.0), (12.0, 12.0), (12.0, 13.0), (0.0, 0.0), (1e9, 1.0), (f64::NAN, 1.0)]
            {
                check(&selection_funnel(&SelectionFunnel { population_sd, within_sd, ..input(side) }));
            }
            for cut_off in [-1e3, 92.0, 1e3, 1e9, f64::NAN] {
                check(&selection_funnel(&SelectionFunnel { cut_off, share: 1e-9, ..input(side) }));
            }
            let (selected_mean, second_mean) = (f64::NAN, f64::INFINITY);
            check(&selection_funnel(&SelectionFunnel { selected_mean, second_mean, share: f64::NAN, ..input(side) }));
            check(&selection_funnel(&SelectionFunnel { observed: Some([f64::NAN, 1e6]), ..input(side) }));
        }
    }
}
