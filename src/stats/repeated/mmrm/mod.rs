//! The mixed model for repeated measures.

mod choices;
mod observations;

pub use choices::{Adjustment, Baseline, Likelihood, MmrmOptions, StandardErrors, Structure};
pub use observations::Observations;
