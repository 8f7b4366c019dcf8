//! Several studies of one question, combined.

mod cumulative;
mod fit;
mod fixed_tau;
mod heterogeneity;
mod inference;
mod influence;
mod leave_one_out;
mod likelihood;
mod model;
mod moderator_test;
mod options;
mod random_effects;
mod regression;
mod subgroups;
mod tau2;
mod tau_profile;

pub mod asymmetry;
pub mod bayesian;
pub mod rare;
pub mod three_level;

pub use crate::result::{MetaTest, TauMethod};
pub use cumulative::cumulative;
pub use fixed_tau::estimates_at;
pub use influence::{baujat, influence};
pub use leave_one_out::{LeaveOneOut, leave_one_out};
pub use options::{MetaOptions, PredictionMethod};
pub use random_effects::{COMBINED_ESTIMATE, MetaAnalysis, random_effects};
pub use regression::{MetaRegressionOnOne, Moderator, meta_regression};
pub use subgroups::{MetaSubgroups, subgroup_analysis};
pub use tau_profile::tau_profile;
