//! Posterior distributions in a few numbers.

use super::grid::Grid;
use super::mixture::Mixture;
use crate::data::Unit;
use crate::num::{NumError, bracketed_root};
use crate::result::number::{Number, number, optional};
use crate::result::{Estimate, Interval, Level, Quantity};
use schemars::JsonSchema;
use serde::Serialize;

/// A posterior distribution.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PosteriorSummary {
    /// Of what.
    pub quantity: Quantity,
    /// The unit of all figures.
    pub unit: Unit,
    /// Half of the probability lies below.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub median: f64,
    /// The mean; absent where the tails are too heavy to have one.
    #[serde(serialize_with = "optional")]
    #[schemars(with = "Option<Number>")]
    pub mean: Option<f64>,
    /// The SD; absent where the tails are too heavy to have one.
    #[serde(serialize_with = "optional")]
    #[schemars(with = "Option<Number>")]
    pub sd: Option<f64>,
    /// Leaves the same probability outside at both ends.
    pub central: Interval,
    /// The shortest with its probability: the density is the same at both ends, or the lower end is 0.
    pub shortest: Interval,
}

/// What one study measures, in the light of the others.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Shrunken {
    /// The study.
    pub label: String,
    /// The posterior median with the posterior SD and the central interval.
    pub estimate: Estimate,
}

/// Which of mean and SD exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moments {
    pub mean: bool,
    pub sd: bool,
}

const CENTRAL: &str = "central posterior";
const SHORTEST: &str = "shortest posterior";
/// How close to 0 and to 1 the tails of a shortest interval may come, as a share of what is left out.
const EDGE: f64 = 1e-9;

pub(super) fn central(mixture: &Mixture, origin: f64, level: Level) -> Result<Interval, NumError> {
    let tail = level.alpha() / 2.0;
    let (lower, upper) = (mixture.quantile(tail)?, mixture.quantile(1.0 - tail)?);
    Ok(Interval::new(origin + lower, origin + upper, level, CENTRAL))
}

/// Of a mixture counted from `origin`.
pub(super) fn of_mixture(
    (quantity, unit): (Quantity, Unit),
    mixture: &Mixture,
    origin: f64,
    moments: Moments,
    level: Level,
) -> Result<PosteriorSummary, NumError> {
    let (lower, upper) = shortest(level, |p| mixture.quantile(p), |at| mixture.density(at))?;
    Ok(PosteriorSummary {
        quantity,
        unit,
        median: origin + mixture.quantile(0.5)?,
        mean: moments.mean.then(|| origin + mixture.mean()),
        sd: moments.sd.then(|| mixture.variance().sqrt()),
        central: central(mixture, origin, level)?,
        shortest: Interval::new(origin + lower, origin + upper, level, SHORTEST),
    })
}

/// Of a quantity from 0 on.
pub(super) fn of_grid<F: Fn(f64) -> f64>(
    (quantity, unit): (Quantity, Unit),
    grid: &Grid<F>,
    moments: Moments,
    level: Level,
) -> Result<PosteriorSummary, NumError> {
    let mean: f64 = grid.nodes.iter().map(|(tau, share)| tau * share).sum();
    let variance: f64 = grid.nodes.iter().map(|(tau, share)| (tau - mean).powi(2) * share).sum();
    let tail = level.alpha() / 2.0;
    let last = grid.quantile(level.value())?;
    let (lower, upper) = if grid.density(0.0) >= grid.density(last) {
        (0.0, last)
    } else {
        shortest(level, |p| grid.quantile(p), |tau| grid.density(tau))?
    };
    Ok(PosteriorSummary {
        quantity,
        unit,
        median: grid.quantile(0.5)?,
        mean: moments.mean.then_some(mean),
        sd: moments.sd.then(|| variance.sqrt()),
        central: Interval::new(grid.quantile(tail)?, grid.quantile(1.0 - tail)?, level, CENTRAL),
        shortest: Interval::new(lower, upper, level, SHORTEST),
    })
}

/// The interval whose ends have the same density; of a distribution with one mode that is the shortest.
fn shortest(
    level: Level,
    quantile: impl Fn(f64) -> Result<f64, NumError>,
    density: impl Fn(f64) -> f64,
) -> Result<(f64, f64), NumError> {
    let alpha = level.alpha();
    let mut failure = None;
    let excess = |below: f64| match (quantile(below), quantile(below + level.value())) {
        (Ok(lower), Ok(upper)) => density(lower) - density(upper),
        (Err(cause), _) | (_, Err(cause)) => {
            failure = Some(cause);
            f64::NAN
        }
    };
    let below = bracketed_root(excess, alpha * EDGE, alpha * (1.0 - EDGE), 1e-13);
    let below = failure.map_or(below, Err)?;
    Ok((quantile(below)?, quantile(below + level.value())?))
}
