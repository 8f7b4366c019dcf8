//! What all standardised changes share: the moments, the noncentral-t limits, and the shape of the result.

use super::hedges::hedges_correction;
use crate::data::{PairedSample, Unit};
use crate::dist::{ncp_for_cdf, ncp_for_sf};
use crate::num::compensated_sum;
use crate::result::{Alternative, Analysed, Citation, EffectSize, Estimate, Interval, Note, Quantity, Side};
use crate::stats::analysed::analysed;
use crate::stats::{EffectProcedure, Moments, PairedValues, StatsError, TestOptions};

pub(super) const LAKENS: Citation = Citation {
    key: "Lakens 2013",
    reference: "Lakens D (2013). Calculating and reporting effect sizes to facilitate cumulative science. Front Psychol 4:863.",
};

/// 1 - r below this is rounding: readings to 1e-9 of their spread still have 1e-18.
const PERFECT: f64 = 1e-24;

/// Moments of pairs whose changes vary.
pub(crate) struct Moment {
    pub(crate) n: f64,
    pub(crate) mean: f64,
    pub(crate) sd_change: f64,
    pub(crate) sd_before: f64,
    pub(crate) sd_after: f64,
    /// 1 - r, r the correlation of before and after; absent when either is constant.
    pub(crate) one_minus_correlation: Option<f64>,
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

    /// The same of pairs drawn anew; `None` where the changes do not vary.
    pub(super) fn of_values(pairs: &PairedValues<'_>) -> Option<Moment> {
        let [before, after, change] = [pairs.before, pairs.after, pairs.change].map(Deviations::of);
        let degrees = pairs.change.len() as f64 - 1.0;
        (change.length > 0.0).then(|| Moment {
            n: degrees + 1.0,
            mean: change.mean,
            sd_change: change.length / degrees.sqrt(),
            sd_before: before.length / degrees.sqrt(),
            sd_after: after.length / degrees.sqrt(),
            one_minus_correlation: before.one_minus_correlation(&after),
        })
    }

    /// d_av / d_z = SD(d) / sqrt((SD(before)^2 + SD(after)^2) / 2).
    pub(super) fn d_av_factor(&self) -> f64 {
        self.sd_change / ((self.sd_before.powi(2) + self.sd_after.powi(2)).sqrt() / 2f64.sqrt())
    }

    /// The same with the mean of the two SDs in place of their root mean square.
    pub(super) fn d_av_mean_sd_factor(&self) -> f64 {
        2.0 * self.sd_change / (self.sd_before + self.sd_after)
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

/// A column of values less its mean.
struct Deviations {
    pub(super) mean: f64,
    deviations: Vec<f64>,
    /// Root of the sum of squares; exactly 0 when all values are equal.
    length: f64,
}

impl Deviations {
    fn of(values: &[f64]) -> Deviations {
        let constant = values.iter().all(|value| *value == values[0]);
        let mean = if constant { values[0] } else { compensated_sum(values.iter().copied()) / values.len() as f64 };
        let deviations: Vec<f64> = values.iter().map(|value| value - mean).collect();
        let length = compensated_sum(deviations.iter().map(|x| x * x)).sqrt();
        Deviations { mean, deviations, length }
    }

    /// As [`Moments::one_minus_correlation`].
    fn one_minus_correlation(&self, other: &Deviations) -> Option<f64> {
        let pairs = self.deviations.iter().zip(&other.deviations);
        let distance = |(x, y): (&f64, &f64)| (x / self.length - y / other.length).powi(2);
        (self.length > 0.0 && other.length > 0.0).then(|| compensated_sum(pairs.map(distance)) / 2.0)
    }
}

/// The result of an effect size whose interval is that of d_z times a factor.
pub(crate) struct Scaled {
    pub(super) quantity: Quantity,
    pub(super) formula: &'static str,
    pub(super) method: &'static str,
    pub(super) factor: f64,
    pub(super) degrees_of_freedom: Option<f64>,
    pub(super) notes: Vec<Note>,
    pub(super) citations: Vec<Citation>,
}

/// A size of which the moments of the pairs are all that is needed.
pub(crate) trait SizeOfMoments: EffectProcedure {
    /// What it makes of d_z.
    fn scaled(&self, moment: &Moment) -> Result<Scaled, StatsError>;

    /// The size of pairs.
    fn of_pairs(&self, sample: &PairedSample, options: &TestOptions) -> Result<EffectSize, StatsError> {
        self.of_moment(&Moment::of(self.title(), sample)?, analysed(sample), options)
    }

    /// The size of moments, of pairs or from a paper.
    fn of_moment(&self, moment: &Moment, analysed: Analysed, options: &TestOptions) -> Result<EffectSize, StatsError> {
        self.scaled(moment)?.finish(analysed, moment, options)
    }
}

impl Scaled {
    fn finish(self, analysed: Analysed, moment: &Moment, options: &TestOptions) -> Result<EffectSize, StatsError> {
        let (lower, upper) = moment.d_z_limits(self.quantity.label, options)?;
        Ok(EffectSize {
            procedure: self.quantity.id,
            estimate: Estimate::new(
                self.quantity,
                moment.d_z() * self.factor,
                Unit::None,
                None,
                Some(Interval::new(lower * self.factor, upper * self.factor, options.level, self.method)),
            ),
            formula: self.formula,
            degrees_of_freedom: self.degrees_of_freedom,
            analysed,
            notes: self.notes,
            citations: self.citations,
        })
    }
}
