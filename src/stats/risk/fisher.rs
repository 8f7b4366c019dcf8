use super::between::{BOSCHLOO, FISHER, analysed_arms, before, counts, no_variation, other_p_values};
use super::two_by_two::is_binary;
use super::{
    CONDITIONAL_ODDS_RATIO, RiskDifferenceMethod, TwoByTwo, conditional_odds_ratio, fisher_exact, odds_ratio,
    risk_difference,
};
use crate::data::{Decimal, TwoArms, Unit};
use crate::result::{Citation, Hypothesis, PValue, Statistic, TestResult};
use crate::stats::documented::documented;
use crate::stats::{ComparisonProcedure, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// Are the odds of yes after the same in treated and control?
    ///
    /// # Assumptions
    /// People are independent of each other. Readings are 0 (no) or 1 (yes), with no unit or in points. Only the second reading is
    /// compared (`girth explain risk-difference` says when that will do). Nothing is approximate.
    ///
    /// # Formula
    /// With both margins known, the number of yes among the treated is hypergeometric. Two-sided p is the sum of all probabilities not above
    /// that of the observed table (equal ones up to 1e-7); one-sided p is one tail, `less` being fewer yes among the treated. Beside it
    /// as details: mid-p, which counts half of those that are equal; Boschloo's p, the largest probability over all common risks of a
    /// table with a Fisher p that is not above the observed one, never above Fisher's own and as valid, and twice its smaller one-sided
    /// form; Barnard's by the pooled z; the approximations of Pearson and, with a continuity correction, Yates.
    /// The estimate is the odds ratio of greatest conditional likelihood, its interval from both tails of the noncentral hypergeometric
    /// distribution, each alpha / 2; the test adds up its tails in another way and may disagree with it at the edge. Then the sample's
    /// odds ratio with Woolf's interval and the risk difference with Newcombe's.
    ///
    /// # Arguments
    /// Readings of 0 and 1 in two arms; `--alternative`, `--level`.
    ///
    /// # Errors
    /// Other readings than 0 and 1; a null value other than 0; more than a milliard participants. Where nobody or everybody says yes after
    /// in both arms there is no odds ratio and no p-value. Boschloo's and Barnard's p are given for up to 1,000 participants.
    ///
    /// # References
    /// Fisher (1935), J R Stat Soc 98:39-82. Boschloo (1970), Stat Neerl 24:1-9. Barnard (1945), Nature 156:177. Lydersen, Fagerland and
    /// Laake (2009), Recommended tests for association in 2 x 2 tables, Stat Med 28:1159-1175.
    ///
    /// # Example
    /// `girth explain fisher`
    Fisher
}

const CITATIONS: [Citation; 3] = [
    FISHER,
    BOSCHLOO,
    Citation {
        key: "Lydersen 2009",
        reference: "Lydersen S, Fagerland MW, Laake P (2009). Recommended tests for association in 2 x 2 tables. Stat Med 28:1159-1175.",
    },
];

impl ComparisonProcedure for Fisher {
    fn id(&self) -> &'static str {
        "fisher"
    }

    fn title(&self) -> &'static str {
        "Fisher's exact test"
    }

    fn documentation(&self) -> &'static str {
        Fisher::DOCUMENTATION
    }

    fn usage(&self, arms: &TwoArms, options: &TestOptions) -> Usage {
        if is_binary(arms) && options.null_value == Decimal::ZERO { Usage::ByDefault } else { Usage::Unsuited }
    }

    fn run(&self, arms: &TwoArms, options: &TestOptions) -> Result<TestResult, StatsError> {
        let table = TwoByTwo::of_yes_after(self.title(), arms)?;
        if options.null_value != Decimal::ZERO {
            let what = "a null value of 0; risk-difference tests other differences";
            return Err(StatsError::Missing { procedure: self.title(), what });
        }
        let (alternative, level) = (options.alternative, options.level);
        let mut estimates = Vec::new();
        estimates.extend(conditional_odds_ratio(&table, alternative, level)?);
        estimates.extend(odds_ratio(&table, alternative, level)?);
        estimates.push(risk_difference(&table, RiskDifferenceMethod::Newcombe, alternative, level)?);
        let mut notes: Vec<_> = no_variation(&table).into_iter().collect();
        let mut details = counts(&table);
        details.extend(before(arms, &mut notes));
        let mut p_value = None;
        if table.varies() {
            let p = fisher_exact(&table, alternative)?.p;
            p_value = Some(PValue::try_new(p).map_err(|cause| StatsError::numerical(self.title(), cause))?);
            details.extend(other_p_values(&table, alternative, &mut notes)?);
        }
        Ok(TestResult {
            procedure: self.id(),
            title: self.title(),
            hypothesis: Hypothesis { quantity: CONDITIONAL_ODDS_RATIO, null_value: 1.0, unit: Unit::None, alternative },
            statistic: p_value.is_some().then(|| statistic(&table)),
            p_value,
            estimates,
            analysed: analysed_arms(arms),
            details,
            notes,
            citations: CITATIONS.to_vec(),
        })
    }
}

/// The number of events among the treated, both margins known.
pub(super) fn statistic(table: &TwoByTwo) -> Statistic {
    let distribution = format!(
        "hypergeometric ({} of {} people treated, {} events), exact",
        table.treated_n(),
        table.n(),
        table.events()
    );
    Statistic { symbol: "treated events", value: table.treated_events() as f64, distribution }
}
