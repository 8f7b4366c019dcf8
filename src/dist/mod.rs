//! Probability distributions, one per file.
//!
//! Conventions: `cdf` = P(X <= x), `sf` = P(X > x), each computed on its own side, never as one minus the other where that
//! would cancel; `quantile(p)` inverts `cdf`, `upper_quantile(q)` inverts `sf`. Discrete distributions say `at_most` =
//! P(X <= k) and `at_least` = P(X >= k) instead, so that nobody is off by one. The only door to `statrs` and `cdflib`.

mod beta;
mod binomial;
mod chi_squared;
mod dunnett;
mod error;
mod f;
#[cfg(test)]
mod golden;
mod incomplete_beta;
mod incomplete_gamma;
mod noncentral_f;
mod noncentral_t;
pub mod normal;
mod normal_range;
mod rank_sum;
mod signed_rank;
mod signed_rank_untied;
mod student_t;
mod studentized_range;

pub use beta::Beta;
pub use binomial::Binomial;
pub use chi_squared::ChiSquared;
pub use dunnett::{Dunnett, Sides};
pub use error::DistError;
pub use f::FisherF;
pub use noncentral_f::{NoncentralF, f_noncentrality_limits};
pub use noncentral_t::{NoncentralT, ncp_for_cdf, ncp_for_sf, ncp_limits};
pub use rank_sum::RankSum;
pub use signed_rank::SignedRank;
pub use signed_rank_untied::untied_order;
pub use student_t::StudentT;
pub use studentized_range::StudentizedRange;
