//! Ordered or unordered grades, twice.

mod grades;
mod marginal_homogeneity;

pub use grades::Grades;
pub use marginal_homogeneity::{MARGINAL_DISTANCE, MarginalHomogeneity};
