use super::common_language_normal::MCGRAW_WONG;
use crate::data::{PairedSample, Unit};
use crate::result::{Citation, EffectSize, Estimate, Note, Quantity};
use crate::stats::analysed::analysed;
use crate::stats::describe::describe_pairs;
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
    /// None: the halves make it no plain proportion. The estimate is descriptive.
    ///
    /// # Errors
    /// None.
    ///
    /// # References
    /// Grissom and Kim (2012), Effect Sizes for Research, ch. 5. McGraw and Wong (1992), Psychol Bull 111:361-365.
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

    fn point(&self, pairs: &PairedValues<'_>) -> Option<f64> {
        let half_steps = |change: &f64| f64::from(u8::from(*change > 0.0) + u8::from(*change >= 0.0));
        Some(pairs.change.iter().map(half_steps).sum::<f64>() / (2 * pairs.change.len()) as f64)
    }

    fn run(&self, sample: &PairedSample, _options: &TestOptions) -> Result<EffectSize, StatsError> {
        let described = describe_pairs(sample);
        Ok(EffectSize {
            procedure: self.id(),
            estimate: Estimate {
                quantity: Quantity {
                    id: "probability_of_increase",
                    label: "share whose reading rose, ties half",
                    symbol: "P(rise)",
                },
                value: (2 * described.rose + described.unchanged) as f64 / (2 * sample.n()) as f64,
                unit: Unit::None,
                standard_error: None,
                interval: None,
                bootstrap: None,
            },
            formula: "(n(d > 0) + n(d = 0) / 2) / n",
            degrees_of_freedom: None,
            analysed: analysed(sample),
            notes: vec![Note::new("no-interval", "The probability of increase is given without an interval.")],
            citations: vec![GRISSOM_KIM, MCGRAW_WONG],
        })
    }
}
