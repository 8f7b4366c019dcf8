//! The maximum of the likelihood with a random intercept, at the boundary too.

use super::cluster::Cluster;
use super::likelihood::{Likelihood, best_middle, likelihood, likelihood_without_spread};
use crate::num::{NumError, bracketed_root};

/// Where the likelihood is largest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::stats) struct InterceptFit {
    /// The term of a cluster in the middle.
    pub middle: f64,
    /// SD of the terms of clusters; 0 at the boundary.
    pub sd: f64,
    /// The likelihood there.
    pub likelihood: Likelihood,
}

/// SDs at which the profile is looked at, from 0.1 up: beyond the last there is no maximum that means anything.
const FIRST_SD: f64 = 0.1;
const GROWTH: f64 = 1.5;
const LOOKS: i32 = 14;
/// An SD that no likelihood tells from 0.
const LEAST_SD: f64 = 1e-4;

/// The fit with the middle free, or held at `held`; `None` where the likelihood still rises at an SD of 19.
///
/// The profile over the SD may have more than one maximum: it is scanned from 0 on, each change of its slope from up to down is
/// refined, and the highest is taken, with the boundary among them.
pub(in crate::stats) fn fit<C: Cluster>(clusters: &[C], held: Option<f64>) -> Result<Option<InterceptFit>, NumError> {
    let pooled = held.map_or_else(|| best_middle(clusters, 0.0, 0.0), Ok)?;
    let at = |sd: f64| {
        let middle = held.map_or_else(|| best_middle(clusters, sd, pooled), Ok)?;
        Ok::<InterceptFit, NumError>(InterceptFit { middle, sd, likelihood: likelihood(clusters, middle, sd)? })
    };
    let none = InterceptFit { middle: pooled, sd: 0.0, likelihood: likelihood_without_spread(clusters, pooled) };
    if !clusters.iter().any(Cluster::tells_spread) {
        // Only the pooled answer is in such data; any SD gives the same likelihood.
        return Ok(Some(none));
    }
    let mut best = none;
    let (mut before, mut rising) = (0.0, none.likelihood.by_sd > 0.0);
    for look in 0..LOOKS {
        let here = at(FIRST_SD * GROWTH.powi(look))?;
        let rises = here.likelihood.by_sd > 0.0;
        if rising && !rises {
            let mut failure = None;
            // The slope over the SD does not vanish at 0.
            let slope = |sd: f64| match if sd > 0.0 { at(sd) } else { Ok(none) } {
                Ok(found) => found.likelihood.by_sd / if sd > 0.0 { sd } else { 1.0 },
                Err(cause) => {
                    failure = Some(cause);
                    f64::NAN
                }
            };
            let root = bracketed_root(slope, before, here.sd, 1e-11);
            let found = at(failure.map_or(root, Err)?)?;
            if found.sd > LEAST_SD && found.likelihood.log > best.likelihood.log {
                best = found;
            }
        }
        if look + 1 == LOOKS && rises && here.likelihood.log > best.likelihood.log {
            return Ok(None);
        }
        (before, rising) = (here.sd, rises);
    }
    Ok(Some(best))
}

/// The largest log likelihood without differences between clusters.
pub(in crate::stats) fn log_likelihood_without_spread<C: Cluster>(clusters: &[C]) -> Result<f64, NumError> {
    Ok(likelihood_without_spread(clusters, best_middle(clusters, 0.0, 0.0)?).log)
}
