//! Test and interval of an estimate whose error is judged by Student's t.

use crate::dist::StudentT;
use crate::result::{PValue, Side, Statistic};
use crate::stats::{StatsError, TestOptions};

/// What an estimate, its standard error and its degrees of freedom say.
pub(crate) struct TInference {
    pub(crate) statistic: Statistic,
    pub(crate) p_value: PValue,
    pub(crate) lower: f64,
    pub(crate) upper: f64,
}

impl TInference {
    /// From the estimate, its distance from the null value, and a positive standard error.
    pub(crate) fn of(
        procedure: &'static str,
        estimate: f64,
        distance: f64,
        standard_error: f64,
        degrees: f64,
        options: &TestOptions,
    ) -> Result<TInference, StatsError> {
        let numerical = |cause: &dyn ToString| StatsError::numerical(procedure, cause.to_string());
        let law = StudentT::try_new(degrees).map_err(|cause| numerical(&cause))?;
        let t = distance / standard_error;
        let p = options.alternative.p_value(law.cdf(t), law.sf(t));
        let (lower, upper) = options.alternative.interval(options.level.alpha(), |side, tail| {
            let reach = law.upper_quantile(tail).map_err(|cause| numerical(&cause))? * standard_error;
            Ok::<f64, StatsError>(if side == Side::Lower { estimate - reach } else { estimate + reach })
        })?;
        Ok(TInference {
            statistic: Statistic {
                symbol: "t",
                value: t,
                distribution: format!("t with {} degrees of freedom", in_words(degrees)),
            },
            p_value: PValue::try_new(p).map_err(|cause| numerical(&cause))?,
            lower,
            upper,
        })
    }
}

/// Whole degrees of freedom as they are, others to two decimals.
fn in_words(degrees: f64) -> String {
    if degrees.fract() == 0.0 { degrees.to_string() } else { format!("{degrees:.2}") }
}
