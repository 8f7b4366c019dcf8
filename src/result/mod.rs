//! The one vocabulary of results. It computes nothing: procedures fill it; tables, text, JSON, charts and verdicts read it.

mod analysed;
mod effect_size;
mod estimate;
pub(crate) mod format;
mod hypothesis;
mod level;
mod longitudinal;
mod meta;
mod meta_models;
mod meta_studies;
mod model;
mod note;
pub(crate) mod number;
mod p_value;
mod quantity;
mod test_result;

pub use analysed::{Analysed, ExcludedCount};
pub use effect_size::EffectSize;
pub use estimate::{Estimate, Interval};
pub use hypothesis::{Alternative, Hypothesis, Side};
pub use level::Level;
pub use longitudinal::{CovarianceMatrix, FitAttempt, LongitudinalModel, VisitMean, VisitTest};
pub use meta::{Heterogeneity, MetaResult, MetaTest, TauMethod};
pub use meta_models::{LinePoint, MetaRegression, ModeratorTest, Subgroup, SubgroupAnalysis, SubgroupVariance};
pub use meta_studies::{BaujatPoint, PooledSubset, ProfilePoint, StudyInfluence, TauProfile};
pub use model::{Contrast, GroupMean, ModelResult, Term};
pub use note::{Citation, Note};
pub use p_value::PValue;
pub use quantity::Quantity;
pub use test_result::{Detail, DetailValue, Statistic, TestResult};

/// A value that a type of the vocabulary cannot hold.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum ResultError {
    /// A confidence level outside (0, 1).
    #[error("a confidence level lies between 0 and 1 (for example 0.95), not {0}")]
    Level(f64),
    /// A probability outside [0, 1].
    #[error("a p-value lies between 0 and 1, not {0}")]
    PValue(f64),
}
