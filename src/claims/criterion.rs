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
    /// Everybody changes by at least the value.
    EveryPerson {
        /// How large.
        value: Measure,
    },
    /// The change is no larger than what picking people by their readings makes by itself (regression to the mean).
    ExplainedBySelection {},
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
    /// At a session the effect passes the value; and, where one is named, not yet at an earlier session.
    Onset {
        /// The least effect that counts; where left out, the smallest change that two readings of one person can tell.
        value: Option<Measure>,
        /// Sessions received by then; where left out, the claim's `to` says the visit.
        session: Option<u32>,
        /// Sessions after which the effect does not pass it yet.
        not_at: Option<u32>,
    },
    /// The effect grows with each session, by at least the value.
    DoseTrend {
        /// By how much a session; 0 is allowed.
        value: Measure,
    },
    /// From one number of sessions to another the effect grows by at least the value.
    Gain {
        /// The fewer sessions.
        from_session: u32,
        /// The more.
        to_session: u32,
        /// By how much; 0 is allowed.
        value: Measure,
    },
    /// The effect outlasts the course. It is counted from the claim's `from`, or the visit after the last session, to its `to`, or the
    /// visit so many weeks later, or the last. Of what is stated all must hold.
    Durable {
        /// So much of the effect, or more, is there later.
        value: Option<Measure>,
        /// Not more than this is lost in between.
        margin: Option<Measure>,
        /// More than this share of the effect is there later.
        share: Option<f64>,
        /// Weeks after the course, for a study whose visits the claim cannot name.
        weeks: Option<u32>,
    },
    /// After the course, from and to as in `durable`, the outcome goes back by at least the value, in the claim's direction.
    Regain {
        /// How far; 0 is allowed.
        value: Measure,
        /// Weeks after the course.
        weeks: Option<u32>,
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
    /// session for claims about sessions; that of what is lost after the course for `durable`; `None` for what no amount of change
    /// settles.
    ///
    /// # Errors
    /// [`DataError::Unit`] when the claim's unit and the outcome's measure different things.
    pub fn region(&self, direction: Option<Direction>, unit: Unit) -> Result<Option<Region>, DataError> {
        let ends = match self {
            Criterion::AtLeast { value }
            | Criterion::EveryPerson { value }
            | Criterion::Locality { margin: value }
            | Criterion::Interaction { margin: value }
            | Criterion::Onset { value: Some(value), .. }
            | Criterion::DoseTrend { value }
            | Criterion::Gain { value, .. }
            | Criterion::Regain { value, .. }
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
            Criterion::Durable { value, margin, .. } => {
                value.map(|value| value.amount_in(unit)).transpose()?;
                match margin {
                    Some(margin) => (Some(margin.amount_in(unit)?.negated()), None),
                    None => return Ok(None),
                }
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

    /// For claims about what becomes of an effect after the course: how many weeks after, if they say so. Their amounts are changes
    /// since the end of the course.
    pub(super) fn after_course(&self) -> Option<Option<u32>> {
        match self {
            Criterion::Durable { weeks, .. } | Criterion::Regain { weeks, .. } => Some(*weeks),
            _ => None,
        }
    }

    /// The unit in which the claim states an amount of change between two visits that other claims may be about too.
    pub fn unit(&self) -> Option<Unit> {
        match self {
            Criterion::AtLeast { value }
            | Criterion::AtMost { value }
            | Criterion::RespondersBeyondNoise { value }
            | Criterion::EveryPerson { value }
            | Criterion::BeyondCoIntervention { value, .. }
            | Criterion::Regain { value, .. }
            | Criterion::Contradiction { value: Some(value), .. } => Some(value.unit),
            Criterion::WithinRange { from, .. }
            | Criterion::WithinRangePerSession { from, .. }
            | Criterion::Additive { from, .. } => Some(from.unit),
            Criterion::NoMeaningfulChange { margin }
            | Criterion::Locality { margin }
            | Criterion::Interaction { margin }
            | Criterion::Durable { margin: Some(margin), .. }
            | Criterion::Contradiction { margin: Some(margin), .. } => Some(margin.unit),
            _ => None,
        }
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
        // What is lost of a decrease is an increase.
        let lasts = Criterion::Durable { value: None, margin: Some(measure("1cm")), share: Some(0.5), weeks: None };
        assert_eq!(ends(&lasts, Direction::Decrease), (f64::NEG_INFINITY, 1.0));
        assert_eq!(ends(&lasts, Direction::Increase), (-1.0, f64::INFINITY));
    }
}
