//! Readings on a complete grid, and their mean squares from whole numbers.

use super::mean_squares::{MeanSquare, Source};
use crate::data::{DataError, Sample, Unit};
use crate::num::compensated_sum;

/// How many persons, observers, sessions and readings in turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct GridSize {
    pub(super) persons: usize,
    pub(super) observers: usize,
    pub(super) sessions: usize,
    pub(super) replicates: usize,
}

/// Readings by person, then observer, then session, then replicate, the last running fastest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BalancedGrid {
    size: GridSize,
    sample: Sample,
}

/// The margin of a reading: which of person, observer, session and replicate it is summed by.
type Margin = [bool; 4];

const PERSON: Margin = [true, false, false, false];
const OBSERVER: Margin = [false, true, false, false];
const PERSON_OBSERVER: Margin = [true, true, false, false];
const PERSON_SESSION: Margin = [true, false, true, false];
const CELL: Margin = [true, true, true, false];
const READING: Margin = [true, true, true, true];
const NONE: Margin = [false, false, false, false];

/// A line of the table: what differs, its degrees of freedom, and the means whose squares are added and subtracted.
type Line<'a> = (Source, usize, &'a [(Margin, i128)]);

impl BalancedGrid {
    /// `None` unless there are as many ticks as the size says.
    pub(super) fn try_new(
        size: GridSize,
        ticks: Vec<i128>,
        decimals: u8,
        unit: Unit,
    ) -> Result<BalancedGrid, DataError> {
        let expected = size.persons * size.observers * size.sessions * size.replicates;
        if ticks.len() != expected {
            return Err(DataError::Length { what: "readings of a complete grid", found: ticks.len(), expected });
        }
        Ok(BalancedGrid { size, sample: Sample::from_ticks(ticks, decimals, unit)? })
    }

    pub(super) fn size(&self) -> GridSize {
        self.size
    }

    /// All readings.
    pub(super) fn sample(&self) -> &Sample {
        &self.sample
    }

    /// The lines of the analysis of variance that have degrees of freedom, sessions nested within persons. The last of them is the residual.
    /// Effects are whole numbers before they are squared, so that readings without error leave no rounding behind.
    pub(super) fn mean_squares(&self) -> Vec<MeanSquare> {
        let GridSize { persons: p, observers: o, sessions: s, replicates: r } = self.size;
        let lines: [Line<'_>; 6] = [
            (Source::Person, p - 1, &[(PERSON, 1), (NONE, -1)]),
            (Source::Observer, o - 1, &[(OBSERVER, 1), (NONE, -1)]),
            (
                Source::PersonByObserver,
                (p - 1) * (o - 1),
                &[(PERSON_OBSERVER, 1), (PERSON, -1), (OBSERVER, -1), (NONE, 1)],
            ),
            (Source::Session, p * (s - 1), &[(PERSON_SESSION, 1), (PERSON, -1)]),
            (
                Source::ObserverBySession,
                p * (o - 1) * (s - 1),
                &[(CELL, 1), (PERSON_OBSERVER, -1), (PERSON_SESSION, -1), (PERSON, 1)],
            ),
            (Source::Residual, p * o * s * (r - 1), &[(READING, 1), (CELL, -1)]),
        ];
        let mut table: Vec<MeanSquare> = lines
            .iter()
            .filter(|(_, degrees, _)| *degrees > 0)
            .map(|&(source, degrees_of_freedom, effect)| {
                let mean_square = self.sum_of_squares(effect) / degrees_of_freedom as f64;
                MeanSquare { source, degrees_of_freedom, mean_square }
            })
            .collect();
        if let Some(last) = table.last_mut() {
            last.source = Source::Residual;
        }
        table
    }

    /// The sum over all readings of the square of an effect, a sum of signed means over margins.
    fn sum_of_squares(&self, effect: &[(Margin, i128)]) -> f64 {
        let n = self.sample.n();
        // Each effect times the number of readings.
        let mut scaled = vec![0i128; n];
        for &(margin, sign) in effect {
            let keys: Vec<usize> = (0..n).map(|at| self.key(at, margin)).collect();
            let mut totals = vec![0i128; self.levels(margin)];
            for (&key, &ticks) in keys.iter().zip(self.sample.ticks()) {
                totals[key] += ticks;
            }
            let weight = sign * totals.len() as i128;
            for (scaled, key) in scaled.iter_mut().zip(keys) {
                *scaled += weight * totals[key];
            }
        }
        let scale = n as f64 * self.sample.in_ticks(1.0);
        compensated_sum(scaled.iter().map(|&effect| (effect as f64 / scale).powi(2)))
    }

    fn sizes(&self) -> [usize; 4] {
        let GridSize { persons, observers, sessions, replicates } = self.size;
        [persons, observers, sessions, replicates]
    }

    fn levels(&self, margin: Margin) -> usize {
        self.sizes().iter().zip(margin).filter(|(_, kept)| *kept).map(|(size, _)| size).product()
    }

    /// Which level of a margin the reading at this position belongs to.
    fn key(&self, at: usize, margin: Margin) -> usize {
        let (mut rest, mut key, mut step) = (at, 0, 1);
        for (size, kept) in self.sizes().into_iter().zip(margin).rev() {
            let level = rest % size;
            rest /= size;
            if kept {
                key += step * level;
                step *= size;
            }
        }
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exact_sum_of_two_effects_leaves_nothing_else() {
        let size = GridSize { persons: 3, observers: 2, sessions: 1, replicates: 1 };
        // Persons 0.1, 0.2, 0.7 above 1e9, the second observer 0.3 more.
        let ticks = [1, 4, 2, 5, 7, 10].map(|tick| 10_000_000_000 + tick).to_vec();
        let grid = BalancedGrid::try_new(size, ticks, 1, Unit::Cm).expect("grid");
        let table = grid.mean_squares();
        let found: Vec<(Source, usize)> = table.iter().map(|line| (line.source, line.degrees_of_freedom)).collect();
        assert_eq!(found, [(Source::Person, 2), (Source::Observer, 1), (Source::Residual, 2)]);
        assert!((table[0].mean_square - 0.206_666_666_666_666_67).abs() < 1e-15);
        assert!((table[1].mean_square - 0.135).abs() < 1e-15);
        assert_eq!(table[2].mean_square, 0.0);
        assert!(BalancedGrid::try_new(size, vec![1], 1, Unit::Cm).is_err());
    }
}
