//! Tests that a change is small.

mod two_one_sided_t;

pub use two_one_sided_t::TwoOneSidedT;
