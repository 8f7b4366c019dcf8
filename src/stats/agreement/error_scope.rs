//! Which readings of the same person an error of measuring is told from.

use crate::data::{RepeatCell, RepeatReadings};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// Between which readings of the same person an error is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorScope {
    /// Readings in turn by the same observer in the same session: of one observer, by index, or pooled over all.
    WithinObserver(#[serde(skip)] Option<usize>),
    /// The first readings of several observers in the same session.
    BetweenObservers,
    /// The first readings of the same observer in several sessions.
    BetweenSessions,
}

/// Readings of one person that would be equal without the error.
pub(super) struct ErrorGroup {
    pub(super) participant: usize,
    /// Indices of the readings, at least one.
    pub(super) readings: Vec<usize>,
}

impl ErrorScope {
    /// Everybody's readings by what they have in common, groups of a single reading included.
    pub(super) fn groups(self, readings: &RepeatReadings) -> Vec<ErrorGroup> {
        let cells = readings.cells();
        if let ErrorScope::WithinObserver(observer) = self {
            let asked = |cell: &RepeatCell| observer.is_none_or(|observer| cell.observer == observer);
            let group = |cell: RepeatCell| ErrorGroup { participant: cell.participant, readings: cell.readings };
            return cells.into_iter().filter(asked).map(group).collect();
        }
        let mut groups: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        for cell in &cells {
            let shared = if self == ErrorScope::BetweenObservers { cell.session } else { cell.observer };
            groups.entry((cell.participant, shared)).or_default().push(cell.readings[0]);
        }
        groups.into_iter().map(|((participant, _), readings)| ErrorGroup { participant, readings }).collect()
    }

    /// Why there is no error to compute when nobody has two readings to compare.
    pub(super) fn nobody(self) -> &'static str {
        match self {
            ErrorScope::WithinObserver(_) => "nobody was read twice by the same observer in one session",
            ErrorScope::BetweenObservers => "nobody was read by two observers in one session",
            ErrorScope::BetweenSessions => "nobody was read by the same observer in two sessions",
        }
    }
}
