use crate::data::PairedSample;
use crate::result::{
    Alternative, Citation, Detail, DetailValue, Estimate, Hypothesis, Interval, Note, PValue, Statistic, TestResult,
};
use crate::stats::analysed::analysed;
use crate::stats::documented::documented;
use crate::stats::paired::{MEAN_CHANGE, OneSampleT};
use crate::stats::{Moments, PairedProcedure, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// Is the mean change of the population within the margin, that is, too small to matter?
    ///
    /// # Assumptions
    /// As for the paired t test. A t test that is not significant never shows this; this test does.
    ///
    /// # Formula
    /// Two one-sided t tests (Schuirmann 1987): t_lower = (mean(d) - lower) / SE against larger values, t_upper = (mean(d) - upper)
    /// / SE against smaller ones; p is the larger of the two. Equivalent at alpha exactly when the 1 - 2 alpha interval of the mean
    /// change lies inside the margin; that interval is the one given.
    ///
    /// # Arguments
    /// `--margin 1kg` for -1 kg to 1 kg.
    ///
    /// # Errors
    /// No margin; fewer than two pairs. When every change is the same there is no t, and only the mean is reported.
    ///
    /// # References
    /// Schuirmann (1987), J Pharmacokinet Biopharm 15:657-680.
    ///
    /// # Example
    /// `girth test @nhefs-weight --margin 2.5kg`
    TwoOneSidedT
}

const SCHUIRMANN: Citation = Citation {
    key: "Schuirmann 1987",
    reference: "Schuirmann DJ (1987). A comparison of the two one-sided tests procedure and the power approach for assessing the equivalence of average bioavailability. J Pharmacokinet Biopharm 15:657-680.",
};

impl PairedProcedure for TwoOneSidedT {
    fn id(&self) -> &'static str {
        "equivalence-t"
    }

    fn title(&self) -> &'static str {
        "two one-sided t tests (equivalence)"
    }

    fn documentation(&self) -> &'static str {
        TwoOneSidedT::DOCUMENTATION
    }

    fn usage(&self, sample: &PairedSample, options: &TestOptions) -> Usage {
        match options.margin {
            None => Usage::Unsuited,
            Some(_) if sample.is_binary() => Usage::OnRequest,
            Some(_) => Usage::ByDefault,
        }
    }

    fn run(&self, sample: &PairedSample, options: &TestOptions) -> Result<TestResult, StatsError> {
        let Some(margin) = options.margin else {
            return Err(StatsError::Missing { procedure: self.title(), what: "a margin: --margin 1kg" });
        };
        let unit = sample.outcome().unit;
        let level = options.level.two_one_sided();
        let (lower_bound, upper_bound) = (margin.lower.to_f64(), margin.upper.to_f64());
        let mut result = TestResult {
            procedure: self.id(),
            title: self.title(),
            hypothesis: Hypothesis {
                quantity: MEAN_CHANGE,
                null_value: lower_bound.abs().max(upper_bound.abs()),
                unit,
                alternative: Alternative::TwoSided,
            },
            statistic: None,
            p_value: None,
            estimates: Vec::new(),
            analysed: analysed(sample),
            details: vec![
                number("lower_bound", "lower bound", lower_bound),
                number("upper_bound", "upper bound", upper_bound),
            ],
            notes: vec![Note::new(
                "equivalence",
                format!(
                    "The null hypothesis is a mean change outside {lower_bound} to {upper_bound} {}.",
                    unit.symbol()
                ),
            )],
            citations: vec![SCHUIRMANN],
        };
        let Some(test) = OneSampleT::of(self.title(), sample)? else {
            let mean = Moments::of(sample.change()).mean;
            let estimate =
                Estimate { quantity: MEAN_CHANGE, value: mean, unit, standard_error: Some(0.0), interval: None };
            result.estimates.push(estimate);
            let text = format!("Every participant changed by exactly {mean}: without variation there is no test.");
            result.notes.push(Note::new("constant-change", text));
            return Ok(result);
        };
        let t_lower = test.statistic(sample, margin.lower)?;
        let t_upper = test.statistic(sample, margin.upper)?;
        let (p_lower, p_upper) = (test.distribution.sf(t_lower), test.distribution.cdf(t_upper));
        let reach = test.reach(self.title(), options.level.alpha())?;
        let (symbol, value) =
            if p_lower >= p_upper { ("t (lower bound)", t_lower) } else { ("t (upper bound)", t_upper) };
        result.statistic =
            Some(Statistic { symbol, value, distribution: format!("t with {} degrees of freedom", sample.n() - 1) });
        let p = PValue::try_new(p_lower.max(p_upper)).map_err(|cause| StatsError::numerical(self.title(), cause))?;
        result.p_value = Some(p);
        let mean = test.moments.mean;
        result.estimates.push(Estimate {
            quantity: MEAN_CHANGE,
            value: mean,
            unit,
            standard_error: Some(test.standard_error),
            interval: Some(Interval {
                lower: mean - reach,
                upper: mean + reach,
                level,
                achieved_level: None,
                method: "t",
            }),
        });
        result.details.extend([
            Detail {
                id: "degrees_of_freedom",
                label: "degrees of freedom",
                value: DetailValue::Count(sample.n() as u64 - 1),
            },
            number("t_lower", "t against the lower bound", t_lower),
            number("p_lower", "p against the lower bound", p_lower),
            number("t_upper", "t against the upper bound", t_upper),
            number("p_upper", "p against the upper bound", p_upper),
            Detail {
                id: "equivalent",
                label: "equivalent",
                value: DetailValue::Flag(p.value() < options.level.alpha()),
            },
        ]);
        Ok(result)
    }
}

fn number(id: &'static str, label: &'static str, value: f64) -> Detail {
    Detail { id, label, value: DetailValue::Number(value) }
}
