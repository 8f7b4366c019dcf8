//! What is measured.

use super::Unit;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The sort of thing that an outcome is. Claims ask for it, and the audit knows what is plausible for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OutcomeKind {
    /// A circumference of the body.
    Girth,
    /// Body weight.
    Weight,
    /// Body height.
    Height,
    /// An ordered grade, such as a cellulite scale.
    Grade,
    /// A count of events.
    Events,
    /// Anything else.
    Other,
}

impl OutcomeKind {
    /// Every kind.
    pub const ALL: [OutcomeKind; 6] = [
        OutcomeKind::Girth,
        OutcomeKind::Weight,
        OutcomeKind::Height,
        OutcomeKind::Grade,
        OutcomeKind::Events,
        OutcomeKind::Other,
    ];

    /// The kind by its name.
    pub fn parse(name: &str) -> Option<OutcomeKind> {
        OutcomeKind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The kind as written in plan.toml.
    pub fn name(self) -> &'static str {
        match self {
            OutcomeKind::Girth => "girth",
            OutcomeKind::Weight => "weight",
            OutcomeKind::Height => "height",
            OutcomeKind::Grade => "grade",
            OutcomeKind::Events => "events",
            OutcomeKind::Other => "other",
        }
    }
}

/// One measured variable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Outcome {
    /// Its name in the plan and in claims: `waist`.
    pub name: String,
    /// Its name in charts and sentences: `Waist girth`.
    pub label: String,
    /// What sort of thing it is.
    pub kind: OutcomeKind,
    /// What it is measured in.
    pub unit: Unit,
}
