//! Several visits of the same people, some of them missed.

mod courses;
mod dose;
pub mod missing;
pub mod mmrm;
mod procedure;
mod retention;
mod rm_anova;
mod within;

pub use procedure::RepeatedProcedure;
pub use rm_anova::{MEAN_READING, RmAnova, SPREAD_OVER_TIME};
