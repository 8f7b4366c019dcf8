//! Changes explained by the change of another reading of the same people.

use super::answer::Question;
use super::columns::{Shifted, indicator};
use super::least_squares::{LeastSquares, LinearEstimate};
use crate::data::{DataError, PairedSample, Unit};
use crate::result::{ExcludedCount, Quantity, Term};
use crate::stats::StatsError;

/// Change per unit of the other change.
pub const COMPANION_SLOPE: Quantity =
    Quantity { id: "companion_slope", label: "change per unit of the other change", symbol: "slope" };

/// What the other reading is called and measured in.
#[derive(Clone, Copy, Debug)]
pub struct Companion<'a> {
    /// In a sentence: `weight`.
    pub label: &'a str,
    /// Its unit.
    pub unit: Unit,
}

/// The changes of those, group by group, whose other change is known.
pub(crate) struct Joint {
    pub(crate) change: Vec<f64>,
    pub(crate) other: Vec<f64>,
    pub(crate) sizes: Vec<usize>,
    /// Taken off all changes.
    pub(crate) origin: f64,
    missing: usize,
}

impl Joint {
    /// The others' changes are in the order of each sample's people.
    ///
    /// # Errors
    /// `Length` when there is not one entry for each person; `Undefined` for an entry that is no number.
    pub(crate) fn of(
        procedure: &'static str,
        samples: &[&PairedSample],
        others: &[&[Option<f64>]],
    ) -> Result<Joint, StatsError> {
        let changes = Shifted::of(&samples.iter().map(|sample| sample.change()).collect::<Vec<_>>())?;
        let mut joint =
            Joint { change: Vec::new(), other: Vec::new(), sizes: Vec::new(), origin: changes.origin, missing: 0 };
        let mut values = changes.values.into_iter();
        for (sample, others) in samples.iter().zip(others) {
            if others.len() != sample.n() {
                let (found, expected) = (others.len(), sample.n());
                return Err(DataError::Length { what: "the other reading", found, expected }.into());
            }
            if others.iter().flatten().any(|other| !other.is_finite()) {
                let why = "a change of the other reading is not a number".to_owned();
                return Err(StatsError::Undefined { procedure, why });
            }
            let known: Vec<(f64, f64)> = (&mut values)
                .take(sample.n())
                .zip(others.iter())
                .filter_map(|(change, other)| Some((change, (*other)?)))
                .collect();
            joint.missing += sample.n() - known.len();
            joint.sizes.push(known.len());
            joint.change.extend(known.iter().map(|(change, _)| change));
            joint.other.extend(known.iter().map(|(_, other)| other));
        }
        Ok(joint)
    }

    pub(crate) fn n(&self) -> usize {
        self.change.len()
    }

    /// Those whose other change is not known.
    pub(crate) fn excluded(&self) -> Option<ExcludedCount> {
        (self.missing > 0).then_some(ExcludedCount { reason: "change of the other reading missing", n: self.missing })
    }

    /// The change on the other change (column 0, if wanted) and the groups after the first.
    pub(crate) fn fit(
        &self,
        procedure: &'static str,
        label: &str,
        with_other: bool,
    ) -> Result<LeastSquares, StatsError> {
        let groups = (1..self.sizes.len()).map(|at| (format!("group {}", at + 1), indicator(&self.sizes, at)));
        let other = with_other.then(|| (format!("{label} change"), self.other.clone()));
        LeastSquares::fit(procedure, &self.change, other.into_iter().chain(groups).collect())
    }

    /// A level of the change rather than a difference: with the origin put back.
    pub(crate) fn level(&self, line: LinearEstimate) -> LinearEstimate {
        LinearEstimate { value: line.value + self.origin, ..line }
    }
}

/// The slope as a coefficient: `cm per kg of weight change`.
pub(crate) fn slope_term(
    question: &Question,
    unit: Unit,
    companion: Companion<'_>,
    slope: &LinearEstimate,
) -> Result<Term, StatsError> {
    let name = |unit: Unit| if unit.symbol().is_empty() { "units" } else { unit.symbol() };
    let asked = Question { quantity: COMPANION_SLOPE, unit: Unit::None, ..*question };
    asked.term(format!("{} per {} of {} change", name(unit), name(companion.unit), companion.label), slope)
}
