//! One correlation, to the power of a distance.

use super::correlation::{Correlated, Correlation, inner_mean};
use super::link::Link;

/// AR(1) over the numbers of the visits, or the spatial exponential over real time.
#[derive(Clone, Debug)]
pub enum Power {
    /// Between visits one after the other, of any sign.
    Steps(usize),
    /// At one unit of time, above zero; when the visits were.
    Times(Vec<f64>),
}

impl Power {
    fn visits(&self) -> usize {
        match self {
            Power::Steps(visits) => *visits,
            Power::Times(times) => times.len(),
        }
    }

    fn distance(&self, row: usize, column: usize) -> f64 {
        match self {
            Power::Steps(_) => (row - column) as f64,
            Power::Times(times) => (times[row] - times[column]).abs(),
        }
    }
}

impl Correlation for Power {
    fn links(&self) -> Vec<Link> {
        match self {
            Power::Steps(_) => vec![Link::Between(-1.0, 1.0)],
            Power::Times(_) => vec![Link::Decay],
        }
    }

    fn start(&self, shown: &dyn Fn(usize, usize) -> f64) -> Vec<f64> {
        let steps = (1..self.visits()).map(|row| (shown(row, row - 1), self.distance(row, row - 1)));
        match self {
            Power::Steps(_) => vec![inner_mean(steps.map(|(correlation, _)| correlation))],
            Power::Times(times) => {
                let correlation = inner_mean(steps.map(|(correlation, _)| correlation));
                let span = self.distance(times.len() - 1, 0) / (times.len() as f64 - 1.0);
                vec![correlation.powf(1.0 / span)]
            }
        }
    }

    fn cell(&self, row: usize, column: usize, parameters: &[f64]) -> Correlated {
        let (base, distance) = (parameters[0], self.distance(row, column));
        // Zero times a power of zero is zero here.
        let power = |factor: f64, exponent: f64| if factor == 0.0 { 0.0 } else { factor * base.powf(exponent) };
        Correlated {
            value: power(1.0, distance),
            first: vec![(0, power(distance, distance - 1.0))],
            second: vec![(0, 0, power(distance * (distance - 1.0), distance - 2.0))],
        }
    }

    fn at_limit(&self, parameters: &[f64]) -> bool {
        let nearest = (1..self.visits()).map(|row| self.distance(row, row - 1)).fold(f64::INFINITY, f64::min);
        matches!(self, Power::Times(_)) && parameters[0].powf(nearest) < 1e-6
    }
}
