use crate::data::{Decimal, PairedSample};
use crate::result::{Alternative, Citation, Detail, Estimate, Hypothesis, Note, Statistic, TestResult};
use crate::stats::analysed::analysed;
use crate::stats::documented::documented;
use crate::stats::paired::{MEAN_CHANGE, OneSampleT};
use crate::stats::values::mean;
use crate::stats::{PairedProcedure, PairedValues, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// How many times likelier are the data under the best supported mean change than under the null value?
    ///
    /// # Assumptions
    /// As for the paired t test; the SD of the changes is profiled out. No probability of error is attached.
    ///
    /// # Formula
    /// LR = (1 + t^2 / (n - 1))^(n/2), t = (mean(d) - null) / (SD(d) / sqrt(n)): the profile likelihood of a normal mean at its maximum
    /// over that at the null value (Royall 1997). A one-sided alternative takes its maximum over the values on its side, so LR is 1 when
    /// the mean lies on the other.
    ///
    /// The 1/k support interval holds all means whose likelihood is at least 1/k of the maximum: mean(d) -/+ SE sqrt((n - 1) (k^(2/n) - 1));
    /// 1/8 is called moderate and 1/32 strong evidence (Royall 1997). They stand in the details.
    ///
    /// A margin adds the generalised ratio of the best mean outside it over the best mean inside it, bounds counted as both (Bickel 2012):
    /// its logarithm is positive when the mean lies outside.
    ///
    /// # Arguments
    /// `--null`, `--alternative`, `--margin`.
    ///
    /// # Errors
    /// Fewer than two pairs; all changes equal, which makes the likelihood unbounded.
    ///
    /// # References
    /// Royall (1997), Statistical Evidence: A Likelihood Paradigm. Bickel (2012), Statistica Sinica 22:1147-1198.
    ///
    /// # Example
    /// `girth test @sleep --method likelihood-ratio`
    LikelihoodRatio
}

const CITATIONS: [Citation; 2] = [
    Citation {
        key: "Royall 1997",
        reference: "Royall R (1997). Statistical Evidence: A Likelihood Paradigm. Chapman and Hall, London.",
    },
    Citation {
        key: "Bickel 2012",
        reference: "Bickel DR (2012). The strength of statistical evidence for composite hypotheses: inference to the best explanation. Stat Sin 22:1147-1198.",
    },
];

impl PairedProcedure for LikelihoodRatio {
    fn id(&self) -> &'static str {
        "likelihood-ratio"
    }

    fn title(&self) -> &'static str {
        "profile likelihood ratio"
    }

    fn documentation(&self) -> &'static str {
        LikelihoodRatio::DOCUMENTATION
    }

    fn usage(&self, _: &PairedSample, _: &TestOptions) -> Usage {
        Usage::OnRequest
    }

    fn point(&self, pairs: &PairedValues<'_>, _: &TestOptions) -> Option<f64> {
        mean(pairs.change)
    }

    fn run(&self, sample: &PairedSample, options: &TestOptions) -> Result<TestResult, StatsError> {
        let procedure = self.title();
        let test = OneSampleT::of(procedure, sample)?.ok_or_else(|| StatsError::Undefined {
            procedure,
            why: "every participant changed by the same, which makes the likelihood unbounded".to_owned(),
        })?;
        let n = sample.n() as f64;
        let ln_ratio_to = |t: f64| 0.5 * n * (t * (t / (n - 1.0))).ln_1p();
        let t = test.statistic(sample, options.null_value)?;
        let on_its_side = match options.alternative {
            Alternative::TwoSided => true,
            Alternative::Less => t < 0.0,
            Alternative::Greater => t > 0.0,
        };
        let ln_ratio = if on_its_side { ln_ratio_to(t) } else { 0.0 };
        let mean_change = test.moments.mean;
        let mut details = vec![Detail::number("t", "t", t)];
        for (k, lower, upper) in [
            (8.0_f64, ("support_8_lower", "1/8 support from"), ("support_8_upper", "1/8 support to")),
            (32.0, ("support_32_lower", "1/32 support from"), ("support_32_upper", "1/32 support to")),
        ] {
            let reach = test.standard_error * ((n - 1.0) * (2.0 * k.ln() / n).exp_m1()).sqrt();
            details.extend([
                Detail::number(lower.0, lower.1, mean_change - reach),
                Detail::number(upper.0, upper.1, mean_change + reach),
            ]);
        }
        if let Some([lower, upper]) = options.margin.and_then(|margin| margin.amounts()) {
            let at = |bound: Decimal| test.statistic(sample, bound);
            let (from_lower, from_upper) = (at(lower)?, at(upper)?);
            let nearest = ln_ratio_to(from_lower.abs().min(from_upper.abs()));
            let inside = from_lower >= 0.0 && from_upper <= 0.0;
            let value = if inside { -nearest } else { nearest };
            details.push(Detail::number("ln_lr_outside", "ln LR of outside against inside the margin", value));
        }
        let text = "A likelihood ratio compares two values; it has no p-value, and its support intervals, in the details, no level.";
        Ok(TestResult {
            procedure: self.id(),
            title: procedure,
            hypothesis: Hypothesis {
                quantity: MEAN_CHANGE,
                null_value: options.null_value.to_f64(),
                unit: sample.outcome().unit,
                alternative: options.alternative,
            },
            statistic: Some(Statistic {
                symbol: "ln LR",
                value: ln_ratio,
                distribution: "against the null value".to_owned(),
            }),
            p_value: None,
            estimates: vec![Estimate::new(
                MEAN_CHANGE,
                mean_change,
                sample.outcome().unit,
                Some(test.standard_error),
                None,
            )],
            analysed: analysed(sample),
            details,
            notes: vec![Note::new("no-p-value", text)],
            citations: CITATIONS.to_vec(),
        })
    }
}
