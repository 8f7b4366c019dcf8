use super::build::{Moment, Scaled, SizeOfMoments};
use super::d_av::{ALGINA_KESELMAN, CUMMING};
use super::g_z::HEDGES;
use super::hedges_correction;
use crate::data::PairedSample;
use crate::result::{EffectSize, Quantity};
use crate::stats::documented::documented;
use crate::stats::{EffectProcedure, PairedValues, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// As `g_av`, with the correction that other programs take: what do they call Hedges' g of pairs?
    ///
    /// # Formula
    /// J(2n - 2) d_av, d_av with the root mean square SD, and the exact J of Hedges (1981). Its degrees of freedom are those of two groups
    /// of n people; in pairs the two SDs come from the same n people, and J(n - 1) is the smaller and safer correction. It is here so that
    /// a figure of DABEST can be reproduced.
    ///
    /// # Interval
    /// The limits of d_av, times J(2n - 2).
    ///
    /// # Errors
    /// Fewer than two pairs; all changes equal.
    ///
    /// # References
    /// Hedges (1981), J Educ Stat 6:107-128. Cumming (2012), Understanding the New Statistics.
    ///
    /// # Example
    /// `girth test @sleep --method g_av,g_av_2n`
    HedgesGav2n
}

impl HedgesGav2n {
    fn degrees_and_correction(n: usize) -> Option<(f64, f64)> {
        let degrees = 2.0 * n as f64 - 2.0;
        Some((degrees, hedges_correction(degrees)?))
    }
}

impl EffectProcedure for HedgesGav2n {
    fn id(&self) -> &'static str {
        "g_av_2n"
    }

    fn title(&self) -> &'static str {
        "Hedges' g_av with J(2n - 2)"
    }

    fn documentation(&self) -> &'static str {
        HedgesGav2n::DOCUMENTATION
    }

    fn usage(&self, _: &PairedSample, _: &TestOptions) -> Usage {
        Usage::OnRequest
    }

    fn point(&self, pairs: &PairedValues<'_>, _: &TestOptions) -> Option<f64> {
        let moment = Moment::of_values(pairs)?;
        let (_, correction) = Self::degrees_and_correction(pairs.change.len())?;
        Some(moment.d_z() * correction * moment.d_av_factor())
    }

    fn run(&self, sample: &PairedSample, options: &TestOptions) -> Result<EffectSize, StatsError> {
        self.of_pairs(sample, options)
    }
}

impl SizeOfMoments for HedgesGav2n {
    fn scaled(&self, moment: &Moment) -> Result<Scaled, StatsError> {
        let (procedure, found) = (self.title(), moment.n as usize);
        let (degrees, correction) =
            Self::degrees_and_correction(found).ok_or(StatsError::TooFew { procedure, needed: 2, found })?;
        Ok(Scaled {
            quantity: Quantity { id: self.id(), label: procedure, symbol: "g_av" },
            formula: "J(2n - 2) mean(d) / sqrt((SD(before)^2 + SD(after)^2) / 2)",
            method: "noncentral t (Algina-Keselman)",
            factor: correction * moment.d_av_factor(),
            degrees_of_freedom: Some(degrees),
            notes: Vec::new(),
            citations: vec![HEDGES, CUMMING, ALGINA_KESELMAN],
        })
    }
}
