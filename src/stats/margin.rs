//! Bounds on a change, as people state them and as procedures test them.

use crate::data::{DataError, Decimal, Measure, Unit};
use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// What the bounds of a margin are bounds of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarginScale {
    /// The change, in the unit of the outcome.
    Amount,
    /// The change of the mean in percent of the mean before.
    PercentOfBaseline,
    /// The mean change in SDs of the changes, d_z.
    SdOfChange,
}

/// A region of no importance around zero, or any other region between two bounds, or on one side of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Margin {
    /// What the bounds are bounds of.
    pub scale: MarginScale,
    /// Lower bound; absent where only a rise counts.
    pub lower: Option<Decimal>,
    /// Upper bound; absent where only a fall counts.
    pub upper: Option<Decimal>,
}

impl Margin {
    /// At least one bound, and lower < upper; `None` otherwise.
    pub fn of(scale: MarginScale, lower: Option<Decimal>, upper: Option<Decimal>) -> Option<Margin> {
        let in_order = match (lower, upper) {
            (Some(lower), Some(upper)) => lower < upper,
            (lower, upper) => lower.is_some() || upper.is_some(),
        };
        in_order.then_some(Margin { scale, lower, upper })
    }

    /// Both bounds, where there are two and they are amounts in the unit of the outcome.
    pub fn amounts(&self) -> Option<[Decimal; 2]> {
        if self.scale != MarginScale::Amount {
            return None;
        }
        Some([self.lower?, self.upper?])
    }

    /// Bounds in the unit of the outcome with lower < upper; `None` otherwise.
    pub fn try_new(lower: Decimal, upper: Decimal) -> Option<Margin> {
        Margin::of(MarginScale::Amount, Some(lower), Some(upper))
    }
}

/// What a margin is stated in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarginUnit {
    /// A unit of measurement. Percent means percent of the mean before, unless the outcome itself is measured in percent.
    Unit(Unit),
    /// After over before: 0.8..1.25ratio is -20%..25%.
    Ratio,
    /// SDs of the changes.
    SdOfChange,
}

/// A margin as people write it: `1.5cm`, `5%`, `0.3sd`, `-2cm..0.5cm`, `..0.5cm`, `0.8..1.25ratio`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StatedMargin {
    /// What the ends are stated in.
    pub unit: MarginUnit,
    /// Lower end.
    pub lower: Option<Decimal>,
    /// Upper end.
    pub upper: Option<Decimal>,
}

/// A text that is not a margin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MarginError {
    /// Not a number with a unit, nor two with dots between them.
    #[error(
        "`{0}` is not a number with a unit: write a margin as 1.5cm, 5%, 0.3sd, -2cm..0.5cm, ..0.5cm or 0.8..1.25ratio (units: cm, mm, m, in, kg, g, lb, percent, score, none, sd, ratio)"
    )]
    NotAMargin(String),
    /// One number stands for both directions, so it is a size.
    #[error("{0} is not above zero; give a size, such as 1kg, or two ends, such as -2kg..1kg")]
    NotAboveZero(String),
    /// The ends do not enclose anything.
    #[error("a margin from {lower} to {upper} is empty: the lower end comes first")]
    Empty {
        /// The first end.
        lower: String,
        /// The second.
        upper: String,
    },
    /// Two units.
    #[error("`{0}` has two units: give both ends in the same one")]
    TwoUnits(String),
    /// A ratio cannot be mirrored by a minus sign.
    #[error("{0}: give a margin of the ratio by its ends, such as 0.8..1.25ratio")]
    OneRatio(String),
}

impl MarginUnit {
    fn parse(word: &str) -> Option<MarginUnit> {
        match word.to_ascii_lowercase().as_str() {
            "sd" | "d_z" | "dz" => Some(MarginUnit::SdOfChange),
            "ratio" => Some(MarginUnit::Ratio),
            other => Unit::parse(other).map(MarginUnit::Unit),
        }
    }

    fn name(self) -> &'static str {
        match self {
            MarginUnit::Unit(unit) => unit.name(),
            MarginUnit::Ratio => "ratio",
            MarginUnit::SdOfChange => "sd",
        }
    }
}

impl StatedMargin {
    /// The size of a margin that is as wide to both sides of zero.
    pub fn size(&self) -> Option<Decimal> {
        self.upper.filter(|upper| self.lower == Some(upper.negated()))
    }

    /// The margin for an outcome measured in `unit`.
    ///
    /// # Errors
    /// [`DataError::Unit`] when the margin is an amount of something else.
    pub fn in_unit(&self, unit: Unit) -> Result<Margin, DataError> {
        let ends = |scale, end: &dyn Fn(Decimal) -> Result<Decimal, DataError>| {
            let (lower, upper) = (self.lower.map(end).transpose()?, self.upper.map(end).transpose()?);
            Margin::of(scale, lower, upper).ok_or(DataError::Grid)
        };
        match self.unit {
            MarginUnit::SdOfChange => ends(MarginScale::SdOfChange, &Ok),
            MarginUnit::Ratio => ends(MarginScale::PercentOfBaseline, &|ratio| {
                let one = Decimal::new(1, 0).and_then(|one| one.ticks_at(ratio.decimals()));
                let above = one.and_then(|one| (ratio.ticks() - one).checked_mul(100));
                above.and_then(|ticks| Decimal::new(ticks, ratio.decimals())).ok_or(DataError::Grid)
            }),
            MarginUnit::Unit(Unit::Percent) if unit != Unit::Percent => ends(MarginScale::PercentOfBaseline, &Ok),
            MarginUnit::Unit(stated) => {
                ends(MarginScale::Amount, &|amount| Measure { amount, unit: stated }.amount_in(unit))
            }
        }
    }
}

impl FromStr for StatedMargin {
    type Err = MarginError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let no_margin = || MarginError::NotAMargin(text.to_owned());
        let end = |part: &str| -> Result<Option<(Decimal, Option<MarginUnit>)>, MarginError> {
            if part.trim().is_empty() {
                return Ok(None);
            }
            let (amount, unit) = Measure::split(part);
            let amount = Decimal::parse(amount, '.').map_err(|_| no_margin())?;
            let unit = if unit.is_empty() { None } else { Some(MarginUnit::parse(unit).ok_or_else(no_margin)?) };
            Ok(Some((amount, unit)))
        };
        let shown = |amount: Decimal, unit: MarginUnit| format!("{amount} {}", unit.name());
        let Some((first, second)) = text.split_once("..") else {
            let (size, unit) = end(text)?.ok_or_else(no_margin)?;
            let unit = unit.unwrap_or(MarginUnit::Unit(Unit::None));
            return match unit {
                MarginUnit::Ratio => Err(MarginError::OneRatio(shown(size, unit))),
                _ if size <= Decimal::ZERO => Err(MarginError::NotAboveZero(shown(size, unit))),
                _ => Ok(StatedMargin { unit, lower: Some(size.negated()), upper: Some(size) }),
            };
        };
        let (first, second) = (end(first)?, end(second)?);
        let mut units = [first, second].into_iter().flatten().filter_map(|(_, unit)| unit);
        let unit = units.next().unwrap_or(MarginUnit::Unit(Unit::None));
        if units.any(|other| other != unit) {
            return Err(MarginError::TwoUnits(text.to_owned()));
        }
        let (lower, upper) = (first.map(|(amount, _)| amount), second.map(|(amount, _)| amount));
        let no_ratio = |end: &Decimal| unit == MarginUnit::Ratio && *end <= Decimal::ZERO;
        if let Some(end) = [lower, upper].into_iter().flatten().find(no_ratio) {
            return Err(MarginError::NotAboveZero(shown(end, unit)));
        }
        match (lower, upper) {
            (None, None) => Err(no_margin()),
            (Some(lower), Some(upper)) if lower >= upper => {
                Err(MarginError::Empty { lower: shown(lower, unit), upper: shown(upper, unit) })
            }
            _ => Ok(StatedMargin { unit, lower, upper }),
        }
    }
}

/// As it can be read again.
impl fmt::Display for StatedMargin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = self.unit.name();
        if let Some(size) = self.size() {
            return write!(formatter, "{size} {unit}");
        }
        let end = |end: Option<Decimal>| end.map_or_else(String::new, |end| format!("{end} {unit}"));
        write!(formatter, "{}..{}", end(self.lower), end(self.upper))
    }
}

impl Serialize for StatedMargin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for StatedMargin {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

impl JsonSchema for StatedMargin {
    fn schema_name() -> Cow<'static, str> {
        "Margin".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        String::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stated(text: &str) -> StatedMargin {
        text.parse().expect(text)
    }

    #[test]
    fn reads_what_people_write_and_prints_what_it_reads() {
        for (text, shown) in [
            ("1.5cm", "1.5 cm"),
            ("5%", "5 percent"),
            ("0.3sd", "0.3 sd"),
            ("0.3 d_z", "0.3 sd"),
            ("2", "2 none"),
            ("-2cm..0.5cm", "-2 cm..0.5 cm"),
            ("-2..0.5cm", "-2 cm..0.5 cm"),
            ("-2..2cm", "2 cm"),
            ("..0.5cm", "..0.5 cm"),
            ("-1kg..", "-1 kg.."),
            ("0.8..1.25ratio", "0.8 ratio..1.25 ratio"),
        ] {
            assert_eq!(stated(text).to_string(), shown);
            assert_eq!(stated(shown), stated(text));
        }
    }

    #[test]
    fn says_what_is_wrong() {
        for (text, why) in [
            ("1parsec", "`1parsec` is not a number with a unit"),
            ("..", "`..` is not"),
            ("1..2..3cm", "is not"),
            ("-1cm", "-1 cm is not above zero"),
            ("0sd", "0 sd is not above zero"),
            ("2cm..1cm", "from 2 cm to 1 cm is empty"),
            ("1cm..1cm", "is empty"),
            ("-1cm..2kg", "two units"),
            ("1.25ratio", "by its ends"),
            ("0..1.25ratio", "0 ratio is not above zero"),
        ] {
            let error = text.parse::<StatedMargin>().expect_err(text).to_string();
            assert!(error.contains(why), "{text}: {error}");
        }
    }

    #[test]
    fn the_outcomes_unit_decides_what_percent_means() {
        let decimal = |text| Decimal::parse(text, '.').expect("decimal");
        let of = |text, unit| stated(text).in_unit(unit).expect(text);
        assert_eq!(of("5%", Unit::Cm).scale, MarginScale::PercentOfBaseline);
        assert_eq!(of("5%", Unit::Percent).scale, MarginScale::Amount);
        assert_eq!(of("0.3sd", Unit::Kg).scale, MarginScale::SdOfChange);
        let ratio = of("0.8..1.25ratio", Unit::Percent);
        assert_eq!(ratio.scale, MarginScale::PercentOfBaseline);
        assert_eq!((ratio.lower, ratio.upper), (Some(decimal("-20")), Some(decimal("25"))));
        assert_eq!(of("..1in", Unit::Cm), Margin { lower: None, ..of("2.54cm", Unit::Cm) });
        assert!(stated("1kg").in_unit(Unit::Cm).is_err());
    }
}
