//! How the data came about. It travels with every estimate, because it limits what may be said of it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who is compared with whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DesignKind {
    /// One group, before and after.
    #[default]
    SingleArm,
    /// Two sites of the same person, treated differently.
    SplitBody,
    /// Two or more groups of people.
    ParallelArms,
    /// Everybody gets each treatment in turn.
    Crossover,
    /// Readings of one occasion only.
    OneOccasion,
}

impl DesignKind {
    /// Every kind.
    pub const ALL: [DesignKind; 5] = [
        DesignKind::SingleArm,
        DesignKind::SplitBody,
        DesignKind::ParallelArms,
        DesignKind::Crossover,
        DesignKind::OneOccasion,
    ];

    /// The kind as written in plan.toml.
    pub fn name(self) -> &'static str {
        match self {
            DesignKind::SingleArm => "single-arm",
            DesignKind::SplitBody => "split-body",
            DesignKind::ParallelArms => "parallel-arms",
            DesignKind::Crossover => "crossover",
            DesignKind::OneOccasion => "one-occasion",
        }
    }

    /// The kind by its name.
    pub fn parse(name: &str) -> Option<DesignKind> {
        DesignKind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            DesignKind::SingleArm => "one group, before and after",
            DesignKind::SplitBody => "split body: two sites of the same person",
            DesignKind::ParallelArms => "parallel arms, before and after",
            DesignKind::Crossover => "crossover: both conditions in the same person",
            DesignKind::OneOccasion => "one occasion",
        }
    }

    /// Whether the two readings of a pair are two conditions of one person rather than two points in time.
    pub fn pairs_are_conditions(self) -> bool {
        matches!(self, DesignKind::SplitBody | DesignKind::Crossover)
    }
}

/// A design as declared.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Design {
    /// Who is compared with whom.
    #[serde(default)]
    pub kind: DesignKind,
    /// Whether chance decided who, or which side, was treated; absent when not known.
    pub randomised: Option<bool>,
    /// Whether those who measured did not know; absent when not known.
    pub blinded: Option<bool>,
    /// The arm, site or condition that was not treated.
    pub control: Option<String>,
    /// Further ingredients that claims may ask for, by their names: `mesotherapy`, `diet-recorded`.
    #[serde(default)]
    pub records: Vec<String>,
}
