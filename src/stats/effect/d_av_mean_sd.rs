use super::build::{LAKENS, Moment, Scaled, SizeOfMoments};
use super::d_av::ALGINA_KESELMAN;
use crate::data::PairedSample;
use crate::result::{EffectSize, Quantity};
use crate::stats::documented::documented;
use crate::stats::{EffectProcedure, PairedValues, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// How large is the mean change in units of the spread between people, the two spreads averaged as Lakens does?
    ///
    /// # Formula
    /// mean(d) / ((SD(before) + SD(after)) / 2) (Lakens 2013, eq. 10). The mean of two SDs is at most their root mean square, so this is
    /// never smaller in size than `d_av`.
    ///
    /// # Interval
    /// The noncentral-t limits of the paired t, times this size / t (Algina and Keselman 2003): approximate, good for n of 10 and more.
    ///
    /// # Errors
    /// Fewer than two pairs; all changes equal.
    ///
    /// # References
    /// Lakens (2013), Front Psychol 4:863. Algina and Keselman (2003), Educ Psychol Meas 63:537-553.
    CohenDavMeanSd
}

impl EffectProcedure for CohenDavMeanSd {
    fn id(&self) -> &'static str {
        "d_av_mean_sd"
    }

    fn title(&self) -> &'static str {
        "Cohen's d_av (mean SD)"
    }

    fn documentation(&self) -> &'static str {
        CohenDavMeanSd::DOCUMENTATION
    }

    fn usage(&self, _: &PairedSample, _: &TestOptions) -> Usage {
        Usage::OnRequest
    }

    fn point(&self, pairs: &PairedValues<'_>, _: &TestOptions) -> Option<f64> {
        let moment = Moment::of_values(pairs)?;
        Some(moment.d_z() * moment.d_av_mean_sd_factor())
    }

    fn run(&self, sample: &PairedSample, options: &TestOptions) -> Result<EffectSize, StatsError> {
        self.of_pairs(sample, options)
    }
}

impl SizeOfMoments for CohenDavMeanSd {
    fn scaled(&self, moment: &Moment) -> Result<Scaled, StatsError> {
        Ok(Scaled {
            quantity: Quantity { id: "d_av_mean_sd", label: "Cohen's d_av (mean SD)", symbol: "d_av (mean SD)" },
            formula: "mean(d) / ((SD(before) + SD(after)) / 2)",
            method: "noncentral t (Algina-Keselman)",
            factor: moment.d_av_mean_sd_factor(),
            degrees_of_freedom: None,
            notes: Vec::new(),
            citations: vec![LAKENS, ALGINA_KESELMAN],
        })
    }
}
