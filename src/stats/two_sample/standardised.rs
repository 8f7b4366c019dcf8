//! What all standardised differences between two groups share: noncentral-t limits and the shape of the result.

use crate::data::Unit;
use crate::dist::{ncp_for_cdf, ncp_for_sf};
use crate::result::{Alternative, Analysed, Citation, EffectSize, Estimate, Interval, Quantity, Side};
use crate::stats::effect::hedges_correction;
use crate::stats::{ComparisonEffect, MeansOfArms, StatsError, TestOptions};

pub(super) const HEDGES: Citation = Citation {
    key: "Hedges 1981",
    reference: "Hedges LV (1981). Distribution theory for Glass's estimator of effect size and related estimators. J Educ Stat 6:107-128.",
};

pub(super) const CUMMING_FINCH: Citation = Citation {
    key: "Cumming and Finch 2001",
    reference: "Cumming G, Finch S (2001). A primer on the understanding, use, and calculation of confidence intervals that are based on central and noncentral distributions. Educ Psychol Meas 61:532-574.",
};

/// A size of which the means and SDs of both groups are all that is needed.
pub(crate) trait SizeOfMeans: ComparisonEffect {
    /// The size of two mean changes, of pairs or from a paper.
    fn of_means(&self, arms: &dyn MeansOfArms, options: &TestOptions) -> Result<EffectSize, StatsError>;
}

/// A difference in SDs whose limits are those of the noncentrality of a t, times a factor.
pub(super) struct Standardised {
    pub(super) quantity: Quantity,
    pub(super) formula: &'static str,
    pub(super) method: &'static str,
    /// The t statistic, and its degrees of freedom.
    pub(super) t: f64,
    pub(super) degrees: f64,
    /// The size over t.
    pub(super) factor: f64,
    /// Whether the small-sample correction is part of the factor.
    pub(super) corrected: bool,
    pub(super) citations: Vec<Citation>,
}

impl Standardised {
    pub(super) fn finish(self, analysed: Analysed, options: &TestOptions) -> Result<EffectSize, StatsError> {
        let (t, degrees) = (self.t, self.degrees);
        // The lower limit is the noncentrality under which a t at least this large has probability `tail`; the upper, at most.
        let (lower, upper) = Alternative::TwoSided.interval(options.level.alpha(), |side, tail| {
            let limit = match side {
                Side::Lower => ncp_for_sf(t, degrees, tail),
                Side::Upper => ncp_for_cdf(t, degrees, tail),
            };
            let limit = limit.map_err(|cause| StatsError::numerical(self.quantity.label, cause))?;
            Ok::<f64, StatsError>(limit * self.factor)
        })?;
        let interval = Interval::new(lower, upper, options.level, self.method);
        Ok(EffectSize {
            procedure: self.quantity.id,
            estimate: Estimate::new(self.quantity, t * self.factor, Unit::None, None, Some(interval)),
            formula: self.formula,
            degrees_of_freedom: self.corrected.then_some(degrees),
            analysed,
            notes: Vec::new(),
            citations: self.citations,
        })
    }
}

/// Hedges' correction J, which needs more than one degree of freedom.
pub(super) fn correction(procedure: &'static str, degrees: f64) -> Result<f64, StatsError> {
    let why = "the small-sample correction needs more than one degree of freedom".to_owned();
    hedges_correction(degrees).ok_or(StatsError::Undefined { procedure, why })
}

/// Refuses a denominator of nothing.
pub(super) fn require_spread(procedure: &'static str, sd: f64, whose: &str) -> Result<(), StatsError> {
    let why = format!("{whose} do not vary");
    if sd > 0.0 { Ok(()) } else { Err(StatsError::Undefined { procedure, why }) }
}
