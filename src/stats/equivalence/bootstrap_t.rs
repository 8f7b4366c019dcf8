use crate::data::PairedSample;
use crate::result::format::{count, with_unit};
use crate::result::{
    Alternative, Citation, Detail, DetailValue, Estimate, Hypothesis, Note, PValue, Statistic, TestResult,
};
use crate::stats::analysed::analysed;
use crate::stats::documented::documented;
use crate::stats::paired::{MEAN_CHANGE, OneSampleT, PairedT};
use crate::stats::resample::{Replicates, bootstrap_t};
use crate::stats::{PairedProcedure, PairedValues, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// Is the mean change of the population within the margin, when the changes are too skewed for a t distribution?
    ///
    /// # Assumptions
    /// Pairs are independent. The shape of the changes is taken from the sample, so it must be large enough to show it: with fewer than
    /// about 15 pairs, or one outlier that decides the SD, take `equivalence-t` or `signed-rank`.
    ///
    /// # Formula
    /// t* = (mean* - mean(d)) / SE* over resamples of pairs stands for the distribution of t around the true mean, whatever that is.
    /// t_lower = (mean(d) - lower) / SE has p = (b + 1) / (m + 1), b the number of t* at least as large; t_upper = (mean(d) - upper) / SE
    /// likewise with t* at most as large; p is the larger of the two. The interval is the studentized bootstrap one at 1 - 2 alpha.
    /// Resamples in which all changes are equal have no t* and are left out of m.
    ///
    /// # Arguments
    /// `--margin 1kg` for -1 kg to 1 kg; `--resamples`, `--seed`.
    ///
    /// # Errors
    /// No margin; fewer than two pairs; all changes equal; more than one resample in twenty with equal changes, as among two or three
    /// pairs.
    ///
    /// # References
    /// Efron and Tibshirani (1993), An Introduction to the Bootstrap, ch. 12 and 16. Davison and Hinkley (1997), Bootstrap Methods and
    /// their Application, ch. 4. Schuirmann (1987), J Pharmacokinet Biopharm 15:657-680.
    ///
    /// # Example
    /// `girth test @nhefs-weight --margin 2.5kg --method equivalence-bootstrap --resamples 999`
    BootstrapEquivalence
}

const CITATIONS: [Citation; 2] = [
    Citation {
        key: "Efron and Tibshirani 1993",
        reference: "Efron B, Tibshirani RJ (1993). An Introduction to the Bootstrap. Chapman and Hall, New York.",
    },
    Citation {
        key: "Davison and Hinkley 1997",
        reference: "Davison AC, Hinkley DV (1997). Bootstrap Methods and their Application. Cambridge University Press, Cambridge.",
    },
];

impl PairedProcedure for BootstrapEquivalence {
    fn id(&self) -> &'static str {
        "equivalence-bootstrap"
    }

    fn title(&self) -> &'static str {
        "two one-sided bootstrap t tests (equivalence)"
    }

    fn documentation(&self) -> &'static str {
        BootstrapEquivalence::DOCUMENTATION
    }

    fn usage(&self, _: &PairedSample, options: &TestOptions) -> Usage {
        match options.margin.and_then(|margin| margin.amounts()) {
            Some(_) => Usage::OnRequest,
            None => Usage::Unsuited,
        }
    }

    fn point(&self, pairs: &PairedValues<'_>, options: &TestOptions) -> Option<f64> {
        PairedT.point(pairs, options)
    }

    fn point_error(&self, pairs: &PairedValues<'_>) -> Option<f64> {
        PairedT.point_error(pairs)
    }

    fn run(&self, sample: &PairedSample, options: &TestOptions) -> Result<TestResult, StatsError> {
        let procedure = self.title();
        let Some([lower, upper]) = options.margin.and_then(|margin| margin.amounts()) else {
            let what = "a margin with two ends in the unit of the outcome: --margin 1kg";
            return Err(StatsError::Missing { procedure, what });
        };
        let undefined = |why: String| StatsError::Undefined { procedure, why };
        let test = OneSampleT::of(procedure, sample)?
            .ok_or_else(|| undefined("without variation in the changes there is no test".to_owned()))?;
        let (mean, standard_error) = (test.moments.mean, test.standard_error);
        let resampled = bootstrap_t(sample.change(), options.resamples, options.seed)?;
        let mut resampled = Replicates::try_new(resampled).map_err(undefined)?;
        let (t_lower, t_upper) = (test.statistic(sample, lower)?, test.statistic(sample, upper)?);
        let drawn = resampled.values().len();
        let (below_lower, _) = resampled.below_and_equal(t_lower);
        let (below_upper, equal_upper) = resampled.below_and_equal(t_upper);
        let p_of = |extreme: usize| (extreme + 1) as f64 / (drawn + 1) as f64;
        let (p_lower, p_upper) = (p_of(drawn - below_lower), p_of(below_upper + equal_upper));
        let p = p_lower.max(p_upper);
        let level = options.level.two_one_sided();
        let interval = resampled.studentized(mean, standard_error, level, Alternative::TwoSided);
        let (symbol, value) =
            if p_lower >= p_upper { ("t (lower bound)", t_lower) } else { ("t (upper bound)", t_upper) };
        let unit = sample.outcome().unit;
        let (lower_bound, upper_bound) = (lower.to_f64(), upper.to_f64());
        let p_error = (p * (1.0 - p) / drawn as f64).sqrt();
        let left_out = match resampled.undefined() {
            0 => String::new(),
            undefined => format!("; {} more with equal changes were left out", count(undefined)),
        };
        Ok(TestResult {
            procedure: self.id(),
            title: procedure,
            hypothesis: Hypothesis {
                quantity: MEAN_CHANGE,
                null_value: lower_bound.abs().max(upper_bound.abs()),
                unit,
                alternative: Alternative::TwoSided,
            },
            statistic: Some(Statistic {
                symbol,
                value,
                distribution: format!("t of {} resamples of pairs", count(drawn)),
            }),
            p_value: Some(PValue::try_new(p).map_err(|cause| StatsError::numerical(procedure, cause))?),
            estimates: vec![Estimate::new(MEAN_CHANGE, mean, unit, Some(standard_error), Some(interval))],
            analysed: analysed(sample),
            details: vec![
                Detail::number("lower_bound", "lower bound", lower_bound),
                Detail::number("upper_bound", "upper bound", upper_bound),
                Detail::number("t_lower", "t against the lower bound", t_lower),
                Detail::number("p_lower", "p against the lower bound", p_lower),
                Detail::number("t_upper", "t against the upper bound", t_upper),
                Detail::number("p_upper", "p against the upper bound", p_upper),
                Detail::number("p_monte_carlo_error", "Monte-Carlo standard error of p", p_error),
                Detail { id: "resamples", label: "resamples with a t", value: DetailValue::Count(drawn as u64) },
                Detail { id: "equivalent", label: "equivalent", value: DetailValue::Flag(p < options.level.alpha()) },
            ],
            notes: vec![
                Note::new(
                    "equivalence",
                    format!(
                        "The null hypothesis is a mean change outside {}.",
                        with_unit(&format!("{lower_bound} to {upper_bound}"), unit)
                    ),
                ),
                Note::new(
                    "resamples",
                    format!(
                        "{} resamples of pairs, seed {}{left_out}. Monte-Carlo standard error of p: {p_error:.1e}.",
                        count(drawn),
                        options.seed
                    ),
                ),
            ],
            citations: CITATIONS.to_vec(),
        })
    }
}
