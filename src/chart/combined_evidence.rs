//! What several studies found together, in numbers and words.

use super::evidence_line::{Drawn, Line};
use super::evidence_mark::EvidenceKind;
use super::evidence_text::{DETAIL_TEXT, decimals_of, in_words, kept_together, numbers};
use super::theme::STRONG_TEXT;
use crate::data::Unit;
use crate::result::format::{ends, with_unit};
use crate::result::{Estimate, Interval};

/// What several studies found together.
#[derive(Clone, Debug, PartialEq)]
pub struct CombinedEvidence {
    /// How many they are and how they were combined: `Combined (k = 3, REML, Knapp-Hartung)`.
    pub label: String,
    /// The estimate.
    pub estimate: Estimate,
    /// Where the effect in a new study is expected.
    pub prediction: Option<Interval>,
    /// How far the studies differ: `τ = 0.41 cm, I² = 37 %`; may be empty.
    pub heterogeneity: String,
}

impl CombinedEvidence {
    pub(crate) fn line(&self, kind: EvidenceKind, decimals: u8) -> Line {
        let label =
            vec![(self.label.trim().to_owned(), STRONG_TEXT), (kept_together(self.heterogeneity.trim()), DETAIL_TEXT)];
        if !self.estimate.value.is_finite() {
            return Line { label, ..Line::nothing("not estimable") };
        }
        let mut numbers = numbers(&self.estimate, STRONG_TEXT, decimals);
        let shown = decimals_of(&self.estimate, decimals);
        if let Some(prediction) = &self.prediction {
            numbers.push(("new study:".to_owned(), DETAIL_TEXT));
            numbers.push((ends(prediction.lower, prediction.upper, shown), DETAIL_TEXT));
        }
        let both = |interval: &Interval| (interval.lower, interval.upper);
        let drawn = Drawn::Combined {
            kind,
            value: self.estimate.value,
            ends: self.estimate.interval.as_ref().map(both),
            prediction: self.prediction.as_ref().map(both),
        };
        Line { label, numbers, share: None, drawn }
    }

    /// `Combined (k = 3, REML): −0.80 (−1.60 to 0.00) cm, prediction interval −2.10 to 0.50 cm; I² = 37 %.`
    pub(crate) fn sentence(&self, unit: Unit, decimals: u8) -> String {
        let shown = decimals_of(&self.estimate, decimals);
        let prediction = self.prediction.as_ref().map_or_else(String::new, |interval| {
            let ends = with_unit(&ends(interval.lower, interval.upper, shown), unit);
            format!(", {} prediction interval {ends}", interval.level.percent())
        });
        let heterogeneity = self.heterogeneity.trim().trim_end_matches('.');
        let heterogeneity = if heterogeneity.is_empty() { String::new() } else { format!("; {heterogeneity}") };
        let label = if self.label.trim().is_empty() { "Combined" } else { self.label.trim() };
        format!("{label}: {}{prediction}{heterogeneity}.", in_words(&self.estimate, unit, decimals))
    }
}
