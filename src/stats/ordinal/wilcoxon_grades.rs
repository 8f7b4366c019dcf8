use super::graded_arms::GradedArms;
use super::placements::Placements;
use crate::data::{Decimal, TwoArms, Unit};
use crate::dist::{RankSum, StudentT, normal};
use crate::num::doubled_midranks;
use crate::result::{
    Alternative, Citation, Detail, Estimate, Hypothesis, Interval, Note, PValue, Quantity, Side, Statistic, TestResult,
};
use crate::stats::analysed::analysed;
use crate::stats::documented::documented;
use crate::stats::{ComparisonProcedure, StatsError, TestOptions, Usage};

/// P(treated above control) + P(tie) / 2.
pub const PROBABILITY_HIGHER: Quantity = Quantity {
    id: "probability_higher",
    label: "probability that a treated participant has the higher grade, ties halved",
    symbol: "P(T > C) + P(T = C) / 2",
};
/// P(treated above control).
pub const SHARE_HIGHER: Quantity = Quantity {
    id: "share_higher",
    label: "pairs in which the treated participant has the higher grade",
    symbol: "P(T > C)",
};
/// P(treated below control).
pub const SHARE_LOWER: Quantity = Quantity {
    id: "share_lower",
    label: "pairs in which the treated participant has the lower grade",
    symbol: "P(T < C)",
};
/// P(treated above control) over P(treated below control).
pub const WIN_RATIO: Quantity =
    Quantity { id: "win_ratio", label: "win ratio of higher grades", symbol: "P(T > C) / P(T < C)" };
/// The odds of [`PROBABILITY_HIGHER`].
pub const WIN_ODDS: Quantity =
    Quantity { id: "win_odds", label: "win odds of higher grades, ties halved", symbol: "win odds" };

/// Most participants for which the null distribution is counted.
const EXACT: usize = 100;

documented! {
    /// # Question
    /// If one treated and one untreated participant are taken by chance, who has the higher grade after?
    ///
    /// # Assumptions
    /// Participants are independent. Only the order of the grades is used. The p-value is that of equal distributions of grades.
    ///
    /// # Formula
    /// Over all pairs of a treated and a control participant: h, l and t the shares in which the treated one's grade after is higher, lower
    /// and the same. Estimates: theta = h + t / 2, h, l, the win ratio h / l and the win odds theta / (1 - theta). Which direction is the
    /// better one depends on the scale: where lower grades are better, the probability of benefit is 1 - theta. Test: Wilcoxon's rank sum
    /// with mid-ranks, counted over all divisions of the grades up to 100 participants, from the normal distribution with the variance
    /// corrected for ties and no continuity correction above. Interval of theta: Brunner and Munzel's (2000) variance and degrees of freedom,
    /// on the logit scale; the win odds have its transform. Win ratio: normal on the log scale, variance by the delta method from
    /// the same placements.
    ///
    /// # Arguments
    /// Outcomes of kind grade, or at most 10 different whole numbers without a unit or in points; `--alternative` (`greater`: higher grades
    /// in the treated arm), `--level`.
    ///
    /// # Errors
    /// Other readings; a null value other than 0; one participant in an arm gives no interval. Where no grade of one arm is above any of the
    /// other there is no interval, and a note says so. Where all grades are the same there is no p.
    ///
    /// # References
    /// Wilcoxon (1945), Biometrics Bull 1:80-83. Brunner and Munzel (2000), The nonparametric Behrens-Fisher problem, Biom J 42:17-25. Dong
    /// et al. (2020), The win ratio: on interpretation and handling of ties, Stat Biopharm Res 12:99-106.
    ///
    /// # Example
    /// `girth explain wilcoxon-grades`
    WilcoxonGrades
}

const CITATIONS: [Citation; 3] = [
    Citation {
        key: "Wilcoxon 1945",
        reference: "Wilcoxon F (1945). Individual comparisons by ranking methods. Biometrics Bull 1:80-83.",
    },
    Citation {
        key: "Brunner and Munzel 2000",
        reference: "Brunner E, Munzel U (2000). The nonparametric Behrens-Fisher problem: asymptotic theory and a small-sample approximation. Biom J 42:17-25.",
    },
    Citation {
        key: "Dong 2020",
        reference: "Dong G, Hoaglin DC, Qiu J et al. (2020). The win ratio: on interpretation and handling of ties. Stat Biopharm Res 12:99-106.",
    },
];

impl ComparisonProcedure for WilcoxonGrades {
    fn id(&self) -> &'static str {
        "wilcoxon-grades"
    }

    fn title(&self) -> &'static str {
        "rank-sum test of grades with the probability of a higher grade"
    }

    fn documentation(&self) -> &'static str {
        WilcoxonGrades::DOCUMENTATION
    }

    fn usage(&self, arms: &TwoArms, _: &TestOptions) -> Usage {
        super::usage_of(arms)
    }

    fn run(&self, arms: &TwoArms, options: &TestOptions) -> Result<TestResult, StatsError> {
        let graded = GradedArms::required(self.title(), arms)?;
        if options.null_value != Decimal::ZERO {
            return Err(StatsError::Missing { procedure: self.title(), what: "a null value of 0" });
        }
        let placements = Placements::of(&graded);
        let (statistic, p_value, note) = self.test(&graded, options.alternative)?;
        let mut notes: Vec<Note> = note.into_iter().collect();
        let limits = self.limits(&placements, options)?;
        if limits.is_none() {
            notes.push(Note::new(
                "no-interval",
                "The grades do not vary enough for a variance of the probability (an arm of one, or arms that do not overlap): it has no interval.",
            ));
        }
        notes.push(Note::new(
            "direction",
            "Probabilities are of a higher grade in the treated arm; where lower grades are better, benefit is the opposite.",
        ));
        let interval = |limits: Option<(f64, f64)>, method| {
            limits.map(|(lower, upper)| Interval::new(lower, upper, options.level, method))
        };
        let estimate = |quantity, value, interval| Estimate::new(quantity, value, Unit::None, None, interval);
        let chance = |log_odds: f64| 1.0 / (1.0 + (-log_odds).exp());
        let theta = placements.theta();
        let mut estimates = vec![
            estimate(
                PROBABILITY_HIGHER,
                theta,
                interval(limits.map(|(lower, upper)| (chance(lower), chance(upper))), "Brunner-Munzel, logit"),
            ),
            estimate(SHARE_HIGHER, placements.higher(), None),
            estimate(SHARE_LOWER, placements.lower(), None),
        ];
        if placements.higher() + placements.lower() > 0.0 {
            let ratio = self.ratio_limits(&placements, options)?;
            let ratio = interval(ratio, "delta method, log");
            estimates.push(estimate(WIN_RATIO, placements.higher() / placements.lower(), ratio));
        }
        let odds = interval(limits.map(|(lower, upper)| (lower.exp(), upper.exp())), "Brunner-Munzel, logit");
        estimates.push(estimate(WIN_ODDS, theta / (1.0 - theta), odds));
        Ok(TestResult {
            procedure: self.id(),
            title: self.title(),
            hypothesis: Hypothesis {
                quantity: PROBABILITY_HIGHER,
                null_value: 0.5,
                unit: Unit::None,
                alternative: options.alternative,
            },
            statistic,
            p_value,
            estimates,
            analysed: super::analysed_of_arms([analysed(arms.treated()), analysed(arms.control())]),
            details: vec![
                Detail::count("grades", "grades that occur after", graded.grades),
                Detail::number("share_tied", "pairs with the same grade", placements.tied()),
            ],
            notes,
            citations: CITATIONS.to_vec(),
        })
    }
}

/// The statistic and its p-value, or the note that says why there are none.
type Tested = (Option<Statistic>, Option<PValue>, Option<Note>);

impl WilcoxonGrades {
    fn test(&self, graded: &GradedArms, alternative: Alternative) -> Result<Tested, StatsError> {
        let numerical = |cause: &dyn ToString| StatsError::numerical(self.title(), cause.to_string());
        if graded.grades < 2 {
            let text = "Everybody has the same grade after: there is no test.";
            return Ok((None, None, Some(Note::new("one-grade", text))));
        }
        let all: Vec<i128> = graded.after.iter().flatten().map(|&grade| grade as i128).collect();
        let (m, n) = (graded.after[0].len(), all.len());
        let ranks = doubled_midranks(&all);
        let doubled: u64 = ranks[..m].iter().sum();
        let u = doubled as f64 / 2.0 - (m * (m + 1)) as f64 / 2.0;
        let (p, distribution) = if n <= EXACT {
            let law = RankSum::try_new(&ranks, m).map_err(|cause| numerical(&cause))?;
            (alternative.p_value(law.at_most(doubled), law.at_least(doubled)), "exact permutation distribution")
        } else {
            let centre = (n + 1) as f64;
            let squares: f64 = ranks.iter().map(|&rank| (rank as f64 - centre).powi(2)).sum::<f64>() / 4.0;
            let (first, second) = (m as f64, (n - m) as f64);
            let variance = first * second * squares / (n as f64 * (n - 1) as f64);
            let z = (u - first * second / 2.0) / variance.sqrt();
            (alternative.p_value(normal::cdf(z), normal::sf(z)), "normal, variance corrected for ties")
        };
        let p = PValue::try_new(p).map_err(|cause| numerical(&cause))?;
        Ok((Some(Statistic { symbol: "U", value: u, distribution: distribution.to_owned() }), Some(p), None))
    }

    /// Limits of the log odds of theta.
    fn limits(&self, placements: &Placements, options: &TestOptions) -> Result<Option<(f64, f64)>, StatsError> {
        let numerical = |cause| StatsError::numerical(self.title(), cause);
        let theta = placements.theta();
        let Some((variance, degrees)) = placements.variance().filter(|_| theta > 0.0 && theta < 1.0) else {
            return Ok(None);
        };
        let law = StudentT::try_new(degrees).map_err(numerical)?;
        let (centre, error) = ((theta / (1.0 - theta)).ln(), variance.sqrt() / (theta * (1.0 - theta)));
        let limit = |side, tail| {
            let reach = law.upper_quantile(tail).map_err(numerical)? * error;
            Ok::<f64, StatsError>(if side == Side::Lower { centre - reach } else { centre + reach })
        };
        options.alternative.interval(options.level.alpha(), limit).map(Some)
    }

    fn ratio_limits(&self, placements: &Placements, options: &TestOptions) -> Result<Option<(f64, f64)>, StatsError> {
        let numerical = |cause| StatsError::numerical(self.title(), cause);
        let Some(variance) = placements.log_ratio_variance() else { return Ok(None) };
        let centre = (placements.higher() / placements.lower()).ln();
        let limit = |side, tail| {
            let reach = normal::upper_quantile(tail).map_err(numerical)? * variance.sqrt();
            Ok::<f64, StatsError>(if side == Side::Lower { centre - reach } else { centre + reach })
        };
        let limits = options.alternative.interval(options.level.alpha(), limit)?;
        Ok(Some((limits.0.exp(), limits.1.exp())))
    }
}
