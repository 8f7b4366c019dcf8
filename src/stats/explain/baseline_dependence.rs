//! Whether those who began high changed most, beside what chance makes of it.

use crate::data::{PairedSample, Sample, Unit};
use crate::dist::{StudentT, normal};
use crate::result::{
    Alternative, Analysed, Citation, Estimate, Interval, Level, Note, PValue, Quantity, Side, Statistic,
};
use crate::stats::analysed::analysed;
use crate::stats::documented::documented;
use crate::stats::linear::answer::Question;
use crate::stats::linear::columns::Shifted;
use crate::stats::linear::{Covariance, LeastSquares, LinearEstimate};
use crate::stats::spread::PitmanMorgan;
use crate::stats::{Explained, Moments, PairedProcedure, StatsError, TestOptions};
use schemars::JsonSchema;
use serde::Serialize;

/// Correlation of the change with the first reading.
pub const NAIVE_CORRELATION: Quantity = Quantity {
    id: "correlation_change_baseline",
    label: "correlation of change and first reading (not to be interpreted)",
    symbol: "r(change, before)",
};
/// Oldham's correlation.
pub const OLDHAM_CORRELATION: Quantity = Quantity {
    id: "oldham_correlation",
    label: "correlation of change and mean of both readings (Oldham)",
    symbol: "r(change, mean)",
};
/// Slope of the change on the first reading.
pub const NAIVE_SLOPE: Quantity = Quantity {
    id: "slope_change_baseline",
    label: "change per unit of the first reading (not to be interpreted)",
    symbol: "slope",
};
/// Variance after over variance before.
pub const VARIANCE_RATIO: Quantity =
    Quantity { id: "variance_ratio", label: "variance after / variance before", symbol: "variance ratio" };
/// Blomqvist's slope.
pub const TRUE_SLOPE: Quantity = Quantity {
    id: "slope_true_change_true_baseline",
    label: "true change per unit of the true first value (Blomqvist)",
    symbol: "true slope",
};

documented! {
    /// # Question
    /// Did people who began high change more (or less) than others, beside what the error of the readings makes of it?
    ///
    /// # Assumptions
    /// Pairs are independent and bivariate normal. Oldham: the readings before and after vary equally within people, and people were not
    /// picked by their first reading; else equal spread is not what no dependence looks like. Blomqvist: the variance within people is
    /// known, the same at both visits, and independent between them.
    ///
    /// # Formula
    /// The error of the first reading is in the change with the opposite sign, so the correlation of change and first reading is negative
    /// although nothing changed; it is reported as what it is. Oldham (1962): correlation of after - before with (before + after) / 2; its
    /// test is Pitman and Morgan's of equal variances, t with n - 2 degrees of freedom; interval tanh(atanh(r) -/+ z / sqrt(n - 3)) (Fisher).
    /// Blomqvist (1977): with the observed slope b of change on first reading, and lambda the variance within people over that of the first
    /// readings, the slope of true change on true first value is (b + lambda) / (1 - lambda). Interval: delta method with t(n - 2), from
    /// Var(b) / (1 - lambda)² + ((1 + b) lambda / (1 - lambda)²)² (2 / (n - 1) + 2 / m), m the degrees of freedom of the variance within
    /// people (none where it is taken as known); it is rough where lambda is near 1.
    ///
    /// # Arguments
    /// Pairs in any unit; SD within people, for readings as they enter (of averages where these were averaged); `--level`.
    ///
    /// # Errors
    /// Fewer than three pairs; readings that do not vary, or are perfectly correlated; for Blomqvist's slope a variance within people that
    /// is not less than that of the first readings. Three pairs have no interval of a correlation.
    ///
    /// # References
    /// Oldham (1962), A note on the analysis of repeated measurements of the same subjects, J Chronic Dis 15:969-977. Blomqvist (1977), On
    /// the relation between change and initial value, JASA 72:746-749. Tu and Gilthorpe (2007), Revisiting the relation between change
    /// and initial value, Stat Med 26:443-457.
    ///
    /// # Example
    /// `girth report @spa-series`
    BaselineDependence
}

const ID: &str = "baseline-dependence";
const TITLE: &str = "dependence of the change on the first reading";
const CITATIONS: [Citation; 2] = [
    Citation {
        key: "Oldham 1962",
        reference: "Oldham PD (1962). A note on the analysis of repeated measurements of the same subjects. J Chronic Dis 15:969-977.",
    },
    Citation {
        key: "Blomqvist 1977",
        reference: "Blomqvist N (1977). On the relation between change and initial value. J Am Stat Assoc 72:746-749.",
    },
];

impl Explained for BaselineDependence {
    fn id(&self) -> &'static str {
        ID
    }

    fn title(&self) -> &'static str {
        TITLE
    }

    fn documentation(&self) -> &'static str {
        BaselineDependence::DOCUMENTATION
    }
}

/// How the change goes with the first reading, naively and by Oldham (see [`BaselineDependence`]).
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Dependence {
    /// Who entered.
    pub analysed: Analysed,
    /// Correlation of change and first reading.
    pub naive: Estimate,
    /// Slope of the change on the first reading.
    pub naive_slope: Estimate,
    /// Oldham's correlation.
    pub oldham: Estimate,
    /// Its test.
    pub statistic: Option<Statistic>,
    /// Its two-sided p.
    pub p_value: Option<PValue>,
    /// Variance after over variance before.
    pub variance_ratio: Estimate,
    /// What the reader must know.
    pub notes: Vec<Note>,
    /// What it rests on.
    pub citations: Vec<Citation>,
}

/// The variance of readings within people, from elsewhere.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WithinPeople {
    /// Standard deviation of one reading of a person around the person's level.
    pub sd: f64,
    /// Its degrees of freedom; `None` where it is taken as known.
    pub degrees: Option<f64>,
}

/// Correlations and spread.
///
/// # Errors
/// `TooFew` under three pairs; `Undefined` when readings do not vary or are perfectly correlated.
pub fn baseline_dependence(sample: &PairedSample, level: Level) -> Result<Dependence, StatsError> {
    let spread = PitmanMorgan.run(sample, &TestOptions { level, ..TestOptions::default() })?;
    let sums = sample.before().ticks().iter().zip(sample.after().ticks()).map(|(before, after)| before + after);
    let sums = Sample::from_ticks(sums.collect(), sample.before().decimals(), sample.before().unit())?;
    let change = Moments::of(sample.change());
    let with_change = |quantity, other: &Sample| {
        let why = || undefined("neither readings nor changes may all be equal".to_owned());
        correlation(quantity, change.correlation(&Moments::of(other)).ok_or_else(why)?, sample.n(), level)
    };
    let square = |x: f64| x * x;
    let ratio = spread.primary().ok_or_else(|| undefined("there is no ratio of the variances".to_owned()))?;
    let limits = ratio.interval.as_ref().map(|interval| Interval {
        lower: square(interval.lower),
        upper: square(interval.upper),
        ..interval.clone()
    });
    let question = Question::two_sided(ID, TITLE, NAIVE_SLOPE, Unit::None, level);
    Ok(Dependence {
        analysed: analysed(sample),
        naive: with_change(NAIVE_CORRELATION, sample.before())?,
        naive_slope: question.estimate(&slope(sample)?)?,
        oldham: with_change(OLDHAM_CORRELATION, &sums)?,
        variance_ratio: Estimate::new(VARIANCE_RATIO, square(ratio.value), Unit::None, None, limits),
        statistic: spread.statistic,
        p_value: spread.p_value,
        notes: vec![Note::new(
            "naive",
            "The correlation and the slope of the change on the first reading are negative by chance alone, because the error of the first \
             reading is in both; Oldham's correlation is free of that where people were not picked by their first reading.",
        )],
        citations: CITATIONS.to_vec(),
    })
}

/// Blomqvist's slope of true change on true first value.
///
/// # Errors
/// `TooFew` under three pairs; `Undefined` when the SD is not a number from 0 on, or not less than that of the first readings.
pub fn blomqvist(sample: &PairedSample, within: WithinPeople, level: Level) -> Result<Estimate, StatsError> {
    let line = slope(sample)?;
    let sd = Moments::of(sample.before()).sd.unwrap_or(0.0);
    let lambda = (within.sd / sd).powi(2);
    let degrees_stand = within.degrees.is_none_or(|degrees| degrees > 0.0);
    if !(within.sd >= 0.0 && lambda < 1.0 && degrees_stand) {
        let why = format!("an SD within people of {} leaves nothing of that of the first readings, {sd}", within.sd);
        return Err(undefined(why));
    }
    let (b, rest) = (line.value, 1.0 - lambda);
    let value = (b + lambda) / rest;
    let uncertain = 2.0 / (sample.n() as f64 - 1.0) + within.degrees.map_or(0.0, |degrees| 2.0 / degrees);
    let of_lambda = (1.0 + b) * lambda / (rest * rest);
    let error = (line.standard_error.unwrap_or(0.0) / rest).hypot(of_lambda * uncertain.sqrt());
    let law = StudentT::try_new(line.degrees_of_freedom as f64).map_err(numerical)?;
    let (lower, upper) = Alternative::TwoSided
        .interval(level.alpha(), |side, tail| {
            let reach = law.upper_quantile(tail)? * error;
            Ok(if side == Side::Lower { value - reach } else { value + reach })
        })
        .map_err(numerical)?;
    let interval = (error > 0.0).then(|| Interval::new(lower, upper, level, "delta method, t"));
    Ok(Estimate::new(TRUE_SLOPE, value, Unit::None, Some(error), interval))
}

/// The change on the first reading.
fn slope(sample: &PairedSample) -> Result<LinearEstimate, StatsError> {
    StatsError::require(TITLE, 3, sample.n())?;
    let first = Shifted::of(&[sample.before()])?;
    let fit = LeastSquares::fit(TITLE, &sample.change().values(), vec![("before".to_owned(), first.values)])?;
    fit.slope(0, Covariance::Classical).ok_or_else(|| undefined("all first readings are equal".to_owned()))
}

/// A correlation with Fisher's interval, which needs four pairs and a correlation that is not perfect.
fn correlation(quantity: Quantity, r: f64, n: usize, level: Level) -> Result<Estimate, StatsError> {
    let (lower, upper) = Alternative::TwoSided
        .interval(level.alpha(), |side, tail| {
            let reach = normal::upper_quantile(tail)? / (n as f64 - 3.0).sqrt();
            Ok((if side == Side::Lower { r.atanh() - reach } else { r.atanh() + reach }).tanh())
        })
        .map_err(numerical)?;
    let interval = (n > 3 && r.abs() < 1.0).then(|| Interval::new(lower, upper, level, "Fisher z"));
    Ok(Estimate::new(quantity, r, Unit::None, None, interval))
}

fn numerical(cause: crate::dist::DistError) -> StatsError {
    StatsError::numerical(TITLE, cause)
}

fn undefined(why: String) -> StatsError {
    StatsError::Undefined { procedure: TITLE, why }
}

#[cfg(test)]
mod tests {
    use super::super::test_support::pairs;
    use super::*;

    #[test]
    fn error_alone_has_a_naive_slope_and_no_true_one() {
        // The first readings have a variance of 20/3, after - before the slope -0.3 on them.
        let sample = pairs(&[("78", "79.9"), ("80", "80.4"), ("82", "81.4"), ("84", "83.1")]);
        let naive = slope(&sample).unwrap().value;
        let within = WithinPeople { sd: (-naive * 20.0 / 3.0).sqrt(), degrees: None };
        let true_slope = blomqvist(&sample, within, Level::DEFAULT).unwrap();
        assert!(naive < -0.3 && true_slope.value.abs() < 1e-14);
        let none = blomqvist(&sample, WithinPeople { sd: 0.0, degrees: None }, Level::DEFAULT).unwrap();
        assert!((none.value - naive).abs() < 1e-15);
        let estimated = blomqvist(&sample, WithinPeople { degrees: Some(3.0), ..within }, Level::DEFAULT).unwrap();
        assert!(estimated.standard_error > true_slope.standard_error);
        let refused = WithinPeople { sd: 2.6, degrees: None };
        assert!(matches!(blomqvist(&sample, refused, Level::DEFAULT), Err(StatsError::Undefined { .. })));
    }

    #[test]
    fn degenerate_readings() {
        for readings in [
            [("80", "81"), ("80", "82"), ("80", "84")],
            [("80", "81"), ("82", "81"), ("84", "81")],
            [("80", "82"), ("82", "84"), ("90", "92")],
        ] {
            let answer = baseline_dependence(&pairs(&readings), Level::DEFAULT);
            assert!(matches!(answer, Err(StatsError::Undefined { .. })), "{readings:?}");
        }
        let three = baseline_dependence(&pairs(&[("80", "81"), ("82", "84"), ("90", "85")]), Level::DEFAULT).unwrap();
        assert!(three.oldham.interval.is_none() && three.p_value.is_some());
    }
}
