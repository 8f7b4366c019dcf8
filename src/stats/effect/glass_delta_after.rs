use super::build::{Moment, Scaled, SizeOfMoments};
use super::glass_delta::glass;
use crate::data::PairedSample;
use crate::result::{EffectSize, Quantity};
use crate::stats::documented::documented;
use crate::stats::{EffectProcedure, PairedValues, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// How large is the mean change in units of the spread between people afterwards?
    ///
    /// # Formula
    /// Glass's delta with the SD after: mean(d) / SD(after). Whatever happened between the readings is part of its denominator;
    /// `glass_delta_before` does not have that weakness.
    ///
    /// # Interval
    /// That of `glass_delta_before` with SD(after) in place of SD(before).
    ///
    /// # Errors
    /// Fewer than two pairs; all changes equal; after does not vary.
    ///
    /// # References
    /// Glass, McGaw and Smith (1981), Meta-analysis in Social Research. Algina and Keselman (2003), Educ Psychol Meas 63:537-553.
    GlassDeltaAfter
}

impl EffectProcedure for GlassDeltaAfter {
    fn id(&self) -> &'static str {
        "glass_delta_after"
    }

    fn title(&self) -> &'static str {
        "Glass's delta (SD after)"
    }

    fn documentation(&self) -> &'static str {
        GlassDeltaAfter::DOCUMENTATION
    }

    fn usage(&self, _: &PairedSample, _: &TestOptions) -> Usage {
        Usage::OnRequest
    }

    fn point(&self, pairs: &PairedValues<'_>, _: &TestOptions) -> Option<f64> {
        let moment = Moment::of_values(pairs)?;
        (moment.sd_after > 0.0).then(|| moment.mean / moment.sd_after)
    }

    fn run(&self, sample: &PairedSample, options: &TestOptions) -> Result<EffectSize, StatsError> {
        self.of_pairs(sample, options)
    }
}

impl SizeOfMoments for GlassDeltaAfter {
    fn scaled(&self, moment: &Moment) -> Result<Scaled, StatsError> {
        let quantity = Quantity { id: self.id(), label: self.title(), symbol: "Delta (after)" };
        glass(moment, quantity, "mean(d) / SD(after)", moment.sd_after)
    }
}
