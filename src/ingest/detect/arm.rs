use super::super::table::Table;
use super::{first_named, plain};

/// Names that mean an arm wherever they stand.
const CERTAIN: [&str; 9] = ["arm", "actarm", "trt01p", "trtp", "trt01a", "trta", "armcd", "allocation", "studyarm"];

/// Names that mean an arm unless participants change it, as in a crossover.
const USUAL: [&str; 12] = [
    "treatment",
    "treat",
    "trt",
    "therapy",
    "intervention",
    "randomisation",
    "randomization",
    "group",
    "grp",
    "condition",
    "drug",
    "diet",
];

/// Most arms that a detected column may name.
const MOST_ARMS: usize = 12;

/// The column of the treatment group.
pub(crate) fn detect_arm(table: &Table<'_>, rows: &[usize], used: &[usize]) -> Option<usize> {
    let at = first_named(table, used, &CERTAIN).or_else(|| first_named(table, used, &USUAL))?;
    (table.distinct(rows, at, MOST_ARMS + 2).len() <= MOST_ARMS + 1).then_some(at)
}

/// Whether a column of this name is an arm even if participants seem to change it (which then is an error).
pub(crate) fn is_certain_arm_name(name: &str) -> bool {
    CERTAIN.contains(&plain(name).as_str())
}
