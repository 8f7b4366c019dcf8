//! The only place where a number becomes a verdict.

mod counted;
mod decide;
mod weighed;

pub(super) use decide::decide;
pub(super) use weighed::{inside, reading};
