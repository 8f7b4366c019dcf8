//! Measures of evidence that are no p-values.

mod bayes_t;
mod jzs;
mod likelihood_ratio;
mod second_generation_p;

pub use bayes_t::{BayesT, at_scale, robustness};
pub use likelihood_ratio::LikelihoodRatio;
pub use second_generation_p::SecondGenerationP;
