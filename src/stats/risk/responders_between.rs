use super::between::{
    BOSCHLOO, FISHER, MIETTINEN_NURMINEN, NEWCOMBE, analysed_arms, counts, no_variation, other_p_values,
};
use super::fisher::statistic;
use super::{
    RISK_DIFFERENCE, RiskDifferenceMethod, RiskRatioMethod, TwoByTwo, conditional_odds_ratio, fisher_exact,
    risk_difference, risk_ratio,
};
use crate::data::{Decimal, TwoArms, Unit};
use crate::result::{Hypothesis, Note, PValue, TestResult};
use crate::stats::documented::documented;
use crate::stats::{ComparisonProcedure, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// By how much does the share of those who changed by at least a stated amount, in a stated direction, differ between treated and
    /// control?
    ///
    /// # Assumptions
    /// People are independent of each other. A responder by this rule may owe the response to measuring error or to time; as many do so in
    /// the control group, which is what the difference takes off. A cut through a measured outcome costs information: the difference of
    /// the mean changes tells more.
    ///
    /// # Formula
    /// Responders are counted on the decimal grid of the readings, at the threshold is a response (`girth explain responders`). The
    /// difference of the shares, treated - control, has Newcombe's interval, then that of Miettinen and Nurminen; then the risk ratio
    /// with the score interval and the conditional odds ratio with the exact one. p is that of Fisher's exact test of no difference;
    /// Boschloo's and others are among the details (`girth explain fisher`). Test and interval are not of one making and may disagree at
    /// the edge.
    ///
    /// # Arguments
    /// `--responder -1.5cm` for a fall of at least 1.5 cm, `--responder 2kg` for a rise, `--responder=-5%` for a fall of at least 5 % of
    /// the reading before; `--alternative`, `--level`.
    ///
    /// # Errors
    /// No threshold, or one of 0; a percentage where a reading before is not above 0. Where nobody or everybody responds in both arms
    /// there is no p-value.
    ///
    /// # References
    /// Newcombe (1998), Stat Med 17:873-890. Miettinen and Nurminen (1985), Stat Med 4:213-226. Fisher (1935), J R Stat Soc 98:39-82.
    ///
    /// # Example
    /// `girth compare @anorexia --method responders-between --responder 2lb`
    RespondersBetween
}

impl ComparisonProcedure for RespondersBetween {
    fn id(&self) -> &'static str {
        "responders-between"
    }

    fn title(&self) -> &'static str {
        "difference of the shares of responders"
    }

    fn documentation(&self) -> &'static str {
        RespondersBetween::DOCUMENTATION
    }

    fn usage(&self, _: &TwoArms, options: &TestOptions) -> Usage {
        if options.responder.is_some() { Usage::ByDefault } else { Usage::Unsuited }
    }

    fn run(&self, arms: &TwoArms, options: &TestOptions) -> Result<TestResult, StatsError> {
        let Some(threshold) = options.responder else {
            return Err(StatsError::Missing { procedure: self.title(), what: "a threshold: --responder -1.5cm" });
        };
        let table = TwoByTwo::of_responders(self.title(), arms, threshold)?;
        let (alternative, level) = (options.alternative, options.level);
        let difference = |method| risk_difference(&table, method, alternative, level);
        let mut estimates =
            vec![difference(RiskDifferenceMethod::Newcombe)?, difference(RiskDifferenceMethod::MiettinenNurminen)?];
        estimates.extend(risk_ratio(&table, RiskRatioMethod::MiettinenNurminen, alternative, level)?);
        estimates.extend(conditional_odds_ratio(&table, alternative, level)?);
        let who = format!(
            "{} of {} treated and {} of {} control people had {}.",
            table.treated_events(),
            table.treated_n(),
            table.control_events(),
            table.control_n(),
            threshold.words(arms.outcome().unit)
        );
        let mut notes = vec![Note::new("responders", who)];
        notes.extend(no_variation(&table));
        if options.null_value != Decimal::ZERO {
            let text =
                "The null value of this test is no difference; the amount given as the null change does not enter.";
            notes.push(Note::new("null-difference", text));
        }
        let mut details = counts(&table);
        let mut p_value = None;
        if table.varies() {
            let p = fisher_exact(&table, alternative)?.p;
            p_value = Some(PValue::try_new(p).map_err(|cause| StatsError::numerical(self.title(), cause))?);
            details.extend(other_p_values(&table, alternative, &mut notes)?);
        }
        Ok(TestResult {
            procedure: self.id(),
            title: self.title(),
            hypothesis: Hypothesis { quantity: RISK_DIFFERENCE, null_value: 0.0, unit: Unit::None, alternative },
            statistic: p_value.is_some().then(|| statistic(&table)),
            p_value,
            estimates,
            analysed: analysed_arms(arms),
            details,
            notes,
            citations: vec![NEWCOMBE, MIETTINEN_NURMINEN, FISHER, BOSCHLOO],
        })
    }
}
