use super::number::{Number, number, optional};
use super::{Level, Quantity};
use crate::data::Unit;
use schemars::JsonSchema;
use serde::Serialize;

/// One estimated number with its uncertainty.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Estimate {
    /// What is estimated.
    pub quantity: Quantity,
    /// The estimate.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub value: f64,
    /// The unit of the estimate and its interval.
    pub unit: Unit,
    /// Its standard error, where the procedure has one.
    #[serde(serialize_with = "optional")]
    #[schemars(with = "Option<Number>")]
    pub standard_error: Option<f64>,
    /// Its interval; absent where the data define none (a note says why).
    pub interval: Option<Interval>,
    /// A bootstrap interval beside it, where one was asked for.
    pub bootstrap: Option<Interval>,
}

/// An interval for an estimate. A one-sided interval has one infinite end.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Interval {
    /// Lower end, possibly -Inf.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub lower: f64,
    /// Upper end, possibly Inf.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub upper: f64,
    /// The level asked for.
    pub level: Level,
    /// The level reached, where a discrete distribution reaches another than the one asked for.
    pub achieved_level: Option<f64>,
    /// How it was made: `t`, `noncentral t`, `signed-rank order statistics`.
    pub method: &'static str,
    /// Standard errors of the lower and the upper end over drawings of the resamples; 0 for an infinite end. Absent where nothing was
    /// drawn.
    pub monte_carlo_errors: Option<[f64; 2]>,
}

impl Estimate {
    /// An estimate without a bootstrap interval.
    pub fn new(
        quantity: Quantity,
        value: f64,
        unit: Unit,
        standard_error: Option<f64>,
        interval: Option<Interval>,
    ) -> Estimate {
        Estimate { quantity, value, unit, standard_error, interval, bootstrap: None }
    }
}

impl Interval {
    /// An interval that reaches its level and has no Monte-Carlo error.
    pub fn new(lower: f64, upper: f64, level: Level, method: &'static str) -> Interval {
        Interval { lower, upper, level, achieved_level: None, method, monte_carlo_errors: None }
    }
}
