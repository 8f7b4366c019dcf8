//! Which study makes the studies disagree, and which one carries the combined estimate (Baujat, Mahé, Pignon and Hill 2002).

use super::axis::{Numbered, heading, horizontal, title_below, vertical};
use super::figure::Figure;
use super::legend::{self, Entry, Key};
use super::point_labels::PointLabels;
use super::scale::Scale;
use super::scene::{Anchor, Ink, Scene, TextStyle};
use super::text::{line_height, wrap};
use super::theme::{BLUE, LABEL_TEXT, MARGIN, SOFT_INK, WHITE, WIDTH};
use crate::result::format::{count, in_sentence, significant};

/// One study.
#[derive(Clone, Debug, PartialEq)]
pub struct BaujatStudy {
    /// Its name.
    pub label: String,
    /// Its part of Cochran's Q.
    pub heterogeneity: f64,
    /// The squared difference of the combined estimates with and without it, in squared standard errors of the one without it.
    pub influence: f64,
}

/// What a Baujat plot shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Baujat {
    /// What is combined: `Difference in change of waist girth`.
    pub quantity: String,
    /// The studies.
    pub studies: Vec<BaujatStudy>,
}

const HEIGHT: f64 = 340.0;
const RADIUS: f64 = 5.0;
const POINTS: Ink = BLUE.at(0.8);
/// Up to so many studies all are named; of more, so many that stand out.
const ALL_NAMED: usize = 12;
const NAMED: usize = 8;

/// Each study's contribution to heterogeneity (to the right) and its influence on the combined estimate (upwards): the studies in the upper
/// right corner both disagree and matter.
pub fn baujat(input: &Baujat) -> Figure {
    let studies = outermost_first(input);
    let mut scene = Scene::default();
    let top = legend::row(&mut scene, &entries(&studies), MARGIN, WIDTH - MARGIN, MARGIN - 4.0) + 2.0;
    let name = "Influence on the combined estimate (squared standardised shift)";
    let top = heading(&mut scene, name, MARGIN, top, WIDTH - 2.0 * MARGIN, Anchor::Start) + 12.0;
    let y = Scale::new(from_zero(studies.iter().map(|study| study.influence)), (top + HEIGHT, top));
    let numbers = Numbered::vertical(y.low, y.high, HEIGHT);
    let (left, right) = (MARGIN + numbers.room(), WIDTH - MARGIN - 6.0);
    let x = Scale::new(from_zero(studies.iter().map(|study| study.heterogeneity)), (left, right));
    vertical(&mut scene, &y, &numbers, left, true, Some(right));
    let across = Numbered::horizontal(x.low, x.high, right - left);
    let edge = horizontal(&mut scene, &x, &across, y.start, Some(top), WIDTH);

    let mut labels = PointLabels::inside((left + 2.0, top - 8.0, right + 4.0, y.start - 2.0));
    let at = |study: &BaujatStudy| (x.px(study.heterogeneity), y.px(study.influence));
    for study in &studies {
        scene.disc(at(study), RADIUS + 1.0, WHITE.at(0.8));
        scene.disc(at(study), RADIUS, POINTS);
        labels.keep_off(at(study), RADIUS + 2.5);
    }
    let (mut unnamed, wanted) = (Vec::new(), if studies.len() <= ALL_NAMED { ALL_NAMED } else { NAMED });
    for study in studies.iter().take(wanted) {
        if !labels.write(&mut scene, at(study), study.label.trim()) {
            unnamed.push(study.label.trim());
        }
    }
    let lowest = title_below(&mut scene, "Contribution to heterogeneity (part of Cochran’s Q)", &x, edge);
    let lowest = without_room(&mut scene, &unnamed, lowest);
    let (title, caption, alt_text) = words(input, &studies);
    let height = (lowest + MARGIN).ceil();
    Figure { id: "baujat", title, caption, alt_text, width: WIDTH, height, scene }
}

/// The studies with numbers, the ones farthest out along either axis first.
fn outermost_first(input: &Baujat) -> Vec<&BaujatStudy> {
    let is_sound = |study: &&BaujatStudy| {
        study.heterogeneity.is_finite()
            && study.heterogeneity >= 0.0
            && study.influence.is_finite()
            && study.influence >= 0.0
    };
    let mut studies: Vec<&BaujatStudy> = input.studies.iter().filter(is_sound).collect();
    let most = |of: fn(&BaujatStudy) -> f64| studies.iter().map(|study| of(study)).fold(f64::MIN_POSITIVE, f64::max);
    let (widest, highest) = (most(|study| study.heterogeneity), most(|study| study.influence));
    let out = |study: &BaujatStudy| (study.heterogeneity / widest).max(study.influence / highest);
    studies.sort_by(|one, other| out(other).total_cmp(&out(one)));
    studies
}

/// Lists the names that found no room in the plot, where points lie close; gives the lower edge.
fn without_room(scene: &mut Scene, names: &[&str], top: f64) -> f64 {
    let names: Vec<&str> = names.iter().copied().filter(|name| !name.is_empty()).collect();
    if names.is_empty() {
        return top;
    }
    let style = TextStyle { ink: SOFT_INK, ..LABEL_TEXT };
    let text = format!("Points without a name, farthest out first: {}", names.join("; "));
    let lines = wrap(&text, style, WIDTH - 2.0 * MARGIN);
    scene.lines_of_text((MARGIN, top + 8.0 + style.size), &lines, style, line_height(style));
    top + 8.0 + lines.len() as f64 * line_height(style)
}

fn from_zero(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let highest = values.fold(0.0, f64::max);
    (0.0, if highest > 0.0 { highest * 1.08 } else { 1.0 })
}

fn entries(studies: &[&BaujatStudy]) -> Vec<Entry> {
    let point = (Key::Point { ink: POINTS, open: false }, "One study".to_owned());
    vec![(Key::Words { bold: false }, format!("k = {}", count(studies.len()))), point]
}

fn words(input: &Baujat, studies: &[&BaujatStudy]) -> (String, String, String) {
    let quantity = in_sentence(input.quantity.trim());
    let title = format!("Who disagrees, and who matters: {quantity}");
    let some = if studies.len() > ALL_NAMED { " Named: the studies farthest out." } else { "" };
    let caption = format!(
        "Baujat plot of {quantity}, {} studies. To the right: the part of Cochran’s Q that a study contributes; upwards: how far the \
         combined estimate moves without it, squared, in squared standard errors. A study far to the right disagrees with the others; one high up carries the result.{some}",
        count(studies.len()),
    );
    let line = |study: &&BaujatStudy| {
        let [part, influence] = [study.heterogeneity, study.influence].map(|value| significant(value, 3));
        let name = if study.label.trim().is_empty() { "Unnamed" } else { study.label.trim() };
        format!("{name}: contribution {part}, influence {influence}.")
    };
    let lines: Vec<String> = studies.iter().map(line).collect();
    let lines = if lines.is_empty() { "No studies.".to_owned() } else { lines.join(" ") };
    let alt_text = format!("Baujat plot of {quantity}, the studies farthest out first. {lines}");
    (title, caption, alt_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scene::Mark;
    use crate::chart::test_support::{check, hostile_names};

    fn study(label: &str, heterogeneity: f64, influence: f64) -> BaujatStudy {
        BaujatStudy { label: label.to_owned(), heterogeneity, influence }
    }

    fn input(studies: Vec<BaujatStudy>) -> Baujat {
        Baujat { quantity: "Difference in change of waist girth".into(), studies }
    }

    /// Names beside points.
    fn names_drawn(figure: &Figure) -> usize {
        let is_name = |mark: &&Mark| matches!(mark, Mark::Text { text, .. } if text.starts_with("Study"));
        figure.scene.marks.iter().filter(is_name).count()
    }

    #[test]
    fn those_that_stand_out_are_named() {
        let many = |k: u32| {
            let study =
                |index: u32| study(&format!("Study {index}"), f64::from(index * 7 % k), f64::from(index * 5 % k));
            (0..k).map(study).collect()
        };
        for (k, names) in [(2, 2), (12, 12), (13, 8), (40, 8)] {
            let figure = baujat(&input(many(k)));
            check(&figure);
            assert_eq!(names_drawn(&figure), names, "{k}");
        }
        let figure = baujat(&input(vec![study("Park", 0.2, 0.1), study("Rao", 5.25, 0.4)]));
        let expected = "Rao: contribution 5.25, influence 0.400. Park: contribution 0.200, influence 0.100.";
        assert!(figure.alt_text.contains(expected), "{}", figure.alt_text);
    }

    #[test]
    fn names_without_room_are_listed() {
        let studies =
            (0..12).map(|index| study(&format!("Study {index:02}"), 1.0 + f64::from(index) / 1e3, 1.0)).collect();
        let figure = baujat(&input(studies));
        check(&figure);
        let drawn = crate::chart::svg(&figure);
        assert!(drawn.contains("Points without a name, farthest out first: Study"));
        assert!((0..12).all(|index| drawn.contains(&format!("Study {index:02}"))));
    }

    #[test]
    fn strange_studies_are_drawn() {
        let mut cases = vec![
            vec![],
            vec![study("A", 0.0, 0.0)],
            vec![study("A", f64::NAN, 1.0), study("B", 1.0, f64::INFINITY), study("C", -1.0, 1.0)],
            vec![study("A", 1e9, 1e-9), study("B", 1e-9, 1e9)],
            (0..12).map(|_| study("Study at one place with the others", 1.0, 1.0)).collect(),
        ];
        cases.extend(hostile_names().map(|name| vec![study(&name, 1.0, 2.0), study(&name, 2.0, 1.0)]));
        for studies in cases {
            check(&baujat(&input(studies)));
        }
    }
}
