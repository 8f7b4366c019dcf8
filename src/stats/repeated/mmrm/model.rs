//! The mixed model for repeated measures of courses of readings.

use super::design::{Design, Moment, Response, name_of};
use super::lsmeans::weighted;
use super::uncertainty::Uncertainty;
use super::{MmrmFit, MmrmOptions, StandardErrors, fit_mmrm};
use crate::data::{DataError, Longitudinal, Unit};
use crate::result::{Alternative, FitAttempt, Level, Quantity, TestResult};
use crate::stats::StatsError;
use crate::stats::linear::answer::Question;
use crate::stats::mixed::Combination;

/// Stable name of the procedure.
pub(super) const ID: &str = "mmrm";
/// The procedure in words.
pub(super) const TITLE: &str = "mixed model for repeated measures";

/// A fitted mixed model for repeated measures.
///
/// It answers questions about the *effect* at the visits and any weighted sum of the effects. In a single group, and for differences of two
/// sites, the effect at a visit is the mean change from the baseline; with two arms or more it is what a treated arm changed beyond the
/// reference: treated - control of the change (equal to that of the reading, for both are held at the same baseline). The reference is the
/// control, or the first arm that could be analysed where there is no control; the treated arm is the first of the others unless
/// [`MmrmModel::for_arm`] says otherwise.
#[derive(Clone, Debug)]
pub struct MmrmModel {
    pub(super) design: Design,
    pub(super) fit: MmrmFit,
    pub(super) attempts: Vec<FitAttempt>,
    pub(super) uncertainty: Uncertainty,
    pub(super) options: MmrmOptions,
    pub(super) unit: Unit,
    pub(super) visits: Vec<String>,
    pub(super) baseline: String,
    pub(super) arms: Vec<String>,
    pub(super) has_control: bool,
    treated: Option<usize>,
}

impl MmrmModel {
    /// Fits the model.
    ///
    /// People without any reading after the baseline are left out and counted, and so are those without a covariate, or without a baseline
    /// where it is a covariate; all others enter with the readings that they have.
    ///
    /// # Errors
    /// [`StatsError::Undefined`] when fewer than two people can be analysed, a covariate is not there, or no covariance structure of the
    /// chain converges; [`StatsError::Missing`] when the options ask for a baseline or times that were not recorded, or for
    /// Kenward and Roger's adjustment with sandwich standard errors.
    pub fn fit(data: &Longitudinal, options: &MmrmOptions) -> Result<MmrmModel, StatsError> {
        let design = Design::of(TITLE, data, options)?;
        let (fit, attempts) =
            fit_mmrm(TITLE, &design.observations, options.structure, options.fallback, options.likelihood)?;
        let uncertainty = Uncertainty::of(TITLE, &fit, &design.observations, options)?;
        let mut model = MmrmModel {
            design,
            fit,
            attempts,
            uncertainty,
            options: options.clone(),
            unit: data.outcome().unit,
            visits: data.visits().iter().map(|visit| visit.name.clone()).collect(),
            baseline: name_of(data, Moment::Baseline),
            arms: data.arms().to_vec(),
            has_control: data.has_control(),
            treated: None,
        };
        model.treated = model.treated_arms().first().copied();
        Ok(model)
    }

    /// The same model, with the effect of another treated arm, by its place in [`Longitudinal::arms`].
    ///
    /// # Errors
    /// [`StatsError::Undefined`] when the arm is the reference, or nobody of it could be analysed.
    pub fn for_arm(self, arm: usize) -> Result<MmrmModel, StatsError> {
        if self.treated_arms().contains(&arm) {
            return Ok(MmrmModel { treated: Some(arm), ..self });
        }
        let name = self.arms.get(arm).map_or_else(|| format!("arm {}", arm + 1), Clone::clone);
        Err(undefined(format!("there is no difference of {name} from the reference")))
    }

    /// The fit of the likelihood, in the coefficients of the columns.
    pub fn likelihood_fit(&self) -> &MmrmFit {
        &self.fit
    }

    /// The visits, as places in [`Longitudinal::visits`], at which the data determine the effect.
    pub fn effect_visits(&self) -> Vec<usize> {
        let is_determined = |visit: &usize| {
            self.effect_at(*visit).is_some_and(|c| matches!(self.uncertainty.combination(&self.fit, &c), Ok(Some(_))))
        };
        (0..self.visits.len()).filter(is_determined).collect()
    }

    /// The sum of the effects at the visits, each times its weight, one for each of [`Longitudinal::visits`], against a null value. A weight
    /// of 1 at one visit and 0 elsewhere asks for the effect there; 1 and -1 for what came between.
    ///
    /// # Errors
    /// [`StatsError::Data`] for another number of weights; [`StatsError::Undefined`] where a weight falls on a visit at which the data do
    /// not determine the effect, or there is no baseline, or no reference.
    pub fn effect(
        &self,
        weights: &[f64],
        null_value: f64,
        alternative: Alternative,
        level: Level,
        quantity: Quantity,
    ) -> Result<TestResult, StatsError> {
        let found = self.effect_estimate(weights)?;
        let question = Question { null: null_value, alternative, ..self.question(quantity, level) };
        let mut test = question.test_of(&found, self.design.analysed.clone())?;
        test.citations = self.citations();
        Ok(test)
    }

    /// The same sum with its standard error and degrees of freedom.
    ///
    /// # Errors
    /// As [`MmrmModel::effect`].
    pub fn effect_estimate(&self, weights: &[f64]) -> Result<Combination, StatsError> {
        let c = self.effect_combination(weights)?;
        self.uncertainty.combination(&self.fit, &c)?.ok_or_else(not_determined)
    }

    /// The covariance of two such sums, of the same kind as their standard errors.
    ///
    /// # Errors
    /// As [`MmrmModel::effect`].
    pub fn effect_covariance(&self, first: &[f64], second: &[f64]) -> Result<f64, StatsError> {
        let (first, second) = (self.effect_combination(first)?, self.effect_combination(second)?);
        self.uncertainty.covariance(&self.fit, &first, &second)?.ok_or_else(not_determined)
    }

    /// Whether several such sums are all zero: F with Fai and Cornelius's or Kenward and Roger's degrees of freedom. A sum that the
    /// others imply changes nothing.
    ///
    /// # Errors
    /// As [`MmrmModel::effect`].
    pub fn effect_joint(&self, rows: &[Vec<f64>], quantity: Quantity) -> Result<TestResult, StatsError> {
        let rows: Vec<Vec<f64>> = rows.iter().map(|row| self.effect_combination(row)).collect::<Result<_, _>>()?;
        self.joint(&rows, quantity)?.ok_or_else(not_determined)
    }

    /// The mean of the readings of an arm (its place in [`Longitudinal::arms`]; 0 in a single group) at a visit, or at the baseline where
    /// that is one of the readings; all arms at the same covariates: numbers at their mean over the readings analysed, groups weighing the
    /// same. Where changes are modelled its standard error is that of the mean change at the mean baseline.
    ///
    /// # Errors
    /// [`StatsError::Undefined`] where nobody of the arm was read, or the data do not determine the mean.
    pub fn mean_estimate(&self, arm: usize, visit: Option<usize>) -> Result<Combination, StatsError> {
        let c = self.design.mean(arm, visit.map_or(Moment::Baseline, Moment::Visit));
        let found = c.map_or(Ok(None), |c| self.uncertainty.combination(&self.fit, &c))?.ok_or_else(not_determined)?;
        Ok(Combination { estimate: found.estimate + self.design.origin, ..found })
    }

    /// The arm that treated arms are held against; `None` in a single group, or when the control could not be analysed.
    pub(super) fn reference(&self) -> Option<usize> {
        let first = self.design.arms.first().copied().filter(|_| self.arms.len() > 1);
        first.filter(|&arm| !self.has_control || arm == 0)
    }

    /// The arms that are held against the reference.
    pub(super) fn treated_arms(&self) -> Vec<usize> {
        let reference = self.reference();
        self.design.arms.iter().copied().filter(|&arm| reference.is_some_and(|reference| arm != reference)).collect()
    }

    /// Several combinations of the coefficients at once; `None` where the data do not determine them.
    pub(super) fn joint(&self, rows: &[Vec<f64>], quantity: Quantity) -> Result<Option<TestResult>, StatsError> {
        // With hardly more readings than parameters the approximations may give no degrees of freedom; then there is no F.
        let found = self.uncertainty.joint(&self.fit, rows)?;
        let Some(found) = found.filter(|found| found.denominator > 0.0 && found.statistic >= 0.0) else {
            return Ok(None);
        };
        let test = self.question(quantity, self.options.test.level).joint_of(&found, self.design.analysed.clone())?;
        Ok(Some(TestResult { citations: self.citations(), ..test }))
    }

    /// A two-sided question about zero.
    pub(super) fn question(&self, quantity: Quantity, level: Level) -> Question {
        let method = match self.options.errors {
            StandardErrors::Model => "t",
            StandardErrors::Cr0 => "CR0, t",
            StandardErrors::Cr2 => "CR2, t",
            StandardErrors::Cr3 => "CR3, t",
        };
        Question { method, ..Question::two_sided(ID, TITLE, quantity, self.unit, level) }
    }

    fn effect_at(&self, visit: usize) -> Option<Vec<f64>> {
        match (self.arms.len() > 1, self.reference(), self.treated) {
            (false, ..) => self.design.change(0, visit),
            (true, Some(reference), Some(treated)) => self.design.difference(treated, reference, visit),
            _ => None,
        }
    }

    fn effect_combination(&self, weights: &[f64]) -> Result<Vec<f64>, StatsError> {
        if weights.len() != self.visits.len() {
            let (found, expected) = (weights.len(), self.visits.len());
            return Err(DataError::Length { what: "weights", found, expected }.into());
        }
        if self.arms.len() > 1 && self.treated.is_none() {
            return Err(undefined("there are no two arms to hold against each other".to_owned()));
        }
        if self.arms.len() < 2 && self.design.response == Response::Reading {
            return Err(undefined("there is no reading before the start to change from".to_owned()));
        }
        let at = |(visit, &weight): (usize, &f64)| {
            let name = &self.visits[visit];
            let c = self.effect_at(visit).ok_or_else(|| undefined(format!("there is no effect at {name}")))?;
            Ok((weight, c))
        };
        let weighed = weights.iter().enumerate().filter(|(_, weight)| **weight != 0.0);
        let terms: Vec<(f64, Vec<f64>)> = weighed.map(at).collect::<Result<_, StatsError>>()?;
        if terms.is_empty() {
            return Err(undefined("every weight is zero".to_owned()));
        }
        Ok(weighted(&terms))
    }
}

fn undefined(why: String) -> StatsError {
    StatsError::Undefined { procedure: TITLE, why }
}

fn not_determined() -> StatsError {
    undefined("the readings do not determine this".to_owned())
}
