//! What the user says about the columns.

use super::{DecimalSign, Delimiter};
use crate::data::{OutcomeKind, Unit};

/// Column roles as given by flags or a plan. Whatever is not given is detected when the header makes it plain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roles {
    /// Columns that together name the participant.
    pub id: Vec<String>,
    /// Column of the treatment group.
    pub arm: Option<String>,
    /// Column of the place on the body.
    pub site: Option<String>,
    /// Long data: column of the visit.
    pub visit: Option<String>,
    /// Long data: column of the reading.
    pub value: Option<String>,
    /// Long data: name of the first visit of a pair.
    pub baseline: Option<String>,
    /// Long data: name of the second visit of a pair.
    pub followup: Option<String>,
    /// Long data: visits in time order, where their names do not tell it.
    pub visits: Vec<String>,
    /// Outcomes asked for; all that are plain when empty.
    pub outcomes: Vec<OutcomeRequest>,
    /// Unit of every outcome that has no unit of its own.
    pub unit: Option<Unit>,
    /// Columns of facts about participants.
    pub covariates: Vec<String>,
    /// Adverse events.
    pub harms: Vec<HarmRequest>,
    /// Long data: column of the number of sessions received so far.
    pub sessions: Option<String>,
    /// Long data: column of the time of the visit, in one unit for all.
    pub time: Option<String>,
    /// Long data: column of the reading before the start, for the only outcome.
    pub baseline_column: Option<String>,
    /// What happens to people on the way and bears on what their readings mean.
    pub intercurrent: Vec<IntercurrentRequest>,
    /// Rows to keep: (column, value), all of which must hold.
    pub filters: Vec<(String, String)>,
    /// Wide data without an id column: each row is one person.
    pub rows_are_participants: bool,
    /// Everybody was measured once: there is no visit, and nothing to pair.
    pub one_occasion: bool,
    /// The field separator, when it is not to be detected.
    pub delimiter: Option<Delimiter>,
    /// The decimal sign, when it is not to be detected.
    pub decimal: Option<DecimalSign>,
}

/// One sort of adverse event as asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HarmRequest {
    /// Its name: `bruise`.
    pub name: String,
    /// Its name in sentences: `Bruise at an injection site`.
    pub label: String,
    /// The column of its counts, or those of the treated and the untreated site.
    pub columns: Vec<String>,
}

/// One sort of intercurrent event as asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IntercurrentRequest {
    /// Its name: `diet`.
    pub name: String,
    /// Its name in sentences: `Diet begun`.
    pub label: String,
    /// Long data: the column that says yes or no at each visit.
    pub column: String,
}

/// One outcome as asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutcomeRequest {
    /// Its name: `waist`.
    pub name: Option<String>,
    /// Its name in sentences: `Waist girth`.
    pub label: Option<String>,
    /// What sort of thing it is; guessed from the name otherwise.
    pub kind: Option<OutcomeKind>,
    /// What it is measured in; read from the header otherwise.
    pub unit: Option<Unit>,
    /// Wide data: column of the first reading.
    pub before: Option<String>,
    /// Wide data: column of the second reading.
    pub after: Option<String>,
    /// Long data: column of the reading.
    pub column: Option<String>,
    /// Long data: column of the reading before the start.
    pub baseline_column: Option<String>,
}

impl OutcomeRequest {
    /// A pair of columns of wide data.
    pub fn pair(before: impl Into<String>, after: impl Into<String>) -> OutcomeRequest {
        OutcomeRequest { before: Some(before.into()), after: Some(after.into()), ..OutcomeRequest::default() }
    }
}
