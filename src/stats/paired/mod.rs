//! Tests of the change in pairs.

mod consonance;
mod paired_t;
mod signed_rank;
mod signed_ranks;
mod walsh;

pub use consonance::{Consonance, consonance};
pub(crate) use paired_t::OneSampleT;
pub use paired_t::{MEAN_CHANGE, PairedT};
pub use signed_rank::{PSEUDOMEDIAN, SignedRank};
pub use walsh::{HodgesLehmann, hodges_lehmann};
