//! From data to results: one file per procedure, listed in [`registry`].

mod analysed;
mod documented;
mod error;
mod margin;
mod moments;
mod options;
mod procedure;
mod shape;

pub mod describe;
pub mod effect;
pub mod equivalence;
pub mod multiplicity;
pub mod paired;
pub mod power;
pub mod registry;
pub mod resample;

pub use error::StatsError;
pub use margin::{Margin, MarginError, MarginScale, MarginUnit, StatedMargin};
pub use moments::Moments;
pub use options::{SignedRankMethod, TestOptions, ZeroHandling};
pub use procedure::{EffectProcedure, PairedProcedure, PairedValues, Usage};
pub use shape::{ShapeEstimator, excess_kurtosis, skewness};
