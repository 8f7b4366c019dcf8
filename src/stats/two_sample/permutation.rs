use super::arms::{
    DIFFERENCE_IN_MEAN_CHANGE, all_equal, analysed_arms, changes_less, counts, mean_difference, without_variation,
};
use super::divisions::{Divisions, exchange_interval};
use crate::data::{Decimal, TwoArms};
use crate::result::{Citation, Detail, Estimate, Hypothesis, Note, PValue, Statistic, TestResult};
use crate::stats::documented::documented;
use crate::stats::{ComparisonProcedure, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// Do the mean changes of two groups differ by the stated value (0 unless another is given), judged by the changes themselves rather
    /// than by a normal distribution?
    ///
    /// # Assumptions
    /// People were allotted to the groups by lot, or are independent; under the null hypothesis both groups' changes come from one
    /// distribution once the null value is taken off the treated. Where spreads and sizes differ, this is not a test of the means alone.
    ///
    /// # Formula
    /// Once the null value is taken off the treated, every division of all changes d = after - before into groups of these sizes is equally
    /// likely. p is the share of the (m + n over m) divisions whose difference of means is at least as extreme as the observed one,
    /// itself among them; the two-sided p is twice the smaller tail. Sums are sums of whole steps of the readings' grid, so that equal
    /// sums are equal, and their distribution is exact by convolution while its table has at most 2^24 cells and takes at most 2^32
    /// additions. Beyond that it is exact by counting pairs of half sums, for up to 40 people in all; and beyond that by random divisions
    /// (as many as `--resamples`), with p = (b + 1)/(m + 1), which the result then says.
    ///
    /// The interval holds the null values that the test does not reject. Exchanging k treated A for k controls B leaves the difference of
    /// means at least as large as observed exactly when the null value is at least mean(A) - mean(B); the lower limit is the first of
    /// these differences, over all A and B of equal size, that more than alpha/2 of all divisions, the unchanged one among them, do not
    /// exceed, and the upper limit the same from above. They are found exactly from the numbers of subsets of each group by size and
    /// sum; where these tables are too large (2^23 cells) there is no interval, which the result then says.
    ///
    /// # Arguments
    /// Two groups with readings in any unit; `--null`, `--alternative`, `--level`, and for random divisions `--resamples`, `--seed`.
    ///
    /// # Errors
    /// None. When all changes are equal once the null value is taken off, the difference is reported without p-value and interval.
    ///
    /// # References
    /// Pitman (1937), Significance tests which may be applied to samples from any populations, J R Stat Soc Suppl 4:119-130. Edgington and
    /// Onghena (2007), Randomization Tests. Phipson and Smyth (2010), Permutation p-values should never be zero, Stat Appl Genet Mol Biol
    /// 9:39.
    ///
    /// # Example
    /// `girth compare @anorexia --method permutation`
    Permutation
}

const CITATIONS: [Citation; 2] = [
    Citation {
        key: "Pitman 1937",
        reference: "Pitman EJG (1937). Significance tests which may be applied to samples from any populations. J R Stat Soc Suppl 4:119-130.",
    },
    Citation {
        key: "Phipson and Smyth 2010",
        reference: "Phipson B, Smyth GK (2010). Permutation p-values should never be zero: calculating exact p-values when permutations are randomly drawn. Stat Appl Genet Mol Biol 9:39.",
    },
];

impl ComparisonProcedure for Permutation {
    fn id(&self) -> &'static str {
        "permutation"
    }

    fn title(&self) -> &'static str {
        "permutation test of the difference in mean change"
    }

    fn documentation(&self) -> &'static str {
        Permutation::DOCUMENTATION
    }

    fn usage(&self, _: &TwoArms, _: &TestOptions) -> Usage {
        Usage::OnRequest
    }

    fn run(&self, arms: &TwoArms, options: &TestOptions) -> Result<TestResult, StatsError> {
        let unit = arms.outcome().unit;
        let (changes, shifted) = (changes_less(arms, Decimal::ZERO)?, changes_less(arms, options.null_value)?);
        let difference = mean_difference(&changes);
        let mut result = TestResult {
            procedure: self.id(),
            title: self.title(),
            hypothesis: Hypothesis {
                quantity: DIFFERENCE_IN_MEAN_CHANGE,
                null_value: options.null_value.to_f64(),
                unit,
                alternative: options.alternative,
            },
            statistic: None,
            p_value: None,
            estimates: Vec::new(),
            analysed: analysed_arms(arms),
            details: counts(arms),
            notes: Vec::new(),
            citations: CITATIONS.to_vec(),
        };
        if all_equal(&shifted) {
            result.estimates.push(Estimate::new(DIFFERENCE_IN_MEAN_CHANGE, difference, unit, None, None));
            result.notes.push(without_variation());
            return Ok(result);
        }
        let divisions = Divisions::of(&shifted);
        if let Some(count) = divisions.count() {
            result.details.push(Detail::number("divisions", "divisions into groups of these sizes", count));
        }
        let tails = divisions.tails(options);
        if tails.random {
            let text = format!(
                "{} random divisions (seed {}) with p = (b + 1)/(m + 1), because the sums take too many values to count them all.",
                options.resamples, options.seed
            );
            result.notes.push(Note::new("monte-carlo", text));
        }
        let interval = exchange_interval(&changes, options);
        match &interval {
            None => result.notes.push(Note::new(
                "no-interval",
                "The means of all exchanges, which limit the interval, take too many values to count them all.",
            )),
            Some(interval) if interval.achieved_level.is_none() => {
                let [m, n] = [arms.treated().n(), arms.control().n()];
                let text = format!("{m} against {n} are too few for an interval at {}.", options.level.percent());
                result.notes.push(Note::new("interval-unbounded", text));
            }
            Some(_) => {}
        }
        let p = options.alternative.p_value(tails.lower, tails.upper);
        result.p_value = Some(PValue::try_new(p).map_err(|cause| StatsError::numerical(self.title(), cause))?);
        let distribution = if tails.random { "random divisions" } else { "exact over all divisions into two groups" };
        result.statistic = Some(Statistic {
            symbol: "difference - null",
            value: mean_difference(&shifted),
            distribution: distribution.to_owned(),
        });
        result.estimates.push(Estimate::new(DIFFERENCE_IN_MEAN_CHANGE, difference, unit, None, interval));
        Ok(result)
    }
}
