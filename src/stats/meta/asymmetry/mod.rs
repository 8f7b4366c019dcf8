//! Whether smaller studies found something else than larger ones.

mod egger;
mod kendall;
mod rank_correlation;
mod small_study_effects;
mod trim_and_fill;

pub use egger::{ASYMMETRY, AsymmetryRegression, LIMIT_ESTIMATE};
pub use rank_correlation::{KENDALLS_TAU, RankCorrelation};
pub use small_study_effects::{SmallStudyEffects, SmallStudyResult, small_study_effects};
pub use trim_and_fill::{FillEstimator, FillSide, FilledStudy, TrimAndFill, TrimOptions, TrimmedResult, trim_and_fill};
