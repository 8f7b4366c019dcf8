use super::arms::analysed_arms;
use super::probability_of_superiority::estimated;
use super::superiority::NEWCOMBE;
use crate::data::TwoArms;
use crate::result::{Citation, EffectSize, Estimate, Interval, Quantity};
use crate::stats::documented::documented;
use crate::stats::{ComparisonEffect, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// How much more often is a treated person's change above a control's than below it?
    ///
    /// # Formula
    /// Cliff's delta between groups, P(d treated > d control) - P(d treated < d control), d = after - before (Cliff 1993): twice
    /// `probability_of_superiority` less 1. It is also the rank-biserial correlation of two groups. The version within pairs is
    /// `cliffs_delta_paired`.
    ///
    /// # Interval
    /// Twice Newcombe's (2006) score limits of the probability, less 1.
    ///
    /// # Errors
    /// None.
    ///
    /// # References
    /// Cliff (1993), Dominance statistics: ordinal analyses to answer ordinal questions, Psychol Bull 114:494-509. Newcombe (2006), Stat Med
    /// 25:559-573.
    ///
    /// # Example
    /// `girth compare @anorexia --method cliffs_delta_arms`
    CliffsDeltaArms
}

const CLIFF: Citation = Citation {
    key: "Cliff 1993",
    reference: "Cliff N (1993). Dominance statistics: ordinal analyses to answer ordinal questions. Psychol Bull 114:494-509.",
};

impl ComparisonEffect for CliffsDeltaArms {
    fn id(&self) -> &'static str {
        "cliffs_delta_arms"
    }

    fn title(&self) -> &'static str {
        "Cliff's delta between groups"
    }

    fn documentation(&self) -> &'static str {
        CliffsDeltaArms::DOCUMENTATION
    }

    fn usage(&self, _: &TwoArms, _: &TestOptions) -> Usage {
        Usage::OnRequest
    }

    fn run(&self, arms: &TwoArms, options: &TestOptions) -> Result<EffectSize, StatsError> {
        let probability = estimated(self.title(), arms, options)?;
        let scaled = |p: f64| 2.0 * p - 1.0;
        let interval = probability.interval.map(|interval| Interval {
            lower: scaled(interval.lower),
            upper: scaled(interval.upper),
            ..interval
        });
        let quantity = Quantity { id: self.id(), label: "Cliff's delta between groups", symbol: "delta" };
        let error = probability.standard_error.map(|error| 2.0 * error);
        Ok(EffectSize {
            procedure: self.id(),
            estimate: Estimate::new(quantity, scaled(probability.value), probability.unit, error, interval),
            formula: "P(d treated > d control) - P(d treated < d control)",
            degrees_of_freedom: None,
            analysed: analysed_arms(arms),
            notes: Vec::new(),
            citations: vec![CLIFF, NEWCOMBE],
        })
    }
}
