//! What papers print: the figures of published trials, one row for each comparison or group, and nothing made of them.

use super::{DesignKind, Unit};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// A number as printed with whatever says how sure it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct ReportedValue {
    /// The number; a change is after - before, a difference treated - control.
    pub value: Option<f64>,
    /// SD over people.
    pub sd: Option<f64>,
    /// Standard error.
    pub se: Option<f64>,
    /// What is printed after a plus-minus sign without saying whether it is an SD or a standard error.
    pub plus_minus: Option<f64>,
    /// Lower end of its interval.
    pub ci_low: Option<f64>,
    /// Upper end of its interval.
    pub ci_high: Option<f64>,
}

/// Figures of one group of people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct ArmFigures {
    /// People.
    pub n: Option<u64>,
    /// The mean change.
    pub change: ReportedValue,
    /// The readings before.
    pub before: ReportedValue,
    /// The readings after.
    pub after: ReportedValue,
    /// Correlation of the two.
    pub r: Option<f64>,
    /// Median of the changes.
    pub median: Option<f64>,
    /// Lower quartile of the changes.
    pub q1: Option<f64>,
    /// Upper quartile of the changes.
    pub q3: Option<f64>,
    /// Smallest change.
    pub min: Option<f64>,
    /// Largest change.
    pub max: Option<f64>,
    /// People with an event, or events where there is an exposure.
    pub events: Option<u64>,
    /// Over how many treatments, or how long, events were counted.
    pub exposure: Option<f64>,
}

/// A p-value as printed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "p")]
pub enum ReportedP {
    /// `.048`.
    Equal(f64),
    /// `<.05`.
    Below(f64),
    /// `>.4`.
    Above(f64),
}

/// How a study came about, as far as its words tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PublishedDesign {
    /// As the table says it.
    pub words: String,
    /// Who is compared with whom.
    pub kind: DesignKind,
    /// Whether chance decided who, or which side, was treated; absent where it is not said.
    pub randomised: Option<bool>,
    /// Whether those who measured did not know who was treated; absent where it is not said.
    pub blinded: Option<bool>,
}

/// Whether a row's numbers may be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RowStatus {
    /// The numbers were seen in the source named.
    #[default]
    Seen,
    /// The numbers, or whose they are, could not be confirmed: shown, never combined, no verdict rests on them.
    Unconfirmed,
    /// The source says what came out without numbers.
    NoNumbers,
}

/// One row of a table of published results.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct PublishedRow {
    /// Line in the file, counted from 1.
    pub line: u64,
    /// Stable name; `R1`, `R2`, ... where the table gives none.
    pub id: String,
    /// The study as it is cited.
    pub study: String,
    /// The trial, where several rows come from the same people; the study where the table does not say.
    pub trial: String,
    /// What sort of treatment: `mesotherapy`, `device`.
    pub group: Option<String>,
    /// The treatment in words.
    pub intervention: Option<String>,
    /// How close the treatment is to the one that claims are about: `same`, `near`, `far`.
    pub directness: Option<String>,
    /// How the study came about.
    pub design: PublishedDesign,
    /// What was measured: `girth`, `weight`, `events`; by the unit where the table does not say.
    pub outcome: String,
    /// The place on the body, or the sort of event.
    pub site: Option<String>,
    /// The unit of all figures; `none` for shares and ratios.
    pub unit: Unit,
    /// Weeks from the first to the second reading.
    pub weeks: Option<f64>,
    /// Sessions of treatment until the second reading.
    pub sessions: Option<u32>,
    /// The treated.
    pub active: ArmFigures,
    /// Those not treated, or treated with a sham; absent where there were none. In a split-body study the untreated side.
    pub control: Option<ArmFigures>,
    /// Treated - control, where the source prints it.
    pub difference: ReportedValue,
    /// A ready-made estimate with its standard error or interval, on the scale on which it is to be combined.
    pub estimate: ReportedValue,
    /// Whether the ready-made estimate is held against a control; absent where the table does not say.
    pub controlled: Option<bool>,
    /// The p-value of the difference, or of the change where there is no control.
    pub p: Option<ReportedP>,
    /// Whether the numbers may be used.
    pub status: RowStatus,
    /// What must be known to read the row.
    pub note: Option<String>,
    /// Where it was seen.
    pub source: Option<String>,
    /// Every other column, for subgroups and moderators.
    pub covariates: BTreeMap<String, String>,
}

impl PublishedRow {
    /// Whether the row holds figures against people, or sides, that were not treated.
    pub fn has_control(&self) -> bool {
        self.control.is_some() || self.difference.value.is_some() || self.controlled == Some(true)
    }
}
