//! What is imputed and analysed: changes from the baseline, as numbers.

use super::comparison::Comparison;
use crate::data::Longitudinal;
use crate::num::compensated_sum;
use crate::result::Analysed;
use crate::stats::StatsError;
use crate::stats::linear::{Covariance, LeastSquares, LinearEstimate};

/// A visit with fewer people of an arm than this says too little of that arm to be in the model.
const LEAST_READ: usize = 2;

/// One person with a baseline.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    /// Whether in the treated arm; always so in a single group.
    pub(crate) treated: bool,
    /// The baseline, measured from the mean of all.
    pub(crate) baseline: f64,
    /// The changes from it, visit by visit.
    pub(crate) change: Vec<Option<f64>>,
}

/// The people compared, at the visits at which every arm was read.
///
/// Changes stand for readings: with the baseline in the model both have the same differences of arms, and changes are exact on the
/// grid whatever the offset.
#[derive(Clone, Debug)]
pub(crate) struct Courses {
    pub(crate) people: Vec<Person>,
    /// How many visits are in the model.
    pub(crate) visits: usize,
    /// The place among them of the visit analysed.
    pub(crate) at: usize,
    pub(crate) has_control: bool,
    /// Whether the baselines differ.
    pub(crate) has_slope: bool,
    /// Names of visits that are not in the model.
    pub(crate) left_out: Vec<String>,
    pub(crate) analysed: Analysed,
}

/// A completed data set as a response to analyse, person by person.
pub(crate) struct Design {
    columns: Vec<(String, Vec<f64>)>,
    has_control: bool,
}

impl Person {
    /// The places of the visits with a reading.
    pub(crate) fn observed(&self) -> Vec<usize> {
        (0..self.change.len()).filter(|&visit| self.change[visit].is_some()).collect()
    }

    /// The first visit of the gap that lasts to the end; the number of visits where there is none.
    pub(crate) fn left(&self) -> usize {
        self.change.iter().rposition(Option::is_some).map_or(0, |last| last + 1)
    }
}

impl Courses {
    /// # Errors
    /// `TooFew` with fewer people than the analysis has coefficients and one; `Undefined` when fewer than two of an arm were read at the
    /// visit.
    pub(crate) fn of(
        procedure: &'static str,
        data: &Longitudinal,
        comparison: Comparison,
    ) -> Result<Courses, StatsError> {
        let has_control = comparison.arms.is_some();
        let treated = |person: usize| comparison.arms.is_none_or(|pair| data.arm_of(person) == pair.treated);
        let people: Vec<usize> =
            comparison.people(data).filter(|&person| data.baseline_reading(person).is_some()).collect();
        StatsError::require(procedure, if has_control { 4 } else { 2 }, people.len())?;
        let read = |visit: usize, arm: bool| {
            people.iter().filter(|&&person| treated(person) == arm && !data.is_missing(person, visit)).count()
        };
        let enough =
            |visit: usize| read(visit, true) >= LEAST_READ && (!has_control || read(visit, false) >= LEAST_READ);
        let (kept, without): (Vec<usize>, Vec<usize>) = (0..data.visits().len()).partition(|&visit| enough(visit));
        let at = kept.iter().position(|&visit| visit == comparison.visit).ok_or_else(|| StatsError::Undefined {
            procedure,
            why: format!(
                "fewer than two people{} have readings at baseline and at {}",
                if has_control { " of an arm" } else { "" },
                data.visits()[comparison.visit].name
            ),
        })?;
        let baselines: Vec<f64> = people.iter().filter_map(|&person| data.baseline_value(person)).collect();
        let mean = compensated_sum(baselines.iter().copied()) / baselines.len() as f64;
        let one = |(&person, baseline): (&usize, &f64)| Person {
            treated: treated(person),
            baseline: baseline - mean,
            change: kept.iter().map(|&visit| data.change(person, visit)).collect(),
        };
        Ok(Courses {
            people: people.iter().zip(&baselines).map(one).collect(),
            visits: kept.len(),
            at,
            has_control,
            has_slope: baselines.iter().any(|&baseline| baseline != baselines[0]),
            left_out: without.iter().map(|&visit| data.visits()[visit].name.clone()).collect(),
            analysed: comparison.analysed(data, false),
        })
    }

    /// The same without one person.
    pub(crate) fn without(&self, person: usize) -> Courses {
        let mut people = self.people.clone();
        people.remove(person);
        Courses { people, ..self.clone() }
    }

    /// Whether the person has to be imputed because of having left: the visit analysed is in the gap that lasts to the end.
    pub(crate) fn dropped_out(&self, person: &Person) -> bool {
        self.at >= person.left()
    }

    /// The places of those without a reading at the visit analysed.
    pub(crate) fn absent(&self) -> Vec<usize> {
        (0..self.people.len()).filter(|&at| self.people[at].change[self.at].is_none()).collect()
    }

    /// The analysis of completed data: with a control arm least squares on baseline and arm, in a single group the mean.
    pub(crate) fn design(&self) -> Design {
        let column = |name: &str, of: fn(&Person) -> f64| (name.to_owned(), self.people.iter().map(of).collect());
        let columns = if self.has_control {
            vec![
                column("baseline", |person| person.baseline),
                column("arm", |person| f64::from(u8::from(person.treated))),
            ]
        } else {
            Vec::new()
        };
        Design { columns, has_control: self.has_control }
    }
}

impl Design {
    /// Treated - control at the same baseline, or the mean change.
    ///
    /// # Errors
    /// `Undefined` when the baselines differ between the arms but not within them.
    pub(crate) fn analyse(&self, procedure: &'static str, change: &[f64]) -> Result<LinearEstimate, StatsError> {
        let fit = LeastSquares::fit(procedure, change, self.columns.clone())?;
        let line = if self.has_control {
            fit.slope(1, Covariance::Classical)
        } else {
            fit.estimate(1.0, &[], Covariance::Classical)
        };
        let why = "the arms cannot be told apart from the baseline: within each arm all baseline readings are equal";
        line.ok_or_else(|| StatsError::Undefined { procedure, why: why.to_owned() })
    }
}
