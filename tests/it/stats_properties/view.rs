//! The numbers of a result, whatever the procedure, and how they are compared.

use super::generate::{Readings, Settings};
use girth::data::{PairedSample, Unit};
use girth::result::{EffectSize, Estimate, TestResult};
use girth::stats::{StatsError, TestOptions, Usage, registry};

/// An estimate with its limits; NaN never occurs, absence does.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    pub unit: Unit,
    pub value: f64,
    pub limits: Option<(f64, f64)>,
}

/// What a procedure said.
#[derive(Clone, Debug, PartialEq)]
pub enum View {
    Refused(&'static str),
    Result { p: Option<f64>, estimates: Vec<Number> },
}

impl Number {
    fn of(estimate: &Estimate) -> Number {
        let limits = estimate.interval.as_ref().map(|interval| (interval.lower, interval.upper));
        Number { unit: estimate.unit, value: estimate.value, limits }
    }

    /// The same number after `value -> scale * value`, limits in order.
    pub fn mapped(&self, scale: f64, centre: f64) -> Number {
        let map = |x: f64| if x.is_finite() { centre + scale * (x - centre) } else { x * scale };
        let limits = self.limits.map(|(lower, upper)| (map(lower).min(map(upper)), map(lower).max(map(upper))));
        Number { unit: self.unit, value: map(self.value), limits }
    }

    /// One over the number, limits in order.
    pub fn reciprocal(&self) -> Number {
        let limits = self.limits.map(|(lower, upper)| (1.0 / upper, 1.0 / lower));
        Number { unit: self.unit, value: 1.0 / self.value, limits }
    }

    fn close(&self, other: &Number, tolerance: f64) -> bool {
        let finite = |x: f64| if x.is_finite() { x.abs() } else { 0.0 };
        let reach = |number: &Number| {
            number.limits.map_or(0.0, |(lower, upper)| finite(lower).max(finite(upper))).max(number.value.abs())
        };
        let scale = reach(self).max(reach(other));
        let near = |x: f64, y: f64| x == y || (x - y).abs() <= tolerance * scale;
        let limits = match (self.limits, other.limits) {
            (Some((a, b)), Some((c, d))) => near(a, c) && near(b, d),
            (None, None) => true,
            _ => false,
        };
        self.unit == other.unit && near(self.value, other.value) && limits
    }
}

impl View {
    fn refused(error: &StatsError) -> View {
        View::Refused(match error {
            StatsError::TooFew { .. } => "too few",
            StatsError::Missing { .. } => "missing",
            StatsError::Undefined { .. } => "undefined",
            StatsError::Numerical { .. } => "numerical",
            StatsError::Data(_) => "data",
        })
    }

    pub fn of_test(result: &Result<TestResult, StatsError>) -> View {
        match result {
            Ok(result) => View::Result {
                p: result.p_value.map(|p| p.value()),
                estimates: result.estimates.iter().map(Number::of).collect(),
            },
            Err(error) => View::refused(error),
        }
    }

    pub fn of_effect(result: &Result<EffectSize, StatsError>) -> View {
        match result {
            Ok(result) => View::Result { p: None, estimates: vec![Number::of(&result.estimate)] },
            Err(error) => View::refused(error),
        }
    }

    pub fn mapped(&self, map: impl Fn(&Number) -> Number) -> View {
        match self {
            View::Result { p, estimates } => View::Result { p: *p, estimates: estimates.iter().map(map).collect() },
            refused => refused.clone(),
        }
    }

    pub fn close(&self, other: &View) -> bool {
        match (self, other) {
            (View::Result { p: p1, estimates: e1 }, View::Result { p: p2, estimates: e2 }) => {
                let p = match (p1, p2) {
                    (Some(x), Some(y)) => (x - y).abs() <= 1e-9 * x.max(*y),
                    (None, None) => true,
                    _ => false,
                };
                p && e1.len() == e2.len() && e1.iter().zip(e2).all(|(x, y)| x.close(y, 1e-9))
            }
            (left, right) => left == right,
        }
    }
}

/// Every registered procedure that applies, by name, with what it says.
pub fn views(sample: &PairedSample, options: &TestOptions) -> Vec<(&'static str, View)> {
    let tests = registry::PAIRED.iter().filter(|procedure| procedure.usage(sample, options) != Usage::Unsuited);
    let tests = tests.map(|procedure| (procedure.id(), View::of_test(&procedure.run(sample, options))));
    let effects = registry::EFFECTS.iter().filter(|procedure| procedure.usage(sample, options) != Usage::Unsuited);
    let effects = effects.map(|procedure| (procedure.id(), View::of_effect(&procedure.run(sample, options))));
    tests.chain(effects).collect()
}

/// The views of readings under settings.
pub fn views_of(readings: &Readings, settings: &Settings) -> Vec<(&'static str, View)> {
    views(&readings.sample(), &settings.options())
}
