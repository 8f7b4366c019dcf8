use super::arms::{all_equal, analysed_arms, are_binary, changes_less, counts};
use super::ranks::Ranks;
use super::shift::{EXACT_PAIRS, hodges_lehmann_shift, interval_of, too_few};
use crate::data::TwoArms;
use crate::dist::normal;
use crate::result::{
    Alternative, Citation, Detail, Estimate, Hypothesis, Note, PValue, Quantity, Statistic, TestResult,
};
use crate::stats::documented::documented;
use crate::stats::{ComparisonProcedure, StatsError, TestOptions, Usage};

/// The median of all differences of a treated and a control change.
pub const SHIFT: Quantity = Quantity { id: "shift", label: "Hodges-Lehmann shift", symbol: "HL shift" };

documented! {
    /// # Question
    /// Does the change of a treated person tend to be larger, or smaller, than that of a control by more than the stated value (0 unless
    /// another is given)?
    ///
    /// # Assumptions
    /// People are independent. Under the null hypothesis both groups' changes come from one distribution once the null value is taken off
    /// the treated; the shift and its interval take the two distributions to differ by a shift only. Where they differ in spread too, use
    /// `brunner-munzel`.
    ///
    /// # Formula
    /// U = pairs of one treated and one control with d treated - null > d control, ties for one half; d = after - before. Ties are decided
    /// on the decimal grid of the readings. Exact: the distribution of U over all divisions of the mid-ranks at hand into groups of these
    /// sizes, ties or not, up to m n = 10,000; the two-sided p is twice the smaller tail, and the other convention, the divisions at least
    /// as far from m n / 2 on either side, is among the details. Beyond that z = (U - m n / 2) / sqrt(V), V = m n / 12 (N + 1 - sum (t^3 -
    /// t) / (N (N - 1))), against the normal without continuity correction, which the result then says. The z with and without a
    /// correction of 1/2 and their p are always among the details. The estimate is the Hodges-Lehmann shift, the median of all m n
    /// differences of a treated and a control; its limits are the k-th smallest and largest of them, with k from the exact distribution
    /// without ties (beyond m n = 10,000 from the normal approximation with the variance corrected for ties about the estimate), so
    /// with many ties p-value and interval need not agree at the edge.
    ///
    /// # Arguments
    /// Two groups with readings in any unit; `--null`, `--alternative`, `--level`. The probability of superiority in the details is U / (m
    /// n), after the null value is taken off.
    ///
    /// # Errors
    /// None. When all changes of both groups are equal there are no ranks: the shift is reported without p-value and interval.
    ///
    /// # References
    /// Wilcoxon (1945), Individual comparisons by ranking methods, Biometrics Bulletin 1:80-83. Mann and Whitney (1947), On a test of
    /// whether one of two random variables is stochastically larger than the other, Ann Math Stat 18:50-60. Hodges and Lehmann (1963),
    /// Estimates of location based on rank tests, Ann Math Stat 34:598-611. Hollander, Wolfe and Chicken (2014), Nonparametric
    /// Statistical Methods, section 4.
    ///
    /// # Example
    /// `girth compare @anorexia --method mann-whitney`
    MannWhitney
}

pub(super) const CITATIONS: [Citation; 3] = [
    Citation {
        key: "Wilcoxon 1945",
        reference: "Wilcoxon F (1945). Individual comparisons by ranking methods. Biometrics Bulletin 1:80-83.",
    },
    Citation {
        key: "Mann and Whitney 1947",
        reference: "Mann HB, Whitney DR (1947). On a test of whether one of two random variables is stochastically larger than the other. Ann Math Stat 18:50-60.",
    },
    Citation {
        key: "Hodges and Lehmann 1963",
        reference: "Hodges JL, Lehmann EL (1963). Estimates of location based on rank tests. Ann Math Stat 34:598-611.",
    },
];

/// What a rank-sum test found, whatever the null value.
pub(super) struct RankTest {
    pub(super) u: f64,
    pub(super) at_most: f64,
    pub(super) at_least: f64,
    pub(super) exact: bool,
    details: Vec<Detail>,
    tied: usize,
}

/// Tests the changes against each other once `null` is taken off the treated; `None` when all are then equal.
pub(super) fn rank_test(
    procedure: &'static str,
    arms: &TwoArms,
    options: &TestOptions,
) -> Result<Option<RankTest>, StatsError> {
    let changes = changes_less(arms, options.null_value)?;
    if all_equal(&changes) {
        return Ok(None);
    }
    let ranks = Ranks::of(&changes);
    let (u, centre, spread) = (ranks.u(), ranks.pairs() / 2.0, ranks.null_variance().sqrt());
    let alternative = options.alternative;
    let correction = match alternative {
        Alternative::TwoSided if u == centre => 0.0,
        Alternative::TwoSided => 0.5 * (u - centre).signum(),
        Alternative::Less => -0.5,
        Alternative::Greater => 0.5,
    };
    let (z, corrected) = ((u - centre) / spread, (u - centre - correction) / spread);
    let p = |z: f64| alternative.p_value(normal::cdf(z), normal::sf(z));
    let mut details = counts(arms);
    details.extend([
        Detail::count("tied", "tied changes", ranks.tied()),
        Detail::number("probability_of_superiority", "probability of superiority, U / (m n)", ranks.superiority()),
        Detail::number("null_variance", "variance of U under the null", ranks.null_variance()),
        Detail::number("z", "z", z),
        Detail::number("p_asymptotic", "p of z", p(z)),
        Detail::number("z_continuity", "z with continuity correction", corrected),
        Detail::number("p_asymptotic_continuity", "p of z with continuity correction", p(corrected)),
    ]);
    let exact = ranks.pairs() <= EXACT_PAIRS as f64;
    let (at_most, at_least) = if exact {
        let law = ranks.law().map_err(|cause| StatsError::numerical(procedure, cause))?;
        let observed = ranks.doubled_sum();
        let doubled_centre = ranks.sizes[0] as u64 * (ranks.sizes.iter().sum::<usize>() as u64 + 1);
        let distance = observed.abs_diff(doubled_centre);
        let farther = law.at_most(doubled_centre - distance) + law.at_least(doubled_centre + distance);
        let label = "two-sided p by distance from m n / 2";
        details.push(Detail::number("p_by_distance", label, if distance == 0 { 1.0 } else { farther.min(1.0) }));
        (law.at_most(observed), law.at_least(observed))
    } else {
        (normal::cdf(z), normal::sf(z))
    };
    Ok(Some(RankTest { u, at_most, at_least, exact, details, tied: ranks.tied() }))
}

/// What a test of ranks says about ties and about how its p was found.
pub(super) fn rank_notes(test: &RankTest) -> Vec<Note> {
    let mut notes = Vec::new();
    if test.tied > 0 {
        let text = format!("{} changes are equal to another; they have mid-ranks.", test.tied);
        notes.push(Note::new("ties", text));
    }
    if !test.exact {
        let text = "Normal approximation without continuity correction, because there are more than 10,000 pairs of a treated and a control.";
        notes.push(Note::new("asymptotic", text));
    }
    notes
}

/// The law that U was held against, in words.
pub(super) fn law_in_words(test: &RankTest) -> &'static str {
    if test.exact { "exact over all divisions into two groups" } else { "normal" }
}

/// What is said when every change is equal.
pub(super) fn nothing_to_rank() -> Note {
    let text = "All changes of both groups are equal once the null value is taken off: there is nothing to rank.";
    Note::new("constant-change", text)
}

impl ComparisonProcedure for MannWhitney {
    fn id(&self) -> &'static str {
        "mann-whitney"
    }

    fn title(&self) -> &'static str {
        "Mann-Whitney test of the changes"
    }

    fn documentation(&self) -> &'static str {
        MannWhitney::DOCUMENTATION
    }

    fn usage(&self, arms: &TwoArms, _: &TestOptions) -> Usage {
        if are_binary(arms) { Usage::OnRequest } else { Usage::ByDefault }
    }

    fn run(&self, arms: &TwoArms, options: &TestOptions) -> Result<TestResult, StatsError> {
        let unit = arms.outcome().unit;
        let shift = hodges_lehmann_shift(arms, options.level, options.alternative)?;
        let mut result = TestResult {
            procedure: self.id(),
            title: self.title(),
            hypothesis: Hypothesis {
                quantity: SHIFT,
                null_value: options.null_value.to_f64(),
                unit,
                alternative: options.alternative,
            },
            statistic: None,
            p_value: None,
            estimates: Vec::new(),
            analysed: analysed_arms(arms),
            details: Vec::new(),
            notes: Vec::new(),
            citations: CITATIONS.to_vec(),
        };
        let Some(test) = rank_test(self.title(), arms, options)? else {
            result.estimates.push(Estimate::new(SHIFT, shift.estimate, unit, None, None));
            result.details = counts(arms);
            result.notes.push(nothing_to_rank());
            return Ok(result);
        };
        let p = options.alternative.p_value(test.at_most, test.at_least);
        result.p_value = Some(PValue::try_new(p).map_err(|cause| StatsError::numerical(self.title(), cause))?);
        result.statistic = Some(Statistic { symbol: "U", value: test.u, distribution: law_in_words(&test).to_owned() });
        result.estimates.push(Estimate::new(
            SHIFT,
            shift.estimate,
            unit,
            None,
            Some(interval_of(&shift, options.level)),
        ));
        result.notes = rank_notes(&test);
        result.notes.extend(too_few(&shift, arms, options.level));
        result.details = test.details;
        Ok(result)
    }
}
