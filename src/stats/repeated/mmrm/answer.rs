//! From combinations of coefficients to the vocabulary of results.

use crate::dist::{FisherF, StudentT};
use crate::result::{Analysed, Detail, Estimate, Interval, Note, PValue, Quantity, Side, Statistic, Term, TestResult};
use crate::stats::StatsError;
use crate::stats::linear::answer::{Answer, Question};
use crate::stats::mixed::{Combination, WaldF};

/// A coefficient of the model.
pub(super) const COEFFICIENT: Quantity = Quantity { id: "coefficient", label: "coefficient", symbol: "b" };

impl Question {
    /// Student's t of a combination; nothing without degrees of freedom.
    fn student(&self, found: &Combination) -> Result<Answer, StatsError> {
        let Some(degrees) = found.degrees else {
            return Ok(Answer { statistic: None, p_value: None, interval: None });
        };
        let failed = |cause: &dyn ToString| StatsError::numerical(self.title, cause.to_string());
        let law = StudentT::try_new(degrees).map_err(|cause| failed(&cause))?;
        let t = (found.estimate - self.null) / found.standard_error;
        let p = self.alternative.p_value(law.cdf(t), law.sf(t));
        let (lower, upper) = self.alternative.interval(self.level.alpha(), |side, tail| {
            let reach = law.upper_quantile(tail).map_err(|cause| failed(&cause))? * found.standard_error;
            Ok::<f64, StatsError>(if side == Side::Lower { found.estimate - reach } else { found.estimate + reach })
        })?;
        let distribution = format!("t with {} degrees of freedom", shown(degrees));
        Ok(Answer {
            statistic: Some(Statistic { symbol: "t", value: t, distribution }),
            p_value: Some(PValue::try_new(p).map_err(|cause| failed(&cause))?),
            interval: Some(Interval::new(lower, upper, self.level, self.method)),
        })
    }

    /// The estimate alone, with its interval.
    pub(super) fn estimate_of(&self, found: &Combination) -> Result<Estimate, StatsError> {
        let interval = self.student(found)?.interval;
        Ok(Estimate::new(self.quantity, found.estimate, self.unit, Some(found.standard_error), interval))
    }

    /// A whole result for a combination.
    pub(super) fn test_of(&self, found: &Combination, analysed: Analysed) -> Result<TestResult, StatsError> {
        let Answer { statistic, p_value, interval } = self.student(found)?;
        let mut result = self.result(statistic, p_value, analysed);
        let error = Some(found.standard_error);
        result.estimates.push(Estimate::new(self.quantity, found.estimate, self.unit, error, interval));
        match found.degrees {
            Some(degrees) => {
                result.details.push(Detail::number("degrees_of_freedom", "degrees of freedom", degrees));
            }
            None => result.notes.push(Note::new(
                "no-degrees-of-freedom",
                "The readings leave no variation, or no degrees of freedom, to judge this by: no t, p-value or interval.",
            )),
        }
        Ok(result)
    }

    /// A coefficient of a model.
    pub(super) fn term_of(&self, name: String, found: &Combination) -> Result<Term, StatsError> {
        let Answer { statistic, p_value, interval } = self.student(found)?;
        let error = Some(found.standard_error);
        let estimate = Estimate::new(self.quantity, found.estimate, self.unit, error, interval);
        Ok(Term { name, estimate, statistic, p_value })
    }

    /// The F test of several combinations.
    pub(super) fn joint_of(&self, found: &WaldF, analysed: Analysed) -> Result<TestResult, StatsError> {
        let failed = |cause: &dyn ToString| StatsError::numerical(self.title, cause.to_string());
        let law = FisherF::try_new(found.numerator, found.denominator).map_err(|cause| failed(&cause))?;
        let p = PValue::try_new(law.sf(found.statistic)).map_err(|cause| failed(&cause))?;
        let (numerator, denominator) = (shown(found.numerator), shown(found.denominator));
        let distribution = format!("F with {numerator} and {denominator} degrees of freedom");
        let statistic = Statistic { symbol: "F", value: found.statistic, distribution };
        let mut result = self.result(Some(statistic), Some(p), analysed);
        result.details = vec![
            Detail::number("numerator_df", "degrees of freedom of the numerator", found.numerator),
            Detail::number("denominator_df", "degrees of freedom of the denominator", found.denominator),
        ];
        Ok(result)
    }
}

/// Degrees of freedom to two decimals, whole ones as such.
fn shown(degrees: f64) -> String {
    let text = format!("{degrees:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
