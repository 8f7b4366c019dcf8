//! The change that goes with another change, by a slope known from elsewhere: girth with weight, or with the season.

use super::remains::{REMAINING_CHANGE, share};
use crate::data::{PairedSample, Unit};
use crate::dist::normal;
use crate::result::{Alternative, Analysed, Estimate, Interval, Level, Quantity, Side};
use crate::stats::StatsError;
use crate::stats::analysed::analysed;
use crate::stats::linear::answer::Question;
use crate::stats::linear::{Covariance, Joint, LeastSquares, LinearEstimate};
use schemars::JsonSchema;
use serde::Serialize;

/// What a drift is expected to make.
pub const DRIFT: Quantity = Quantity { id: "drift", label: "change expected from the other change", symbol: "drift" };

const ID: &str = "drift";
const TITLE: &str = "change that goes with another change";

/// A number with its standard error; 0 where it is taken as known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// The number.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
}

/// A change taken apart into what goes with the other change and what remains.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Drift {
    /// Who entered; absent where the figures come from elsewhere.
    pub analysed: Option<Analysed>,
    /// What is expected from the other change.
    pub expected: Estimate,
    /// What remains.
    pub remains: Estimate,
    /// The expected over the mean change; absent where that is 0.
    pub share_explained: Option<f64>,
}

/// Question: how much of a mean change goes with a mean change of another reading, and what remains?
///
/// Assumptions: the slope (change per unit of the other change: cm per kg) is a causal one and holds for these people; slope, other change
/// and change are independent estimates. For changes of the same people, [`drift_in_people`] is narrower.
///
/// Formula: slope times other change, with the variance a² Var(b) + b² Var(a) + Var(a) Var(b) of a product of independent estimates (Goodman
/// 1960, JASA 55:708-713, eq. 2, with the estimates in place of the means); what remains has the sum of both variances; normal intervals.
///
/// # Errors
/// `Undefined` unless all figures are finite and no standard error is negative.
pub fn drift_of_figures(
    change: Figure,
    other: Figure,
    slope: Figure,
    unit: Unit,
    level: Level,
) -> Result<Drift, StatsError> {
    for figure in [change, other, slope] {
        figure.check()?;
    }
    let expected = slope.times(other);
    let left = Figure {
        value: change.value - expected.value,
        standard_error: change.standard_error.hypot(expected.standard_error),
    };
    Ok(Drift {
        analysed: None,
        share_explained: share(expected.value, change.value),
        expected: expected.estimate(DRIFT, unit, level)?,
        remains: left.estimate(REMAINING_CHANGE, unit, level)?,
    })
}

/// Question: what remains of a change when each person's change is taken less the slope times the person's other change?
///
/// Assumptions: as [`drift_of_figures`], but the other change may go with the change in any way; the slope comes from other people. A slope
/// estimated in the same people is what [`crate::stats::linear::co_intervention_in_group`] has.
///
/// Formula: mean of change - slope times other change, with its t interval on n - 1 degrees of freedom; the standard error of the slope times
/// the mean other change is added to the variance.
///
/// Arguments: the other changes in the order of the people of the sample (see [`PairedSample::changes_of`]).
///
/// # Errors
/// `TooFew` under two people whose other change is known; `Length` when there is not one entry for each person; `Undefined` for figures that
/// are not finite, or a negative standard error.
pub fn drift_in_people(
    sample: &PairedSample,
    others: &[Option<f64>],
    slope: Figure,
    level: Level,
) -> Result<Drift, StatsError> {
    slope.check()?;
    let joint = Joint::of(TITLE, &[sample], &[others])?;
    StatsError::require(TITLE, 2, joint.n())?;
    let level_of = |values: &[f64]| {
        let line = LeastSquares::fit(TITLE, values, Vec::new())?.estimate(1.0, &[], Covariance::Classical);
        line.ok_or_else(|| StatsError::numerical(TITLE, "a mean without a value"))
    };
    let (change, other) = (joint.level(level_of(&joint.change)?), level_of(&joint.other)?);
    let left: Vec<f64> =
        joint.change.iter().zip(&joint.other).map(|(change, other)| change - slope.value * other).collect();
    let left = joint.level(level_of(&left)?);
    let error = left.standard_error.unwrap_or(0.0).hypot(slope.standard_error * other.value);
    let left = LinearEstimate { standard_error: (error > 0.0).then_some(error), ..left };
    let unit = sample.outcome().unit;
    let other = Figure { value: other.value, standard_error: other.standard_error.unwrap_or(0.0) };
    let expected = slope.times(other);
    let mut analysed = analysed(sample);
    analysed.n = joint.n();
    analysed.excluded.extend(joint.excluded());
    Ok(Drift {
        analysed: Some(analysed),
        share_explained: share(expected.value, change.value),
        expected: expected.estimate(DRIFT, unit, level)?,
        remains: Question::two_sided(ID, TITLE, REMAINING_CHANGE, unit, level).estimate(&left)?,
    })
}

impl Figure {
    fn check(self) -> Result<(), StatsError> {
        if self.value.is_finite() && self.standard_error.is_finite() && self.standard_error >= 0.0 {
            return Ok(());
        }
        let why = format!("{} with a standard error of {} is no estimate", self.value, self.standard_error);
        Err(StatsError::Undefined { procedure: TITLE, why })
    }

    /// The product of two independent estimates.
    fn times(self, other: Figure) -> Figure {
        let parts = [
            self.value * other.standard_error,
            other.value * self.standard_error,
            self.standard_error * other.standard_error,
        ];
        Figure {
            value: self.value * other.value,
            standard_error: parts.into_iter().fold(0.0, |size: f64, part| size.hypot(part)),
        }
    }

    /// With its normal interval; none for a number taken as known.
    fn estimate(self, quantity: Quantity, unit: Unit, level: Level) -> Result<Estimate, StatsError> {
        let (lower, upper) = Alternative::TwoSided
            .interval(level.alpha(), |side, tail| {
                let reach = normal::upper_quantile(tail)? * self.standard_error;
                Ok(if side == Side::Lower { self.value - reach } else { self.value + reach })
            })
            .map_err(|cause: crate::dist::DistError| StatsError::numerical(TITLE, cause))?;
        let uncertain = self.standard_error > 0.0;
        let interval = uncertain.then(|| Interval::new(lower, upper, level, "normal"));
        Ok(Estimate::new(quantity, self.value, unit, uncertain.then_some(self.standard_error), interval))
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_support::pairs;
    use super::*;

    const SLOPE: Figure = Figure { value: 0.8, standard_error: 0.0 };

    #[test]
    fn figures_multiply_and_subtract() {
        let figure = |value, standard_error| Figure { value, standard_error };
        let drift =
            drift_of_figures(figure(-5.0, 0.6), figure(-2.0, 0.5), figure(0.8, 0.1), Unit::Cm, Level::DEFAULT).unwrap();
        // 0.64 * 0.25 + 4 * 0.01 + 0.25 * 0.01 = 0.2025.
        assert!((drift.expected.value + 1.6).abs() < 1e-15);
        assert!((drift.expected.standard_error.unwrap() - 0.45).abs() < 1e-15);
        assert!((drift.remains.value + 3.4).abs() < 1e-15 && drift.share_explained == Some(0.32));
        assert!((drift.remains.standard_error.unwrap() - 0.75).abs() < 1e-15);
        let known = drift_of_figures(figure(0.0, 0.0), figure(-2.0, 0.0), SLOPE, Unit::Cm, Level::DEFAULT).unwrap();
        assert_eq!((known.expected.interval, known.remains.value, known.share_explained), (None, 1.6, None));
        let none = figure(f64::NAN, 0.0);
        assert!(drift_of_figures(none, figure(-2.0, 0.0), SLOPE, Unit::Cm, Level::DEFAULT).is_err());
    }

    #[test]
    fn people_lose_what_goes_with_their_weight() {
        let sample = pairs(&[("90", "88"), ("92", "88"), ("94", "91"), ("96", "95")]);
        // Changes -2, -4, -3, -1; one weight is missing.
        let weights = [Some(-2.5), Some(-5.0), None, Some(0.0)];
        let drift = drift_in_people(&sample, &weights, SLOPE, Level::DEFAULT).unwrap();
        // 0, 0, -1 are left.
        assert!((drift.remains.value + 1.0 / 3.0).abs() < 1e-15);
        assert!((drift.remains.standard_error.unwrap() - 1.0 / 3.0).abs() < 1e-15);
        assert!(
            (drift.expected.value + 2.0).abs() < 1e-15 && (drift.share_explained.unwrap() - 6.0 / 7.0).abs() < 1e-15
        );
        let analysed = drift.analysed.unwrap();
        assert_eq!((analysed.n, analysed.excluded.last().map(|excluded| excluded.n)), (3, Some(1)));
        // A slope that is uncertain makes what remains so too: (1/3)² + (2.5 * 0.2)².
        let uncertain = Figure { standard_error: 0.2, ..SLOPE };
        let wider = drift_in_people(&sample, &weights, uncertain, Level::DEFAULT).unwrap();
        assert!((wider.remains.standard_error.unwrap().powi(2) - (1.0 / 9.0 + 0.25)).abs() < 1e-14);
    }

    #[test]
    fn degenerate_people() {
        let sample = pairs(&[("90", "88"), ("92", "88"), ("94", "91")]);
        let one = drift_in_people(&sample, &[Some(1.0), None, None], SLOPE, Level::DEFAULT);
        assert!(matches!(one, Err(StatsError::TooFew { found: 1, .. })));
        assert!(matches!(drift_in_people(&sample, &[None], SLOPE, Level::DEFAULT), Err(StatsError::Data(_))));
        // All of it is drift.
        let all = drift_in_people(
            &sample,
            &[Some(-2.0), Some(-4.0), Some(-3.0)],
            Figure { value: 1.0, ..SLOPE },
            Level::DEFAULT,
        );
        let all = all.unwrap();
        assert_eq!((all.remains.value, all.remains.interval, all.share_explained), (0.0, None, Some(1.0)));
    }
}
