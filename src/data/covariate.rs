//! What is known of each participant besides the readings: age, sex, clinic.

use super::Decimal;

/// One column of facts about participants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Covariate {
    /// Its name in the file.
    pub name: String,
    /// Its name in tables.
    pub label: String,
    /// The facts, in the order of [`super::Trial::participants`]; `None` where not known.
    pub values: CovariateValues,
}

/// Numbers or groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CovariateValues {
    /// Every known value is a number.
    Numbers(Vec<Option<Decimal>>),
    /// Groups by name.
    Groups {
        /// The names, in order of appearance.
        levels: Vec<String>,
        /// Index into `levels`.
        at: Vec<Option<usize>>,
    },
}

impl CovariateValues {
    /// Of how many participants.
    pub fn len(&self) -> usize {
        match self {
            CovariateValues::Numbers(values) => values.len(),
            CovariateValues::Groups { at, .. } => at.len(),
        }
    }

    /// Whether there are no participants.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Covariate {
    /// The same fact of some of the participants, by their places; a group keeps its place among the names.
    pub fn of(&self, places: &[usize]) -> Covariate {
        let values = match &self.values {
            CovariateValues::Numbers(values) => {
                CovariateValues::Numbers(places.iter().map(|&place| values.get(place).copied().flatten()).collect())
            }
            CovariateValues::Groups { levels, at } => CovariateValues::Groups {
                levels: levels.clone(),
                at: places.iter().map(|&place| at.get(place).copied().flatten()).collect(),
            },
        };
        Covariate { name: self.name.clone(), label: self.label.clone(), values }
    }
}

/// One sort of event that bears on what later readings mean: a diet begun, a booster given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intercurrent {
    /// Its name in the plan.
    pub name: String,
    /// Its name in tables.
    pub label: String,
    /// For each participant, the index into [`super::Trial::visits`] of the first visit by which it had happened.
    pub first: Vec<Option<usize>>,
}

/// One sort of adverse event, with its counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Harm {
    /// Its name in the plan and in claims.
    pub name: String,
    /// Its name in tables and charts.
    pub label: String,
    /// The columns of the file that count it, the treated site's first.
    pub columns: Vec<String>,
    /// Split body: whether the treated and the untreated site were counted apart.
    pub has_sides: bool,
    /// The counts as they stand in the file.
    pub counts: Vec<EventCount>,
}

/// How many events were counted in one participant at one visit; no entry where the cell is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventCount {
    /// Index into [`super::Trial::participants`].
    pub participant: usize,
    /// Index into [`super::Trial::visits`]; absent in data with one row per participant.
    pub visit: Option<usize>,
    /// Index into [`super::Trial::sites`].
    pub site: Option<usize>,
    /// Counted at the untreated site.
    pub control_side: bool,
    /// The events since the visit before.
    pub count: u32,
    /// Line of the cell, counted from 1.
    pub line: u64,
}
