//! Shares of participants: intervals for one proportion, and those who changed by enough.

mod interval;
mod responders;

pub use interval::{Proportion, ProportionMethod};
pub use responders::{RESPONDERS, Responders};
