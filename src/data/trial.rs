//! Everything that a file says, before anything is paired.

use super::{Covariate, Decimal, Harm, Intercurrent, Outcome};
use schemars::JsonSchema;
use serde::Serialize;
use std::fmt;

macro_rules! name_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The name as it stands in the file.
            pub fn new(name: impl Into<String>) -> Self {
                $name(name.into())
            }

            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

name_type!(
    /// The key by which readings are paired.
    ParticipantId
);
name_type!(
    /// A treatment group.
    Arm
);
name_type!(
    /// A place on the body.
    Site
);
name_type!(
    /// A point in time.
    Visit
);

/// One person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// The key.
    pub id: ParticipantId,
    /// Index into [`Trial::arms`].
    pub arm: Option<usize>,
    /// Line of the first record, counted from 1.
    pub line: u64,
}

/// One cell that could hold a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Index into [`Trial::participants`].
    pub participant: usize,
    /// Index into [`Trial::outcomes`].
    pub outcome: usize,
    /// Index into [`Trial::sites`].
    pub site: Option<usize>,
    /// Index into [`Trial::visits`].
    pub visit: usize,
    /// What was read; `None` when the cell is empty or marked missing.
    pub value: Option<Decimal>,
    /// Line of the cell, counted from 1.
    pub line: u64,
}

/// All readings of a file in long form, with the names that the indices stand for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trial {
    /// Everybody, in order of appearance.
    pub participants: Vec<Participant>,
    /// Treatment groups, in order of appearance.
    pub arms: Vec<Arm>,
    /// What was measured.
    pub outcomes: Vec<Outcome>,
    /// Places on the body, in order of appearance.
    pub sites: Vec<Site>,
    /// Points in time, in time order.
    pub visits: Vec<Visit>,
    /// The readings.
    pub readings: Vec<Reading>,
    /// Facts about the participants.
    pub covariates: Vec<Covariate>,
    /// Adverse events.
    pub harms: Vec<Harm>,
    /// What happened to people on the way.
    pub intercurrent: Vec<Intercurrent>,
    /// When the visits were, in [`Trial::time_unit`]; empty, or `None`, where not known.
    pub times: Vec<Option<f64>>,
    /// What times are counted in: `weeks`.
    pub time_unit: Option<String>,
    /// For each visit, the sessions that everybody had received by then; absent where not recorded or not the same for all.
    pub sessions: Vec<Option<u32>>,
}
