//! What a change without a control becomes when there is one.

use super::evidence_line::{Drawn, Line};
use super::evidence_mark::EvidenceKind;
use super::evidence_panel::EvidencePanel;
use super::evidence_row::EvidenceRow;
use super::evidence_text::{DETAIL_TEXT, decimals_of, interval_head};
use super::figure::Figure;
use super::scene::{Scene, TextStyle};
use super::theme::{LABEL_TEXT, MARGIN, WIDTH};
use crate::data::Unit;
use crate::result::Estimate;
use crate::result::format::{as_heading, fixed, in_sentence, named, with_unit};

/// The same treatment of the same place without and with a control.
#[derive(Clone, Debug, PartialEq)]
pub struct ContrastPair {
    /// Treatment and place: `Cryolipolysis, abdomen`.
    pub topic: String,
    /// The change of the treated.
    pub before_after: EvidenceRow,
    /// What remains against a control.
    pub controlled: EvidenceRow,
    /// Whether both come from the same people, so that what lies between is the change of their control group.
    pub same_trial: bool,
}

/// Changes without a control beside the same with one.
#[derive(Clone, Debug, PartialEq)]
pub struct ControlContrast {
    /// What is estimated: `Change in girth`.
    pub quantity: String,
    /// The unit of all numbers.
    pub unit: Unit,
    /// Decimals of the readings.
    pub decimals: u8,
    /// The pairs from top to bottom.
    pub pairs: Vec<ContrastPair>,
    /// What lies below zero: `less girth`.
    pub left_words: String,
    /// What lies above zero: `more girth`.
    pub right_words: String,
}

/// For each treatment the change of the treated as a ring, what remains against a control as a square, and between them an arrow as long as
/// the part that the control takes away.
pub fn control_contrast(input: &ControlContrast) -> Figure {
    let lines: Vec<Line> = input.pairs.iter().flat_map(|pair| pair.lines(input.decimals)).collect();
    let quantity = as_heading(input.quantity.trim());
    let estimates = input.pairs.iter().flat_map(ContrastPair::estimates);
    let panel = EvidencePanel {
        lines: &lines,
        heads: ("Treatment and place", interval_head(estimates)),
        axis: named(&quantity, input.unit),
        claimed: None,
        zero: "no change",
        sides: (&input.left_words, &input.right_words),
    };
    let mut scene = Scene::default();
    let lowest = panel.draw(&mut scene, MARGIN);
    let (title, caption, alt_text) = words(input, &lines);
    Figure { id: "control-contrast", title, caption, alt_text, width: WIDTH, height: (lowest + MARGIN).ceil(), scene }
}

const BEFORE_AFTER: &str = "Before and after";
const CONTROLLED: &str = "Against a control";

/// A row that is named by how it was found.
fn line(row: &EvidenceRow, kind: EvidenceKind, name: &str, decimals: u8) -> Line {
    let (study, details) = (row.study.trim(), row.details());
    let between = if study.is_empty() || details.is_empty() || details.starts_with('[') { " " } else { ", " };
    let details = format!("{study}{between}{details}");
    let style = TextStyle { ink: kind.ink(), ..LABEL_TEXT };
    Line { label: vec![(name.to_owned(), style), (details, DETAIL_TEXT)], ..row.line(kind, None, decimals) }
}

impl ContrastPair {
    fn estimates(&self) -> impl Iterator<Item = &Estimate> {
        [&self.before_after, &self.controlled].into_iter().filter_map(|row| row.finding.estimate())
    }

    fn between_words(&self) -> &'static str {
        if self.same_trial { "Change of the control group" } else { "Gap between the two" }
    }

    /// The change of the treated, what remains of it, and what lies between, in digits as many as both have.
    fn between(&self, decimals: u8) -> Option<(f64, f64, String)> {
        let (from, to) = (self.before_after.finding.estimate()?, self.controlled.finding.estimate()?);
        let shown = decimals_of(from, decimals).max(decimals_of(to, decimals));
        Some((from.value, to.value, fixed(from.value - to.value, shown)))
    }

    fn lines(&self, decimals: u8) -> Vec<Line> {
        let topic = if self.topic.trim().is_empty() { "Unnamed" } else { self.topic.trim() };
        let between = self.between(decimals).map(|(from, to, number)| Line {
            label: vec![(self.between_words().to_owned(), DETAIL_TEXT)],
            numbers: vec![(number, DETAIL_TEXT)],
            share: None,
            drawn: Drawn::Between { from, to },
        });
        [Line::heading(topic, None), line(&self.before_after, EvidenceKind::BeforeAfter, BEFORE_AFTER, decimals)]
            .into_iter()
            .chain(between)
            .chain([line(&self.controlled, EvidenceKind::Controlled, CONTROLLED, decimals)])
            .collect()
    }

    fn sentence(&self, unit: Unit, decimals: u8) -> String {
        let between = self.between(decimals).map_or_else(String::new, |(_, _, number)| {
            format!(" {}: {}.", self.between_words(), with_unit(&number, unit))
        });
        format!(
            " {}: {}: {} {}: {}{between}",
            if self.topic.trim().is_empty() { "Unnamed" } else { self.topic.trim() },
            in_sentence(BEFORE_AFTER),
            self.before_after.sentence(unit, decimals),
            CONTROLLED,
            self.controlled.sentence(unit, decimals),
        )
    }
}

fn words(input: &ControlContrast, lines: &[Line]) -> (String, String, String) {
    let quantity = as_heading(input.quantity.trim());
    let title = format!("{quantity} without and with a control");
    let told = |is: fn(&Drawn) -> bool, words: &'static str| {
        if lines.iter().any(|line| is(&line.drawn)) { words } else { "" }
    };
    let caption = format!(
        "{}: rings, the change of the treated before and after; squares, the same held against a control.{}{} Intervals that run beyond the \
         axis end in arrows.",
        named(&quantity, input.unit),
        told(
            |drawn| matches!(drawn, Drawn::Between { .. }),
            " Grey arrows: from the one to the other; within one trial the change of its control group, taken off."
        ),
        told(
            |drawn| matches!(drawn, Drawn::Found { ends: None, .. }),
            " A small mark alone: the source gives no interval."
        ),
    );
    let pairs: String = input.pairs.iter().map(|pair| pair.sentence(input.unit, input.decimals)).collect();
    let pairs = if pairs.is_empty() { " No pairs.".to_owned() } else { pairs };
    let alt_text = format!("{quantity} without and with a control.{pairs}");
    (title, caption, alt_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::Finding;
    use crate::chart::test_support::{check, evidence, hostile_names, strange_evidence};

    fn pair(topic: &str, before_after: EvidenceRow, controlled: EvidenceRow, same_trial: bool) -> ContrastPair {
        ContrastPair { topic: topic.into(), before_after, controlled, same_trial }
    }

    fn contrast(pairs: Vec<ContrastPair>) -> ControlContrast {
        ControlContrast {
            quantity: "Change in girth".into(),
            unit: Unit::Cm,
            decimals: 1,
            pairs,
            left_words: "less girth".into(),
            right_words: "more girth".into(),
        }
    }

    #[test]
    fn what_lies_between_is_told() {
        let silent =
            EvidenceRow { finding: Finding::Words("no difference".into()), ..evidence("Park 2008", 0.0, None) };
        let figure = control_contrast(&contrast(vec![
            pair("Cryolipolysis", evidence("Ravindran", -3.56, Some(1.4)), evidence("RCT", 0.0, Some(1.9)), false),
            pair("Cream", evidence("Rao 2005", -1.9, None), evidence("Rao 2005", -0.6, None), true),
            pair("Injections", evidence("Park 2008", -1.0, None), silent, true),
        ]));
        check(&figure);
        for words in [
            "Cryolipolysis: before and after: Ravindran (cream, thigh, 4 weeks; n = 34 / 34) [P01]: −3.56 cm (95 % CI: −4.96 to −2.16).",
            "[P01]: 0.0 cm (95 % CI: −1.9 to 1.9). Gap between the two: −3.56 cm.",
            "[P01]: −0.6 cm, no interval printed. Change of the control group: −1.3 cm.",
            "Against a control: Park 2008 (cream, thigh, 4 weeks; n = 34 / 34) [P01]: no difference.",
        ] {
            assert!(figure.alt_text.contains(words), "{words}\n{}", figure.alt_text);
        }
        assert_eq!(
            figure.alt_text.matches("Change of the control group").count(),
            1,
            "nothing between a number and words"
        );
    }

    #[test]
    fn strange_pairs_are_drawn() {
        check(&control_contrast(&contrast(Vec::new())));
        let strange = strange_evidence();
        let pairs = strange.iter().zip(strange.iter().rev());
        let pairs: Vec<_> = pairs.map(|(one, other)| pair("Waist", one.clone(), other.clone(), true)).collect();
        check(&control_contrast(&contrast(pairs)));
        for name in hostile_names() {
            let equal = || evidence("Rao 2005", -1.9, Some(0.3));
            check(&control_contrast(&contrast(vec![pair(&name, equal(), equal(), false)])));
        }
        let many = (0..40).map(|index| {
            let value = f64::from(index) / 9.0 - 2.0;
            pair("Waist", evidence("Author", value, None), evidence("Author", -value, Some(0.5)), true)
        });
        check(&control_contrast(&contrast(many.collect())));
    }
}
