use super::arms::{all_equal, analysed_arms, changes_less, counts, require_each};
use super::mann_whitney::nothing_to_rank;
use super::ranks::Ranks;
use super::superiority::{NEWCOMBE, PROBABILITY_OF_SUPERIORITY, newcombe_interval};
use crate::data::{TwoArms, Unit};
use crate::dist::normal;
use crate::result::{Citation, Detail, Estimate, Hypothesis, Interval, Note, PValue, Statistic, TestResult};
use crate::stats::documented::documented;
use crate::stats::paired::TInference;
use crate::stats::{ComparisonProcedure, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// Is the probability that a treated person changes by more than a control one half? (With a null value: by more than that much
    /// more.) The two groups may differ in the spread and shape of their changes, which the Mann-Whitney test takes to be alike.
    ///
    /// # Assumptions
    /// People are independent. The t approximation wants about ten in each group.
    ///
    /// # Formula
    /// P = P(d treated - null > d control) + P(equal) / 2, estimated by U / (m n). A treated person's placement is the share of controls
    /// below, ties for one half, and a control's the share of treated below; var = s_t^2 / m + s_c^2 / n with the variances s^2 of the
    /// placements. t = (P - 1/2) / sqrt(var) is held against Student's t with var^2 / ((s_t^2 / m)^2 / (m - 1) + (s_c^2 / n)^2 / (n - 1))
    /// degrees of freedom. Interval: P -/+ t(1 - alpha/2) sqrt(var), cut off at 0 and 1; the limits before that are among the details, as
    /// is p from the normal approximation.
    ///
    /// When all of one group are above all of the other, var is 0. Then p is that of the studentised permutation test (Neubert and
    /// Brunner 2007), of which only complete separation reaches the infinite t: 1 / (m + n over m) one-sided, twice that two-sided; and
    /// the interval is Newcombe's score interval. The result says so.
    ///
    /// # Arguments
    /// Two groups with readings in any unit; `--null` (taken off the changes of the treated), `--alternative`, `--level`.
    ///
    /// # Errors
    /// A group of fewer than two. When all changes of both groups are equal, P is 1/2 without p-value and interval.
    ///
    /// # References
    /// Brunner and Munzel (2000), The nonparametric Behrens-Fisher problem: asymptotic theory and a small-sample approximation, Biometrical
    /// J 42:17-25. Neubert and Brunner (2007), A studentized permutation test for the non-parametric Behrens-Fisher problem, Comput Stat
    /// Data Anal 51:5192-5204. Newcombe (2006), Stat Med 25:559-573.
    ///
    /// # Example
    /// `girth compare @anorexia --method brunner-munzel`
    BrunnerMunzel
}

const BRUNNER_MUNZEL: Citation = Citation {
    key: "Brunner and Munzel 2000",
    reference: "Brunner E, Munzel U (2000). The nonparametric Behrens-Fisher problem: asymptotic theory and a small-sample approximation. Biometrical J 42:17-25.",
};

const NEUBERT_BRUNNER: Citation = Citation {
    key: "Neubert and Brunner 2007",
    reference: "Neubert K, Brunner E (2007). A studentized permutation test for the non-parametric Behrens-Fisher problem. Comput Stat Data Anal 51:5192-5204.",
};

/// The value of P without a tendency.
const HALF: f64 = 0.5;

impl ComparisonProcedure for BrunnerMunzel {
    fn id(&self) -> &'static str {
        "brunner-munzel"
    }

    fn title(&self) -> &'static str {
        "Brunner-Munzel test of the changes"
    }

    fn documentation(&self) -> &'static str {
        BrunnerMunzel::DOCUMENTATION
    }

    fn usage(&self, _: &TwoArms, _: &TestOptions) -> Usage {
        Usage::OnRequest
    }

    fn run(&self, arms: &TwoArms, options: &TestOptions) -> Result<TestResult, StatsError> {
        require_each(self.title(), 2, arms)?;
        let changes = changes_less(arms, options.null_value)?;
        let ranks = Ranks::of(&changes);
        let estimate = ranks.superiority();
        let mut result = TestResult {
            procedure: self.id(),
            title: self.title(),
            hypothesis: Hypothesis {
                quantity: PROBABILITY_OF_SUPERIORITY,
                null_value: HALF,
                unit: Unit::None,
                alternative: options.alternative,
            },
            statistic: None,
            p_value: None,
            estimates: Vec::new(),
            analysed: analysed_arms(arms),
            details: counts(arms),
            notes: Vec::new(),
            citations: vec![BRUNNER_MUNZEL],
        };
        result.details.push(Detail::number("u", "U", ranks.u()));
        result.details.push(Detail::number(
            "null_shift",
            "taken off the changes of the treated",
            options.null_value.to_f64(),
        ));
        if all_equal(&changes) {
            result.estimates.push(Estimate::new(PROBABILITY_OF_SUPERIORITY, estimate, Unit::None, None, None));
            result.notes.push(nothing_to_rank());
        } else if ranks.placement_variances() == [0.0, 0.0] {
            self.separated(&ranks, options, &mut result)?;
        } else {
            self.by_t(&ranks, options, &mut result)?;
        }
        Ok(result)
    }
}

impl BrunnerMunzel {
    fn by_t(&self, ranks: &Ranks, options: &TestOptions, result: &mut TestResult) -> Result<(), StatsError> {
        let (estimate, [treated, control]) = (ranks.superiority(), ranks.placement_variances());
        let variance = treated + control;
        let share = |part: f64, n: usize| (part / variance).powi(2) / (n - 1) as f64;
        let degrees = 1.0 / (share(treated, ranks.sizes[0]) + share(control, ranks.sizes[1]));
        let error = variance.sqrt();
        // U less its centre is exact, so that a probability of one half has t = 0.
        let distance = (ranks.u() - ranks.pairs() / 2.0) / ranks.pairs();
        let test = TInference::of(self.title(), estimate, distance, error, degrees, options)?;
        let t = test.statistic.value;
        result.details.extend([
            Detail::number("degrees_of_freedom", "degrees of freedom", degrees),
            Detail::number("p_normal", "p from the normal", options.alternative.p_value(normal::cdf(t), normal::sf(t))),
            Detail::number("lower_uncut", "lower limit before it is cut off", test.lower),
            Detail::number("upper_uncut", "upper limit before it is cut off", test.upper),
        ]);
        let cut = |limit: f64| if limit.is_finite() { limit.clamp(0.0, 1.0) } else { limit };
        let interval = Interval::new(cut(test.lower), cut(test.upper), options.level, "Brunner-Munzel t");
        let estimate = Estimate::new(PROBABILITY_OF_SUPERIORITY, estimate, Unit::None, Some(error), Some(interval));
        result.estimates.push(estimate);
        result.statistic = Some(test.statistic);
        result.p_value = Some(test.p_value);
        Ok(())
    }

    fn separated(&self, ranks: &Ranks, options: &TestOptions, result: &mut TestResult) -> Result<(), StatsError> {
        let (estimate, sizes) = (ranks.superiority(), ranks.sizes);
        let above = estimate > HALF;
        let most = if above { f64::INFINITY } else { f64::NEG_INFINITY };
        let one = 1.0 / divisions(sizes);
        let (at_most, at_least) = if above { (1.0, one) } else { (one, 1.0) };
        let p = options.alternative.p_value(at_most, at_least);
        let interval = newcombe_interval(self.title(), estimate, sizes, options.alternative, options)?;
        let estimate = Estimate::new(PROBABILITY_OF_SUPERIORITY, estimate, Unit::None, None, Some(interval));
        result.estimates.push(estimate);
        result.statistic =
            Some(Statistic { symbol: "t", value: most, distribution: "all divisions into two groups".to_owned() });
        result.p_value = Some(PValue::try_new(p).map_err(|cause| StatsError::numerical(self.title(), cause))?);
        let text = "All of one group are above all of the other, where the t approximation has no variance: p is that of the permutation test, the interval Newcombe's.";
        result.notes.push(Note::new("separated", text));
        result.citations.extend([NEUBERT_BRUNNER, NEWCOMBE]);
        Ok(())
    }
}

/// m + n over m.
fn divisions([m, n]: [usize; 2]) -> f64 {
    let (few, all) = (m.min(n), m + n);
    (0..few).fold(1.0, |product, taken| product * (all - taken) as f64 / (taken + 1) as f64)
}
