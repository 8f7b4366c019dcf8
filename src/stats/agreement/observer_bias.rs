//! Who reads more, or less, than the others.

use super::TECHNICAL_ERROR;
use crate::data::RepeatReadings;
use crate::dist::StudentT;
use crate::num::compensated_sum;
use crate::result::{Alternative, Estimate, Interval, Level, Quantity, Side};
use crate::stats::StatsError;
use std::collections::BTreeMap;

/// How much more an observer reads than all observers together.
pub const OBSERVER_BIAS: Quantity =
    Quantity { id: "observer_bias", label: "mean deviation from all observers", symbol: "bias" };

/// One observer's first readings less the mean of all observers' first readings of the same person in the same session.
#[derive(Clone, Debug, PartialEq)]
pub struct ObserverBias {
    /// Index into [`RepeatReadings::observers`].
    pub observer: usize,
    /// Index of the reading, and its deviation.
    pub deviations: Vec<(usize, f64)>,
    /// Their mean, with a t interval over people for these observers; absent without two people.
    pub mean: Option<Estimate>,
}

/// The deviations of every observer, of people and sessions that at least two of them read. The deviations of a person add up to zero, so
/// that with two observers one is the mirror of the other.
///
/// # Errors
/// [`StatsError::Numerical`] when a quantile fails.
pub fn observer_bias(readings: &RepeatReadings, level: Level) -> Result<Vec<ObserverBias>, StatsError> {
    let centred = readings.centred().values;
    let mut groups: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for cell in readings.cells() {
        groups.entry((cell.participant, cell.session)).or_default().push(cell.readings[0]);
    }
    let mut deviations: Vec<Vec<(usize, f64)>> = vec![Vec::new(); readings.observers().len()];
    for group in groups.values().filter(|group| group.len() > 1) {
        let mean = compensated_sum(group.iter().map(|&at| centred[at])) / group.len() as f64;
        for &at in group {
            let observer = readings.readings()[at].observer;
            if let Some(own) = deviations.get_mut(observer) {
                own.push((at, centred[at] - mean));
            }
        }
    }
    let unit = readings.outcome().unit;
    let bias = |(observer, deviations): (usize, Vec<(usize, f64)>)| {
        let mean = mean(&deviations, unit, level)?;
        Ok(ObserverBias { observer, deviations, mean })
    };
    deviations.into_iter().enumerate().map(bias).collect()
}

fn mean(deviations: &[(usize, f64)], unit: crate::data::Unit, level: Level) -> Result<Option<Estimate>, StatsError> {
    let n = deviations.len() as f64;
    if deviations.len() < 2 {
        return Ok(None);
    }
    let mean = compensated_sum(deviations.iter().map(|(_, value)| *value)) / n;
    let squares = compensated_sum(deviations.iter().map(|(_, value)| (value - mean).powi(2)));
    let error = (squares / (n - 1.0) / n).sqrt();
    let limits = StudentT::try_new(n - 1.0).and_then(|t| {
        Alternative::TwoSided.interval(level.alpha(), |side, tail| {
            let reach = t.upper_quantile(tail)? * error;
            Ok(if side == Side::Lower { mean - reach } else { mean + reach })
        })
    });
    let (lower, upper) = limits.map_err(|cause| StatsError::numerical(TECHNICAL_ERROR.label, cause))?;
    let interval = Interval::new(lower, upper, level, "t over people");
    Ok(Some(Estimate::new(OBSERVER_BIAS, mean, unit, Some(error), Some(interval))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Decimal, Outcome, OutcomeKind, ParticipantId, Repeat, Unit};

    #[test]
    fn deviations_of_a_person_add_up_to_zero() {
        let outcome = Outcome { name: "arm".into(), label: "Arm".into(), kind: OutcomeKind::Girth, unit: Unit::Cm };
        let read = |participant, observer, value: i128| Repeat {
            participant,
            observer,
            session: 0,
            value: Decimal::new(value + 10_000_000_000, 1).expect("decimal"),
            line: 0,
        };
        let all = [read(0, 0, 301), read(0, 1, 303), read(1, 0, 280), read(1, 1, 280), read(2, 1, 290)];
        let ids = ["a", "b", "c"].map(ParticipantId::new).to_vec();
        let names = vec!["Anna".to_owned(), "Berta".to_owned()];
        let readings = RepeatReadings::try_new(outcome, None, ids, names, Vec::new(), &all).expect("readings");
        let [anna, berta] = observer_bias(&readings, Level::DEFAULT).expect("bias").try_into().expect("two");
        assert_eq!(anna.deviations.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [0, 2]);
        let close = |left: f64, right: f64| (left - right).abs() < 1e-12;
        assert!(close(anna.deviations[0].1, -0.1) && close(anna.deviations[1].1, 0.0));
        let means = [anna, berta].map(|one| one.mean.expect("mean"));
        assert!(close(means[0].value, -0.05) && close(means[1].value, 0.05));
        // t(1) 12.7062, SE 0.05.
        assert!(close(means[0].interval.as_ref().expect("interval").upper, -0.05 + 12.706204736174707 * 0.05));
    }
}
