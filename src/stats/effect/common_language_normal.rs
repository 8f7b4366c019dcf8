use super::build::{LAKENS, Moment};
use super::d_z::CUMMING_FINCH;
use crate::data::{PairedSample, Unit};
use crate::dist::normal;
use crate::result::{Citation, EffectSize, Estimate, Interval, Quantity};
use crate::stats::analysed::analysed;
use crate::stats::documented::documented;
use crate::stats::{EffectProcedure, PairedValues, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// With what probability does the reading of a randomly chosen person rise, if changes are normally distributed?
    ///
    /// # Formula
    /// Phi(d_z) = Phi(mean(d) / SD(d)) (McGraw and Wong 1992, for pairs). Below 1/2: readings tend to fall; 1/2: no tendency. Not the
    /// version for independent groups, which ignores the pairing.
    ///
    /// # Interval
    /// Phi of the noncentral-t limits of d_z; exact for normal changes.
    ///
    /// # Errors
    /// Fewer than two pairs; all changes equal.
    ///
    /// # References
    /// McGraw and Wong (1992), Psychol Bull 111:361-365. Lakens (2013), Front Psychol 4:863.
    CommonLanguageNormal
}

pub(super) const MCGRAW_WONG: Citation = Citation {
    key: "McGraw and Wong 1992",
    reference: "McGraw KO, Wong SP (1992). A common language effect size statistic. Psychol Bull 111:361-365.",
};

impl EffectProcedure for CommonLanguageNormal {
    fn id(&self) -> &'static str {
        "common_language_normal"
    }

    fn title(&self) -> &'static str {
        "common-language effect size (normal)"
    }

    fn documentation(&self) -> &'static str {
        CommonLanguageNormal::DOCUMENTATION
    }

    fn usage(&self, _: &PairedSample, _: &TestOptions) -> Usage {
        Usage::OnRequest
    }

    fn point(&self, pairs: &PairedValues<'_>, _: &TestOptions) -> Option<f64> {
        Some(normal::cdf(Moment::of_values(pairs)?.d_z()))
    }

    fn run(&self, sample: &PairedSample, options: &TestOptions) -> Result<EffectSize, StatsError> {
        let moment = Moment::of(self.title(), sample)?;
        let (lower, upper) = moment.d_z_limits(self.title(), options)?;
        Ok(EffectSize {
            procedure: self.id(),
            estimate: Estimate::new(
                Quantity { id: "common_language_normal", label: "probability of a rise (normal)", symbol: "CL" },
                normal::cdf(moment.d_z()),
                Unit::None,
                None,
                Some(Interval::new(normal::cdf(lower), normal::cdf(upper), options.level, "noncentral t")),
            ),
            formula: "Phi(mean(d) / SD(d))",
            degrees_of_freedom: None,
            analysed: analysed(sample),
            notes: Vec::new(),
            citations: vec![MCGRAW_WONG, LAKENS, CUMMING_FINCH],
        })
    }
}
