//! What a table of published results comes to.

use super::super::{Input, Refusal, StudyHeader};
use super::estimates::interval;
use super::further::Further;
use super::{ClaimedRange, ContrastPair};
use crate::claims::{Judgement, PublishedEvents, PublishedJudgement, SettlingTrial};
use crate::data::{PublishedRow, Unit};
use crate::ingest::Mapped;
use crate::result::{Estimate, Interval, Level, MetaResult, Note};
use crate::stats::StatsError;
use crate::stats::measures::Measure;
use crate::stats::meta::rare::RareEventsResult;
use schemars::JsonSchema;
use serde::Serialize;

/// A table of published results, analysed.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct EvidenceAnalysis {
    /// The study in words.
    pub study: StudyHeader,
    /// Files that were read.
    pub inputs: Vec<Input>,
    /// Which column was taken for what.
    pub mapping: Vec<Mapped>,
    /// Confidence level.
    pub level: Level,
    /// What rows must share to be combined.
    pub combine_by: Vec<String>,
    /// The range that charts show as claimed.
    pub claimed: Option<ClaimedRange>,
    /// The rows as printed.
    pub rows: Vec<PublishedRow>,
    /// What each row says, on one axis for each outcome.
    pub results: Vec<EvidenceResult>,
    /// Figures of rows that do not fit each other, and those that were checked and do.
    pub checks: Vec<RowCheck>,
    /// Results that were combined.
    pub pools: Vec<Pool>,
    /// Events of single groups that were combined.
    pub event_pools: Vec<EventPool>,
    /// Uncontrolled results beside controlled ones.
    pub contrasts: Vec<ContrastPair>,
    /// Claims of the study.
    pub claims: Vec<PublishedJudgement>,
    /// Claims of the two articles.
    pub article_claims: Vec<PublishedJudgement>,
    /// For what is open, the trial that would settle it.
    pub settling: Vec<SettlingTrial>,
    /// What was looked for and not found.
    pub not_found: Vec<String>,
    /// What was detected or assumed.
    pub notes: Vec<Note>,
}

/// What kind of a result it is. Kinds are never combined with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ResultKind {
    /// Treated against untreated or sham.
    Controlled,
    /// Before and after in one group.
    Uncontrolled,
    /// Before and after without the treatment.
    Untreated,
    /// An estimate of which the table does not say which.
    AsGiven,
}

impl ResultKind {
    /// Every kind, the strongest first.
    pub const ALL: [ResultKind; 4] =
        [ResultKind::Controlled, ResultKind::AsGiven, ResultKind::Untreated, ResultKind::Uncontrolled];

    /// As a heading.
    pub fn heading(self) -> &'static str {
        match self {
            ResultKind::Controlled => "Held against a control",
            ResultKind::Uncontrolled => "Before and after, no control",
            ResultKind::Untreated => "Change without the treatment",
            ResultKind::AsGiven => "Estimates as given",
        }
    }
}

/// Where a standard error comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorSource {
    /// Printed.
    Printed,
    /// From SDs and numbers of people.
    StandardDeviations,
    /// From the interval.
    Interval,
    /// From the p-value.
    PValue,
    /// From SDs before and after with their correlation.
    BeforeAfter,
    /// From quartiles.
    Quartiles,
    /// From counts of events.
    Counts,
}

impl ErrorSource {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            ErrorSource::Printed => "printed",
            ErrorSource::StandardDeviations => "from SD and n",
            ErrorSource::Interval => "from the interval",
            ErrorSource::PValue => "from the p-value",
            ErrorSource::BeforeAfter => "from SDs before and after, and r",
            ErrorSource::Quartiles => "from quartiles",
            ErrorSource::Counts => "from counts",
        }
    }
}

/// One number of one row, in the unit in which its outcome is shown.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct EvidenceResult {
    /// The row, counted from 0.
    pub row: usize,
    /// What kind of a result it is.
    pub kind: ResultKind,
    /// What was measured: `girth`.
    pub outcome: String,
    /// The unit in which it is shown.
    pub unit: Unit,
    /// The estimate; without an interval where none can be made.
    pub estimate: Option<Estimate>,
    /// Counted events of one group.
    pub events: Option<PublishedEvents>,
    /// Events and people of the treated, events and people of the control.
    pub cells: Option<[u64; 4]>,
    /// Where the standard error comes from.
    pub error_from: Option<ErrorSource>,
    /// Degrees of freedom of the interval; absent for the normal distribution.
    pub degrees_of_freedom: Option<f64>,
    /// People, the treated first.
    pub n: Vec<u64>,
    /// The estimate and its variance on the scale on which studies are combined.
    pub effect: Option<CombinedScale>,
    /// Why it is shown and not combined.
    pub apart: Option<String>,
    /// What must be known to read it.
    pub cautions: Vec<String>,
}

/// An estimate on the scale on which studies are combined.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CombinedScale {
    /// What it is.
    pub measure: Measure,
    /// The estimate; a logarithm for ratios.
    pub estimate: f64,
    /// Its sampling variance.
    pub variance: f64,
}

impl CombinedScale {
    /// The normal interval on that scale.
    ///
    /// # Errors
    /// [`StatsError::Numerical`] when a quantile cannot be found.
    pub fn interval(&self, level: Level) -> Result<Interval, StatsError> {
        interval(self.estimate, self.variance.sqrt(), None, level)
    }
}

/// What was checked of a row's figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RowCheck {
    /// The row, counted from 0.
    pub row: usize,
    /// What was checked: `sd-or-se`.
    pub check: &'static str,
    /// Whether the figures can be true together; absent where that cannot be told.
    pub consistent: Option<bool>,
    /// In a sentence.
    pub words: String,
}

/// Results combined.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Pool {
    /// What its members share: `girth, abdomen`.
    pub label: String,
    /// Their kind.
    pub kind: ResultKind,
    /// What was measured.
    pub outcome: String,
    /// What was combined.
    pub measure: Measure,
    /// The harmonic mean of the numbers of people, which the way back from double arcsines needs.
    pub people: Option<f64>,
    /// The members, by their places in the list of results.
    pub members: Vec<usize>,
    /// By the method asked for.
    pub combined: MetaResult,
    /// By a common effect.
    pub common: MetaResult,
    /// Further analyses.
    #[serde(flatten)]
    pub further: Further,
    /// What could not be computed.
    pub not_computed: Vec<Refusal>,
}

/// Counted events of several single groups, combined by a model for rare events.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct EventPool {
    /// What its members share.
    pub label: String,
    /// Their kind.
    pub kind: ResultKind,
    /// Whether events are counted over treatments rather than people.
    pub of_treatments: bool,
    /// The members, by their places in the list of results.
    pub members: Vec<usize>,
    /// What they come to; absent where the counts define nothing.
    pub combined: Option<RareEventsResult>,
    /// Why it is absent.
    pub refused: Option<String>,
}

impl EvidenceAnalysis {
    /// The row of a result.
    pub fn row_of(&self, result: &EvidenceResult) -> Option<&PublishedRow> {
        self.rows.get(result.row)
    }

    /// All judgements, the study's own first.
    pub fn judgements(&self) -> impl Iterator<Item = &Judgement> {
        self.claims.iter().chain(&self.article_claims).map(|one| &one.judgement)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Normal quantiles of 0.95 and 0.975 (tables): the interval follows the level asked for.
    #[test]
    fn the_interval_of_an_effect_follows_the_level() {
        let effect = CombinedScale { measure: Measure::Rr, estimate: -0.5, variance: 0.04 };
        for (level, z) in [(0.9, 1.644_853_627), (0.95, 1.959_963_985)] {
            let interval = effect.interval(Level::try_new(level).expect("level")).expect("interval");
            assert!((interval.lower + 0.5 + 0.2 * z).abs() < 1e-9 && (interval.upper + 0.5 - 0.2 * z).abs() < 1e-9);
        }
    }
}
