//! What the user may choose.

use crate::stats::TestOptions;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The correlation of one person's readings that the equations work with. Estimates and robust standard errors hold whichever it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum WorkingCorrelation {
    /// One correlation of any two readings.
    #[default]
    Exchangeable,
    /// None.
    Independence,
}

/// How residuals are corrected for having been fitted before they are squared in the sandwich.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RobustErrors {
    /// By (I - H)^-1 (Mancl and DeRouen 2001).
    #[default]
    ManclDeRouen,
    /// By (I - H)^(-1/2) (Kauermann and Carroll 2001).
    KauermannCarroll,
    /// Not at all (Liang and Zeger 1986): too small with fewer than about 50 people.
    LiangZeger,
}

impl RobustErrors {
    /// The power of 1 - H by which residuals are divided.
    pub(super) fn power(self) -> f64 {
        match self {
            RobustErrors::ManclDeRouen => 1.0,
            RobustErrors::KauermannCarroll => 0.5,
            RobustErrors::LiangZeger => 0.0,
        }
    }

    /// As the method of an interval.
    pub(super) fn method(self) -> &'static str {
        match self {
            RobustErrors::ManclDeRouen => "sandwich (Mancl and DeRouen), t",
            RobustErrors::KauermannCarroll => "sandwich (Kauermann and Carroll), t",
            RobustErrors::LiangZeger => "sandwich (Liang and Zeger), t",
        }
    }
}

/// The equations and what is asked of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GeeOptions {
    /// The working correlation.
    pub correlation: WorkingCorrelation,
    /// The correction of the sandwich.
    pub errors: RobustErrors,
    /// Whether changes of several arms are adjusted for the baseline, with a slope at each visit.
    pub baseline_slope: bool,
    /// Level, alternative, null value.
    pub test: TestOptions,
}

impl Default for GeeOptions {
    fn default() -> Self {
        GeeOptions {
            correlation: WorkingCorrelation::default(),
            errors: RobustErrors::default(),
            baseline_slope: true,
            test: TestOptions::default(),
        }
    }
}
