use super::Direction;
use crate::data::{DataError, Decimal, Measure, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// When a claim holds. Amounts are sizes in the claim's direction: a decrease of at least 1.5 cm is a change of -1.5 cm or less.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Criterion {
    /// The mean change is this large or larger.
    AtLeast {
        /// How large.
        value: Measure,
    },
    /// The mean change is not larger than this.
    AtMost {
        /// How large.
        value: Measure,
    },
    /// The mean change lies between two sizes.
    WithinRange {
        /// The smaller size.
        from: Measure,
        /// The larger size.
        to: Measure,
    },
    /// The mean change is smaller than the margin either way.
    NoMeaningfulChange {
        /// The margin.
        margin: Measure,
    },
    /// The claim names no outcome that could be measured.
    NotMeasurable {
        /// What is not named.
        missing: String,
    },
    /// The claim needs more than the mean change of one group.
    NeedsAnalysis {
        /// Which analysis.
        analysis: String,
    },
}

/// The part of the axis of the change where a claim holds, in the unit of the outcome.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Region {
    /// Lower end; absent for minus infinity.
    pub lower: Option<Decimal>,
    /// Upper end; absent for infinity.
    pub upper: Option<Decimal>,
    /// The unit.
    pub unit: Unit,
}

impl Region {
    /// Lower end as a double, -Inf when open.
    pub fn lower_value(&self) -> f64 {
        self.lower.map_or(f64::NEG_INFINITY, Decimal::to_f64)
    }

    /// Upper end as a double, Inf when open.
    pub fn upper_value(&self) -> f64 {
        self.upper.map_or(f64::INFINITY, Decimal::to_f64)
    }

    /// Whether both ends are closed.
    pub fn is_bounded(&self) -> bool {
        self.lower.is_some() && self.upper.is_some()
    }
}

impl Criterion {
    /// The region on the axis of after - before, in the outcome's unit; `None` for what no single mean change can settle.
    ///
    /// # Errors
    /// [`DataError::Unit`] when the claim's unit and the outcome's measure different things.
    pub fn region(&self, direction: Option<Direction>, unit: Unit) -> Result<Option<Region>, DataError> {
        let ends = match self {
            Criterion::AtLeast { value } => (Some(value.amount_in(unit)?), None),
            Criterion::AtMost { value } => (None, Some(value.amount_in(unit)?)),
            Criterion::WithinRange { from, to } => (Some(from.amount_in(unit)?), Some(to.amount_in(unit)?)),
            Criterion::NoMeaningfulChange { margin } => {
                let margin = margin.amount_in(unit)?;
                return Ok(Some(Region { lower: Some(margin.negated()), upper: Some(margin), unit }));
            }
            Criterion::NotMeasurable { .. } | Criterion::NeedsAnalysis { .. } => return Ok(None),
        };
        let (lower, upper) = match direction {
            Some(Direction::Decrease) => (ends.1.map(Decimal::negated), ends.0.map(Decimal::negated)),
            Some(Direction::Increase) | None => ends,
        };
        Ok(Some(Region { lower, upper, unit }))
    }

    /// What is wrong with the criterion, if anything, in words.
    pub(super) fn check(&self, direction: Option<Direction>) -> Result<(), String> {
        let positive = |what: &str, value: &Measure| {
            if value.amount > Decimal::ZERO {
                Ok(())
            } else {
                Err(format!("{what} = \"{value}\" is not above zero: give a size, and the direction apart"))
            }
        };
        match self {
            Criterion::AtLeast { value } | Criterion::AtMost { value } => positive("value", value)?,
            Criterion::WithinRange { from, to } => {
                let upper = to.amount_in(from.unit).map_err(|cause| cause.to_string())?;
                if from.amount >= upper {
                    return Err(format!("the range from \"{from}\" to \"{to}\" is empty: `from` is the smaller size"));
                }
            }
            Criterion::NoMeaningfulChange { margin } => return positive("margin", margin),
            Criterion::NotMeasurable { .. } | Criterion::NeedsAnalysis { .. } => return Ok(()),
        }
        if direction.is_none() {
            return Err("direction is missing: write direction = \"decrease\" or \"increase\"".to_owned());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measure(text: &str) -> Measure {
        text.parse().expect(text)
    }

    #[test]
    fn regions_lie_on_the_side_that_the_direction_says() {
        let ends = |criterion: &Criterion, direction| {
            let region = criterion.region(Some(direction), Unit::Cm).expect("same dimension").expect("a region");
            (region.lower_value(), region.upper_value())
        };
        let at_least = Criterion::AtLeast { value: measure("1.5cm") };
        assert_eq!(ends(&at_least, Direction::Decrease), (f64::NEG_INFINITY, -1.5));
        assert_eq!(ends(&at_least, Direction::Increase), (1.5, f64::INFINITY));
        let at_most = Criterion::AtMost { value: measure("20 mm") };
        assert_eq!(ends(&at_most, Direction::Decrease), (-2.0, f64::INFINITY));
        let range = Criterion::WithinRange { from: measure("1.5cm"), to: measure("2cm") };
        assert_eq!(ends(&range, Direction::Decrease), (-2.0, -1.5));
        let same = Criterion::NoMeaningfulChange { margin: measure("1cm") };
        assert_eq!(ends(&same, Direction::Decrease), (-1.0, 1.0));
        assert!(same.region(None, Unit::Kg).is_err());
    }
}
