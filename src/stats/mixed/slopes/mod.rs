//! Models in which every person has a line of their own: random intercepts and slopes.

mod blocks;
mod factor;
mod fit;
mod random_slope;
mod rows;
mod search;

pub use factor::RandomStructure;
pub use fit::SlopesFit;
pub use random_slope::{RandomSlope, SLOPE_DIFFERENCE, SLOPE_PER_SESSION, SLOPE_PER_TIME};
