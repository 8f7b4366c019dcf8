//! Figures that others published about girths, by place on the body, to be offered as assumptions.

use super::PlanError;
use crate::claims::position;
use crate::data::{Measure, Outcome, OutcomeKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const TEXT: &str = include_str!("../../datasets/published/girths.toml");
const FILE: &str = "datasets/published/girths.toml";

/// When readings were repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Repeated {
    /// At once.
    Same,
    /// Some time apart.
    Different,
}

/// The error of a reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishedError {
    /// The place on the body.
    pub site: String,
    /// SD of one reading of a person.
    pub sd: Measure,
    /// Whether the readings were repeated at once.
    pub occasions: Repeated,
    /// Where it is printed.
    pub source: String,
}

/// A mean change of people who were not treated, or were treated with a sham.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishedChange {
    /// The place on the body.
    pub site: String,
    /// after - before.
    pub change: Measure,
    /// Weeks between the readings.
    pub weeks: u32,
    /// What was done instead of the treatment.
    pub what: String,
    /// Where it is printed.
    pub source: String,
}

/// How much a girth gains with a kilogram.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishedSlope {
    /// The place on the body.
    pub site: String,
    /// For each kilogram.
    pub per_kg: Measure,
    /// Where it is printed.
    pub source: String,
}

/// What a population looks like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishedPopulation {
    /// The place on the body.
    pub site: String,
    /// Mean of single readings.
    pub mean: Measure,
    /// Their SD.
    pub sd: Measure,
    /// Where it is printed.
    pub source: String,
}

/// All figures on file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Published {
    /// Errors of readings.
    pub error: Vec<PublishedError>,
    /// Changes without treatment.
    pub untreated: Vec<PublishedChange>,
    /// Slopes on weight.
    pub slope: Vec<PublishedSlope>,
    /// Populations.
    pub population: Vec<PublishedPopulation>,
}

impl Published {
    /// The bundled figures.
    ///
    /// # Errors
    /// [`PlanError`] if the bundled file were damaged; a test of the project sees to it that it is not.
    pub fn bundled() -> Result<Published, PlanError> {
        toml::from_str(TEXT).map_err(|cause| {
            let (line, column) = position(TEXT, cause.span().map_or(0, |span| span.start));
            PlanError::Toml { file: FILE.to_owned(), line, column, message: cause.message().trim().to_owned() }
        })
    }

    /// The error of one reading at a place; the one of two occasions where there is a choice, because a change is one of two occasions.
    pub fn error_at(&self, site: &str, occasions: Repeated) -> Option<&PublishedError> {
        self.error.iter().find(|error| error.site == site && error.occasions == occasions)
    }

    /// Changes of the untreated at a place, in the order of the file.
    pub fn untreated_at(&self, site: &str) -> Vec<&PublishedChange> {
        self.untreated.iter().filter(|change| change.site == site).collect()
    }

    /// Centimetres for a kilogram at a place.
    pub fn slope_at(&self, site: &str) -> Option<&PublishedSlope> {
        self.slope.iter().find(|slope| slope.site == site)
    }

    /// A population's readings at a place.
    pub fn population_at(&self, site: &str) -> Option<&PublishedPopulation> {
        self.population.iter().find(|population| population.site == site)
    }
}

/// Places on the body with figures on file, and the words in names of outcomes that mean them.
const PLACES: &[(&str, &[&str])] = &[
    ("thigh", &["thigh", "leg"]),
    ("abdomen", &["abdomen", "abdominal", "navel", "umbilicus", "belly"]),
    ("waist", &["waist", "wstcir"]),
    ("hip", &["hip", "hips", "hipcir"]),
    ("arm", &["arm", "upperarm", "muac"]),
];

/// Every place with figures on file.
pub(super) fn places() -> impl Iterator<Item = &'static str> {
    PLACES.iter().map(|(place, _)| *place)
}

/// The place on the body that an outcome, or the site that it was measured at, is named after; girths only.
pub fn place_of(outcome: &Outcome, site: Option<&str>) -> Option<&'static str> {
    if outcome.kind != OutcomeKind::Girth {
        return None;
    }
    let names = [site.unwrap_or_default(), outcome.name.as_str(), outcome.label.as_str()];
    let words = |name: &str| -> Vec<String> {
        name.to_lowercase().split(|c: char| !c.is_alphabetic()).map(str::to_owned).collect()
    };
    let named = |name: &&str| {
        let words = words(name);
        let found = PLACES.iter().find(|(_, means)| means.iter().any(|word| words.iter().any(|other| other == word)));
        found.map(|(place, _)| *place)
    };
    names.iter().find_map(named)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Unit;

    #[test]
    fn the_bundled_figures_can_be_read_and_name_their_sources() {
        let published = Published::bundled().expect("figures");
        assert!(published.untreated_at("thigh")[0].change.amount.to_f64() < 0.0);
        let sources =
            published.error.iter().map(|one| &one.source).chain(published.slope.iter().map(|one| &one.source));
        assert!(sources.chain(published.untreated.iter().map(|one| &one.source)).all(|source| source.len() > 20));
        let lengths = published.error.iter().map(|one| one.sd).chain(published.population.iter().map(|one| one.sd));
        assert!(lengths.chain(published.slope.iter().map(|one| one.per_kg)).all(|sd| sd.amount_in(Unit::Cm).is_ok()));
    }

    #[test]
    fn places_are_known_by_names() {
        let outcome = |name: &str, kind| Outcome { name: name.into(), label: name.into(), kind, unit: Unit::Cm };
        for (name, place) in
            [("treated_thigh", Some("thigh")), ("Waist", Some("waist")), ("chest", None), ("forearm", None)]
        {
            assert_eq!(place_of(&outcome(name, OutcomeKind::Girth), None), place, "{name}");
        }
        assert_eq!(place_of(&outcome("girth", OutcomeKind::Girth), Some("left thigh")), Some("thigh"));
        assert_eq!(place_of(&outcome("waist", OutcomeKind::Other), None), None);
    }
}
