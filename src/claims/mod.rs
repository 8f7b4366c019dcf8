//! Claims, what they need, and what the data say of them.

mod after_course;
mod articles;
mod attribution;
mod check;
mod claim;
mod compared;
mod conflict;
mod contrast;
mod courses;
mod criteria;
mod criterion;
mod error;
mod found;
mod ingredient;
mod judge;
mod judgement;
mod published;
mod records;
mod region;
mod shares;
mod verdict;

pub use articles::{Article, Articles};
pub use attribution::Basis;
pub(crate) use attribution::attribution;
pub use claim::{Claim, Direction, Estimand, Wording};
pub use conflict::Conflict;
pub use criterion::{Criterion, Per, Remaining};
pub use error::ClaimError;
pub(crate) use error::position;
pub use ingredient::{Ingredient, Ingredients};
pub use judge::judge;
pub use judgement::{JudgedRegion, Judgement, Verdict};
pub use published::{
    Beside, Directness, OnlyResults, PublishedEvents, PublishedEvidence, PublishedJudgement, PublishedResult,
    SettlingTrial, Spread, TrialShape, judge_published, settling_trial,
};
pub use records::{EventCounts, FactorCells, PersonEvents, ReadingError, Records, SelectionEffect, Which};
pub use region::Region;
