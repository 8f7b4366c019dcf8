//! Where the restricted likelihood of two variances is largest, and its profile along one of them.

use super::blocks::{Blocks, Evaluation};
use crate::num::{NumError, bracketed_root};

/// Looks along ln(1 + variance / least sampling variance), on which the likelihood varies at an even pace.
const STEP: f64 = 0.5;
/// How often an upper limit is doubled before the profile counts as flat.
const MAX_DOUBLINGS: i32 = 60;

/// Which of the two variances.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    Between,
    Within,
}

/// A point of the half-plane of both variances.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    pub variances: [f64; 2],
    pub evaluation: Evaluation,
}

pub(super) struct Search<'a> {
    blocks: &'a Blocks,
    least: f64,
    end: f64,
}

impl<'a> Search<'a> {
    pub(super) fn new(blocks: &'a Blocks) -> Search<'a> {
        let (least, largest) = blocks.range();
        Search { blocks, least, end: (largest / least).ln_1p() }
    }

    fn point(&self, which: Which, value: f64, other: f64) -> Point {
        let variances = if which == Which::Between { [value, other] } else { [other, value] };
        Point { variances, evaluation: self.blocks.at(variances) }
    }

    /// The largest likelihood with one variance held.
    pub(super) fn profile(&self, held: Which, value: f64) -> Result<Point, NumError> {
        let other = 1 - held as usize;
        self.along(|free| Ok(self.point(held, value, free)), other)
    }

    /// The largest likelihood: the slope of the profile is the slope at its point.
    pub(super) fn largest(&self) -> Result<Point, NumError> {
        self.along(|between| self.profile(Which::Between, between), Which::Between as usize)
    }

    /// The highest of all maxima along one variance, 0 among them.
    fn along(&self, at: impl Fn(f64) -> Result<Point, NumError>, score: usize) -> Result<Point, NumError> {
        let variance = |look: f64| self.least * look.exp_m1();
        let mut best = at(0.0)?;
        let (mut before, mut rising) = (0.0, best.evaluation.scores[score] > 0.0);
        let looks = (self.end / STEP).ceil() as usize;
        for look in 1..=looks {
            let here = look as f64 * STEP;
            let rises = at(variance(here))?.evaluation.scores[score] > 0.0;
            if rising && !rises {
                let mut failure = None;
                let slope = |look: f64| match at(variance(look)) {
                    Ok(point) => point.evaluation.scores[score],
                    Err(cause) => {
                        failure = Some(cause);
                        f64::NAN
                    }
                };
                let root = bracketed_root(slope, before, here, 0.0);
                let found = at(variance(failure.map_or(root, Err)?))?;
                if found.evaluation.log > best.evaluation.log {
                    best = found;
                }
            }
            (before, rising) = (here, rises);
        }
        Ok(best)
    }

    /// The variances whose profile is no more than `drop` below the top.
    pub(super) fn limits(&self, which: Which, top: &Point, drop: f64) -> Result<(f64, f64), NumError> {
        let cutoff = top.evaluation.log - drop;
        let excess = |value: f64| self.profile(which, value).map(|point| point.evaluation.log - cutoff);
        let root = |low: f64, high: f64| {
            let mut failure = None;
            let along = |value: f64| {
                excess(value).unwrap_or_else(|cause| {
                    failure = Some(cause);
                    f64::NAN
                })
            };
            let root = bracketed_root(along, low, high, 0.0);
            failure.map_or(root, Err)
        };
        let estimate = top.variances[which as usize];
        let lower = if excess(0.0)? >= 0.0 { 0.0 } else { root(0.0, estimate)? };
        let mut inside = estimate;
        for doubling in 0..MAX_DOUBLINGS {
            let outside = estimate + self.least * f64::from(doubling).exp2();
            if excess(outside)? < 0.0 {
                return Ok((lower, root(inside, outside)?));
            }
            inside = outside;
        }
        Ok((lower, f64::INFINITY))
    }
}
