//! A number with its unit, as people give margins and null values: `1.5cm`, `-2 kg`.

use super::{DataError, Decimal, Unit};
use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// An amount and the unit that it is stated in; a bare number has the unit `none`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// How much.
    pub amount: Decimal,
    /// Of what.
    pub unit: Unit,
}

/// A text that is not a number with a unit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a number with a unit: write it as 1.5cm, -2kg or 0.5score (units: cm, mm, m, in, kg, g, lb, percent, score, none)"
)]
pub struct MeasureError(String);

impl Measure {
    /// The amount on another unit's scale: exact in the same unit, the nearest decimal of 17 digits otherwise.
    ///
    /// # Errors
    /// [`DataError::Unit`] when the units measure different things.
    pub fn amount_in(self, unit: Unit) -> Result<Decimal, DataError> {
        if unit == self.unit {
            return Ok(self.amount);
        }
        let value = self.unit.convert(self.amount.to_f64(), unit)?;
        Decimal::from_f64(value).ok_or(DataError::Grid)
    }

    /// The number and the word behind it.
    pub(crate) fn split(text: &str) -> (&str, &str) {
        let trimmed = text.trim();
        let split = trimmed
            .char_indices()
            .find(|&(at, sign)| (sign.is_alphabetic() || sign == '%') && !is_exponent(trimmed, at))
            .map_or(trimmed.len(), |(at, _)| at);
        trimmed.split_at(split)
    }
}

impl FromStr for Measure {
    type Err = MeasureError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (amount, unit) = Measure::split(text);
        let error = || MeasureError(text.to_owned());
        Ok(Measure {
            amount: Decimal::parse(amount, '.').map_err(|_| error())?,
            unit: if unit.is_empty() { Unit::None } else { Unit::parse(unit).ok_or_else(error)? },
        })
    }
}

/// Whether the letter at `at` is the `e` of `1e-3`.
fn is_exponent(text: &str, at: usize) -> bool {
    let rest = text[at + 1..].trim_start_matches(['+', '-']);
    text[at..].starts_with(['e', 'E']) && rest.starts_with(|sign: char| sign.is_ascii_digit())
}

impl fmt::Display for Measure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.amount, self.unit)
    }
}

impl Serialize for Measure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Measure {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

impl JsonSchema for Measure {
    fn schema_name() -> Cow<'static, str> {
        "Measure".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        String::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers_with_units() {
        for (text, shown) in
            [("1.5cm", "1.5 cm"), ("-2 kg", "-2 kg"), ("5%", "5 percent"), ("1e-1 in", "0.1 in"), ("0.5", "0.5 none")]
        {
            assert_eq!(text.parse::<Measure>().expect(text).to_string(), shown);
        }
        for text in ["cm", "1,5cm", "1.5 parsec", ""] {
            assert!(text.parse::<Measure>().is_err(), "{text}");
        }
    }

    #[test]
    fn converts() {
        let inch: Measure = "1in".parse().expect("measure");
        assert_eq!(inch.amount_in(Unit::Cm).expect("cm").to_string(), "2.54");
        assert!(inch.amount_in(Unit::Kg).is_err());
    }
}
