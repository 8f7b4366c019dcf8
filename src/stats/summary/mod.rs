//! Tests and sizes from the figures that a paper prints: the same procedures as of pairs, given number, mean and SD.

mod arms;
mod change;
mod page;
mod paired;
mod spread;
mod sweep;

pub use arms::{ArmsSummary, arms_sizes, arms_tests};
pub use change::ChangeSummary;
pub use page::SummaryTests;
pub use paired::{paired_sizes, paired_tests};
pub use spread::{Spread, sd_goes_with_error};
pub use sweep::{CorrelationPoint, CorrelationSweep, GroupFigures, sweep_arms, sweep_change};
