use super::super::table::Table;
use super::first_named;

const NAMES: [&str; 8] = ["paramcd", "param", "vstestcd", "vstest", "testcd", "parameter", "measure", "variable"];

/// The column that names what was measured, in files that hold several things one below the other.
pub(crate) fn detect_parameter(table: &Table<'_>, used: &[usize]) -> Option<usize> {
    first_named(table, used, &NAMES)
}
