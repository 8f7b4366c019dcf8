//! Several visits of the same people, some of them missed.

mod courses;
mod dose;
mod friedman;
mod friedman_exact;
mod gee;
pub mod missing;
pub mod mmrm;
mod page;
mod procedure;
mod retention;
mod rm_anova;
mod row_sums;
mod within;

pub use friedman::{Friedman, KENDALLS_W, MEAN_RANK, MEAN_RANK_DIFFERENCE};
pub use gee::{
    DIFFERENCE_AT_VISIT, GEE_COEFFICIENT, Gee, GeeOptions, MEAN_AT_VISIT, RobustErrors, WorkingCorrelation, gee_model,
};
pub use page::{MEAN_RANK_CORRELATION, Page};
pub use procedure::RepeatedProcedure;
pub use rm_anova::{MEAN_READING, RmAnova, SPREAD_OVER_TIME};
