use super::build::{Moment, Scaled, SizeOfMoments};
use crate::data::PairedSample;
use crate::result::{Citation, EffectSize, Quantity};
use crate::stats::documented::documented;
use crate::stats::{EffectProcedure, PairedValues, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// How large is the mean change in units of the spread between people?
    ///
    /// # Formula
    /// d_av = mean(d) / sqrt((SD(before)^2 + SD(after)^2) / 2) (Cumming 2012). Lakens (2013) divides by the mean of the two SDs
    /// instead (`d_av_mean_sd`); the two differ when the SDs do.
    ///
    /// # Interval
    /// The noncentral-t limits of the paired t, times d_av / t (Algina and Keselman 2003): approximate, good for n of 10 and more.
    ///
    /// # Errors
    /// Fewer than two pairs; all changes equal; neither column varies.
    ///
    /// # Calibration
    /// The interval covers 94 to 95 % with normal or heavy-tailed changes, and 93 to 95 % with skewed ones. From
    /// reports/calibration.md.
    ///
    /// # References
    /// Cumming (2012), Understanding the New Statistics, eq. 11.10. Algina and Keselman (2003), Educ Psychol Meas 63:537-553.
    CohenDav
}

pub(super) const CUMMING: Citation = Citation {
    key: "Cumming 2012",
    reference: "Cumming G (2012). Understanding the New Statistics. Routledge, New York.",
};

pub(super) const ALGINA_KESELMAN: Citation = Citation {
    key: "Algina and Keselman 2003",
    reference: "Algina J, Keselman HJ (2003). Approximate confidence intervals for effect sizes. Educ Psychol Meas 63:537-553.",
};

impl EffectProcedure for CohenDav {
    fn id(&self) -> &'static str {
        "d_av"
    }

    fn title(&self) -> &'static str {
        "Cohen's d_av (root mean square SD)"
    }

    fn documentation(&self) -> &'static str {
        CohenDav::DOCUMENTATION
    }

    fn usage(&self, _: &PairedSample, _: &TestOptions) -> Usage {
        Usage::ByDefault
    }

    fn point(&self, pairs: &PairedValues<'_>, _: &TestOptions) -> Option<f64> {
        let moment = Moment::of_values(pairs)?;
        Some(moment.d_z() * moment.d_av_factor())
    }

    fn run(&self, sample: &PairedSample, options: &TestOptions) -> Result<EffectSize, StatsError> {
        self.of_pairs(sample, options)
    }
}

impl SizeOfMoments for CohenDav {
    fn scaled(&self, moment: &Moment) -> Result<Scaled, StatsError> {
        Ok(Scaled {
            quantity: Quantity { id: "d_av", label: "Cohen's d_av", symbol: "d_av" },
            formula: "mean(d) / sqrt((SD(before)^2 + SD(after)^2) / 2)",
            method: "noncentral t (Algina-Keselman)",
            factor: moment.d_av_factor(),
            degrees_of_freedom: None,
            notes: Vec::new(),
            citations: vec![CUMMING, ALGINA_KESELMAN],
        })
    }
}
