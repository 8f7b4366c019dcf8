//! Several hypotheses at once.

use super::case::Case;
use super::procedures::{Exact, Runner};
use super::{Fields, Stop};

/// What girth gives for a case of this area; `None` for procedures of other areas.
pub fn answer(runner: &mut Runner, procedure: &str, case: &Case, pairs: Exact<'_>) -> Option<Result<Fields, Stop>> {
    let _ = (runner, procedure, case, pairs);
    None
}
