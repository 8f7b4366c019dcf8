//! Tests against a margin: that a change is too small to matter, or large enough to.

mod answer;
mod bootstrap_t;
mod conclusion;
mod fieller;
mod mean_at_bounds;
mod minimum_effect_t;
mod ratio;
mod signed_rank;
mod two_one_sided_t;
mod walsh_ratio;

pub(crate) use answer::{Aim, AtBound, Found, Head, Names, T};
pub use bootstrap_t::BootstrapEquivalence;
pub use conclusion::{Conclusion, conclusion};
pub use mean_at_bounds::RELATIVE_CHANGE;
pub use minimum_effect_t::MinimumEffectT;
pub use ratio::EquivalenceRatio;
pub use signed_rank::EquivalenceSignedRank;
pub(crate) use two_one_sided_t::SCHUIRMANN;
pub use two_one_sided_t::TwoOneSidedT;
