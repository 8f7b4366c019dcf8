use super::context::Context;
use super::finding::Finding;
use super::{
    change, constant, decimal_slip, digits, duplicates, grid, identical, implausible, missing, other_unit, swapped,
    ties, visit_order,
};

/// One question put to the data.
#[derive(Clone, Copy)]
pub struct Check {
    /// Its name: `decimal-slip`.
    pub id: &'static str,
    /// What it looks for, in one sentence.
    pub looks_for: &'static str,
    /// Whether its findings are about a reading; of several such about the same readings only the first is reported.
    pub(crate) about_reading: bool,
    pub(crate) run: fn(&Context<'_>) -> Vec<Finding>,
}

impl std::fmt::Debug for Check {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Check").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Every check, in the order of the report. What explains a strange reading comes before what only finds it strange.
pub const CHECKS: &[Check] = &[
    duplicates::CHECK,
    visit_order::CHECK,
    missing::CHECK,
    decimal_slip::CHECK,
    swapped::CHECK,
    other_unit::CHECK,
    implausible::CHECK,
    change::CHECK,
    constant::CHECK,
    identical::CHECK,
    grid::CHECK,
    ties::CHECK,
    digits::CHECK,
];
