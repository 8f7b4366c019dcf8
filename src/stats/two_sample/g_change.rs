use super::standardised::{CUMMING_FINCH, HEDGES, SizeOfMeans, Standardised, correction, require_spread};
use super::welch::Groups;
use crate::data::TwoArms;
use crate::result::{EffectSize, Quantity};
use crate::stats::documented::documented;
use crate::stats::{ComparisonEffect, MeansOfArms, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// How far do the mean changes of two groups differ, in SDs of the changes, corrected for small samples?
    ///
    /// # Formula
    /// g_change = J(m + n - 2) d_change, with d_change the difference of the mean changes over their pooled SD and J(df) = Gamma(df/2) /
    /// (sqrt(df/2) Gamma((df - 1)/2)) exactly (Hedges 1981, eq. 6e).
    ///
    /// # Interval
    /// The noncentral-t limits of d_change, times J.
    ///
    /// # Errors
    /// A group of fewer than two; neither group's changes vary.
    ///
    /// # References
    /// Hedges (1981), J Educ Stat 6:107-128. Cumming and Finch (2001), Educ Psychol Meas 61:532-574.
    ///
    /// # Example
    /// `girth compare @anorexia --method g_change`
    GChange
}

impl ComparisonEffect for GChange {
    fn id(&self) -> &'static str {
        "g_change"
    }

    fn title(&self) -> &'static str {
        "Hedges' g of the changes (pooled SD of change)"
    }

    fn documentation(&self) -> &'static str {
        GChange::DOCUMENTATION
    }

    fn usage(&self, _: &TwoArms, _: &TestOptions) -> Usage {
        Usage::ByDefault
    }

    fn run(&self, arms: &TwoArms, options: &TestOptions) -> Result<EffectSize, StatsError> {
        self.of_means(arms, options)
    }
}

impl SizeOfMeans for GChange {
    fn of_means(&self, arms: &dyn MeansOfArms, options: &TestOptions) -> Result<EffectSize, StatsError> {
        let groups = Groups::of(self.title(), arms)?;
        let sd = groups.pooled_sd();
        require_spread(self.title(), sd, "the changes")?;
        let (degrees, root) = (groups.degrees(), groups.reciprocal_sizes().sqrt());
        Standardised {
            quantity: Quantity { id: "g_change", label: "Hedges' g of the changes", symbol: "g_change" },
            formula: "J(m + n - 2) (mean(d treated) - mean(d control)) / pooled SD(d)",
            method: "noncentral t",
            t: groups.difference / (sd * root),
            degrees,
            factor: root * correction(self.title(), degrees)?,
            corrected: true,
            citations: vec![HEDGES, CUMMING_FINCH],
        }
        .finish(arms.analysed(), options)
    }
}
