//! People by two grades, and what kappa is made of.

use super::weighted_kappa::KappaWeights;
use crate::data::PairedSample;
use crate::num::compensated_sum;
use std::collections::{BTreeMap, BTreeSet};

/// The most grades of a scale; more are a measurement.
pub(super) const MOST_GRADES: usize = 100;

/// People by first and second grade.
pub(super) struct GradeTable {
    /// All grades given, from the lowest.
    pub(super) grades: Vec<i64>,
    pub(super) counts: Vec<Vec<u64>>,
}

/// Kappa with its parts.
pub(super) struct Kappa {
    pub(super) value: f64,
    pub(super) observed: f64,
    pub(super) expected: f64,
    pub(super) variance: f64,
    /// Under kappa = 0; `None` when one of the two gave only one grade.
    pub(super) null_variance: Option<f64>,
}

impl GradeTable {
    /// `None` when grades are not whole numbers, or too many for grades.
    pub(super) fn of(pair: &PairedSample) -> Option<GradeTable> {
        if pair.before().decimals() > 0 {
            return None;
        }
        let both = || [pair.before(), pair.after()].into_iter().flat_map(|sample| sample.ticks().iter());
        let grades: BTreeSet<i64> = both().map(|&ticks| i64::try_from(ticks).ok()).collect::<Option<_>>()?;
        if grades.len() > MOST_GRADES {
            return None;
        }
        let at: BTreeMap<i128, usize> = grades.iter().enumerate().map(|(at, &grade)| (i128::from(grade), at)).collect();
        let mut counts = vec![vec![0; grades.len()]; grades.len()];
        for (first, second) in pair.before().ticks().iter().zip(pair.after().ticks()) {
            if let (Some(&row), Some(&column)) = (at.get(first), at.get(second)) {
                counts[row][column] += 1;
            }
        }
        Some(GradeTable { grades: grades.into_iter().collect(), counts })
    }

    pub(super) fn all_agree(&self) -> bool {
        self.counts
            .iter()
            .enumerate()
            .all(|(row, cells)| cells.iter().enumerate().all(|(column, &count)| row == column || count == 0))
    }

    /// Kappa of a table with at least two grades.
    pub(super) fn kappa(&self, weights: KappaWeights) -> Kappa {
        let k = self.grades.len();
        let n = self.counts.iter().flatten().sum::<u64>() as f64;
        let longest = self.grades[0].abs_diff(self.grades[k - 1]) as f64;
        let weight =
            |row: usize, column: usize| weights.at(self.grades[row].abs_diff(self.grades[column]) as f64 / longest);
        let share = |row: usize, column: usize| self.counts[row][column] as f64 / n;
        let rows: Vec<f64> = self.counts.iter().map(|cells| cells.iter().sum::<u64>() as f64 / n).collect();
        let columns: Vec<f64> =
            (0..k).map(|column| self.counts.iter().map(|cells| cells[column]).sum::<u64>() as f64 / n).collect();
        let over =
            |term: &dyn Fn(usize, usize) -> f64| compensated_sum((0..k * k).map(|cell| term(cell / k, cell % k)));
        let of_row: Vec<f64> =
            (0..k).map(|row| compensated_sum((0..k).map(|column| weight(row, column) * columns[column]))).collect();
        let of_column: Vec<f64> =
            (0..k).map(|column| compensated_sum((0..k).map(|row| weight(row, column) * rows[row]))).collect();
        // Disagreement rather than agreement, so that kappa near 1 keeps its digits.
        let disagreement = over(&|row, column| (1.0 - weight(row, column)) * share(row, column));
        let by_chance = over(&|row, column| (1.0 - weight(row, column)) * rows[row] * columns[column]);
        let (observed, expected) = (1.0 - disagreement, 1.0 - by_chance);
        let rest = disagreement / by_chance;
        let value = 1.0 - rest;
        let scale = n * by_chance * by_chance;
        let own = |row: usize, column: usize| weight(row, column) - (of_row[row] + of_column[column]) * rest;
        let squares = over(&|row, column| share(row, column) * own(row, column).powi(2));
        let variance = (squares - (value - expected * rest).powi(2)).max(0.0) / scale;
        let single = |shares: &[f64]| shares.iter().filter(|share| **share > 0.0).count() == 1;
        let null_variance = (!single(&rows) && !single(&columns)).then(|| {
            let apart = |row: usize, column: usize| weight(row, column) - (of_row[row] + of_column[column]);
            let squares = over(&|row, column| rows[row] * columns[column] * apart(row, column).powi(2));
            (squares - expected * expected) / scale
        });
        Kappa { value, observed, expected, variance, null_variance }
    }
}
