use super::sd_interval;
use crate::data::PairedSample;
use crate::result::{Alternative, Citation, Detail, DetailValue, Estimate, Hypothesis, Note, Quantity, TestResult};
use crate::stats::analysed::analysed;
use crate::stats::documented::documented;
use crate::stats::{Moments, PairedProcedure, PairedValues, StatsError, TestOptions, Usage};

/// The standard deviation of after - before.
const SD_OF_CHANGE: Quantity = Quantity { id: "sd_change", label: "SD of the changes", symbol: "SD(d)" };

documented! {
    /// # Question
    /// How much do the changes differ from person to person?
    ///
    /// # Assumptions
    /// The changes are normally distributed; the interval is wrong otherwise, however many pairs there are. Part of the SD is the
    /// measuring error of two readings.
    ///
    /// # Formula
    /// SD(d) with n - 1. Interval: SD sqrt((n - 1) / q), q the 1 - alpha/2 and the alpha/2 quantile of chi-squared with n - 1 degrees of
    /// freedom; always two-sided.
    ///
    /// # Arguments
    /// Pairs in any unit; `--level`.
    ///
    /// # Errors
    /// Fewer than two pairs; all changes equal.
    ///
    /// # Calibration
    /// The interval rests on normal changes and fails without them: it covers 82 to 70 % for 5 to 50 skewed changes, and 85 to 59 %
    /// for heavy-tailed ones, in place of 95 %. A bootstrap interval (`--bootstrap bca`) does not assume them. From
    /// reports/calibration.md.
    ///
    /// # References
    /// Snedecor and Cochran (1989), Statistical Methods, 8th ed., section 5.11.
    ///
    /// # Example
    /// `girth test @sleep --method sd-change`
    SdChange
}

const SNEDECOR_COCHRAN: Citation = Citation {
    key: "Snedecor and Cochran 1989",
    reference: "Snedecor GW, Cochran WG (1989). Statistical Methods, 8th ed. Iowa State University Press, Ames.",
};

impl PairedProcedure for SdChange {
    fn id(&self) -> &'static str {
        "sd-change"
    }

    fn title(&self) -> &'static str {
        "SD of the changes"
    }

    fn documentation(&self) -> &'static str {
        SdChange::DOCUMENTATION
    }

    fn usage(&self, _: &PairedSample, _: &TestOptions) -> Usage {
        Usage::OnRequest
    }

    fn point(&self, pairs: &PairedValues<'_>, _: &TestOptions) -> Option<f64> {
        Some(super::standard_deviation(pairs.change)).filter(|&sd| sd > 0.0)
    }

    fn run(&self, sample: &PairedSample, options: &TestOptions) -> Result<TestResult, StatsError> {
        let procedure = self.title();
        StatsError::require(procedure, 2, sample.n())?;
        let moments = Moments::of(sample.change());
        let sd = moments.sd.filter(|&sd| sd > 0.0).ok_or_else(|| StatsError::Undefined {
            procedure,
            why: format!("every participant changed by exactly {}", moments.mean),
        })?;
        let unit = sample.outcome().unit;
        let degrees = sample.n() as f64 - 1.0;
        let interval = sd_interval(sd, degrees, options.level, "chi-squared")
            .map_err(|cause| StatsError::numerical(procedure, cause))?;
        Ok(TestResult {
            procedure: self.id(),
            title: procedure,
            hypothesis: Hypothesis {
                quantity: SD_OF_CHANGE,
                null_value: 0.0,
                unit,
                alternative: Alternative::TwoSided,
            },
            statistic: None,
            p_value: None,
            estimates: vec![Estimate::new(SD_OF_CHANGE, sd, unit, None, Some(interval))],
            analysed: analysed(sample),
            details: vec![Detail {
                id: "degrees_of_freedom",
                label: "degrees of freedom",
                value: DetailValue::Count(sample.n() as u64 - 1),
            }],
            notes: vec![Note::new("estimate-only", "An estimate with its interval; no hypothesis is tested.")],
            citations: vec![SNEDECOR_COCHRAN],
        })
    }
}
