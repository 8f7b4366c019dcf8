//! Tests that a change is small.

mod bootstrap_t;
mod two_one_sided_t;

pub use bootstrap_t::BootstrapEquivalence;
pub use two_one_sided_t::TwoOneSidedT;
