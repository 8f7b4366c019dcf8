use super::standardised::{SizeOfMeans, Standardised, require_spread};
use super::welch::Groups;
use crate::data::TwoArms;
use crate::result::{Citation, EffectSize, Quantity};
use crate::stats::documented::documented;
use crate::stats::{ComparisonEffect, MeansOfArms, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// How far do the mean changes of two groups differ, in SDs of the changes of those who were not treated?
    ///
    /// # Formula
    /// (mean(d treated) - mean(d control)) / SD(d control), d = after - before. The treatment cannot have changed its denominator.
    ///
    /// # Interval
    /// Limits of the noncentrality of the t with n - 1 degrees of freedom (n controls) that has SD(d control) sqrt(1/n + q/m) in its
    /// denominator, times sqrt(1/n + q/m); q = Var(d treated) / Var(d control) is taken as known (after Algina, Keselman and Penfield 2006).
    ///
    /// # Errors
    /// A group of fewer than two; the changes of the controls do not vary.
    ///
    /// # References
    /// Glass, McGaw and Smith (1981), Meta-analysis in Social Research. Algina, Keselman and Penfield (2006), J Mod Appl Stat Methods 5:2-13.
    ///
    /// # Example
    /// `girth compare @anorexia --method glass_delta_change`
    GlassDeltaChange
}

const GLASS: Citation = Citation {
    key: "Glass, McGaw and Smith 1981",
    reference: "Glass GV, McGaw B, Smith ML (1981). Meta-analysis in Social Research. Sage, Beverly Hills.",
};

const ALGINA_KESELMAN_PENFIELD: Citation = Citation {
    key: "Algina, Keselman and Penfield 2006",
    reference: "Algina J, Keselman HJ, Penfield RD (2006). Confidence intervals for an effect size when variances are not equal. J Mod Appl Stat Methods 5:2-13.",
};

impl ComparisonEffect for GlassDeltaChange {
    fn id(&self) -> &'static str {
        "glass_delta_change"
    }

    fn title(&self) -> &'static str {
        "Glass's delta of the changes (SD of the controls' changes)"
    }

    fn documentation(&self) -> &'static str {
        GlassDeltaChange::DOCUMENTATION
    }

    fn usage(&self, _: &TwoArms, _: &TestOptions) -> Usage {
        Usage::OnRequest
    }

    fn run(&self, arms: &TwoArms, options: &TestOptions) -> Result<EffectSize, StatsError> {
        self.of_means(arms, options)
    }
}

impl SizeOfMeans for GlassDeltaChange {
    fn of_means(&self, arms: &dyn MeansOfArms, options: &TestOptions) -> Result<EffectSize, StatsError> {
        let groups = Groups::of(self.title(), arms)?;
        let [treated, control] = groups.moments.map(|group| group.sd);
        require_spread(self.title(), control, "the changes of the controls")?;
        let [m, n] = groups.moments.each_ref().map(|group| group.n as f64);
        let factor = (1.0 / n + (treated / control).powi(2) / m).sqrt();
        Standardised {
            quantity: Quantity {
                id: "glass_delta_change",
                label: "Glass's delta of the changes",
                symbol: "delta_change",
            },
            formula: "(mean(d treated) - mean(d control)) / SD(d control)",
            method: "noncentral t, the ratio of the SDs taken as known",
            t: groups.difference / (control * factor),
            degrees: n - 1.0,
            factor,
            corrected: false,
            citations: vec![GLASS, ALGINA_KESELMAN_PENFIELD],
        }
        .finish(arms.analysed(), options)
    }
}
