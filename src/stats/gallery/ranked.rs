//! Pairs in the order in which a gallery picks them.

use super::best_of::NAME;
use super::order_statistics::{best_of_normal, best_of_redrawn};
use super::shown::GalleryPoint;
use crate::data::PairedSample;
use crate::dist::DistError;
use crate::stats::StatsError;
use crate::stats::risk::Toward;

/// The most people for whom every number of pictures is a point of the curve, and about how many points there are for more.
const EVERY_POINT: usize = 400;
const POINTS: usize = 150;

/// Everybody, the best first.
pub(super) struct Ranked<'a> {
    pub(super) sample: &'a PairedSample,
    /// -1 where a fall is wanted.
    pub(super) sign: f64,
    /// Places in the sample with the changes in ticks; those with the same change in the order of the file.
    pub(super) order: Vec<(usize, i128)>,
    /// The sums of the best 1, 2, ...
    sums: Vec<i128>,
    /// By how much each changed less than the best, in the unit, none of it positive.
    behind: Vec<f64>,
}

impl<'a> Ranked<'a> {
    /// In the order of the wanted direction.
    pub(super) fn of(sample: &'a PairedSample, toward: Toward) -> Ranked<'a> {
        let mut order: Vec<(usize, i128)> = sample.change().ticks().iter().copied().enumerate().collect();
        match toward {
            Toward::Fall => order.sort_by_key(|&(_, ticks)| ticks),
            Toward::Rise => order.sort_by_key(|&(_, ticks)| -ticks),
        }
        let sums = order.iter().scan(0, |sum, &(_, ticks)| {
            *sum += ticks;
            Some(*sum)
        });
        let behind = order.iter().map(|&(_, ticks)| -sample.change().value_of((ticks - order[0].1).abs()) + 0.0);
        let sign = if toward == Toward::Fall { -1.0 } else { 1.0 };
        Ranked { sample, sign, sums: sums.collect(), behind: behind.collect(), order }
    }

    /// The three means of a gallery of so many.
    pub(super) fn point(&self, shown: usize, noise_sd: Option<f64>) -> Result<GalleryPoint, StatsError> {
        let change = self.sample.change();
        let behind = best_of_redrawn(&self.behind, shown).map_err(numerical)?.ok_or_else(nobody)?;
        let noise = |sd| {
            let best = best_of_normal(self.order.len() as u64, shown as u64).map_err(numerical)?.ok_or_else(nobody)?;
            Ok::<f64, StatsError>(self.sign * best.mean * sd + 0.0)
        };
        Ok(GalleryPoint {
            shown,
            observed: self.sums[shown - 1] as f64 / (shown as f64 * change.in_ticks(1.0)),
            redrawn: change.value_of(self.order[0].1) + self.sign * behind,
            noise: noise_sd.map(noise).transpose()?,
        })
    }
}

/// The numbers of pictures that are points of the curve.
pub(super) fn numbers(n: usize, shown: usize) -> Vec<usize> {
    if n <= EVERY_POINT {
        return (1..=n).collect();
    }
    let step = (n as f64).ln() / (POINTS - 1) as f64;
    let mut numbers: Vec<usize> = (0..POINTS).map(|at| ((step * at as f64).exp().round() as usize).min(n)).collect();
    numbers.extend([shown, n]);
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

pub(super) fn numerical(cause: DistError) -> StatsError {
    StatsError::numerical(NAME, cause)
}

pub(super) fn nobody() -> StatsError {
    StatsError::TooFew { procedure: NAME, needed: 1, found: 0 }
}
