//! Least squares: covariance analysis, several arms, regression on a co-intervention.

mod ancova;
mod ancova_arms;
mod ancova_fit;
mod anova_change;
pub(crate) mod answer;
pub(crate) mod arms;
mod co_intervention;
pub(crate) mod columns;
mod companion;
mod crossover;
mod dunnett;
mod family;
mod least_squares;
mod lords_paradox;
mod split_body;
mod subgroups;
mod tukey;

pub use ancova::{Ancova, AncovaHc3};
pub use ancova_arms::AncovaArms;
pub use ancova_fit::{ADJUSTED_DIFFERENCE, ADJUSTED_MEAN, BASELINE_SLOPE};
pub use anova_change::AnovaChange;
pub use arms::{ARM_MEAN_CHANGE, DIFFERENCE_OF_CHANGES, SPREAD_OF_MEANS};
pub use co_intervention::{
    CHANGE_AT_ZERO_COMPANION, DIFFERENCE_AT_SAME_COMPANION, EXPECTED_CHANGE, co_intervention_in_arms,
    co_intervention_in_group,
};
pub(crate) use companion::Joint;
pub use companion::{COMPANION_SLOPE, Companion};
pub use crossover::{CARRY_OVER, PERIOD_EFFECT, TREATMENT_EFFECT, crossover};
pub use dunnett::Dunnett;
pub use least_squares::{Covariance, Explained, LeastSquares, LinearEstimate};
pub use lords_paradox::{BASELINE_DIFFERENCE, BASELINE_LIMIT, lords_paradox};
pub use split_body::{SITE_DIFFERENCE, SITE_DIFFERENCE_AT_ZERO, split_body_adjusted};
pub use subgroups::{INTERACTION, interaction, subgroups};
pub use tukey::Tukey;
