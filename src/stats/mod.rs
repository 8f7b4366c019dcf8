//! From data to results: one file per procedure, listed in [`registry`].

mod analysed;
mod documented;
mod error;
mod fieller;
mod log_ratios;
mod margin;
mod mean_sd;
mod moments;
mod options;
mod procedure;
mod random_intercept;
mod shape;
mod threshold;
mod values;

pub mod agreement;
pub mod binary;
pub mod consistency;
pub mod describe;
pub mod effect;
mod engines;
pub mod equivalence;
pub mod evidence;
pub mod explain;
pub mod gallery;
pub mod individual;
pub mod linear;
pub mod measures;
pub mod meta;
pub mod mixed;
pub mod multiplicity;
pub mod ordinal;
pub mod paired;
pub mod power;
pub mod proportion;
pub mod registry;
pub mod repeated;
pub mod resample;
pub mod risk;
pub mod spread;
pub mod summary;
pub mod trimming;
pub mod two_sample;

pub use engines::{EngineAnswer, engine_answers};
pub use error::StatsError;
pub use fieller::FiellerSet;
pub use margin::{Margin, MarginError, MarginScale, MarginUnit, StatedMargin};
pub(crate) use mean_sd::{MeanOfChanges, MeanSd, MeansOfArms};
pub use moments::Moments;
pub use options::{BootstrapMethod, SignedRankMethod, TestOptions, Trim, ZeroHandling};
pub use procedure::{
    ArmsProcedure, ComparisonEffect, ComparisonProcedure, EffectProcedure, Explained, PairedProcedure, PairedValues,
    Usage,
};
pub use shape::{ShapeEstimator, excess_kurtosis, skewness};
pub use threshold::Threshold;
