//! How much of a change without a control group is explained by something else than the treatment, and what remains.

use super::axis::{Numbered, horizontal, wide_title_below};
use super::explanation_row::{Amount, BENCHMARK, Explanation, ExplanationKind, PLOT, Role, Row, TAKEN, TIPPING};
use super::figure::Figure;
use super::legend::{self, Entry, Key};
use super::regions::Regions;
use super::scale::{Scale, limits_with_ends};
use super::scene::{Dash, Scene, Stroke};
use super::theme::{GRID_LINE, INK, MARGIN, SOFT_INK, WIDTH};
use crate::data::Unit;
use crate::result::Estimate;
use crate::result::format::{as_heading, ends, estimate_decimals, in_sentence, interval_name, named, signed};
use crate::result::format::{uncertainty, with_unit};

/// A change and what explains it away.
#[derive(Clone, Debug, PartialEq)]
pub struct ExplainAway {
    /// What was measured: `Waist girth`.
    pub label: String,
    /// The unit of all amounts.
    pub unit: Unit,
    /// Decimals of the readings.
    pub decimals: u8,
    /// The mean change as observed.
    pub observed: Estimate,
    /// The explanations from top to bottom.
    pub rows: Vec<Explanation>,
    /// The change less all that is taken off; absent where that cannot be said.
    pub remains: Option<Estimate>,
    /// Lower and upper bound of what is claimed; an end may be infinite.
    pub claimed: Option<(f64, f64)>,
}

const ZERO: Stroke = Stroke::new(INK, 1.2);
/// From where one row ends to where the next begins.
const CONNECTION: Stroke = Stroke::new(SOFT_INK, 1.2).dashed(Dash::Dotted);

/// The observed mean change, below it what is taken off, each bar from where the one before ended, and what remains; with what is not taken
/// off but stands beside it: published changes without treatment, and the change of a control group that would remove the effect.
pub fn explain_away(input: &ExplainAway) -> Figure {
    let mut scene = Scene::default();
    let top = legend::row(&mut scene, &entries(input), MARGIN, WIDTH - MARGIN, MARGIN - 4.0) + 6.0;
    let rows = rows(input);
    let heights: Vec<f64> = rows.iter().map(Row::height).collect();
    let bottom = top + heights.iter().sum::<f64>() + 4.0;
    let (low, high) = range(input, &rows);
    let scale = Scale::new((low, high), PLOT);
    let numbers = Numbered::horizontal(low, high, PLOT.1 - PLOT.0);
    let mut y = top;
    for (row, tall) in rows.iter().zip(&heights) {
        if row.amount.is_some() {
            ground(&mut scene, input, &scale, &numbers, (y, y + tall));
        }
        y += tall;
    }
    if rows.last().is_some_and(|row| row.amount.is_some()) {
        ground(&mut scene, input, &scale, &numbers, (y, bottom));
    }
    connect(&mut scene, &rows, &heights, &scale, top);
    let mut y = top;
    for (index, (row, tall)) in rows.iter().zip(&heights).enumerate() {
        if index > 0 && index + 1 == rows.len() {
            scene.line([(MARGIN, y), (WIDTH - MARGIN, y)], Stroke::new(SOFT_INK, 1.0));
        }
        row.draw(&mut scene, &scale, (y, *tall));
        y += tall;
    }
    let edge = horizontal(&mut scene, &scale, &numbers, bottom, None, WIDTH);
    let axis = named(&format!("Change in {}", in_sentence(input.label.trim())), input.unit);
    let lowest = wide_title_below(&mut scene, &axis, &scale, edge);
    let (title, caption, alt_text) = words(input, &rows);
    Figure { id: "explain-away", title, caption, alt_text, width: WIDTH, height: (lowest + MARGIN).ceil(), scene }
}

fn rows(input: &ExplainAway) -> Vec<Row<'_>> {
    let decimals = estimate_decimals(uncertainty(&input.observed), input.decimals);
    let texts = |value: f64, interval: Option<(f64, f64)>| -> Vec<String> {
        let value = with_unit(&signed(value, decimals), input.unit);
        let interval = interval.filter(|it| it.0 <= it.1).map(|(lower, upper)| ends(lower, upper, decimals));
        [value].into_iter().chain(interval).collect()
    };
    let mean = |label: &'static str, estimate: Option<&Estimate>| {
        let amount = estimate.filter(|estimate| estimate.value.is_finite()).map(|estimate| Amount {
            value: estimate.value,
            interval: estimate.interval.as_ref().map(|interval| (interval.lower, interval.upper)),
            from: 0.0,
        });
        let texts = amount.map_or_else(|| vec!["not known".to_owned()], |it| texts(it.value, it.interval));
        Row { role: Role::Mean, label, note: None, amount, texts }
    };
    let mut rows = vec![mean("Observed mean change", Some(&input.observed))];
    let mut level = rows[0].amount.map_or(0.0, |amount| amount.value);
    for one in &input.rows {
        let role = Role::Explanation(one.kind);
        let note = one.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
        let value = one.value.filter(|value| value.is_finite());
        let amount = value.map(|value| Amount { value, interval: one.interval, from: level });
        let (texts, note) = match amount {
            Some(amount) => (texts(amount.value, amount.interval), note),
            None => (vec![note.map_or_else(|| "not known".to_owned(), |note| format!("not known: {note}"))], None),
        };
        if one.kind == ExplanationKind::Taken {
            level = amount.map_or(level, |amount| amount.end(role));
        }
        rows.push(Row { role, label: one.label.trim(), note, amount, texts });
    }
    rows.push(mean("What remains", input.remains.as_ref()));
    rows
}

/// Grid, claimed range and the line of no change behind a row.
fn ground(scene: &mut Scene, input: &ExplainAway, scale: &Scale, numbers: &Numbered, (top, bottom): (f64, f64)) {
    Regions { margin: None, claimed: input.claimed }.draw_upright(scene, scale, (top, bottom));
    for (value, _) in &numbers.at {
        scene.line([(scale.px(*value), top), (scale.px(*value), bottom)], GRID_LINE);
    }
    scene.line([(scale.px(0.0), top), (scale.px(0.0), bottom)], ZERO);
}

/// From the observed change over all that is taken off to what remains: a line down from where one ends to where the next begins, past rows
/// that have no part in it, but not through the words of a row without a number.
fn connect(scene: &mut Scene, rows: &[Row<'_>], heights: &[f64], scale: &Scale, top: f64) {
    let takes_part = |row: &Row<'_>| matches!(row.role, Role::Mean | Role::Explanation(ExplanationKind::Taken));
    let Some(last) = rows.iter().rposition(|row| takes_part(row) && row.amount.is_some()) else { return };
    let mut level = None;
    let mut y = top;
    for (index, (row, tall)) in rows.iter().zip(heights).enumerate().take(last + 1) {
        if let (Some(x), true) = (level, row.amount.is_some()) {
            // Into the middle of the last row; through the others.
            let to = if index == last || takes_part(row) { y + tall / 2.0 } else { y + tall };
            scene.line([(x, y), (x, to)], CONNECTION);
        }
        if let (Some(amount), true) = (row.amount, takes_part(row)) {
            let x = scale.px(amount.end(row.role));
            level = Some(x);
            if index < last {
                scene.line([(x, y + tall / 2.0), (x, y + tall)], CONNECTION);
            }
        }
        y += tall;
    }
}

/// The range of the axis.
fn range(input: &ExplainAway, rows: &[Row<'_>]) -> (f64, f64) {
    let claimed = Regions { margin: None, claimed: input.claimed };
    let amounts = || rows.iter().filter_map(|row| row.amount.map(|amount| (amount, row.role)));
    let core: Vec<f64> =
        amounts().map(|(amount, role)| amount.end(role)).chain(claimed.bounds()).chain([0.0]).collect();
    limits_with_ends(&core, amounts().filter_map(|(amount, role)| amount.ends(role)).flat_map(|it| [it.0, it.1]), 0.06)
}

fn has(input: &ExplainAway, kind: ExplanationKind) -> bool {
    input.rows.iter().any(|row| row.kind == kind && row.value.is_some_and(f64::is_finite))
}

fn entries(input: &ExplainAway) -> Vec<Entry> {
    let interval = input.observed.interval.as_ref().map(|it| format!(", {}", interval_name(it))).unwrap_or_default();
    let mut entries = vec![(Key::Estimate, format!("Mean change{interval}"))];
    if has(input, ExplanationKind::Taken) {
        entries.push((Key::Patch(TAKEN), "Taken off".to_owned()));
    }
    if has(input, ExplanationKind::Benchmark) {
        entries.push((Key::Point { ink: BENCHMARK, open: true }, "For comparison, not taken off".to_owned()));
    }
    if has(input, ExplanationKind::Tipping) {
        entries.push((Key::Diamond(TIPPING), "Tipping point, not taken off".to_owned()));
    }
    entries.extend(Regions { margin: None, claimed: input.claimed }.entries(input.unit));
    entries
}

fn words(input: &ExplainAway, rows: &[Row<'_>]) -> (String, String, String) {
    let label = as_heading(input.label.trim());
    let title = format!("{label}: what explains the change, and what remains");
    let told = |kind, words: &'static str| if has(input, kind) { words } else { "" };
    let unknown =
        if rows.iter().any(|row| row.amount.is_none()) { " What is not known was not taken off." } else { "" };
    let claimed = Regions { margin: None, claimed: input.claimed }.in_words(input.unit);
    let caption = format!(
        "{}: the mean change as observed, what may explain it, and what remains.{}{}{}{unknown} Line: zero.{claimed}",
        named(&label, input.unit),
        told(
            ExplanationKind::Taken,
            " Bars: amounts taken off, each from where the one before ended, with the interval or range of the amount at its end."
        ),
        told(ExplanationKind::Benchmark, " Rings: amounts for comparison, not taken off."),
        told(
            ExplanationKind::Tipping,
            " Diamonds: the change of a control group that would remove the effect, not taken off."
        ),
    );
    let line = |row: &Row<'_>| {
        let kind = match (row.role, row.amount) {
            (Role::Mean, _) | (_, None) => "",
            (Role::Explanation(ExplanationKind::Taken), _) => ", taken off",
            (Role::Explanation(ExplanationKind::Benchmark), _) => ", for comparison",
            (Role::Explanation(ExplanationKind::Tipping), _) => ", tipping point",
        };
        let texts = match &row.texts[..] {
            [value, interval] => format!("{value} ({interval})"),
            others => others.join(" "),
        };
        let note = row.note.map(|note| format!("; {note}")).unwrap_or_default();
        let label = if row.label.is_empty() { "Unnamed" } else { row.label };
        format!(" {label}{kind}: {texts}{note}.")
    };
    let lines: String = rows.iter().map(line).collect();
    let alt_text = format!("The change in {} and what explains it.{lines}{claimed}", in_sentence(&label));
    (title, caption, alt_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, hostile_names, named_estimate};

    fn explanation(label: &str, value: Option<f64>, half: f64, kind: ExplanationKind) -> Explanation {
        let interval = value.map(|value| (value - half, value + half));
        Explanation { label: label.into(), value, interval, kind, note: None }
    }

    fn input(half: f64) -> ExplainAway {
        ExplainAway {
            label: "Waist girth".into(),
            unit: Unit::Cm,
            decimals: 1,
            observed: named_estimate("mean change", -2.4, half),
            rows: vec![
                explanation("Regression to the mean", Some(-0.6), 0.3, ExplanationKind::Taken),
                explanation("Drift of weight", Some(-0.5), 0.2, ExplanationKind::Taken),
                Explanation {
                    note: Some("no second reading of the same day".into()),
                    ..explanation("Practice of the observer", None, 0.0, ExplanationKind::Taken)
                },
                explanation("Waiting lists of other studies", Some(-0.8), 0.4, ExplanationKind::Benchmark),
                explanation("A control group would have to fall by", Some(-1.1), 0.0, ExplanationKind::Tipping),
            ],
            remains: Some(named_estimate("what remains", -1.3, half)),
            claimed: Some((-3.0, -2.0)),
        }
    }

    #[test]
    fn amounts_are_drawn_and_said() {
        let figure = explain_away(&input(0.7));
        check(&figure);
        check(&figure.clone().stamped("Simulated data"));
        for words in [
            "Observed mean change: −2.40 cm (−3.10 to −1.70).",
            "Regression to the mean, taken off: −0.60 cm (−0.90 to −0.30).",
            "Practice of the observer: not known: no second reading of the same day.",
            "Waiting lists of other studies, for comparison: −0.80 cm (−1.20 to −0.40).",
            "What remains: −1.30 cm (−2.00 to −0.60).",
            "Claimed: −3 to −2 cm.",
        ] {
            assert!(figure.alt_text.contains(words), "{}", figure.alt_text);
        }
        assert!(figure.caption.contains("What is not known was not taken off."), "{}", figure.caption);
    }

    #[test]
    fn each_bar_begins_where_the_one_before_ended() {
        let input = input(0.7);
        let rows = rows(&input);
        let taken: Vec<(f64, f64)> = rows
            .iter()
            .filter(|row| row.role == Role::Explanation(ExplanationKind::Taken))
            .filter_map(|row| row.amount.map(|amount| (amount.from, amount.end(row.role))))
            .collect();
        assert_eq!(taken, [(-2.4, -2.4 + 0.6), (-2.4 + 0.6, -2.4 + 0.6 + 0.5)]);
        let ends = rows[1].amount.and_then(|amount| amount.ends(rows[1].role)).expect("an interval");
        assert!((ends.0 + 2.1).abs() < 1e-12 && (ends.1 + 1.5).abs() < 1e-12, "{ends:?}");
    }

    #[test]
    fn degenerate_explanations_are_drawn() {
        for half in [0.0, 1e-9, 1e9, f64::INFINITY] {
            check(&explain_away(&input(half)));
        }
        let none = ExplainAway { rows: Vec::new(), remains: None, claimed: None, ..input(0.5) };
        check(&explain_away(&none));
        let kinds = [ExplanationKind::Taken, ExplanationKind::Benchmark, ExplanationKind::Tipping];
        for kind in kinds {
            let named = |value| {
                let rows = hostile_names().into_iter().map(|name| Explanation {
                    note: Some(name.clone()),
                    label: name,
                    ..explanation("", value, 0.3, kind)
                });
                ExplainAway { rows: rows.collect(), claimed: Some((f64::NEG_INFINITY, -2.0)), ..input(0.5) }
            };
            for value in [None, Some(0.0), Some(-1e6), Some(1e-9), Some(f64::NAN)] {
                check(&explain_away(&named(value)));
            }
            check(&explain_away(&ExplainAway { unit: Unit::None, ..named(Some(0.4)) }));
        }
        let mut unknown = input(0.5);
        unknown.observed.value = f64::NAN;
        unknown.observed.interval = None;
        check(&explain_away(&unknown));
    }
}
