//! From a linear estimate to the vocabulary of results.

use super::least_squares::{Explained, LeastSquares, LinearEstimate};
use crate::data::Unit;
use crate::dist::{FisherF, StudentT};
use crate::result::{
    Alternative, Analysed, Citation, Detail, Estimate, Hypothesis, Interval, Level, Note, PValue, Quantity, Side,
    Statistic, Term, TestResult,
};
use crate::stats::{StatsError, TestOptions};

/// What is asked about an estimate, and by whom.
#[derive(Clone, Copy)]
pub(crate) struct Question {
    pub(crate) procedure: &'static str,
    pub(crate) title: &'static str,
    pub(crate) quantity: Quantity,
    pub(crate) unit: Unit,
    pub(crate) null: f64,
    pub(crate) alternative: Alternative,
    pub(crate) level: Level,
    /// How the interval is made: `t`, `HC3, t`.
    pub(crate) method: &'static str,
}

/// A statistic, its p-value and the interval that agrees with it.
pub(crate) struct Answer {
    pub(crate) statistic: Option<Statistic>,
    pub(crate) p_value: Option<PValue>,
    pub(crate) interval: Option<Interval>,
}

impl Question {
    /// A two-sided question about zero.
    pub(crate) fn two_sided(
        procedure: &'static str,
        title: &'static str,
        quantity: Quantity,
        unit: Unit,
        level: Level,
    ) -> Question {
        let alternative = Alternative::TwoSided;
        Question { procedure, title, quantity, unit, null: 0.0, alternative, level, method: "t" }
    }

    /// The question of the user's settings.
    pub(crate) fn of_options(
        procedure: &'static str,
        title: &'static str,
        quantity: Quantity,
        unit: Unit,
        options: &TestOptions,
    ) -> Question {
        Question {
            null: options.null_value.to_f64(),
            alternative: options.alternative,
            ..Question::two_sided(procedure, title, quantity, unit, options.level)
        }
    }

    /// Student's t of the estimate; nothing where it has no standard error.
    pub(crate) fn answer(&self, line: &LinearEstimate) -> Result<Answer, StatsError> {
        let Some(error) = line.standard_error else {
            return Ok(Answer { statistic: None, p_value: None, interval: None });
        };
        let failed = |cause: String| StatsError::numerical(self.title, cause);
        let df = line.degrees_of_freedom;
        let law = StudentT::try_new(df as f64).map_err(|cause| failed(cause.to_string()))?;
        let t = (line.value - self.null) / error;
        let p = self.alternative.p_value(law.cdf(t), law.sf(t));
        let (lower, upper) = self.alternative.interval(self.level.alpha(), |side, tail| {
            let reach = law.upper_quantile(tail).map_err(|cause| failed(cause.to_string()))? * error;
            Ok::<f64, StatsError>(if side == Side::Lower { line.value - reach } else { line.value + reach })
        })?;
        Ok(Answer {
            statistic: Some(Statistic {
                symbol: "t",
                value: t,
                distribution: format!("t with {df} degrees of freedom"),
            }),
            p_value: Some(PValue::try_new(p).map_err(|cause| failed(cause.to_string()))?),
            interval: Some(Interval::new(lower, upper, self.level, self.method)),
        })
    }

    /// The estimate alone, with its interval.
    pub(crate) fn estimate(&self, line: &LinearEstimate) -> Result<Estimate, StatsError> {
        let interval = self.answer(line)?.interval;
        Ok(Estimate::new(self.quantity, line.value, self.unit, line.standard_error, interval))
    }

    /// A whole result for the estimate.
    pub(crate) fn test(&self, line: &LinearEstimate, analysed: Analysed) -> Result<TestResult, StatsError> {
        let Answer { statistic, p_value, interval } = self.answer(line)?;
        let mut result = self.result(statistic, p_value, analysed);
        result.estimates.push(Estimate::new(self.quantity, line.value, self.unit, line.standard_error, interval));
        result.details.push(Detail::count("degrees_of_freedom", "degrees of freedom", line.degrees_of_freedom));
        if line.standard_error.is_none() {
            result.notes.push(no_variation());
        }
        Ok(result)
    }

    /// A coefficient of a model.
    pub(crate) fn term(&self, name: String, line: &LinearEstimate) -> Result<Term, StatsError> {
        let Answer { statistic, p_value, interval } = self.answer(line)?;
        let estimate = Estimate::new(self.quantity, line.value, self.unit, line.standard_error, interval);
        Ok(Term { name, estimate, statistic, p_value })
    }

    /// A result without estimates.
    pub(crate) fn result(
        &self,
        statistic: Option<Statistic>,
        p_value: Option<PValue>,
        analysed: Analysed,
    ) -> TestResult {
        TestResult {
            procedure: self.procedure,
            title: self.title,
            hypothesis: Hypothesis {
                quantity: self.quantity,
                null_value: self.null,
                unit: self.unit,
                alternative: self.alternative,
            },
            statistic,
            p_value,
            estimates: Vec::new(),
            analysed,
            details: Vec::new(),
            notes: Vec::new(),
            citations: Vec::new(),
        }
    }

    /// The F test of what some columns explain.
    pub(crate) fn f_test(
        &self,
        explained: &Explained,
        fit: &LeastSquares,
        analysed: Analysed,
    ) -> Result<TestResult, StatsError> {
        let (numerator, denominator) = (explained.degrees_of_freedom, fit.degrees_of_freedom());
        let mut result = self.result(None, None, analysed);
        match explained.f {
            None => result.notes.push(no_variation()),
            Some(f) => {
                result.p_value = Some(f_p_value(self.title, f, numerator, denominator)?);
                result.statistic = Some(Statistic {
                    symbol: "F",
                    value: f,
                    distribution: format!("F with {numerator} and {denominator} degrees of freedom"),
                });
            }
        }
        result.details = vec![
            Detail::count("numerator_df", "degrees of freedom of the numerator", numerator),
            Detail::count("denominator_df", "degrees of freedom of the denominator", denominator),
            Detail::number("sum_of_squares", "sum of squares explained", explained.sum_of_squares),
            Detail::number("residual_sum_of_squares", "residual sum of squares", fit.residual_sum_of_squares()),
        ];
        Ok(result)
    }
}

/// P(F >= f).
pub(crate) fn f_p_value(
    title: &'static str,
    f: f64,
    numerator: usize,
    denominator: usize,
) -> Result<PValue, StatsError> {
    let law =
        FisherF::try_new(numerator as f64, denominator as f64).map_err(|cause| StatsError::numerical(title, cause))?;
    PValue::try_new(law.sf(f)).map_err(|cause| StatsError::numerical(title, cause))
}

/// Adds what a model says of its residuals.
pub(crate) fn fit_details(fit: &LeastSquares) -> Vec<Detail> {
    let mut details =
        vec![Detail::count("degrees_of_freedom", "residual degrees of freedom", fit.degrees_of_freedom())];
    details.extend(fit.residual_sd().map(|sd| Detail::number("residual_sd", "residual SD", sd)));
    details.extend(fit.r_squared().map(|share| Detail::number("r_squared", "R²", share)));
    details
}

/// Columns that the data do not tell apart from those before them.
pub(crate) fn aliased_note(fit: &LeastSquares) -> Option<Note> {
    let names = fit.aliased();
    (!names.is_empty()).then(|| {
        Note::new(
            "aliased",
            format!("These data do not tell {} apart from the other columns of the model: left out.", names.join(", ")),
        )
    })
}

pub(crate) fn no_variation() -> Note {
    Note::new(
        "no-variation",
        "The model fits every reading exactly: without variation there is no standard error, p-value or interval.",
    )
}

/// The source of HC3.
pub(crate) const MACKINNON_WHITE: Citation = Citation {
    key: "MacKinnon and White 1985",
    reference: "MacKinnon, White (1985). Some heteroskedasticity-consistent covariance matrix estimators with improved finite sample \
                properties. Journal of Econometrics 29:305-325.",
};
