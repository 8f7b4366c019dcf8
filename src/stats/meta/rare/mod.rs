//! Rare events of several studies.

mod combined;
mod mantel_haenszel;
mod pooled;
mod rare_events;

pub use combined::{RareEventsResult, TwoGroupTests};
pub use mantel_haenszel::{MantelHaenszelMeasure, mantel_haenszel};
pub use pooled::{PooledCounts, peto_odds_ratio};
pub use rare_events::{RareEvents, combined_odds_ratio, combined_rate, combined_rate_ratio, combined_share};
