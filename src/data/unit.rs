//! Units of measurement.

use super::DataError;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a reading is measured in. Quantities of different units are never added or compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Centimetre.
    Cm,
    /// Millimetre.
    Mm,
    /// Metre.
    M,
    /// Inch, 2.54 cm.
    In,
    /// Kilogram.
    Kg,
    /// Gram.
    G,
    /// Pound (avoirdupois), 0.45359237 kg.
    Lb,
    /// Percent.
    Percent,
    /// Points on a scale.
    Score,
    /// A bare number.
    #[default]
    None,
}

/// What kind of physical quantity a unit measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// Lengths, convertible among themselves.
    Length,
    /// Masses, convertible among themselves.
    Mass,
    /// Everything else: convertible only to itself.
    Other,
}

impl Unit {
    /// Every unit, in the order in which they are listed to users.
    pub const ALL: [Unit; 10] =
        [Unit::Cm, Unit::Mm, Unit::M, Unit::In, Unit::Kg, Unit::G, Unit::Lb, Unit::Percent, Unit::Score, Unit::None];

    /// The unit as written on the command line and in plan.toml: `cm`, `percent`, `none`.
    pub fn name(self) -> &'static str {
        match self {
            Unit::Cm => "cm",
            Unit::Mm => "mm",
            Unit::M => "m",
            Unit::In => "in",
            Unit::Kg => "kg",
            Unit::G => "g",
            Unit::Lb => "lb",
            Unit::Percent => "percent",
            Unit::Score => "score",
            Unit::None => "none",
        }
    }

    /// The unit as printed behind a number; empty for a bare number.
    pub fn symbol(self) -> &'static str {
        match self {
            Unit::Percent => "%",
            Unit::Score => "points",
            Unit::None => "",
            other => other.name(),
        }
    }

    /// The kind of quantity that the unit measures.
    pub fn dimension(self) -> Dimension {
        match self {
            Unit::Cm | Unit::Mm | Unit::M | Unit::In => Dimension::Length,
            Unit::Kg | Unit::G | Unit::Lb => Dimension::Mass,
            Unit::Percent | Unit::Score | Unit::None => Dimension::Other,
        }
    }

    /// Size of one unit in centimetres or kilograms; 1 for what cannot be converted.
    fn factor(self) -> f64 {
        match self {
            Unit::Cm | Unit::Kg | Unit::Percent | Unit::Score | Unit::None => 1.0,
            Unit::Mm => 0.1,
            Unit::M => 100.0,
            Unit::In => 2.54,
            Unit::G => 0.001,
            Unit::Lb => 0.453_592_37,
        }
    }

    /// `value`, given in this unit, expressed in `target`.
    ///
    /// # Errors
    /// [`DataError::Unit`] when the two measure different things.
    pub fn convert(self, value: f64, target: Unit) -> Result<f64, DataError> {
        if self == target {
            return Ok(value);
        }
        if self.dimension() == Dimension::Other || self.dimension() != target.dimension() {
            return Err(DataError::Unit { from: self, to: target });
        }
        Ok(value * self.factor() / target.factor())
    }

    /// Reads a unit as people write it: `cm`, `"kg"`, `inches`, `lbs`, `%`.
    pub fn parse(text: &str) -> Option<Unit> {
        let word = text.trim().trim_matches(|c| c == '"' || c == '\'').to_ascii_lowercase();
        Some(match word.as_str() {
            "cm" | "centimetre" | "centimetres" | "centimeter" | "centimeters" => Unit::Cm,
            "mm" | "millimetre" | "millimetres" | "millimeter" | "millimeters" => Unit::Mm,
            "m" | "metre" | "metres" | "meter" | "meters" => Unit::M,
            "in" | "inch" | "inches" => Unit::In,
            "kg" | "kgs" | "kilogram" | "kilograms" => Unit::Kg,
            "g" | "gram" | "grams" => Unit::G,
            "lb" | "lbs" | "pound" | "pounds" => Unit::Lb,
            "percent" | "%" | "pct" => Unit::Percent,
            "score" | "points" | "point" | "grade" | "grades" => Unit::Score,
            "none" => Unit::None,
            _ => return None,
        })
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conversions_are_exact_where_they_are_defined_so() {
        assert_eq!(Unit::In.convert(1.0, Unit::Cm), Ok(2.54));
        assert_eq!(Unit::Lb.convert(2.0, Unit::Kg), Ok(0.907_184_74));
        assert_eq!(Unit::Cm.convert(3.0, Unit::Cm), Ok(3.0));
        assert!(Unit::Cm.convert(1.0, Unit::Kg).is_err());
        assert!(Unit::Score.convert(1.0, Unit::Percent).is_err());
    }

    #[test]
    fn names_read_back() {
        for unit in Unit::ALL {
            assert_eq!(Unit::parse(unit.name()), Some(unit));
        }
    }
}
