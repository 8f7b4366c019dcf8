//! Models in which every person has a line of their own: random intercepts and slopes.

mod blocks;
mod factor;
mod fit;
mod search;

pub use factor::RandomStructure;
pub use fit::SlopesFit;
