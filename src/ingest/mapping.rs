//! Which column was taken for what, and who said so.

use schemars::JsonSchema;
use serde::Serialize;

/// What a column is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Names the participant.
    Id,
    /// Names the treatment group.
    Arm,
    /// Names the place on the body.
    Site,
    /// Names the visit.
    Visit,
    /// Holds the reading of long data.
    Value,
    /// Holds the first reading of wide data.
    Before,
    /// Holds the second reading of wide data.
    After,
    /// Names the unit.
    Unit,
    /// Decides which rows are kept.
    Filter,
    /// Holds a fact about the participant.
    Covariate,
    /// Counts adverse events.
    Events,
    /// Counts the sessions received so far.
    Sessions,
    /// Holds the time of the visit.
    Time,
    /// Holds the reading before the start, the same in all rows of a participant.
    BaselineValue,
    /// Says whether an intercurrent event had happened.
    Intercurrent,
    /// Names who measured.
    Observer,
    /// Names the occasion of a repeated reading.
    Occasion,
    /// Numbers the readings of one observer on one occasion.
    ReadingNumber,
    /// The name of the first visit of a pair.
    Baseline,
    /// The name of the second visit of a pair.
    Followup,
    /// Holds something that a paper prints of a study.
    Published,
}

impl Role {
    /// The role as a word.
    pub fn name(self) -> &'static str {
        match self {
            Role::Id => "participant",
            Role::Arm => "arm",
            Role::Site => "site",
            Role::Visit => "visit",
            Role::Value => "value",
            Role::Before => "before",
            Role::After => "after",
            Role::Unit => "unit",
            Role::Filter => "filter",
            Role::Covariate => "covariate",
            Role::Events => "events",
            Role::Sessions => "sessions",
            Role::Time => "time",
            Role::BaselineValue => "baseline value",
            Role::Intercurrent => "intercurrent event",
            Role::Observer => "observer",
            Role::Occasion => "occasion",
            Role::ReadingNumber => "number of the reading",
            Role::Baseline => "baseline visit",
            Role::Followup => "follow-up visit",
            Role::Published => "published",
        }
    }
}

/// Who decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// A flag or the plan.
    Given,
    /// The header.
    Detected,
}

/// One decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Mapped {
    /// What for.
    pub role: Role,
    /// Name of the column (of the visit, for the baseline and follow-up roles).
    pub column: String,
    /// Who decided.
    pub how: How,
    /// In words: `waist before: column waist (given)`.
    pub words: String,
}

impl Mapped {
    /// A decision; `what` refines the role, such as the outcome's name.
    pub(crate) fn new(role: Role, column: &str, how: How, what: &str) -> Mapped {
        let how_word = if how == How::Given { "given" } else { "detected" };
        let noun = if matches!(role, Role::Baseline | Role::Followup) { "" } else { "column " };
        if role == Role::Filter {
            let words = format!("filter: column {column} {what} ({how_word})");
            return Mapped { role, column: column.to_string(), how, words };
        }
        if role == Role::Published {
            return Mapped {
                role,
                column: column.to_string(),
                how,
                words: format!("{what}: column {column} ({how_word})"),
            };
        }
        let what = if what.is_empty() { String::new() } else { format!("{what} ") };
        let words = format!("{what}{}: {noun}{column} ({how_word})", role.name());
        Mapped { role, column: column.to_string(), how, words }
    }
}
