//! Several readings of one person: random intercepts, so that people are counted, not readings.

mod answer;
mod blocks;
mod clusters;
mod combination;
mod design;
mod directions;
mod evaluation;
pub(in crate::stats) mod f_degrees;
mod fit;
mod inference;
mod people;
mod pooled;
mod search;
mod site_arms;
mod sites;
mod slopes;

pub use answer::MixedOptions;
pub use clusters::clusters_model;
pub use design::FixedEffects;
pub use fit::{MixedFit, VarianceState};
pub use inference::{Combination, DegreesOfFreedom, WaldF};
pub use pooled::{DesignEffect, naive_pooled};
pub use site_arms::{ARM_DIFFERENCE, SITE_HETEROGENEITY, SiteEffect, sites_model_of_arms};
pub use sites::{MEAN_CHANGE_OVER_SITES, SITE_DIFFERENCE, SITE_EFFECTS, sites_model};
pub use slopes::{RandomSlope, RandomStructure, SLOPE_DIFFERENCE, SLOPE_PER_SESSION, SLOPE_PER_TIME, SlopesFit};
