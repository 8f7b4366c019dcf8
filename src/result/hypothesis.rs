use super::Quantity;
use super::number::{Number, number};
use crate::data::Unit;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which side of the null value the alternative lies on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Alternative {
    /// Not equal to the null value.
    #[default]
    TwoSided,
    /// Below the null value: for a change, a larger reduction.
    Less,
    /// Above the null value.
    Greater,
}

impl Alternative {
    /// As on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Alternative::TwoSided => "two-sided",
            Alternative::Less => "less",
            Alternative::Greater => "greater",
        }
    }

    /// The only place where the direction of a one-sided interval is decided: `less` bounds the estimate from above only, `greater`
    /// from below only. `limit(lower, tail)` gives the lower or upper limit that leaves `tail` outside.
    pub fn interval(self, alpha: f64, mut limit: impl FnMut(bool, f64) -> f64) -> (f64, f64) {
        match self {
            Alternative::TwoSided => (limit(true, alpha / 2.0), limit(false, alpha / 2.0)),
            Alternative::Less => (f64::NEG_INFINITY, limit(false, alpha)),
            Alternative::Greater => (limit(true, alpha), f64::INFINITY),
        }
    }

    /// The only place where tails become a p-value: from the probability of a statistic at most, and at least, as large as observed.
    pub fn p_value(self, lower_tail: f64, upper_tail: f64) -> f64 {
        match self {
            Alternative::TwoSided => (2.0 * lower_tail.min(upper_tail)).min(1.0),
            Alternative::Less => lower_tail,
            Alternative::Greater => upper_tail,
        }
    }
}

/// What a test asks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Hypothesis {
    /// About which quantity.
    pub quantity: Quantity,
    /// Its value under the null hypothesis.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub null_value: f64,
    /// The unit of the null value.
    pub unit: Unit,
    /// The alternative.
    pub alternative: Alternative,
}
