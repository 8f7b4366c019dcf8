//! The arguments of a case. One that the driver does not know, or a value that girth does not offer, stops it.

use super::Stop;
use girth::data::Decimal;
use girth::result::{Alternative, Level};
use serde_json::{Map, Value};

/// The arguments, checked against the names that a procedure knows.
pub struct Arguments<'a>(&'a Map<String, Value>);

impl<'a> Arguments<'a> {
    /// Refuses arguments other than `known`, differences other than after - before, and readings that are
    /// not the decimals of the file.
    pub fn known(arguments: &'a Map<String, Value>, known: &[&str]) -> Result<Self, Stop> {
        let common = ["difference", "readings"];
        let unknown = |name: &&String| !common.contains(&name.as_str()) && !known.contains(&name.as_str());
        if let Some(name) = arguments.keys().find(unknown) {
            return Err(Stop::NotCovered(format!("argument {name}")));
        }
        let arguments = Arguments(arguments);
        arguments.choose("difference", &[("after - before", ())], ())?;
        arguments.choose("readings", &[("decimal text", ())], ())?;
        Ok(arguments)
    }

    /// One of the listed words, or `default` when the argument is not given.
    pub fn choose<T: Copy>(&self, name: &str, choices: &[(&str, T)], default: T) -> Result<T, Stop> {
        let Some(given) = self.0.get(name) else { return Ok(default) };
        let found = choices.iter().find(|(word, _)| given.as_str() == Some(word)).map(|(_, choice)| *choice);
        found.ok_or_else(|| Stop::NotCovered(format!("{name} = {given}")))
    }

    /// Yes or no; no when not given.
    pub fn flag(&self, name: &str) -> Result<bool, Stop> {
        match self.0.get(name) {
            None => Ok(false),
            Some(value) => value.as_bool().ok_or_else(|| Stop::NotCovered(format!("{name} = {value}"))),
        }
    }

    /// A decimal, exactly as written.
    pub fn decimal(&self, name: &str) -> Result<Option<Decimal>, Stop> {
        let Some(value) = self.0.get(name) else { return Ok(None) };
        let decimal = Decimal::parse(&value.to_string(), '.').ok();
        decimal.map(Some).ok_or_else(|| Stop::NotCovered(format!("{name} = {value}")))
    }

    /// A decimal that the procedure cannot do without.
    pub fn needed(&self, name: &str) -> Result<Decimal, Stop> {
        self.decimal(name)?.ok_or_else(|| Stop::NotCovered(format!("no argument {name}")))
    }

    /// The level `conf_level`, 0.95 when not given.
    pub fn level(&self) -> Result<Level, Stop> {
        let level = self.decimal("conf_level")?.map_or(Ok(Level::DEFAULT), |level| Level::try_new(level.to_f64()));
        level.map_err(|cause| Stop::NotCovered(cause.to_string()))
    }

    /// The level 1 - `alpha`.
    pub fn level_of_alpha(&self) -> Result<Level, Stop> {
        Level::try_new(1.0 - self.needed("alpha")?.to_f64()).map_err(|cause| Stop::NotCovered(cause.to_string()))
    }

    /// The alternative, two-sided when not given.
    pub fn alternative(&self) -> Result<Alternative, Stop> {
        let choices = [
            ("two.sided", Alternative::TwoSided),
            ("two-sided", Alternative::TwoSided),
            ("less", Alternative::Less),
            ("greater", Alternative::Greater),
        ];
        self.choose("alternative", &choices, Alternative::TwoSided)
    }
}
