//! From a combination of coefficients to its test and interval.

use super::Combination;
use crate::dist::StudentT;
use crate::result::{Alternative, Interval, Level, PValue, Side, Statistic};
use crate::stats::StatsError;

impl Combination {
    /// t against a null value; `None` without variance.
    ///
    /// # Errors
    /// [`StatsError::Numerical`], in the name of the procedure `title`, where there is no such t.
    pub fn t_test(
        &self,
        title: &'static str,
        null: f64,
        alternative: Alternative,
    ) -> Result<Option<(Statistic, PValue)>, StatsError> {
        let numerical = |cause: &dyn ToString| StatsError::numerical(title, cause.to_string());
        let Some(degrees) = self.degrees else { return Ok(None) };
        let t = (self.estimate - null) / self.standard_error;
        let law = StudentT::try_new(degrees).map_err(|cause| numerical(&cause))?;
        let p = PValue::try_new(alternative.p_value(law.cdf(t), law.sf(t))).map_err(|cause| numerical(&cause))?;
        let distribution = format!("t with {} degrees of freedom", shown(degrees));
        Ok(Some((Statistic { symbol: "t", value: t, distribution }, p)))
    }

    /// The interval of t; `None` without variance.
    ///
    /// # Errors
    /// As [`Combination::t_test`].
    pub fn interval(
        &self,
        title: &'static str,
        alternative: Alternative,
        level: Level,
    ) -> Result<Option<Interval>, StatsError> {
        let numerical = |cause| StatsError::numerical(title, cause);
        let Some(degrees) = self.degrees else { return Ok(None) };
        let law = StudentT::try_new(degrees).map_err(numerical)?;
        let (lower, upper) = alternative.interval(level.alpha(), |side, tail| {
            let reach = law.upper_quantile(tail).map_err(numerical)? * self.standard_error;
            let limit = if side == Side::Lower { self.estimate - reach } else { self.estimate + reach };
            Ok::<f64, StatsError>(limit)
        })?;
        Ok(Some(Interval::new(lower, upper, level, "t")))
    }
}

/// Degrees of freedom to two decimals, whole ones as such.
pub(super) fn shown(degrees: f64) -> String {
    let text = format!("{degrees:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
