//! Ordered or unordered grades: twice in the same people, or in two groups of people.

mod benefit;
mod cumulative_logit;
mod graded_arms;
mod grades;
mod improvement;
mod marginal_homogeneity;
mod placements;
mod proportional_check;
mod proportional_odds;
mod wilcoxon_grades;

pub use benefit::{Benefit, grade_benefit};
pub use grades::Grades;
pub use improvement::{GradeImprovement, Share, grade_eliminated, grade_improvement};
pub use marginal_homogeneity::{MARGINAL_DISTANCE, MarginalHomogeneity};
pub use proportional_odds::{CUMULATIVE_ODDS_RATIO, ProportionalOdds};
pub use wilcoxon_grades::{PROBABILITY_HIGHER, SHARE_HIGHER, SHARE_LOWER, WIN_ODDS, WIN_RATIO, WilcoxonGrades};

use benefit::{analysed_of_arms, usage_of};
