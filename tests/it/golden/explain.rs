//! Regression to the mean and the sensitivity of a change.

use super::case::Case;
use super::procedures::{Open, Runner};
use super::{Fields, Stop};

/// What girth gives for a case of this area; `None` for procedures of other areas.
pub fn answer(_: &mut Runner, _: &str, _: &Case, _: Open<'_>) -> Option<Result<Fields, Stop>> {
    None
}
