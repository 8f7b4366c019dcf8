//! The mixed model for repeated measures.

mod answer;
mod basis;
mod between_within;
mod choices;
mod citations;
mod columns;
mod covariance;
mod design;
mod fallback;
mod fit;
mod inference;
mod kenward_roger;
mod likelihood;
mod lsmeans;
mod model;
mod observations;
mod participants;
mod patterns;
mod people;
mod procedure;
mod report;
mod sandwich;
mod search;
mod start;
mod terms;
mod triangle;
mod uncertainty;

pub use choices::{Adjustment, Baseline, Likelihood, MmrmOptions, StandardErrors, Structure};
pub use fallback::fit_mmrm;
pub use fit::MmrmFit;
pub use model::MmrmModel;
pub use observations::Observations;
pub use procedure::Mmrm;
pub use report::{ARM_BY_VISIT, DIFFERENCE_OF_MEANS, VISIT_EFFECT, VISIT_MEAN};
