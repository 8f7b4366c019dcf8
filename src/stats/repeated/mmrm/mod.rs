//! The mixed model for repeated measures.

mod answer;
mod between_within;
mod choices;
mod citations;
mod design;
mod fit;
mod lsmeans;
mod model;
mod observations;
mod participants;
mod procedure;
mod report;
mod sandwich;
mod terms;
mod uncertainty;

pub use choices::{Adjustment, Baseline, Likelihood, MmrmOptions, StandardErrors, Structure};
pub use fit::{MmrmFit, fit_mmrm};
pub use model::MmrmModel;
pub use observations::Observations;
pub use procedure::Mmrm;
pub use report::{ARM_BY_VISIT, DIFFERENCE_OF_MEANS, VISIT_EFFECT, VISIT_MEAN};
