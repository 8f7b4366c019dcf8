use super::answer::{Aim, AtBound, Found, Head, T, degrees_of_freedom};
use super::two_one_sided_t::SCHUIRMANN;
use crate::data::{Decimal, PairedSample, Unit};
use crate::dist::StudentT;
use crate::num::compensated_sum;
use crate::result::{Detail, Note, Quantity, Side, TestResult};
use crate::stats::documented::documented;
use crate::stats::log_ratios::{log_ratios, not_positive};
use crate::stats::paired::GeometricRatio;
use crate::stats::{Margin, MarginScale, PairedProcedure, PairedValues, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// Is the ratio after / before within the margin on average, as bioequivalence asks (0.80 to 1.25)? With one bound only: is it not
    /// worse than that bound?
    ///
    /// # Assumptions
    /// All readings are above zero; the logarithms of the ratios come from a population whose mean is approximately normal at this
    /// sample size. Suits quantities that change by a factor rather than by an amount.
    ///
    /// # Formula
    /// Two one-sided t tests of the mean of ln(after / before) against the logarithms of the bounds; p is the larger. The estimate is
    /// the geometric mean of the ratios with its 1 - 2 alpha interval, which lies inside the margin exactly when p < alpha. CV of the
    /// ratio: sqrt(exp(s^2) - 1), s the SD of the log ratios.
    ///
    /// # Arguments
    /// `--margin 0.8..1.25ratio`, the same as `--margin=-20%..25%`; `--margin 5%` for 0.95 to 1.05.
    ///
    /// # Errors
    /// No margin in percent or as a ratio; a lower bound of -100 % or less; a reading of zero or less; fewer than two pairs. When every
    /// ratio is the same only the ratio is reported.
    ///
    /// # References
    /// Schuirmann (1987), J Pharmacokinet Biopharm 15:657-680.
    ///
    /// # Example
    /// `girth test @nhefs-weight --margin 0.95..1.05ratio --method paired-t,equivalence-ratio`
    EquivalenceRatio
}

/// exp(mean of ln(after / before)).
const RATIO: Quantity = Quantity { id: "geometric_mean_ratio", label: "geometric mean ratio", symbol: "ratio" };

impl PairedProcedure for EquivalenceRatio {
    fn id(&self) -> &'static str {
        "equivalence-ratio"
    }

    fn title(&self) -> &'static str {
        "two one-sided t tests of the ratio (equivalence)"
    }

    fn documentation(&self) -> &'static str {
        EquivalenceRatio::DOCUMENTATION
    }

    fn usage(&self, sample: &PairedSample, options: &TestOptions) -> Usage {
        let relative = options.margin.is_some_and(|margin| margin.scale == MarginScale::PercentOfBaseline);
        if relative && not_positive(sample) == 0 { Usage::OnRequest } else { Usage::Unsuited }
    }

    fn point(&self, pairs: &PairedValues<'_>, options: &TestOptions) -> Option<f64> {
        GeometricRatio.point(pairs, options)
    }

    fn run(&self, sample: &PairedSample, options: &TestOptions) -> Result<TestResult, StatsError> {
        let Some(margin) = options.margin.filter(|margin| margin.scale == MarginScale::PercentOfBaseline) else {
            let what = "a margin in percent of the baseline or as a ratio: --margin 0.8..1.25ratio";
            return Err(StatsError::Missing { procedure: self.title(), what });
        };
        let one_bound = margin.lower.is_none() || margin.upper.is_none();
        let title = if one_bound { "one-sided t test of the ratio (non-inferiority)" } else { self.title() };
        let undefined = |why: String| Err(StatsError::Undefined { procedure: title, why });
        StatsError::require(title, 2, sample.n())?;
        let bounds = [margin.lower, margin.upper].map(|percent| percent.map(|percent| 1.0 + percent.to_f64() / 100.0));
        if let Some(bound) = bounds.iter().flatten().find(|bound| **bound <= 0.0) {
            return undefined(format!("a ratio cannot be {bound}; give bounds above -100 %"));
        }
        let found = found(title, sample, &margin, bounds, options)?;
        let head = Head { procedure: self.id(), title, citations: vec![SCHUIRMANN], names: T, aim: Aim::Inside };
        head.answer(sample, &margin, options, found)
    }
}

fn found(
    procedure: &'static str,
    sample: &PairedSample,
    margin: &Margin,
    bounds: [Option<f64>; 2],
    options: &TestOptions,
) -> Result<Found, StatsError> {
    let n = sample.n() as f64;
    let logs = log_ratios(procedure, sample)?;
    let mean = compensated_sum(logs.iter().copied()) / n;
    let found = Found {
        quantity: RATIO,
        unit: Unit::None,
        value: libm::exp(mean),
        standard_error: None,
        interval: None,
        bounds,
        tests: None,
        distribution: format!("t with {} degrees of freedom", n - 1.0),
        details: Vec::new(),
        notes: Vec::new(),
    };
    // Equal ratios are equal doubles: each is the quotient of two integers, rounded once.
    if logs.iter().all(|log| *log == logs[0]) {
        let text =
            format!("Every reading after is {} times the one before: without variation there is no test.", found.value);
        return Ok(Found { value: libm::exp(logs[0]), notes: vec![Note::new("constant-change", text)], ..found });
    }
    let variance = compensated_sum(logs.iter().map(|log| (log - mean).powi(2))) / (n - 1.0);
    let error = (variance / n).sqrt();
    let distribution = StudentT::try_new(n - 1.0).map_err(|cause| StatsError::numerical(procedure, cause))?;
    // ln(1 + percent / 100), without rounding the sum first.
    let at = |percent: Option<Decimal>| {
        let log = libm::log1p(percent?.to_f64() / 100.0);
        let statistic = (mean - log) / error;
        Some(AtBound { statistic, at_most: distribution.cdf(statistic), at_least: distribution.sf(statistic) })
    };
    let (lower, upper) =
        Aim::Inside.alternative(margin).interval(Aim::Inside.level(margin, options).alpha(), |side, tail| {
            let reach = distribution.upper_quantile(tail).map_err(|cause| StatsError::numerical(procedure, cause))?;
            let limit = if side == Side::Lower { mean - reach * error } else { mean + reach * error };
            Ok::<f64, StatsError>(libm::exp(limit))
        })?;
    // A ratio has no lower end below zero.
    let lower = lower.max(0.0);
    Ok(Found {
        interval: Some((lower, upper, None, "t of the log ratios")),
        tests: Some([at(margin.lower), at(margin.upper)]),
        details: vec![
            degrees_of_freedom(sample.n()),
            Detail::number("cv_of_ratio", "coefficient of variation of the ratio", libm::expm1(variance).sqrt()),
        ],
        ..found
    })
}
