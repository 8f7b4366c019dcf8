//! Estimates of sites and subgroups below each other (Lewis and Clarke 2001).

use super::effect_rows::{EffectPanel, EffectRow, RowKind};
use super::equivalence::margin_in_words;
use super::figure::Figure;
use super::legend::{self, Entry, Key};
use super::scene::{Scene, Stroke, TextStyle};
use super::theme::{BAND, DARK_VERMILLION, INK, MARGIN, STRONG_TEXT, WIDTH};
use crate::data::Unit;
use crate::result::Estimate;
use crate::result::format::{as_heading, count, in_sentence, named, with_unit};

/// One row of a forest plot.
#[derive(Clone, Debug, PartialEq)]
pub struct ForestRow {
    /// Rows with the same group that follow each other stand under its name: `Sex`.
    pub group: Option<String>,
    /// The site or subgroup.
    pub label: String,
    /// Participants in it, one number for each arm, the treated first; may be empty.
    pub n: Vec<usize>,
    /// What was found; absent where the data define no estimate.
    pub estimate: Option<Estimate>,
    /// Its weight in the overall estimate; any positive scale.
    pub weight: Option<f64>,
}

/// What a forest plot shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Forest {
    /// What is estimated: `Difference in change of waist girth`.
    pub quantity: String,
    /// What the rows are: `Site`, `Subgroup`.
    pub head: String,
    /// The unit of all estimates.
    pub unit: Unit,
    /// Decimals of the readings.
    pub decimals: u8,
    /// The rows.
    pub rows: Vec<ForestRow>,
    /// All together, as a diamond.
    pub overall: Option<ForestRow>,
    /// Lower and upper bound of what does not matter.
    pub margin: Option<(f64, f64)>,
    /// Whether the chart says that its rows were not planned as tests.
    pub exploratory: bool,
}

/// One row for each site or subgroup: its name, its participants, its estimate with interval on one axis and in numbers, and the overall
/// estimate as a diamond as wide as its interval.
pub fn forest(input: &Forest) -> Figure {
    let rows = rows(input);
    let quantity = as_heading(input.quantity.trim());
    let axis = named(&quantity, input.unit);
    let panel = EffectPanel {
        rows: &rows,
        beside: &[],
        head: &input.head,
        axis,
        margin: input.margin,
        reference: None,
        decimals: input.decimals,
    };
    let mut scene = Scene::default();
    let mut top = MARGIN - 4.0;
    if input.exploratory {
        let style = TextStyle { ink: DARK_VERMILLION, ..STRONG_TEXT };
        scene.text((MARGIN, top + 4.0 + style.size), EXPLORATORY, style);
        top += 28.0;
    }
    top = legend::row(&mut scene, &entries(input), MARGIN, WIDTH - MARGIN, top) + 6.0;
    let height = (panel.draw(&mut scene, top) + MARGIN).ceil();
    let (title, caption, alt_text) = words(input, &panel);
    Figure { id: "forest", title, caption, alt_text, width: WIDTH, height, scene }
}

const EXPLORATORY: &str = "Exploratory: not planned as tests";

fn rows(input: &Forest) -> Vec<EffectRow> {
    let positive = |row: &ForestRow| row.weight.filter(|weight| weight.is_finite() && *weight >= 0.0);
    let total: f64 = input.rows.iter().filter_map(positive).sum();
    let mut rows = Vec::new();
    let mut group: Option<&str> = None;
    for row in &input.rows {
        let own = row.group.as_deref().map(str::trim).filter(|group| !group.is_empty());
        if let Some(name) = own.filter(|_| own != group) {
            rows.push(EffectRow { kind: RowKind::Heading, ..EffectRow::single(name, None) });
        }
        group = own;
        let weight = positive(row).filter(|_| total > 0.0).map(|weight| weight / total);
        rows.push(EffectRow {
            size: size(row),
            weight,
            indented: own.is_some(),
            ..EffectRow::single(&row.label, row.estimate.clone())
        });
    }
    rows.extend(input.overall.iter().map(|row| EffectRow {
        kind: RowKind::Overall,
        size: size(row),
        ..EffectRow::single(&row.label, row.estimate.clone())
    }));
    rows
}

/// `40`, or `20 / 21` for two arms.
fn size(row: &ForestRow) -> String {
    row.n.iter().map(|n| count(*n)).collect::<Vec<_>>().join(" / ")
}

fn entries(input: &Forest) -> Vec<Entry> {
    let zero = (Key::Line(Stroke::new(INK, 1.2)), "No difference".to_owned());
    let margin =
        input.margin.map(|margin| (Key::Patch(BAND), format!("Margin {}", margin_in_words(margin, input.unit))));
    [zero].into_iter().chain(margin).collect()
}

fn words(input: &Forest, panel: &EffectPanel<'_>) -> (String, String, String) {
    let quantity = as_heading(input.quantity.trim());
    let head = in_sentence(input.head.trim());
    let title = format!("{quantity} by {head}");
    let weights = if panel.rows.iter().any(|row| row.weight.is_some()) {
        " The area of a square stands for its weight in the overall estimate."
    } else {
        ""
    };
    let overall =
        if input.overall.is_some() { " The diamond is the overall estimate, as wide as its interval." } else { "" };
    let margin = input
        .margin
        .map_or_else(String::new, |margin| format!(" Band: the margin {}.", margin_in_words(margin, input.unit)));
    let exploratory = if input.exploratory {
        " Exploratory: the rows were not planned as tests, and a row's own interval says nothing about how rows differ."
    } else {
        ""
    };
    let method = panel.rows.iter().find_map(|row| row.estimate.as_ref()?.interval.as_ref());
    let method = method.map_or_else(String::new, |interval| {
        format!(" with {} CI (method: {})", interval.level.percent(), interval.method)
    });
    let caption = format!(
        "{}{method} by {head}; an interval that runs beyond the axis ends in an arrow.{weights}{overall}{margin}{exploratory}",
        named(&quantity, input.unit),
    );
    let line = |row: &EffectRow| {
        let size = if row.size.is_empty() { String::new() } else { format!(", n = {}", row.size) };
        let text = panel.estimate_text(row);
        let text = if row.estimate.is_some() { with_unit(&text, input.unit) } else { text };
        let weight = row.weight.map_or_else(String::new, |weight| format!(", weight {:.1} %", weight * 100.0));
        match row.kind {
            RowKind::Heading => format!("{}:", row.label),
            _ => format!("{}{size}: {text}{weight}.", if row.label.is_empty() { "Unnamed" } else { &row.label }),
        }
    };
    let lines: Vec<String> = panel.rows.iter().map(line).collect();
    let lines = if lines.is_empty() { "No rows.".to_owned() } else { lines.join(" ") };
    let exploratory = if input.exploratory { " Exploratory." } else { "" };
    let alt_text =
        format!("Forest plot of {} by {head}, {} rows.{exploratory} {lines}", in_sentence(&quantity), input.rows.len());
    (title, caption, alt_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, estimate, many};
    use crate::result::Interval;

    fn row(group: Option<&str>, label: &str, value: f64, half: f64, weight: Option<f64>) -> ForestRow {
        let mut estimate = estimate(&many(3), half);
        estimate.value = value;
        estimate.interval = Some(Interval::new(value - half, value + half, crate::result::Level::DEFAULT, "t"));
        ForestRow {
            group: group.map(str::to_owned),
            label: label.into(),
            n: vec![20, 21],
            estimate: Some(estimate),
            weight,
        }
    }

    fn forest_of(rows: Vec<ForestRow>, overall: Option<ForestRow>, margin: Option<(f64, f64)>) -> Forest {
        let quantity = "Difference in change of waist girth".to_owned();
        let exploratory = overall.is_none();
        Forest { quantity, head: "Subgroup".into(), unit: Unit::Cm, decimals: 1, rows, overall, margin, exploratory }
    }

    #[test]
    fn sites_and_subgroups_are_drawn() {
        let rows = vec![
            row(Some("Sex"), "Women", -1.9, 0.8, Some(3.0)),
            row(Some("Sex"), "Men", -0.4, 1.9, Some(1.0)),
            row(Some("Age"), "Under 40", -1.2, 0.7, Some(2.0)),
            row(Some("Age"), "40 and over & <script>", -1.0, 40.0, Some(0.1)),
        ];
        let figure = forest(&forest_of(rows.clone(), Some(row(None, "All", -1.2, 0.5, None)), Some((-0.5, 0.5))));
        check(&figure);
        assert!(
            figure.alt_text.contains("Women, n = 20 / 21: −1.90 (−2.70 to −1.10) cm, weight 49.2 %."),
            "{}",
            figure.alt_text
        );
        assert!(!figure.caption.contains("Exploratory") && figure.caption.contains("diamond"));
        let figure = forest(&forest_of(rows, None, None));
        check(&figure);
        assert!(super::super::svg(&figure).contains(EXPLORATORY) && figure.alt_text.contains("Exploratory"));
    }

    #[test]
    fn strange_rows_are_drawn() {
        let long =
            "women of more than forty years with a Donaudampfschifffahrtsgesellschaftskapitänswitwenrente ".repeat(5);
        let mut one_sided = row(None, "one-sided", -1.0, 1.0, None);
        if let Some(interval) = one_sided.estimate.as_mut().and_then(|estimate| estimate.interval.as_mut()) {
            interval.lower = f64::NEG_INFINITY;
        }
        let mut bare = row(None, "", 1.0, 1.0, None);
        bare.estimate = None;
        bare.n = Vec::new();
        let mut not_finite = row(None, "nan", f64::NAN, 1.0, Some(f64::NAN));
        not_finite.n = vec![0];
        for rows in [
            vec![],
            vec![row(Some(&long), &long, -1.0, 0.0, None), row(Some(&long), "second", 0.0, 0.0, None)],
            vec![one_sided, bare, not_finite],
            vec![row(None, "huge", 1e9, 2.0, Some(0.0)), row(None, "tiny", 1e-9, 1e-10, Some(0.0))],
            (0..40)
                .map(|index| row(None, &format!("Site {index}"), f64::from(index) / 9.0 - 2.0, 1.0, Some(1.0)))
                .collect(),
        ] {
            let overall = rows.first().cloned();
            check(&forest(&forest_of(rows.clone(), None, Some((-0.5, 0.5)))));
            check(&forest(&forest_of(rows, overall, Some((f64::NEG_INFINITY, 0.5)))));
        }
    }
}
