use crate::data::{PairedSample, Sample};
use crate::dist::StudentT;
use crate::result::{
    Citation, Detail, DetailValue, Estimate, Hypothesis, Interval, PValue, Quantity, Side, Statistic, TestResult,
};
use crate::stats::analysed::analysed;
use crate::stats::documented::documented;
use crate::stats::{Moments, PairedProcedure, PairedValues, StatsError, TestOptions, Usage};

/// The mean of |after - median(after)| less that of before.
const SPREAD_CHANGE: Quantity = Quantity {
    id: "mean_absolute_deviation_change",
    label: "change of the mean absolute deviation from the median",
    symbol: "change of spread",
};

documented! {
    /// # Question
    /// Did the spread between people change, whatever the shape of the readings?
    ///
    /// # Assumptions
    /// Pairs are independent, and many enough that the medians are nearly those of the population: some 20.
    ///
    /// # Formula
    /// The paired t test of z_a - z_b with z = |reading - median of its column|: Levene's (1960) test about the medians (Brown and
    /// Forsythe 1974), for pairs (Wilcox 1989). It keeps its level where the Pitman-Morgan test does not, with heavy tails and skewness
    /// (Grambsch 1994). The estimate is the mean of z_a - z_b, in the unit of the readings; n - 1 degrees of freedom.
    ///
    /// # Arguments
    /// Pairs in any unit; `--alternative less` for a spread that fell; `--level`. `--null` is about changes and does not enter.
    ///
    /// # Errors
    /// Fewer than two pairs; z_a - z_b is the same for everybody, as it is for any two pairs.
    ///
    /// # References
    /// Levene (1960), in Contributions to Probability and Statistics, 278-292. Brown and Forsythe (1974), JASA 69:364-367. Wilcox (1989),
    /// Psychometrika 54:305-315. Grambsch (1994), Biometrika 81:359-372.
    ///
    /// # Example
    /// `girth test @sleep --method paired-levene`
    PairedLevene
}

const CITATIONS: [Citation; 3] = [
    Citation {
        key: "Brown and Forsythe 1974",
        reference: "Brown MB, Forsythe AB (1974). Robust tests for the equality of variances. J Am Stat Assoc 69:364-367.",
    },
    Citation {
        key: "Wilcox 1989",
        reference: "Wilcox RR (1989). Comparing the variances of dependent groups. Psychometrika 54:305-315.",
    },
    Citation {
        key: "Grambsch 1994",
        reference: "Grambsch PM (1994). Simple robust tests for scale differences in paired data. Biometrika 81:359-372.",
    },
];

/// Twice the distance of each reading from the median of its column, in ticks.
fn doubled_deviations(sample: &Sample) -> Vec<i128> {
    let mut sorted = sample.ticks().to_vec();
    sorted.sort_unstable();
    let doubled_median = sorted[(sorted.len() - 1) / 2] + sorted[sorted.len() / 2];
    sample.ticks().iter().map(|ticks| (2 * ticks - doubled_median).abs()).collect()
}

impl PairedProcedure for PairedLevene {
    fn id(&self) -> &'static str {
        "paired-levene"
    }

    fn title(&self) -> &'static str {
        "paired Levene test about the medians"
    }

    fn documentation(&self) -> &'static str {
        PairedLevene::DOCUMENTATION
    }

    fn usage(&self, _: &PairedSample, _: &TestOptions) -> Usage {
        Usage::OnRequest
    }

    fn point(&self, pairs: &PairedValues<'_>, _: &TestOptions) -> Option<f64> {
        let mean_deviation = |values: &[f64]| {
            let mut sorted = values.to_vec();
            sorted.sort_unstable_by(f64::total_cmp);
            let median = (sorted[(sorted.len() - 1) / 2] + sorted[sorted.len() / 2]) / 2.0;
            values.iter().map(|value| (value - median).abs()).sum::<f64>() / values.len() as f64
        };
        Some(mean_deviation(pairs.after) - mean_deviation(pairs.before))
    }

    fn run(&self, sample: &PairedSample, options: &TestOptions) -> Result<TestResult, StatsError> {
        let procedure = self.title();
        StatsError::require(procedure, 2, sample.n())?;
        let numerical = |cause| StatsError::numerical(procedure, cause);
        let [before, after] = [sample.before(), sample.after()].map(doubled_deviations);
        let differences = after.iter().zip(&before).map(|(after, before)| after - before).collect();
        let unit = sample.outcome().unit;
        let doubled = Moments::of(&Sample::from_ticks(differences, sample.before().decimals(), unit)?);
        let mean = doubled.mean / 2.0;
        let error = doubled.standard_error().filter(|&error| error > 0.0).map(|error| error / 2.0);
        let standard_error = error.ok_or_else(|| StatsError::Undefined {
            procedure,
            why: format!("the distance from the median changed by {mean} for everybody"),
        })?;
        let degrees = sample.n() as f64 - 1.0;
        let distribution = StudentT::try_new(degrees).map_err(numerical)?;
        let t = mean / standard_error;
        let p = options.alternative.p_value(distribution.cdf(t), distribution.sf(t));
        let (lower, upper) = options.alternative.interval(options.level.alpha(), |side, tail| {
            let reach = distribution.upper_quantile(tail).map_err(numerical)? * standard_error;
            Ok::<f64, StatsError>(if side == Side::Lower { mean - reach } else { mean + reach })
        })?;
        Ok(TestResult {
            procedure: self.id(),
            title: procedure,
            hypothesis: Hypothesis { quantity: SPREAD_CHANGE, null_value: 0.0, unit, alternative: options.alternative },
            statistic: Some(Statistic {
                symbol: "t",
                value: t,
                distribution: format!("t with {degrees} degrees of freedom"),
            }),
            p_value: Some(PValue::try_new(p).map_err(|cause| StatsError::numerical(procedure, cause))?),
            estimates: vec![Estimate::new(
                SPREAD_CHANGE,
                mean,
                unit,
                Some(standard_error),
                Some(Interval::new(lower, upper, options.level, "t")),
            )],
            analysed: analysed(sample),
            details: vec![Detail {
                id: "degrees_of_freedom",
                label: "degrees of freedom",
                value: DetailValue::Count(sample.n() as u64 - 1),
            }],
            notes: Vec::new(),
            citations: CITATIONS.to_vec(),
        })
    }
}
