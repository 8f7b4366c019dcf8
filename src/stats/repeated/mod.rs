//! Several visits of the same people, some of them missed.

mod courses;
mod dose;
mod effects;
mod friedman;
mod friedman_exact;
mod gee;
mod lines;
pub mod missing;
pub mod mmrm;
mod page;
mod procedure;
mod retained_share;
mod retention;
mod rm_anova;
mod row_sums;
mod share_bootstrap;
mod within;

pub use dose::{CURVATURE, DoseEffects, EFFECT_PER_SESSION, FITTED_EFFECT, GAIN, ORDERED_CONTRAST, sessions_of_visits};
pub use effects::VisitEffects;
pub use friedman::{Friedman, KENDALLS_W, MEAN_RANK, MEAN_RANK_DIFFERENCE};
pub use gee::{
    DIFFERENCE_AT_VISIT, GEE_COEFFICIENT, Gee, GeeOptions, MEAN_AT_VISIT, RobustErrors, WorkingCorrelation, gee_model,
};
pub use page::{MEAN_RANK_CORRELATION, Page};
pub use procedure::RepeatedProcedure;
pub use retained_share::RETAINED_SHARE;
pub use retention::{LOSS, REGAIN, Retention};
pub use rm_anova::{MEAN_READING, RmAnova, SPREAD_OVER_TIME};
pub use share_bootstrap::{MOST_RESAMPLES, retained_share_bootstrap};
