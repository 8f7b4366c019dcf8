use super::standardised::{CUMMING_FINCH, SizeOfMeans, Standardised, require_spread};
use super::welch::Groups;
use crate::data::TwoArms;
use crate::result::{EffectSize, Quantity};
use crate::stats::documented::documented;
use crate::stats::{ComparisonEffect, MeansOfArms, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// How far do the mean changes of two groups differ, in SDs of the changes?
    ///
    /// # Formula
    /// d_change = (mean(d treated) - mean(d control)) / s_p, s_p^2 = ((m - 1) s_t^2 + (n - 1) s_c^2) / (m + n - 2) pooled over the changes d =
    /// after - before (Cohen 1988, with the pooled SD of change). It grows with the correlation of before and after, so it is not comparable
    /// with a d of readings; `d_ppc2` is.
    ///
    /// # Interval
    /// Limits of the noncentrality of Student's t with m + n - 2 degrees of freedom, times sqrt(1/m + 1/n); exact for normal changes with
    /// equal variances.
    ///
    /// # Errors
    /// A group of fewer than two; neither group's changes vary.
    ///
    /// # References
    /// Cohen (1988), Statistical Power Analysis for the Behavioral Sciences. Cumming and Finch (2001), Educ Psychol Meas 61:532-574.
    ///
    /// # Example
    /// `girth compare @anorexia --method d_change`
    DChange
}

impl ComparisonEffect for DChange {
    fn id(&self) -> &'static str {
        "d_change"
    }

    fn title(&self) -> &'static str {
        "Cohen's d of the changes (pooled SD of change)"
    }

    fn documentation(&self) -> &'static str {
        DChange::DOCUMENTATION
    }

    fn usage(&self, _: &TwoArms, _: &TestOptions) -> Usage {
        Usage::OnRequest
    }

    fn run(&self, arms: &TwoArms, options: &TestOptions) -> Result<EffectSize, StatsError> {
        self.of_means(arms, options)
    }
}

impl SizeOfMeans for DChange {
    fn of_means(&self, arms: &dyn MeansOfArms, options: &TestOptions) -> Result<EffectSize, StatsError> {
        let groups = Groups::of(self.title(), arms)?;
        let sd = groups.pooled_sd();
        require_spread(self.title(), sd, "the changes")?;
        let factor = groups.reciprocal_sizes().sqrt();
        Standardised {
            quantity: Quantity { id: "d_change", label: "Cohen's d of the changes", symbol: "d_change" },
            formula: "(mean(d treated) - mean(d control)) / pooled SD(d)",
            method: "noncentral t",
            t: groups.difference / (sd * factor),
            degrees: groups.degrees(),
            factor,
            corrected: false,
            citations: vec![CUMMING_FINCH],
        }
        .finish(arms.analysed(), options)
    }
}
