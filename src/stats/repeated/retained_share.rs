//! The share of an effect that is left, with Fieller's limits.

use super::Retention;
use crate::data::Unit;
use crate::dist::StudentT;
use crate::result::{Alternative, Citation, Detail, Estimate, Hypothesis, Interval, Level, Note, Quantity, TestResult};
use crate::stats::fieller::Fieller;
use crate::stats::mixed::Combination;
use crate::stats::{FiellerSet, StatsError, TestOptions};

/// e(T2) / e(T1).
pub const RETAINED_SHARE: Quantity =
    Quantity { id: "retained_share", label: "share of the effect that is left", symbol: "retained share" };

const ID: &str = "retained-share";
const TITLE: &str = "retained share of the effect";
const FIELLER: Citation = Citation {
    key: "Fieller 1954",
    reference: "Fieller EC (1954). Some problems in interval estimation. J R Stat Soc B 16:175-185.",
};

impl Retention<'_> {
    /// Question: which share of the effect at the end of the course is left at the later visit?
    ///
    /// r = e(T2) / e(T1). Against the null value r0 of the options: t = (e(T2) - r0 e(T1)) / SE in the direction of e(T1). The interval is
    /// Fieller's: all r at which |e(T2) - r e(T1)| / SE(r) is at most the quantile of t, its degrees of freedom those of
    /// e(T2) - r e(T1) at the estimate. `benefit` is the direction of the effect, [`Alternative::Less`] for a reduction.
    ///
    /// Where Fieller's set is not an interval (all shares but those between two, or all shares) there is none, and a note says which.
    ///
    /// # Errors
    /// [`StatsError::Undefined`] when the effect at T1 is not itself beyond zero at the level: two-sided, or one-sided in the direction
    /// of `benefit` where that is stated. A share of nothing has no sense.
    pub fn share(&self, benefit: Alternative, options: &TestOptions) -> Result<TestResult, StatsError> {
        let [end, later] = self.weights();
        let first = self.effects.estimate(&end)?;
        self.require_effect(&first, benefit, options.level)?;
        let second = self.effects.estimate(&later)?;
        let covariance = self.effects.covariance(&end, &later)?;
        let variances = [second, first].map(|found| found.standard_error.powi(2));
        let ratio = Fieller::of(second.estimate, first.estimate, variances, covariance);
        let null = options.null_value.to_f64();
        let remainder = |share: f64| {
            let weights: Vec<f64> = later.iter().zip(&end).map(|(later, end)| later - share * end).collect();
            let found = self.effects.estimate(&weights)?;
            let sign = first.estimate.signum();
            Ok::<Combination, StatsError>(Combination { estimate: sign * found.estimate, ..found })
        };
        let (statistic, p_value) = remainder(null)?.t_test(TITLE, 0.0, options.alternative)?.unzip();
        let degrees = remainder(ratio.value)?.degrees;
        let (interval, note) = match degrees {
            Some(degrees) => limits(&ratio, degrees, options)?,
            None => (None, Some("The effects do not vary: the share has no interval.".to_owned())),
        };
        // The delta method's, beside the interval, which does not use it.
        let error = ratio.residual.sqrt() / first.estimate.abs();
        let alternative = options.alternative;
        Ok(TestResult {
            procedure: ID,
            title: TITLE,
            hypothesis: Hypothesis { quantity: RETAINED_SHARE, null_value: null, unit: Unit::None, alternative },
            statistic,
            p_value,
            estimates: vec![Estimate::new(RETAINED_SHARE, ratio.value, Unit::None, Some(error), interval)],
            analysed: self.effects.analysed(),
            details: degrees
                .map(|degrees| Detail::number("degrees_of_freedom", "degrees of freedom", degrees))
                .into_iter()
                .chain([
                    Detail::number("effect_at_end", "effect at the end of the course", first.estimate),
                    Detail::number("effect_later", "effect at the later visit", second.estimate),
                ])
                .collect(),
            notes: note.map(|text| Note::new("fieller", text)).into_iter().collect(),
            citations: vec![FIELLER],
        })
    }

    /// Refuses a share of an effect that is not beyond zero.
    fn require_effect(&self, first: &Combination, benefit: Alternative, level: Level) -> Result<(), StatsError> {
        let refused = |why: String| Err(StatsError::Undefined { procedure: TITLE, why });
        let value = first.estimate;
        match first.t_test(TITLE, 0.0, benefit)? {
            Some((_, p)) if p.value() >= level.alpha() => refused(format!(
                "the effect at the end of the course, {value:.4}, is not itself beyond zero (p = {:.4}), and a share of nothing has no sense",
                p.value()
            )),
            None if value == 0.0
                || (benefit == Alternative::Less && value > 0.0)
                || (benefit == Alternative::Greater && value < 0.0) =>
            {
                refused(format!("the effect at the end of the course, {value:.4}, is not itself beyond zero"))
            }
            _ => Ok(()),
        }
    }
}

/// Fieller's interval, or in words why the set is none.
fn limits(
    ratio: &Fieller,
    degrees: f64,
    options: &TestOptions,
) -> Result<(Option<Interval>, Option<String>), StatsError> {
    let numerical = |cause| StatsError::numerical(TITLE, cause);
    let law = StudentT::try_new(degrees).map_err(numerical)?;
    let alpha = options.level.alpha();
    let interval = |(lower, upper)| Some(Interval::new(lower, upper, options.level, "Fieller"));
    if options.alternative != Alternative::TwoSided {
        let bounded = options.alternative.interval(alpha, |side, tail| {
            let quantile = law.upper_quantile(tail).map_err(numerical)?;
            Ok::<_, StatsError>(ratio.limit(side, quantile).unwrap_or(f64::NAN))
        })?;
        let unbounded = bounded.0.is_nan() || bounded.1.is_nan();
        let text = "The effect at the end of the course is not beyond zero at this level: the share has no bound.";
        return Ok(if unbounded { (None, Some(text.to_owned())) } else { (interval(bounded), None) });
    }
    let quantile = law.upper_quantile(alpha / 2.0).map_err(numerical)?;
    Ok(match ratio.set(quantile) {
        FiellerSet::Within(lower, upper) => (interval((lower, upper)), None),
        FiellerSet::Outside(lower, upper) => {
            let text = format!(
                "The effect at the end of the course is not beyond zero at this level: the data contradict only shares between {lower:.4} and \
                 {upper:.4}, and there is no interval."
            );
            (None, Some(text))
        }
        FiellerSet::Everything => {
            let text = "The effect at the end of the course is not beyond zero at this level: the data contradict no share, and there is no \
                        interval.";
            (None, Some(text.to_owned()))
        }
    })
}
