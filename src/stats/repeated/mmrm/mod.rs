//! The mixed model for repeated measures.

mod basis;
mod choices;
mod columns;
mod covariance;
mod fallback;
mod fit;
mod inference;
mod kenward_roger;
mod likelihood;
mod observations;
mod patterns;
mod people;
mod search;
mod start;
mod triangle;

pub use choices::{Adjustment, Baseline, Likelihood, MmrmOptions, StandardErrors, Structure};
pub use fallback::fit_mmrm;
pub use fit::MmrmFit;
pub use observations::Observations;
