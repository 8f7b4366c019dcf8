//! The result of a test of a mean, median or ratio against the bounds of a margin, whatever the statistic.

use crate::data::{DataError, Decimal, PairedSample, Unit};
use crate::result::{
    Alternative, Analysed, Citation, Detail, DetailValue, Estimate, Hypothesis, Interval, Level, Note, PValue,
    Quantity, Side, Statistic, TestResult,
};
use crate::stats::analysed::analysed;
use crate::stats::{Margin, MarginScale, StatsError, TestOptions};

/// On which side of its bounds a test would have the quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aim {
    /// Between them: equivalence, and with one bound non-inferiority.
    Inside,
    /// Below the lower or above the upper: a change that matters.
    Outside,
}

/// A statistic at one bound, with the probability of one at most, and one at least, as large when the bound is the truth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct AtBound {
    pub(crate) statistic: f64,
    pub(crate) at_most: f64,
    pub(crate) at_least: f64,
}

/// Stable names, words and symbols of a statistic at the two bounds.
pub(crate) struct Names {
    pub(crate) ids: [&'static str; 2],
    pub(crate) labels: [&'static str; 2],
    pub(crate) symbols: [&'static str; 2],
}

/// The names of t.
pub(crate) const T: Names = Names {
    ids: ["t_lower", "t_upper"],
    labels: ["t against the lower bound", "t against the upper bound"],
    symbols: ["t (lower bound)", "t (upper bound)"],
};

/// Which test it is.
pub(crate) struct Head {
    pub(crate) procedure: &'static str,
    pub(crate) title: &'static str,
    pub(crate) citations: Vec<Citation>,
    pub(crate) names: Names,
    pub(crate) aim: Aim,
}

/// What it found.
pub(crate) struct Found {
    pub(crate) quantity: Quantity,
    pub(crate) unit: Unit,
    pub(crate) value: f64,
    pub(crate) standard_error: Option<f64>,
    /// Lower and upper limit with the level that they reach where it is not the one asked for, and the method.
    pub(crate) interval: Option<(f64, f64, Option<f64>, &'static str)>,
    /// The bounds as tested, which for a ratio are ratios.
    pub(crate) bounds: [Option<f64>; 2],
    /// The statistics; absent where the data define none, which a note then says.
    pub(crate) tests: Option<[Option<AtBound>; 2]>,
    pub(crate) distribution: String,
    pub(crate) details: Vec<Detail>,
    pub(crate) notes: Vec<Note>,
}

impl Aim {
    /// The alternative that one bound, or two, leave.
    pub(crate) fn alternative(self, margin: &Margin) -> Alternative {
        match (self, margin.lower, margin.upper) {
            (_, Some(_), Some(_)) | (_, None, None) => Alternative::TwoSided,
            (Aim::Inside, Some(_), None) | (Aim::Outside, None, Some(_)) => Alternative::Greater,
            (Aim::Inside, None, Some(_)) | (Aim::Outside, Some(_), None) => Alternative::Less,
        }
    }

    /// The level of the interval that decides alike: 1 - 2 alpha for two bounds, 1 - alpha for one.
    pub(crate) fn level(self, margin: &Margin, options: &TestOptions) -> Level {
        match self.alternative(margin) {
            Alternative::TwoSided => options.level.two_one_sided(),
            Alternative::Less | Alternative::Greater => options.level,
        }
    }

    fn p(self, side: Side, at: AtBound) -> f64 {
        let alternative = match (self, side) {
            (Aim::Inside, Side::Lower) | (Aim::Outside, Side::Upper) => Alternative::Greater,
            (Aim::Inside, Side::Upper) | (Aim::Outside, Side::Lower) => Alternative::Less,
        };
        alternative.p_value(at.at_most, at.at_least)
    }

    /// Inside, both bounds must be passed: the larger p counts. Outside, either: the smaller.
    fn decides(self, first: f64, second: f64) -> bool {
        if self == Aim::Inside { first >= second } else { first <= second }
    }
}

impl Head {
    /// Puts the result of a paired sample together.
    pub(crate) fn answer(
        self,
        sample: &PairedSample,
        margin: &Margin,
        options: &TestOptions,
        found: Found,
    ) -> Result<TestResult, StatsError> {
        self.answer_about(analysed(sample), margin, options, found)
    }

    /// Puts the result together, whoever was analysed.
    pub(crate) fn answer_about(
        self,
        analysed: Analysed,
        margin: &Margin,
        options: &TestOptions,
        found: Found,
    ) -> Result<TestResult, StatsError> {
        let [lower_bound, upper_bound] = found.bounds;
        let alternative = self.aim.alternative(margin);
        let farther = |lower: f64, upper: f64| lower.abs().max(upper.abs());
        let null_value = match (lower_bound, upper_bound) {
            (Some(lower), Some(upper)) => farther(lower, upper),
            (lower, upper) => lower.or(upper).unwrap_or(0.0),
        };
        let mut notes = vec![Note::new("equivalence", null_in_words(self.aim, margin, &found))];
        if margin.scale == MarginScale::Amount && found.unit == Unit::Percent {
            let text =
                "The outcome is measured in percent, so the margin is in its points, not in percent of the baseline.";
            notes.push(Note::new("percent-points", text));
        }
        notes.extend(found.notes);
        let bound = |id, label, value: Option<f64>| Some(Detail::number(id, label, value?));
        let mut details: Vec<Detail> =
            [bound("lower_bound", "lower bound", lower_bound), bound("upper_bound", "upper bound", upper_bound)]
                .into_iter()
                .flatten()
                .collect();
        details.extend(found.details);
        let mut result = TestResult {
            procedure: self.procedure,
            title: self.title,
            hypothesis: Hypothesis { quantity: found.quantity, null_value, unit: found.unit, alternative },
            statistic: None,
            p_value: None,
            estimates: vec![Estimate::new(
                found.quantity,
                found.value,
                found.unit,
                found.standard_error,
                found.interval.map(|(lower, upper, achieved_level, method)| Interval {
                    lower,
                    upper,
                    level: self.aim.level(margin, options),
                    achieved_level,
                    method,
                    monte_carlo_errors: None,
                }),
            )],
            analysed,
            details,
            notes,
            citations: self.citations,
        };
        let [at_lower, at_upper] = found.tests.unwrap_or_default();
        let mut deciding: Option<(f64, &'static str, f64)> = None;
        let p_names = [("p_lower", "p against the lower bound"), ("p_upper", "p against the upper bound")];
        for (at, (side, test)) in [(Side::Lower, at_lower), (Side::Upper, at_upper)].into_iter().enumerate() {
            let Some(test) = test else { continue };
            let p = self.aim.p(side, test);
            result.details.push(Detail::number(self.names.ids[at], self.names.labels[at], test.statistic));
            result.details.push(Detail::number(p_names[at].0, p_names[at].1, p));
            if deciding.is_none_or(|(other, ..)| !self.aim.decides(other, p)) {
                deciding = Some((p, self.names.symbols[at], test.statistic));
            }
        }
        if let Some((p, symbol, value)) = deciding {
            let p = PValue::try_new(p).map_err(|cause| StatsError::numerical(self.title, cause))?;
            result.statistic = Some(Statistic { symbol, value, distribution: found.distribution });
            result.p_value = Some(p);
            let (id, label) = match self.aim {
                Aim::Inside => ("equivalent", "equivalent"),
                Aim::Outside => ("beyond", "beyond the margin"),
            };
            let value = DetailValue::Flag(p.value() < options.level.alpha());
            result.details.push(Detail { id, label, value });
        }
        Ok(result)
    }
}

/// The null hypothesis as a sentence.
fn null_in_words(aim: Aim, margin: &Margin, found: &Found) -> String {
    let unit = match (margin.scale, found.unit.symbol()) {
        (MarginScale::SdOfChange, _) => " SDs of the changes".to_owned(),
        (MarginScale::PercentOfBaseline, "%") => " % of the baseline".to_owned(),
        (_, "") => String::new(),
        (_, symbol) => format!(" {symbol}"),
    };
    let region = match (aim, found.bounds) {
        (Aim::Inside, [Some(lower), Some(upper)]) => format!("outside {lower} to {upper}{unit}"),
        (Aim::Outside, [Some(lower), Some(upper)]) => format!("within {lower} to {upper}{unit}"),
        (Aim::Inside, [Some(bound), None]) | (Aim::Outside, [None, Some(bound)]) => format!("of {bound}{unit} or less"),
        (Aim::Inside, [None, Some(bound)]) | (Aim::Outside, [Some(bound), None]) => format!("of {bound}{unit} or more"),
        (_, [None, None]) => "without bounds".to_owned(),
    };
    let what = match margin.scale {
        MarginScale::Amount => found.quantity.label,
        MarginScale::SdOfChange => "mean change",
        MarginScale::PercentOfBaseline if found.unit == Unit::Percent => "change",
        MarginScale::PercentOfBaseline => found.quantity.label,
    };
    format!("The null hypothesis is a {what} {region}.")
}

pub(crate) fn degrees_of_freedom(pairs: usize) -> Detail {
    Detail::count("degrees_of_freedom", "degrees of freedom", pairs - 1)
}

/// A percent as a fraction, exact: 5 is 0.05.
pub(crate) fn fraction(percent: Decimal) -> Result<Decimal, StatsError> {
    let decimals = percent.needed_decimals();
    let fraction = percent.ticks_at(decimals).and_then(|ticks| Decimal::new(ticks, decimals.checked_add(2)?));
    Ok(fraction.ok_or(DataError::Grid)?)
}

/// Refuses a percentage of nothing, or of less.
pub(crate) fn require_positive_mean(procedure: &'static str, mean_before: f64) -> Result<(), StatsError> {
    if mean_before > 0.0 {
        return Ok(());
    }
    let why = format!("the mean before is {mean_before}, and a margin in percent of it has no meaning; give an amount");
    Err(StatsError::Undefined { procedure, why })
}
