use super::t_inference::TInference;
use crate::data::{PairedSample, Unit};
use crate::num::compensated_sum;
use crate::result::{Citation, Detail, Estimate, Hypothesis, Interval, Note, Quantity, TestResult};
use crate::stats::analysed::analysed;
use crate::stats::documented::documented;
use crate::stats::log_ratios::{log_ratios, not_positive};
use crate::stats::{PairedProcedure, PairedValues, StatsError, TestOptions, Usage};

/// The geometric mean after over the geometric mean before.
pub const GEOMETRIC_MEAN_RATIO: Quantity =
    Quantity { id: "geometric_mean_ratio", label: "geometric mean ratio", symbol: "after / before" };

/// The same as a change in percent.
pub const PERCENT_CHANGE: Quantity =
    Quantity { id: "percent_change", label: "geometric mean change in percent", symbol: "percent change" };

documented! {
    /// # Question
    /// By what factor, and by what percentage, do readings change? Is the factor 1?
    ///
    /// # Assumptions
    /// Pairs are independent; all readings are above zero; the mean of ln(after / before) is approximately normal at this
    /// sample size. Suited to outcomes that change in proportion to their size, as a weight may.
    ///
    /// # Formula
    /// With l = ln(after / before), t = mean(l) / (SD(l) / sqrt(n)) against Student's t with n - 1 degrees of freedom. The
    /// ratio of the geometric means is exp(mean(l)); its interval is that of mean(l), exponentiated. The change in percent is
    /// 100 (ratio - 1). The standard error of the ratio is ratio SD(l) / sqrt(n) by the delta method; the symmetric interval
    /// from it is among the details.
    ///
    /// # Arguments
    /// Pairs in any unit; `--alternative`, `--level`. The null value is a ratio of 1; `--null`, an amount, does not enter.
    ///
    /// # Errors
    /// A reading of zero or below, with the number of pairs that have one; fewer than two pairs. When every ratio is the same
    /// there is no variation to judge by: the ratio is reported without statistic, p-value and interval.
    ///
    /// # References
    /// Bland and Altman (1996), The use of transformation when comparing two means, BMJ 312:1153.
    ///
    /// # Example
    /// `girth test @nhefs-weight --method geometric-ratio`
    GeometricRatio
}

const BLAND_ALTMAN: Citation = Citation {
    key: "Bland and Altman 1996",
    reference: "Bland JM, Altman DG (1996). The use of transformation when comparing two means. BMJ 312:1153.",
};

impl PairedProcedure for GeometricRatio {
    fn id(&self) -> &'static str {
        "geometric-ratio"
    }

    fn title(&self) -> &'static str {
        "t test of the geometric mean ratio"
    }

    fn documentation(&self) -> &'static str {
        GeometricRatio::DOCUMENTATION
    }

    fn usage(&self, sample: &PairedSample, _: &TestOptions) -> Usage {
        if not_positive(sample) > 0 { Usage::Unsuited } else { Usage::OnRequest }
    }

    fn point(&self, pairs: &PairedValues<'_>, _: &TestOptions) -> Option<f64> {
        let columns = || pairs.before.iter().zip(pairs.after);
        let defined = !pairs.before.is_empty() && columns().all(|(before, after)| *before > 0.0 && *after > 0.0);
        let sum = || compensated_sum(columns().map(|(before, after)| libm::log(after / before)));
        defined.then(|| libm::exp(sum() / pairs.before.len() as f64))
    }

    fn run(&self, sample: &PairedSample, options: &TestOptions) -> Result<TestResult, StatsError> {
        let logs = log_ratios(self.title(), sample)?;
        StatsError::require(self.title(), 2, sample.n())?;
        let (mean, error) = mean_and_error(&logs);
        let degrees = sample.n() - 1;
        let test = if error > 0.0 {
            Some(TInference::of(self.title(), mean, mean, error, degrees as f64, options)?)
        } else {
            None
        };
        let ratio = libm::exp(mean);
        let mut details = vec![Detail::count("degrees_of_freedom", "degrees of freedom", degrees)];
        let mut notes = Vec::new();
        match &test {
            // By the delta method a limit of the ratio is the ratio times as far from it as the limit of mean(l) is from mean(l).
            Some(test) => details.extend([
                Detail::number(
                    "delta_lower",
                    "lower limit of the ratio by the delta method",
                    ratio + ratio * (test.lower - mean),
                ),
                Detail::number(
                    "delta_upper",
                    "upper limit of the ratio by the delta method",
                    ratio + ratio * (test.upper - mean),
                ),
            ]),
            None => notes.push(Note::new(
                "constant-ratio",
                format!("Every reading changed by the factor {ratio}: there is no t, p-value or interval."),
            )),
        }
        if options.null_value.ticks() != 0 {
            let text =
                "The null value of this test is a ratio of 1; the amount given as the null change does not enter.";
            notes.push(Note::new("null-ratio", text));
        }
        let estimate = |quantity, unit, scale: fn(f64) -> f64, standard_error| {
            Estimate::new(
                quantity,
                scale(mean),
                unit,
                Some(standard_error),
                test.as_ref().map(|test| {
                    Interval::new(scale(test.lower), scale(test.upper), options.level, "t on the log scale")
                }),
            )
        };
        let percent = |log| 100.0 * libm::expm1(log);
        Ok(TestResult {
            procedure: self.id(),
            title: self.title(),
            hypothesis: Hypothesis {
                quantity: GEOMETRIC_MEAN_RATIO,
                null_value: 1.0,
                unit: Unit::None,
                alternative: options.alternative,
            },
            estimates: vec![
                estimate(GEOMETRIC_MEAN_RATIO, Unit::None, libm::exp, ratio * error),
                estimate(PERCENT_CHANGE, Unit::Percent, percent, 100.0 * ratio * error),
            ],
            p_value: test.as_ref().map(|test| test.p_value),
            statistic: test.map(|test| test.statistic),
            analysed: analysed(sample),
            details,
            notes,
            citations: vec![BLAND_ALTMAN],
        })
    }
}

/// Mean and standard error of at least two numbers, measured from the first so that equal ones leave no rounding noise.
fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let deviations: Vec<f64> = values.iter().map(|value| value - values[0]).collect();
    let shift = compensated_sum(deviations.iter().copied()) / n;
    let squares = compensated_sum(deviations.iter().map(|deviation| (deviation - shift).powi(2)));
    (values[0] + shift, (squares / (n - 1.0) / n).sqrt())
}
