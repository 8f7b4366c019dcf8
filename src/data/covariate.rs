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
