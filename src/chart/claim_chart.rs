//! Claims against estimates.

use super::claim_panel::{estimate_texts, panels};
use super::figure::Figure;
use super::legend::{self, Key};
use super::scene::{Dash, Scene, Stroke};
use super::theme::{BAND, MARGIN, SOFT_INK, WIDTH};
use super::verdict_mark::VerdictMark;
use crate::data::Unit;
use crate::result::format::{ends, with_unit};

/// One judged claim.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimRow {
    /// What is claimed, in words.
    pub label: String,
    /// Lower end of the claimed range; may be -inf.
    pub lower: f64,
    /// Upper end of the claimed range; may be inf.
    pub upper: f64,
    /// What was found; absent where the claim is not testable.
    pub estimate: Option<ClaimEstimate>,
    /// Unit of the range and of the estimate.
    pub unit: Unit,
    /// The verdict as written: `supported`.
    pub verdict_word: String,
    /// The verdict as drawn.
    pub verdict: VerdictMark,
}

/// An estimate beside a claim.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClaimEstimate {
    /// The estimate.
    pub value: f64,
    /// Lower end of the 1 - alpha interval; may be -inf.
    pub lower: f64,
    /// Upper end of the 1 - alpha interval; may be inf.
    pub upper: f64,
    /// The 1 - 2 alpha interval, drawn thick.
    pub inner: Option<(f64, f64)>,
}

/// One row for each claim: its words, its range as a band (a range without an end runs out of the picture with an arrow), the estimate
/// with its interval, the verdict. Claims in different units stand in panels with axes of their own.
pub fn claim_chart(rows: &[ClaimRow]) -> Figure {
    let mut scene = Scene::default();
    let y = legend::row(&mut scene, &entries(rows), MARGIN, WIDTH - MARGIN, MARGIN - 4.0) + 6.0;
    let height = (panels(&mut scene, rows, "Estimate", y) + MARGIN).ceil();
    let (title, caption, alt_text) = words(rows);
    Figure { id: "claims", title, caption, alt_text, width: WIDTH, height, scene }
}

fn entries(rows: &[ClaimRow]) -> Vec<legend::Entry> {
    let inner = rows.iter().any(|row| row.estimate.is_some_and(|estimate| estimate.inner.is_some()));
    let interval = if inner { "Estimate, interval (thick: 1 − 2α)" } else { "Estimate and interval" };
    vec![
        (Key::Patch(BAND), "Claimed".to_owned()),
        (Key::Interval { inner }, interval.to_owned()),
        (Key::Line(Stroke::new(SOFT_INK, 1.2).dashed(Dash::Dashed)), "No change".to_owned()),
    ]
}

fn words(rows: &[ClaimRow]) -> (String, String, String) {
    let title = "Claims and estimates".to_owned();
    let inner = rows.iter().any(|row| row.estimate.is_some_and(|estimate| estimate.inner.is_some()));
    let thick = if inner { " (thin 1 − α, thick 1 − 2α)" } else { "" };
    let mut units: Vec<String> = rows.iter().map(|row| row.unit.name().to_owned()).collect();
    units.dedup();
    let caption = format!(
        "Each of {} claims: the claimed range as a band (an arrow where it has no end), the estimate with its interval{thick} and the \
         verdict. The dashed line is no change. An interval that runs beyond the axis ends in an arrow.",
        rows.len(),
    );
    let lines = rows.iter().map(|row| {
        let range = with_unit(&claimed(row), row.unit);
        let found = match &row.estimate {
            Some(estimate) => {
                let [value, interval] = estimate_texts(estimate, row);
                format!("estimate {value}, interval {interval}")
            }
            None => "no estimate".to_owned(),
        };
        let label = if row.label.trim().is_empty() { "A claim" } else { row.label.trim().trim_end_matches('.') };
        format!("{label} (claimed: {range}): {found}: {}.", row.verdict_word)
    });
    let alt_text = format!("Claims and estimates, {} in all. {}", rows.len(), lines.collect::<Vec<_>>().join(" "));
    (title, caption, alt_text)
}

/// The claimed range in words, with the digits in which it was written.
fn claimed(row: &ClaimRow) -> String {
    let needed = |value: f64| format!("{value}").split_once('.').map_or(0, |(_, fraction)| fraction.len()).min(6);
    let decimals = [row.lower, row.upper].into_iter().filter(|end| end.is_finite()).map(needed).max().unwrap_or(0);
    ends(row.lower, row.upper, decimals)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::check;

    const INF: f64 = f64::INFINITY;

    fn row(
        label: &str,
        range: (f64, f64),
        found: Option<(f64, f64, f64)>,
        unit: Unit,
        verdict: VerdictMark,
    ) -> ClaimRow {
        let estimate = found.map(|(value, lower, upper)| {
            let inner =
                Some((value - (value - lower) * 0.8, value + (upper - value) * 0.8)).filter(|ends| ends.0.is_finite());
            ClaimEstimate { value, lower, upper, inner: inner.filter(|ends| ends.1.is_finite()) }
        });
        let word = format!("{verdict:?}").to_lowercase();
        ClaimRow { label: label.into(), lower: range.0, upper: range.1, estimate, unit, verdict_word: word, verdict }
    }

    #[test]
    fn all_verdicts_and_units_are_drawn() {
        let rows = [
            row(
                "One session takes 1.5 to 2 cm off the waist",
                (-2.0, -1.5),
                Some((-1.7, -1.9, -1.55)),
                Unit::Cm,
                VerdictMark::Supported,
            ),
            row("At least 4 cm", (-INF, -4.0), Some((-2.4, -3.1, -1.7)), Unit::Cm, VerdictMark::Refuted),
            row("No change", (-0.5, 0.5), Some((0.1, -90.0, 80.0)), Unit::Cm, VerdictMark::Inconclusive),
            row("It lasts & <script>", (-0.5, INF), None, Unit::Cm, VerdictMark::NotTestable),
            row("Weight", (-1.0, 1.0), Some((0.2, -INF, 0.7)), Unit::Kg, VerdictMark::Supported),
        ];
        let figure = claim_chart(&rows);
        check(&figure);
        assert!(
            figure
                .alt_text
                .contains("(claimed: −2.0 to −1.5 cm): estimate −1.70 cm, interval −1.90 to −1.55: supported.")
        );
        let texts = super::super::svg(&figure);
        assert!(texts.contains("Estimate (cm)") && texts.contains("Estimate (kg)"));
    }

    #[test]
    fn an_interval_does_not_look_as_if_it_touched_a_bound() {
        let near = row("1.5 to 2", (-2.0, -1.5), Some((-0.8, -1.49, -0.1)), Unit::Cm, VerdictMark::Refuted);
        let estimate = near.estimate.expect("an estimate");
        assert_eq!(estimate_texts(&estimate, &near), ["−0.80 cm", "−1.49 to −0.10"]);
        let far = row("3 to 4", (-4.0, -3.0), Some((-0.8, -1.49, -0.1)), Unit::Cm, VerdictMark::Refuted);
        assert_eq!(estimate_texts(&estimate, &far), ["−0.8 cm", "−1.5 to −0.1"]);
    }

    #[test]
    fn strange_rows_are_drawn() {
        let long = "a claim of many words and one Donaudampfschifffahrtsgesellschaftskapitänswitwenrente ".repeat(6);
        for rows in [
            vec![],
            vec![row("", (0.0, 0.0), Some((0.0, 0.0, 0.0)), Unit::None, VerdictMark::Supported)],
            vec![row(&long, (-INF, INF), Some((5.0, -INF, INF)), Unit::Percent, VerdictMark::Inconclusive)],
            vec![row("huge", (1e9, 1e9 + 1.0), Some((1e9 + 2.0, 1e9, 1e9 + 3.0)), Unit::Score, VerdictMark::Refuted)],
            vec![row("tiny", (1e-9, 2e-9), Some((-1e-9, -2e-9, 0.0)), Unit::Mm, VerdictMark::Refuted)],
            vec![row("none", (f64::NAN, f64::NAN), Some((f64::NAN, 0.0, 1.0)), Unit::M, VerdictMark::NotTestable)],
        ] {
            check(&claim_chart(&rows));
        }
    }
}
