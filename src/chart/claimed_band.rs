//! One claimed range under everything that was measured: against a control, without treatment, and without a control.

use super::claimed_range::ClaimedRange;
use super::evidence_line::{Drawn, Line};
use super::evidence_mark::EvidenceKind;
use super::evidence_panel::EvidencePanel;
use super::evidence_row::EvidenceRow;
use super::evidence_text::interval_head;
use super::figure::Figure;
use super::scene::{Scene, TextStyle};
use super::text::{line_height, wrap};
use super::theme::{MARGIN, STRONG_TEXT, WIDTH};
use crate::data::Unit;
use crate::result::format::{as_heading, in_sentence, named};

/// One measured result beside a claim.
#[derive(Clone, Debug, PartialEq)]
pub struct BandRow {
    /// How it was found.
    pub kind: EvidenceKind,
    /// How far the treatment is from the claimed one: 0 for the same; the nearer stands above.
    pub distance: u8,
    /// The study and what it found; its weight is not drawn.
    pub row: EvidenceRow,
}

/// A claim and what was measured.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimedBand {
    /// A line over the chart.
    pub title: Option<String>,
    /// What all rows are about: `Change in girth`.
    pub quantity: String,
    /// The unit of all numbers.
    pub unit: Unit,
    /// Decimals of the readings.
    pub decimals: u8,
    /// What is claimed.
    pub claimed: ClaimedRange,
    /// What was measured, in any order of kinds.
    pub rows: Vec<BandRow>,
    /// What lies below zero: `less girth`.
    pub left_words: String,
    /// What lies above zero: `more girth`.
    pub right_words: String,
}

const TITLE_TEXT: TextStyle = TextStyle { size: 19.0, ..STRONG_TEXT };

/// The kinds from top to bottom.
const KINDS: [EvidenceKind; 3] = [EvidenceKind::Controlled, EvidenceKind::Untreated, EvidenceKind::BeforeAfter];

/// The claimed range as a band over every measured estimate: what trials found against a control, what happened without treatment, and
/// changes of the treated alone, on one axis.
pub fn claimed_band(input: &ClaimedBand) -> Figure {
    let lines = input.lines();
    let quantity = as_heading(input.quantity.trim());
    let panel = EvidencePanel {
        lines: &lines,
        heads: ("Study", interval_head(input.rows.iter().filter_map(|row| row.row.finding.estimate()))),
        axis: named(&quantity, input.unit),
        claimed: Some(&input.claimed),
        zero: "no change",
        sides: (&input.left_words, &input.right_words),
    };
    let mut scene = Scene::default();
    let title = input.title.as_deref().map_or_else(Vec::new, |title| wrap(title, TITLE_TEXT, WIDTH - 2.0 * MARGIN));
    let step = line_height(TITLE_TEXT);
    scene.lines_of_text((MARGIN, MARGIN + TITLE_TEXT.size * 0.8), &title, TITLE_TEXT, step);
    let air = if title.is_empty() { 0.0 } else { 10.0 };
    let lowest = panel.draw(&mut scene, MARGIN + title.len() as f64 * step + air);
    let (title, caption, alt_text) = words(input, &lines);
    Figure { id: "claimed-band", title, caption, alt_text, width: WIDTH, height: (lowest + MARGIN).ceil(), scene }
}

fn heading(kind: EvidenceKind) -> &'static str {
    match kind {
        EvidenceKind::Controlled => "What trials found against a control",
        EvidenceKind::Untreated => "What happened without treatment",
        EvidenceKind::BeforeAfter => "Before and after, with no control",
    }
}

impl ClaimedBand {
    /// The rows of a kind, the nearest to the claimed treatment first.
    fn of(&self, kind: EvidenceKind) -> Vec<&EvidenceRow> {
        let mut rows: Vec<&BandRow> = self.rows.iter().filter(|row| row.kind == kind).collect();
        rows.sort_by_key(|row| row.distance);
        rows.into_iter().map(|row| &row.row).collect()
    }

    /// The kinds that are shown. That nothing was held against a control is shown, too.
    fn kinds(&self) -> impl Iterator<Item = EvidenceKind> {
        KINDS
            .into_iter()
            .filter(|kind| *kind == EvidenceKind::Controlled || self.rows.iter().any(|row| row.kind == *kind))
    }

    fn lines(&self) -> Vec<Line> {
        let section = |kind| {
            let rows = self.of(kind);
            let none = rows.is_empty().then(|| Line::nothing("no trial"));
            let rows = rows.into_iter().map(move |row| row.line(kind, None, self.decimals));
            [Line::heading(heading(kind), Some(kind))].into_iter().chain(none).chain(rows)
        };
        self.kinds().flat_map(section).collect()
    }
}

fn words(input: &ClaimedBand, lines: &[Line]) -> (String, String, String) {
    let quantity = as_heading(input.quantity.trim());
    let title = match input.title.as_deref().map(str::trim) {
        Some(title) if !title.is_empty() => title.to_owned(),
        _ => format!("{quantity}: the claim and what was measured"),
    };
    let kinds = |words: &dyn Fn(EvidenceKind) -> String, between: &str| {
        input.kinds().map(words).collect::<Vec<_>>().join(between)
    };
    let shapes = kinds(&|kind| format!("{}s: {}", kind.shape(), in_sentence(heading(kind))), "; ");
    let bare = if lines.iter().any(|line| matches!(line.drawn, Drawn::Found { ends: None, .. })) {
        " A small mark alone: the source gives no interval."
    } else {
        ""
    };
    let claimed = input.claimed.in_words();
    let caption = format!(
        "{}: the claim and each measured result.{claimed} {}.{bare} Arrows: intervals that run beyond the axis.",
        named(&quantity, input.unit),
        as_heading(&shapes),
    );
    let section = |kind| {
        let rows: Vec<String> =
            input.of(kind).into_iter().map(|row| row.sentence(input.unit, input.decimals)).collect();
        let rows = if rows.is_empty() { "no trial.".to_owned() } else { rows.join(" ") };
        format!(" {}: {rows}", heading(kind))
    };
    let alt_text = format!(
        "{quantity}: the claimed range as a band under what was measured; results: {}.{claimed}{}",
        input.rows.len(),
        kinds(&section, ""),
    );
    (title, caption, alt_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, evidence, hostile_names, strange_evidence};

    fn row(kind: EvidenceKind, distance: u8, study: &str, value: f64, half: Option<f64>) -> BandRow {
        BandRow { kind, distance, row: evidence(study, value, half) }
    }

    fn band(rows: Vec<BandRow>) -> ClaimedBand {
        ClaimedBand {
            title: None,
            quantity: "Change in girth".into(),
            unit: Unit::Cm,
            decimals: 1,
            claimed: ClaimedRange { lower: -2.0, upper: -1.5, label: "claimed: 1.5 to 2 cm less".into() },
            rows,
            left_words: "less girth".into(),
            right_words: "more girth".into(),
        }
    }

    fn published() -> Vec<BandRow> {
        vec![
            row(EvidenceKind::BeforeAfter, 2, "Ravindran", -3.56, Some(1.4)),
            row(EvidenceKind::Controlled, 2, "Jewell 2011", -1.3, None),
            row(EvidenceKind::Controlled, 0, "LIPO-102", -1.13, Some(1.12)),
            row(EvidenceKind::Controlled, 0, "Park 2008", 0.0, None),
            row(EvidenceKind::Untreated, 2, "Jewell 2011, sham", -1.2, None),
        ]
    }

    #[test]
    fn kinds_stand_apart_with_the_nearest_first() {
        let figure = claimed_band(&ClaimedBand { title: Some("1.5 to 2 cm off?".into()), ..band(published()) });
        check(&figure);
        assert_eq!(figure.title, "1.5 to 2 cm off?");
        let order = ["LIPO-102", "Park 2008", "Jewell 2011 ", "Jewell 2011, sham", "Ravindran"];
        let places: Vec<_> = order.iter().map(|study| figure.alt_text.find(study)).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?} {}", figure.alt_text);
        for words in [
            "Band: claimed: 1.5 to 2 cm less. What trials found against a control: LIPO-102",
            "[P01]: −1.13 cm (95 % CI: −2.25 to −0.01).",
            "What happened without treatment: Jewell 2011, sham (cream, thigh, 4 weeks; n = 34 / 34) [P01]: −1.2 cm, no interval printed.",
        ] {
            assert!(figure.alt_text.contains(words), "{}", figure.alt_text);
        }
        let drawn = super::super::svg(&figure);
        assert!(drawn.contains(">claimed: 1.5 to 2\u{a0}cm less<") && drawn.contains(">no change<"), "{drawn}");
    }

    #[test]
    fn a_claim_that_no_trial_held_against_a_control_shows_it() {
        let figure = claimed_band(&band(published()[..1].to_vec()));
        check(&figure);
        assert!(figure.alt_text.contains("What trials found against a control: no trial. Before and after"));
        assert!(!figure.alt_text.contains("without treatment"), "{}", figure.alt_text);
    }

    #[test]
    fn strange_rows_and_claims_are_drawn() {
        let kinds = [EvidenceKind::Controlled, EvidenceKind::BeforeAfter, EvidenceKind::Untreated];
        let strange = || strange_evidence().into_iter().zip(kinds.into_iter().cycle());
        let strange: Vec<BandRow> = strange().map(|(row, kind)| BandRow { kind, distance: 1, row }).collect();
        let many = (0..40).map(|index| row(kinds[index % 3], 0, "Author et al.", index as f64 / 9.0 - 2.0, Some(1.0)));
        for rows in [Vec::new(), published(), strange, many.collect()] {
            for (lower, upper) in [(-2.0, -1.5), (f64::NEG_INFINITY, -2.0), (0.5, 0.5), (-1.0, 1.0), (2.0, f64::NAN)] {
                let claimed = ClaimedRange { lower, upper, label: "claimed".into() };
                check(&claimed_band(&ClaimedBand { claimed, ..band(rows.clone()) }));
            }
        }
        for name in hostile_names() {
            let claimed = ClaimedRange { lower: -3.0, upper: -2.9, label: name.clone() };
            check(&claimed_band(&ClaimedBand { title: Some(name), claimed, ..band(published()) }));
        }
    }
}
