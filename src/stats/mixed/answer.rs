//! From a fitted model to results.

use super::combination::shown;
use super::{Combination, DegreesOfFreedom, MixedFit, VarianceState};
use crate::data::Unit;
use crate::dist::FisherF;
use crate::result::{
    Alternative, Analysed, Citation, Detail, Estimate, Hypothesis, Note, PValue, Quantity, Statistic, Term, TestResult,
};
use crate::stats::{StatsError, TestOptions};

/// Settings of the models of several readings of one person.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct MixedOptions {
    /// Level, alternative and null value; the null value is that of mean changes and of differences between arms, while differences
    /// between sites are held against 0.
    pub test: TestOptions,
    /// Where the degrees of freedom come from.
    pub degrees: DegreesOfFreedom,
}

/// A coefficient of a model.
const COEFFICIENT: Quantity = Quantity { id: "coefficient", label: "coefficient", symbol: "b" };

const REML: Citation = Citation {
    key: "Patterson and Thompson 1971",
    reference: "Patterson HD, Thompson R (1971). Recovery of inter-block information when block sizes are unequal. Biometrika 58:545-554.",
};
const LAIRD: Citation = Citation {
    key: "Laird and Ware 1982",
    reference: "Laird NM, Ware JH (1982). Random-effects models for longitudinal data. Biometrics 38:963-974.",
};
const SATTERTHWAITE: Citation = Citation {
    key: "Fai and Cornelius 1996",
    reference: "Fai AH, Cornelius PL (1996). Approximate F-tests of multiple degree of freedom hypotheses in generalized least squares analyses of unbalanced split-plot experiments. J Stat Comput Simul 54:363-378.",
};
const KENWARD_ROGER: Citation = Citation {
    key: "Kenward and Roger 1997",
    reference: "Kenward MG, Roger JH (1997). Small sample inference for fixed effects from restricted maximum likelihood. Biometrics 53:983-997.",
};

/// A fitted model with what its results have in common.
pub(super) struct Reporter<'a> {
    pub procedure: &'static str,
    pub title: &'static str,
    pub fit: &'a MixedFit,
    pub options: &'a MixedOptions,
    pub unit: Unit,
    pub analysed: Analysed,
    /// What the random intercept stands for: `participant`, `cluster`.
    pub group: &'static str,
}

impl Reporter<'_> {
    /// One combination of the coefficients against its null value.
    pub fn test(&self, quantity: Quantity, c: &[f64], null: f64) -> Result<TestResult, StatsError> {
        let alternative = self.options.test.alternative;
        let (found, statistic, p_value) = self.statistic(c, null, alternative)?;
        let mut details = Vec::new();
        if let Some(degrees) = found.degrees {
            details.push(Detail::number("degrees_of_freedom", "degrees of freedom", degrees));
        }
        let mut notes = Vec::new();
        if found.degrees.is_none() {
            notes.push(self.no_variation());
        }
        Ok(TestResult {
            procedure: self.procedure,
            title: self.title,
            hypothesis: Hypothesis { quantity, null_value: null, unit: self.unit, alternative },
            statistic,
            p_value,
            estimates: vec![self.estimate(quantity, &found, alternative)?],
            analysed: self.analysed.clone(),
            details,
            notes,
            citations: Vec::new(),
        })
    }

    /// A combination with its two-sided interval.
    pub fn mean(&self, quantity: Quantity, c: &[f64]) -> Result<Estimate, StatsError> {
        let (found, ..) = self.statistic(c, 0.0, Alternative::TwoSided)?;
        self.estimate(quantity, &found, Alternative::TwoSided)
    }

    /// Every coefficient against 0, two-sided.
    pub fn terms(&self) -> Result<Vec<Term>, StatsError> {
        let names = self.fit.names();
        let term = |at: usize| {
            let c: Vec<f64> = (0..names.len()).map(|other| if other == at { 1.0 } else { 0.0 }).collect();
            let (found, statistic, p_value) = self.statistic(&c, 0.0, Alternative::TwoSided)?;
            let estimate = self.estimate(COEFFICIENT, &found, Alternative::TwoSided)?;
            Ok(Term { name: names[at].clone(), estimate, statistic, p_value })
        };
        (0..names.len()).map(term).collect()
    }

    /// Whether all combinations are zero.
    pub fn f_test(&self, quantity: Quantity, rows: &[Vec<f64>]) -> Result<Option<TestResult>, StatsError> {
        let numerical = |cause: &dyn ToString| StatsError::numerical(self.title, cause.to_string());
        let found = self.fit.wald_f(rows, self.options.degrees).map_err(|cause| numerical(&cause))?;
        // With hardly more readings than parameters the approximation may give no degrees of freedom; then there is no F.
        let Some(found) = found.filter(|found| found.denominator > 0.0 && found.statistic >= 0.0) else {
            return Ok(None);
        };
        let law = FisherF::try_new(found.numerator, found.denominator).map_err(|cause| numerical(&cause))?;
        let p = PValue::try_new(law.sf(found.statistic)).map_err(|cause| numerical(&cause))?;
        let (numerator, denominator) = (found.numerator, shown(found.denominator));
        Ok(Some(TestResult {
            procedure: self.procedure,
            title: self.title,
            hypothesis: Hypothesis { quantity, null_value: 0.0, unit: self.unit, alternative: Alternative::TwoSided },
            statistic: Some(Statistic {
                symbol: "F",
                value: found.statistic,
                distribution: format!("F with {numerator} and {denominator} degrees of freedom"),
            }),
            p_value: Some(p),
            estimates: Vec::new(),
            analysed: self.analysed.clone(),
            details: vec![
                Detail::number("numerator_df", "degrees of freedom of the numerator", found.numerator),
                Detail::number("denominator_df", "degrees of freedom of the denominator", found.denominator),
            ],
            notes: Vec::new(),
            citations: Vec::new(),
        }))
    }

    /// Readings, people, variances, likelihood, convergence.
    pub fn details(&self) -> Vec<Detail> {
        let fit = self.fit;
        let (evaluations, gradient) = fit.convergence();
        let mut details = vec![
            Detail::count("readings", "changes that entered", fit.readings()),
            Detail::count("people", "participants or clusters with a random intercept", fit.persons()),
            Detail::number("residual_variance", "residual variance", fit.residual_variance()),
        ];
        let optional = [
            ("between_variance", "variance between participants or clusters", fit.person_variance()),
            ("icc", "intraclass correlation", fit.icc()),
            ("log_likelihood", "restricted log likelihood", fit.log_likelihood()),
        ];
        details.extend(optional.into_iter().filter_map(|(id, label, value)| Some(Detail::number(id, label, value?))));
        details.push(Detail::count("evaluations", "evaluations of the likelihood", evaluations));
        details.push(Detail::number("gradient", "slope of the likelihood in the log of the variance ratio", gradient));
        details
    }

    /// What must be said of the variances.
    pub fn notes(&self) -> Vec<Note> {
        let group = self.group;
        let state = match self.fit.state() {
            VarianceState::Estimated => None,
            VarianceState::NoVariation => Some(self.no_variation()),
            VarianceState::AtZero => Some(Note::new(
                "no-variance-between",
                format!(
                    "The variance between {group}s was estimated as exactly 0: readings of one {group} are no more alike than those of \
                     different ones, and the model is least squares of all readings."
                ),
            )),
            VarianceState::NotSeparable => Some(Note::new(
                "one-reading-each",
                format!(
                    "Each {group} has one reading: there is no intraclass correlation, and the model is least squares."
                ),
            )),
        };
        let method = self.options.degrees.name();
        let degrees = Note::new("degrees-of-freedom", format!("Degrees of freedom are {method}'s."));
        state.into_iter().chain([degrees]).collect()
    }

    /// What the model rests on.
    pub fn citations(&self) -> Vec<Citation> {
        let of_degrees = match self.options.degrees {
            DegreesOfFreedom::Satterthwaite => SATTERTHWAITE,
            DegreesOfFreedom::KenwardRoger => KENWARD_ROGER,
        };
        vec![LAIRD, REML, of_degrees]
    }

    fn no_variation(&self) -> Note {
        Note::new(
            "no-variation",
            "The model explains every change exactly: without variation there is no t, p-value or interval.",
        )
    }

    fn statistic(
        &self,
        c: &[f64],
        null: f64,
        alternative: Alternative,
    ) -> Result<(Combination, Option<Statistic>, Option<PValue>), StatsError> {
        let numerical = |cause: &dyn ToString| StatsError::numerical(self.title, cause.to_string());
        let found = self.fit.combination(c, self.options.degrees).map_err(|cause| numerical(&cause))?;
        let (statistic, p_value) = found.t_test(self.title, null, alternative)?.unzip();
        Ok((found, statistic, p_value))
    }

    fn estimate(
        &self,
        quantity: Quantity,
        found: &Combination,
        alternative: Alternative,
    ) -> Result<Estimate, StatsError> {
        let interval = found.interval(self.title, alternative, self.options.test.level)?;
        Ok(Estimate::new(quantity, found.estimate, self.unit, Some(found.standard_error), interval))
    }
}
