//! What several studies found of one outcome, apart by design (Lewis and Clarke 2001; Borenstein 2009, ch. 1).

use super::claimed_range::ClaimedRange;
use super::combined_evidence::CombinedEvidence;
use super::evidence_line::{Drawn, Line};
use super::evidence_mark::EvidenceKind;
use super::evidence_panel::EvidencePanel;
use super::evidence_row::EvidenceRow;
use super::evidence_text::interval_head;
use super::figure::Figure;
use super::scene::Scene;
use super::theme::{MARGIN, WIDTH};
use crate::data::Unit;
use crate::result::Estimate;
use crate::result::format::{as_heading, in_sentence, named};

/// Studies of one design.
#[derive(Clone, Debug, PartialEq)]
pub struct EvidenceSection {
    /// Their design.
    pub kind: EvidenceKind,
    /// The studies.
    pub rows: Vec<EvidenceRow>,
    /// What they found together, where they were combined.
    pub combined: Option<CombinedEvidence>,
}

/// What several studies found of one outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct EvidenceForest {
    /// What is estimated: `Change in thigh girth`.
    pub quantity: String,
    /// The unit of all numbers.
    pub unit: Unit,
    /// Decimals of the readings.
    pub decimals: u8,
    /// The designs from top to bottom; nothing is combined across them.
    pub sections: Vec<EvidenceSection>,
    /// What is claimed.
    pub claimed: Option<ClaimedRange>,
    /// What lies below zero: `less with treatment`.
    pub left_words: String,
    /// What lies above zero: `more with treatment`.
    pub right_words: String,
}

/// One row for each study under the heading of its design: its estimate with interval on one axis and in numbers, its weight where the
/// section is combined, and below the section the combined estimate as a diamond.
pub fn evidence_forest(input: &EvidenceForest) -> Figure {
    let lines = input.lines();
    let quantity = as_heading(input.quantity.trim());
    let panel = EvidencePanel {
        lines: &lines,
        heads: ("Study", interval_head(input.estimates())),
        axis: named(&quantity, input.unit),
        claimed: input.claimed.as_ref(),
        zero: if input.is_of_differences() { "no difference" } else { "no change" },
        sides: (&input.left_words, &input.right_words),
    };
    let mut scene = Scene::default();
    let lowest = panel.draw(&mut scene, MARGIN);
    let (title, caption, alt_text) = words(input, &lines);
    Figure { id: "evidence-forest", title, caption, alt_text, width: WIDTH, height: (lowest + MARGIN).ceil(), scene }
}

fn heading(kind: EvidenceKind) -> &'static str {
    match kind {
        EvidenceKind::Controlled => "Held against a control",
        EvidenceKind::BeforeAfter => "Before and after, no control",
        EvidenceKind::Untreated => "Change of the untreated",
    }
}

impl EvidenceSection {
    /// Each row's part of all weights of the section.
    fn shares(&self) -> Vec<Option<f64>> {
        let sound = |row: &EvidenceRow| {
            row.finding.estimate()?;
            row.weight.filter(|weight| weight.is_finite() && *weight >= 0.0)
        };
        let total: f64 = self.rows.iter().filter_map(sound).sum();
        let part = |row| sound(row).filter(|_| total > 0.0).map(|weight| weight / total);
        self.rows.iter().map(part).collect()
    }

    fn lines(&self, decimals: u8) -> Vec<Line> {
        let mut lines = vec![Line::heading(heading(self.kind), Some(self.kind))];
        let rows = self.rows.iter().zip(self.shares());
        lines.extend(rows.map(|(row, share)| row.line(self.kind, share, decimals)));
        lines.extend(self.rows.is_empty().then(|| Line::nothing("no study")));
        lines.extend(self.combined.iter().map(|combined| combined.line(self.kind, decimals)));
        lines
    }

    fn sentences(&self, unit: Unit, decimals: u8) -> String {
        let rows = self.rows.iter().map(|row| row.sentence(unit, decimals));
        let none = self.rows.is_empty().then(|| "no study.".to_owned());
        let combined = self.combined.iter().map(|combined| combined.sentence(unit, decimals));
        let all: Vec<String> = rows.chain(none).chain(combined).collect();
        format!(" {}: {}", heading(self.kind), all.join(" "))
    }
}

impl EvidenceForest {
    fn lines(&self) -> Vec<Line> {
        self.sections.iter().flat_map(|section| section.lines(self.decimals)).collect()
    }

    fn estimates(&self) -> impl Iterator<Item = &Estimate> {
        self.sections.iter().flat_map(|section| {
            let rows = section.rows.iter().filter_map(|row| row.finding.estimate());
            rows.chain(section.combined.as_ref().map(|combined| &combined.estimate))
        })
    }

    fn is_of_differences(&self) -> bool {
        self.sections.iter().all(|section| section.kind == EvidenceKind::Controlled)
    }
}

fn words(input: &EvidenceForest, lines: &[Line]) -> (String, String, String) {
    let quantity = as_heading(input.quantity.trim());
    let title = format!("{quantity} by study");
    let any = |is: fn(&Line) -> bool| lines.iter().any(is);
    let told = |is: bool, words: &'static str| if is { words } else { "" };
    let mut shapes: Vec<String> = Vec::new();
    for section in &input.sections {
        let shape = format!("{}s: {}", section.kind.shape(), in_sentence(heading(section.kind)));
        if !shapes.contains(&shape) {
            shapes.push(shape);
        }
    }
    let shapes = if shapes.is_empty() { String::new() } else { format!(" {}.", as_heading(&shapes.join("; "))) };
    let claimed = input.claimed.as_ref().map_or_else(String::new, ClaimedRange::in_words);
    let caption = format!(
        "{}, by study and design.{shapes}{}{}{}{} Arrows: intervals that run beyond the axis.{claimed}",
        named(&quantity, input.unit),
        told(
            any(|line| line.share.is_some()),
            " The area of a mark stands for its weight in the combined estimate of its section."
        ),
        told(
            any(|line| matches!(line.drawn, Drawn::Combined { .. })),
            " Diamonds: combined estimates, as wide as their intervals; nothing is combined across designs."
        ),
        told(
            any(|line| matches!(line.drawn, Drawn::Combined { prediction: Some(_), .. })),
            " Thin bar: where a new study is expected."
        ),
        told(
            any(|line| matches!(line.drawn, Drawn::Found { ends: None, .. })),
            " A small mark alone: the source gives no interval."
        ),
    );
    let studies: usize = input.sections.iter().map(|section| section.rows.len()).sum();
    let sections: String = input.sections.iter().map(|it| it.sentences(input.unit, input.decimals)).collect();
    let alt_text = format!("Forest plot of {}; rows: {studies}.{sections}{claimed}", in_sentence(&quantity));
    (title, caption, alt_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::Finding;
    use crate::chart::test_support::{check, difference, evidence, hostile_names, strange_evidence};
    use crate::result::{Interval, Level};

    fn combined() -> CombinedEvidence {
        CombinedEvidence {
            label: "Combined (k = 3, REML, Knapp-Hartung)".into(),
            estimate: difference(-1.13, 0.8),
            prediction: Some(Interval::new(-3.1, 0.9, Level::DEFAULT, "t")),
            heterogeneity: "τ = 0.5 cm, I² = 61 %".into(),
        }
    }

    fn forest(sections: Vec<EvidenceSection>, claimed: Option<(f64, f64)>) -> EvidenceForest {
        let claimed =
            claimed.map(|(lower, upper)| ClaimedRange { lower, upper, label: "claimed: 1.5 to 2 cm less".into() });
        EvidenceForest {
            quantity: "Change in thigh girth".into(),
            unit: Unit::Cm,
            decimals: 1,
            sections,
            claimed,
            left_words: "less with treatment".into(),
            right_words: "more with treatment".into(),
        }
    }

    fn controlled() -> EvidenceSection {
        let mut derived = evidence("Greenway", -2.03, Some(1.4));
        if let Finding::Printed(estimate) = derived.finding {
            derived.finding = Finding::Derived(estimate);
        }
        let silent = EvidenceRow {
            finding: Finding::Words("no difference; no figures printed".into()),
            ..evidence("Park 2008", 0.0, None)
        };
        let weighed = |row: EvidenceRow, weight| EvidenceRow { weight: Some(weight), ..row };
        EvidenceSection {
            kind: EvidenceKind::Controlled,
            rows: vec![weighed(evidence("Rao 2005", -0.6, Some(0.65)), 3.0), weighed(derived, 1.0), silent],
            combined: Some(combined()),
        }
    }

    fn uncontrolled() -> EvidenceSection {
        EvidenceSection {
            kind: EvidenceKind::BeforeAfter,
            rows: vec![evidence("Zelickson 2015", -0.9, None)],
            combined: None,
        }
    }

    #[test]
    fn designs_stand_apart_with_their_numbers() {
        let figure = evidence_forest(&forest(vec![controlled(), uncontrolled()], Some((-2.0, -1.5))));
        check(&figure);
        check(&figure.clone().stamped("Simulated data"));
        for words in [
            "Held against a control: Rao 2005 (cream, thigh, 4 weeks; n = 34 / 34) [P01]: −0.60 cm (95 % CI: −1.25 to 0.05).",
            "Greenway (cream, thigh, 4 weeks; n = 34 / 34) [P01]: −2.03 cm (95 % CI: −3.43 to −0.63), interval from a p-value or a bound.",
            "Park 2008 (cream, thigh, 4 weeks; n = 34 / 34) [P01]: no difference; no figures printed.",
            "Combined (k = 3, REML, Knapp-Hartung): −1.13 cm (95 % CI: −1.93 to −0.33), 95 % prediction interval −3.10 to 0.90 cm; τ = 0.5 \
             cm, I² = 61 %.",
            "Before and after, no control: Zelickson 2015 (cream, thigh, 4 weeks; n = 34 / 34) [P01]: −0.9 cm, no interval printed.",
            "Band: claimed: 1.5 to 2 cm less.",
        ] {
            assert!(figure.alt_text.contains(words), "{words}\n{}", figure.alt_text);
        }
        let drawn = super::super::svg(&figure);
        for words in ["75.0\u{a0}%", "no interval", "Interval worked out", "Where a new study", "no change"] {
            assert!(drawn.contains(words), "{words}");
        }
    }

    #[test]
    fn only_what_is_there_is_explained() {
        let figure = evidence_forest(&forest(vec![uncontrolled()], None));
        let drawn = super::super::svg(&figure);
        for words in ["Weight", "Interval worked out", "Where a new study", "claimed"] {
            assert!(!drawn.contains(&format!(">{words}")), "{words}");
        }
        assert!(!figure.caption.contains("Diamonds") && !figure.caption.contains("weight"), "{}", figure.caption);
        let alone = EvidenceSection { combined: None, ..controlled() };
        assert!(super::super::svg(&evidence_forest(&forest(vec![alone], None))).contains("no difference<"));
    }

    #[test]
    fn weights_are_those_of_a_section() {
        let mut other = uncontrolled();
        other.rows[0].weight = Some(100.0);
        assert_eq!(controlled().shares(), [Some(0.75), Some(0.25), None]);
        assert_eq!(other.shares(), [Some(1.0)]);
        other.rows[0].weight = Some(0.0);
        assert_eq!(other.shares(), [None]);
        other.rows[0].weight = Some(1.0);
        other.rows[0].finding = Finding::Words("no figures".into());
        assert_eq!(other.shares(), [None], "words have no weight");
    }

    #[test]
    fn strange_studies_are_drawn() {
        let kinds = [EvidenceKind::Controlled, EvidenceKind::BeforeAfter, EvidenceKind::Untreated];
        check(&evidence_forest(&forest(Vec::new(), None)));
        for kind in kinds {
            let section = |rows, combined| EvidenceSection { kind, rows, combined };
            let weighed = strange_evidence().into_iter().map(|row| EvidenceRow { weight: Some(1.0), ..row });
            let mut unbounded = combined();
            unbounded.prediction = Some(Interval::new(f64::NEG_INFINITY, f64::INFINITY, Level::DEFAULT, "t"));
            let mut unknown = combined();
            unknown.estimate.value = f64::NAN;
            let mut wide = combined();
            wide.estimate = difference(-1.1, 900.0);
            let many = (0..40).map(|index| evidence("Author et al.", f64::from(index) / 9.0 - 2.0, Some(1.0)));
            for sections in [
                vec![section(Vec::new(), None), section(Vec::new(), Some(unknown)), section(Vec::new(), Some(wide))],
                vec![section(weighed.collect(), Some(unbounded))],
                vec![section(strange_evidence(), None), section(many.collect(), Some(combined()))],
            ] {
                for claimed in [None, Some((f64::NEG_INFINITY, -2.0)), Some((0.5, 0.5)), Some((2.0, -2.0))] {
                    check(&evidence_forest(&forest(sections.clone(), claimed)));
                }
            }
        }
        for row in strange_evidence() {
            let sections = vec![EvidenceSection { rows: vec![row], ..uncontrolled() }];
            check(&evidence_forest(&forest(sections, Some((-2.0, -1.5)))));
        }
        for name in hostile_names() {
            let claimed = Some(ClaimedRange { lower: 1.0, upper: 3.0, label: name.clone() });
            let label = CombinedEvidence { label: name.clone(), heterogeneity: name.clone(), ..combined() };
            let sections = vec![EvidenceSection { combined: Some(label), ..controlled() }];
            let words = EvidenceForest {
                quantity: name.clone(),
                left_words: name.clone(),
                right_words: name,
                claimed,
                ..forest(sections, None)
            };
            check(&evidence_forest(&words));
            check(&evidence_forest(&EvidenceForest { unit: Unit::None, ..words }));
        }
    }
}
