use super::between::{MIETTINEN_NURMINEN, NEWCOMBE, analysed_arms, before, counts, no_variation};
use super::two_by_two::is_binary;
use super::{
    RISK_DIFFERENCE, RiskDifferenceMethod, RiskRatioMethod, TwoByTwo, difference_score, odds_ratio, risk_difference,
    risk_ratio,
};
use crate::data::{TwoArms, Unit};
use crate::dist::normal;
use crate::result::{Citation, Hypothesis, PValue, Statistic, TestResult};
use crate::stats::documented::documented;
use crate::stats::{ComparisonProcedure, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// By how much does the share of yes after differ between treated and control, and is that more, or less, than a stated difference (0
    /// unless another is given)?
    ///
    /// # Assumptions
    /// People are independent of each other. Readings are 0 (no) or 1 (yes), with no unit or in points. Only the second reading is
    /// compared: in randomised arms the first ones differ by chance only, and where everybody begins with no, nothing is lost. Elsewhere
    /// the counts of yes before, among the details, say how far the arms were apart. The distributions are those of large samples;
    /// Fisher's test (`girth explain fisher`) is exact.
    ///
    /// # Formula
    /// The score test of Miettinen and Nurminen: z = (d - d0) / SE, d = p(treated) - p(control), the variance (p1 (1 - p1) / n1 +
    /// p2 (1 - p2) / n2) N / (N - 1) with the risks of greatest likelihood among those that differ by d0. The first interval holds every
    /// d0 that the test does not reject. Then, of the same difference: Newcombe's hybrid of the two Wilson intervals, d - sqrt((p1 -
    /// l1)^2 + (u2 - p2)^2) to d + sqrt((u1 - p1)^2 + (p2 - l2)^2); Agresti and Caffo's; and Wald's, which covers too little and is there
    /// for comparison. Then the risk ratio with the score interval and with Katz's, and the odds ratio with Woolf's interval: 0 or
    /// infinite where only one arm has events, absent where they are 0 / 0; no half is added to a cell.
    ///
    /// # Arguments
    /// Readings of 0 and 1 in two arms; `--null 0.1` for ten percentage points, `--alternative`, `--level`.
    ///
    /// # Errors
    /// Other readings than 0 and 1; a null value that is not between -1 and 1. Where nobody or everybody says yes after in both arms there
    /// is no z and no p-value for a null value of 0; the intervals are given.
    ///
    /// # References
    /// Miettinen and Nurminen (1985), Comparative analysis of two rates, Stat Med 4:213-226. Newcombe (1998), Stat Med 17:873-890. Agresti
    /// and Caffo (2000), Am Stat 54:280-288. Katz et al. (1978), Biometrics 34:469-474. Woolf (1955), Ann Hum Genet 19:251-253.
    ///
    /// # Example
    /// `girth explain risk-difference`
    RiskDifference
}

const CITATIONS: [Citation; 5] = [
    MIETTINEN_NURMINEN,
    NEWCOMBE,
    Citation {
        key: "Agresti and Caffo 2000",
        reference: "Agresti A, Caffo B (2000). Simple and effective confidence intervals for proportions and differences of proportions result from adding two successes and two failures. Am Stat 54:280-288.",
    },
    Citation {
        key: "Katz 1978",
        reference: "Katz D, Baptista J, Azen SP, Pike MC (1978). Obtaining confidence intervals for the risk ratio in cohort studies. Biometrics 34:469-474.",
    },
    Citation {
        key: "Woolf 1955",
        reference: "Woolf B (1955). On estimating the relation between blood group and disease. Ann Hum Genet 19:251-253.",
    },
];

impl ComparisonProcedure for RiskDifference {
    fn id(&self) -> &'static str {
        "risk-difference"
    }

    fn title(&self) -> &'static str {
        "score test of the risk difference"
    }

    fn documentation(&self) -> &'static str {
        RiskDifference::DOCUMENTATION
    }

    fn usage(&self, arms: &TwoArms, _: &TestOptions) -> Usage {
        if is_binary(arms) { Usage::ByDefault } else { Usage::Unsuited }
    }

    fn run(&self, arms: &TwoArms, options: &TestOptions) -> Result<TestResult, StatsError> {
        let table = TwoByTwo::of_yes_after(self.title(), arms)?;
        let null_value = options.null_value.to_f64();
        if null_value.abs() >= 1.0 {
            return Err(StatsError::Missing { procedure: self.title(), what: "a null value between -1 and 1" });
        }
        let (alternative, level) = (options.alternative, options.level);
        let mut estimates = Vec::new();
        for method in RiskDifferenceMethod::ALL {
            estimates.push(risk_difference(&table, method, alternative, level)?);
        }
        for method in [RiskRatioMethod::MiettinenNurminen, RiskRatioMethod::Katz] {
            estimates.extend(risk_ratio(&table, method, alternative, level)?);
        }
        estimates.extend(odds_ratio(&table, alternative, level)?);
        let score = difference_score(&table, null_value).map_err(|cause| StatsError::numerical(self.title(), cause))?;
        let mut notes = Vec::new();
        if score.is_none() {
            notes.extend(no_variation(&table));
        }
        let mut details = counts(&table);
        details.extend(before(arms, &mut notes));
        let p = score.map(|z| PValue::try_new(alternative.p_value(normal::cdf(z), normal::sf(z)))).transpose();
        Ok(TestResult {
            procedure: self.id(),
            title: self.title(),
            hypothesis: Hypothesis { quantity: RISK_DIFFERENCE, null_value, unit: Unit::None, alternative },
            statistic: score.map(|z| Statistic { symbol: "z", value: z, distribution: "normal (score)".to_owned() }),
            p_value: p.map_err(|cause| StatsError::numerical(self.title(), cause))?,
            estimates,
            analysed: analysed_arms(arms),
            details,
            notes,
            citations: CITATIONS.to_vec(),
        })
    }
}
