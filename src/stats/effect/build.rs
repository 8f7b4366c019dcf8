//! What all standardised changes share: the moments, the noncentral-t limits, and the shape of the result.

use super::hedges::hedges_correction;
use crate::data::{PairedSample, Unit};
use crate::dist::{ncp_for_cdf, ncp_for_sf};
use crate::result::{Alternative, Citation, EffectSize, Estimate, Interval, Note, Quantity, Side};
use crate::stats::analysed::analysed;
use crate::stats::{Moments, StatsError, TestOptions};

pub(super) const LAKENS: Citation = Citation {
    key: "Lakens 2013",
    reference: "Lakens D (2013). Calculating and reporting effect sizes to facilitate cumulative science. Front Psychol 4:863.",
};

/// 1 - r below this is rounding: readings to 1e-9 of their spread still have 1e-18.
const PERFECT: f64 = 1e-24;

/// Moments of pairs whose changes vary.
pub(super) struct Moment {
    pub(super) n: f64,
    mean: f64,
    pub(super) sd_change: f64,
    pub(super) sd_before: f64,
    pub(super) sd_after: f64,
    /// 1 - r, r the correlation of before and after; absent when either is constant.
    one_minus_correlation: Option<f64>,
}

impl Moment {
    pub(super) fn of(procedure: &'static str, sample: &PairedSample) -> Result<Moment, StatsError> {
        StatsError::require(procedure, 2, sample.n())?;
        let [before, after, change] = [sample.before(), sample.after(), sample.change()].map(Moments::of);
        let sd_change = change.sd.unwrap_or(0.0);
        if sd_change == 0.0 {
            let why = format!("every participant changed by exactly {}", change.mean);
            return Err(StatsError::Undefined { procedure, why });
        }
        Ok(Moment {
            n: sample.n() as f64,
            mean: change.mean,
            sd_change,
            sd_before: before.sd.unwrap_or(0.0),
            sd_after: after.sd.unwrap_or(0.0),
            one_minus_correlation: before.one_minus_correlation(&after),
        })
    }

    /// The ratio to d_z of mean(d) / SD with the SD of one column.
    pub(super) fn factor_of(&self, procedure: &'static str, sd: f64) -> Result<f64, StatsError> {
        if sd == 0.0 {
            let why = "the readings of the denominator do not vary".to_owned();
            return Err(StatsError::Undefined { procedure, why });
        }
        Ok(self.sd_change / sd)
    }

    /// d_av / d_z = SD(d) / sqrt((SD(before)^2 + SD(after)^2) / 2).
    pub(super) fn d_av_factor(&self) -> f64 {
        self.sd_change / ((self.sd_before.powi(2) + self.sd_after.powi(2)).sqrt() / 2f64.sqrt())
    }

    /// d_rm / d_z = sqrt(2 (1 - r)).
    pub(super) fn d_rm_factor(&self, procedure: &'static str) -> Result<f64, StatsError> {
        StatsError::require(procedure, 3, self.n as usize)?;
        let undefined = |why: &str| Err(StatsError::Undefined { procedure, why: why.to_owned() });
        match self.one_minus_correlation {
            None => undefined("before or after does not vary, so there is no correlation"),
            Some(rest) if rest < PERFECT => {
                undefined("before and after are perfectly correlated, which makes it 0 whatever the change")
            }
            Some(rest) => Ok((2.0 * rest).sqrt()),
        }
    }

    /// n - 1 and Hedges' correction J(n - 1).
    pub(super) fn hedges(&self, procedure: &'static str) -> Result<(f64, f64), StatsError> {
        StatsError::require(procedure, 3, self.n as usize)?;
        let degrees = self.n - 1.0;
        let correction = hedges_correction(degrees)
            .ok_or_else(|| StatsError::numerical(procedure, "the correction needs more than one degree of freedom"))?;
        Ok((degrees, correction))
    }

    /// mean(d) / SD(d).
    pub(super) fn d_z(&self) -> f64 {
        self.mean / self.sd_change
    }

    /// Limits of the population's mean(d) / SD(d): those of the noncentrality of the paired t, divided by sqrt(n).
    pub(super) fn d_z_limits(&self, procedure: &'static str, options: &TestOptions) -> Result<(f64, f64), StatsError> {
        let root = self.n.sqrt();
        let (t, degrees) = (self.d_z() * root, self.n - 1.0);
        // The lower limit is the noncentrality under which a t at least this large has probability `tail`; the upper, at most.
        Alternative::TwoSided.interval(options.level.alpha(), |side, tail| {
            let limit = match side {
                Side::Lower => ncp_for_sf(t, degrees, tail),
                Side::Upper => ncp_for_cdf(t, degrees, tail),
            };
            limit.map(|ncp| ncp / root).map_err(|cause| StatsError::numerical(procedure, cause))
        })
    }
}

/// The result of an effect size whose interval is that of d_z times a factor.
pub(super) struct Scaled {
    pub(super) quantity: Quantity,
    pub(super) formula: &'static str,
    pub(super) method: &'static str,
    pub(super) factor: f64,
    pub(super) degrees_of_freedom: Option<f64>,
    pub(super) notes: Vec<Note>,
    pub(super) citations: Vec<Citation>,
}

impl Scaled {
    pub(super) fn finish(
        self,
        sample: &PairedSample,
        moment: &Moment,
        options: &TestOptions,
    ) -> Result<EffectSize, StatsError> {
        let (lower, upper) = moment.d_z_limits(self.quantity.label, options)?;
        Ok(EffectSize {
            procedure: self.quantity.id,
            estimate: Estimate {
                quantity: self.quantity,
                value: moment.d_z() * self.factor,
                unit: Unit::None,
                standard_error: None,
                interval: Some(Interval {
                    lower: lower * self.factor,
                    upper: upper * self.factor,
                    level: options.level,
                    achieved_level: None,
                    method: self.method,
                }),
            },
            formula: self.formula,
            degrees_of_freedom: self.degrees_of_freedom,
            analysed: analysed(sample),
            notes: self.notes,
            citations: self.citations,
        })
    }
}
