//! People who left: who and when, and what the answer owes to what is assumed of them.

mod answer;
mod comparison;
mod conditional;
mod conditional_mean;
mod courses;
mod delta;
mod draws;
mod estimated;
mod multiple;
mod options;
mod patterns;
mod posterior;
mod rubin;
mod simple;
mod strategy;
mod tipping;

pub use conditional_mean::conditional_mean_imputation;
pub use delta::Deltas;
pub use multiple::multiple_imputation;
pub use options::ImputationOptions;
pub use patterns::{MissingPattern, MissingPatterns, PatternKind, Retention};
pub use rubin::{Pooled, pooled};
pub use simple::{SimpleMethod, simple_analysis};
pub use strategy::Strategy;
pub use tipping::{TippingCell, TippingMap};
