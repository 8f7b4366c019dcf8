//! The six intraclass correlations from the mean squares of a table of ratings.

use super::mean_squares::{MeanSquare, Source};
use crate::data::Unit;
use crate::dist::{DistError, FisherF};
use crate::result::number::{Number, number};
use crate::result::{Alternative, Estimate, Interval, Level, PValue, Quantity, Side};
use schemars::JsonSchema;
use serde::Serialize;

/// The mean squares of a complete table of ratings, in squared units of the readings.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RatingMeanSquares {
    /// Between people, n - 1 degrees of freedom.
    pub persons: f64,
    /// Between raters, k - 1.
    pub raters: f64,
    /// What neither explains, (n - 1)(k - 1).
    pub error: f64,
    /// Within people, raters and error together, n (k - 1).
    pub within: f64,
}

/// The F test that an intraclass correlation is not above 0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct IccTest {
    /// The ratio of mean squares.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub f: f64,
    /// Degrees of freedom of its numerator.
    pub numerator_df: usize,
    /// Degrees of freedom of its denominator.
    pub denominator_df: usize,
    /// One-sided.
    pub p_value: PValue,
}

/// One form of the intraclass correlation.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct IccForm {
    /// As Shrout and Fleiss write it: `ICC(2,1)`.
    pub name: &'static str,
    /// The model in words.
    pub model: &'static str,
    /// The correlation; absent where its denominator is not positive.
    pub estimate: Option<Estimate>,
    /// Absent where there is nothing to divide by.
    pub test: Option<IccTest>,
}

const ONE_WAY: &str = "one-way random: every person has raters of its own";
const TWO_WAY_RANDOM: &str = "two-way random, absolute agreement: the raters stand for others like them";
const TWO_WAY_MIXED: &str = "two-way mixed, consistency: these raters and no others";

/// The quantities of the forms: one-way, two-way random and two-way mixed, each of a single rater and of the mean of all.
pub const ICC_FORMS: [Quantity; 6] = [
    Quantity { id: "icc_1_1", label: "intraclass correlation, one-way, single rater", symbol: "ICC(1,1)" },
    Quantity { id: "icc_2_1", label: "intraclass correlation, agreement, single rater", symbol: "ICC(2,1)" },
    Quantity { id: "icc_3_1", label: "intraclass correlation, consistency, single rater", symbol: "ICC(3,1)" },
    Quantity { id: "icc_1_k", label: "intraclass correlation, one-way, mean of raters", symbol: "ICC(1,k)" },
    Quantity { id: "icc_2_k", label: "intraclass correlation, agreement, mean of raters", symbol: "ICC(2,k)" },
    Quantity { id: "icc_3_k", label: "intraclass correlation, consistency, mean of raters", symbol: "ICC(3,k)" },
];

/// A table of ratings as its mean squares, with the level of the intervals.
pub(super) struct Forms {
    pub(super) persons: usize,
    pub(super) raters: usize,
    pub(super) mean_squares: RatingMeanSquares,
    pub(super) level: Level,
}

impl RatingMeanSquares {
    /// From the analysis of variance of `persons` by any number of raters.
    pub(super) fn of(table: &[MeanSquare], persons: usize) -> RatingMeanSquares {
        let of = |source| table.iter().find(|line| line.source == source).map_or(0.0, |line| line.mean_square);
        let (n, raters, error) = (persons as f64, of(Source::Observer), of(Source::Residual));
        let within = (raters + (n - 1.0) * error) / n;
        RatingMeanSquares { persons: of(Source::Person), raters, error, within }
    }
}

impl Forms {
    /// In the order of [`ICC_FORMS`].
    pub(super) fn all(&self) -> Result<Vec<IccForm>, DistError> {
        let RatingMeanSquares { persons: rows, raters, error, within } = self.mean_squares;
        let (n, k) = (self.persons as f64, self.raters as f64);
        let (one_way_df, two_way_df) = (self.persons * (self.raters - 1), (self.persons - 1) * (self.raters - 1));
        let single = |f: f64| (f - 1.0) / (f + k - 1.0);
        let mean = |f: f64| 1.0 - 1.0 / f;
        let one_way = self.ratio_limits(within, one_way_df)?;
        let mixed = self.ratio_limits(error, two_way_df)?;
        let random = self.agreement_limits()?;
        let of_mean = |icc: f64| k * icc / (1.0 + (k - 1.0) * icc);
        let between = (raters - error) / n;
        let (one_way_test, two_way_test) = (self.test(within, one_way_df)?, self.test(error, two_way_df)?);
        let parts = [
            (ONE_WAY, rows - within, rows + (k - 1.0) * within, one_way.map(|f| f.map(single)), one_way_test),
            (TWO_WAY_RANDOM, rows - error, rows + (k - 1.0) * error + k * between, random, two_way_test),
            (TWO_WAY_MIXED, rows - error, rows + (k - 1.0) * error, mixed.map(|f| f.map(single)), two_way_test),
            (ONE_WAY, rows - within, rows, one_way.map(|f| f.map(mean)), one_way_test),
            (TWO_WAY_RANDOM, rows - error, rows + between, random.map(|icc| icc.map(of_mean)), two_way_test),
            (TWO_WAY_MIXED, rows - error, rows, mixed.map(|f| f.map(mean)), two_way_test),
        ];
        let form = |(quantity, (model, numerator, denominator, limits, test)): (Quantity, _)| {
            let limits: Option<[f64; 2]> = limits;
            let method = if model == TWO_WAY_RANDOM { "McGraw and Wong" } else { "F" };
            let interval = limits.map(|[lower, upper]| Interval::new(lower, upper, self.level, method));
            let estimate = (denominator > 0.0)
                .then(|| Estimate::new(quantity, numerator / denominator, Unit::None, None, interval));
            IccForm { name: quantity.symbol, model, estimate, test }
        };
        Ok(ICC_FORMS.into_iter().zip(parts).map(form).collect())
    }

    /// F = people over `below`, held against its distribution without differences between people.
    fn test(&self, below: f64, denominator_df: usize) -> Result<Option<IccTest>, DistError> {
        if below == 0.0 {
            return Ok(None);
        }
        let (f, numerator_df) = (self.mean_squares.persons / below, self.persons - 1);
        let law = FisherF::try_new(numerator_df as f64, denominator_df as f64)?;
        let p_value = PValue::try_new(Alternative::Greater.p_value(law.cdf(f), law.sf(f)));
        Ok(p_value.ok().map(|p_value| IccTest { f, numerator_df, denominator_df, p_value }))
    }

    /// The exact limits of the expected F, people over `below`; `None` where one of the two is 0 and the interval would have no width.
    fn ratio_limits(&self, below: f64, denominator_df: usize) -> Result<Option<[f64; 2]>, DistError> {
        let rows = self.mean_squares.persons;
        if rows == 0.0 || below == 0.0 {
            return Ok(None);
        }
        let (f, d1, d2) = (rows / below, self.persons as f64 - 1.0, denominator_df as f64);
        let (lower, upper) = Alternative::TwoSided.interval(self.level.alpha(), |side, tail| match side {
            Side::Lower => FisherF::try_new(d1, d2)?.upper_quantile(tail).map(|quantile| f / quantile),
            Side::Upper => FisherF::try_new(d2, d1)?.upper_quantile(tail).map(|quantile| f * quantile),
        })?;
        Ok(Some([lower, upper]))
    }

    /// McGraw and Wong's limits of ICC(2,1), with Satterthwaite's degrees of freedom of the denominator; `None` where it has none.
    fn agreement_limits(&self) -> Result<Option<[f64; 2]>, DistError> {
        let RatingMeanSquares { persons: rows, raters, error, .. } = self.mean_squares;
        let (n, k) = (self.persons as f64, self.raters as f64);
        let icc = (rows - error) / (rows + (k - 1.0) * error + k * (raters - error) / n);
        // a MSC and b MSE of the paper, both times n (1 - icc).
        let (a, b) = (k * icc * raters, (n + (n * (k - 1.0) - k) * icc) * error);
        let spread = a * a / (k - 1.0) + b * b / ((n - 1.0) * (k - 1.0));
        let v = (a + b).powi(2) / spread;
        if rows == 0.0 || !(v > 0.0 && v.is_finite()) {
            return Ok(None);
        }
        let rest = k * raters + (k * n - k - n) * error;
        let (lower, upper) = Alternative::TwoSided.interval(self.level.alpha(), |side, tail| {
            // People's mean square at the limit, over that of the raters and the error.
            let f = match side {
                Side::Lower => 1.0 / FisherF::try_new(n - 1.0, v)?.upper_quantile(tail)?,
                Side::Upper => FisherF::try_new(v, n - 1.0)?.upper_quantile(tail)?,
            };
            Ok::<f64, DistError>(if f.is_infinite() { 1.0 } else { n * (f * rows - error) / (rest + n * f * rows) })
        })?;
        Ok((lower <= upper).then_some([lower, upper]))
    }
}
