use super::number::{Number, optional};
use super::{Analysed, Citation, Estimate, Note};
use schemars::JsonSchema;
use serde::Serialize;

/// A standardised size of a change, always with its formula: there is no bare "d".
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct EffectSize {
    /// Stable name: `d_z`.
    pub procedure: &'static str,
    /// The estimate with its interval.
    pub estimate: Estimate,
    /// How it is computed, in symbols.
    pub formula: &'static str,
    /// Degrees of freedom that its small-sample correction rests on, if it has one.
    #[serde(serialize_with = "optional")]
    #[schemars(with = "Option<Number>")]
    pub degrees_of_freedom: Option<f64>,
    /// Who entered.
    pub analysed: Analysed,
    /// What the reader must know.
    pub notes: Vec<Note>,
    /// What it rests on.
    pub citations: Vec<Citation>,
}
