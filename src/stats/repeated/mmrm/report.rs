//! What the model says, in the vocabulary of results.

use super::answer::COEFFICIENT;
use super::citations::{
    BELL_MCCAFFREY, FAI_CORNELIUS, KENWARD_ROGER, LIANG_ZEGER, MALLINCKRODT, MANCL_DEROUEN, PUSTEJOVSKY_TIPTON,
    SATTERTHWAITE, SCHLUCHTER_ELASHOFF, SIDDIQUI,
};
use super::design::{Moment, Response};
use super::lsmeans::less;
use super::model::{ID, MmrmModel, TITLE};
use super::{Adjustment, Likelihood, StandardErrors};
use crate::data::Longitudinal;
use crate::result::{
    Citation, Contrast, CovarianceMatrix, Detail, GroupMean, LongitudinalModel, ModelResult, Note, Quantity, Term,
    TestResult, VisitMean, VisitTest,
};
use crate::stats::StatsError;
use crate::stats::linear::answer::Question;
use crate::stats::linear::{DIFFERENCE_OF_CHANGES, arms::adjusting_is_up_to_the_reader};
use crate::stats::mixed::Combination;
use crate::stats::paired::MEAN_CHANGE;

/// The mean of the readings of an arm at a visit, all arms at the same covariates.
pub const VISIT_MEAN: Quantity = Quantity {
    id: "least_squares_mean",
    label: "mean at the visit, all arms at the same covariates",
    symbol: "least-squares mean",
};
/// Mean reading of one arm less that of another, where there is no baseline.
pub const DIFFERENCE_OF_MEANS: Quantity =
    Quantity { id: "difference_of_means", label: "difference of means", symbol: "difference of means" };
/// Whether the difference between the arms is the same at all visits.
pub const ARM_BY_VISIT: Quantity =
    Quantity { id: "arm_by_visit", label: "difference between the arms from visit to visit", symbol: "arm x visit" };
/// Whether the mean is the same at all visits.
pub const VISIT_EFFECT: Quantity =
    Quantity { id: "visit_effect", label: "mean from visit to visit", symbol: "visit effect" };

impl MmrmModel {
    /// Means, changes and differences at every visit, coefficients, covariance, and how the fit came about. The differences between arms,
    /// or the changes in a single group, are held against the null value and alternative of the options; all else against 0, two-sided.
    ///
    /// # Errors
    /// [`StatsError::Numerical`] when a distribution cannot be evaluated.
    pub fn answer(&self) -> Result<LongitudinalModel, StatsError> {
        let is_one_group = self.arms.len() < 2;
        let change = self.question(MEAN_CHANGE, self.options.test.level);
        let asked = |question: Question| Question {
            null: self.options.test.null_value.to_f64(),
            alternative: self.options.test.alternative,
            ..question
        };
        let of_changes = if is_one_group { asked(change) } else { change };
        let mut changes = Vec::new();
        for (arm, visit) in self.cells() {
            changes.extend(self.at_visit(&of_changes, arm, visit, self.design.change(arm, visit))?);
        }
        let quantity =
            if self.design.response == Response::Reading { DIFFERENCE_OF_MEANS } else { DIFFERENCE_OF_CHANGES };
        let of_differences = asked(self.question(quantity, self.options.test.level));
        let mut differences = Vec::new();
        if let Some(reference) = self.reference() {
            for arm in self.treated_arms() {
                for visit in self.attended() {
                    let c = self.design.difference(arm, reference, visit);
                    differences.extend(self.at_visit(&of_differences, arm, visit, c)?);
                }
            }
        }
        let means = self.means()?;
        Ok(LongitudinalModel {
            model: self.model_result(&means, &changes, &differences)?,
            means,
            changes,
            differences,
            covariance: self.covariance(),
            attempts: self.attempts.clone(),
        })
    }

    fn model_result(
        &self,
        means: &[VisitMean],
        changes: &[VisitTest],
        differences: &[VisitTest],
    ) -> Result<ModelResult, StatsError> {
        let group = |mean: &VisitMean| GroupMean {
            group: at_visit_name(mean.arm.as_deref(), &mean.visit),
            n: mean.n,
            estimate: mean.estimate.clone(),
        };
        let reference = self.reference().map(|arm| self.arms[arm].as_str());
        let contrast = |each: &VisitTest| {
            let label = match (each.arm.as_deref(), reference) {
                (Some(arm), Some(reference)) => format!("{arm} - {reference} at {}", each.visit),
                _ => format!("{} - {}", each.visit, self.baseline),
            };
            Contrast { label, test: each.test.clone() }
        };
        let answers = if self.arms.len() < 2 { changes } else { differences };
        let mut notes = self.notes();
        notes.extend(adjusting_is_up_to_the_reader(answers.len()));
        Ok(ModelResult {
            procedure: ID,
            title: TITLE,
            formula: self.formula(),
            analysed: self.design.analysed.clone(),
            overall: self.overall()?,
            terms: self.terms()?,
            means: means.iter().map(group).collect(),
            contrasts: answers.iter().map(contrast).collect(),
            details: self.details(),
            notes,
            citations: self.citations(),
        })
    }

    /// The visits of the model after the baseline, as places.
    fn attended(&self) -> Vec<usize> {
        let place = |moment: &Moment| match *moment {
            Moment::Baseline => None,
            Moment::Visit(visit) => Some(visit),
        };
        self.design.moments.iter().filter_map(place).collect()
    }

    /// Every arm with every visit after the baseline.
    fn cells(&self) -> Vec<(usize, usize)> {
        self.design.arms.iter().flat_map(|&arm| self.attended().into_iter().map(move |visit| (arm, visit))).collect()
    }

    fn name(&self, moment: Moment) -> &str {
        match moment {
            Moment::Baseline => &self.baseline,
            Moment::Visit(visit) => &self.visits[visit],
        }
    }

    fn arm_name(&self, arm: usize) -> Option<String> {
        self.arms.get(arm).filter(|_| self.arms.len() > 1).cloned()
    }

    fn at_visit(
        &self,
        question: &Question,
        arm: usize,
        visit: usize,
        c: Option<Vec<f64>>,
    ) -> Result<Option<VisitTest>, StatsError> {
        let Some(found) = self.combination(c)? else { return Ok(None) };
        let (n, name) = (self.design.readings(arm, Moment::Visit(visit)), self.visits[visit].clone());
        let test = question.test_of(&found, self.design.analysed.clone())?;
        Ok(Some(VisitTest { visit: name, arm: self.arm_name(arm), n, test }))
    }

    fn combination(&self, c: Option<Vec<f64>>) -> Result<Option<Combination>, StatsError> {
        c.map_or(Ok(None), |c| self.uncertainty.combination(&self.fit, &c))
    }

    /// Means of the readings. That of a reading is that of its change and the mean baseline, at which all arms are held; its standard
    /// error is of the arm at that baseline.
    fn means(&self) -> Result<Vec<VisitMean>, StatsError> {
        let question = self.question(VISIT_MEAN, self.options.test.level);
        let mut means = Vec::new();
        for &arm in &self.design.arms {
            for &moment in &self.design.moments {
                let Some(found) = self.combination(self.design.mean(arm, moment))? else { continue };
                let found = Combination { estimate: found.estimate + self.design.origin, ..found };
                means.push(VisitMean {
                    visit: self.name(moment).to_owned(),
                    arm: self.arm_name(arm),
                    n: self.design.readings(arm, moment),
                    estimate: question.estimate_of(&found)?,
                });
            }
        }
        Ok(means)
    }

    /// Whether the difference between the arms, or the mean of a single group, is the same at all visits.
    fn overall(&self) -> Result<Option<TestResult>, StatsError> {
        let (moments, reference) = (&self.design.moments, self.reference());
        let rows: Vec<Vec<Vec<f64>>> = match reference {
            Some(reference) => {
                let of_arm = |arm| {
                    let differ = |visit: usize| self.design.difference(arm, reference, visit);
                    self.attended().into_iter().filter_map(differ).collect()
                };
                self.treated_arms().into_iter().map(of_arm).collect()
            }
            None if self.arms.len() > 1 => return Ok(None),
            None => vec![moments.iter().filter_map(|&moment| self.design.mean(0, moment)).collect()],
        };
        let from_first = |of_arm: &Vec<Vec<f64>>| -> Vec<Vec<f64>> {
            of_arm.iter().skip(1).map(|later| less(later, &of_arm[0])).collect()
        };
        let rows: Vec<Vec<f64>> = rows.iter().flat_map(from_first).collect();
        let quantity = if reference.is_some() { ARM_BY_VISIT } else { VISIT_EFFECT };
        if rows.is_empty() { Ok(None) } else { self.joint(&rows, quantity) }
    }

    fn terms(&self) -> Result<Vec<Term>, StatsError> {
        let question = self.question(COEFFICIENT, self.options.test.level);
        let names = self.fit.names();
        let mut terms = Vec::new();
        for (at, name) in names.iter().enumerate().filter(|(at, _)| !self.fit.aliased().contains(at)) {
            let unit: Vec<f64> = (0..names.len()).map(|other| if other == at { 1.0 } else { 0.0 }).collect();
            if let Some(found) = self.combination(Some(unit))? {
                terms.push(question.term_of(name.clone(), &found)?);
            }
        }
        Ok(terms)
    }

    fn covariance(&self) -> Vec<CovarianceMatrix> {
        let moments = &self.design.moments;
        let matrix = |group: usize| CovarianceMatrix {
            arm: if self.options.by_arm { self.arm_name(self.design.arms[group]) } else { None },
            visits: moments.iter().map(|&moment| self.name(moment).to_owned()).collect(),
            rows: self.fit.covariance(group).chunks_exact(moments.len()).map(<[f64]>::to_vec).collect(),
        };
        (0..self.fit.groups()).map(matrix).collect()
    }

    fn formula(&self) -> String {
        let by_arm = if self.arms.len() > 1 { "arm:visit" } else { "visit" };
        let (response, mut right) = match self.design.response {
            Response::Change => ("change", vec![by_arm.to_owned(), "baseline:visit".to_owned()]),
            _ => ("reading", vec![by_arm.to_owned()]),
        };
        right.extend(self.options.covariates.iter().cloned());
        format!("{response} ~ {}", right.join(" + "))
    }

    fn details(&self) -> Vec<Detail> {
        let fit = &self.fit;
        vec![
            Detail::count("readings", "readings that entered", fit.readings()),
            Detail::count("people", "participants who entered", fit.people()),
            Detail::number("log_likelihood", "log likelihood", fit.log_likelihood()),
            Detail::number("aic", "Akaike's information criterion", fit.aic()),
            Detail::number("bic", "Schwarz's information criterion, by participants", fit.bic()),
        ]
    }

    fn notes(&self) -> Vec<Note> {
        let likelihood = match self.fit.likelihood() {
            Likelihood::Reml => "restricted maximum likelihood",
            Likelihood::Ml => "maximum likelihood",
        };
        let apart = if self.options.by_arm && self.fit.groups() > 1 { ", one for each arm" } else { "" };
        let (structure, errors) = (self.fit.structure().name(), self.options.errors);
        let mut notes = vec![Note::new(
            "covariance",
            format!("The covariance of one person's readings is {structure}{apart}, fitted by {likelihood}."),
        )];
        for refused in self.attempts.iter().filter(|attempt| attempt.refused.is_some()) {
            let why = refused.refused.as_deref().unwrap_or_default();
            notes.push(Note::new("fallback", format!("The structure {} was not used: {why}.", refused.structure)));
        }
        let degrees = match self.options.adjustment {
            Adjustment::Satterthwaite => "Satterthwaite's",
            Adjustment::KenwardRogerLinear => "Kenward and Roger's, without second derivatives",
            Adjustment::KenwardRoger => "Kenward and Roger's, with second derivatives in variances and correlations",
            Adjustment::BetweenWithin => "between-within",
            Adjustment::Residual => "residual",
        };
        notes.push(Note::new("degrees-of-freedom", format!("Degrees of freedom are {degrees}.")));
        if errors != StandardErrors::Model {
            let text = format!(
                "Standard errors are {}: from the residuals of participants, not from the model.",
                errors.name()
            );
            notes.push(Note::new("sandwich", text));
        }
        if self.design.response == Response::Change {
            let text = "Changes are modelled with the baseline as covariate; means and changes are at the mean baseline of the readings \
                        analysed, at which differences of changes are those of readings.";
            notes.push(Note::new("baseline-covariate", text));
        }
        let names = self.fit.names();
        notes.extend(self.fit.aliased().iter().map(|&at| {
            let text = format!("These data do not tell {} apart from the columns before it: left out.", names[at]);
            Note::new("aliased", text)
        }));
        notes.extend(self.design.notes.iter().cloned());
        if self.treated_arms().len() > 1 && !self.has_control {
            let reference = self.reference().map_or("", |arm| self.arms[arm].as_str());
            let text = format!("No arm is the control: every other arm is held against {reference}.");
            notes.push(Note::new("against-the-first", text));
        }
        notes
    }

    /// What the model rests on.
    pub(super) fn citations(&self) -> Vec<Citation> {
        let mut citations = vec![MALLINCKRODT, SIDDIQUI];
        citations.extend(match self.options.errors {
            StandardErrors::Model => Vec::new(),
            StandardErrors::Cr0 => vec![LIANG_ZEGER],
            StandardErrors::Cr2 => vec![BELL_MCCAFFREY, PUSTEJOVSKY_TIPTON],
            StandardErrors::Cr3 => vec![MANCL_DEROUEN],
        });
        citations.extend(match self.options.adjustment {
            Adjustment::Satterthwaite => vec![SATTERTHWAITE, FAI_CORNELIUS],
            Adjustment::KenwardRogerLinear | Adjustment::KenwardRoger => vec![KENWARD_ROGER],
            Adjustment::BetweenWithin => vec![SCHLUCHTER_ELASHOFF],
            Adjustment::Residual => Vec::new(),
        });
        citations
    }
}

/// `active at week 4`; `week 4` in a single group.
fn at_visit_name(arm: Option<&str>, visit: &str) -> String {
    arm.map_or_else(|| visit.to_owned(), |arm| format!("{arm} at {visit}"))
}
