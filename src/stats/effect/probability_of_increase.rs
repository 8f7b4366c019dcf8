use super::common_language_normal::MCGRAW_WONG;
use super::signs::{Signs, TANGO};
use crate::data::{PairedSample, Unit};
use crate::result::{Citation, EffectSize, Estimate, Interval, Quantity};
use crate::stats::analysed::analysed;
use crate::stats::documented::documented;
use crate::stats::{EffectProcedure, PairedValues, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// In what share of the participants did the reading rise, a reading that did not change counting half?
    ///
    /// # Formula
    /// (number of d > 0 + number of d = 0 / 2) / n, decided on the decimal grid of the readings (Grissom and Kim 2012, probability of
    /// superiority for pairs). Below 1/2: readings tend to fall; 1/2: no tendency.
    ///
    /// # Interval
    /// (1 + D) / 2 for the limits D of P(rise) - P(fall) by the score test of two paired proportions (Tango 1998), which counts readings
    /// that did not change. Without such readings it is Wilson's interval for the share of rises.
    ///
    /// # Errors
    /// None.
    ///
    /// # References
    /// Grissom and Kim (2012), Effect Sizes for Research, ch. 5. Tango (1998), Stat Med 17:891-908. McGraw and Wong (1992), Psychol Bull 111:361-365.
    ProbabilityOfIncrease
}

const GRISSOM_KIM: Citation = Citation {
    key: "Grissom and Kim 2012",
    reference: "Grissom RJ, Kim JJ (2012). Effect Sizes for Research, 2nd ed. Routledge, New York.",
};

impl EffectProcedure for ProbabilityOfIncrease {
    fn id(&self) -> &'static str {
        "probability_of_increase"
    }

    fn title(&self) -> &'static str {
        "probability of increase (count)"
    }

    fn documentation(&self) -> &'static str {
        ProbabilityOfIncrease::DOCUMENTATION
    }

    fn usage(&self, _: &PairedSample, _: &TestOptions) -> Usage {
        Usage::ByDefault
    }

    fn point(&self, pairs: &PairedValues<'_>, _: &TestOptions) -> Option<f64> {
        Some(Signs::of_values(pairs.change).tendency())
    }

    fn run(&self, sample: &PairedSample, options: &TestOptions) -> Result<EffectSize, StatsError> {
        let signs = Signs::of(sample);
        let Interval { lower, upper, level, method, .. } = signs.difference_interval(self.title(), options)?;
        Ok(EffectSize {
            procedure: self.id(),
            estimate: Estimate::new(
                Quantity {
                    id: "probability_of_increase",
                    label: "share whose reading rose, ties half",
                    symbol: "P(rise)",
                },
                signs.tendency(),
                Unit::None,
                None,
                Some(Interval::new((1.0 + lower) / 2.0, (1.0 + upper) / 2.0, level, method)),
            ),
            formula: "(n(d > 0) + n(d = 0) / 2) / n",
            degrees_of_freedom: None,
            analysed: analysed(sample),
            notes: Vec::new(),
            citations: vec![GRISSOM_KIM, TANGO, MCGRAW_WONG],
        })
    }
}
