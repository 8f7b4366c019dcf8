use super::build::Moment;
use crate::data::{PairedSample, Unit};
use crate::result::{Citation, EffectSize, Estimate, Note, Quantity};
use crate::stats::analysed::analysed;
use crate::stats::documented::documented;
use crate::stats::{EffectProcedure, PairedValues, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// How large is the mean change in units of the spread between people before anything was done?
    ///
    /// # Formula
    /// Glass's delta with the SD before: mean(d) / SD(before). The treatment cannot have changed its denominator.
    ///
    /// # Interval
    /// None; the estimate is descriptive.
    ///
    /// # Errors
    /// Fewer than two pairs; all changes equal; before does not vary.
    ///
    /// # References
    /// Glass, McGaw and Smith (1981), Meta-analysis in Social Research.
    GlassDelta
}

impl EffectProcedure for GlassDelta {
    fn id(&self) -> &'static str {
        "glass_delta_before"
    }

    fn title(&self) -> &'static str {
        "Glass's delta (SD before)"
    }

    fn documentation(&self) -> &'static str {
        GlassDelta::DOCUMENTATION
    }

    fn usage(&self, _: &PairedSample, _: &TestOptions) -> Usage {
        Usage::ByDefault
    }

    fn point(&self, pairs: &PairedValues<'_>) -> Option<f64> {
        let moment = Moment::of_values(pairs)?;
        (moment.sd_before > 0.0).then(|| moment.mean / moment.sd_before)
    }

    fn run(&self, sample: &PairedSample, _options: &TestOptions) -> Result<EffectSize, StatsError> {
        let moment = Moment::of(self.title(), sample)?;
        let quantity = Quantity { id: self.id(), label: self.title(), symbol: "Delta" };
        glass(sample, quantity, "mean(d) / SD(before)", moment.mean, moment.sd_before)
    }
}

/// Glass's delta with either SD.
pub(super) fn glass(
    sample: &PairedSample,
    quantity: Quantity,
    formula: &'static str,
    mean: f64,
    sd: f64,
) -> Result<EffectSize, StatsError> {
    if sd == 0.0 {
        let why = "the readings of the denominator do not vary".to_owned();
        return Err(StatsError::Undefined { procedure: quantity.label, why });
    }
    Ok(EffectSize {
        procedure: quantity.id,
        estimate: Estimate {
            quantity,
            value: mean / sd,
            unit: Unit::None,
            standard_error: None,
            interval: None,
            bootstrap: None,
        },
        formula,
        degrees_of_freedom: None,
        analysed: analysed(sample),
        notes: vec![Note::new("no-interval", "Glass's delta is given without an interval.")],
        citations: vec![Citation {
            key: "Glass, McGaw and Smith 1981",
            reference: "Glass GV, McGaw B, Smith ML (1981). Meta-analysis in Social Research. Sage, Beverly Hills.",
        }],
    })
}
