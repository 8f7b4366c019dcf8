//! Tests of the change in pairs.

mod consonance;
mod geometric_ratio;
mod kth_sum;
mod order_interval;
mod paired_t;
mod sign_flip;
mod sign_test;
mod signed_rank;
mod signed_ranks;
mod t_inference;
mod trimmed_mean;
mod walsh;
mod yuen;

pub use consonance::{Consonance, consonance};
pub use geometric_ratio::{GEOMETRIC_MEAN_RATIO, GeometricRatio, PERCENT_CHANGE};
pub use order_interval::OrderInterval;
pub(crate) use order_interval::tails;
pub(crate) use paired_t::OneSampleT;
pub use paired_t::{MEAN_CHANGE, PairedT};
pub use sign_flip::SignFlip;
pub use sign_test::{MEDIAN_CHANGE, SignTest, median_interval};
pub use signed_rank::{PSEUDOMEDIAN, SignedRank};
pub(crate) use signed_ranks::SignedRanks;
pub(crate) use t_inference::TInference;
pub use trimmed_mean::{TRIMMED_MEAN_CHANGE, TrimmedMean};
pub(crate) use walsh::WalshAverages;
pub use walsh::{hodges_lehmann, hodges_lehmann_asymptotic};
pub use yuen::{TRIMMED_MEAN_DIFFERENCE, Yuen};
