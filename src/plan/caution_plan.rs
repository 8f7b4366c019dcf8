//! The parts of a plan.toml that keep a study from fooling itself: what the tape errs, how people came in, what they would have done
//! without treatment, and which pictures were shown.

use crate::data::{Decimal, Measure, MeasureError, Unit};
use crate::ingest::{ColumnsAre, DecimalSign, Delimiter};
use crate::stats::explain::ScreeningVisit;
use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::str::FromStr;

/// The error of one reading as a plan states it: an amount, or `published` for the figure on file of that place on the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatedError {
    /// The SD of one reading.
    Amount(Measure),
    /// The published figure, taken as an assumption.
    Published,
}

impl Serialize for StatedError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            StatedError::Amount(measure) => measure.serialize(serializer),
            StatedError::Published => serializer.serialize_str("published"),
        }
    }
}

impl<'de> Deserialize<'de> for StatedError {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

impl FromStr for StatedError {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.trim() == "published" {
            return Ok(StatedError::Published);
        }
        let measure: Measure = text.parse().map_err(|cause: MeasureError| cause.to_string())?;
        if measure.amount <= Decimal::ZERO {
            return Err(format!("`{text}` is no SD of an error: it must be above zero, or `published`"));
        }
        Ok(StatedError::Amount(measure))
    }
}

impl JsonSchema for StatedError {
    fn schema_name() -> Cow<'static, str> {
        "StatedError".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        String::json_schema(generator)
    }
}

/// Repeated readings that tell the error of a reading.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct ReliabilityPlan {
    /// The file, beside the plan.
    pub file: Option<String>,
    /// The column, or comma-separated columns, that name the participant.
    pub id: Option<String>,
    /// The column of who measured.
    pub observer: Option<String>,
    /// The column of the occasion.
    pub session: Option<String>,
    /// The column that numbers the readings of one observer on one occasion.
    pub reading: Option<String>,
    /// The column of the place on the body.
    pub site: Option<String>,
    /// The columns of the readings, or comma-separated columns side by side; detected when left out.
    pub values: Vec<String>,
    /// Units of `values`, one for each; `unit` for all when left out.
    pub units: Vec<Unit>,
    /// What columns side by side are.
    pub columns_are: Option<ColumnsAre>,
    /// Unit of the readings, where the header does not say.
    pub unit: Option<Unit>,
    /// Rows to keep.
    #[serde(rename = "where")]
    pub filters: Vec<String>,
    /// `comma`, `semicolon` or `tab`; detected when left out.
    pub delimiter: Option<Delimiter>,
    /// `point` or `comma`; detected when left out.
    pub decimal: Option<DecimalSign>,
    /// The observer who reads in the study, where the file has several: the error of a reading is then that observer's.
    pub study_observer: Option<String>,
    /// Of how many readings like those in the file each reading of the study is the mean; 1 when left out.
    pub readings_averaged: Option<u32>,
    /// Whether gross errors that were flagged stay in the error of a reading. They are never removed from a table.
    pub keep_gross_errors: bool,
}

/// How people came into the study.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct SelectionPlan {
    /// By which outcome; the primary one when left out.
    pub outcome: Option<String>,
    /// Only people with such a reading or a higher one.
    pub at_least: Option<Measure>,
    /// Only people with such a reading or a lower one.
    pub at_most: Option<Measure>,
    /// The share of the population that came in, where no reading decided but people with high readings came: `20 %`.
    pub share: Option<Measure>,
    /// Of how many days people came on the worst one; 1 when left out.
    pub worst_of: Option<u32>,
    /// Whether the first reading of the study decided (`baseline`), or one before it (`separate`).
    pub screening: ScreeningVisit,
    /// Mean of single readings in the population from which people came.
    pub population_mean: Option<Measure>,
    /// Their SD.
    pub population_sd: Option<Measure>,
    /// Where these come from.
    pub population_source: Option<String>,
}

impl SelectionPlan {
    /// What TOML's types cannot say.
    pub(super) fn check(&self) -> Result<(), String> {
        let rules = [&self.at_least, &self.at_most, &self.share].into_iter().filter(|rule| rule.is_some()).count();
        if rules > 1 {
            return Err("give one of `at-least`, `at-most` and `share`".to_owned());
        }
        if let Some(share) = &self.share {
            let percent = share.amount.to_f64();
            if share.unit != Unit::Percent || percent <= 0.0 || percent > 100.0 {
                return Err(format!("share: {share} is not a share of a population: write it as 20 %"));
            }
        }
        if self.worst_of == Some(0) {
            return Err("worst-of: people come on one day at least".to_owned());
        }
        if self.population_mean.is_some() != self.population_sd.is_some() {
            return Err("`population-mean` and `population-sd` go together".to_owned());
        }
        match &self.population_sd {
            Some(sd) if sd.amount <= Decimal::ZERO => Err(format!("population-sd: {sd} is not above zero")),
            _ => Ok(()),
        }
    }
}

/// What the panel that explains a change away is told.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct ExplainPlan {
    /// The place on the body whose published figures are used: `waist`, `thigh`, `hip`, `abdomen`, `arm`; by the outcome's name when left
    /// out.
    pub place: Option<String>,
    /// A change of weight that the season or the calendar brings, where weight was not measured: `-0.5 kg`.
    pub weight_drift: Option<Measure>,
    /// Where that comes from.
    pub weight_drift_source: Option<String>,
    /// Centimetres for a kilogram, in place of the published figure.
    pub per_kg: Option<Measure>,
    /// Where that comes from.
    pub per_kg_source: Option<String>,
}

/// Pictures that were shown of the study's people.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct PhotosPlan {
    /// How many pairs of pictures were shown.
    pub shown: Option<u32>,
    /// By which outcome they were picked; the primary one when left out.
    pub outcome: Option<String>,
    /// The change that a picture is said to show: `-2 cm`.
    pub amount: Option<Measure>,
    /// A file of rated pairs of pictures, beside the plan.
    pub ratings: Option<String>,
    /// Its column of the pair.
    pub pair: Option<String>,
    /// Its column of the rater.
    pub rater: Option<String>,
    /// Its column that says whether the rater named the later picture.
    pub right: Option<String>,
}
