//! Limits of agreement of two observers with several pairs of readings per person.

use super::limits_of_agreement::{AgreementPoint, BIAS, LOWER_LIMIT, OUTSIDE, TITLE, UPPER_LIMIT};
use crate::data::{DataError, RepeatReading, RepeatReadings, Unit};
use crate::dist::{ChiSquared, DistError, StudentT, normal};
use crate::num::compensated_sum;
use crate::result::number::{Number, number};
use crate::result::{Estimate, Interval, Level, Note};
use crate::stats::StatsError;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};

/// How far single readings of two observers are apart, from several pairs per person.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RepeatedLimits {
    /// People with at least one pair.
    pub people: usize,
    /// Pairs in all.
    pub pairs: usize,
    /// Readings of either observer that had no partner.
    pub unpaired: usize,
    /// First and second observer; the difference is second - first.
    pub names: [String; 2],
    /// The unit of everything here.
    pub unit: Unit,
    /// The level of the intervals. The limits themselves always hold 95 % of the differences.
    pub level: Level,
    /// The mean of the people's mean differences.
    pub bias: Estimate,
    /// The standard deviation of one difference, between and within people.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub sd: f64,
    /// That of the people's true mean differences; 0 where its variance was estimated below 0.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub between_sd: f64,
    /// That of the differences of one person.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub within_sd: f64,
    /// bias - 1.96 SD with its MOVER interval.
    pub lower: Estimate,
    /// bias + 1.96 SD with its MOVER interval.
    pub upper: Estimate,
    /// By person.
    pub points: Vec<AgreementPoint>,
    /// What the reader must know.
    pub notes: Vec<Note>,
}

/// Bias and 95 % limits of agreement of single readings of two observers (indices into the observers), who measured people more than once.
/// The k-th reading of one is paired with the k-th of the other in the same session.
///
/// # Errors
/// [`StatsError::Missing`] for one observer twice, [`StatsError::TooFew`] for fewer than two people with a pair,
/// [`StatsError::Undefined`] when nobody has two pairs.
pub fn limits_of_agreement_repeated(
    readings: &RepeatReadings,
    observers: [usize; 2],
    level: Level,
) -> Result<RepeatedLimits, StatsError> {
    if observers[0] == observers[1] {
        return Err(StatsError::Missing { procedure: TITLE, what: "two different observers" });
    }
    let names = observers.map(|at| readings.observers().get(at).cloned().unwrap_or_default());
    let points = pairs(readings, observers, &names)?;
    let people: Vec<Vec<f64>> = points.iter().map(|own| own.iter().map(|point| point.difference).collect()).collect();
    StatsError::require(TITLE, 2, people.len())?;
    let pairs = people.iter().map(Vec::len).sum();
    if pairs == people.len() {
        let why = "nobody has two pairs of readings; the limits of one pair per person are what is wanted".to_owned();
        return Err(StatsError::Undefined { procedure: TITLE, why });
    }
    let unit = readings.outcome().unit;
    let numerical = |cause: DistError| StatsError::numerical(TITLE, cause);
    let spread = Spread::of(&people);
    let (lower, upper) = spread.limits(level).map_err(numerical)?;
    let standard_error = (spread.between_means / spread.people).sqrt();
    let t = StudentT::try_new(spread.people - 1.0).and_then(|law| law.upper_quantile(level.alpha() / 2.0));
    let reach = t.map_err(numerical)? * standard_error;
    let interval = |ends: [f64; 2], method| (ends[0] < ends[1]).then(|| Interval::new(ends[0], ends[1], level, method));
    let bias = interval([spread.mean - reach, spread.mean + reach], "t");
    let mut notes = Vec::new();
    if spread.between() < 0.0 {
        let text = "The people's mean differences vary no more than the differences within people do: the variance between people \
                    is taken as 0.";
        notes.push(Note::new("no-variance-between-people", text));
    }
    if spread.total() == 0.0 {
        notes.push(Note::new("constant-difference", "All differences are equal: the limits have no intervals."));
    }
    let of_observers = readings.readings().iter().filter(|reading| observers.contains(&reading.observer)).count();
    Ok(RepeatedLimits {
        people: people.len(),
        pairs,
        unpaired: of_observers - 2 * pairs,
        names,
        unit,
        level,
        bias: Estimate::new(BIAS, spread.mean, unit, Some(standard_error), bias),
        sd: spread.total().sqrt(),
        between_sd: spread.between().max(0.0).sqrt(),
        within_sd: spread.within.sqrt(),
        lower: Estimate::new(LOWER_LIMIT, lower.value, unit, None, interval(lower.ends, "MOVER")),
        upper: Estimate::new(UPPER_LIMIT, upper.value, unit, None, interval(upper.ends, "MOVER")),
        points: points.into_iter().flatten().collect(),
        notes,
    })
}

/// The pairs of each person who has any.
fn pairs(
    readings: &RepeatReadings,
    observers: [usize; 2],
    names: &[String; 2],
) -> Result<Vec<Vec<AgreementPoint>>, StatsError> {
    let occasions: BTreeSet<(usize, usize)> =
        readings.readings().iter().map(|reading| (reading.session, reading.round)).collect();
    let at: HashMap<&str, usize> =
        readings.participants().iter().enumerate().map(|(at, id)| (id.as_str(), at)).collect();
    let mut people: Vec<Vec<AgreementPoint>> = vec![Vec::new(); readings.participants().len()];
    for occasion in occasions {
        let by = |observer| {
            move |reading: &RepeatReading| reading.observer == observer && (reading.session, reading.round) == occasion
        };
        let sample = match readings.paired(names.clone(), [&by(observers[0]), &by(observers[1])]) {
            Err(DataError::Empty) => continue,
            other => other?,
        };
        for ((id, mean), difference) in sample.ids().iter().zip(sample.midpoints()).zip(sample.change().values()) {
            if let Some(&at) = at.get(id.as_str()) {
                people[at].push(AgreementPoint { participant: id.to_string(), mean, difference });
            }
        }
    }
    people.retain(|own| !own.is_empty());
    Ok(people)
}

/// The one-way analysis of variance of the differences by person, with people's means unweighted.
struct Spread {
    people: f64,
    pairs: f64,
    /// Of the people's means.
    mean: f64,
    /// S_b^2, the variance of the people's means.
    between_means: f64,
    /// S_w^2.
    within: f64,
    /// 1/m, the mean of the 1/m_i.
    inverse_count: f64,
}

struct Limit {
    value: f64,
    ends: [f64; 2],
}

impl Spread {
    fn of(people: &[Vec<f64>]) -> Spread {
        let means: Vec<f64> = people.iter().map(|own| mean(own)).collect();
        let n = people.len() as f64;
        let pairs = people.iter().map(Vec::len).sum::<usize>() as f64;
        let centre = mean(&means);
        let own = people.iter().zip(&means).flat_map(|(own, mean)| own.iter().map(move |value| (value - mean).powi(2)));
        Spread {
            people: n,
            pairs,
            mean: centre,
            between_means: compensated_sum(means.iter().map(|mean| (mean - centre).powi(2))) / (n - 1.0),
            within: compensated_sum(own) / (pairs - n),
            inverse_count: compensated_sum(people.iter().map(|own| 1.0 / own.len() as f64)) / n,
        }
    }

    /// The variance between people.
    fn between(&self) -> f64 {
        self.between_means - self.inverse_count * self.within
    }

    /// The part of the variance within people that their means do not hold.
    fn rest(&self) -> f64 {
        (1.0 - self.inverse_count) * self.within
    }

    /// The variance of one difference.
    fn total(&self) -> f64 {
        self.between_means + self.rest()
    }

    /// Lower and upper limit with their intervals.
    fn limits(&self, level: Level) -> Result<(Limit, Limit), DistError> {
        let tail = level.alpha() / 2.0;
        let degrees = [self.people - 1.0, self.pairs - self.people];
        let parts = [self.between_means, self.rest()];
        let mut reach = [0.0, 0.0];
        for (part, degrees) in parts.into_iter().zip(degrees) {
            let law = ChiSquared::try_new(degrees)?;
            for (reach, quantile) in reach.iter_mut().zip([law.upper_quantile(tail)?, law.quantile(tail)?]) {
                *reach += (part * (1.0 - degrees / quantile)).powi(2);
            }
        }
        let (z, of_bias, sd) = (normal::upper_quantile(OUTSIDE)?, normal::upper_quantile(tail)?, self.total().sqrt());
        let smallest = (self.total() - reach[0].sqrt()).max(0.0).sqrt();
        let largest = (self.total() + reach[1].sqrt()).sqrt();
        let bias = of_bias.powi(2) * self.between_means / self.people;
        // Towards the middle a limit moves with a smaller SD, away from it with a larger one.
        let inwards = (bias + (z * (sd - smallest)).powi(2)).sqrt();
        let outwards = (bias + (z * (largest - sd)).powi(2)).sqrt();
        let (lower, upper) = (self.mean - z * sd, self.mean + z * sd);
        Ok((
            Limit { value: lower, ends: [lower - outwards, lower + inwards] },
            Limit { value: upper, ends: [upper - inwards, upper + outwards] },
        ))
    }
}

/// The mean; that of equal values is exactly their value.
fn mean(values: &[f64]) -> f64 {
    let first = values[0];
    first + compensated_sum(values.iter().map(|value| value - first)) / values.len() as f64
}
