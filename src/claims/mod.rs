//! Claims, what they need, and what the data say of them.

mod articles;
mod attribution;
mod claim;
mod criterion;
mod error;
mod ingredient;
mod judgement;
mod verdict;

pub use articles::{Article, Articles};
pub use claim::{Claim, Direction, Estimand, Wording};
pub use criterion::{Criterion, Region};
pub use error::ClaimError;
pub(crate) use error::position;
pub use ingredient::{Ingredient, Ingredients};
pub use judgement::{Judgement, Verdict};
pub use verdict::{Evidence, judge};
