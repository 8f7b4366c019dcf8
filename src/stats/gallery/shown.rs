//! A gallery beside everybody, in numbers.

use crate::data::Unit;
use crate::result::number::{Number, optional};
use crate::result::{Estimate, Note};
use crate::stats::risk::Toward;
use schemars::JsonSchema;
use serde::Serialize;

/// Where the noise of a change comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NoiseSource {
    /// From the error of a reading.
    ErrorOfReading,
    /// The study's own SD of the changes, which also holds true differences between people.
    OwnSpread,
}

/// The gallery that noise alone makes.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct NoiseGallery {
    /// Where the noise comes from.
    pub source: NoiseSource,
    /// The standard deviation of a change by noise alone.
    pub sd_of_change: f64,
    /// The expected mean of the best, with the standard deviation of that mean as its standard error, and the range in which the mean
    /// lies with the probability of the level.
    pub expected: Estimate,
}

/// The three means for one number of pictures.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct GalleryPoint {
    /// How many are shown.
    pub shown: usize,
    /// The mean of the best of these data.
    pub observed: f64,
    /// Expected if as many people were drawn from these data again.
    pub redrawn: f64,
    /// Expected without any effect, where the noise is known.
    #[serde(serialize_with = "optional")]
    #[schemars(with = "Option<Number>")]
    pub noise: Option<f64>,
}

/// A gallery beside everybody.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Gallery {
    /// How many pairs there are.
    pub people: usize,
    /// How many of them are shown.
    pub shown: usize,
    /// The wanted direction.
    pub toward: Toward,
    /// The unit of the changes.
    pub unit: Unit,
    /// The mean change of everybody, with Student's interval.
    pub everybody: Estimate,
    /// The mean change of the best; picked ones have no interval.
    pub observed: Estimate,
    /// Who is shown, the best first, as indices into the pairs.
    pub picked: Vec<usize>,
    /// How many are not shown who changed as much as the last who is.
    pub tied_out: usize,
    /// The mean expected of the best if as many people were drawn from these data again.
    pub redrawn: f64,
    /// The gallery of noise alone; absent for a single pair whose reading error is not known.
    pub noise: Option<NoiseGallery>,
    /// The mean that picking alone makes over the observed one; above 1 where noise alone would show more. Absent where the gallery
    /// does not show a change in the wanted direction.
    #[serde(serialize_with = "optional")]
    #[schemars(with = "Option<Number>")]
    pub share_by_picking: Option<f64>,
    /// By growing number of pictures: every number up to 400 people, of more a selection, always with 1, `shown` and everybody.
    pub curve: Vec<GalleryPoint>,
    /// What the reader must know.
    pub notes: Vec<Note>,
}
