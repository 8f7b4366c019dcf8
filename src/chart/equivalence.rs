//! Mean changes against the margins of no importance.

use super::claim_chart::{ClaimEstimate, ClaimRow};
use super::claim_panel::panels;
use super::figure::Figure;
use super::legend::{self, Key};
use super::scene::{Dash, Scene, Stroke};
use super::theme::{BAND, MARGIN, SOFT_INK, WIDTH};
use super::verdict_mark::VerdictMark;
use crate::data::Unit;
use crate::result::format::{as_heading, count, ends, estimate_decimals, fixed, with_unit};
use crate::result::{Estimate, Interval};

/// What a test of difference and a test of equivalence say together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conclusion {
    /// Not zero, and not shown to lie inside the margin.
    Different,
    /// Not zero, and wholly outside the margin.
    Beyond,
    /// Inside the margin, and compatible with zero.
    Equivalent,
    /// Inside the margin, and not zero.
    Both,
    /// Neither shown.
    Undecided,
}

impl Conclusion {
    fn word(self) -> &'static str {
        match self {
            Conclusion::Different => "different",
            Conclusion::Beyond => "different, beyond the margin",
            Conclusion::Equivalent => "equivalent",
            Conclusion::Both => "different, but equivalent",
            Conclusion::Undecided => "undecided",
        }
    }

    fn mark(self) -> VerdictMark {
        match self {
            Conclusion::Equivalent | Conclusion::Both => VerdictMark::Supported,
            Conclusion::Beyond => VerdictMark::Refuted,
            Conclusion::Different | Conclusion::Undecided => VerdictMark::Inconclusive,
        }
    }
}

/// One test of equivalence of one sample.
#[derive(Clone, Debug, PartialEq)]
pub struct EquivalenceRow {
    /// Outcome or group.
    pub label: String,
    /// Number of pairs.
    pub n: usize,
    /// Decimals of the readings.
    pub decimals: u8,
    /// Lower and upper bound of the margin, in the unit of the estimate.
    pub margin: (f64, f64),
    /// The estimate with the interval of the test of equivalence (1 - 2 alpha).
    pub estimate: Estimate,
    /// The interval of the test of difference (1 - alpha).
    pub outer: Interval,
    /// What the two tests say.
    pub conclusion: Conclusion,
}

/// One row for each test: the margin as a band, the estimate with the 1 - alpha interval and, thick, the 1 - 2 alpha interval, and the
/// conclusion.
pub fn equivalence(rows: &[EquivalenceRow]) -> Figure {
    let mut scene = Scene::default();
    let y = legend::row(&mut scene, &entries(rows), MARGIN, WIDTH - MARGIN, MARGIN - 4.0) + 6.0;
    let shared = shared_quantity(rows);
    let drawn: Vec<ClaimRow> = rows.iter().map(|row| claim_row(row, shared.is_some())).collect();
    let axis = as_heading(shared.unwrap_or("change"));
    let height = (panels(&mut scene, &drawn, &axis, y) + MARGIN).ceil();
    let (title, caption, alt_text) = words(rows);
    Figure { id: "equivalence", title, caption, alt_text, width: WIDTH, height, scene }
}

/// The levels of the two intervals, `95 %` and `90 %`.
fn levels(rows: &[EquivalenceRow]) -> Option<(String, String)> {
    let row = rows.first()?;
    Some((row.outer.level.percent(), row.estimate.interval.as_ref()?.level.percent()))
}

fn entries(rows: &[EquivalenceRow]) -> Vec<legend::Entry> {
    let interval = match levels(rows) {
        Some((outer, inner)) => format!("Estimate, {outer} CI (thick: {inner} CI)"),
        None => "Estimate and intervals".to_owned(),
    };
    vec![
        (Key::Patch(BAND), "Margin".to_owned()),
        (Key::Interval { inner: true }, interval),
        (Key::Line(Stroke::new(SOFT_INK, 1.2).dashed(Dash::Dashed)), "No change".to_owned()),
    ]
}

/// What all rows estimate, if it is the same.
fn shared_quantity(rows: &[EquivalenceRow]) -> Option<&'static str> {
    let first = rows.first()?.estimate.quantity;
    rows.iter().all(|row| row.estimate.quantity == first).then_some(first.label)
}

/// Equivalence is the claim that the change lies inside the margin.
fn claim_row(row: &EquivalenceRow, is_shared: bool) -> ClaimRow {
    let inner = row.estimate.interval.as_ref().map(|inner| (inner.lower, inner.upper));
    let quantity = if is_shared { String::new() } else { format!(", {}", row.estimate.quantity.label) };
    ClaimRow {
        label: format!("{}{quantity}, n\u{a0}=\u{a0}{}", row.label, count(row.n)),
        lower: row.margin.0,
        upper: row.margin.1,
        estimate: Some(ClaimEstimate {
            value: row.estimate.value,
            lower: row.outer.lower,
            upper: row.outer.upper,
            inner,
        }),
        unit: row.estimate.unit,
        verdict_word: row.conclusion.word().to_owned(),
        verdict: row.conclusion.mark(),
    }
}

/// `±0.5 cm`.
pub(crate) fn margin_in_words((lower, upper): (f64, f64), unit: Unit) -> String {
    // The shortest digits that read back: a margin is written, not measured.
    let shortest = |value: f64| {
        let decimals = format!("{value}").split_once('.').map_or(0, |(_, fraction)| fraction.len()).min(6);
        fixed(value, decimals)
    };
    let text = if lower == -upper {
        format!("±{}", shortest(upper))
    } else {
        format!("{} to {}", shortest(lower), shortest(upper))
    };
    with_unit(&text, unit)
}

fn words(rows: &[EquivalenceRow]) -> (String, String, String) {
    let mut methods: Vec<String> = Vec::new();
    for row in rows {
        let inner = row.estimate.interval.as_ref().map_or("", |interval| interval.method);
        let method = format!("{} ({inner})", row.estimate.quantity.label);
        if !methods.contains(&method) {
            methods.push(method);
        }
    }
    let caption = match levels(rows) {
        None => "No change has a margin and an interval.".to_owned(),
        Some((outer, inner)) => format!(
            "The {} against the margin within which a change does not matter (band), with the {outer} CI and, thick, the {inner} CI. \
             Equivalent: the {inner} CI lies inside the margin; different: the {outer} CI leaves out zero (dashed). An interval that \
             runs beyond the axis ends in an arrow.",
            methods.join(" and "),
        ),
    };
    let lines = rows.iter().map(|row| {
        let error = row.estimate.standard_error.or(Some((row.outer.upper - row.outer.lower) / 4.0));
        let decimals = estimate_decimals(error, row.decimals);
        let unit = row.estimate.unit;
        let inner = row.estimate.interval.as_ref().map_or_else(String::new, |interval| {
            format!(", {} CI {}", interval.level.percent(), ends(interval.lower, interval.upper, decimals))
        });
        format!(
            "{}, n = {}: {} {} ({} CI {}{inner}), margin {}: {}.",
            row.label,
            count(row.n),
            row.estimate.quantity.label,
            with_unit(&fixed(row.estimate.value, decimals), unit),
            row.outer.level.percent(),
            ends(row.outer.lower, row.outer.upper, decimals),
            margin_in_words(row.margin, unit),
            row.conclusion.word(),
        )
    });
    let alt_text = format!("Changes against margins, {} in all. {}", rows.len(), lines.collect::<Vec<_>>().join(" "));
    ("Is the change too small to matter?".to_owned(), caption, alt_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, degenerate, estimate};
    use crate::result::Level;

    fn row(label: &str, value: f64, half: f64, margin: f64, conclusion: Conclusion) -> EquivalenceRow {
        let mut estimate = estimate(&degenerate()[2], half * 0.83);
        estimate.value = value;
        let interval = |half: f64, level: Level| Interval::new(value - half, value + half, level, "t");
        estimate.interval = Some(interval(half * 0.83, Level::DEFAULT.two_one_sided()));
        let outer = interval(half, Level::DEFAULT);
        EquivalenceRow {
            label: label.into(),
            n: 12,
            decimals: 1,
            margin: (-margin, margin),
            estimate,
            outer,
            conclusion,
        }
    }

    #[test]
    fn all_conclusions_are_drawn() {
        let rows = [
            row("Waist girth", 0.1, 0.4, 0.5, Conclusion::Equivalent),
            row("Hip girth", 0.3, 0.1, 0.5, Conclusion::Both),
            row("Thigh girth, left", -0.4, 0.3, 0.5, Conclusion::Different),
            row("Chest girth", -2.0, 0.3, 0.5, Conclusion::Beyond),
            row("Weight & <script>", 0.4, 900.0, 0.5, Conclusion::Undecided),
        ];
        let figure = equivalence(&rows);
        check(&figure);
        let first = "Waist girth, n = 12: mean change 0.10 cm (95 % CI −0.30 to 0.50, 90 % CI −0.23 to 0.43), margin ±0.5 cm: \
                     equivalent.";
        assert!(figure.alt_text.contains(first), "{}", figure.alt_text);
        assert!(figure.caption.contains("thick, the 90 % CI") && figure.caption.contains("mean change (t)"));
    }

    #[test]
    fn strange_rows_are_drawn() {
        let mut one_sided = row("One-sided", 0.0, 1.0, 1e-9, Conclusion::Undecided);
        one_sided.outer.lower = f64::NEG_INFINITY;
        let long = "Circumference of the relaxed abdomen at the level of the umbilicus ".repeat(4);
        for rows in [
            vec![],
            vec![one_sided],
            vec![row(&long, 1e9, 1.0, 1e8, Conclusion::Beyond)],
            vec![row("Exact", 0.0, 0.0, 0.5, Conclusion::Equivalent)],
        ] {
            check(&equivalence(&rows));
        }
    }
}
