use super::mcnemar::{NEWCOMBE, counts, mean_change};
use super::{DIFFERENCE_OF_PROPORTIONS, DifferenceMethod, PairedTable, difference_interval, score_statistic};
use crate::data::{PairedSample, Unit};
use crate::dist::normal;
use crate::result::{Citation, Estimate, Hypothesis, Note, PValue, Statistic, TestResult};
use crate::stats::analysed::analysed;
use crate::stats::documented::documented;
use crate::stats::{PairedProcedure, PairedValues, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// By how much has the share of yes changed, and is that more, or less, than a stated difference (0 unless another is given)?
    ///
    /// # Assumptions
    /// Pairs are independent. Readings are 0 (no) or 1 (yes), with no unit or in points. The distributions are those of large samples;
    /// McNemar's test (`girth explain mcnemar`) is exact.
    ///
    /// # Formula
    /// Tango's score test: z = (d - d0) / SE, d = (gained - lost) / n, with the standard error under the null hypothesis,
    /// sqrt((2 q + d0 (1 - d0)) / n), q the maximum-likelihood share of those who lost where the difference is d0. For d0 = 0 z^2 is
    /// McNemar's chi-squared. The first interval holds every d0 that the test does not reject. Then, of the same difference: Newcombe's
    /// (method 10; and with the correlation uncorrected), Agresti and Min's, Bonett and Price's, and Wald's, which covers too little and is
    /// there for comparison.
    ///
    /// # Arguments
    /// Readings of 0 and 1; `--null 0.1` for ten percentage points, `--alternative`, `--level`.
    ///
    /// # Errors
    /// Other readings than 0 and 1; a null value that is not between -1 and 1. Where no reading changed and the null value is 0, p is 1.
    ///
    /// # References
    /// Tango (1998), Equivalence test and confidence interval for the difference in proportions for the paired-sample design, Stat Med
    /// 17:891-908. Newcombe (1998), Stat Med 17:2635-2650. Agresti and Min (2005), Stat Med 24:729-740. Bonett and Price (2012), Adjusted
    /// Wald confidence interval for a difference of binomial proportions based on paired data, J Educ Behav Stat 37:479-488.
    PairedProportions
}

const CITATIONS: [Citation; 4] = [
    Citation {
        key: "Tango 1998",
        reference: "Tango T (1998). Equivalence test and confidence interval for the difference in proportions for the paired-sample design. Stat Med 17:891-908.",
    },
    NEWCOMBE,
    Citation {
        key: "Agresti and Min 2005",
        reference: "Agresti A, Min Y (2005). Simple improved confidence intervals for comparing matched proportions. Stat Med 24:729-740.",
    },
    Citation {
        key: "Bonett and Price 2012",
        reference: "Bonett DG, Price RM (2012). Adjusted Wald confidence interval for a difference of binomial proportions based on paired data. J Educ Behav Stat 37:479-488.",
    },
];

impl PairedProcedure for PairedProportions {
    fn id(&self) -> &'static str {
        "paired-proportions"
    }

    fn title(&self) -> &'static str {
        "score test of paired proportions"
    }

    fn documentation(&self) -> &'static str {
        PairedProportions::DOCUMENTATION
    }

    fn usage(&self, sample: &PairedSample, _: &TestOptions) -> Usage {
        if sample.is_binary() { Usage::ByDefault } else { Usage::Unsuited }
    }

    fn point(&self, pairs: &PairedValues<'_>, _: &TestOptions) -> Option<f64> {
        mean_change(pairs)
    }

    fn run(&self, sample: &PairedSample, options: &TestOptions) -> Result<TestResult, StatsError> {
        let table = PairedTable::of(self.title(), sample)?;
        let null_value = options.null_value.to_f64();
        if null_value.abs() >= 1.0 {
            return Err(StatsError::Missing { procedure: self.title(), what: "a null value between -1 and 1" });
        }
        let estimate = |method| {
            let interval = difference_interval(&table, method, options.alternative, options.level)
                .map_err(|cause| StatsError::numerical(self.title(), cause))?;
            Ok(Estimate::new(DIFFERENCE_OF_PROPORTIONS, table.difference(), Unit::None, None, Some(interval)))
        };
        let estimates = DifferenceMethod::ALL.into_iter().map(estimate).collect::<Result<Vec<_>, StatsError>>()?;
        let mut notes = Vec::new();
        let statistic = score_statistic(&table, null_value).unwrap_or_else(|| {
            notes.push(Note::new("no-change", "Nobody's reading changed: z is 0 and p is 1."));
            0.0
        });
        let p = options.alternative.p_value(normal::cdf(statistic), normal::sf(statistic));
        // Without a change there is nothing against the null value on either side.
        let p = if notes.is_empty() { p } else { 1.0 };
        Ok(TestResult {
            procedure: self.id(),
            title: self.title(),
            hypothesis: Hypothesis {
                quantity: DIFFERENCE_OF_PROPORTIONS,
                null_value,
                unit: Unit::None,
                alternative: options.alternative,
            },
            statistic: Some(Statistic { symbol: "z", value: statistic, distribution: "normal (score)".to_owned() }),
            p_value: Some(PValue::try_new(p).map_err(|cause| StatsError::numerical(self.title(), cause))?),
            estimates,
            analysed: analysed(sample),
            details: counts(&table),
            notes,
            citations: CITATIONS.to_vec(),
        })
    }
}
