//! Effects at several visits, whatever model they come from.

use crate::data::Unit;
use crate::result::{Analysed, Detail, Estimate, Hypothesis, Note, Quantity, TestResult};
use crate::stats::mixed::Combination;
use crate::stats::{StatsError, TestOptions};

/// The effects at the visits with their joint uncertainty: changes from the baseline, or differences of them between arms.
pub trait VisitEffects {
    /// How many visits.
    fn visits(&self) -> usize;

    /// A combination of the effects, with a weight for each visit.
    ///
    /// # Errors
    /// [`StatsError`] when a visit with a weight has no effect.
    fn estimate(&self, weights: &[f64]) -> Result<Combination, StatsError>;

    /// The covariance of two combinations.
    ///
    /// # Errors
    /// As [`VisitEffects::estimate`].
    fn covariance(&self, one: &[f64], other: &[f64]) -> Result<f64, StatsError>;

    /// What the effects are measured in.
    fn unit(&self) -> Unit;

    /// Who entered.
    fn analysed(&self) -> Analysed;
}

/// Weight 1 on one visit.
pub(super) fn only(visit: usize, visits: usize) -> Vec<f64> {
    (0..visits).map(|other| if other == visit { 1.0 } else { 0.0 }).collect()
}

/// A name, a title and what is estimated.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    pub procedure: &'static str,
    pub title: &'static str,
    pub quantity: Quantity,
}

impl Asked {
    /// A combination of the effects against the null value of the options.
    pub fn of(
        self,
        effects: &dyn VisitEffects,
        weights: &[f64],
        options: &TestOptions,
    ) -> Result<TestResult, StatsError> {
        self.against(effects, weights, options.null_value.to_f64(), options)
    }

    /// A combination of the effects against a null value.
    pub fn against(
        self,
        effects: &dyn VisitEffects,
        weights: &[f64],
        null_value: f64,
        options: &TestOptions,
    ) -> Result<TestResult, StatsError> {
        let Asked { procedure, title, quantity } = self;
        let (unit, alternative) = (effects.unit(), options.alternative);
        let found = effects.estimate(weights)?;
        let (statistic, p_value) = found.t_test(title, null_value, alternative)?.unzip();
        let interval = found.interval(title, alternative, options.level)?;
        let without =
            Note::new("no-variation", "The effects do not vary: without variation there is no t, p-value or interval.");
        Ok(TestResult {
            procedure,
            title,
            hypothesis: Hypothesis { quantity, null_value, unit, alternative },
            statistic,
            p_value,
            estimates: vec![Estimate::new(quantity, found.estimate, unit, Some(found.standard_error), interval)],
            analysed: effects.analysed(),
            details: found
                .degrees
                .map(|degrees| Detail::number("degrees_of_freedom", "degrees of freedom", degrees))
                .into_iter()
                .collect(),
            notes: if found.degrees.is_none() { vec![without] } else { Vec::new() },
            citations: Vec::new(),
        })
    }
}
