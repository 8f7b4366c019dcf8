use super::{Direction, Region};
use crate::data::{DataError, Decimal, Measure, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// When a claim holds. Amounts are sizes in the claim's direction: a decrease of at least 1.5 cm is a change of -1.5 cm or less.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "kebab-case", deny_unknown_fields)]
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
    /// The mean change divided by the number of sessions lies between two sizes.
    WithinRangePerSession {
        /// The smaller size.
        from: Measure,
        /// The larger size.
        to: Measure,
    },
    /// Each session adds as much as the first: the mean change is at least the number of sessions times the smaller size, and, where a
    /// larger one is given, at most the number of sessions times that.
    Additive {
        /// What each session adds at least.
        from: Measure,
        /// What each session adds at most.
        to: Option<Measure>,
    },
    /// The mean change is smaller than the margin either way.
    NoMeaningfulChange {
        /// The margin.
        margin: Measure,
    },
    /// The treated site changes more than an untreated site of the same person, by at least the margin.
    Locality {
        /// The margin; 0 is allowed.
        margin: Measure,
    },
    /// In percent of its first reading, one site changes at least as much as another of the same person.
    OrderOfSites {
        /// The site that is said to change more.
        first: String,
        /// The other.
        second: String,
    },
    /// Events are this rare or rarer.
    EventRateAtMost {
        /// The rate, as a share: 0.01 is 1 %.
        rate: f64,
        /// Of what.
        #[serde(default)]
        per: Per,
    },
    /// Nobody has an event.
    NoEvents {},
    /// Of those whose grade changes, more improve than get worse.
    GradeImproves {},
    /// More than a share of those who had a grade above 0 have grade 0 after.
    GradeEliminated {
        /// The share.
        #[serde(default = "half")]
        share: f64,
    },
    /// More people change by the value than errors of reading, or the control, would make it seem.
    RespondersBeyondNoise {
        /// The least change that counts.
        value: Measure,
    },
    /// What remains of the change, or of the difference between arms, at no change of another outcome.
    BeyondCoIntervention {
        /// How much remains.
        value: Measure,
        /// At least or at most that.
        #[serde(default)]
        remaining: Remaining,
    },
    /// The effect is larger, by at least the margin, where the factor is present.
    Interaction {
        /// The margin; 0 is allowed.
        margin: Measure,
    },
    /// Two claims cannot both hold: one of another id, and either this claim's own amount or a third claim.
    Contradiction {
        /// The claim that is contradicted.
        with: String,
        /// The claim that contradicts it; this claim's own amount when left out.
        of: Option<String>,
        /// The own amount: at least so much in the claim's direction.
        value: Option<Measure>,
        /// The own amount: less than so much either way.
        margin: Option<Measure>,
    },
    /// Controlled trials have been published, or, with `absent`, none have.
    EvidenceExists {
        /// How many at least.
        #[serde(default = "one")]
        trials: u64,
        /// Whether the claim is that there are fewer.
        #[serde(default)]
        absent: bool,
    },
    /// The claim names no outcome that could be measured.
    NotMeasurable {
        /// What is not named.
        missing: String,
    },
    /// The claim needs an analysis that is not there yet.
    NeedsAnalysis {
        /// Which analysis.
        analysis: String,
    },
}

fn half() -> f64 {
    0.5
}

fn one() -> u64 {
    1
}

/// What a rate of events is counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Per {
    /// People with at least one event.
    #[default]
    Person,
    /// Events over sessions.
    Session,
}

/// Which side of the value a claim puts what remains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Remaining {
    /// At least the value remains.
    #[default]
    AtLeast,
    /// At most the value remains.
    AtMost,
}

impl Criterion {
    /// The region on the axis of after - before, or of the difference between treated and untreated, in the outcome's unit; that of one
    /// session for claims about sessions; `None` for what no amount of change settles.
    ///
    /// # Errors
    /// [`DataError::Unit`] when the claim's unit and the outcome's measure different things.
    pub fn region(&self, direction: Option<Direction>, unit: Unit) -> Result<Option<Region>, DataError> {
        let ends = match self {
            Criterion::AtLeast { value }
            | Criterion::Locality { margin: value }
            | Criterion::Interaction { margin: value }
            | Criterion::Contradiction { value: Some(value), .. }
            | Criterion::BeyondCoIntervention { value, remaining: Remaining::AtLeast } => {
                (Some(value.amount_in(unit)?), None)
            }
            Criterion::AtMost { value } | Criterion::BeyondCoIntervention { value, remaining: Remaining::AtMost } => {
                (None, Some(value.amount_in(unit)?))
            }
            Criterion::WithinRange { from, to } | Criterion::WithinRangePerSession { from, to } => {
                (Some(from.amount_in(unit)?), Some(to.amount_in(unit)?))
            }
            Criterion::Additive { from, to } => {
                (Some(from.amount_in(unit)?), to.map(|to| to.amount_in(unit)).transpose()?)
            }
            Criterion::NoMeaningfulChange { margin } | Criterion::Contradiction { margin: Some(margin), .. } => {
                let margin = margin.amount_in(unit)?;
                return Ok(Some(Region { lower: Some(margin.negated()), upper: Some(margin), unit }));
            }
            Criterion::RespondersBeyondNoise { value } => {
                value.amount_in(unit)?;
                return Ok(None);
            }
            _ => return Ok(None),
        };
        let (lower, upper) = match direction {
            Some(Direction::Decrease) => (ends.1.map(Decimal::negated), ends.0.map(Decimal::negated)),
            Some(Direction::Increase) | None => ends,
        };
        Ok(Some(Region { lower, upper, unit }))
    }

    /// Whether the region is that of one session.
    pub fn is_per_session(&self) -> bool {
        matches!(self, Criterion::WithinRangePerSession { .. } | Criterion::Additive { .. })
    }

    /// The unit in which the claim states its amount.
    pub fn unit(&self) -> Option<Unit> {
        match self {
            Criterion::AtLeast { value }
            | Criterion::AtMost { value }
            | Criterion::RespondersBeyondNoise { value }
            | Criterion::BeyondCoIntervention { value, .. }
            | Criterion::Contradiction { value: Some(value), .. } => Some(value.unit),
            Criterion::WithinRange { from, .. }
            | Criterion::WithinRangePerSession { from, .. }
            | Criterion::Additive { from, .. } => Some(from.unit),
            Criterion::NoMeaningfulChange { margin }
            | Criterion::Locality { margin }
            | Criterion::Interaction { margin }
            | Criterion::Contradiction { margin: Some(margin), .. } => Some(margin.unit),
            _ => None,
        }
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
        let range = |from: &Measure, to: &Measure| {
            let upper = to.amount_in(from.unit).map_err(|cause| cause.to_string())?;
            if from.amount >= upper {
                return Err(format!("the range from \"{from}\" to \"{to}\" is empty: `from` is the smaller size"));
            }
            Ok(())
        };
        let share = |what: &str, value: f64| {
            if value > 0.0 && value < 1.0 {
                Ok(())
            } else {
                Err(format!("{what} = {value} is not a share between 0 and 1: write 0.01 for 1 %"))
            }
        };
        match self {
            Criterion::AtLeast { value }
            | Criterion::AtMost { value }
            | Criterion::RespondersBeyondNoise { value }
            | Criterion::BeyondCoIntervention { value, .. } => positive("value", value)?,
            Criterion::WithinRange { from, to } | Criterion::WithinRangePerSession { from, to } => range(from, to)?,
            Criterion::Additive { from, to } => {
                positive("from", from)?;
                to.iter().try_for_each(|to| range(from, to))?;
            }
            Criterion::Locality { margin } | Criterion::Interaction { margin } => {
                if margin.amount < Decimal::ZERO {
                    return Err(format!("margin = \"{margin}\" is below zero: give a size, and the direction apart"));
                }
            }
            Criterion::OrderOfSites { first, second } => {
                if first == second {
                    return Err(format!("`first` and `second` are both \"{first}\": name two sites"));
                }
            }
            Criterion::NoMeaningfulChange { margin } => return positive("margin", margin),
            Criterion::EventRateAtMost { rate, .. } => return share("rate", *rate),
            Criterion::GradeEliminated { share: above } => return share("share", *above),
            Criterion::GradeImproves {} => {}
            Criterion::Contradiction { of, value, margin, .. } => {
                if [of.is_some(), value.is_some(), margin.is_some()].into_iter().filter(|given| *given).count() != 1 {
                    return Err(
                        "a contradiction is between `with` and one of: `of` (another claim), `value`, `margin`"
                            .to_owned(),
                    );
                }
                if let Some(value) = value.as_ref().or(margin.as_ref()) {
                    positive("value", value)?;
                }
                if value.is_none() {
                    return Ok(());
                }
            }
            Criterion::EvidenceExists { trials, .. } => {
                return if *trials > 0 {
                    Ok(())
                } else {
                    Err("trials = 0: no trial at all is always there".to_owned())
                };
            }
            Criterion::NoEvents {} | Criterion::NotMeasurable { .. } | Criterion::NeedsAnalysis { .. } => return Ok(()),
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
        let remains = Criterion::BeyondCoIntervention { value: measure("0.5 cm"), remaining: Remaining::AtMost };
        assert_eq!(ends(&remains, Direction::Decrease), (-0.5, f64::INFINITY));
    }
}
