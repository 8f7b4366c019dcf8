//! The share of responders at every threshold, beside what noise alone and the control group give.

use crate::data::{PairedSample, TwoArms, Unit, greatest_common_divisor};
use crate::dist::{DistError, normal};
use crate::num::NumError;
use crate::result::{Alternative, Level};
use crate::stats::StatsError;
use crate::stats::proportion::{Proportion, ProportionMethod};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeSet;

/// The direction of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Toward {
    /// Responders fell: their change is at most the threshold.
    Fall,
    /// Responders rose: their change is at least the threshold.
    Rise,
}

/// A share with its interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CurveShare {
    /// Responders over people.
    pub share: f64,
    /// Wilson's lower limit.
    pub lower: f64,
    /// Wilson's upper limit.
    pub upper: f64,
}

/// The curve at one threshold.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CurvePoint {
    /// The least change that counts, with its sign, in the unit of the outcome.
    pub threshold: f64,
    /// Who changed by that much, or more.
    pub responders: CurveShare,
    /// The same in the control group, where there is one.
    pub control: Option<CurveShare>,
    /// The share expected if nobody truly changed and only the error of the two readings were at work, where that error is known.
    pub noise: Option<f64>,
}

/// The cumulative distribution of the changes, as shares of responders by threshold. Intervals hold at each point, not for the curve.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ResponderCurve {
    /// The direction of a response.
    pub toward: Toward,
    /// The unit of the thresholds.
    pub unit: Unit,
    /// The level of the intervals.
    pub level: Level,
    /// Whether every step of the grid between the smallest and the largest change is a point; else, on a long and fine grid, the
    /// observed changes are, between which the shares do not move.
    pub every_step: bool,
    /// By growing threshold.
    pub points: Vec<CurvePoint>,
}

/// The most steps of the grid that become points.
const MOST_STEPS: i128 = 2_000;

const NAME: &str = "curve of responders";

/// The curve of one group. `error_sd` is the standard deviation of a single reading's error, in the unit of the outcome.
///
/// # Errors
/// [`StatsError::Numerical`] for an error that is not positive and finite.
pub fn responder_curve(
    sample: &PairedSample,
    toward: Toward,
    error_sd: Option<f64>,
    level: Level,
) -> Result<ResponderCurve, StatsError> {
    curve(sample, None, toward, error_sd, level)
}

/// The curve of the treated beside that of the control.
///
/// # Errors
/// As [`responder_curve`].
pub fn responder_curves(
    arms: &TwoArms,
    toward: Toward,
    error_sd: Option<f64>,
    level: Level,
) -> Result<ResponderCurve, StatsError> {
    curve(arms.treated(), Some(arms.control()), toward, error_sd, level)
}

/// The share expected to change by at least `threshold` (with its sign) if the true change of everybody were 0: the difference of two
/// readings with independent normal errors has the standard deviation sqrt(2) times that of one.
///
/// # Errors
/// [`StatsError::Numerical`] for an error that is not positive and finite.
pub fn noise_share(threshold: f64, toward: Toward, error_sd: f64) -> Result<f64, StatsError> {
    if !(error_sd > 0.0 && error_sd.is_finite()) {
        let what = "the standard deviation of a reading's error";
        let cause = NumError::Argument { what, found: error_sd, expected: "a positive number" };
        return Err(StatsError::numerical(NAME, cause));
    }
    let z = threshold / (std::f64::consts::SQRT_2 * error_sd);
    Ok(match toward {
        Toward::Fall => normal::cdf(z),
        Toward::Rise => normal::sf(z),
    })
}

/// Sorted changes in ticks, for counting.
struct Sorted(Vec<i128>);

impl Sorted {
    fn of(sample: &PairedSample) -> Sorted {
        let mut ticks = sample.change().ticks().to_vec();
        ticks.sort_unstable();
        Sorted(ticks)
    }

    fn share(&self, threshold: i128, toward: Toward, level: Level) -> Result<CurveShare, StatsError> {
        let count = match toward {
            Toward::Fall => self.0.partition_point(|&change| change <= threshold),
            Toward::Rise => self.0.len() - self.0.partition_point(|&change| change < threshold),
        };
        let nobody = StatsError::TooFew { procedure: NAME, needed: 1, found: 0 };
        let share = Proportion::try_new(count as u64, self.0.len() as u64).ok_or(nobody)?;
        let interval = share
            .interval(ProportionMethod::Wilson, Alternative::TwoSided, level)
            .map_err(|cause: DistError| StatsError::numerical(NAME, cause))?;
        Ok(CurveShare { share: share.value(), lower: interval.lower, upper: interval.upper })
    }
}

fn curve(
    sample: &PairedSample,
    control: Option<&PairedSample>,
    toward: Toward,
    error_sd: Option<f64>,
    level: Level,
) -> Result<ResponderCurve, StatsError> {
    let own = Sorted::of(sample);
    let other = control.map(Sorted::of);
    let observed: BTreeSet<i128> = own.0.iter().chain(other.iter().flat_map(|other| &other.0)).copied().collect();
    let step = control.map_or(sample.step(), |control| greatest_common_divisor(sample.step(), control.step()));
    let (every_step, thresholds) = steps(&observed, step);
    let point = |ticks: i128| {
        let threshold = sample.change().value_of(ticks);
        Ok(CurvePoint {
            threshold,
            responders: own.share(ticks, toward, level)?,
            control: other.as_ref().map(|other| other.share(ticks, toward, level)).transpose()?,
            noise: error_sd.map(|error| noise_share(threshold, toward, error)).transpose()?,
        })
    };
    let points = thresholds.into_iter().map(point).collect::<Result<Vec<_>, StatsError>>()?;
    Ok(ResponderCurve { toward, unit: sample.outcome().unit, level, every_step, points })
}

/// Every step between the ends if they are not too many, else the observed changes.
fn steps(observed: &BTreeSet<i128>, step: u128) -> (bool, Vec<i128>) {
    let every = || {
        let (first, last) = (*observed.first()?, *observed.last()?);
        let step = i128::try_from(step).ok()?;
        let count = (last - first) / step + 1;
        (count <= MOST_STEPS).then(|| (0..count).map(|at| first + at * step).collect())
    };
    every().map_or_else(|| (false, observed.iter().copied().collect()), |steps| (true, steps))
}
