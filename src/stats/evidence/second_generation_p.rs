use crate::data::{Decimal, PairedSample};
use crate::result::{Alternative, Citation, Detail, Estimate, Hypothesis, Interval, Note, Statistic, TestResult};
use crate::stats::analysed::analysed;
use crate::stats::documented::documented;
use crate::stats::paired::{MEAN_CHANGE, OneSampleT};
use crate::stats::values::mean;
use crate::stats::{PairedProcedure, PairedValues, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// What share of the mean changes that the data support is too small to matter?
    ///
    /// # Assumptions
    /// As for the paired t test. The margin holds the changes of no importance, and was stated before the data were seen.
    ///
    /// # Formula
    /// p_delta = |I and H| / |I| max(|I| / (2 |H|), 1), I the two-sided t interval of the mean change and H the margin (Blume et al.
    /// 2018). 0: only changes that matter are supported; 1: only changes that do not; 1/2 at most where the interval is more than twice
    /// as wide as the margin: inconclusive. When p_delta is 0, the delta-gap is the distance between interval and margin in units of half
    /// the width of the margin.
    ///
    /// # Arguments
    /// `--margin 1kg` for -1 kg to 1 kg; `--level`.
    ///
    /// # Errors
    /// No margin; fewer than two pairs; all changes equal, which leaves no interval.
    ///
    /// # References
    /// Blume, D'Agostino McGowan, Dupont and Greevy (2018), PLoS ONE 13:e0188299.
    ///
    /// # Example
    /// `girth test @nhefs-weight --margin 2.5kg --method second-generation-p`
    SecondGenerationP
}

const BLUME: Citation = Citation {
    key: "Blume et al. 2018",
    reference: "Blume JD, D'Agostino McGowan L, Dupont WD, Greevy RA (2018). Second-generation p-values: improved rigor, reproducibility, and transparency in statistical analyses. PLoS ONE 13:e0188299.",
};

impl PairedProcedure for SecondGenerationP {
    fn id(&self) -> &'static str {
        "second-generation-p"
    }

    fn title(&self) -> &'static str {
        "second-generation p-value"
    }

    fn documentation(&self) -> &'static str {
        SecondGenerationP::DOCUMENTATION
    }

    fn usage(&self, _: &PairedSample, options: &TestOptions) -> Usage {
        match options.margin.and_then(|margin| margin.amounts()) {
            Some(_) => Usage::OnRequest,
            None => Usage::Unsuited,
        }
    }

    fn point(&self, pairs: &PairedValues<'_>, _: &TestOptions) -> Option<f64> {
        mean(pairs.change)
    }

    fn run(&self, sample: &PairedSample, options: &TestOptions) -> Result<TestResult, StatsError> {
        let procedure = self.title();
        let Some([lower, upper]) = options.margin.and_then(|margin| margin.amounts()) else {
            let what = "a margin with two ends in the unit of the outcome: --margin 1kg";
            return Err(StatsError::Missing { procedure, what });
        };
        let test = OneSampleT::of(procedure, sample)?.ok_or_else(|| StatsError::Undefined {
            procedure,
            why: "every participant changed by the same, which leaves no interval".to_owned(),
        })?;
        let unit = sample.outcome().unit;
        // Distances to the bounds are taken in decimal, so that an offset of all readings loses nothing.
        let reach = test.reach(procedure, options.level.alpha() / 2.0)?;
        let from_lower = test.statistic(sample, lower)? * test.standard_error;
        let from_upper = test.statistic(sample, upper)? * test.standard_error;
        let width = from_lower - from_upper;
        // What of the interval lies below and above the margin; nothing of it leaves the overlap exactly whole.
        let (below, above) = ((reach - from_lower).max(0.0), (reach + from_upper).max(0.0));
        let overlap = (2.0 * reach - below - above).max(0.0);
        // |I| = 2 reach and |H| = width: the formula is the overlap over the smaller of |I| and 2 |H|.
        let value = (overlap / (2.0 * reach.min(width))).min(1.0);
        let bounds = [lower, upper].map(Decimal::to_f64);
        let mut details = vec![
            Detail::number("lower_bound", "lower bound", bounds[0]),
            Detail::number("upper_bound", "upper bound", bounds[1]),
        ];
        if overlap == 0.0 {
            let gap = (from_upper - reach).max(-from_lower - reach).max(0.0);
            details.push(Detail::number("delta_gap", "delta-gap", gap / (width / 2.0)));
        }
        let mean_change = test.moments.mean;
        let text =
            "The second-generation p-value is a share of an interval, no probability of error; there is no p-value.";
        Ok(TestResult {
            procedure: self.id(),
            title: procedure,
            hypothesis: Hypothesis {
                quantity: MEAN_CHANGE,
                null_value: bounds[0].abs().max(bounds[1].abs()),
                unit,
                alternative: Alternative::TwoSided,
            },
            statistic: Some(Statistic {
                symbol: "p_delta",
                value,
                distribution: format!("share of the {} interval", options.level.percent()),
            }),
            p_value: None,
            estimates: vec![Estimate::new(
                MEAN_CHANGE,
                mean_change,
                unit,
                Some(test.standard_error),
                Some(Interval::new(mean_change - reach, mean_change + reach, options.level, "t")),
            )],
            analysed: analysed(sample),
            details,
            notes: vec![Note::new("no-p-value", text)],
            citations: vec![BLUME],
        })
    }
}
