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

/// One of the two limits of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The lower limit.
    Lower,
    /// The upper limit.
    Upper,
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
    /// from below only. `limit(side, tail)` gives the limit on that side that leaves `tail` outside.
    ///
    /// # Errors
    /// Those of `limit`.
    pub fn interval<E>(self, alpha: f64, mut limit: impl FnMut(Side, f64) -> Result<f64, E>) -> Result<(f64, f64), E> {
        Ok(match self {
            Alternative::TwoSided => (limit(Side::Lower, alpha / 2.0)?, limit(Side::Upper, alpha / 2.0)?),
            Alternative::Less => (f64::NEG_INFINITY, limit(Side::Upper, alpha)?),
            Alternative::Greater => (limit(Side::Lower, alpha)?, f64::INFINITY),
        })
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
