//! What one study found, in numbers and words.

use super::evidence_line::{Drawn, Line};
use super::evidence_mark::EvidenceKind;
use super::evidence_text::{DETAIL_TEXT, in_words, kept_together, numbers};
use super::theme::LABEL_TEXT;
use crate::data::Unit;
use crate::result::Estimate;
use crate::result::format::count;

/// What a study found.
#[derive(Clone, Debug, PartialEq)]
pub enum Finding {
    /// A number as printed, or worked out from what is printed; without interval where nothing says how sure it is.
    Printed(Estimate),
    /// A number whose interval was worked out from a p-value or from a bound of it.
    Derived(Estimate),
    /// What the source says instead of a number: `no difference; no figures printed`.
    Words(String),
}

/// One study, or one of its comparisons.
#[derive(Clone, Debug, PartialEq)]
pub struct EvidenceRow {
    /// The study as it is cited in short: `Rao 2005`.
    pub study: String,
    /// Treatment, site, weeks: `anti-cellulite cream, thigh, 4 weeks`; may be empty.
    pub detail: String,
    /// Participants, the treated first; may be empty.
    pub n: Vec<usize>,
    /// Its key in the list of sources: `P01`; may be empty.
    pub source: String,
    /// What it found.
    pub finding: Finding,
    /// Its weight in the estimate of all together; any positive scale.
    pub weight: Option<f64>,
}

impl Finding {
    /// The estimate, if it can be drawn.
    pub(crate) fn estimate(&self) -> Option<&Estimate> {
        match self {
            Finding::Printed(estimate) | Finding::Derived(estimate) => Some(estimate).filter(|it| it.value.is_finite()),
            Finding::Words(_) => None,
        }
    }

    fn words(&self) -> &str {
        match self {
            Finding::Words(words) if !words.trim().is_empty() => words.trim(),
            _ => "no figures",
        }
    }

    /// `−0.6 (−1.3 to 0.1) cm, interval from a p-value`.
    fn sentence(&self, unit: Unit, decimals: u8) -> String {
        let Some(estimate) = self.estimate() else { return self.words().to_owned() };
        let how = match (self, &estimate.interval) {
            (_, None) => ", no interval printed",
            (Finding::Derived(_), Some(_)) => ", interval from a p-value or a bound",
            _ => "",
        };
        format!("{}{how}", in_words(estimate, unit, decimals))
    }
}

impl EvidenceRow {
    fn source(&self) -> Option<String> {
        let key = self.source.trim();
        (!key.is_empty()).then(|| format!("[{key}]"))
    }

    fn name(&self) -> &str {
        if self.study.trim().is_empty() { "Unnamed" } else { self.study.trim() }
    }

    /// `cream, thigh, 4 weeks; n = 34 / 34`.
    fn circumstances(&self) -> Option<String> {
        let arms: Vec<String> = self.n.iter().map(|n| count(*n)).collect();
        let size = (!arms.is_empty()).then(|| format!("n = {}", arms.join(" / ")));
        let detail = Some(self.detail.trim().to_owned()).filter(|detail| !detail.is_empty());
        let told: Vec<String> = detail.into_iter().chain(size).collect();
        (!told.is_empty()).then(|| told.join("; "))
    }

    /// What stands below the name: circumstances and, on a line with the last of them, the source.
    pub(crate) fn details(&self) -> String {
        let told = self.circumstances().map(|told| kept_together(&told));
        told.into_iter().chain(self.source()).collect::<Vec<_>>().join("\u{a0}")
    }

    /// The row as drawn, with its share of all weights.
    pub(crate) fn line(&self, kind: EvidenceKind, share: Option<f64>, decimals: u8) -> Line {
        let label = vec![(self.name().to_owned(), LABEL_TEXT), (self.details(), DETAIL_TEXT)];
        let (numbers, drawn) = match self.finding.estimate() {
            Some(estimate) => {
                let derived = matches!(self.finding, Finding::Derived(_));
                let ends = estimate.interval.as_ref().map(|interval| (interval.lower, interval.upper));
                (numbers(estimate, LABEL_TEXT, decimals), Drawn::Found { kind, value: estimate.value, ends, derived })
            }
            None => (Vec::new(), Drawn::Words(self.finding.words().to_owned())),
        };
        Line { label, numbers, share, drawn }
    }

    /// `Rao 2005 (cream, thigh, 4 weeks; n = 34 / 34) [P01]: −0.6 cm, no interval printed.`
    pub(crate) fn sentence(&self, unit: Unit, decimals: u8) -> String {
        let told = self.circumstances().map(|told| format!(" ({told})")).unwrap_or_default();
        let source = self.source().map(|source| format!(" {source}")).unwrap_or_default();
        format!("{}{told}{source}: {}.", self.name(), self.finding.sentence(unit, decimals).trim_end_matches('.'))
    }
}
