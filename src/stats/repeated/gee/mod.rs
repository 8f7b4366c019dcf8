//! Generalised estimating equations for the mean by visit.

mod answer;
mod choices;
mod design;
mod fit;

pub use answer::{DIFFERENCE_AT_VISIT, GEE_COEFFICIENT, Gee, MEAN_AT_VISIT, gee_model};
pub use choices::{GeeOptions, RobustErrors, WorkingCorrelation};
