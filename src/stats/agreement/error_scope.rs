//! Which readings of the same person an error of measuring is told from.

use crate::data::RepeatReadings;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// Between which readings of the same person an error is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorScope {
    /// Readings in turn by the same observer in the same session.
    WithinObserver,
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
    /// Everybody's readings by what they have in common, groups of a single reading included; those of one observer if it is given.
    pub(super) fn groups(self, readings: &RepeatReadings, observer: Option<usize>) -> Vec<ErrorGroup> {
        let mut groups: BTreeMap<(usize, usize, usize), Vec<usize>> = BTreeMap::new();
        for cell in readings.cells().iter().filter(|cell| observer.is_none_or(|observer| cell.observer == observer)) {
            let (key, compared) = match self {
                ErrorScope::WithinObserver => ((cell.participant, cell.session, cell.observer), &cell.readings[..]),
                ErrorScope::BetweenObservers => ((cell.participant, cell.session, 0), &cell.readings[..1]),
                ErrorScope::BetweenSessions => ((cell.participant, 0, cell.observer), &cell.readings[..1]),
            };
            groups.entry(key).or_default().extend(compared);
        }
        groups.into_iter().map(|((participant, ..), readings)| ErrorGroup { participant, readings }).collect()
    }

    /// Why there is no error to compute when nobody has two readings to compare.
    pub(super) fn nobody(self) -> &'static str {
        match self {
            ErrorScope::WithinObserver => "nobody was read twice by the same observer in one session",
            ErrorScope::BetweenObservers => "nobody was read by two observers in one session",
            ErrorScope::BetweenSessions => "nobody was read by the same observer in two sessions",
        }
    }
}
