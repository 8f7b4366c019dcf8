//! What looks wrong in a file, before anything is computed from it.

mod change;
mod check;
mod constant;
mod context;
mod decimal_slip;
mod digits;
mod duplicates;
mod finding;
mod grid;
mod identical;
mod implausible;
mod missing;
mod other_unit;
mod plausible;
mod report;
mod spread;
mod swapped;
mod ties;
mod visit_order;

pub use check::{CHECKS, Check};
pub use finding::{Finding, Severity};
pub use report::{ArmCount, Audit, SampleAudit, audit, offered_pairs};
