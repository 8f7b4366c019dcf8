//! The normal quantile (Q-Q) plot of changes, as numbers.

use crate::data::Sample;
use crate::dist::{Beta, DistError, normal};
use crate::num::compensated_sum;
use crate::result::Level;
use crate::stats::{Moments, StatsError};
use rayon::prelude::*;

/// One point of a normal quantile plot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QqPoint {
    /// The standard normal quantile that belongs to its rank, by Blom's score.
    pub theoretical: f64,
    /// The ordered reading, in the unit of the readings.
    pub observed: f64,
    /// Lower end of the band at its rank.
    pub lower: f64,
    /// Upper end of the band at its rank.
    pub upper: f64,
}

/// A normal quantile plot.
#[derive(Clone, Debug, PartialEq)]
pub struct QuantilePlot {
    /// A point for each reading, ascending.
    pub points: Vec<QqPoint>,
    /// Correlation of ordered readings and Blom's scores (Looney and Gulledge 1985): 1 on a straight line.
    pub correlation: f64,
}

/// Blom's (1958) approximation of the expected normal order statistic: the quantile of (rank - 3/8) / (n + 1/4), ranks from 1.
///
/// # Errors
/// [`DistError`] unless 1 <= rank <= n.
pub fn blom_score(rank: usize, n: usize) -> Result<f64, DistError> {
    let p = |rank: usize| (rank as f64 - 0.375) / (n as f64 + 0.25);
    // From the nearer tail, so that the scores are antisymmetric to the last bit.
    if 2 * rank <= n { normal::quantile(p(rank)) } else { normal::upper_quantile(p(n + 1 - rank)) }
}

/// Ordered readings against normal scores, with a pointwise band at each rank: mean + SD x the normal quantile of the limits of the
/// beta distribution (rank, n + 1 - rank) that the order statistic of a uniform sample has. Each point of a normal sample lies inside
/// its own band with about the probability `level`; all points together do with less. Mean and SD are those of the sample, which
/// makes the band slightly too wide.
///
/// # Errors
/// [`StatsError`] for fewer than three readings, or when all are equal.
pub fn qq(sample: &Sample, level: Level) -> Result<QuantilePlot, StatsError> {
    let procedure = "a normal quantile plot";
    let n = sample.n();
    StatsError::require(procedure, 3, n)?;
    let moments = Moments::of(sample);
    let sd = moments
        .sd
        .filter(|&sd| sd > 0.0)
        .ok_or_else(|| StatsError::Undefined { procedure, why: "all changes are equal".to_owned() })?;
    let mut ticks = sample.ticks().to_vec();
    ticks.sort_unstable();
    let point = |(at, ticks): (usize, i128)| {
        let rank = at + 1;
        let order = Beta::try_new(rank as f64, (n + 1 - rank) as f64)?;
        let tail = level.alpha() / 2.0;
        Ok(QqPoint {
            theoretical: blom_score(rank, n)?,
            observed: sample.value_of(ticks),
            lower: moments.mean + sd * normal::quantile(order.quantile(tail)?)?,
            upper: moments.mean + sd * normal::quantile(order.upper_quantile(tail)?)?,
        })
    };
    let points = ticks.into_par_iter().enumerate().map(point).collect::<Result<Vec<QqPoint>, DistError>>();
    let points = points.map_err(|cause| StatsError::numerical(procedure, cause))?;
    let scores = compensated_sum(points.iter().map(|point| point.theoretical.powi(2)));
    let cross = compensated_sum(points.iter().map(|point| point.theoretical * (point.observed - moments.mean)));
    let correlation = cross / (scores.sqrt() * sd * (n as f64 - 1.0).sqrt());
    Ok(QuantilePlot { points, correlation: correlation.min(1.0) })
}
