//! From data to results: one file per procedure, listed in [`registry`].

mod analysed;
mod documented;
mod error;
mod moments;
mod options;
mod procedure;
mod shape;

pub mod describe;
pub mod effect;
pub mod equivalence;
pub mod paired;
pub mod power;
pub mod registry;
pub mod resample;
pub mod spread;

pub use error::StatsError;
pub use moments::Moments;
pub use options::{Margin, SignedRankMethod, TestOptions, ZeroHandling};
pub use procedure::{EffectProcedure, PairedProcedure, PairedValues, Usage};
pub use shape::{ShapeEstimator, excess_kurtosis, skewness};
