//! Comparisons of mean changes whose p-values and intervals hold for all of them together.

use super::answer::{Question, no_variation};
use super::arms::{ArmChanges, ArmPair};
use super::columns::analysed_of;
use crate::dist::DistError;
use crate::result::{Contrast, Detail, Estimate, Interval, Note, PValue, Side, Statistic};
use crate::stats::StatsError;

/// What all comparisons of a family have in common.
pub(crate) struct Family<'a> {
    pub(crate) question: Question,
    pub(crate) symbol: &'static str,
    /// The statistic for t = 1.
    pub(crate) per_t: f64,
    pub(crate) distribution: String,
    /// The critical value of t, for intervals.
    pub(crate) critical: f64,
    /// The adjusted p-value of t.
    pub(crate) tail: &'a dyn Fn(f64) -> Result<f64, DistError>,
}

impl Family<'_> {
    /// The comparisons, and a note where nothing varies.
    pub(crate) fn contrasts(
        &self,
        model: &ArmChanges<'_>,
        pairs: Vec<ArmPair>,
    ) -> Result<(Vec<Contrast>, Vec<Note>), StatsError> {
        let asked = &self.question;
        let mut notes = Vec::new();
        let mut contrasts = Vec::new();
        for ArmPair { of, against, label } in pairs {
            let Some(line) = model.difference(of, against) else { continue };
            let mut test = asked.result(None, None, analysed_of(&[model.arms[of], model.arms[against]]));
            let mut interval = None;
            if let Some(error) = line.standard_error {
                let t = line.value / error;
                let failed = |cause: String| StatsError::numerical(asked.title, cause);
                let p = (self.tail)(t).map_err(|cause| failed(cause.to_string()))?;
                test.p_value = Some(PValue::try_new(p).map_err(|cause| failed(cause.to_string()))?);
                test.statistic = Some(Statistic {
                    symbol: self.symbol,
                    value: t * self.per_t,
                    distribution: self.distribution.clone(),
                });
                let reach = self.critical * error;
                // The critical value already leaves alpha outside all intervals together.
                let (lower, upper) = asked.alternative.interval(asked.level.alpha(), |side, _| {
                    Ok::<f64, StatsError>(if side == Side::Lower { line.value - reach } else { line.value + reach })
                })?;
                interval = Some(Interval::new(lower, upper, asked.level, asked.method));
            } else if notes.is_empty() {
                notes.push(no_variation());
            }
            test.estimates.push(Estimate::new(asked.quantity, line.value, asked.unit, line.standard_error, interval));
            test.details.push(Detail::count("degrees_of_freedom", "degrees of freedom", line.degrees_of_freedom));
            contrasts.push(Contrast { label, test });
        }
        Ok((contrasts, notes))
    }
}
