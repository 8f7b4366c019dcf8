//! Several estimates of the same trial: variances between trials and within them.

mod blocks;
mod search;
mod three_level_model;

pub use three_level_model::{Component, ThreeLevel, ThreeLevelOptions, ThreeLevelResult, ThreeLevelTest, three_level};
