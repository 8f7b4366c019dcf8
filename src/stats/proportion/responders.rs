use super::{Proportion, ProportionMethod};
use crate::data::{PairedSample, Unit};
use crate::result::{Alternative, Citation, Detail, DetailValue, Estimate, Hypothesis, Note, Quantity, TestResult};
use crate::stats::analysed::analysed;
use crate::stats::documented::documented;
use crate::stats::{PairedProcedure, PairedValues, StatsError, TestOptions, Usage};

/// Those who changed by at least the threshold, in its direction, over all.
pub const RESPONDERS: Quantity =
    Quantity { id: "share_of_responders", label: "share of responders", symbol: "p(responders)" };

documented! {
    /// # Question
    /// Which share of the participants changed by at least a stated amount, in a stated direction?
    ///
    /// # Assumptions
    /// Participants are independent. A responder by this rule may owe the response to measuring error: the rule sees one change each.
    ///
    /// # Formula
    /// x / n, x the participants whose change is at or beyond the threshold. Amounts are compared on the decimal grid of the readings, and
    /// percentages of the reading before as 100 change against percent times before, both in whole numbers: a fall from 95 to 90.25 is one
    /// of 5 %. Intervals of x out of n, all two-sided: Clopper and Pearson's, which never covers less than its level; Wilson's;
    /// Jeffreys'.
    ///
    /// # Arguments
    /// `--responder -1.5cm` for a fall of at least 1.5 cm, `--responder 2kg` for a rise, `--responder=-5%` for a fall of at least 5 % of
    /// the reading before (of 5 points where the outcome itself is in percent); `--level`.
    ///
    /// # Errors
    /// No threshold, or one of 0; a percentage where a reading before is not above 0.
    ///
    /// # References
    /// Clopper and Pearson (1934), Biometrika 26:404-413. Wilson (1927), JASA 22:209-212. Brown, Cai and DasGupta (2001), Interval
    /// estimation for a binomial proportion, Statist Sci 16:101-133.
    ///
    /// # Example
    /// `girth test @anorexia --responder 5lb`
    Responders
}

const CITATIONS: [Citation; 3] = [
    Citation {
        key: "Clopper and Pearson 1934",
        reference: "Clopper CJ, Pearson ES (1934). The use of confidence or fiducial limits illustrated in the case of the binomial. Biometrika 26:404-413.",
    },
    Citation {
        key: "Wilson 1927",
        reference: "Wilson EB (1927). Probable inference, the law of succession, and statistical inference. J Am Stat Assoc 22:209-212.",
    },
    Citation {
        key: "Brown 2001",
        reference: "Brown LD, Cai TT, DasGupta A (2001). Interval estimation for a binomial proportion. Statist Sci 16:101-133.",
    },
];

impl PairedProcedure for Responders {
    fn id(&self) -> &'static str {
        "responders"
    }

    fn title(&self) -> &'static str {
        "share of responders"
    }

    fn documentation(&self) -> &'static str {
        Responders::DOCUMENTATION
    }

    fn usage(&self, _: &PairedSample, options: &TestOptions) -> Usage {
        if options.responder.is_some() { Usage::ByDefault } else { Usage::Unsuited }
    }

    fn point(&self, pairs: &PairedValues<'_>, options: &TestOptions) -> Option<f64> {
        options.responder?.share(pairs)
    }

    fn run(&self, sample: &PairedSample, options: &TestOptions) -> Result<TestResult, StatsError> {
        let Some(threshold) = options.responder else {
            return Err(StatsError::Missing { procedure: self.title(), what: "a threshold: --responder -1.5cm" });
        };
        let responders = threshold.responders(self.title(), sample)?;
        let share = Proportion::try_new(responders, sample.n() as u64).ok_or(StatsError::TooFew {
            procedure: self.title(),
            needed: 1,
            found: 0,
        })?;
        let estimate = |method| {
            let interval = share
                .interval(method, Alternative::TwoSided, options.level)
                .map_err(|cause| StatsError::numerical(self.title(), cause))?;
            Ok(Estimate::new(RESPONDERS, share.value(), Unit::None, None, Some(interval)))
        };
        let methods = [ProportionMethod::ClopperPearson, ProportionMethod::Wilson, ProportionMethod::Jeffreys];
        let rule = threshold.words(sample.outcome().unit);
        let who = format!("{responders} of {} participants had {rule}.", sample.n());
        Ok(TestResult {
            procedure: self.id(),
            title: self.title(),
            hypothesis: Hypothesis {
                quantity: RESPONDERS,
                null_value: 0.0,
                unit: Unit::None,
                alternative: Alternative::TwoSided,
            },
            statistic: None,
            p_value: None,
            estimates: methods.into_iter().map(estimate).collect::<Result<Vec<_>, StatsError>>()?,
            analysed: analysed(sample),
            details: vec![Detail { id: "responders", label: "responders", value: DetailValue::Count(responders) }],
            notes: vec![
                Note::new("responders", who),
                Note::new("no-test", "No value of the share is tested, so there is no p."),
            ],
            citations: CITATIONS.to_vec(),
        })
    }
}
