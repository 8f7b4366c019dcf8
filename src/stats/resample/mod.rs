//! Resampling of pairs: the bootstrap.

mod bootstrap_interval;
mod mean;
mod pairs;
mod replicates;
mod sums;

pub(crate) use bootstrap_interval::Drawn;
pub use bootstrap_interval::{Bootstrap, Bootstrapped, Wanted, bootstrap_intervals};
pub use mean::{bootstrap_means, bootstrap_t};
pub use pairs::{Columns, Keep, Statistic, acceleration, jackknife, replicate, replicates};
pub use replicates::{BcaOrder, Replicates, bca_order};
