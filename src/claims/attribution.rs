//! Change is not effect: what a design lets a verdict say.

use crate::data::{Design, DesignKind};
use schemars::JsonSchema;
use serde::Serialize;

/// What was compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub enum Basis {
    /// After against before in one group.
    #[serde(rename = "change in one group")]
    Change,
    /// Two conditions of the same people.
    #[serde(rename = "difference between conditions")]
    Conditions,
    /// Treated and untreated people.
    #[serde(rename = "difference between arms")]
    Arms,
    /// Two sites of the same people.
    #[serde(rename = "difference between sites")]
    Sites,
    /// Treated and untreated periods of the same people.
    #[serde(rename = "difference between periods")]
    Periods,
    /// Differences between arms with and without a factor.
    #[serde(rename = "difference of differences")]
    Cells,
    /// Two sites of the same people, neither of which was spared.
    #[serde(rename = "difference between two sites that may both be treated")]
    TwoSites,
    /// People with an event.
    #[serde(rename = "count of events")]
    Events,
    /// Published trials.
    #[serde(rename = "count of trials")]
    Trials,
    /// The regions of two claims.
    #[serde(rename = "regions of two claims")]
    Regions,
}

impl Basis {
    /// As printed.
    pub fn words(self) -> &'static str {
        match self {
            Basis::Change => "change in one group",
            Basis::Conditions => "difference between conditions",
            Basis::Arms => "difference between arms",
            Basis::Sites => "difference between sites",
            Basis::Periods => "difference between periods",
            Basis::Cells => "difference of differences",
            Basis::TwoSites => "difference between two sites that may both be treated",
            Basis::Events => "count of events",
            Basis::Trials => "count of trials",
            Basis::Regions => "regions of two claims",
        }
    }

    /// Whether something was left untreated.
    pub fn is_controlled(self) -> bool {
        matches!(self, Basis::Conditions | Basis::Arms | Basis::Sites | Basis::Periods | Basis::Cells)
    }
}

/// What may be said of the cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Attribution {
    /// Why it cannot be credited to the treatment; absent when the design allows it.
    pub(crate) obstacle: Option<&'static str>,
    /// What weakens it without forbidding it.
    pub(crate) caution: Option<&'static str>,
}

/// The name in `records` of a design that assigned whole groups of people at once.
const CLUSTERS: &str = "clusters";

/// What a design lets a verdict say about the cause of what was compared.
///
/// Only a comparison whose sides chance decided carries a cause. In parallel arms the effect is the difference between arms, never the
/// change within one.
pub(crate) fn attribution(design: &Design, basis: Basis) -> Attribution {
    let by_chance = design.randomised == Some(true);
    let obstacle = match (basis, design.kind) {
        _ if basis.is_controlled() && design.records.iter().any(|record| record == CLUSTERS) => Some(
            "Whole groups of people were assigned together, and people of one group resemble each other. Here each counts as if on \
             their own, so the interval is too narrow to credit anything to the treatment.",
        ),
        (Basis::Conditions | Basis::Sites | Basis::Periods, _) if !by_chance => Some(
            "Both conditions were measured in the same people, but it is not stated that chance decided which was which, so the \
             difference cannot be credited to the condition.",
        ),
        (Basis::Arms | Basis::Cells, _) if !by_chance => Some(
            "It is not stated that chance decided who was treated. The groups may have differed from the start, so their difference \
             cannot be credited to the treatment.",
        ),
        _ if basis.is_controlled() => None,
        (_, DesignKind::ParallelArms) => Some(
            "This is the change within one arm. What the treatment did is the difference from the control arm, not this change: time, \
             attention and regression to the mean are in it too.",
        ),
        (_, DesignKind::SplitBody) => Some(
            "This is the change at one site. What the treatment did is the difference from the untreated site, not this change.",
        ),
        (_, DesignKind::Crossover) => Some(
            "This is the change under one condition. What the treatment did is the difference from the other condition, not this change.",
        ),
        (_, DesignKind::SingleArm) => Some(
            "Nobody was left untreated. A change from before to after also holds time, season, diet, measuring error and regression to \
             the mean, so it cannot be credited to the treatment.",
        ),
        (_, DesignKind::OneOccasion) => Some(
            "All readings are of one occasion. What differs between people or sites on one day has many causes, so it cannot be \
             credited to the treatment.",
        ),
    };
    let caution = (design.blinded == Some(false)).then_some(
        "Whoever measured knew what was treated, and a tape follows expectation: part of the difference may be theirs.",
    );
    Attribution { obstacle, caution }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_chance_carries_a_cause() {
        for kind in DesignKind::ALL {
            for basis in [Basis::Change, Basis::Conditions, Basis::Arms, Basis::Sites, Basis::Periods, Basis::Cells] {
                for randomised in [None, Some(false), Some(true)] {
                    let design = Design { kind, randomised, ..Design::default() };
                    let carries = attribution(&design, basis).obstacle.is_none();
                    assert_eq!(carries, basis != Basis::Change && randomised == Some(true), "{kind:?} {basis:?}");
                }
            }
        }
    }

    #[test]
    fn clusters_forbid_and_open_measuring_cautions() {
        let design = Design { randomised: Some(true), blinded: Some(false), ..Design::default() };
        let open = attribution(&design, Basis::Arms);
        assert!(open.obstacle.is_none() && open.caution.is_some());
        let clusters = Design { records: vec!["clusters".to_owned()], blinded: Some(true), ..design };
        let clusters = attribution(&clusters, Basis::Arms);
        assert!(clusters.obstacle.is_some_and(|words| words.contains("Whole groups")) && clusters.caution.is_none());
    }

    #[test]
    fn each_design_has_its_own_sentence() {
        let sentences: std::collections::BTreeSet<_> = DesignKind::ALL
            .into_iter()
            .filter_map(|kind| attribution(&Design { kind, ..Design::default() }, Basis::Change).obstacle)
            .collect();
        assert_eq!(sentences.len(), DesignKind::ALL.len());
    }
}
