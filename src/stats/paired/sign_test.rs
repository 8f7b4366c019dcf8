use super::order_interval::{OrderInterval, tails};
use crate::data::{OutcomeKind, PairedSample, Sample};
use crate::dist::{Binomial, DistError};
use crate::result::{
    Alternative, Citation, Detail, Estimate, Hypothesis, Level, Note, PValue, Quantity, Statistic, TestResult,
};
use crate::stats::analysed::analysed;
use crate::stats::documented::documented;
use crate::stats::{PairedProcedure, PairedValues, StatsError, TestOptions, Usage};

/// The median of after - before.
pub const MEDIAN_CHANGE: Quantity = Quantity { id: "median_change", label: "median change", symbol: "median change" };

documented! {
    /// # Question
    /// Are changes above and below the stated value (0 unless another is given) equally likely; that is, is it the median change?
    ///
    /// # Assumptions
    /// Pairs are independent. Nothing is assumed of the size or the shape of the changes, so it also suits grades, of which
    /// only the order means something.
    ///
    /// # Formula
    /// S = number of changes d = after - before above the null value, held against the binomial distribution with probability
    /// 1/2 over the changes that differ from it. Changes equal to the null value say nothing about the sign: they are dropped
    /// and counted. The two-sided p is twice the smaller tail.
    /// The estimate is the median of all changes, zeros included; its limits are the k-th smallest and the k-th largest change,
    /// k the largest with P(B <= k - 1) <= alpha/2 for B binomial over all n pairs. The level that they reach, at least the one
    /// asked for, is given; it holds without ties and is higher with them.
    ///
    /// # Arguments
    /// Pairs in any unit; `--null`, `--alternative`, `--level`. Run unasked for outcomes of the kind `grade`.
    ///
    /// # Errors
    /// When every change equals the null value there is no sign to count, and p is 1.
    ///
    /// # Calibration
    /// The test holds its level as a test of the median. Where changes are skewed the median is not the mean: taken for a test of
    /// the mean it rejects 17 % of 20 and 44 % of 50 pairs (skewness 2), at 5 %. From reports/calibration.md.
    ///
    /// # References
    /// Dixon and Mood (1946), The statistical sign test, JASA 41:557-566. Thompson (1936), On confidence ranges for the median,
    /// Ann Math Stat 7:122-128.
    ///
    /// # Example
    /// `girth test @sleep --method sign-test`
    SignTest
}

const CITATIONS: [Citation; 2] = [
    Citation {
        key: "Dixon and Mood 1946",
        reference: "Dixon WJ, Mood AM (1946). The statistical sign test. J Am Stat Assoc 41:557-566.",
    },
    Citation {
        key: "Thompson 1936",
        reference: "Thompson WR (1936). On confidence ranges for the median and other expectation distributions for populations of unknown distribution form. Ann Math Stat 7:122-128.",
    },
];

impl PairedProcedure for SignTest {
    fn id(&self) -> &'static str {
        "sign-test"
    }

    fn title(&self) -> &'static str {
        "sign test"
    }

    fn documentation(&self) -> &'static str {
        SignTest::DOCUMENTATION
    }

    fn usage(&self, sample: &PairedSample, _: &TestOptions) -> Usage {
        if sample.outcome().kind == OutcomeKind::Grade { Usage::ByDefault } else { Usage::OnRequest }
    }

    fn point(&self, pairs: &PairedValues<'_>, _: &TestOptions) -> Option<f64> {
        let mut sorted = pairs.change.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let upper = *sorted.get(sorted.len() / 2)?;
        Some((sorted[(sorted.len() - 1) / 2] + upper) / 2.0)
    }

    fn run(&self, sample: &PairedSample, options: &TestOptions) -> Result<TestResult, StatsError> {
        let unit = sample.outcome().unit;
        let shifted = sample.change().minus(options.null_value)?;
        let positive = shifted.ticks().iter().filter(|&&ticks| ticks > 0).count();
        let negative = shifted.ticks().iter().filter(|&&ticks| ticks < 0).count();
        let (signs, zeros) = (positive + negative, shifted.n() - positive - negative);
        let mut notes = Vec::new();
        if signs == 0 {
            notes.push(Note::new(
                "no-change",
                "Every change equals the null value: there is no sign to count, and p is 1.",
            ));
        } else if zeros > 0 {
            let what = if zeros == 1 { "1 change equals".to_owned() } else { format!("{zeros} changes equal") };
            notes.push(Note::new("zeros", format!("{what} the null value: dropped, since it has no sign.")));
        }
        let numerical = |cause: &dyn ToString| StatsError::numerical(self.title(), cause.to_string());
        let null = Binomial::try_new(signs as u64, 0.5).map_err(|cause| numerical(&cause))?;
        let p = options.alternative.p_value(null.at_most(positive as u64), null.at_least(positive as u64));
        let median = median_interval(sample.change(), options.level, options.alternative)?;
        notes.extend(median.too_few(sample.change(), options.level, options.alternative));
        Ok(TestResult {
            procedure: self.id(),
            title: self.title(),
            hypothesis: Hypothesis {
                quantity: MEDIAN_CHANGE,
                null_value: options.null_value.to_f64(),
                unit,
                alternative: options.alternative,
            },
            statistic: Some(Statistic {
                symbol: "S",
                value: positive as f64,
                distribution: format!("binomial over {signs} signs with probability 1/2"),
            }),
            p_value: Some(PValue::try_new(p).map_err(|cause| numerical(&cause))?),
            estimates: vec![Estimate::new(
                MEDIAN_CHANGE,
                median.estimate,
                unit,
                None,
                Some(median.interval(options.level, "order statistics")),
            )],
            analysed: analysed(sample),
            details: vec![
                Detail::count("positive", "changes above the null", positive),
                Detail::count("negative", "changes below the null", negative),
                Detail::count("zeros", "changes of zero", zeros),
            ],
            notes,
            citations: CITATIONS.to_vec(),
        })
    }
}

/// The median change with its distribution-free interval.
///
/// # Errors
/// [`StatsError::Numerical`] when the binomial distribution cannot be computed.
pub fn median_interval(changes: &Sample, level: Level, alternative: Alternative) -> Result<OrderInterval, StatsError> {
    let mut sorted = changes.ticks().to_vec();
    sorted.sort_unstable();
    let n = sorted.len();
    let estimate = changes.value_of(sorted[(n - 1) / 2] + sorted[n / 2]) / 2.0;
    let (tail, sides) = tails(level, alternative);
    let (order, outside) =
        lower_order(n as u64, tail).map_err(|cause| StatsError::numerical("interval of the median", cause))?;
    let change = |rank: u64| changes.value_of(sorted[rank as usize - 1]);
    Ok(OrderInterval::of(estimate, (order, n as u64), Some(1.0 - sides * outside), alternative, change))
}

/// The largest k with P(B <= k - 1) <= `tail`, B binomial (n, 1/2), and that probability; (0, 0) if there is none.
fn lower_order(n: u64, tail: f64) -> Result<(u64, f64), DistError> {
    let law = Binomial::try_new(n, 0.5)?;
    // An attained level counts, whatever the last bit of the distribution function.
    let most = tail * (1.0 + 1e-12);
    let (mut inside, mut outside) = (0, n);
    while inside < outside {
        let middle = inside + (outside - inside) / 2;
        if law.at_most(middle) <= most { inside = middle + 1 } else { outside = middle }
    }
    Ok((inside, if inside == 0 { 0.0 } else { law.at_most(inside - 1) }))
}
