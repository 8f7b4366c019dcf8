//! Intervals whose limits are order statistics.

use crate::data::Sample;
use crate::result::{Alternative, Interval, Level, Note, Side};
use std::convert::Infallible;

/// A location with the k-th smallest and the k-th largest of some values as its limits.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderInterval {
    /// The median of the values.
    pub estimate: f64,
    /// Lower limit, possibly -Inf.
    pub lower: f64,
    /// Upper limit, possibly Inf.
    pub upper: f64,
    /// k; 0 when n is too small for the level.
    pub order: u64,
    /// Coverage of the limits when no changes are tied; absent where it is only approximate.
    pub achieved_level: Option<f64>,
}

impl OrderInterval {
    /// Limits of order `order` among `count` values, the k-th smallest of which is `value(k)`.
    pub(crate) fn of(
        estimate: f64,
        (order, count): (u64, u64),
        achieved_level: Option<f64>,
        alternative: Alternative,
        value: impl Fn(u64) -> f64,
    ) -> OrderInterval {
        let Ok((lower, upper)) = alternative.interval(0.0, |side, _| {
            Ok::<f64, Infallible>(match (order, side) {
                (0, Side::Lower) => f64::NEG_INFINITY,
                (0, Side::Upper) => f64::INFINITY,
                (_, Side::Lower) => value(order),
                (_, Side::Upper) => value(count + 1 - order),
            })
        });
        OrderInterval { estimate, lower, upper, order, achieved_level }
    }

    /// As an interval of a result.
    pub(super) fn interval(&self, level: Level, method: &'static str) -> Interval {
        let achieved_level = self.achieved_level.filter(|_| self.order > 0);
        Interval { lower: self.lower, upper: self.upper, level, achieved_level, method, monte_carlo_errors: None }
    }

    /// Says so when even the whole range of the changes covers less than the level, with the level that it does cover, which is
    /// 1 - 2^(1 - n).
    pub(super) fn too_few(&self, changes: &Sample, level: Level, alternative: Alternative) -> Option<Note> {
        if self.order > 0 {
            return None;
        }
        let n = changes.n();
        let pairs = if n == 1 { "1 pair is".to_owned() } else { format!("{n} pairs are") };
        let few = format!("{pairs} too few for a rank interval at {}", level.percent());
        let extremes = changes.ticks().iter().min().zip(changes.ticks().iter().max());
        let range = Level::try_new(1.0 - 2f64.powi(1 - n as i32)).ok();
        let text = match (extremes, range.filter(|_| alternative == Alternative::TwoSided)) {
            (Some((&least, &most)), Some(level)) => format!(
                "{few}; the range of the changes, {} to {}, has {}.",
                changes.value_of(least),
                changes.value_of(most),
                level.percent()
            ),
            _ => format!("{few}."),
        };
        Some(Note::new("interval-unbounded", text))
    }
}

/// The probability that an interval leaves outside each limit that it has, and how many limits those are.
pub(crate) fn tails(level: Level, alternative: Alternative) -> (f64, f64) {
    match alternative {
        Alternative::TwoSided => (level.alpha() / 2.0, 2.0),
        Alternative::Less | Alternative::Greater => (level.alpha(), 1.0),
    }
}
