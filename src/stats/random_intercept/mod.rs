//! Counts whose distribution differs between clusters by one Normal term: on the log odds, the log odds ratio or the log rate.

mod cluster;
mod counts;
mod fit;
mod likelihood;

pub(super) use cluster::Cluster;
pub(super) use counts::{ConditionalOdds, Events, RatePair, RightAnswers};
pub(super) use fit::{InterceptFit, fit, log_likelihood_without_spread};
pub(super) use likelihood::marginal_share;
