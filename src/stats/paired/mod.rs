//! Tests of the change in pairs.

mod paired_t;
mod signed_rank;
mod signed_ranks;
mod walsh;

pub(crate) use paired_t::OneSampleT;
pub use paired_t::{MEAN_CHANGE, PairedT};
pub use signed_rank::{PSEUDOMEDIAN, SignedRank};
pub(crate) use signed_ranks::SignedRanks;
pub use walsh::{HodgesLehmann, hodges_lehmann};
