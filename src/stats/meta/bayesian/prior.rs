//! Prior distributions of the mean and of the SD between studies.

use schemars::JsonSchema;
use serde::Serialize;

/// What is believed about the mean before the studies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum MeanPrior {
    /// All values alike.
    #[default]
    Flat,
    /// Normal.
    Normal {
        /// Its mean, in the unit of the estimates.
        mean: f64,
        /// Its SD.
        sd: f64,
    },
}

/// What is believed about tau, the SD between studies, before the studies.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum SpreadPrior {
    /// A Normal distribution about 0 cut off below 0: half of it lies below 0.67 scales.
    HalfNormal {
        /// The SD of the uncut Normal, in the unit of the estimates.
        scale: f64,
    },
    /// A Cauchy distribution about 0 cut off below 0: half of it lies below the scale.
    HalfCauchy {
        /// Its median, in the unit of the estimates.
        scale: f64,
    },
    /// All values from 0 on alike; no distribution by itself.
    Flat,
}

impl MeanPrior {
    /// Whether its figures are a distribution.
    pub(super) fn is_valid(self) -> bool {
        match self {
            MeanPrior::Flat => true,
            MeanPrior::Normal { mean, sd } => mean.is_finite() && sd.is_finite() && sd > 0.0,
        }
    }
}

impl SpreadPrior {
    /// Its scale; `None` where it has none.
    pub(super) fn scale(self) -> Option<f64> {
        match self {
            SpreadPrior::HalfNormal { scale } | SpreadPrior::HalfCauchy { scale } => Some(scale),
            SpreadPrior::Flat => None,
        }
    }

    /// The log density at tau; without a constant for the flat one.
    pub(super) fn log_density(self, tau: f64) -> f64 {
        match self {
            SpreadPrior::HalfNormal { scale } => {
                let constant = (2.0 / std::f64::consts::PI).sqrt() / scale;
                constant.ln() - 0.5 * (tau / scale).powi(2)
            }
            SpreadPrior::HalfCauchy { scale } => {
                (2.0 / (std::f64::consts::PI * scale)).ln() - (tau / scale).powi(2).ln_1p()
            }
            SpreadPrior::Flat => 0.0,
        }
    }

    /// The p of tau^-p, by which the density falls for large tau; infinite for a density that falls faster than any power.
    pub(super) fn tail(self) -> f64 {
        match self {
            SpreadPrior::HalfNormal { .. } => f64::INFINITY,
            SpreadPrior::HalfCauchy { .. } => 2.0,
            SpreadPrior::Flat => 0.0,
        }
    }
}
