//! Resampling.

mod bootstrap;

pub use bootstrap::bootstrap_means;
