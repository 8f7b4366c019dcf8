//! Random effects with prior distributions, by quadrature.

mod grid;
mod mixture;
mod posterior;
mod prior;
mod random_effects;
mod summary;

pub use prior::{MeanPrior, SpreadPrior};
pub use random_effects::{
    BayesianMetaAnalysis, BayesianOptions, BayesianResult, PosteriorDensity, bayesian_random_effects,
};
pub use summary::{PosteriorSummary, Shrunken};
