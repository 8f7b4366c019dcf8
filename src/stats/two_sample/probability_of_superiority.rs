use super::arms::{analysed_arms, changes_less};
use super::ranks::Ranks;
use super::superiority::{NEWCOMBE, PROBABILITY_OF_SUPERIORITY, newcombe_interval};
use crate::data::{Decimal, TwoArms, Unit};
use crate::result::{Alternative, Citation, EffectSize, Estimate};
use crate::stats::documented::documented;
use crate::stats::{ComparisonEffect, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// With what probability does a randomly chosen treated person change by more than a randomly chosen control? Also called the
    /// common-language effect size, the probabilistic index and the area under the ROC curve.
    ///
    /// # Formula
    /// P(d treated > d control) + P(equal) / 2 = U / (m n), d = after - before (McGraw and Wong 1992; ties for one half as in Vargha and
    /// Delaney 2000). Changes that fall are negative: where a reduction is wanted, below 1/2 favours the treatment. Standard error:
    /// sqrt(s_t^2 / m + s_c^2 / n) with the variances of the placements (DeLong et al. 1988).
    ///
    /// # Interval
    /// Newcombe's (2006) score interval, method 5. It stays within 0 and 1 and has a width when all of one group are above all of the
    /// other, where the standard error is 0.
    ///
    /// # Errors
    /// None.
    ///
    /// # References
    /// McGraw and Wong (1992), Psychol Bull 111:361-365. Vargha and Delaney (2000), J Educ Behav Stat 25:101-132. DeLong, DeLong and
    /// Clarke-Pearson (1988), Biometrics 44:837-845. Newcombe (2006), Stat Med 25:559-573.
    ///
    /// # Example
    /// `girth compare @anorexia --method probability_of_superiority`
    ProbabilityOfSuperiority
}

const MCGRAW_WONG: Citation = Citation {
    key: "McGraw and Wong 1992",
    reference: "McGraw KO, Wong SP (1992). A common language effect size statistic. Psychol Bull 111:361-365.",
};

/// The estimate of the probability, with its standard error where each group has two, and its interval.
pub(super) fn estimated(
    procedure: &'static str,
    arms: &TwoArms,
    options: &TestOptions,
) -> Result<Estimate, StatsError> {
    let ranks = Ranks::of(&changes_less(arms, Decimal::ZERO)?);
    let error = || ranks.placement_variances().iter().sum::<f64>().sqrt();
    let interval = newcombe_interval(procedure, ranks.superiority(), ranks.sizes, Alternative::TwoSided, options)?;
    let error = ranks.sizes.iter().all(|&size| size > 1).then(error);
    Ok(Estimate::new(PROBABILITY_OF_SUPERIORITY, ranks.superiority(), Unit::None, error, Some(interval)))
}

impl ComparisonEffect for ProbabilityOfSuperiority {
    fn id(&self) -> &'static str {
        "probability_of_superiority"
    }

    fn title(&self) -> &'static str {
        "probability of superiority (common language)"
    }

    fn documentation(&self) -> &'static str {
        ProbabilityOfSuperiority::DOCUMENTATION
    }

    fn usage(&self, _: &TwoArms, _: &TestOptions) -> Usage {
        Usage::ByDefault
    }

    fn run(&self, arms: &TwoArms, options: &TestOptions) -> Result<EffectSize, StatsError> {
        Ok(EffectSize {
            procedure: self.id(),
            estimate: estimated(self.title(), arms, options)?,
            formula: "P(d treated > d control) + P(equal) / 2",
            degrees_of_freedom: None,
            analysed: analysed_arms(arms),
            notes: Vec::new(),
            citations: vec![MCGRAW_WONG, NEWCOMBE],
        })
    }
}
